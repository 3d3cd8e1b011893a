//! The outermost layer: whatever is answered, by whomever, passes here. It gives each request
//! its id, counts it and writes its line.
//!
//! Neither counts nor lines know more of a request than the template of its route, its method
//! and its id: paths, query strings and bodies hold positions.

mod line;

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, Response};
use http_body::Body;
use pin_project_lite::pin_project;
use tokio::task::futures::TaskLocalFuture;
use tower::{Layer, Service as TowerService};

use self::line::Line;
pub use self::line::RequestLines;
use super::request_id::{REQUEST_ID, RequestId};
use crate::http::app_state::AppState;
use crate::http::metrics::RouteRequests;

/// The route of a request that no route was found for.
const UNMATCHED: &str = "unmatched";

/// Puts [`Observe`] around each endpoint of a router, or around one.
#[derive(Clone)]
pub struct ObserveLayer {
    app: Arc<AppState>,
    template: Option<&'static str>,
}

/// An endpoint whose requests are observed.
#[derive(Clone)]
pub struct Observe<S> {
    inner: S,
    endpoint: Arc<Endpoint>,
}

/// What an endpoint's requests are counted in.
struct Endpoint {
    app: Arc<AppState>,
    template: Option<&'static str>,
    /// There from the first request on: the router wraps each of its endpoints on its own, so
    /// the first tells the route of all.
    route: OnceLock<Arc<RouteRequests>>,
}

/// A request that is being answered.
struct Watch {
    endpoint: Arc<Endpoint>,
    method: Method,
    began: Instant,
    is_answered: bool,
}

pin_project! {
    /// The answer to an observed request.
    pub struct Observed<F> {
        watch: Watch,
        #[pin]
        inner: TaskLocalFuture<RequestId, F>,
    }
}

impl ObserveLayer {
    /// Requests are counted under the template of their route, or of the one that the router
    /// has matched.
    pub const fn new(app: Arc<AppState>, template: Option<&'static str>) -> Self {
        Self { app, template }
    }
}

impl<S> Layer<S> for ObserveLayer {
    type Service = Observe<S>;

    fn layer(&self, inner: S) -> Observe<S> {
        Observe {
            inner,
            endpoint: Arc::new(Endpoint {
                app: Arc::clone(&self.app),
                template: self.template,
                route: OnceLock::new(),
            }),
        }
    }
}

impl<S, B> TowerService<Request> for Observe<S>
where
    S: TowerService<Request, Response = Response<B>, Error = Infallible>,
    B: Body,
{
    type Response = Response<B>;
    type Error = Infallible;
    type Future = Observed<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Observed<S::Future> {
        let watch = Watch::begin(&self.endpoint, &request);
        let id = RequestId::of(request.headers());
        Observed {
            watch,
            inner: id.scope(self.inner.call(request)),
        }
    }
}

impl<F, B> Future for Observed<F>
where
    F: Future<Output = Result<Response<B>, Infallible>>,
    B: Body,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        let Ok(mut response) = ready!(this.inner.as_mut().poll(context));
        if let Some(id) = this.inner.take_value() {
            response.headers_mut().insert(REQUEST_ID, id.header_value());
            this.watch.end(&response, id);
        }
        Poll::Ready(Ok(response))
    }
}

impl Endpoint {
    fn route(&self, request: &Request) -> &RouteRequests {
        self.route.get_or_init(|| {
            let matched = request.extensions().get::<MatchedPath>();
            let template = self.template.or(matched.map(MatchedPath::as_str));
            let requests = self.app.metrics().requests();
            let template = template.unwrap_or(UNMATCHED);
            requests.begin_to_count(&template.replace("{*", "{"))
        })
    }
}

impl Watch {
    fn begin(endpoint: &Arc<Endpoint>, request: &Request) -> Self {
        endpoint.route(request).enter();
        Self {
            endpoint: Arc::clone(endpoint),
            method: request.method().clone(),
            began: Instant::now(),
            is_answered: false,
        }
    }

    fn end<B: Body>(&mut self, response: &Response<B>, id: RequestId) {
        self.is_answered = true;
        let duration = self.began.elapsed();
        let Some(route) = self.endpoint.route.get() else {
            return;
        };
        route
            .method(&self.method)
            .answered(response.status(), duration);
        let line = Line {
            route: route.route(),
            method: &self.method,
            status: response.status(),
            duration,
            bytes: response.body().size_hint().exact(),
        };
        let app = &*self.endpoint.app;
        if line.is_wanted(app) {
            id.sync_scope(|| line.write(app));
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let Some(route) = self.endpoint.route.get() else {
            return;
        };
        route.leave();
        if !self.is_answered {
            route.method(&self.method).abandoned();
        }
    }
}
