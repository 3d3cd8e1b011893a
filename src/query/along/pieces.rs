//! The straight pieces of a route, and boxes around runs of them: a binary tree for each part of the
//! route between two stops.

/// The mean radius of the Earth, metres: for the small difference of chords and arcs.
const EARTH_RADIUS_M: f64 = 6_371_000.0;
/// Up to this length an arc is taken from the first term of its series, metres.
const SERIES_M: f64 = 200_000.0;
/// A station within this distance of the route is on it, metres: the width of a street.
const ON_ROUTE_M: f64 = 10.0;

/// A point in space, earth-centred metres.
pub(super) type Point = [f64; 3];

/// A straight piece of a route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    from_m: Point,
    to_m: Point,
    /// Of length 1, or 0 for a piece that is a single point.
    pub(super) direction: Point,
    /// Metres along the route at which it begins.
    pub(super) start_m: f64,
    pub(super) length_m: f64,
}

/// A run of pieces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    low_m: Point,
    high_m: Point,
    pub(super) start_m: f64,
    pub(super) end_m: f64,
    pub(super) below: Below,
}

/// What a run consists of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Below {
    /// One piece, by its row.
    Piece(usize),
    /// Two runs, one after the other, by their rows.
    Runs([usize; 2]),
}

/// All pieces of a route in order, and the runs of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces {
    straight: Vec<Piece>,
    runs: Vec<Run>,
    /// The run of each part between two stops.
    parts: Vec<usize>,
}

/// On which side of a route something lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// To the left of one who follows it.
    Left,
    /// To the right.
    Right,
    /// On it, or within ten metres.
    On,
}

/// The place of a route that is nearest to a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nearest {
    pub(super) distance_m: f64,
    piece: usize,
    /// Metres along the piece.
    along_m: f64,
}

impl Side {
    /// The name in answers.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
            Self::On => "on",
        }
    }
}

/// The arc over a chord, metres: what is left out is under a millimetre at 50 km, and under a tenth of
/// a metre at 200 km.
pub(super) fn arc_m(chord_m: f64) -> f64 {
    if chord_m <= SERIES_M {
        let bend = chord_m / EARTH_RADIUS_M;
        return chord_m * (1.0 + bend * bend / 24.0);
    }
    let share = (chord_m / (2.0 * EARTH_RADIUS_M)).min(1.0);
    2.0 * EARTH_RADIUS_M * share.asin()
}

/// The arc between two points, metres.
pub(super) fn between_m(a: Point, b: Point) -> f64 {
    arc_m(length(minus(a, b)))
}

impl Piece {
    pub(super) fn new([from_m, to_m]: [Point; 2], start_m: f64, length_m: f64) -> Self {
        let (line_m, chord_m) = (minus(to_m, from_m), length(minus(to_m, from_m)));
        let direction = if chord_m > 0.0 {
            line_m.map(|axis_m| axis_m / chord_m)
        } else {
            [0.0; 3]
        };
        Self {
            from_m,
            to_m,
            direction,
            start_m,
            length_m,
        }
    }

    /// The point at this many metres of the piece.
    pub(super) fn point(&self, along_m: f64) -> Point {
        let share = if self.length_m > 0.0 {
            along_m / self.length_m
        } else {
            0.0
        };
        std::array::from_fn(|axis| {
            self.from_m[axis] + share * (self.to_m[axis] - self.from_m[axis])
        })
    }

    /// The foot of a point on the piece's line, in metres of the piece, and the distance between.
    pub(super) fn foot(&self, point_m: Point) -> (f64, f64) {
        let offset_m = minus(point_m, self.from_m);
        let along_m = dot(offset_m, self.direction);
        let height_m2 = dot(offset_m, offset_m) - along_m * along_m;
        (along_m, height_m2.max(0.0).sqrt())
    }

    /// The direction to the left of one who follows the piece.
    fn left(&self) -> Point {
        let [up, ahead] = [self.from_m, self.direction];
        let cross = [
            up[1] * ahead[2] - up[2] * ahead[1],
            up[2] * ahead[0] - up[0] * ahead[2],
            up[0] * ahead[1] - up[1] * ahead[0],
        ];
        let norm = length(cross);
        cross.map(|axis| if norm > 0.0 { axis / norm } else { 0.0 })
    }
}

impl Run {
    fn of_piece(row: usize, piece: &Piece) -> Self {
        let ends = |axis: usize| (piece.from_m[axis], piece.to_m[axis]);
        Self {
            low_m: [0, 1, 2].map(|axis| ends(axis).0.min(ends(axis).1)),
            high_m: [0, 1, 2].map(|axis| ends(axis).0.max(ends(axis).1)),
            start_m: piece.start_m,
            end_m: piece.start_m + piece.length_m,
            below: Below::Piece(row),
        }
    }

    fn of_runs(rows: [usize; 2], [first, second]: [&Self; 2]) -> Self {
        Self {
            low_m: [0, 1, 2].map(|axis| first.low_m[axis].min(second.low_m[axis])),
            high_m: [0, 1, 2].map(|axis| first.high_m[axis].max(second.high_m[axis])),
            start_m: first.start_m,
            end_m: second.end_m,
            below: Below::Runs(rows),
        }
    }

    /// Metres from a point to the box of the run, at most those to anything in it.
    pub(super) fn least_m(&self, point_m: Point) -> f64 {
        let outside = |axis: usize| {
            let below_m = self.low_m[axis] - point_m[axis];
            below_m.max(point_m[axis] - self.high_m[axis]).max(0.0)
        };
        arc_m(length([outside(0), outside(1), outside(2)]))
    }

    /// Metres between two boxes at most.
    pub(super) fn most_m(&self, other: &Self) -> f64 {
        let apart = |axis: usize| {
            let there_m = other.high_m[axis] - self.low_m[axis];
            there_m.max(self.high_m[axis] - other.low_m[axis])
        };
        arc_m(length([apart(0), apart(1), apart(2)]))
    }
}

impl Pieces {
    /// Builds the runs over the pieces of each part; linear.
    pub(super) fn build(parts: &[Vec<Piece>]) -> Self {
        let mut built = Self::default();
        for part in parts.iter().filter(|part| !part.is_empty()) {
            let begin = built.straight.len();
            built.straight.extend(part);
            let root = built.run_over(begin, built.straight.len());
            built.parts.push(root);
        }
        built
    }

    fn run_over(&mut self, begin: usize, end: usize) -> usize {
        let run = if end - begin == 1 {
            Run::of_piece(begin, &self.straight[begin])
        } else {
            let middle = usize::midpoint(begin, end);
            let rows = [self.run_over(begin, middle), self.run_over(middle, end)];
            Run::of_runs(rows, rows.map(|row| &self.runs[row]))
        };
        self.runs.push(run);
        self.runs.len() - 1
    }

    pub(super) fn piece(&self, row: usize) -> &Piece {
        &self.straight[row]
    }

    pub(super) fn run(&self, row: usize) -> &Run {
        &self.runs[row]
    }

    /// The run of each part between two stops.
    pub(super) fn parts(&self) -> &[usize] {
        &self.parts
    }

    /// The place of the route that is nearest to a point; some tenths of a microsecond.
    pub(super) fn nearest(&self, point_m: Point) -> Nearest {
        let mut nearest = Nearest {
            distance_m: f64::INFINITY,
            piece: 0,
            along_m: 0.0,
        };
        for part in &self.parts {
            self.look_nearer(*part, point_m, &mut nearest);
        }
        nearest
    }

    fn look_nearer(&self, run: usize, point_m: Point, nearest: &mut Nearest) {
        let run = &self.runs[run];
        if run.least_m(point_m) >= nearest.distance_m {
            return;
        }
        match run.below {
            Below::Piece(row) => {
                let piece = &self.straight[row];
                let along_m = piece.foot(point_m).0.clamp(0.0, piece.length_m);
                let distance_m = between_m(piece.point(along_m), point_m);
                if distance_m < nearest.distance_m {
                    *nearest = Nearest {
                        distance_m,
                        piece: row,
                        along_m,
                    };
                }
            }
            Below::Runs(mut rows) => {
                let least_m = rows.map(|row| self.runs[row].least_m(point_m));
                if least_m[1] < least_m[0] {
                    rows.swap(0, 1);
                }
                for row in rows {
                    self.look_nearer(row, point_m, nearest);
                }
            }
        }
    }

    /// On which side a point lies, as seen from the nearest place of the route; at a corner by both
    /// of its pieces.
    pub(super) fn side(&self, point_m: Point, nearest: &Nearest) -> Side {
        if nearest.distance_m <= ON_ROUTE_M {
            return Side::On;
        }
        let piece = &self.straight[nearest.piece];
        let offset_m = minus(point_m, piece.point(nearest.along_m));
        let at_begin = nearest.along_m <= 0.0;
        let at_end = nearest.along_m >= piece.length_m;
        let before = nearest.piece.checked_sub(1).filter(|_| at_begin);
        let after = Some(nearest.piece + 1).filter(|_| at_end);
        let beside = before.or(after).and_then(|row| self.straight.get(row));
        let lefts = [Some(piece), beside].into_iter().flatten();
        let leftness: f64 = lefts.map(|piece| dot(offset_m, piece.left())).sum();
        if leftness > 0.0 {
            Side::Left
        } else {
            Side::Right
        }
    }
}

pub(super) fn minus(a: Point, b: Point) -> Point {
    std::array::from_fn(|axis| a[axis] - b[axis])
}

pub(super) fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(super) fn length(a: Point) -> f64 {
    dot(a, a).sqrt()
}
