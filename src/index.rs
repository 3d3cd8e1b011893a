//! The R-tree over earth-centred points; each box holds a summary of what its stations offer.
//!
//! A box is visited only if it is near enough and some station in it could match. The straight
//! chord to a box is a true lower bound of every geodesic into it, so no map projection,
//! antimeridian or pole needs a special case. The tree is built once and never changed. It measures
//! no geodesics and knows no queries: the caller of the walk does.
//!
//! It is a packed R-tree of our own: sixteen children a node, in contiguous arrays. rstar, which
//! allocates each node separately, takes four times as long for the five nearest of the same
//! 200,000 points (`cargo bench --bench index`).

mod block;
mod columns;
mod guided;
mod pack;
mod traits;
mod walk;

use std::cmp::Ordering;

use chrono::NaiveDate;

use self::block::{Boxes, Points};
use self::columns::{Children, Columns};
pub use self::guided::{Ball, Guide};
pub use self::traits::{SearchFilter, Traits, WantedHours};
pub use self::walk::NO_BOUND_M2;
use crate::hours::schedules::Hours;
use crate::station::{Access, StationIdx};

/// Children of a node, and stations of a leaf.
const FAN_OUT: usize = 16;

/// The number of a kind in one loaded set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KindIdx(pub u32);

/// A station in the tree: all that a query tests first, in one cache line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// What it offers, its kind, and when it may be open.
    pub traits: Traits,
    /// Its row in the snapshot.
    pub station: StationIdx,
    /// Its own opening hours.
    pub hours: Hours,
    /// Its kind, if it has one.
    pub kind: Option<KindIdx>,
    /// Its access, if known.
    pub access: Option<Access>,
    /// Rating, 1 to 5, if any.
    pub star: Option<u8>,
    /// The last day on which it has an offer, if it has any.
    pub offers_until: Option<NaiveDate>,
    /// Whether its status is active on every day.
    pub always_active: bool,
    /// Whether some of its amenities have hours of their own.
    pub amenities_have_hours: bool,
}

const _: () = assert!(size_of::<Entry>() == 64);

/// A station to be put into the tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Where it is, earth-centred metres.
    pub point_m: [f64; 3],
    /// What it is.
    pub entry: Entry,
}

/// A station as a walk passes it to the visitor.
#[derive(Clone, Copy, Debug)]
pub struct Neighbour<'a> {
    /// Where it is, earth-centred metres.
    pub point_m: [f64; 3],
    /// The square of the chord to it.
    pub chord_m2: f64,
    /// What it is.
    pub entry: &'a Entry,
    /// Its place in the tree: stations on exactly one point are in the order that the tree was
    /// built with.
    pub order: u32,
}

/// What a walk is still to pass, as its visitor says at each station.
#[derive(Clone, Copy, Debug)]
pub struct Ahead {
    /// The square of the longest chord that still matters; it must not grow.
    pub bound_m2: f64,
    /// Stations on exactly this station's point, from this place in the order on, do not matter
    /// any more, so that boxes of nothing else may be skipped.
    pub point_done_from: Option<u32>,
}

/// The tree.
///
/// The children of node n of a level are the nodes 16 n to 16 n + 15 of the level below; at the
/// lowest level they are leaves, and leaf n has the entries 16 n to 16 n + 15.
pub struct Index {
    /// In the order of the leaves.
    entries: Vec<Entry>,
    /// The points of each leaf.
    points: Vec<Points>,
    /// The traits of the stations of each leaf.
    columns: Columns,
    /// The nodes, from those above the leaves to the root; none if there is one leaf.
    levels: Vec<Level>,
}

/// The nodes of one level: what is known of their children.
struct Level {
    boxes: Vec<Boxes>,
    columns: Columns,
    /// The children of each node whose stations are all on one point, one bit each.
    on_one_point: Vec<Children>,
}

/// The work that a walk did, counted for tests that limit its cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Boxes that were opened, without the root.
    pub boxes: usize,
    /// Stations that were passed to the visitor.
    pub stations: usize,
    /// Whether the walk ended before its time, having done all the work that it was allowed.
    pub is_cut: bool,
}

impl Ahead {
    /// Everything within a bound.
    pub const fn within(bound_m2: f64) -> Self {
        Self {
            bound_m2,
            point_done_from: None,
        }
    }
}

impl KindIdx {
    /// The bit of this kind; all kinds from the 64th on share the last bit.
    pub fn mask(self) -> u64 {
        1 << self.0.min(63)
    }
}

impl Index {
    /// Builds the tree, on all cores; n log n, some 0.1 us a station.
    pub fn build(stations: &[Placed]) -> Self {
        Self::build_in_order(stations, |a, b| a.cmp(&b))
    }

    /// The same, with stations on exactly one point in the order of a comparison of their rows in
    /// `stations`.
    pub fn build_in_order(
        stations: &[Placed],
        compare: impl Fn(usize, usize) -> Ordering + Sync,
    ) -> Self {
        pack::pack(stations, &compare)
    }

    /// How many stations are in it.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The place in the tree of each of this many stations, by row: [`Neighbour::order`].
    pub fn orders(&self, n_stations: usize) -> Vec<u32> {
        let mut orders = vec![0; n_stations];
        // Stations are counted in 32 bits.
        for (order, entry) in (0..).zip(&self.entries) {
            orders[entry.station.row()] = order;
        }
        orders
    }

    /// Passes stations to `visit`, near boxes first, until none is left within the bound.
    ///
    /// `bound_m2` is the square of the longest chord that still matters; `visit` gets a
    /// station and returns the bound from then on, which must not grow.
    /// Boxes and stations that do not match `wanted` are skipped; kinds from the 64th on are not
    /// told apart. Stations may come in any order, but all matches within the last bound have been
    /// passed. Allocates nothing.
    pub fn walk<'a>(
        &'a self,
        origin_m: [f64; 3],
        bound_m2: f64,
        wanted: &SearchFilter,
        mut visit: impl FnMut(Neighbour<'a>) -> f64,
    ) -> Work {
        let visit = |neighbour| Ahead::within(visit(neighbour));
        self.walk_at_most(usize::MAX, origin_m, bound_m2, wanted, visit)
    }

    /// The same, cut after `max_work` boxes and stations; what it passed is then not all. Of a point
    /// that the visitor calls done it need not pass all.
    pub fn walk_at_most<'a>(
        &'a self,
        max_work: usize,
        origin_m: [f64; 3],
        bound_m2: f64,
        wanted: &SearchFilter,
        visit: impl FnMut(Neighbour<'a>) -> Ahead,
    ) -> Work {
        let walk = walk::Walk::new(self, origin_m, bound_m2, wanted, visit);
        walk.at_most(max_work).run()
    }
}
