//! Which stations are eligible, and which of them share the same hours.
//!
//! Thousands of stations share some dozens of opening hours, so hours are evaluated once a group
//! and not once a station.

use std::collections::HashMap;

use super::Clock;
use crate::amenity::AmenitySet;
use crate::hours::schedules::Hours;
use crate::notices::Truth;
use crate::snapshot::Snapshot;
use crate::station::{Station, StationIdx, Status};

/// The eligible stations: those that offer what is wanted and may be in service.
#[derive(Clone, Debug)]
pub(super) struct Eligible {
    wanted: AmenitySet,
    /// The group of each station, by row; `None` is not eligible.
    group_of: Vec<Option<GroupIdx>>,
    groups: Vec<Group>,
}

/// The row of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GroupIdx(u32);

/// Stations that are open at the same times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// One of its stations.
    pub(super) station: StationIdx,
    /// The number of its stations.
    pub(super) size: usize,
}

/// What the stations of a group have in common.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    /// Hours are ignored.
    Timeless,
    /// In service on all days, with only the station's hours.
    Hours(Hours),
    /// A group of a single station.
    Alone(StationIdx),
}

impl GroupIdx {
    /// The row as an index.
    pub(super) const fn row(self) -> usize {
        self.0 as usize
    }
}

impl Eligible {
    /// If hours are ignored, a station that is suspended, moved or closed today is not eligible;
    /// otherwise its status is checked on the day of arrival.
    ///
    /// Stations of which something is said that `truth` holds have groups of their own.
    pub(super) fn of(
        snapshot: &Snapshot,
        truth: Option<&Truth>,
        wanted: AmenitySet,
        clock: Clock,
    ) -> Self {
        let mut eligible = Self {
            wanted,
            group_of: Vec::with_capacity(snapshot.stations().len()),
            groups: Vec::new(),
        };
        let today = snapshot.timetable().today();
        let mut known: HashMap<Key, GroupIdx> = HashMap::new();
        for (idx, station) in snapshot.rows().zip(snapshot.stations()) {
            let may_serve = clock != Clock::Ignored || station.status_on(today) == Status::Active;
            let takes_part = may_serve && station.offered.contains_all(wanted);
            let group = takes_part.then(|| {
                let is_told = truth.is_some_and(|truth| truth.bearing_on(idx).is_some());
                let key = Key::of(snapshot, idx, station, wanted, clock).told(is_told, idx);
                *known.entry(key).or_insert_with(|| eligible.open_group(idx))
            });
            if let Some(group) = group {
                eligible.groups[group.row()].size += 1;
            }
            eligible.group_of.push(group);
        }
        eligible
    }

    fn open_group(&mut self, station: StationIdx) -> GroupIdx {
        // There are at most as many groups as stations, which are counted in 32 bits.
        let idx = GroupIdx(u32::try_from(self.groups.len()).unwrap_or(u32::MAX));
        self.groups.push(Group { station, size: 0 });
        idx
    }

    /// The amenities that are wanted.
    pub(super) const fn wanted(&self) -> AmenitySet {
        self.wanted
    }

    pub(super) fn contains(&self, station: StationIdx) -> bool {
        self.group(station).is_some()
    }

    /// The group of a station; `None` if it is not eligible.
    pub(super) fn group(&self, station: StationIdx) -> Option<GroupIdx> {
        self.group_of[station.row()]
    }

    /// The groups, by row.
    pub(super) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Every row, eligible or not.
    pub(super) fn rows(&self) -> impl Iterator<Item = StationIdx> + use<> {
        (0..u32::try_from(self.group_of.len()).unwrap_or(u32::MAX)).map(StationIdx)
    }

    /// Whether each station is eligible, by row.
    pub(super) fn takes_part(&self) -> Vec<bool> {
        self.group_of.iter().map(Option::is_some).collect()
    }
}

impl Key {
    /// The key of a station of which something is said, or not.
    const fn told(self, is_told: bool, idx: StationIdx) -> Self {
        match self {
            Self::Hours(_) if is_told => Self::Alone(idx),
            key => key,
        }
    }

    fn of(
        snapshot: &Snapshot,
        idx: StationIdx,
        station: &Station,
        wanted: AmenitySet,
        clock: Clock,
    ) -> Self {
        let has_own_hours = !wanted.is_empty() && !snapshot.amenity_hours(idx).is_empty();
        if clock == Clock::Ignored {
            Self::Timeless
        } else if station.status == Status::Active && !has_own_hours {
            Self::Hours(snapshot.station_hours(idx))
        } else {
            Self::Alone(idx)
        }
    }
}
