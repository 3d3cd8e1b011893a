//! Body wrappers: a deadline for a request body, a guard held by an answer's body.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::Body;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use pin_project_lite::pin_project;
use thiserror::Error;
use tower_http::timeout::{DeadlineBody, TimeoutError};

/// The body was not received in time.
#[derive(Clone, Copy, Debug, Error)]
#[error("the body was not sent within {allowed:?}")]
pub struct BodyTooSlow {
    /// The time allowed.
    pub allowed: Duration,
}

/// A body that must arrive completely within this time from now: handlers read it before they
/// wait for anything else.
pub fn with_deadline(body: Body, allowed: Duration) -> Body {
    let explain = move |error: BoxError| match error.downcast::<TimeoutError>() {
        Ok(_) => BoxError::from(BodyTooSlow { allowed }),
        Err(other) => other,
    };
    Body::new(DeadlineBody::new(allowed, body).map_err(explain))
}

pin_project! {
    /// A body that keeps a value alive until it is sent or its client is gone.
    #[derive(Debug)]
    pub struct Holding<B, H> {
        #[pin]
        body: B,
        held: H,
    }
}

impl<B, H> Holding<B, H> {
    pub const fn new(body: B, held: H) -> Self {
        Self { body, held }
    }
}

impl<B: http_body::Body, H> http_body::Body for Holding<B, H> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        self.project().body.poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
