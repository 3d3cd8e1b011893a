//! Cross-origin requests: pages of any origin may send any headers, read the answers and embed
//! them.
//!
//! `*` allows any request header but `Authorization`, which must be named, and older browsers do
//! not support it, so the headers that a preflight names are listed too. No answer depends on the
//! client, so nothing is given away. The metrics are the exception: they are for the operator, whose
//! browser may reach a service that no other client reaches.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

/// Any origin.
const ANY_ORIGIN: HeaderValue = HeaderValue::from_static("*");
/// Answer headers that pages of other origins may read.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "etag,last-modified,content-length,link,location,retry-after,x-request-id",
);
/// The methods that some path answers.
const METHODS: HeaderValue = HeaderValue::from_static("GET,HEAD,POST,PATCH,DELETE");
/// The request headers that are always allowed.
const ALLOWED: &str = "*,authorization";
/// Seconds for which a browser may cache the permission: a day. Browsers apply lower caps.
const PREFLIGHT_AGE_S: HeaderValue = HeaderValue::from_static("86400");
/// Lets pages with `Cross-Origin-Embedder-Policy: require-corp` load the answer.
const EMBEDDABLE: HeaderValue = HeaderValue::from_static("cross-origin");
/// For pages that may not be embedded.
pub const NOT_EMBEDDABLE: HeaderValue = HeaderValue::from_static("same-origin");
/// Which pages may load an answer without CORS: as an image, a style sheet or a frame.
pub const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Lets pages of any origin read an answer and, unless its own header forbids that, embed it.
pub fn allow_any_origin(answer: &mut HeaderMap) {
    answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY_ORIGIN);
    answer.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    answer.entry(RESOURCE_POLICY).or_insert(EMBEDDABLE);
}

/// Keeps an answer for pages of the service's own origin: no other may read or embed it.
pub fn allow_own_origin(answer: &mut HeaderMap) {
    answer.insert(RESOURCE_POLICY, NOT_EMBEDDABLE);
}

/// The answer to a CORS preflight request.
pub fn answer_preflight(asked: &HeaderMap) -> Response {
    let mut answer = Response::new(Body::empty());
    let headers = answer.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed_headers(asked));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_AGE_S);
    headers.insert(
        header::VARY,
        HeaderValue::from_static("access-control-request-headers"),
    );
    answer
}

/// The headers that are always allowed, and those requested.
fn allowed_headers(asked: &HeaderMap) -> HeaderValue {
    let names = asked.get_all(header::ACCESS_CONTROL_REQUEST_HEADERS);
    let mut allowed = ALLOWED.as_bytes().to_vec();
    for names in names.iter().filter(|names| !names.is_empty()) {
        allowed.push(b',');
        allowed.extend_from_slice(names.as_bytes());
    }
    // Header values joined by commas are a valid header value.
    HeaderValue::from_bytes(&allowed).unwrap_or(HeaderValue::from_static(ALLOWED))
}
