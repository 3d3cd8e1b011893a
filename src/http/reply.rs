//! Answers to a single request, not to be cached.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::frame::Reservation;
use super::frame::large_answer::{MAX_SMALL_ANSWER_BYTES, mark_if_large, mark_reserved};

/// Media type of GeoJSON answers.
pub const GEOJSON: &str = "application/geo+json";
/// Media type of other answers.
pub const JSON: &str = "application/json";
/// Header slots to reserve, including those that the layer adds: growing the map later costs as
/// much as writing the rest of the head.
const ANSWER_HEADERS: usize = 8;

/// An answer that is not to be cached. If it is large, its memory counts until it is sent.
pub fn reply(media_type: &'static str, body: String) -> Response {
    let n_bytes = body.len();
    let mut answer = answer(media_type, body);
    mark_if_large(&mut answer, n_bytes);
    answer
}

/// The same with memory that was reserved before it was written, if any was.
pub fn reply_reserved(
    media_type: &'static str,
    body: String,
    reserved: Option<Reservation>,
) -> Response {
    let Some(mut reserved) = reserved else {
        return reply(media_type, body);
    };
    reserved.resize(body.len());
    let mut answer = answer(media_type, body);
    mark_reserved(&mut answer, reserved);
    answer
}

fn answer(media_type: &'static str, mut body: String) -> Response {
    if body.len() > MAX_SMALL_ANSWER_BYTES {
        // It may wait long, and what it has not used is not counted.
        body.shrink_to_fit();
    }
    let mut answer = Response::new(Body::from(body));
    let headers = answer.headers_mut();
    headers.reserve(ANSWER_HEADERS);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
