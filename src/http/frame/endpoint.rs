//! What is counted and logged about the requests to one endpoint.
//!
//! Counts and log lines hold only the route template, the method and the request id, because paths,
//! query strings and bodies contain positions.

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

/// The route name of requests that match no route.
const UNMATCHED: &str = "unmatched";

/// What all endpoints of a service share.
#[derive(Clone)]
pub struct Shared {
    /// Admission control and its limits.
    pub admission: Arc<Admission>,
    /// The metrics.
    pub metrics: Arc<Metrics>,
    /// How request lines are logged.
    pub request_lines: Arc<RequestLines>,
}

/// The service behind one layer: a route, or the fallback of the router.
pub struct Endpoint {
    pub shared: Shared,
    /// Whether answers are compressed for clients that accept it; otherwise they are sent as the
    /// route made them.
    pub compresses: bool,
    /// Whether pages of other origins may read the answers.
    pub is_for_any_origin: bool,
    template: Option<&'static str>,
    /// Set by the first request: the router wraps each endpoint separately, so the first request
    /// determines the route of all.
    requests: OnceLock<Arc<RouteRequests>>,
}

/// A request in progress, as the metrics see it.
pub struct Watch {
    pub endpoint: Arc<Endpoint>,
    method: Method,
    began: Instant,
    is_answered: bool,
}

impl Endpoint {
    /// Requests are counted under the template, or else under the one that the router matched.
    pub const fn new(shared: Shared, template: Option<&'static str>, compresses: bool) -> Self {
        Self {
            shared,
            compresses,
            is_for_any_origin: true,
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
    /// Counts a request as in progress.
    pub fn begin(endpoint: &Arc<Endpoint>, request: &Request) -> Self {
        endpoint.requests_like(request).enter();
        Self {
            endpoint: Arc::clone(endpoint),
            method: request.method().clone(),
            began: Instant::now(),
            is_answered: false,
        }
    }

    /// Counts the answer and writes the log line.
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
