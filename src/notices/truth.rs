//! What is said, resolved on one loaded set: what it makes true of which station.

use std::sync::Arc;

use hashbrown::HashMap;

use super::doubt::{Posted, doubts};
use super::opened::Opened;
use super::rows::Rows;
use super::{Notice, Report, Said, StationTruth};
use crate::clock::Zone;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// What is said, by the stations of one loaded set. Belongs to that set and to those that differ
/// from it only by the day around which hours are compiled.
pub struct Truth {
    said: Arc<Said>,
    /// Of the stations of which something is said, the ones whose openness it may change.
    bearing: Rows,
    stations: HashMap<StationIdx, StationTruth>,
    opened: Option<Opened>,
    bearing_version: u64,
}

/// What is said about one station, not yet resolved.
#[derive(Default)]
struct Gathered<'a> {
    notices: Vec<&'a Arc<Notice>>,
    reports: Vec<&'a Report>,
}

impl Truth {
    /// Resolves what is said; what is said of stations that the set lacks does not count.
    ///
    /// About a microsecond a notice.
    pub fn resolve(said: Arc<Said>, snapshot: &Snapshot, zone: Zone) -> Self {
        let n_stations = snapshot.stations().len();
        let mut bearing = Rows::none_of(n_stations);
        let mut opened = Vec::new();
        let mut stations = HashMap::new();
        for (station, gathered) in gather(&said, snapshot) {
            let resolved = gathered.resolved(snapshot, station, zone);
            if resolved.bears_on_hours() {
                bearing.insert(station);
            }
            if resolved.opens() {
                opened.push(station);
            }
            stations.insert(station, resolved);
        }
        Self {
            bearing,
            stations,
            opened: Opened::of(snapshot, &opened),
            said,
            bearing_version: 0,
        }
    }

    /// This, as it follows another; a comparison for each station of which something is said.
    #[must_use]
    pub fn following(self, before: &Self) -> Self {
        let is_same = self.bearing == before.bearing
            && self.stations.iter().all(|(station, truth)| {
                let is_as = |other| truth.bears_as(other);
                !self.bearing.contains(*station) || before.of(*station).is_some_and(is_as)
            });
        Self {
            bearing_version: before.bearing_version + u64::from(!is_same),
            ..self
        }
    }

    /// Changes when it changes whether a station or an amenity is open at some moment: a note or the
    /// first report of a locked door does not change it.
    pub const fn bearing_version(&self) -> u64 {
        self.bearing_version
    }

    /// What it was resolved from.
    pub const fn said(&self) -> &Arc<Said> {
        &self.said
    }

    /// What is said of a station, whatever it is.
    pub fn of(&self, station: StationIdx) -> Option<&StationTruth> {
        self.stations.get(&station)
    }

    /// The same, if it may change whether the station or an amenity is open; a few nanoseconds for
    /// all others.
    pub fn bearing_on(&self, station: StationIdx) -> Option<&StationTruth> {
        if !self.bearing.contains(station) {
            return None;
        }
        self.stations.get(&station)
    }

    /// The stations that a notice opens at some moment, if there are any.
    pub const fn opened(&self) -> Option<&Opened> {
        self.opened.as_ref()
    }
}

/// All that is said, by station.
fn gather<'a>(said: &'a Said, snapshot: &Snapshot) -> HashMap<StationIdx, Gathered<'a>> {
    let mut gathered: HashMap<StationIdx, Gathered<'a>> = HashMap::new();
    for notice in &said.notices {
        if let Some(station) = snapshot.find(&notice.station) {
            gathered.entry(station).or_default().notices.push(notice);
        }
    }
    for report in &said.reports {
        if let Some(station) = snapshot.find(&report.station) {
            gathered.entry(station).or_default().reports.push(report);
        }
    }
    gathered
}

impl Gathered<'_> {
    fn resolved(mut self, snapshot: &Snapshot, station: StationIdx, zone: Zone) -> StationTruth {
        // Those of one second keep the order that they are said in, which decides nothing: what came
        // first in a second is not known.
        self.reports.sort_by_key(|report| report.at);
        let posted = Posted {
            timetable: snapshot.timetable(),
            hours: snapshot.station_hours(station),
            zone,
        };
        let notices: Vec<&Notice> = self.notices.iter().map(|notice| &***notice).collect();
        let doubts = doubts(posted, &self.reports, &notices);
        let notices = self.notices.into_iter().cloned().collect();
        StationTruth::of(notices, &doubts, snapshot.amenity_keys())
    }
}
