//! rstar with what our index has too: each box knows what its stations offer, so that a walk
//! passes over boxes without a wanted amenity, and nodes of sixteen.
//!
//! The walk goes depth first, the nearest box of a node before the others, with the best so
//! far as its bound: rstar's own iterator keeps the boxes of all nodes in one heap, and takes
//! no wish for an amenity.

use std::array::from_fn;

use rstar::{AABB, Envelope, ParentNode, RStarInsertionStrategy};
use rstar::{RTree, RTreeNode, RTreeObject, RTreeParams};
use yizhan::amenity::AmenitySet;
use yizhan::distance::chord_squared;

/// Earth-centred metres.
type Point = [f64; 3];

/// A station in the tree.
pub(crate) struct Offer {
    pub(crate) point_m: Point,
    pub(crate) offered: AmenitySet,
    pub(crate) row: usize,
}

/// A box, and everything that is offered somewhere in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OfferBox {
    corners: AABB<Point>,
    offered: AmenitySet,
}

/// Nodes of sixteen, which serve quicker than the usual six.
pub(crate) struct Sixteen;

impl RTreeParams for Sixteen {
    const MIN_SIZE: usize = 8;
    const MAX_SIZE: usize = 16;
    const REINSERTION_COUNT: usize = 4;
    type DefaultInsertionStrategy = RStarInsertionStrategy;
}

impl RTreeObject for Offer {
    type Envelope = OfferBox;

    fn envelope(&self) -> OfferBox {
        OfferBox {
            corners: AABB::from_point(self.point_m),
            offered: self.offered,
        }
    }
}

/// All is as the corners say; the offers of a box are those of all that it holds.
impl Envelope for OfferBox {
    type Point = Point;

    fn new_empty() -> Self {
        Self {
            corners: AABB::new_empty(),
            offered: AmenitySet::EMPTY,
        }
    }

    fn merge(&mut self, other: &Self) {
        self.corners.merge(&other.corners);
        self.offered = self.offered.union(other.offered);
    }

    fn merged(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.merge(other);
        both
    }

    fn contains_point(&self, point: &Point) -> bool {
        self.corners.contains_point(point)
    }

    fn contains_envelope(&self, other: &Self) -> bool {
        self.corners.contains_envelope(&other.corners)
    }

    fn intersects(&self, other: &Self) -> bool {
        self.corners.intersects(&other.corners)
    }

    fn intersection_area(&self, other: &Self) -> f64 {
        self.corners.intersection_area(&other.corners)
    }

    fn area(&self) -> f64 {
        self.corners.area()
    }

    fn distance_2(&self, point: &Point) -> f64 {
        let (lower, upper) = (self.corners.lower(), self.corners.upper());
        let nearest = from_fn(|axis| point[axis].max(lower[axis]).min(upper[axis]));
        chord_squared(nearest, *point)
    }

    fn min_max_dist_2(&self, point: &Point) -> f64 {
        self.corners.min_max_dist_2(point)
    }

    fn center(&self) -> Point {
        self.corners.center()
    }

    fn perimeter_value(&self) -> f64 {
        self.corners.perimeter_value()
    }

    fn sort_envelopes<T: RTreeObject<Envelope = Self>>(axis: usize, envelopes: &mut [T]) {
        let lower = |one: &T| one.envelope().corners.lower()[axis];
        envelopes.sort_unstable_by(|a, b| lower(a).total_cmp(&lower(b)));
    }

    fn partition_envelopes<T: RTreeObject<Envelope = Self>>(
        axis: usize,
        envelopes: &mut [T],
        selection_size: usize,
    ) {
        let lower = |one: &T| one.envelope().corners.lower()[axis];
        envelopes.select_nth_unstable_by(selection_size, |a, b| lower(a).total_cmp(&lower(b)));
    }
}

/// Builds the tree.
pub(crate) fn build(offers: Vec<Offer>) -> RTree<Offer, Sixteen> {
    RTree::bulk_load_with_params(offers)
}

/// The rows of the nearest that offer what is wanted, each with the square of its chord.
pub(crate) fn nearest(
    tree: &RTree<Offer, Sixteen>,
    origin_m: Point,
    wanted: AmenitySet,
    limit: usize,
) -> Vec<(f64, usize)> {
    let mut walk = Walk {
        origin_m,
        wanted,
        limit,
        bound_m2: f64::INFINITY,
        nearest: Vec::with_capacity(limit + 1),
        open: Vec::with_capacity(128),
    };
    walk.enter(tree.root());
    while let Some((distance_m2, node)) = walk.open.pop() {
        if distance_m2 < walk.bound_m2 {
            walk.enter(node);
        }
    }
    walk.nearest
}

struct Walk<'a> {
    origin_m: Point,
    wanted: AmenitySet,
    limit: usize,
    /// The square of the chord to the last of as many as are wanted.
    bound_m2: f64,
    nearest: Vec<(f64, usize)>,
    /// Boxes that are still to be entered, the next one last.
    open: Vec<(f64, &'a ParentNode<Offer>)>,
}

impl<'a> Walk<'a> {
    fn enter(&mut self, node: &'a ParentNode<Offer>) {
        let first = self.open.len();
        for child in node.children() {
            match child {
                RTreeNode::Leaf(offer) => self.meet(offer),
                RTreeNode::Parent(parent) => self.consider(parent),
            }
        }
        self.open[first..].sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    }

    fn consider(&mut self, node: &'a ParentNode<Offer>) {
        let envelope = node.envelope();
        if envelope.offered.contains_all(self.wanted) {
            let distance_m2 = envelope.distance_2(&self.origin_m);
            if distance_m2 < self.bound_m2 {
                self.open.push((distance_m2, node));
            }
        }
    }

    fn meet(&mut self, offer: &Offer) {
        if !offer.offered.contains_all(self.wanted) {
            return;
        }
        let chord_m2 = chord_squared(offer.point_m, self.origin_m);
        if chord_m2 >= self.bound_m2 {
            return;
        }
        let place = self.nearest.partition_point(|held| held.0 <= chord_m2);
        self.nearest.insert(place, (chord_m2, offer.row));
        self.nearest.truncate(self.limit);
        if let Some(last) = self.nearest.get(self.limit - 1) {
            self.bound_m2 = last.0;
        }
    }
}
