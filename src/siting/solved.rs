//! What a search found, and how sure it is.

use std::time::Instant;

/// How a choice was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Greedy, then exchange; the bound is of a relaxation.
    Heuristic,
    /// The same, then a solver for integer programs that ended: nothing is better.
    Exact,
    /// The same, then a solver that found nothing better within its time.
    ExactTimedOut,
    /// The same; the problem is beyond the size that the solver is given.
    ExactTooLarge,
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Whether to try for the optimum, with a solver for integer programs.
    pub exact: bool,
    /// How long that may take, seconds.
    pub time_limit_s: f64,
    /// The work of the exchange, in steps of some nanoseconds.
    pub max_steps: u64,
}

/// A choice of sites. The value and the bound are what is maximised or minimised.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Solved {
    /// The chosen sites, in the order in which to build them.
    pub(super) chosen: Vec<u32>,
    pub(super) value: f64,
    /// No choice is better than this.
    pub(super) bound: f64,
    pub(super) method: Method,
}

/// The time of [`Effort::time_limit_s`] unless it is said otherwise, seconds.
pub const DEFAULT_TIME_LIMIT_S: f64 = 60.0;
/// The longest that may be given, seconds: a day.
pub const MAX_TIME_LIMIT_S: f64 = 86_400.0;
/// The work of the exchange unless it is said otherwise: about a second.
pub const DEFAULT_MAX_STEPS: u64 = 200_000_000;

/// What rounding may add to a sum, as a part of it.
const ROUNDING: f64 = 1e-9;

impl Default for Effort {
    fn default() -> Self {
        Self {
            exact: false,
            time_limit_s: DEFAULT_TIME_LIMIT_S,
            max_steps: DEFAULT_MAX_STEPS,
        }
    }
}

impl Effort {
    /// The same with what is left of the time; without the solver if nothing is.
    pub(super) fn left_since(&self, started: Instant) -> Self {
        let time_limit_s = self.time_limit_s - started.elapsed().as_secs_f64();
        Self {
            exact: self.exact && time_limit_s > 0.0,
            time_limit_s: time_limit_s.max(0.0),
            ..*self
        }
    }
}

impl Method {
    /// The name in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Heuristic => "greedy_exchange",
            Self::Exact => "exact",
            Self::ExactTimedOut => "exact_timed_out",
            Self::ExactTooLarge => "exact_too_large",
        }
    }
}

impl Solved {
    /// Whether nothing can be better.
    pub(super) fn is_optimal(&self) -> bool {
        self.method == Method::Exact || is_close(self.value, self.bound)
    }
}

/// What rounding may do to sums of this size.
pub(super) fn rounding(total: f64) -> f64 {
    total.abs() * ROUNDING
}

/// Whether two sums differ by rounding alone.
pub(super) fn is_close(a: f64, b: f64) -> bool {
    a.is_finite() && b.is_finite() && (a - b).abs() <= rounding(a.abs().max(b.abs()))
}

/// A sum; that of nothing is 0 without a sign.
pub(super) fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}

/// A lower or upper bound of whole numbers, rounded to one: no sum lies between.
pub(super) fn down_to_whole(bound: f64) -> f64 {
    (bound + rounding(bound) + 1e-6).floor()
}

/// The same for a lower bound.
pub(super) fn up_to_whole(bound: f64) -> f64 {
    (bound - rounding(bound) - 1e-6).ceil()
}
