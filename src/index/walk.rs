//! The walk: near boxes first, each at most once, without allocation.

use super::block::{Nearness, bound_in_single, in_single_precision};
use super::columns::EVERY_CHILD;
use super::{FAN_OUT, Index, Neighbour, SearchFilter, Work};

/// The state of one walk.
pub(super) struct Walk<'a, V> {
    index: &'a Index,
    wanted: SearchFilter,
    /// Whether traits are tested at all.
    takes_anybody: bool,
    origin_m: [f64; 3],
    origin_single_m: [f32; 3],
    bound_m2: f64,
    visit: V,
    work: Work,
}

impl<'a, V: FnMut(Neighbour<'a>) -> f64> Walk<'a, V> {
    pub(super) fn new(
        index: &'a Index,
        origin_m: [f64; 3],
        bound_m2: f64,
        wanted: &SearchFilter,
        visit: V,
    ) -> Self {
        Self {
            index,
            wanted: *wanted,
            takes_anybody: wanted.is_anybody(),
            origin_m,
            origin_single_m: origin_m.map(in_single_precision),
            bound_m2,
            visit,
            work: Work::default(),
        }
    }

    /// Walks the whole tree.
    pub(super) fn run(mut self) -> Work {
        if !self.index.is_empty() {
            self.open(self.index.levels.len(), 0);
        }
        self.work
    }

    /// Visits the leaf (height 0) or node of this number.
    fn open(&mut self, height: usize, number: usize) {
        let Some(below) = height.checked_sub(1) else {
            return self.open_leaf(number);
        };
        let level = &self.index.levels[below];
        let possible = if self.takes_anybody {
            EVERY_CHILD
        } else {
            level.columns.of_node(number, &self.wanted)
        };
        if possible == 0 {
            return;
        }
        let mut nearness = level.boxes[number].nearness(self.origin_single_m);
        nearness.keep(possible);
        while let Some(child) = nearness.take(bound_in_single(self.bound_m2)) {
            self.work.boxes += 1;
            self.open(below, number * FAN_OUT + child);
        }
    }

    fn open_leaf(&mut self, number: usize) {
        let possible = if self.takes_anybody {
            EVERY_CHILD
        } else {
            self.index.columns.of_leaf(number, &self.wanted)
        };
        if possible == 0 {
            return;
        }
        let points = &self.index.points[number];
        let to_each_m2 = points.chords_m2(self.origin_m);
        let mut nearness = Nearness::of_exact(&to_each_m2);
        nearness.keep(possible);
        while let Some(child) = nearness.take(bound_in_single(self.bound_m2)) {
            let chord_m2 = to_each_m2[child];
            if chord_m2 <= self.bound_m2 {
                self.work.stations += 1;
                self.bound_m2 = (self.visit)(Neighbour {
                    point_m: points.get(child),
                    chord_m2,
                    entry: &self.index.entries[number * FAN_OUT + child],
                });
            }
        }
    }
}
