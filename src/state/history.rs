//! Which stations changed since which version: what `since` is answered from.
//!
//! Of former sets only their order is kept. Each station has the number of the load that changed it
//! last, each removed one that of the load that removed it; "changed since" is a comparison of
//! numbers. The history lasts as long as the process.

use std::collections::{BTreeMap, VecDeque};

use crate::clock::UnixTime;
use crate::render::Source;
use crate::snapshot::Snapshot;
use crate::station::{Station, StationId, StationIdx};

/// How many former versions `since` is answered for, beside the one being served.
pub const KEPT_VERSIONS: usize = 16;

/// The number of a load since the process began.
type Load = u32;

/// The served versions, and what each load changed.
#[derive(Clone, Debug)]
pub struct History {
    /// Each kept version once, by its last load; the current one is last.
    versions: VecDeque<(String, Load)>,
    /// Per station of the current set: the load that added or last changed it.
    changed_in: Vec<Load>,
    /// Removed stations, and the load that removed them; none older than the versions.
    gone: BTreeMap<StationId, Load>,
    /// When the current version was first served.
    modified_at: UnixTime,
}

/// The difference from a former version.
pub struct Changes<'a> {
    /// Stations that are new or changed.
    pub rows: Vec<StationIdx>,
    /// Stations that were removed, in the order of their ids.
    pub gone: Vec<&'a StationId>,
}

impl History {
    /// The history of the first set.
    pub fn begin(snapshot: &Snapshot) -> Self {
        Self {
            versions: VecDeque::from([(snapshot.version().to_owned(), 0)]),
            changed_in: vec![0; snapshot.stations().len()],
            gone: BTreeMap::new(),
            modified_at: snapshot.loaded_at(),
        }
    }

    /// The history of `next`, which follows this one, of `before`.
    ///
    /// Costs a look-up for each station of both sets, and a comparison of their texts.
    #[must_use]
    pub fn continued(&self, before: Source<'_>, next: Source<'_>) -> Self {
        if before.snapshot.version() == next.snapshot.version() {
            return self.clone();
        }
        let load = self.last_load().saturating_add(1);
        let changed_in = |station: &Station, row| {
            let old = before.snapshot.find(&station.id.0);
            old.filter(|old| is_same((*old, before), (row, next)))
                .map_or(load, |old| self.changed_in[old.row()])
        };
        let stations = next.snapshot.stations().iter().zip(next.snapshot.rows());
        let changed_in = stations
            .map(|(station, row)| changed_in(station, row))
            .collect();
        let versions = self.versions_with(next.snapshot.version(), load);
        Self {
            gone: self.gone_with(before.snapshot, next.snapshot, load, first_load(&versions)),
            versions,
            changed_in,
            // At least a second later: dates of HTTP tell versions apart by seconds.
            modified_at: next
                .snapshot
                .loaded_at()
                .max(self.modified_at.plus_seconds(1)),
        }
    }

    /// The difference from a version; `None` if it is no longer known, or never was.
    pub fn changes_since(&self, version: &str) -> Option<Changes<'_>> {
        let (_, since) = self.versions.iter().find(|(known, _)| known == version)?;
        let rows = (0..)
            .map(StationIdx)
            .zip(&self.changed_in)
            .filter(|(_, load)| *load > since)
            .map(|(row, _)| row)
            .collect();
        let gone = self
            .gone
            .iter()
            .filter(|(_, load)| *load > since)
            .map(|(id, _)| id)
            .collect();
        Some(Changes { rows, gone })
    }

    /// When the version being served was first served.
    pub const fn modified_at(&self) -> UnixTime {
        self.modified_at
    }

    fn last_load(&self) -> Load {
        self.versions.back().map_or(0, |(_, load)| *load)
    }

    /// The kept versions and one more. A version that returns is moved to the end: equal versions
    /// are equal files.
    fn versions_with(&self, version: &str, load: Load) -> VecDeque<(String, Load)> {
        let mut versions: VecDeque<(String, Load)> = self
            .versions
            .iter()
            .filter(|(known, _)| known != version)
            .cloned()
            .collect();
        versions.push_back((version.to_owned(), load));
        while versions.len() > KEPT_VERSIONS + 1 {
            versions.pop_front();
        }
        versions
    }

    fn gone_with(
        &self,
        before: &Snapshot,
        next: &Snapshot,
        load: Load,
        first_load: Load,
    ) -> BTreeMap<StationId, Load> {
        let dropped = before.stations().iter().map(|station| (&station.id, load));
        self.gone
            .iter()
            .map(|(id, load)| (id, *load))
            .chain(dropped)
            .filter(|(id, load)| *load > first_load && next.find(&id.0).is_none())
            .map(|(id, load)| (id.clone(), load))
            .collect()
    }
}

/// The load of the oldest version; changes before it can never be asked for.
fn first_load(versions: &VecDeque<(String, Load)>) -> Load {
    versions.front().map_or(0, |(_, load)| *load)
}

/// Whether the feed has the same text for a station in two sets: by its feature, and by its full
/// position, which decides the last digit in other datums.
fn is_same((old, before): (StationIdx, Source), (new, next): (StationIdx, Source)) -> bool {
    let bits = |row, source: Source| {
        let position = source.snapshot.station(row).position;
        [position.lon(), position.lat()].map(f64::to_bits)
    };
    before.station_json.feature(old) == next.station_json.feature(new)
        && bits(old, before) == bits(new, next)
}
