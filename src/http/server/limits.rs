//! The bounds on connections.

use std::time::Duration;

/// Connections at a time unless the operator says otherwise; an idle one takes some kilobytes.
pub const DEFAULT_MAX_CONNECTIONS: usize = 20_000;
/// Most connections that can be allowed.
pub const MAX_CONNECTIONS: usize = 1_000_000;
/// How long the head of a request may take from its first byte.
pub const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a connection may ask nothing.
pub const IDLE_TIME: Duration = Duration::from_secs(75);
/// How long an answer may stall: the client takes nothing of it.
pub const STALL_TIME: Duration = Duration::from_secs(30);
/// How long a client may take for a whole answer.
pub const ANSWER_TIME: Duration = Duration::from_secs(300);
/// How many connections there may be, and for how long each may keep us waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Connections at a time.
    pub max_connections: usize,
    /// From the first byte of a request to the end of its head.
    pub head_time: Duration,
    /// From one request to the next.
    pub idle_time: Duration,
    /// Without any progress of an answer.
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
