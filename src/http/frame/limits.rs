//! The limits that an operator can set, and the fixed ones.

use std::time::Duration;

use super::client::TrustedProxies;
use super::rate::RateLimit;
use crate::http::server::ConnectionLimits;

/// Default for the requests under way at a time. Most answers take a fraction of a millisecond; the
/// requests counted here are waiting for a slot in a work queue, or for a slow reader.
pub const DEFAULT_MAX_IN_FLIGHT: usize = 1_024;
/// The highest limit that can be set.
pub const MAX_IN_FLIGHT: usize = 1_000_000;
/// Default time limit of a handler.
pub const DEFAULT_REQUEST_TIME: Duration = Duration::from_secs(30);
/// The longest time limit that can be set, seconds.
pub const MAX_REQUEST_TIME_S: f64 = 3_600.0;
/// Default for the bytes of answers that are written or wait to be sent, together: what fits beside
/// 200,000 stations into a gigabyte.
pub const DEFAULT_MAX_ANSWER_BYTES: usize = 384 << 20;
/// The lowest limit that can be set: one page of OGC items.
pub const MIN_MAX_ANSWER_BYTES: usize = 16 << 20;
/// The highest limit that can be set, a terabyte.
pub const MAX_MAX_ANSWER_BYTES: usize = 1 << 40;
/// The bytes of bodies of requests that are not answered yet, together.
pub const MAX_BODY_BYTES_HELD: usize = 64 << 20;
/// How long a client may take to send a whole body.
pub const BODY_TIME: Duration = Duration::from_secs(30);

/// Limits on load: requests at a time, their rate, and how long they may take.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Requests under way at a time. As many more may wait for their bodies.
    pub max_in_flight: usize,
    /// Bytes of answers that are made for one request, while they are written or wait to be sent.
    pub max_answer_bytes: usize,
    /// The rate limit of one client; `None` is no limit.
    pub rate: Option<RateLimit>,
    /// The proxies whose client address is trusted.
    pub trusted_proxies: TrustedProxies,
    /// How long a handler may take, not counting the time for the body.
    pub request_time: Duration,
    /// How long a client may take to send a body.
    pub body_time: Duration,
    /// The limits on connections.
    pub connections: ConnectionLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_in_flight: DEFAULT_MAX_IN_FLIGHT,
            max_answer_bytes: DEFAULT_MAX_ANSWER_BYTES,
            rate: None,
            trusted_proxies: TrustedProxies::default(),
            request_time: DEFAULT_REQUEST_TIME,
            body_time: BODY_TIME,
            connections: ConnectionLimits::default(),
        }
    }
}
