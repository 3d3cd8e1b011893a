//! The distances of lattice points from the reached streets.

use super::reached::Piece;
use crate::position::Position;

/// Steps of the lattice in a corridor.
const STEPS_A_CORRIDOR: f64 = 4.0;
/// Share of the corridor that belongs to the area; the parent module explains it.
const SHARE: f64 = 0.75;
/// Steps beyond the area up to which distances are stored: points inside have such neighbours.
const MARGIN_STEPS: f64 = 1.5;

/// Points at equal steps of longitude and latitude, one of them the user, around all segments.
pub(super) struct Lattice {
    /// The user.
    pub(super) origin: Position,
    /// Degrees of longitude and latitude between points.
    pub(super) step: [f64; 2],
    /// Metres between points, at the user.
    pub(super) step_m: f64,
    /// The first column and row, as steps from the user.
    pub(super) first: [f64; 2],
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// How much nearer a street is than the end of the margin, metres, row by row from the south; 0
    /// if none is.
    pub(super) nearness_m: Vec<f64>,
    /// The value from which on a point is inside.
    pub(super) threshold_m: f64,
}

impl Lattice {
    /// Measures from every segment, some hundred points each, as long as `goes_on` says so.
    pub(super) fn around(
        origin: Position,
        pieces: &[Piece],
        corridor_m: f64,
        goes_on: &dyn Fn() -> bool,
    ) -> Self {
        let step_m = corridor_m / STEPS_A_CORRIDOR;
        let threshold_m = MARGIN_STEPS * step_m;
        let radius_m = SHARE * corridor_m + threshold_m;
        let mut lattice = Self::empty(origin, pieces, step_m, radius_m);
        lattice.threshold_m = threshold_m;
        for piece in pieces.iter().take_while(|_| goes_on()) {
            lattice.draw(piece, radius_m);
        }
        lattice
    }

    fn empty(origin: Position, pieces: &[Piece], step_m: f64, radius_m: f64) -> Self {
        let step = origin.metres_a_degree().map(|degree_m| step_m / degree_m);
        let ends = || pieces.iter().flat_map(|piece| [piece.from, piece.to]);
        let bound = |axis: usize, pick: fn(f64, f64) -> f64| {
            ends().map(|end| end[axis]).fold(0.0, pick) / step[axis]
        };
        // Degrees of longitude are shorter nearer to the pole, by at most half.
        let margin = [2.0, 1.0].map(|widening| widening * radius_m / step_m + 2.0);
        let first = [0, 1].map(|axis| (bound(axis, f64::min) - margin[axis]).floor());
        let last = [0, 1].map(|axis| (bound(axis, f64::max) + margin[axis]).ceil());
        let [columns, rows] = [0, 1].map(|axis| index(last[axis] - first[axis]) + 1);
        Self {
            origin,
            step,
            step_m,
            first,
            columns,
            rows,
            nearness_m: vec![0.0; columns * rows],
            threshold_m: 0.0,
        }
    }

    fn draw(&mut self, piece: &Piece, radius_m: f64) {
        let middle_lat = self.origin.lat() + f64::midpoint(piece.from[1], piece.to[1]);
        let Ok(middle) = Position::new(self.origin.lon(), middle_lat.clamp(-90.0, 90.0)) else {
            return;
        };
        let degree_m = middle.metres_a_degree();
        let metres = |point: [f64; 2]| [point[0] * degree_m[0], point[1] * degree_m[1]];
        let (from_m, to_m) = (metres(piece.from), metres(piece.to));
        let columns = self.span(0, [piece.from[0], piece.to[0]], radius_m / degree_m[0]);
        for row in self.span(1, [piece.from[1], piece.to[1]], radius_m / degree_m[1]) {
            for column in columns.clone() {
                let point_m = metres(self.point(column, row));
                let nearness_m = radius_m - distance_m(point_m, from_m, to_m);
                let known = &mut self.nearness_m[row * self.columns + column];
                *known = known.max(nearness_m);
            }
        }
    }

    /// The columns or rows within some degrees of both ends.
    fn span(&self, axis: usize, ends: [f64; 2], margin: f64) -> std::ops::Range<usize> {
        let steps = |degrees: f64| degrees / self.step[axis] - self.first[axis];
        let count = [self.columns, self.rows][axis];
        let begin = steps(ends[0].min(ends[1]) - margin).ceil();
        let end = steps(ends[0].max(ends[1]) + margin).floor();
        index(begin)..(index(end) + 1).min(count)
    }

    /// A point, in degrees from the user.
    fn point(&self, column: usize, row: usize) -> [f64; 2] {
        [
            (self.first[0] + count(column)) * self.step[0],
            (self.first[1] + count(row)) * self.step[1],
        ]
    }
}

/// From a point to the nearest point of a straight segment, metres.
fn distance_m(point: [f64; 2], from: [f64; 2], to: [f64; 2]) -> f64 {
    let axis = [to[0] - from[0], to[1] - from[1]];
    let offset = [point[0] - from[0], point[1] - from[1]];
    let length_squared = axis[0] * axis[0] + axis[1] * axis[1];
    let share = if length_squared > 0.0 {
        ((offset[0] * axis[0] + offset[1] * axis[1]) / length_squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (offset[0] - share * axis[0]).hypot(offset[1] - share * axis[1])
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a lattice has some thousand columns and rows, and what is below 0 is 0"
)]
const fn index(steps: f64) -> usize {
    steps as usize
}

#[expect(clippy::cast_precision_loss, reason = "some thousand columns and rows")]
const fn count(steps: usize) -> f64 {
    steps as f64
}
