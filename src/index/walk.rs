//! The walk: near boxes first, each at most once, without allocation.

use super::block::{Nearness, bound_in_single, in_single_precision};
use super::columns::EVERY_CHILD;
use super::{Ahead, FAN_OUT, Index, Neighbour, SearchFilter, Work};
use crate::distance::is_same_point;

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
    /// Boxes and stations after which the walk is cut.
    max_work: usize,
    /// A point of which no station from this place in the order on is wanted any more.
    done: Option<([f64; 3], u32)>,
}

/// A squared chord that no station is within: a visitor that returns it ends the walk.
pub const NO_BOUND_M2: f64 = -1.0;

impl<'a, V: FnMut(Neighbour<'a>) -> Ahead> Walk<'a, V> {
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
            max_work: usize::MAX,
            done: None,
        }
    }

    /// The same, cut after this many boxes and stations.
    pub(super) const fn at_most(mut self, max_work: usize) -> Self {
        self.max_work = max_work;
        self
    }

    /// Ends the walk if it has done all the work that it may.
    fn count(&mut self) {
        if self.work.boxes + self.work.stations >= self.max_work {
            self.work.is_cut = true;
            self.bound_m2 = NO_BOUND_M2;
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
        let on_one_point = level.on_one_point[number];
        while let Some(child) = nearness.take(bound_in_single(self.bound_m2)) {
            let child_number = number * FAN_OUT + child;
            if on_one_point & (1 << child) != 0 && self.is_done(below, child_number) {
                continue;
            }
            self.work.boxes += 1;
            self.count();
            self.open(below, child_number);
        }
    }

    /// Whether no station of a leaf (height 0) or node on one point is wanted any more.
    fn is_done(&self, height: usize, number: usize) -> bool {
        self.done.is_some_and(|(point_m, order)| {
            let mut leaf = number;
            for _ in 0..height {
                leaf *= FAN_OUT;
            }
            let first_m = self.index.points[leaf].get(0);
            is_same_point(first_m, point_m) && leaf * FAN_OUT >= order as usize
        })
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
                let place = number * FAN_OUT + child;
                let point_m = points.get(child);
                let ahead = (self.visit)(Neighbour {
                    point_m,
                    chord_m2,
                    entry: &self.index.entries[place],
                    // Stations are counted in 32 bits.
                    order: u32::try_from(place).unwrap_or(u32::MAX),
                });
                self.bound_m2 = ahead.bound_m2;
                if let Some(order) = ahead.point_done_from {
                    self.done = Some((point_m, order));
                }
                self.count();
            }
        }
    }
}
