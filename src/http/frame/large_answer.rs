//! Answers that are large: the memory that is reserved for them, and how they are sent.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::response::Response;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;

use super::quota::Reservation;

/// Answers up to this size are compressed on the connection's own thread, which takes a fraction of
/// a millisecond, and their memory is bounded by the number of requests under way. Larger ones are
/// compressed on another thread, and if they are made for one request their bytes are counted.
pub const MAX_SMALL_ANSWER_BYTES: usize = 64 << 10;
/// Bytes that are passed on at a time.
const PIECE_BYTES: usize = 64 << 10;

/// Marks a large answer that was made for one request, with the memory that is reserved for it if
/// there is any yet.
#[derive(Clone, Debug)]
pub struct LargeAnswer(Option<Arc<Reservation>>);

/// A body with its reservation. Its pieces are copies: the last one may wait long in the buffer of
/// a connection, and would keep the memory of all the others when its reservation is given back.
struct ReservedBody {
    rest: Bytes,
    _reserved: Reservation,
}

/// Marks an answer as made for one request, if it is large.
pub fn mark_if_large(answer: &mut Response, n_bytes: usize) {
    if n_bytes > MAX_SMALL_ANSWER_BYTES {
        answer.extensions_mut().insert(LargeAnswer(None));
    }
}

/// Marks an answer with the memory that is reserved for it.
pub fn mark_reserved(answer: &mut Response, reserved: Reservation) {
    let marked = LargeAnswer(Some(Arc::new(reserved)));
    answer.extensions_mut().insert(marked);
}

impl LargeAnswer {
    /// The mark of an answer, which has none afterwards.
    pub fn take(answer: &mut Response) -> Option<Self> {
        answer.extensions_mut().remove()
    }

    /// What is reserved for it.
    pub fn into_reserved(self) -> Option<Reservation> {
        self.0.and_then(Arc::into_inner)
    }
}

/// A body that holds a reservation of its size until it is sent or its client is gone.
pub fn reserved_body(bytes: Bytes, mut reserved: Reservation) -> Body {
    reserved.resize(bytes.len());
    Body::new(ReservedBody {
        rest: bytes,
        _reserved: reserved,
    })
}

/// The same of a body that is there, or comes without waiting for its client.
pub async fn reserved_body_of(body: Body, reserved: Reservation) -> Result<Body, axum::Error> {
    let bytes = body.collect().await?.to_bytes();
    Ok(reserved_body(bytes, reserved))
}

impl http_body::Body for ReservedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let n_bytes = self.rest.len().min(PIECE_BYTES);
        let piece = Bytes::copy_from_slice(&self.rest.split_to(n_bytes));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.rest.len()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use futures_util::FutureExt;
    use http_body::Body as _;

    use super::*;
    use crate::http::frame::client::Client;
    use crate::http::frame::quota::{ClientSlots, Quota};

    fn reserve(quota: &Arc<Quota>, bytes: usize) -> Reservation {
        let client = ClientSlots::default().slot(Client::V4([192, 0, 2, 1]));
        quota.reserve(client, bytes).unwrap()
    }

    #[test]
    fn only_large_answers_are_marked_and_a_mark_is_taken_once() {
        let most = MAX_SMALL_ANSWER_BYTES;
        for (n_bytes, is_marked) in [(0, false), (most, false), (most + 1, true)] {
            let mut answer = "".into_response();
            mark_if_large(&mut answer, n_bytes);
            assert_eq!(LargeAnswer::take(&mut answer).is_some(), is_marked);
            assert!(LargeAnswer::take(&mut answer).is_none());
        }
        let quota = Arc::new(Quota::new(10));
        let mut answer = "".into_response();
        mark_reserved(&mut answer, reserve(&quota, 7));
        let mark = LargeAnswer::take(&mut answer).unwrap();
        assert!(mark.into_reserved().is_some());
        assert_eq!(quota.used(), 0);
    }

    #[test]
    fn a_body_holds_its_size_until_it_is_sent_and_keeps_nothing_afterwards() {
        let quota = Arc::new(Quota::new(1 << 20));
        let bytes = Bytes::from(vec![b'x'; PIECE_BYTES + 3]);
        let held = bytes.clone();
        let mut body = reserved_body(bytes, reserve(&quota, 10));
        assert_eq!(quota.used(), PIECE_BYTES + 3);
        assert_eq!(body.size_hint().exact(), Some(PIECE_BYTES as u64 + 3));
        let mut pieces = Vec::new();
        while let Some(frame) = body.frame().now_or_never().unwrap() {
            pieces.push(frame.unwrap().into_data().unwrap());
        }
        assert!(body.is_end_stream());
        assert_eq!(quota.used(), PIECE_BYTES + 3);
        drop(body);
        assert_eq!(quota.used(), 0);
        assert_eq!(pieces.concat(), held);
        assert!(held.is_unique(), "no piece keeps the whole");
    }
}
