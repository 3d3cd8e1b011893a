//! Answers that hold for one request only.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;

/// Media type of GeoJSON answers.
pub const GEOJSON: &str = "application/geo+json";
/// Media type of other answers.
pub const JSON: &str = "application/json";
/// Headers of an answer with all that the layers add: room for them from the start, for a map
/// that grows in between costs as much as the rest of its answer's head.
const ANSWER_HEADERS: usize = 8;

/// An answer that holds for this request only.
pub fn reply(media_type: &'static str, body: String) -> Response {
    let mut answer = Response::new(Body::from(body));
    let headers = answer.headers_mut();
    headers.reserve(ANSWER_HEADERS);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
