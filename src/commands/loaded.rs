//! What one question on the command line is asked of: stations and, if they are given, streets.

use chrono::Datelike;

use super::network::read_network;
use super::progress::{Bar, READING_STATIONS};
use super::{CommandError, hours_settings, load_served, paces, sources, warn};
use crate::cli::{DataArgs, NetworkArgs, PaceArgs};
use crate::clock::{UnixTime, Zone};
use crate::network::Network;
use crate::query::{StreetStations, Streets};
use crate::reload::lacking_tables;
use crate::request::Context;
use crate::state::ServedSet;
use crate::travel::Paces;

/// The stations, the clock and the paces.
pub(super) struct Loaded {
    pub(super) served: ServedSet,
    paces: Paces,
    zone: Zone,
}

/// The streets, and the stations on them.
pub(super) struct LoadedStreets(Option<(Network, StreetStations)>);

impl Loaded {
    pub(super) fn read(data: &DataArgs, pace: &PaceArgs) -> Result<Self, CommandError> {
        let paces = paces(pace)?;
        let settings = hours_settings(&data.hours)?;
        let zone = settings.zone;
        let bar = Bar::new(READING_STATIONS);
        let served = load_served(&sources(&data.files, &data.fetch)?, settings, &bar)?;
        drop(bar);
        Ok(Self {
            served,
            paces,
            zone,
        })
    }

    /// What parameters are read with, about now.
    pub(super) fn context(&self) -> Context<'_> {
        Context {
            snapshot: self.served.snapshot(),
            zone: self.zone,
            paces: &self.paces,
            now: UnixTime::now(),
        }
    }

    /// Says so if the days off of the year of a moment are not known.
    pub(super) fn warn_of_year(&self, at: UnixTime) {
        let year = self.zone.local_minute(at).date().year();
        warn(&lacking_tables(self.served.snapshot(), year..=year));
    }

    pub(super) fn streets(&self, network: &NetworkArgs) -> Result<LoadedStreets, CommandError> {
        let network = read_network(network)?;
        Ok(LoadedStreets(network.map(|network| {
            let stations = StreetStations::match_to(&network, self.served.snapshot());
            (network, stations)
        })))
    }
}

impl LoadedStreets {
    pub(super) fn get(&self) -> Option<Streets<'_>> {
        let (network, stations) = self.0.as_ref()?;
        Some(Streets { network, stations })
    }
}
