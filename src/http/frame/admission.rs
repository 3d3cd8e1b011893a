//! Admission control: keeps the service responsive under overload.
//!
//! Before a request reaches its handler, its head is checked against the size limits and its client
//! against the rate limit, and a place among the requests under way is reserved. Refusals are
//! problem documents like any other and cost no work. Health and metrics always pass: they matter
//! most when everything else is refused.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request};

use super::head;
use super::in_flight::{InFlight, Permit};
use super::limits::Limits;
use super::rate::Rates;
use crate::http::problem::Problem;

/// Seconds after which to try again when the service was full.
const RETRY_AFTER_S: u16 = 1;

/// The limits of a service, and how far they are used.
#[derive(Debug)]
pub struct Admission {
    limits: Limits,
    in_flight: Arc<InFlight>,
    rates: Option<Rates>,
}

impl Admission {
    /// Admits requests within these limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            in_flight: Arc::new(InFlight::up_to(limits.max_in_flight)),
            rates: limits.rate.map(Rates::new),
            limits,
        }
    }

    /// The limits.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// How many requests are under way: from the head of the request to the end of the answer.
    pub fn in_flight(&self) -> usize {
        self.in_flight.count()
    }

    /// Admits a request and reserves a place for it until its answer is sent, or returns the
    /// refusal. Requests that are always admitted reserve none.
    pub fn admit(&self, request: &Request) -> Result<Option<Permit>, Problem> {
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

/// Paths that are answered under any load.
fn is_exempt(path: &str) -> bool {
    path.starts_with("/health/") || path == "/metrics"
}

/// The other end of the connection. Requests without one count as one client.
fn peer(request: &Request) -> IpAddr {
    let connected = request.extensions().get::<ConnectInfo<SocketAddr>>();
    connected.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip())
}
