//! From the answer of a handler to what is sent: memory is reserved for it if it is large, and it is
//! compressed if its route and client allow it.

use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::response::{IntoResponse, Response};

use super::admission::Admission;
use super::compression::{compressed_body, deserves_thorough_compression, is_to_be_compressed};
use super::large_answer::{LargeAnswer, reserved_body_of};
use super::quota::Reservation;
use crate::http::accept_encoding::QuickOffer;
use crate::http::problem::Problem;

/// The body that is sent, once it is there.
pub type FinishedBody = Pin<Box<dyn Future<Output = Result<Body, axum::Error>> + Send>>;

/// An answer and what is reserved for it, or the problem that there is no memory for it. `place` is
/// that of its request; what is always admitted has none, and is not counted.
pub fn with_memory(
    mut answer: Response,
    place: Option<&Reservation>,
    admission: &Admission,
) -> (Response, Option<Reservation>) {
    let Some(mark) = LargeAnswer::take(&mut answer) else {
        return (answer, None);
    };
    let reserved = mark.into_reserved();
    let (None, Some(place)) = (&reserved, place) else {
        return (answer, reserved);
    };
    let n_bytes = usize::try_from(answer.body().size_hint().lower()).unwrap_or(usize::MAX);
    match admission.reserve_answer(place.client(), n_bytes) {
        Ok(reserved) => (answer, Some(reserved)),
        Err(problem) => (problem.into_response(), None),
    }
}

/// The body to send in place of that of an answer; `None` if it is sent as it is. `offer` is `None` if
/// the route does not compress.
pub fn finish_body(
    answer: &mut Response,
    offer: Option<QuickOffer>,
    reserved: Option<Reservation>,
) -> Option<FinishedBody> {
    let wanted = match offer {
        Some(QuickOffer::Encoded(encoding)) => Some(encoding),
        _ => None,
    };
    if offer.is_some()
        && is_to_be_compressed(answer, wanted)
        && let Some(encoding) = wanted
    {
        let is_thorough = deserves_thorough_compression(answer);
        let body = std::mem::take(answer.body_mut());
        let body = compressed_body(body, encoding, is_thorough, reserved);
        return Some(Box::pin(body));
    }
    let reserved = reserved?;
    let body = std::mem::take(answer.body_mut());
    Some(Box::pin(reserved_body_of(body, reserved)))
}

/// The answer with that body, or the problem that it could not be made.
pub fn with_body(mut answer: Response, body: Result<Body, axum::Error>) -> Response {
    match body {
        Ok(body) => {
            *answer.body_mut() = body;
            answer
        }
        Err(error) => {
            tracing::error!(%error, "an answer could not be finished");
            Problem::internal().into_response()
        }
    }
}
