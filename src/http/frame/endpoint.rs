//! What is counted and logged of the requests to one endpoint.
//!
//! Neither counts nor lines know more of a request than the template of its route, its method
//! and its id: paths, query strings and bodies hold positions.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::response::Response;
use http_body::Body;

use super::admission::Admission;
use super::request_id::RequestId;
use super::request_line::{Line, RequestLines};
use crate::http::metrics::{Metrics, RouteRequests};

/// The route of a request that no route was found for.
const UNMATCHED: &str = "unmatched";

/// What all endpoints of a service share.
#[derive(Clone)]
pub struct Shared {
    /// How much is asked at a time, and the bounds on that.
    pub admission: Arc<Admission>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// How lines about requests are written.
    pub request_lines: Arc<RequestLines>,
}

/// What is behind one layer: a route, or all that the router has none for.
pub struct Endpoint {
    pub shared: Shared,
    /// Whether its answers are compressed for clients that accept it; else they are sent as
    /// the route made them.
    pub compresses: bool,
    template: Option<&'static str>,
    /// There from the first request on: the router wraps each of its endpoints on its own, so
    /// the first tells the route of all.
    requests: OnceLock<Arc<RouteRequests>>,
}

/// A request that is being answered, as the counts know it.
pub struct Watch {
    pub endpoint: Arc<Endpoint>,
    method: Method,
    began: Instant,
    is_answered: bool,
}

impl Endpoint {
    /// Requests are counted under the template, or under the one that the router has matched.
    pub const fn new(shared: Shared, template: Option<&'static str>, compresses: bool) -> Self {
        Self {
            shared,
            compresses,
            template,
            requests: OnceLock::new(),
        }
    }

    fn requests_like(&self, request: &Request) -> &RouteRequests {
        self.requests.get_or_init(|| {
            let matched = request.extensions().get::<MatchedPath>();
            let template = self.template.or(matched.map(MatchedPath::as_str));
            let template = template.unwrap_or(UNMATCHED);
            let requests = self.shared.metrics.requests();
            requests.begin_to_count(&template.replace("{*", "{"))
        })
    }
}

impl Watch {
    /// Counts a request as one that is being answered.
    pub fn begin(endpoint: &Arc<Endpoint>, request: &Request) -> Self {
        endpoint.requests_like(request).enter();
        Self {
            endpoint: Arc::clone(endpoint),
            method: request.method().clone(),
            began: Instant::now(),
            is_answered: false,
        }
    }

    /// Counts its answer and writes its line.
    pub fn end(&mut self, answer: &Response, id: &RequestId) {
        self.is_answered = true;
        let duration = self.began.elapsed();
        let Some(requests) = self.endpoint.requests.get() else {
            return;
        };
        requests
            .method(&self.method)
            .answered(answer.status(), duration);
        let line = Line {
            route: requests.route(),
            method: &self.method,
            status: answer.status(),
            duration,
            bytes: answer.body().size_hint().exact(),
        };
        let Shared {
            metrics,
            request_lines,
            ..
        } = &self.endpoint.shared;
        if line.is_wanted(request_lines, metrics) {
            id.scope(|| line.write(request_lines));
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let Some(requests) = self.endpoint.requests.get() else {
            return;
        };
        requests.leave();
        if !self.is_answered {
            requests.method(&self.method).abandoned();
        }
    }
}
