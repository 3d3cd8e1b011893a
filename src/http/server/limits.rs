//! The limits on connections.

use std::time::Duration;

/// Default for connections at a time; an idle one takes some kilobytes.
pub const DEFAULT_MAX_CONNECTIONS: usize = 20_000;
/// The highest limit that can be set.
pub const MAX_CONNECTIONS: usize = 1_000_000;
/// How long the head of a request may take from its first byte.
pub const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a connection may be idle.
pub const IDLE_TIME: Duration = Duration::from_secs(75);
/// How long an answer may stall while the client reads nothing.
pub const STALL_TIME: Duration = Duration::from_secs(30);
/// How long a client may take to read a whole answer.
pub const ANSWER_TIME: Duration = Duration::from_mins(5);
/// Limits on the number of connections and on how long each may stay inactive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Connections at a time.
    pub max_connections: usize,
    /// From the first byte of a request to the end of its head.
    pub head_time: Duration,
    /// From one request to the next.
    pub idle_time: Duration,
    /// Without progress of an answer.
    pub stall_time: Duration,
    /// From the beginning of an answer to its end.
    pub answer_time: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            max_connections: DEFAULT_MAX_CONNECTIONS,
            head_time: HEAD_TIME,
            idle_time: IDLE_TIME,
            stall_time: STALL_TIME,
            answer_time: ANSWER_TIME,
        }
    }
}
