//! The layer around every route: all answers pass through it.
//!
//! A request gets its id and is counted. A preflight, or a request that is not admitted, is
//! answered immediately; any other goes to its handler, with a deadline and with panics caught.
//! Every answer is then compressed if its route and client allow it (on another thread if it is
//! large), given its CORS headers and the media type to keep to, counted and logged, refusals
//! included.
//!
//! Own code in one future, because the layers of `tower-http` cost more than a simple answer: its
//! `Timeout` registers a timer for each request (here only handlers that wait have one), tower's
//! concurrency limit ends with the head of an answer, and the router boxes each layer.

use std::any::Any;
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};
use tower::{Layer, Service};

use super::admission::Place;
use super::body::{Holding, with_deadline};
use super::cors::{allow_any_origin, allow_own_origin, answer_preflight};
use super::endpoint::{Endpoint, Shared, Watch};
use super::finish::{FinishedBody, finish_body, with_body, with_memory};
use super::limits::Limits;
use super::quota::Reservation;
use super::request_id::{REQUEST_ID, RequestId};
use crate::http::accept_encoding::{AcceptEncoding, QuickOffer};
use crate::http::problem::Problem;

/// Seconds after which to try again when an answer took too long.
const RETRY_AFTER_S: u16 = 5;
/// Browsers are not to guess another media type than the declared one: an answer holds texts of
/// other people, which could be taken for a page.
const AS_DECLARED: HeaderValue = HeaderValue::from_static("nosniff");

/// Puts a [`Frame`] around each route of a router, or around one.
#[derive(Clone)]
pub struct FrameLayer {
    shared: Shared,
    template: Option<&'static str>,
    compresses: bool,
    is_for_any_origin: bool,
}

/// A route with the layer around it.
#[derive(Clone)]
pub struct Frame<S> {
    route: S,
    endpoint: Arc<Endpoint>,
}

pin_project! {
    /// An answer under way.
    pub struct Framed<F> {
        watch: Watch,
        id: RequestId,
        // `None` if the route does not compress.
        offer: Option<QuickOffer>,
        #[pin]
        step: Step<F>,
    }
}

pin_project! {
    /// The source of the answer.
    #[project = StepProjection]
    enum Step<F> {
        Refused {
            answer: Option<Response>,
        },
        Admitted {
            #[pin]
            work: Work<F>,
            place: Place,
        },
        Finishing {
            body: FinishedBody,
            // `None` once it is answered.
            rest: Option<(Response, Option<Reservation>)>,
        },
    }
}

pin_project! {
    /// A handler with its deadline. The timer starts when the handler first waits, so a handler
    /// that never waits costs no timer.
    struct Work<F> {
        #[pin]
        handler: F,
        time: HandlerTime,
        #[pin]
        timer: Option<Sleep>,
    }
}

/// How long a handler may take.
struct HandlerTime {
    /// The limit as shown to the client.
    told: Duration,
    /// The limit plus the time allowed for the body, which does not count against the handler.
    with_body: Duration,
}

impl FrameLayer {
    /// Requests are counted under the template, or else under the one that the router matched.
    pub const fn new(shared: Shared, template: Option<&'static str>, compresses: bool) -> Self {
        Self {
            shared,
            template,
            compresses,
            is_for_any_origin: true,
        }
    }

    /// The same for routes whose answers pages of other origins may not read.
    pub const fn for_own_origin(mut self) -> Self {
        self.is_for_any_origin = false;
        self
    }
}

impl<S> Layer<S> for FrameLayer {
    type Service = Frame<S>;

    fn layer(&self, route: S) -> Frame<S> {
        let mut endpoint = Endpoint::new(self.shared.clone(), self.template, self.compresses);
        endpoint.is_for_any_origin = self.is_for_any_origin;
        Frame {
            route,
            endpoint: Arc::new(endpoint),
        }
    }
}

impl<S> Service<Request> for Frame<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Framed<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.route.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Framed<S::Future> {
        let endpoint = &self.endpoint;
        let watch = Watch::begin(endpoint, &request);
        let id = RequestId::of(request.headers());
        let offer = endpoint
            .compresses
            .then(|| AcceptEncoding::of(request.headers()).quick());
        let step = match admit(endpoint, &request, &id, offer) {
            ControlFlow::Break(answer) => Step::Refused {
                answer: Some(answer),
            },
            ControlFlow::Continue(place) => {
                let (request, time) = with_time(request, endpoint.shared.admission.limits());
                let request = counted(request, &place);
                let work = Work {
                    handler: self.route.call(request),
                    time,
                    timer: None,
                };
                Step::Admitted { work, place }
            }
        };
        Framed {
            watch,
            id,
            offer,
            step,
        }
    }
}

/// Passes a request on to its handler, or answers it directly.
fn admit(
    endpoint: &Endpoint,
    request: &Request,
    id: &RequestId,
    offer: Option<QuickOffer>,
) -> ControlFlow<Response, Place> {
    if request.method() == Method::OPTIONS && endpoint.is_for_any_origin {
        return ControlFlow::Break(answer_preflight(request.headers()));
    }
    let admitted = endpoint.shared.admission.admit(request);
    let acceptable = match offer {
        Some(QuickOffer::NotAcceptable) => admitted.and_then(|_| Err(Problem::not_acceptable())),
        _ => admitted,
    };
    match acceptable {
        Ok(place) => ControlFlow::Continue(place),
        Err(problem) => ControlFlow::Break(id.scope(|| problem.into_response())),
    }
}

/// The request with a deadline on its body, and the time limit of its handler.
fn with_time(request: Request, limits: &Limits) -> (Request, HandlerTime) {
    let told = limits.request_time;
    if request.body().is_end_stream() {
        let with_body = told;
        return (request, HandlerTime { told, with_body });
    }
    let with_body = told.saturating_add(limits.body_time);
    let request = request.map(|body| with_deadline(body, limits.body_time));
    (request, HandlerTime { told, with_body })
}

/// The request with a body that takes its place, if it has not got one yet.
fn counted(request: Request, place: &Place) -> Request {
    match place {
        Place::Incoming(place) => request.map(|body| place.count(body)),
        Place::Exempt | Place::UnderWay(_) => request,
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for Framed<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            let (answer, place) = match this.step.as_mut().project() {
                StepProjection::Refused { answer } => (answer.take().unwrap_or_default(), None),
                StepProjection::Admitted { work, place } => {
                    let answer = ready!(this.id.scope(|| work.poll_answer(context)));
                    (answer, place.answered())
                }
                StepProjection::Finishing { body, rest } => {
                    let body = ready!(body.as_mut().poll(context));
                    let (answer, place) = rest.take().unwrap_or_default();
                    let answer = this.id.scope(|| with_body(answer, body));
                    return Poll::Ready(Ok(finished(answer, place, this.watch, this.id)));
                }
            };
            let admission = &this.watch.endpoint.shared.admission;
            let (mut answer, reserved) = this
                .id
                .scope(|| with_memory(answer, place.as_ref(), admission));
            match finish_body(&mut answer, *this.offer, reserved) {
                Some(body) => {
                    let rest = Some((answer, place));
                    this.step.set(Step::Finishing { body, rest });
                }
                None => return Poll::Ready(Ok(finished(answer, place, this.watch, this.id))),
            }
        }
    }
}

/// An answer as it is sent: with the place of its request, headers for pages of other origins, and
/// the id; counted and logged.
fn finished(
    mut answer: Response,
    place: Option<Reservation>,
    watch: &mut Watch,
    id: &RequestId,
) -> Response {
    if let Some(place) = place {
        let body = std::mem::take(answer.body_mut());
        *answer.body_mut() = Body::new(Holding::new(body, place));
    }
    let headers = answer.headers_mut();
    if watch.endpoint.is_for_any_origin {
        allow_any_origin(headers);
    } else {
        allow_own_origin(headers);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, AS_DECLARED);
    headers.insert(REQUEST_ID, id.header_value());
    watch.end(&answer, id);
    answer
}

impl<F: Future<Output = Result<Response, Infallible>>> Work<F> {
    /// The answer of the handler, or the problem that it panicked or took too long.
    fn poll_answer(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Response> {
        let mut this = self.project();
        match catch_unwind(AssertUnwindSafe(|| this.handler.poll(context))) {
            Ok(Poll::Ready(Ok(answer))) => return Poll::Ready(answer),
            Ok(Poll::Pending) => {}
            Err(cause) => return Poll::Ready(answer_panic(&*cause)),
        }
        if this.timer.is_none() {
            this.timer.set(Some(sleep(this.time.with_body)));
        }
        match this.timer.as_pin_mut() {
            Some(timer) => timer.poll(context).map(|()| too_long(this.time.told)),
            None => Poll::Pending,
        }
    }
}

fn answer_panic(cause: &(dyn Any + Send)) -> Response {
    let message = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(message, "a handler panicked");
    Problem::internal().into_response()
}

fn too_long(allowed: Duration) -> Response {
    tracing::warn!(?allowed, "a handler took too long and was abandoned");
    Problem::took_too_long(allowed.as_secs(), RETRY_AFTER_S).into_response()
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use axum::http::StatusCode;
    use futures_util::FutureExt;
    use tower::{ServiceExt, service_fn};

    use super::*;
    use crate::http::frame::admission::Admission;

    const SHORT: Duration = Duration::from_millis(5);

    /// The status when the handler does this work.
    async fn status_after<F: Future>(work: impl Fn() -> F, request_time: Duration) -> StatusCode {
        let limits = Limits {
            request_time,
            ..Limits::default()
        };
        let shared = Shared {
            admission: Arc::new(Admission::new(limits)),
            metrics: Arc::default(),
            request_lines: Arc::default(),
        };
        let route = service_fn(|_| work().map(|_| Ok(Response::default())));
        let frame = FrameLayer::new(shared, None, false).layer(route);
        let Ok(answer) = frame.oneshot(Request::default()).await;
        answer.status()
    }

    #[test]
    fn a_handler_that_never_waits_needs_no_timer() {
        // This runtime has no timers: creating one would panic.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let status = runtime.block_on(status_after(|| ready(()), Duration::ZERO));
        assert_eq!(status, StatusCode::OK);
    }

    #[tokio::test]
    async fn work_within_the_time_limit_is_answered_and_longer_work_is_abandoned() {
        let in_time = status_after(|| sleep(SHORT), Duration::from_mins(1)).await;
        assert_eq!(in_time, StatusCode::OK);
        let given_up = status_after(pending::<()>, SHORT).await;
        assert_eq!(given_up, StatusCode::SERVICE_UNAVAILABLE);
    }
}
