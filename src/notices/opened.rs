//! The stations that a notice opens, as a small tree of their own.
//!
//! The boxes of the tree of all stations are skipped where no posted hours are open; stations that
//! may be open all the same are found here.

use crate::index::{Index, Neighbour, Placed};
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

use super::rows::Rows;

/// Stations with a notice that says they are open, at some moment: it may be over, if it answered
/// reports.
pub struct Opened {
    rows: Rows,
    index: Index,
}

impl Opened {
    /// `None` if there are none. Some tenths of a microsecond a station, and the first time for a
    /// loaded set some nanoseconds for each of all.
    pub(super) fn of(snapshot: &Snapshot, stations: &[StationIdx]) -> Option<Self> {
        if stations.is_empty() {
            return None;
        }
        let placed: Vec<Placed> = stations.iter().map(|idx| snapshot.placed(*idx)).collect();
        let order = |row: usize| snapshot.order_in_index(stations[row]);
        let mut rows = Rows::none_of(snapshot.stations().len());
        for idx in stations {
            rows.insert(*idx);
        }
        Some(Self {
            rows,
            index: Index::build_in_order(&placed, |a, b| order(a).cmp(&order(b))),
        })
    }

    /// Whether a station is one of them.
    pub fn contains(&self, station: StationIdx) -> bool {
        self.rows.contains(station)
    }

    /// Their tree.
    pub const fn index(&self) -> &Index {
        &self.index
    }

    /// A neighbour of their tree as the tree of all stations would pass it.
    #[must_use]
    pub fn in_index<'a>(&self, neighbour: Neighbour<'a>, snapshot: &Snapshot) -> Neighbour<'a> {
        Neighbour {
            order: snapshot.order_in_index(neighbour.entry.station),
            ..neighbour
        }
    }
}
