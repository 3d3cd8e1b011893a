//! The least detour from a route to a point in straight lines: over all pairs of a place to leave it
//! and a later place to join it again.
//!
//! With f the detour factor of the mode, d the geodesic and R metres along the route, a stop at X
//! costs f (d(s, X) + d(X, t)) less what lies between without it: R(t) - R(s), or f d(s, t) where the
//! route goes a longer way round. Pairs of runs of the route are bounded from below and divided, the
//! nearest first, until none can be better by [`TOLERANCE_M`]. On two straight pieces the part that
//! counts the route has its least at closed forms: f d(s, X) + R(s) is convex, and least where one
//! leaves h / √(f² - 1) before the foot, h being the height above the piece.

use super::pieces::{Below, Pieces, Point, between_m};
use super::turn::{BothWays, Slopes, Turn};
use crate::query::work_budget::WorkBudget;

/// How much longer than the least an answered detour may be, metres.
pub const TOLERANCE_M: f64 = 0.05;
/// Pieces shorter than this are not divided further, metres.
const MIN_SPAN_M: f64 = 0.01;
/// Pairs that count as one step of the budget.
const PAIRS_A_STEP: usize = 16;

/// Measures detours from one route.
pub(super) struct Detours<'r> {
    pieces: &'r Pieces,
    factor: f64,
    /// How far before the foot one leaves, for each metre of height; infinite if the factor is 1.
    lean: f64,
    budget: &'r WorkBudget<'r>,
    pending: Vec<Pair>,
    n_pairs: usize,
}

/// A stretch of the route: a run, or a part of one piece.
#[derive(Clone, Copy)]
struct Span {
    run: usize,
    /// The piece, and from where to where, if it is but one.
    piece: Option<Part>,
    /// Metres along the route.
    start_m: f64,
    end_m: f64,
    /// Metres from the point to it, at most.
    near_m: f64,
}

/// Where the route may be left and where it may be joined again.
#[derive(Clone, Copy)]
struct Pair {
    leave: Span,
    join: Span,
    /// No pair of places costs less, metres.
    least_m: f64,
}

/// A piece, and from where to where of it, metres.
type Part = (usize, [f64; 2]);

/// The least detour that is known so far.
struct Least {
    point_m: Point,
    below_m: f64,
    turn: Option<Turn>,
}

impl<'r> Detours<'r> {
    /// Detours by a mode's factor; the budget is charged for the pairs that are looked at.
    pub(super) fn new(pieces: &'r Pieces, factor: f64, budget: &'r WorkBudget<'r>) -> Self {
        let steepness = (factor * factor - 1.0).max(0.0).sqrt();
        Self {
            pieces,
            factor,
            lean: 1.0 / steepness,
            budget,
            pending: Vec::new(),
            n_pairs: 0,
        }
    }

    /// The least detour to a point, if it is less than `below_m`, to [`TOLERANCE_M`]; some
    /// microseconds.
    pub(super) fn least(&mut self, point_m: Point, below_m: f64) -> Option<Turn> {
        self.search(point_m, below_m, 0.0)
    }

    /// Whether some place within a ball may have a detour of less than `below_m`.
    pub(super) fn may_be_within(&mut self, centre_m: Point, radius_m: f64, below_m: f64) -> bool {
        // A stop that is moved by a metre has both of its ways a metre longer at most.
        let below_m = below_m + 2.0 * self.factor * radius_m + TOLERANCE_M;
        self.there_and_back_m(centre_m) < below_m
            || self.search(centre_m, below_m, below_m).is_some()
    }

    /// What a stop costs at most: leaving the route where it is nearest, and coming back to there.
    fn there_and_back_m(&self, point_m: Point) -> f64 {
        2.0 * self.factor * self.pieces.nearest(point_m).distance_m
    }

    /// The least detour below a bound, or the first that is found at `enough_m` or less.
    fn search(&mut self, point_m: Point, below_m: f64, enough_m: f64) -> Option<Turn> {
        let mut least = Least {
            point_m,
            below_m,
            turn: None,
        };
        self.pending.clear();
        for part in self.pieces.parts() {
            let whole = self.span_of(*part, point_m);
            let pair = self.pair(whole, whole);
            self.pending.push(pair);
        }
        while let Some(pair) = self.pending.pop() {
            if pair.least_m >= least.worthwhile_m() {
                continue;
            }
            if !self.count() || least.turn.is_some_and(|turn| turn.detour_m <= enough_m) {
                break;
            }
            match (pair.leave.piece, pair.join.piece) {
                (Some(leave), Some(join)) => self.look_at(&pair, leave, join, &mut least),
                _ => self.divide(&pair, &least),
            }
        }
        least.turn
    }

    /// Charges a pair to the budget.
    fn count(&mut self) -> bool {
        self.n_pairs += 1;
        !self.n_pairs.is_multiple_of(PAIRS_A_STEP) || self.budget.take_steps(1)
    }

    fn span_of(&self, run: usize, point_m: Point) -> Span {
        let held = self.pieces.run(run);
        if let Below::Piece(piece) = held.below {
            let whole_m = [0.0, self.pieces.piece(piece).length_m];
            return self.span_along(run, piece, whole_m, point_m);
        }
        Span {
            run,
            piece: None,
            start_m: held.start_m,
            end_m: held.end_m,
            near_m: held.least_m(point_m),
        }
    }

    fn span_along(&self, run: usize, row: usize, along_m: [f64; 2], point_m: Point) -> Span {
        let piece = self.pieces.piece(row);
        let nearest_m = piece.foot(point_m).0.clamp(along_m[0], along_m[1]);
        Span {
            run,
            piece: Some((row, along_m)),
            start_m: piece.start_m + along_m[0],
            end_m: piece.start_m + along_m[1],
            near_m: between_m(piece.point(nearest_m), point_m),
        }
    }

    fn pair(&self, leave: Span, join: Span) -> Pair {
        let way_m = self.factor * (leave.near_m + join.near_m);
        let along_m = join.end_m - leave.start_m;
        // The direct way only matters if it may be shorter than along the route.
        let without_m = if way_m >= along_m {
            along_m
        } else {
            along_m.min(self.factor * self.most_m(&leave, &join))
        };
        Pair {
            leave,
            join,
            least_m: (way_m - without_m).max(0.0),
        }
    }

    /// The longest way from a place of one stretch to a place of another.
    fn most_m(&self, leave: &Span, join: &Span) -> f64 {
        let (Some((from, from_m)), Some((to, to_m))) = (leave.piece, join.piece) else {
            return self.pieces.run(leave.run).most_m(self.pieces.run(join.run));
        };
        let ends = |row: usize, along_m: [f64; 2]| {
            let piece = self.pieces.piece(row);
            along_m.map(|along_m| piece.point(along_m))
        };
        let (from, to) = (ends(from, from_m), ends(to, to_m));
        let each = from.into_iter().flat_map(|a| to.map(|b| between_m(a, b)));
        each.fold(0.0, f64::max)
    }

    /// Puts the halves of a pair off, the nearest to be looked at first.
    fn divide(&mut self, pair: &Pair, least: &Least) {
        let (leave, join) = (pair.leave, pair.join);
        let is_twice = leave.run == join.run && leave.piece.is_none();
        let divides_leave = leave.piece.is_none()
            && (join.piece.is_some() || leave.end_m - leave.start_m >= join.end_m - join.start_m);
        let mut halves: [Option<Pair>; 3] = [None; 3];
        if is_twice {
            let [first, second] = self.halves(&leave, least);
            halves[0] = Some(self.pair(first, second));
            halves[1] = Some(self.pair(first, first));
            halves[2] = Some(self.pair(second, second));
        } else if divides_leave {
            let parts = self.halves(&leave, least);
            halves[0] = Some(self.pair(parts[0], join));
            halves[1] = Some(self.pair(parts[1], join));
        } else {
            let parts = self.halves(&join, least);
            halves[0] = Some(self.pair(leave, parts[0]));
            halves[1] = Some(self.pair(leave, parts[1]));
        }
        self.put_off(halves, least);
    }

    fn put_off(&mut self, mut halves: [Option<Pair>; 3], least: &Least) {
        let way_m = |half: &Option<Pair>| {
            half.map_or(f64::INFINITY, |half| half.leave.near_m + half.join.near_m)
        };
        halves.sort_by(|a, b| way_m(b).total_cmp(&way_m(a)));
        let worthwhile_m = least.worthwhile_m();
        let worthwhile = halves.into_iter().flatten();
        self.pending
            .extend(worthwhile.filter(|half| half.least_m < worthwhile_m));
    }

    fn halves(&self, span: &Span, least: &Least) -> [Span; 2] {
        match (span.piece, self.pieces.run(span.run).below) {
            (Some((row, [begin_m, end_m])), _) => {
                let middle_m = f64::midpoint(begin_m, end_m);
                [[begin_m, middle_m], [middle_m, end_m]]
                    .map(|along_m| self.span_along(span.run, row, along_m, least.point_m))
            }
            (None, Below::Runs(rows)) => rows.map(|row| self.span_of(row, least.point_m)),
            (None, Below::Piece(_)) => [*span; 2],
        }
    }

    /// Two straight pieces, or parts of them.
    fn look_at(&mut self, pair: &Pair, leaves: Part, joins: Part, least: &mut Least) {
        let (from, to) = (self.pieces.piece(leaves.0), self.pieces.piece(joins.0));
        let (foot_m, height_m) = from.foot(least.point_m);
        let leave_m = (foot_m - self.leaning_m(height_m)).clamp(leaves.1[0], leaves.1[1]);
        let (foot_m, height_m) = to.foot(least.point_m);
        let join_m = (foot_m + self.leaning_m(height_m)).clamp(joins.1[0], joins.1[1]);
        let turn = BothWays::of(self.factor, least.point_m, (from, leave_m), (to, join_m));
        if turn.by_route_m >= least.worthwhile_m() {
            return;
        }
        least.offer(turn.cheaper_of_both());
        // On one piece, the route is the direct way.
        if leaves.0 == joins.0 || turn.by_route_m >= turn.by_direct_m {
            return;
        }
        let spans_m = [leaves, joins].map(|(_, [begin_m, end_m])| end_m - begin_m);
        let middles_m = [leaves, joins].map(|(_, [begin_m, end_m])| f64::midpoint(begin_m, end_m));
        let middle = BothWays::of(
            self.factor,
            least.point_m,
            (from, middles_m[0]),
            (to, middles_m[1]),
        );
        least.offer(middle.cheaper_of_both());
        let slopes = Slopes::at(
            self.factor,
            least.point_m,
            (from, middles_m[0]),
            (to, middles_m[1]),
        );
        let bound_m = slopes.bound_m(&middle, spans_m.map(|span_m| span_m / 2.0));
        let longest_m = spans_m[0].max(spans_m[1]);
        if bound_m.max(pair.least_m) >= least.worthwhile_m() || longest_m < MIN_SPAN_M {
            return;
        }
        self.divide_longer(pair, spans_m[0] >= spans_m[1], least);
    }

    fn divide_longer(&mut self, pair: &Pair, is_leave: bool, least: &Least) {
        let [first, second] = if is_leave {
            let parts = self.halves(&pair.leave, least);
            parts.map(|part| Some(self.pair(part, pair.join)))
        } else {
            let parts = self.halves(&pair.join, least);
            parts.map(|part| Some(self.pair(pair.leave, part)))
        };
        self.put_off([first, second, None], least);
    }

    /// How far before the foot, or after it.
    fn leaning_m(&self, height_m: f64) -> f64 {
        // No height times infinity is no number.
        (height_m.max(f64::MIN_POSITIVE) * self.lean).min(f64::MAX)
    }
}

impl Least {
    /// What a pair must cost less than to be looked at.
    fn worthwhile_m(&self) -> f64 {
        self.turn
            .map_or(self.below_m, |turn| turn.detour_m - TOLERANCE_M)
    }

    fn offer(&mut self, turn: Turn) {
        let best_m = self.turn.map_or(self.below_m, |best| best.detour_m);
        if turn.detour_m < best_m {
            self.turn = Some(turn);
        }
    }
}
