//! The R-tree of a graph's edges.
//!
//! Edges are straight lines between earth-centred points, which lie at most L²/8R below the
//! ground: 0.2 mm in the middle of an edge of 100 m. So no map projection is needed.

use rstar::{AABB, PointDistance, RTree, RTreeObject};

use super::edge::Edge;
use crate::distance::chord_squared;
use crate::position::Position;

/// The edges by where they are.
pub(super) struct EdgeTree(RTree<Leaf>);

/// An edge, and its point that is nearest.
pub(super) struct NearestEdge {
    /// Row of the edge.
    pub(super) edge: u32,
    /// How far along the edge the point is, 0 to 1.
    pub(super) share: f64,
    /// To that point in a straight line.
    pub(super) distance_m: f64,
}

struct Leaf {
    edge: u32,
    from_m: [f64; 3],
    to_m: [f64; 3],
}

impl EdgeTree {
    pub(super) fn build(positions: &[Position], edges: &[Edge]) -> Self {
        let point_m = |node: u32| positions[node as usize].earth_centred_m();
        let leaves = (0_u32..)
            .zip(edges)
            .map(|(row, edge)| Leaf {
                edge: row,
                from_m: point_m(edge.from),
                to_m: point_m(edge.to),
            })
            .collect();
        Self(RTree::bulk_load(leaves))
    }

    /// The edge nearest to an earth-centred point; `None` without edges.
    pub(super) fn nearest(&self, point_m: [f64; 3]) -> Option<NearestEdge> {
        let leaf = self.0.nearest_neighbor(point_m)?;
        Some(NearestEdge {
            edge: leaf.edge,
            share: leaf.share_along(&point_m),
            distance_m: leaf.distance_squared(&point_m).sqrt(),
        })
    }
}

impl Leaf {
    /// Where on the piece the nearest point lies: 0 at its beginning, 1 at its end.
    fn share_along(&self, point_m: &[f64; 3]) -> f64 {
        let axis: [f64; 3] = std::array::from_fn(|i| self.to_m[i] - self.from_m[i]);
        let length_squared = dot(axis, axis);
        if length_squared <= 0.0 {
            return 0.0;
        }
        let offset: [f64; 3] = std::array::from_fn(|i| point_m[i] - self.from_m[i]);
        (dot(offset, axis) / length_squared).clamp(0.0, 1.0)
    }

    fn distance_squared(&self, point_m: &[f64; 3]) -> f64 {
        let share = self.share_along(point_m);
        let nearest =
            std::array::from_fn(|i| self.from_m[i] + share * (self.to_m[i] - self.from_m[i]));
        chord_squared(nearest, *point_m)
    }
}

impl RTreeObject for Leaf {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.from_m, self.to_m)
    }
}

impl PointDistance for Leaf {
    fn distance_2(&self, point_m: &[f64; 3]) -> f64 {
        self.distance_squared(point_m)
    }
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
