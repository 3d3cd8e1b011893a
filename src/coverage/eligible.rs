//! Which stations take part: those that offer what is wanted and are in service.

use super::Clock;
use crate::amenity::AmenitySet;
use crate::snapshot::Snapshot;
use crate::station::{StationIdx, Status};

/// The stations that take part, by row.
#[derive(Clone, Debug)]
pub(super) struct Eligible {
    wanted: AmenitySet,
    takes_part: Vec<bool>,
}

impl Eligible {
    /// Without a clock a station that is suspended, moved or closed takes no part, whatever
    /// day that ends; with one its status is judged on the day of arrival.
    pub(super) fn of(snapshot: &Snapshot, wanted: AmenitySet, clock: Clock) -> Self {
        let takes_part = snapshot
            .stations()
            .iter()
            .map(|station| {
                let may_serve = clock != Clock::Ignored || station.status == Status::Active;
                may_serve && station.offered.contains_all(wanted)
            })
            .collect();
        Self { wanted, takes_part }
    }

    /// The amenities that are wanted.
    pub(super) const fn wanted(&self) -> AmenitySet {
        self.wanted
    }

    pub(super) fn contains(&self, station: StationIdx) -> bool {
        self.takes_part[station.row()]
    }

    /// Every row, eligible or not.
    pub(super) fn rows(&self) -> impl Iterator<Item = StationIdx> + use<> {
        (0..u32::try_from(self.takes_part.len()).unwrap_or(u32::MAX)).map(StationIdx)
    }

    /// By row.
    pub(super) fn takes_part(&self) -> &[bool] {
        &self.takes_part
    }
}
