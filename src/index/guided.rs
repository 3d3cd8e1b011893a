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

    /// Takes a station: where it is, earth-centred metres, what it is, and its rank. `false` ends the
    /// walk.
    fn visit(&mut self, point_m: [f64; 3], entry: &'a Entry, rank: f64) -> bool;
}

/// A box that waits to be opened, or a station that waits to be taken.
struct Pending {
    rank: f64,
    ball: Ball,
    place: Place,
}

/// Where something is in the tree. Of equal ranks stations come first, then the lowest boxes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// The leaf, and the place in it.
    Station(usize, usize),
    /// Levels above the stations' own, and the number of the box.
    Box(usize, usize),
}

impl Index {
    /// Passes the stations that match `wanted` to a guide in the order of their ranks, for as long as
    /// any box matters to it; ends after `max_work` boxes and stations. Kinds from the 64th on are not
    /// told apart.
    ///
    /// Costs what the guide costs for each child of a box that is opened.
    pub fn walk_guided<'a>(
        &'a self,
        max_work: usize,
        wanted: &SearchFilter,
        guide: &mut impl Guide<'a>,
    ) -> Work {
        let mut work = Work::default();
        if self.is_empty() {
            return work;
        }
        let mut pending = BinaryHeap::new();
        self.open(self.levels.len(), 0, wanted, guide, &mut pending);
        while let Some(Reverse(next)) = pending.pop() {
            if work.boxes + work.stations >= max_work {
                work.is_cut = true;
                break;
            }
            match next.place {
                Place::Station(leaf, child) => {
                    work.stations += 1;
                    let entry = &self.entries[leaf * FAN_OUT + child];
                    if !guide.visit(next.ball.centre_m, entry, next.rank) {
                        break;
                    }
                }
                Place::Box(height, number) if guide.matters(&next.ball, next.rank) => {
                    work.boxes += 1;
                    self.open(height, number, wanted, guide, &mut pending);
                }
                Place::Box(..) => {}
            }
        }
        work
    }

    /// Puts off what a box holds.
    fn open<'a>(
        &'a self,
        height: usize,
        number: usize,
        wanted: &SearchFilter,
        guide: &mut impl Guide<'a>,
        pending: &mut BinaryHeap<Reverse<Pending>>,
    ) {
        let (columns, n_below) = match height.checked_sub(1) {
            None => (&self.columns, self.entries.len()),
            Some(0) => (&self.levels[0].columns, self.points.len()),
            Some(below) => (
                &self.levels[below].columns,
                self.levels[below - 1].boxes.len(),
            ),
        };
        let possible = match (wanted.is_anybody(), height) {
            (true, _) => EVERY_CHILD,
            (false, 0) => columns.of_leaf(number, wanted),
            (false, _) => columns.of_node(number, wanted),
        };
        for child in 0..FAN_OUT.min(n_below - number * FAN_OUT) {
            if possible & (1 << child) == 0 {
                continue;
            }
            let (ball, place) = self.child(height, number, child);
            let rank = guide.rank(&ball);
            pending.push(Reverse(Pending { rank, ball, place }));
        }
    }

    fn child(&self, height: usize, number: usize, child: usize) -> (Ball, Place) {
        let Some(below) = height.checked_sub(1) else {
            let centre_m = self.points[number].get(child);
            let station = Place::Station(number, child);
            return (
                Ball {
                    centre_m,
                    radius_m: 0.0,
                },
                station,
            );
        };
        let (centre_m, radius_m) = self.levels[below].boxes[number].ball(child);
        let place = Place::Box(below, number * FAN_OUT + child);
        (Ball { centre_m, radius_m }, place)
    }
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
        let by_rank = self.rank.total_cmp(&other.rank);
        by_rank.then_with(|| self.place.cmp(&other.place))
    }
}
