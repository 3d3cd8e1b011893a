//! Some of the stations of a loaded set, one bit each.

use crate::station::StationIdx;

/// Bits of a word.
const WORD_BITS: usize = 64;

/// Some rows.
#[derive(PartialEq, Eq)]
pub(super) struct Rows(Vec<u64>);

impl Rows {
    /// None of this many stations.
    pub(super) fn none_of(n_stations: usize) -> Self {
        Self(vec![0; n_stations.div_ceil(WORD_BITS)])
    }

    pub(super) fn insert(&mut self, station: StationIdx) {
        if let Some(word) = self.0.get_mut(station.row() / WORD_BITS) {
            *word |= 1 << (station.row() % WORD_BITS);
        }
    }

    pub(super) fn contains(&self, station: StationIdx) -> bool {
        let word = self.0.get(station.row() / WORD_BITS);
        word.is_some_and(|word| word & (1 << (station.row() % WORD_BITS)) != 0)
    }
}
