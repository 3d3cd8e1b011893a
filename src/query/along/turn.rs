//! A stop between two places of a route: what it costs, and how that changes as they move.

use super::pieces::{Piece, Point, between_m, dot, length, minus};

/// A place of the route: a piece, and metres of it.
pub(super) type Place<'r> = (&'r Piece, f64);

/// What a stop costs more than the route, and more than the direct way.
#[expect(clippy::struct_field_names, reason = "units stand at the end of names")]
pub(super) struct BothWays {
    pub(super) by_route_m: f64,
    pub(super) by_direct_m: f64,
    leave_m: f64,
    join_m: f64,
    way_there_m: f64,
}

/// How both costs change as the places of leaving and of joining move on by a metre.
pub(super) struct Slopes {
    by_route: [f64; 2],
    by_direct: [f64; 2],
    /// What the square of a movement may take from the cost by the direct way, for each m².
    bend: f64,
}

/// A stop: where the route is left and joined again, and what that costs.
#[expect(clippy::struct_field_names, reason = "units stand at the end of names")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Turn {
    pub(super) detour_m: f64,
    /// Metres along the route.
    pub(super) leave_m: f64,
    pub(super) join_m: f64,
    /// The way until the route is left: along streets longer or shorter than the route as it was given.
    pub(super) passed_m: f64,
    /// The way from the route to the stop, metres.
    pub(super) way_there_m: f64,
}

impl BothWays {
    /// A stop at a point, between two places of the route: pieces, and metres of them.
    pub(super) fn of(factor: f64, point_m: Point, leave: Place<'_>, join: Place<'_>) -> Self {
        let (leave_at, join_at) = (leave.0.point(leave.1), join.0.point(join.1));
        let (leave_m, join_m) = (leave.0.start_m + leave.1, join.0.start_m + join.1);
        let way_there_m = factor * between_m(leave_at, point_m);
        let way_m = way_there_m + factor * between_m(point_m, join_at);
        Self {
            by_route_m: way_m - (join_m - leave_m),
            by_direct_m: way_m - factor * between_m(leave_at, join_at),
            leave_m,
            join_m,
            way_there_m,
        }
    }

    /// The stop, compared with the shorter way without it.
    pub(super) const fn cheaper_of_both(&self) -> Turn {
        Turn {
            detour_m: self.by_route_m.max(self.by_direct_m).max(0.0),
            leave_m: self.leave_m,
            join_m: self.join_m,
            passed_m: self.leave_m,
            way_there_m: self.way_there_m,
        }
    }
}

impl Turn {
    /// The same on a route of which `passed_m` are ridden until it is left.
    pub(super) const fn ridden(self, passed_m: f64) -> Self {
        Self { passed_m, ..self }
    }
}

impl Slopes {
    pub(super) fn at(factor: f64, point_m: Point, leave: Place<'_>, join: Place<'_>) -> Self {
        let (leave_at, join_at) = (leave.0.point(leave.1), join.0.point(join.1));
        let slope = |from: Point, to: Point, direction: Point| {
            let way_m = minus(from, to);
            let length_m = length(way_m).max(f64::MIN_POSITIVE);
            dot(way_m, direction) / length_m
        };
        let (leaving, joining) = (leave.0.direction, join.0.direction);
        let there = factor * slope(leave_at, point_m, leaving);
        let back = factor * slope(join_at, point_m, joining);
        let direct_m = length(minus(leave_at, join_at));
        Self {
            by_route: [there + 1.0, back - 1.0],
            by_direct: [
                there - factor * slope(leave_at, join_at, leaving),
                back - factor * slope(join_at, leave_at, joining),
            ],
            bend: factor / (2.0 * direct_m.max(f64::MIN_POSITIVE)),
        }
    }

    /// A lower bound over all places within `reach_m` of the middle of either stretch.
    ///
    /// What counts the route is convex, so it lies above its tangent at the middle; what counts the
    /// direct way lies above its own less a square, for |p + q| ≤ |p| + p·q / |p| + |q|² / (2 |p|).
    /// The larger of both lies above every mean of the two.
    pub(super) fn bound_m(&self, middle: &BothWays, reach_m: [f64; 2]) -> f64 {
        let by_direct_m = middle.by_direct_m - self.bend * (reach_m[0] + reach_m[1]).powi(2);
        let level = |end: usize| {
            let share = self.by_direct[end] / (self.by_direct[end] - self.by_route[end]);
            if share.is_finite() {
                share.clamp(0.0, 1.0)
            } else {
                0.0
            }
        };
        let bound_m = |share: f64| {
            let mean = |a: f64, b: f64| share * a + (1.0 - share) * b;
            let falls_m =
                |end: usize| reach_m[end] * mean(self.by_route[end], self.by_direct[end]).abs();
            mean(middle.by_route_m, by_direct_m) - falls_m(0) - falls_m(1)
        };
        [0.0, 1.0, level(0), level(1)]
            .map(bound_m)
            .into_iter()
            .fold(0.0, f64::max)
    }
}
