//! Sixteen children side by side: their boxes or points, coordinate by coordinate, and their
//! distances from a point.
//!
//! Every loop here runs over all sixteen without a branch, so that the compiler turns it into
//! vector instructions. Boxes are kept in single precision, rounded outwards; points are exact.

use super::FAN_OUT;
use super::columns::{Children, EVERY_CHILD};
use crate::distance::is_same_point;

/// How far rounding to single precision may move a coordinate on Earth, metres: half of the 0.5 m
/// between adjacent values up to 2^23 m.
const ORIGIN_ROUNDING_M: f64 = 0.25;
/// Squared distances in single precision, with the number that [`Nearness`] stores in their last
/// bits, are off by less than this share.
const SINGLE_PRECISION: f64 = 1e-5;

/// Coordinate of missing children: beyond every bound, and its square is finite.
const NOWHERE_M: f32 = 1e18;
/// A squared length farther than anything on Earth and nearer than [`NOWHERE_M`].
const LONGEST_BOUND_M2: f64 = 1e30;

/// A box of space, earth-centred metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    low_m: [f64; 3],
    high_m: [f64; 3],
}

/// The points of a leaf.
#[derive(Clone)]
#[repr(align(64))]
pub(super) struct Points([[f64; FAN_OUT]; 3]);

/// The boxes of a node.
#[derive(Clone)]
#[repr(align(64))]
pub(super) struct Boxes {
    low_m: [[f32; FAN_OUT]; 3],
    high_m: [[f32; FAN_OUT]; 3],
}

/// Children by distance, to be taken nearest first.
///
/// The last four bits of each squared distance hold the child's number, so one minimum finds both.
/// A child that has been taken is infinitely far.
pub(super) struct Nearness([f32; FAN_OUT]);

/// The bits that hold a child's number.
const CHILD_BITS: u32 = 0b1111;
const _: () = assert!(FAN_OUT == 1 << CHILD_BITS.count_ones());

/// The bit of each child, as a table so that the loop over it becomes vector instructions.
const CHILD_AS_BIT: [u32; FAN_OUT] = {
    let mut bits = [0; FAN_OUT];
    let mut child = 0;
    while child < FAN_OUT {
        bits[child] = 1 << child;
        child += 1;
    }
    bits
};

impl Bounds {
    pub(super) const EMPTY: Self = Self {
        low_m: [f64::INFINITY; 3],
        high_m: [f64::NEG_INFINITY; 3],
    };

    pub(super) fn add(&mut self, point_m: [f64; 3]) {
        self.add_bounds(&Self {
            low_m: point_m,
            high_m: point_m,
        });
    }

    pub(super) fn add_bounds(&mut self, other: &Self) {
        for axis in 0..3 {
            self.low_m[axis] = self.low_m[axis].min(other.low_m[axis]);
            self.high_m[axis] = self.high_m[axis].max(other.high_m[axis]);
        }
    }

    /// Whether it is a single point.
    pub(super) fn is_point(&self) -> bool {
        is_same_point(self.low_m, self.high_m)
    }

    /// The longest axis.
    pub(super) fn longest_axis(&self) -> usize {
        let length_m = |axis: usize| self.high_m[axis] - self.low_m[axis];
        let longer = |a, b| if length_m(b) > length_m(a) { b } else { a };
        (1..3).fold(0, longer)
    }
}

impl Points {
    /// No points yet: all are [`NOWHERE_M`].
    pub(super) const NONE: Self = Self([[NOWHERE_M as f64; FAN_OUT]; 3]);

    pub(super) fn set(&mut self, child: usize, point_m: [f64; 3]) {
        for (axis, coordinate_m) in self.0.iter_mut().zip(point_m) {
            axis[child] = coordinate_m;
        }
    }

    pub(super) fn get(&self, child: usize) -> [f64; 3] {
        self.0.map(|axis| axis[child])
    }

    /// The squared chord to each, exactly as [`chord_squared`](crate::distance::chord_squared)
    /// has it.
    pub(super) fn chords_m2(&self, origin_m: [f64; 3]) -> [f64; FAN_OUT] {
        let [x, y, z] = &self.0;
        std::array::from_fn(|i| {
            let [dx, dy, dz] = [x[i] - origin_m[0], y[i] - origin_m[1], z[i] - origin_m[2]];
            dx * dx + dy * dy + dz * dz
        })
    }
}

impl Boxes {
    /// No boxes yet: all are [`NOWHERE_M`].
    pub(super) const NONE: Self = Self {
        low_m: [[NOWHERE_M; FAN_OUT]; 3],
        high_m: [[NOWHERE_M; FAN_OUT]; 3],
    };

    /// Stores a box, enlarged by the rounding error of the point that is searched from.
    pub(super) fn set(&mut self, child: usize, bounds: &Bounds) {
        for axis in 0..3 {
            self.low_m[axis][child] = rounded_down(bounds.low_m[axis] - ORIGIN_ROUNDING_M);
            self.high_m[axis][child] = -rounded_down(-bounds.high_m[axis] - ORIGIN_ROUNDING_M);
        }
    }

    /// A ball around the box of a child: its centre, and half of its diagonal.
    pub(super) fn ball(&self, child: usize) -> ([f64; 3], f64) {
        let ends = |axis: usize| {
            let (low, high) = (&self.low_m[axis], &self.high_m[axis]);
            (f64::from(low[child]), f64::from(high[child]))
        };
        let centre_m = [0, 1, 2].map(|axis| f64::midpoint(ends(axis).0, ends(axis).1));
        let sides_m2 = (0..3).map(|axis| (ends(axis).1 - ends(axis).0).powi(2));
        (centre_m, sides_m2.sum::<f64>().sqrt() / 2.0)
    }

    /// A squared distance to each that is at most [`SINGLE_PRECISION`] too long.
    pub(super) fn nearness(&self, origin_m: [f32; 3]) -> Nearness {
        let mut sum_m2 = [0.0_f32; FAN_OUT];
        for (axis, origin_m) in origin_m.into_iter().enumerate() {
            let (low, high) = (&self.low_m[axis], &self.high_m[axis]);
            for i in 0..FAN_OUT {
                let below_m = low[i] - origin_m;
                let above_m = origin_m - high[i];
                let outside_m = larger(larger(below_m, above_m), 0.0);
                sum_m2[i] += outside_m * outside_m;
            }
        }
        Nearness::of(sum_m2)
    }
}

impl Nearness {
    fn of(mut distances_m2: [f32; FAN_OUT]) -> Self {
        for (child, distance_m2) in (0..).zip(&mut distances_m2) {
            *distance_m2 = f32::from_bits(distance_m2.to_bits() & !CHILD_BITS | child);
        }
        Self(distances_m2)
    }

    /// The order of exact distances.
    pub(super) fn of_exact(distances_m2: &[f64; FAN_OUT]) -> Self {
        Self::of(distances_m2.map(in_single_precision))
    }

    /// Takes the nearest, if it is not farther than a bound from [`bound_in_single`].
    pub(super) fn take(&mut self, bound_m2: f32) -> Option<usize> {
        let nearest = self.least();
        if nearest > bound_m2 {
            return None;
        }
        let child = (nearest.to_bits() & CHILD_BITS) as usize;
        self.keep(!(1 << child));
        Some(child)
    }

    /// Removes all that are not among these.
    pub(super) fn keep(&mut self, children: Children) {
        if children == EVERY_CHILD {
            return;
        }
        for (distance_m2, bit) in self.0.iter_mut().zip(CHILD_AS_BIT) {
            let is_kept = u32::from(children) & bit != 0;
            *distance_m2 = if is_kept { *distance_m2 } else { f32::INFINITY };
        }
    }

    fn least(&self) -> f32 {
        let all = &self.0;
        let quarter: [f32; 4] = std::array::from_fn(|i| {
            smaller(
                smaller(all[i], all[i + 4]),
                smaller(all[i + 8], all[i + 12]),
            )
        });
        smaller(
            smaller(quarter[0], quarter[1]),
            smaller(quarter[2], quarter[3]),
        )
    }
}

/// The longest squared distance in single precision that may still be within a bound.
pub(super) fn bound_in_single(bound_m2: f64) -> f32 {
    // Next to 0 the child's number may exceed the relative error.
    let longest_m2 = bound_m2 * (1.0 + SINGLE_PRECISION) + f64::from(f32::MIN_POSITIVE);
    in_single_precision(longest_m2.min(LONGEST_BOUND_M2))
}

/// The nearest value in single precision.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the nearest is meant; callers allow for the rounding"
)]
pub(super) const fn in_single_precision(number: f64) -> f32 {
    number as f32
}

fn rounded_down(number: f64) -> f32 {
    let nearest = in_single_precision(number);
    if f64::from(nearest) > number {
        nearest.next_down()
    } else {
        nearest
    }
}

/// The processor's own instruction; `f32::max` handles NaN too, which costs more.
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// See [`larger`].
fn smaller(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}
