//! The bounds that an operator can set, and those that are fixed.

use std::time::Duration;

use super::client::TrustedProxies;
use super::rate::RateLimit;
use crate::http::server::ConnectionLimits;

/// Requests under way at a time unless the operator says otherwise. Most answers are there
/// within a fraction of a millisecond; these are those that wait for a body, a turn or a reader.
pub const DEFAULT_MAX_IN_FLIGHT: usize = 1_024;
/// Most requests under way that can be allowed.
pub const MAX_IN_FLIGHT: usize = 1_000_000;
/// How long a handler may take unless the operator says otherwise.
pub const DEFAULT_REQUEST_TIME: Duration = Duration::from_secs(30);
/// Longest time that can be given to a handler, seconds.
pub const MAX_REQUEST_TIME_S: f64 = 3_600.0;
/// How long a client may take to send a body, all of it.
pub const BODY_TIME: Duration = Duration::from_secs(30);

/// How much is asked of a service at a time, how often, and for how long.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Requests under way at a time.
    pub max_in_flight: usize,
    /// How often one client may ask; `None` is as often as it likes.
    pub rate: Option<RateLimit>,
    /// The proxies that may say which client a request is from.
    pub trusted_proxies: TrustedProxies,
    /// How long a handler may take, beside the time for the body.
    pub request_time: Duration,
    /// How long a client may take to send a body.
    pub body_time: Duration,
    /// What holds for connections.
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
