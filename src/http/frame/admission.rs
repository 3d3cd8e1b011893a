//! Admission control: keeps the service responsive under overload.
//!
//! Before a request reaches its handler, its head is checked against the size limits and its client
//! against the rate limit, and a place among the requests under way is reserved; if it brings a body,
//! only once that is whole. Refusals are problem documents like any other and cost no work. Health
//! and metrics always pass: they matter most when everything else is refused.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::body::HttpBody;
use axum::extract::{ConnectInfo, Request};
use axum::http::{Extensions, HeaderMap, Method};

use super::client::Client;
use super::head;
use super::incoming_body::{BodyPlace, BodyQuotas};
use super::large_answer::MAX_SMALL_ANSWER_BYTES;
use super::limits::{Limits, MAX_BODY_BYTES_HELD};
use super::quota::{ClientSlot, ClientSlots, Quota, Reservation};
use super::rate::Rates;
use super::report_rates::ReportRates;
use crate::http::metrics::Usage;
use crate::http::problem::Problem;

/// Seconds after which to try again when the service was full.
const RETRY_AFTER_S: u16 = 1;
/// The same when answers that wait to be sent take as much memory as they may.
const ANSWERS_RETRY_AFTER_S: u16 = 5;

/// The limits of a service, and how far they are used.
#[derive(Debug)]
pub struct Admission {
    limits: Limits,
    rates: Option<Rates>,
    slots: ClientSlots,
    bodies: BodyQuotas,
    answer_bytes: Arc<Quota>,
    reports: ReportRates,
}

/// What an admitted request holds until its answer is sent.
#[derive(Debug)]
pub enum Place {
    /// Nothing: it is always admitted.
    Exempt,
    /// A place among the requests under way.
    UnderWay(Reservation),
    /// A place among the bodies that are waited for, then one among the requests under way.
    Incoming(Arc<BodyPlace>),
}

impl Admission {
    /// Admits requests within these limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            rates: limits.rate.map(Rates::new),
            slots: ClientSlots::default(),
            bodies: BodyQuotas {
                awaited: Arc::new(Quota::new(limits.max_in_flight)),
                bytes: Arc::new(Quota::new(MAX_BODY_BYTES_HELD)),
                in_flight: Arc::new(Quota::new(limits.max_in_flight)),
            },
            reports: ReportRates::default(),
            answer_bytes: Arc::new(Quota::new(limits.max_answer_bytes)),
            limits,
        }
    }

    /// The limits.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// How many requests are under way: from the head of the request, or the end of its body, to
    /// the end of the answer.
    pub fn in_flight(&self) -> usize {
        self.bodies.in_flight.used()
    }

    /// How far the other limits are used.
    pub fn usage(&self) -> Usage {
        Usage {
            answer_bytes: self.answer_bytes.used(),
            max_answer_bytes: self.limits.max_answer_bytes,
            bodies_awaited: self.bodies.awaited.used(),
            body_bytes: self.bodies.bytes.used(),
        }
    }

    /// Admits a request and reserves a place for it until its answer is sent, or returns the
    /// refusal. Requests that are always admitted reserve none.
    pub fn admit(&self, request: &Request) -> Result<Place, Problem> {
        head::check(request)?;
        if is_exempt(request.uri().path()) {
            return Ok(Place::Exempt);
        }
        let client = self.client(request.extensions(), request.headers());
        if let Some(rates) = &self.rates {
            rates.admit(client).map_err(Problem::too_many_requests)?;
        }
        let slot = self.slots.slot(client);
        let place = if brings_body(request) {
            self.bodies.await_body(slot).map(Place::Incoming)
        } else {
            let place = self.bodies.in_flight.reserve(slot, 1);
            place.map(Place::UnderWay)
        };
        place.ok_or_else(|| Problem::overloaded(RETRY_AFTER_S))
    }

    /// The place of a request's client in the tables of quotas.
    pub fn slot(&self, extensions: &Extensions, headers: &HeaderMap) -> ClientSlot {
        self.slots.slot(self.client(extensions, headers))
    }

    /// Reserves memory for an answer that is made for one request, from before it is written until
    /// it is sent; a problem if there is none.
    pub fn reserve_answer(&self, client: ClientSlot, bytes: usize) -> Result<Reservation, Problem> {
        let reserved = self.answer_bytes.reserve(client, bytes);
        reserved.ok_or_else(|| Problem::too_many_answers(ANSWERS_RETRY_AFTER_S))
    }

    /// The same for an answer of about this size, if that is large.
    pub fn reserve_if_large(
        &self,
        client: ClientSlot,
        bytes: usize,
    ) -> Result<Option<Reservation>, Problem> {
        let is_large = bytes > MAX_SMALL_ANSWER_BYTES;
        is_large
            .then(|| self.reserve_answer(client, bytes))
            .transpose()
    }

    /// Admits a report about a station, or returns the refusal: there are too many from this client
    /// or about this station.
    pub fn admit_report(
        &self,
        extensions: &Extensions,
        headers: &HeaderMap,
        station: &str,
    ) -> Result<(), Problem> {
        let client = self.client(extensions, headers);
        let admitted = self.reports.admit(client, station);
        admitted.map_err(Problem::too_many_reports)
    }

    fn client(&self, extensions: &Extensions, headers: &HeaderMap) -> Client {
        let proxies = &self.limits.trusted_proxies;
        proxies.client(peer(extensions), headers)
    }
}

impl Place {
    /// What the answer is to hold until it is sent.
    pub fn answered(&mut self) -> Option<Reservation> {
        match std::mem::replace(self, Self::Exempt) {
            Self::Exempt => None,
            Self::UnderWay(place) => Some(place),
            Self::Incoming(place) => place.answered(),
        }
    }
}

/// Paths that are answered under any load.
fn is_exempt(path: &str) -> bool {
    path.starts_with("/health/") || path == "/metrics"
}

/// Whether its handler waits for a body: those of other methods are never read.
fn brings_body(request: &Request) -> bool {
    let has_body = [Method::POST, Method::PATCH].contains(request.method());
    has_body && !request.body().is_end_stream()
}

/// The other end of the connection. Requests without one count as one client.
fn peer(extensions: &Extensions) -> IpAddr {
    let connected = extensions.get::<ConnectInfo<SocketAddr>>();
    connected.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip())
}
