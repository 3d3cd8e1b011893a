//! Requests by route, method and status. Each worker thread counts its own requests, so that a
//! request only updates memory that no other core writes to; the counts are added up at each
//! scrape.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus::proto::MetricFamily;

use super::durations::{Distribution, Durations};
use super::family::{Family, one_gauge, to_f64};

/// The methods with a label of their own; clients may invent others.
const METHODS: [&str; 10] = [
    "GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "other",
];
/// The lowest possible status.
const FIRST_STATUS: u16 = 100;
/// The number of possible statuses, up to 999.
const N_STATUSES: usize = 900;

/// The requests of all routes.
#[derive(Default)]
pub struct Requests {
    /// One entry per route of each thread's router.
    routes: Mutex<Vec<Arc<RouteRequests>>>,
}

/// The requests of one route on one thread.
pub struct RouteRequests {
    /// The template of its path.
    route: Box<str>,
    in_flight: AtomicU64,
    /// In the order of [`METHODS`]; set by the first request.
    methods: [OnceLock<Box<MethodRequests>>; METHODS.len()],
}

/// The counts of all threads for one method of a route.
#[derive(Default)]
struct Sum {
    by_status: BTreeMap<u16, u64>,
    durations: Distribution,
    abandoned: u64,
}

/// The requests of one method of a route on one thread.
pub struct MethodRequests {
    by_status: Vec<AtomicU64>,
    durations: Durations,
    /// Requests whose client went away before the answer.
    abandoned: AtomicU64,
}

impl Requests {
    /// Counts for a route, to be updated by the caller.
    pub fn begin_to_count(&self, template: &str) -> Arc<RouteRequests> {
        let route = Arc::new(RouteRequests {
            route: template.into(),
            in_flight: AtomicU64::default(),
            methods: Default::default(),
        });
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        routes.push(Arc::clone(&route));
        route
    }

    /// The number of places where requests are counted.
    #[cfg(test)]
    pub fn n_places(&self) -> usize {
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        routes.len()
    }

    /// The current counts.
    pub fn families(&self) -> Vec<Option<MetricFamily>> {
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
        let mut in_flight = 0;
        let mut sums: BTreeMap<(&str, &str), Sum> = BTreeMap::new();
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        for route in routes.iter() {
            in_flight += route.in_flight.load(Ordering::Relaxed);
            for (method, requests) in route.methods() {
                let sum = sums.entry((&route.route, method)).or_default();
                requests.add_to(sum);
            }
        }
        for ((route, method), sum) in sums {
            let labels = [("route", route), ("method", method)];
            for (status, count) in sum.by_status {
                let status = status.to_string();
                total.count(&[labels[0], labels[1], ("status", &status)], count);
            }
            durations.distribution(
                &labels,
                sum.durations.at_most(),
                (sum.durations.count(), sum.durations.sum_s()),
            );
            abandoned.count(&labels, sum.abandoned);
        }
        let in_flight = one_gauge(
            "yizhan_http_requests_in_flight",
            "Requests being answered now, this one included.",
            to_f64(in_flight),
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
    pub fn route(&self) -> &str {
        &self.route
    }

    /// A request starts.
    pub fn enter(&self) {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
    }

    /// A request ends.
    pub fn leave(&self) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
    }

    /// The counts of a method.
    pub fn method(&self, method: &Method) -> &MethodRequests {
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
    pub fn answered(&self, status: StatusCode, duration: Duration) {
        let place = usize::from(status.as_u16().saturating_sub(FIRST_STATUS));
        if let Some(count) = self.by_status.get(place) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.durations.add(duration);
    }

    /// Counts a request whose client went away.
    pub fn abandoned(&self) {
        self.abandoned.fetch_add(1, Ordering::Relaxed);
    }

    fn add_to(&self, sum: &mut Sum) {
        for (status, count) in (FIRST_STATUS..).zip(&self.by_status) {
            let count = count.load(Ordering::Relaxed);
            if count > 0 {
                *sum.by_status.entry(status).or_default() += count;
            }
        }
        self.durations.add_to(&mut sum.durations);
        sum.abandoned += self.abandoned.load(Ordering::Relaxed);
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

/// The index of a method in [`METHODS`].
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

/// The name of a method in metrics and logs; unknown ones are `other`.
pub fn method_name(method: &Method) -> &'static str {
    METHODS[place(method)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_method_has_the_index_of_its_name() {
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
    fn the_counts_of_several_threads_for_a_route_are_added_up() {
        let requests = Requests::default();
        for _ in 0..2 {
            let counts = requests.begin_to_count("/a");
            counts.enter();
            counts
                .method(&Method::GET)
                .answered(StatusCode::OK, Duration::from_millis(1));
        }
        let families = requests.families();
        let only = |place: usize| families[place].as_ref().unwrap().get_metric();
        let [total, durations, in_flight] = [only(0), only(1), only(3)];
        assert_eq!(total.len(), 1);
        assert!((total[0].get_counter().get_value() - 2.0).abs() < f64::EPSILON);
        assert_eq!(durations[0].get_histogram().get_sample_count(), 2);
        assert!((in_flight[0].get_gauge().get_value() - 2.0).abs() < f64::EPSILON);
    }
}
