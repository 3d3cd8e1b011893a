//! What a node of the tree of edges covers: a box, and a capsule around a line.
//!
//! The box of a long oblique street covers land that the street is far from, and the boxes of many
//! such streets side by side cover each other: a search by boxes alone measures all of them. Their
//! capsule, everything within a radius of one of them, is thin. Whichever is farther from a place
//! bounds the distances to all that is covered.
//!
//! rstar's documentation has only boxes implement [`Envelope`]; all that its search and its
//! packing call is passed on to the box, apart from distance and merging.

use rstar::{AABB, Envelope, RTreeObject};

use crate::distance::chord_squared;

/// How much rounding may make a capsule's distance too long, metres.
const ROUNDING_M: f64 = 1e-6;

/// A straight line between two earth-centred points, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) from_m: [f64; 3],
    pub(super) to_m: [f64; 3],
}

/// A box and a capsule that both contain the same edges.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hull {
    bounds: AABB<[f64; 3]>,
    /// `None` if nothing is contained.
    capsule: Option<Capsule>,
}

/// Everything within a radius of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Capsule {
    axis: Line,
    radius_m: f64,
}

impl Line {
    /// Where on the line the nearest point lies: 0 at its beginning, 1 at its end.
    pub(super) fn share_along(&self, point_m: [f64; 3]) -> f64 {
        let axis: [f64; 3] = std::array::from_fn(|i| self.to_m[i] - self.from_m[i]);
        let length_squared = dot(axis, axis);
        if length_squared <= 0.0 {
            return 0.0;
        }
        let offset: [f64; 3] = std::array::from_fn(|i| point_m[i] - self.from_m[i]);
        (dot(offset, axis) / length_squared).clamp(0.0, 1.0)
    }

    /// The square of the distance to a point.
    pub(super) fn distance_squared(&self, point_m: [f64; 3]) -> f64 {
        let share = self.share_along(point_m);
        let nearest =
            std::array::from_fn(|i| self.from_m[i] + share * (self.to_m[i] - self.from_m[i]));
        chord_squared(nearest, point_m)
    }
}

impl Capsule {
    /// The radius around this axis that contains another capsule too. The distance from a line is
    /// convex, so it is longest at an end of the other's axis.
    fn radius_with(&self, other: &Self) -> f64 {
        let ends = [other.axis.from_m, other.axis.to_m];
        let to_ends_m2 = ends.map(|end| self.axis.distance_squared(end));
        let to_farther_m = to_ends_m2[0].max(to_ends_m2[1]).sqrt();
        self.radius_m.max(to_farther_m + other.radius_m)
    }

    /// A capsule around both, along whichever axis needs the smaller radius.
    fn merged(self, other: Self) -> Self {
        let (along_self_m, along_other_m) = (self.radius_with(&other), other.radius_with(&self));
        let (axis, radius_m) = if along_self_m <= along_other_m {
            (self.axis, along_self_m)
        } else {
            (other.axis, along_other_m)
        };
        Self { axis, radius_m }
    }

    /// At most the square of the distance to what is inside.
    fn distance_squared(&self, point_m: [f64; 3]) -> f64 {
        let to_axis_m = self.axis.distance_squared(point_m).sqrt();
        (to_axis_m - self.radius_m - ROUNDING_M).max(0.0).powi(2)
    }
}

impl Hull {
    /// The hull of one edge.
    pub(super) fn of(line: Line) -> Self {
        Self {
            bounds: AABB::from_corners(line.from_m, line.to_m),
            capsule: Some(Capsule {
                axis: line,
                radius_m: 0.0,
            }),
        }
    }
}

impl Envelope for Hull {
    type Point = [f64; 3];

    fn new_empty() -> Self {
        Self {
            bounds: AABB::new_empty(),
            capsule: None,
        }
    }

    fn merge(&mut self, other: &Self) {
        self.bounds.merge(&other.bounds);
        self.capsule = match (self.capsule, other.capsule) {
            (Some(held), Some(other)) => Some(held.merged(other)),
            (held, other) => held.or(other),
        };
    }

    fn merged(&self, other: &Self) -> Self {
        let mut merged = self.clone();
        merged.merge(other);
        merged
    }

    fn distance_2(&self, point_m: &[f64; 3]) -> f64 {
        let to_box_m2 = self.bounds.distance_2(point_m);
        let to_capsule_m2 = self
            .capsule
            .map_or(0.0, |capsule| capsule.distance_squared(*point_m));
        to_box_m2.max(to_capsule_m2)
    }

    fn min_max_dist_2(&self, point_m: &[f64; 3]) -> f64 {
        self.bounds.min_max_dist_2(point_m)
    }

    fn contains_point(&self, point_m: &[f64; 3]) -> bool {
        self.bounds.contains_point(point_m)
    }

    fn contains_envelope(&self, other: &Self) -> bool {
        self.bounds.contains_envelope(&other.bounds)
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

    fn center(&self) -> [f64; 3] {
        self.bounds.center()
    }

    fn perimeter_value(&self) -> f64 {
        self.bounds.perimeter_value()
    }

    fn sort_envelopes<T: RTreeObject<Envelope = Self>>(axis: usize, envelopes: &mut [T]) {
        let lower = |object: &T| object.envelope().bounds.lower()[axis];
        envelopes.sort_by(|a, b| lower(a).total_cmp(&lower(b)));
    }

    fn partition_envelopes<T: RTreeObject<Envelope = Self>>(
        axis: usize,
        envelopes: &mut [T],
        selection_size: usize,
    ) {
        let lower = |object: &T| object.envelope().bounds.lower()[axis];
        envelopes.select_nth_unstable_by(selection_size, |a, b| lower(a).total_cmp(&lower(b)));
    }
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
