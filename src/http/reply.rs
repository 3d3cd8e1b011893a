//! Answers to a single request, not to be cached.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;

/// Media type of GeoJSON answers.
pub const GEOJSON: &str = "application/geo+json";
/// Media type of other answers.
pub const JSON: &str = "application/json";
/// Header slots to reserve, including those that the layer adds: growing the map later costs as
/// much as writing the rest of the head.
const ANSWER_HEADERS: usize = 8;

/// An answer that is not to be cached.
pub fn reply(media_type: &'static str, body: String) -> Response {
    let mut answer = Response::new(Body::from(body));
    let headers = answer.headers_mut();
    headers.reserve(ANSWER_HEADERS);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
