//! Requests by route, method and status. A route is looked up once; then a request costs a
//! few additions.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus::proto::MetricFamily;

use super::durations::Durations;
use super::family::{Family, one_gauge, to_f64};

/// The methods that are told apart; a client may invent others.
const METHODS: [&str; 10] = [
    "GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "other",
];
/// The lowest status that a response can have.
const FIRST_STATUS: u16 = 100;
/// How many a response can have, from the first to 999.
const N_STATUSES: usize = 900;

/// The requests of all routes.
#[derive(Default)]
pub(in crate::http) struct Requests {
    /// As many as the router has.
    routes: Mutex<Vec<Arc<RouteRequests>>>,
    in_flight: AtomicU64,
}

/// The requests of one route.
pub(in crate::http) struct RouteRequests {
    /// The template of its path.
    route: Box<str>,
    /// In the order of [`METHODS`]; there from the first request on.
    methods: [OnceLock<Box<MethodRequests>>; METHODS.len()],
}

/// The requests of one method of a route.
pub(in crate::http) struct MethodRequests {
    by_status: Vec<AtomicU64>,
    durations: Durations,
    /// Those whose client went away before the answer.
    abandoned: AtomicU64,
}

impl Requests {
    /// The counts of a route; to be asked once, for it looks through all of them.
    pub(in crate::http) fn route(&self, template: &str) -> Arc<RouteRequests> {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = routes.iter().find(|known| *known.route == *template) {
            return Arc::clone(known);
        }
        let route = Arc::new(RouteRequests {
            route: template.into(),
            methods: Default::default(),
        });
        routes.push(Arc::clone(&route));
        route
    }

    /// One more is being answered.
    pub(in crate::http) fn enter(&self) {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
    }

    /// One that entered is so no more.
    pub(in crate::http) fn leave(&self) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
    }

    /// What was counted until now.
    pub(super) fn families(&self) -> Vec<Option<MetricFamily>> {
        let mut total = Family::counter(
            "yizhan_http_requests_total",
            "Requests answered, by route template, method and status.",
        );
        let mut durations = Family::histogram(
            "yizhan_http_request_duration_seconds",
            "Time from a request's head to its answer, without sending it.",
        );
        let mut abandoned = Family::counter(
            "yizhan_http_requests_abandoned_total",
            "Requests whose client went away before the answer.",
        );
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        for route in routes.iter() {
            for (method, requests) in route.methods() {
                requests.add_to(&route.route, method, &mut total, &mut durations);
                let gone = requests.abandoned.load(Ordering::Relaxed);
                abandoned.count(&[("route", &route.route), ("method", method)], gone);
            }
        }
        let in_flight = one_gauge(
            "yizhan_http_requests_in_flight",
            "Requests being answered now, this one included.",
            to_f64(self.in_flight.load(Ordering::Relaxed)),
        );
        vec![
            total.finish(),
            durations.finish(),
            abandoned.finish(),
            in_flight,
        ]
    }
}

impl RouteRequests {
    /// The template of its path.
    pub(in crate::http) fn route(&self) -> &str {
        &self.route
    }

    /// The counts of a method.
    pub(in crate::http) fn method(&self, method: &Method) -> &MethodRequests {
        self.methods[place(method)].get_or_init(Box::default)
    }

    fn methods(&self) -> impl Iterator<Item = (&'static str, &MethodRequests)> {
        METHODS
            .iter()
            .zip(&self.methods)
            .filter_map(|(method, requests)| Some((*method, &**requests.get()?)))
    }
}

impl MethodRequests {
    /// Counts an answer.
    pub(in crate::http) fn answered(&self, status: StatusCode, duration: Duration) {
        let place = usize::from(status.as_u16().saturating_sub(FIRST_STATUS));
        if let Some(count) = self.by_status.get(place) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.durations.add(duration);
    }

    /// Counts a request whose client went away.
    pub(in crate::http) fn abandoned(&self) {
        self.abandoned.fetch_add(1, Ordering::Relaxed);
    }

    fn add_to(&self, route: &str, method: &str, total: &mut Family, durations: &mut Family) {
        for (status, count) in (FIRST_STATUS..).zip(&self.by_status) {
            let count = count.load(Ordering::Relaxed);
            if count > 0 {
                let status = status.to_string();
                let labels = [("route", route), ("method", method), ("status", &*status)];
                total.count(&labels, count);
            }
        }
        let read = self.durations.read();
        durations.distribution(
            &[("route", route), ("method", method)],
            read.at_most.into_iter(),
            (read.count, read.sum_s),
        );
    }
}

impl Default for MethodRequests {
    fn default() -> Self {
        let mut by_status = Vec::new();
        by_status.resize_with(N_STATUSES, AtomicU64::default);
        Self {
            by_status,
            durations: Durations::default(),
            abandoned: AtomicU64::default(),
        }
    }
}

/// Where a method stands among [`METHODS`].
fn place(method: &Method) -> usize {
    match *method {
        Method::GET => 0,
        Method::HEAD => 1,
        Method::POST => 2,
        Method::OPTIONS => 3,
        Method::PUT => 4,
        Method::DELETE => 5,
        Method::PATCH => 6,
        Method::TRACE => 7,
        Method::CONNECT => 8,
        _ => METHODS.len() - 1,
    }
}

/// The name of a method in metrics and logs; what clients invent is `other`.
pub(in crate::http) fn method_name(method: &Method) -> &'static str {
    METHODS[place(method)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_method_has_the_place_of_its_name() {
        for name in &METHODS[..METHODS.len() - 1] {
            let method = Method::from_bytes(name.as_bytes()).unwrap();
            assert_eq!(method_name(&method), *name);
        }
        let invented = Method::from_bytes(b"LAT39").unwrap();
        assert_eq!(method_name(&invented), "other");
    }

    #[test]
    fn every_status_that_there_can_be_is_counted() {
        let requests = MethodRequests::default();
        for status in [100, 200, 999] {
            requests.answered(StatusCode::from_u16(status).unwrap(), Duration::ZERO);
        }
        let counted: u64 = requests
            .by_status
            .iter()
            .map(|count| count.load(Ordering::Relaxed))
            .sum();
        assert_eq!(counted, 3);
    }

    #[test]
    fn a_route_asked_for_again_is_the_same() {
        let requests = Requests::default();
        let first = requests.route("/a");
        assert!(Arc::ptr_eq(&first, &requests.route("/a")));
        assert!(!Arc::ptr_eq(&first, &requests.route("/b")));
    }
}
