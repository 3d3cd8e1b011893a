//! The log line of a request.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode};
use tracing::Level;

use crate::http::metrics::{Metrics, method_name};

/// Most failure lines logged per second: a service that sheds load must not spend its time on
/// logging that. All failures are counted in the metrics.
const MAX_FAILURE_LINES_A_SECOND: u32 = 100;

/// The content of a line.
pub struct Line<'a> {
    pub route: &'a str,
    pub method: &'a Method,
    pub status: StatusCode,
    pub duration: Duration,
    /// Size of the body, if it is known before it is sent.
    pub bytes: Option<u64>,
}

/// How request lines are logged.
#[derive(Debug)]
pub struct RequestLines {
    /// Whether request lines are logged at `info`; otherwise at `debug`.
    are_at_info: bool,
    began: Instant,
    /// The second in which failure lines are being counted (upper half), and their number.
    failures: AtomicU64,
}

/// Writes a line at a level, with the same fields at every level.
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
    /// Whether it is to be written: a cheap check for an answer that did not fail.
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

    /// Writes it: internal errors as errors, temporary refusals as warnings.
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
    /// Request lines at `info`, or at `debug`.
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

    /// Whether this second has a line left; takes it.
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
    fn at_most_a_hundred_failures_are_logged_per_second() {
        let lines = RequestLines::new(false);
        for second in [0, 1, 7] {
            for _ in 0..MAX_FAILURE_LINES_A_SECOND {
                assert!(lines.may_tell_failure_in(second));
            }
            assert!(!lines.may_tell_failure_in(second), "{second}");
        }
    }
}
