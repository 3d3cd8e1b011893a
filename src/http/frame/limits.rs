//! The limits that an operator can set, and the fixed ones.

use std::time::Duration;

use super::client::TrustedProxies;
use super::rate::RateLimit;
use crate::http::server::ConnectionLimits;

/// Default for the requests under way at a time. Most answers take a fraction of a millisecond; the
/// requests counted here are waiting for a body, a slot in a work queue, or a slow reader.
pub const DEFAULT_MAX_IN_FLIGHT: usize = 1_024;
/// The highest limit that can be set.
pub const MAX_IN_FLIGHT: usize = 1_000_000;
/// Default time limit of a handler.
pub const DEFAULT_REQUEST_TIME: Duration = Duration::from_secs(30);
/// The longest time limit that can be set, seconds.
pub const MAX_REQUEST_TIME_S: f64 = 3_600.0;
/// How long a client may take to send a whole body.
pub const BODY_TIME: Duration = Duration::from_secs(30);

/// Limits on load: requests at a time, their rate, and how long they may take.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Requests under way at a time.
    pub max_in_flight: usize,
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
            rate: None,
            trusted_proxies: TrustedProxies::default(),
            request_time: DEFAULT_REQUEST_TIME,
            body_time: BODY_TIME,
            connections: ConnectionLimits::default(),
        }
    }
}
