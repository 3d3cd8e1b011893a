//! The R-tree over earth-centred points, each box knowing what its stations offer.
//!
//! A box is entered only if it is near enough and some station in it could pass; the
//! straight chord to a box is a true lower bound of every geodesic into it, so no map
//! projection, antimeridian or pole needs a special case. The tree is built once and never
//! changed. It measures no geodesic and knows no query: both are the walker's.

use rstar::{AABB, Envelope, ParentNode, RTree, RTreeNode, RTreeObject, RTreeParams};
use rstar::{Point, RStarInsertionStrategy};

use crate::amenity::AmenitySet;
use crate::distance::chord_squared;
use crate::hours::HoursOfDay;
use crate::hours::schedules::Hours;
use crate::station::{Access, StationIdx};

/// What stations are, offer and when they may be open: of one, or united over a box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traits {
    /// Amenities that are offered.
    pub amenities: AmenitySet,
    /// Kinds, as folded by [`KindIdx::mask`].
    pub kinds: u64,
    /// Hours of the day in which the state can be open, or unknown, on some day.
    pub hours: HoursOfDay,
    /// Amenities of those that can be open in a part of the day. Of a box this says what
    /// `amenities` and `hours` apart do not: that it is one station that has both.
    amenities_if_open: [AmenitySet; PARTS_OF_DAY],
    /// Amenities of those that can be unknown at some hour.
    amenities_if_unknown: AmenitySet,
}

/// The quarters of the day that amenities are united over, six hours each.
const PARTS_OF_DAY: usize = 4;
/// Hours in each.
const HOURS_A_PART: usize = 24 / PARTS_OF_DAY;

/// The number of a kind in one loaded set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KindIdx(pub u32);

/// A station in the tree: where it is and all that a query tests first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Earth-centred metres.
    pub point_m: [f64; 3],
    /// What it offers, is, and when it may be open.
    pub traits: Traits,
    /// Its row.
    pub station: StationIdx,
    /// Its own opening hours.
    pub hours: Hours,
    /// Its kind, if it has one.
    pub kind: Option<KindIdx>,
    /// Who may come in, if known.
    pub access: Option<Access>,
    /// Rating, 1 to 5, if any.
    pub star: Option<u8>,
    /// Whether it has no status other than active, on any day.
    pub always_active: bool,
    /// Whether some amenity of it keeps hours of its own.
    pub amenities_have_hours: bool,
}

/// The tree.
pub struct Index {
    tree: RTree<Entry, WideNodes>,
}

/// Work that a walk did, counted for tests that hold its cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Boxes that were opened.
    pub boxes: usize,
    /// Stations that were shown to the visitor.
    pub stations: usize,
}

/// Sixteen children a node measured best for walks that skip by traits.
struct WideNodes;

impl RTreeParams for WideNodes {
    const MIN_SIZE: usize = 6;
    const MAX_SIZE: usize = 16;
    const REINSERTION_COUNT: usize = 4;
    type DefaultInsertionStrategy = RStarInsertionStrategy;
}

impl KindIdx {
    /// The bit of this kind; all kinds from the 64th on share the last.
    pub fn mask(self) -> u64 {
        1 << self.0.min(63)
    }
}

impl Traits {
    /// The traits of one station.
    pub fn of(amenities: AmenitySet, kind: Option<KindIdx>, hours: HoursOfDay) -> Self {
        let only_if = |possible| {
            if possible {
                amenities
            } else {
                AmenitySet::EMPTY
            }
        };
        Self {
            amenities,
            kinds: kind.map_or(0, KindIdx::mask),
            hours,
            amenities_if_open: std::array::from_fn(|part| {
                only_if(hours.open & hours_of_part(part) != 0)
            }),
            amenities_if_unknown: only_if(hours.unknown != 0),
        }
    }

    /// Whether somebody in it may be open in one of these hours and offer all of these.
    pub fn may_be_open(&self, hours: u32, wanted: AmenitySet) -> bool {
        let part_fits = |part: usize| {
            hours & hours_of_part(part) != 0 && self.amenities_if_open[part].contains_all(wanted)
        };
        self.hours.open & hours != 0 && (0..PARTS_OF_DAY).any(part_fits)
    }

    /// Whether somebody in it may be unknown in one of these hours and offer all of these.
    pub const fn may_be_unknown(&self, hours: u32, wanted: AmenitySet) -> bool {
        self.hours.unknown & hours != 0 && self.amenities_if_unknown.contains_all(wanted)
    }

    fn merge(&mut self, other: &Self) {
        self.amenities = self.amenities.union(other.amenities);
        self.kinds |= other.kinds;
        self.hours = self.hours.union(other.hours);
        for (part, others) in self
            .amenities_if_open
            .iter_mut()
            .zip(other.amenities_if_open)
        {
            *part = part.union(others);
        }
        self.amenities_if_unknown = self.amenities_if_unknown.union(other.amenities_if_unknown);
    }
}

/// The hours of a part of the day, one bit each.
const fn hours_of_part(part: usize) -> u32 {
    ((1 << HOURS_A_PART) - 1) << (part * HOURS_A_PART)
}

impl Index {
    /// Builds the tree; n log n, about half a microsecond a station and level.
    pub fn build(entries: Vec<Entry>) -> Self {
        Self {
            tree: RTree::bulk_load_with_params(entries),
        }
    }

    /// How many stations are in it.
    pub fn len(&self) -> usize {
        self.tree.size()
    }

    /// Whether it holds no station.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows stations to `visit`, near boxes first, until none is left within the bound.
    ///
    /// `bound_m2` is the square of the longest chord that still matters; `visit` gets an
    /// entry and its squared chord and returns the bound from then on. Boxes and stations
    /// whose traits `admits` refuses are skipped. Neighbours may be shown in any order, but
    /// every admitted station within the last bound has been shown.
    pub fn walk(
        &self,
        origin_m: [f64; 3],
        bound_m2: f64,
        admits: impl Fn(&Traits) -> bool,
        mut visit: impl FnMut(&Entry, f64) -> f64,
    ) -> Work {
        let mut work = Work::default();
        let mut bound_m2 = bound_m2;
        let mut pending: Vec<(f64, &RTreeNode<Entry>)> = Vec::with_capacity(64);
        open(self.tree.root(), origin_m, bound_m2, &admits, &mut pending);
        while let Some((chord_m2, node)) = pending.pop() {
            if chord_m2 > bound_m2 {
                continue;
            }
            match node {
                RTreeNode::Leaf(entry) => {
                    work.stations += 1;
                    bound_m2 = visit(entry, chord_m2);
                }
                RTreeNode::Parent(parent) => {
                    work.boxes += 1;
                    open(parent, origin_m, bound_m2, &admits, &mut pending);
                }
            }
        }
        work
    }
}

/// Puts the children of a box that can matter on the stack, the nearest on top.
fn open<'a>(
    parent: &'a ParentNode<Entry>,
    origin_m: [f64; 3],
    bound_m2: f64,
    admits: &impl Fn(&Traits) -> bool,
    pending: &mut Vec<(f64, &'a RTreeNode<Entry>)>,
) {
    let begin = pending.len();
    for child in parent.children() {
        let (chord_m2, traits) = match child {
            RTreeNode::Leaf(entry) => (chord_squared(entry.point_m, origin_m), entry.traits),
            RTreeNode::Parent(parent) => {
                let envelope = parent.envelope();
                (envelope.distance_2(&origin_m), envelope.traits)
            }
        };
        if chord_m2 <= bound_m2 && admits(&traits) {
            pending.push((chord_m2, child));
        }
    }
    pending[begin..].sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
}

impl RTreeObject for Entry {
    type Envelope = TraitBox;

    fn envelope(&self) -> TraitBox {
        TraitBox {
            bounds: AABB::from_point(self.point_m),
            traits: self.traits,
        }
    }
}

/// A box of space and the union of the traits in it.
#[derive(Clone, Debug, PartialEq)]
pub struct TraitBox {
    bounds: AABB<[f64; 3]>,
    traits: Traits,
}

/// All geometry is that of the plain box; merging unites the traits.
impl Envelope for TraitBox {
    type Point = [f64; 3];

    fn new_empty() -> Self {
        Self {
            bounds: AABB::new_empty(),
            traits: Traits::default(),
        }
    }

    fn contains_point(&self, point: &[f64; 3]) -> bool {
        self.bounds.contains_point(point)
    }

    fn contains_envelope(&self, other: &Self) -> bool {
        self.bounds.contains_envelope(&other.bounds)
    }

    fn merge(&mut self, other: &Self) {
        self.bounds.merge(&other.bounds);
        self.traits.merge(&other.traits);
    }

    fn merged(&self, other: &Self) -> Self {
        let mut merged = self.clone();
        merged.merge(other);
        merged
    }

    fn intersects(&self, other: &Self) -> bool {
        self.bounds.intersects(&other.bounds)
    }

    fn intersection_area(&self, other: &Self) -> f64 {
        self.bounds.intersection_area(&other.bounds)
    }

    fn area(&self) -> f64 {
        self.bounds.area()
    }

    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        self.bounds.distance_2(point)
    }

    fn min_max_dist_2(&self, point: &[f64; 3]) -> f64 {
        self.bounds.min_max_dist_2(point)
    }

    fn center(&self) -> [f64; 3] {
        self.bounds.center()
    }

    fn perimeter_value(&self) -> f64 {
        self.bounds.perimeter_value()
    }

    fn sort_envelopes<T: RTreeObject<Envelope = Self>>(axis: usize, envelopes: &mut [T]) {
        envelopes.sort_unstable_by(|a, b| compare_lower(axis, a, b));
    }

    fn partition_envelopes<T: RTreeObject<Envelope = Self>>(
        axis: usize,
        envelopes: &mut [T],
        selection_size: usize,
    ) {
        envelopes.select_nth_unstable_by(selection_size, |a, b| compare_lower(axis, a, b));
    }
}

fn compare_lower<T: RTreeObject<Envelope = TraitBox>>(
    axis: usize,
    a: &T,
    b: &T,
) -> std::cmp::Ordering {
    let lower = |object: &T| object.envelope().bounds.lower().nth(axis);
    lower(a).total_cmp(&lower(b))
}
