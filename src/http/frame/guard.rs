//! What keeps the service answering when too much is asked of it.
//!
//! Every request passes here before its handler: its head is within the caps, its client asks
//! no more often than it may, and there is room for one more. Refusals are problems like any
//! other and cost no work. Health and metrics always pass: they are asked most urgently when
//! everything else is refused. A handler that never waits pays for no timer.

mod body;
mod client;
mod deadline;
mod head;
mod in_flight;
mod limits;
mod rate;
mod service;

pub use body::{BodyTooSlow, Holding};
pub use client::{ProxyError, TrustedProxies};
pub use head::{MAX_HEADER_BYTES, MAX_HEADERS, MAX_URI_BYTES};
pub use limits::{
    BODY_TIME, DEFAULT_MAX_IN_FLIGHT, DEFAULT_REQUEST_TIME, Limits, MAX_IN_FLIGHT,
    MAX_REQUEST_TIME_S,
};
pub use rate::{MAX_BURST, MAX_CLIENTS, MAX_RATE_PER_S, MIN_RATE_PER_S, RateError, RateLimit};
pub use service::{GuardLayer, Guarded};

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request};

use self::in_flight::{InFlight, Permit};
use self::rate::Rates;
use crate::http::problem::Problem;

/// Seconds after which it is worth asking again when there was no room.
const RETRY_AFTER_S: u16 = 1;

/// The bounds of a service, and how far they are used.
#[derive(Debug)]
pub struct Guard {
    limits: Limits,
    in_flight: Arc<InFlight>,
    rates: Option<Rates>,
}

impl Guard {
    /// A guard with these bounds.
    pub fn new(limits: Limits) -> Self {
        Self {
            in_flight: Arc::new(InFlight::up_to(limits.max_in_flight)),
            rates: limits.rate.map(Rates::new),
            limits,
        }
    }

    /// The bounds.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// How many requests are under way: from their head to the end of their answer.
    pub fn in_flight(&self) -> usize {
        self.in_flight.count()
    }

    /// Lets a request in, with what it holds until it is answered, or says why not.
    fn admit(&self, request: &Request) -> Result<Option<Permit>, Problem> {
        head::check(request)?;
        if is_exempt(request.uri().path()) {
            return Ok(None);
        }
        if let Some(rates) = &self.rates {
            let client = self
                .limits
                .trusted_proxies
                .client(peer(request), request.headers());
            rates.admit(client).map_err(Problem::too_many_requests)?;
        }
        let permit = self.in_flight.enter();
        permit
            .map(Some)
            .ok_or_else(|| Problem::overloaded(RETRY_AFTER_S))
    }
}

/// What is answered however much is asked.
fn is_exempt(path: &str) -> bool {
    path.starts_with("/health/") || path == "/metrics"
}

/// Who is at the other end of the connection. Requests without one count as one client.
fn peer(request: &Request) -> IpAddr {
    let connected = request.extensions().get::<ConnectInfo<SocketAddr>>();
    connected.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip())
}
