//! The line that the log gets about a request.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode};
use tracing::Level;

use crate::http::metrics::{Metrics, method_name};

/// Most lines about failed answers that are written in a second: a service that refuses what
/// it cannot carry must not spend itself on saying so. All are counted.
const MAX_FAILURE_LINES_A_SECOND: u32 = 100;

/// What a line says.
pub struct Line<'a> {
    pub route: &'a str,
    pub method: &'a Method,
    pub status: StatusCode,
    pub duration: Duration,
    /// Size of the body, if it is known before it is sent.
    pub bytes: Option<u64>,
}

/// How lines about requests are written.
#[derive(Debug)]
pub struct RequestLines {
    /// Whether every request has its line at `info`; else at `debug`.
    are_at_info: bool,
    began: Instant,
    /// The second that lines about failed answers are counted in (upper half), and how many
    /// it has.
    failures: AtomicU64,
}

/// Writes a line at a level, with the same fields at each.
macro_rules! write_at {
    ($level:expr, $line:expr) => {
        tracing::event!(
            $level,
            route = $line.route,
            method = method_name($line.method),
            status = $line.status.as_u16(),
            duration_us = u64::try_from($line.duration.as_micros()).unwrap_or(u64::MAX),
            bytes = $line.bytes,
            "answered"
        )
    };
}

impl Line<'_> {
    /// Whether it is to be written: a plain check for an answer that did not fail.
    pub fn is_wanted(&self, lines: &RequestLines, metrics: &Metrics) -> bool {
        if self.status.is_server_error() {
            let is_written = lines.may_tell_failure();
            if !is_written {
                metrics.hold_line_back();
            }
            return is_written;
        }
        lines.are_at_info || tracing::enabled!(Level::DEBUG)
    }

    /// Writes it: our faults as errors, refusals for the time being as warnings.
    pub fn write(&self, lines: &RequestLines) {
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            write_at!(Level::WARN, self);
        } else if self.status.is_server_error() {
            write_at!(Level::ERROR, self);
        } else if lines.are_at_info {
            write_at!(Level::INFO, self);
        } else {
            write_at!(Level::DEBUG, self);
        }
    }
}

impl Default for RequestLines {
    fn default() -> Self {
        Self::new(false)
    }
}

impl RequestLines {
    /// Lines of all requests at `info`, or at `debug`.
    pub fn new(are_at_info: bool) -> Self {
        Self {
            are_at_info,
            began: Instant::now(),
            failures: AtomicU64::new(0),
        }
    }

    fn may_tell_failure(&self) -> bool {
        self.may_tell_failure_in(self.began.elapsed().as_secs())
    }

    /// Whether a second has lines left; takes one of them.
    fn may_tell_failure_in(&self, second: u64) -> bool {
        let one_more = |packed: u64| {
            let (counted_second, count) = (packed >> 32, packed & u64::from(u32::MAX));
            if counted_second != second {
                return Some(second << 32 | 1);
            }
            (count < u64::from(MAX_FAILURE_LINES_A_SECOND)).then_some(packed + 1)
        };
        let relaxed = Ordering::Relaxed;
        self.failures
            .fetch_update(relaxed, relaxed, one_more)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_has_a_hundred_lines_about_failures_and_the_next_has_them_anew() {
        let lines = RequestLines::new(false);
        for second in [0, 1, 7] {
            for _ in 0..MAX_FAILURE_LINES_A_SECOND {
                assert!(lines.may_tell_failure_in(second));
            }
            assert!(!lines.may_tell_failure_in(second), "{second}");
        }
    }
}
