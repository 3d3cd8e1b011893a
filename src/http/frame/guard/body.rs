//! Bodies with something added: a deadline on what comes, a hold on what goes.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};

/// A body that was not sent in time.
#[derive(Clone, Copy, Debug)]
pub struct BodyTooSlow {
    /// How long it was given.
    pub allowed: Duration,
}

impl fmt::Display for BodyTooSlow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the body was not sent within {:?}", self.allowed)
    }
}

impl std::error::Error for BodyTooSlow {}

/// A body that must come within a time, counted from when it was first waited for.
pub struct TimedBody {
    body: Body,
    allowed: Duration,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl TimedBody {
    pub const fn new(body: Body, allowed: Duration) -> Self {
        Self {
            body,
            allowed,
            deadline: None,
        }
    }
}

impl http_body::Body for TimedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            return Poll::Ready(frame.map(|frame| frame.map_err(BoxError::from)));
        }
        let allowed = this.allowed;
        let deadline = this
            .deadline
            .get_or_insert_with(|| Box::pin(sleep(allowed)));
        let overdue = deadline.as_mut().poll(context);
        overdue.map(|()| Some(Err(BoxError::from(BodyTooSlow { allowed }))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

pin_project! {
    /// A body that holds on to something until it is sent, or its client is gone.
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
