//! What a tile shows: stations, or clusters of them.

use rayon::prelude::*;

use super::grid::Tile;
use super::order::TileOrder;
use crate::clock::{LocalMinute, UnixTime, Zone};
use crate::hours::OpenState;
use crate::notices::Truth;
use crate::query::opening::EffectiveHours;
use crate::request::StationFilter;
use crate::snapshot::Snapshot;
use crate::station::{StationIdx, Status};

/// From this zoom on a tile shows stations, as long as they are not too many.
pub const STATIONS_FROM_ZOOM: u8 = 13;
/// How many stations a tile shows one by one.
pub const MAX_STATIONS_SHOWN: usize = 400;
/// Stations whose states one core looks up at a time.
const STATIONS_A_PART: usize = 4_096;

/// What is asked of a tile.
pub struct Question<'a> {
    /// The set.
    pub snapshot: &'a Snapshot,
    /// What people say about its stations, if that counts.
    pub truth: Option<&'a Truth>,
    /// The clock zone.
    pub zone: Zone,
    /// The moment whose states are shown.
    pub at: UnixTime,
    /// Which stations; its box is not looked at.
    pub filter: &'a StationFilter,
}

/// How many stations are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Open.
    pub open: u32,
    /// It is not known whether they are open.
    pub unknown: u32,
    /// Closed, or out of service.
    pub closed: u32,
}

/// One thing that a tile shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Column and row within the tile; of a cluster the mean of its stations.
    pub place: [u32; 2],
    /// The states of its stations.
    pub counts: Counts,
    /// The station, if it is only one.
    pub station: Option<StationIdx>,
}

/// A station that passes the filter.
struct Passing {
    point: u64,
    station: StationIdx,
    state: OpenState,
}

/// What a tile shows. Costs some tens of nanoseconds a station in it, on all cores.
pub fn marks(question: &Question<'_>, order: &TileOrder, tile: Tile) -> Vec<Mark> {
    let minute = question.zone.local_minute(question.at);
    let placed = order.within(&tile.points());
    let passing: Vec<Passing> = placed
        .par_iter()
        .with_min_len(STATIONS_A_PART)
        .filter(|(_, station)| question.passes(*station))
        .map(|(point, station)| Passing {
            point: *point,
            station: *station,
            state: question.state(*station, minute),
        })
        .collect();
    if tile.zoom() >= STATIONS_FROM_ZOOM && passing.len() <= MAX_STATIONS_SHOWN {
        return passing.chunks(1).map(|one| Mark::of(tile, one)).collect();
    }
    let in_one_cell = |a: &Passing, b: &Passing| tile.cell(a.point) == tile.cell(b.point);
    let cells = passing.chunk_by(in_one_cell);
    cells.map(|cell| Mark::of(tile, cell)).collect()
}

impl Question<'_> {
    fn passes(&self, idx: StationIdx) -> bool {
        let station = self.snapshot.station(idx);
        self.filter.passes_anywhere(self.snapshot, station)
    }

    /// The state of a station with the amenities that the filter names.
    fn state(&self, idx: StationIdx, minute: LocalMinute) -> OpenState {
        if self.snapshot.station(idx).status_on(minute.date()) != Status::Active {
            return OpenState::Closed;
        }
        let told = self.truth.and_then(|truth| truth.bearing_on(idx));
        EffectiveHours::new(self.snapshot, idx, self.filter.amenities)
            .state_told(told, self.zone, self.at)
    }
}

impl Counts {
    fn add(&mut self, state: OpenState) {
        match state {
            OpenState::Open => self.open += 1,
            OpenState::Unknown => self.unknown += 1,
            OpenState::Closed => self.closed += 1,
        }
    }

    /// How many there are.
    pub const fn all(self) -> u32 {
        self.open + self.unknown + self.closed
    }
}

impl Mark {
    /// The mark of some stations of a tile, at least one.
    fn of(tile: Tile, stations: &[Passing]) -> Self {
        let mut counts = Counts::default();
        let mut sums = [0_u64; 2];
        for one in stations {
            counts.add(one.state);
            let place = tile.within(one.point);
            sums = [0, 1].map(|axis| sums[axis] + u64::from(place[axis]));
        }
        let n = u64::from(counts.all()).max(1);
        let only = match stations {
            [one] => Some(one.station),
            _ => None,
        };
        Self {
            place: sums.map(|sum| u32::try_from(sum / n).unwrap_or_default()),
            counts,
            station: only,
        }
    }
}
