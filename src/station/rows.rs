//! The stations of a set by their ids.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::{Station, StationId, StationIdx};

/// The row of each id. It stores no ids: those are compared in the stations.
#[derive(Clone, Debug, Default)]
pub struct RowsById {
    rows: HashTable<Row>,
    hasher: DefaultHashBuilder,
}

/// A row, and half of its id's hash, which tells nearly all ids apart without reading them.
#[derive(Clone, Copy, Debug)]
struct Row {
    half_hash: u32,
    idx: StationIdx,
}

impl RowsById {
    /// Adds a row whose id is new.
    pub fn insert(&mut self, id: &StationId, idx: StationIdx) {
        let half_hash = self.half_hash(&id.0);
        let row = Row { half_hash, idx };
        let hash = |row: &Row| spread(row.half_hash);
        self.rows.insert_unique(spread(half_hash), row, hash);
    }

    /// The row of an id among the stations that the rows refer to.
    pub fn find(&self, id: &str, stations: &[Station]) -> Option<StationIdx> {
        let half_hash = self.half_hash(id);
        let is_it = |row: &Row| {
            row.half_hash == half_hash
                && stations
                    .get(row.idx.row())
                    .is_some_and(|station| &*station.id.0 == id)
        };
        let row = self.rows.find(spread(half_hash), is_it);
        row.map(|row| row.idx)
    }

    /// Removes the row of an id.
    pub fn remove(&mut self, id: &StationId, idx: StationIdx) {
        let hash = spread(self.half_hash(&id.0));
        if let Ok(row) = self.rows.find_entry(hash, |row| row.idx == idx) {
            row.remove();
        }
    }

    /// Frees unused memory.
    pub fn shrink_to_fit(&mut self) {
        self.rows.shrink_to_fit(|row| spread(row.half_hash));
    }

    fn half_hash(&self, id: &str) -> u32 {
        let hash = self.hasher.hash_one(id);
        u32::try_from(hash >> 32).unwrap_or_default()
    }
}

/// As many bits as the table uses, each dependent on all of the half.
fn spread(half_hash: u32) -> u64 {
    /// The golden ratio, as multiplicative hashing uses it.
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    u64::from(half_hash).wrapping_mul(GOLDEN).rotate_left(32)
}
