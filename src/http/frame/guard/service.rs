//! The guard as a layer around the routes.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::Response;
use axum::response::IntoResponse;
use pin_project_lite::pin_project;
use tower::{Layer, Service};

use super::body::TimedBody;
use super::deadline::Deadline;
use super::in_flight::Permit;
use super::{Guard, Holding};
use crate::http::problem::Problem;

/// Seconds after which it is worth asking again when an answer took too long.
const RETRY_AFTER_S: u16 = 5;

/// What a request holds while it is answered; exempt ones hold nothing.
type Held = Option<Permit>;

/// Puts the guard around a service.
#[derive(Clone, Debug)]
pub struct GuardLayer(Arc<Guard>);

/// A service with the guard around it.
#[derive(Clone, Debug)]
pub struct Guarded<S> {
    guard: Arc<Guard>,
    inner: S,
}

impl GuardLayer {
    pub const fn new(guard: Arc<Guard>) -> Self {
        Self(guard)
    }
}

impl<S> Layer<S> for GuardLayer {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Guarded<S> {
        Guarded {
            guard: Arc::clone(&self.0),
            inner,
        }
    }
}

impl<S> Service<Request> for Guarded<S>
where
    S: Service<Request, Response = Response<Body>>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Answering<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let held = match self.guard.admit(&request) {
            Ok(held) => held,
            Err(problem) => {
                return Answering::Refused {
                    problem: Some(problem),
                };
            }
        };
        let limits = self.guard.limits();
        let (request, allowed) = if request.body().is_end_stream() {
            (request, limits.request_time)
        } else {
            let body_time = limits.body_time;
            let timed = request.map(|body| Body::new(TimedBody::new(body, body_time)));
            // The time that the client takes is not the handler's.
            (timed, limits.request_time.saturating_add(body_time))
        };
        Answering::Admitted {
            answer: Deadline::new(self.inner.call(request), allowed),
            allowed: limits.request_time,
            held,
        }
    }
}

pin_project! {
    /// An answer under way, or a refusal.
    #[project = AnsweringProjection]
    pub enum Answering<F> {
        Refused {
            problem: Option<Problem>,
        },
        Admitted {
            #[pin]
            answer: Deadline<F>,
            allowed: Duration,
            held: Held,
        },
    }
}

impl<F, E> Future for Answering<F>
where
    F: Future<Output = Result<Response<Body>, E>>,
{
    type Output = Result<Response<Body>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (response, held) = match self.project() {
            AnsweringProjection::Refused { problem } => {
                let problem = problem.take().unwrap_or_else(Problem::internal);
                (problem.into_response(), None)
            }
            AnsweringProjection::Admitted {
                answer,
                allowed,
                held,
            } => match ready!(answer.poll(context)) {
                Some(answered) => (answered?, held.take()),
                None => (too_long(*allowed), held.take()),
            },
        };
        Poll::Ready(Ok(response.map(|body| Body::new(Holding::new(body, held)))))
    }
}

fn too_long(allowed: Duration) -> Response<Body> {
    tracing::warn!(?allowed, "a handler took too long and was given up");
    Problem::took_too_long(allowed.as_secs(), RETRY_AFTER_S).into_response()
}
