//! A route: where it runs, how long it is, and when one passes each of its places.

use crate::clock::UnixTime;
use crate::distance::{geodesic_m, place_between};
use crate::position::Position;

use super::pieces::{Piece, Pieces};

/// Most points of a route.
pub const MAX_ROUTE_POINTS: usize = 10_000;
/// The longest route, metres.
pub const MAX_ROUTE_M: f64 = 200_000.0;
/// Most points of a route that must be passed.
pub const MAX_STOPS: usize = 100;
/// Longer stretches between two points are divided, metres: the straight line through the ground
/// between the ends of one runs at most 5 mm below it.
const MAX_PIECE_M: f64 = 500.0;

/// A route through two or more places.
#[derive(Clone, Debug)]
pub struct Route {
    points: Vec<Position>,
    /// Metres from the beginning to each point.
    at_m: Vec<f64>,
    /// When each point is passed, if the route has a clock of its own.
    times: Option<Vec<UnixTime>>,
    /// Rows of the points that must be passed, ascending, with the first and the last.
    stops: Vec<usize>,
    pieces: Pieces,
}

/// Why something is no route.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RouteError {
    /// Fewer than two points, or too many.
    #[error("a route has 2 to {MAX_ROUTE_POINTS} points, got {0}")]
    Points(usize),
    /// Too long.
    #[error("a route is at most {} km long, got {:.1} km", MAX_ROUTE_M / 1e3, .0 / 1e3)]
    Length(f64),
    /// Not as many moments as points, or one before the moment of the point before.
    #[error("times holds a moment for each of the {0} points of the route, none before the last")]
    Times(usize),
    /// Rows that no point has, not ascending, or too many.
    #[error(
        "stops holds at most {MAX_STOPS} rows of points of the route, ascending, from 0 to {0}"
    )]
    Stops(usize),
}

impl Route {
    /// A route that passes these points in this order along geodesics; `stops` are rows of points
    /// that must be passed. A microsecond a point.
    pub fn new(
        points: Vec<Position>,
        times: Option<Vec<UnixTime>>,
        stops: &[usize],
    ) -> Result<Self, RouteError> {
        if !(2..=MAX_ROUTE_POINTS).contains(&points.len()) {
            return Err(RouteError::Points(points.len()));
        }
        let at_m = lengths_m(&points);
        let length_m = at_m[points.len() - 1];
        if length_m > MAX_ROUTE_M {
            return Err(RouteError::Length(length_m));
        }
        if times.as_ref().is_some_and(|times| !are_of(times, &points)) {
            return Err(RouteError::Times(points.len()));
        }
        let last = points.len() - 1;
        let ascend = stops.is_sorted_by(|a, b| a < b);
        if stops.len() > MAX_STOPS || !ascend || stops.iter().any(|row| *row > last) {
            return Err(RouteError::Stops(last));
        }
        let mut stops: Vec<usize> = [0, last].iter().chain(stops).copied().collect();
        stops.sort_unstable();
        stops.dedup();
        let pieces = Pieces::build(&pieces_of(&points, &at_m, &stops));
        Ok(Self {
            points,
            at_m,
            times,
            stops,
            pieces,
        })
    }

    /// Its points.
    pub fn points(&self) -> &[Position] {
        &self.points
    }

    /// Metres along it from the beginning to each point.
    pub fn at_m(&self) -> &[f64] {
        &self.at_m
    }

    /// Its length, metres.
    pub fn length_m(&self) -> f64 {
        self.at_m[self.at_m.len() - 1]
    }

    /// The rows of the points that must be passed, ascending: the first, the last, and those given.
    pub fn stops(&self) -> &[usize] {
        &self.stops
    }

    /// When it begins by its own clock.
    pub fn begins_at(&self) -> Option<UnixTime> {
        self.times.as_ref()?.first().copied()
    }

    /// Seconds from its beginning until it is left `at_m` metres along it, by its own clock; without
    /// one, the time that `passed_m` take, the way to there as it is ridden.
    pub fn clock_s(&self, at_m: f64, passed_m: f64, speed_m_s: f64) -> f64 {
        match &self.times {
            None => passed_m / speed_m_s,
            Some(times) => self.value_at(at_m, |row| seconds_between(times[0], times[row])),
        }
    }

    /// What grows along the route, at a place of it: in proportion between two points.
    pub(super) fn value_at(&self, at_m: f64, at_point: impl Fn(usize) -> f64) -> f64 {
        let next = self.at_m.partition_point(|point_m| *point_m <= at_m);
        let next = next.min(self.points.len() - 1);
        let before = next - 1;
        let span_m = self.at_m[next] - self.at_m[before];
        if span_m <= 0.0 {
            return at_point(next);
        }
        let share = ((at_m - self.at_m[before]) / span_m).clamp(0.0, 1.0);
        at_point(before) + share * (at_point(next) - at_point(before))
    }

    /// Its geometry.
    pub(super) const fn pieces(&self) -> &Pieces {
        &self.pieces
    }
}

fn lengths_m(points: &[Position]) -> Vec<f64> {
    let mut at_m = vec![0.0];
    let mut length_m = 0.0;
    for pair in points.windows(2) {
        length_m += geodesic_m(pair[0], pair[1]);
        at_m.push(length_m);
    }
    at_m
}

fn are_of(times: &[UnixTime], points: &[Position]) -> bool {
    times.len() == points.len() && times.is_sorted()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "moments of requests lie within a century, exact to 2^53 seconds"
)]
const fn seconds_between(begin: UnixTime, end: UnixTime) -> f64 {
    (end.unix_s - begin.unix_s) as f64
}

/// The stretches between points, divided where they are long, and by the stops.
fn pieces_of(points: &[Position], at_m: &[f64], stops: &[usize]) -> Vec<Vec<Piece>> {
    let between = |stops: &[usize]| {
        let rows = stops[0]..stops[1];
        rows.flat_map(|row| pieces_between(points, at_m, row))
            .collect()
    };
    stops.windows(2).map(between).collect()
}

fn pieces_between(points: &[Position], at_m: &[f64], row: usize) -> Vec<Piece> {
    let (from, to) = (points[row], points[row + 1]);
    let length_m = at_m[row + 1] - at_m[row];
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a route is at most some hundred kilometres long"
    )]
    let n_pieces = ((length_m / MAX_PIECE_M).ceil() as u32).max(1);
    let place_at = |nth: u32| {
        let share = f64::from(nth) / f64::from(n_pieces);
        let between = || place_between(from, to, share).unwrap_or(from);
        match nth {
            0 => from,
            _ if nth == n_pieces => to,
            _ => between(),
        }
    };
    let piece = |nth: u32| {
        let ends_m = [place_at(nth), place_at(nth + 1)].map(Position::earth_centred_m);
        let piece_m = length_m / f64::from(n_pieces);
        Piece::new(ends_m, at_m[row] + f64::from(nth) * piece_m, piece_m)
    };
    (0..n_pieces).map(piece).collect()
}
