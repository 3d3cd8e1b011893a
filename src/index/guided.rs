//! A walk that its caller guides: for questions about more than one point, such as a route.
//!
//! The caller bounds what a ball around a box may hold; the walk opens boxes by those bounds, the
//! lowest first, and leaves out those that do not matter.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::columns::EVERY_CHILD;
use super::{Entry, FAN_OUT, Index, SearchFilter, Work};

/// A ball of space that holds a box of stations, or a single one.
#[derive(Clone, Copy, Debug)]
pub struct Ball {
    /// Its middle, earth-centred metres.
    pub centre_m: [f64; 3],
    /// How far it extends, metres; 0 is a single station.
    pub radius_m: f64,
}

/// What the caller of a guided walk knows.
pub trait Guide<'a> {
    /// The place of a ball in the order of the walk, the lowest first. Nothing that lies in the
    /// ball may rank before it.
    fn rank(&mut self, ball: &Ball) -> f64;

    /// Whether anything in a ball of this rank still matters.
    fn matters(&mut self, ball: &Ball, rank: f64) -> bool;

    /// Takes a station: where it is, earth-centred metres, and what it is. `false` ends the walk.
    fn visit(&mut self, point_m: [f64; 3], entry: &'a Entry) -> bool;
}

/// A box that waits to be opened.
struct Pending {
    rank: f64,
    ball: Ball,
    height: usize,
    number: usize,
}

impl Index {
    /// Passes the stations that match `wanted` to a guide, box by box, for as long as any matter to
    /// it; ends after `max_work` boxes and stations. Kinds from the 64th on are not told apart.
    ///
    /// Costs what the guide costs for each child of a box that is opened.
    pub fn walk_guided<'a>(
        &'a self,
        max_work: usize,
        wanted: &SearchFilter,
        guide: &mut impl Guide<'a>,
    ) -> Work {
        let mut work = Work::default();
        let mut pending = BinaryHeap::new();
        let mut open = Some((self.levels.len(), 0));
        if self.is_empty() {
            return work;
        }
        while let Some((height, number)) = open {
            if work.boxes + work.stations >= max_work {
                work.is_cut = true;
                return work;
            }
            match height.checked_sub(1) {
                Some(below) => self.push_children(below, number, wanted, guide, &mut pending),
                None if !self.visit_leaf(number, wanted, guide, &mut work) => return work,
                None => {}
            }
            open = next_to_open(&mut pending, guide);
            work.boxes += usize::from(open.is_some());
        }
        work
    }

    fn push_children<'a>(
        &'a self,
        below: usize,
        number: usize,
        wanted: &SearchFilter,
        guide: &mut impl Guide<'a>,
        pending: &mut BinaryHeap<Reverse<Pending>>,
    ) {
        let level = &self.levels[below];
        let possible = if wanted.is_anybody() {
            EVERY_CHILD
        } else {
            level.columns.of_node(number, wanted)
        };
        let n_below = match below.checked_sub(1) {
            Some(lower) => self.levels[lower].boxes.len(),
            None => self.points.len(),
        };
        for child in 0..FAN_OUT.min(n_below - number * FAN_OUT) {
            if possible & (1 << child) == 0 {
                continue;
            }
            let (centre_m, radius_m) = level.boxes[number].ball(child);
            let ball = Ball { centre_m, radius_m };
            pending.push(Reverse(Pending {
                rank: guide.rank(&ball),
                ball,
                height: below,
                number: number * FAN_OUT + child,
            }));
        }
    }

    /// `false` if the guide ends the walk.
    fn visit_leaf<'a>(
        &'a self,
        number: usize,
        wanted: &SearchFilter,
        guide: &mut impl Guide<'a>,
        work: &mut Work,
    ) -> bool {
        let possible = if wanted.is_anybody() {
            EVERY_CHILD
        } else {
            self.columns.of_leaf(number, wanted)
        };
        let first = number * FAN_OUT;
        let entries = self.entries[first..].iter().take(FAN_OUT);
        for (child, entry) in entries.enumerate() {
            if possible & (1 << child) != 0 {
                work.stations += 1;
                if !guide.visit(self.points[number].get(child), entry) {
                    return false;
                }
            }
        }
        true
    }
}

fn next_to_open<'a>(
    pending: &mut BinaryHeap<Reverse<Pending>>,
    guide: &mut impl Guide<'a>,
) -> Option<(usize, usize)> {
    while let Some(Reverse(next)) = pending.pop() {
        if guide.matters(&next.ball, next.rank) {
            return Some((next.height, next.number));
        }
    }
    None
}

impl PartialEq for Pending {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Pending {}

impl PartialOrd for Pending {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pending {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |one: &Self| (one.height, one.number);
        self.rank
            .total_cmp(&other.rank)
            .then_with(|| place(self).cmp(&place(other)))
    }
}
