//! The clock of connections, and the limits in its steps.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use super::limits::ConnectionLimits;

/// Checks of each connection within the shortest timeout.
const LOOKS_PER_TIME: u32 = 8;
/// Limits of the interval between two checks.
const MIN_TICK: Duration = Duration::from_millis(5);
const MAX_TICK: Duration = Duration::from_millis(500);
/// No instant: the clock starts at one.
pub const NEVER: u32 = 0;

/// A clock advanced by one task. It never runs fast, so no client is cut off too early because the
/// machine was slow.
#[derive(Debug)]
pub struct Clock {
    now: AtomicU32,
    /// The length of a step.
    pub tick: Duration,
}

/// The limits in steps of the clock.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    pub head: u32,
    pub idle: u32,
    pub stall: u32,
    pub answer: u32,
}

impl Clock {
    /// A clock that is precise enough for these limits.
    pub fn for_limits(limits: &ConnectionLimits) -> Self {
        let times = [
            limits.head_time,
            limits.idle_time,
            limits.stall_time,
            limits.answer_time,
        ];
        let shortest = times.into_iter().min().unwrap_or(MAX_TICK);
        Self {
            now: AtomicU32::new(NEVER + 1),
            tick: (shortest / LOOKS_PER_TIME).clamp(MIN_TICK, MAX_TICK),
        }
    }

    /// Advances by one step.
    pub fn move_on(&self) {
        self.now.fetch_add(1, Relaxed);
    }

    /// The current step.
    pub fn now(&self) -> u32 {
        self.now.load(Relaxed)
    }

    /// Whole steps that are at least as long as a time.
    fn steps(&self, time: Duration) -> u32 {
        let steps = time.as_nanos().div_ceil(self.tick.as_nanos());
        u32::try_from(steps).unwrap_or(u32::MAX - 1)
    }

    /// Whether this many steps have passed since an instant. The step in which it was noted may
    /// have been nearly over, so that one does not count.
    pub fn is_past(&self, since: &AtomicU32, steps: u32) -> bool {
        let since = since.load(Relaxed);
        since != NEVER && self.now().wrapping_sub(since) > steps
    }
}

impl Timeouts {
    pub fn new(limits: &ConnectionLimits, clock: &Clock) -> Self {
        Self {
            head: clock.steps(limits.head_time),
            idle: clock.steps(limits.idle_time),
            stall: clock.steps(limits.stall_time),
            answer: clock.steps(limits.answer_time),
        }
    }
}
