//! Requests of pages of other origins: all of them may ask, with any headers, read the answers,
//! and embed them.
//!
//! `*` stands for any request header but `Authorization`, which has to be named, and older
//! browsers do not know it: what a preflight asks for is named beside it. Nothing here depends
//! on the client, so nothing is lost by it.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

/// Any origin.
const ANY_ORIGIN: HeaderValue = HeaderValue::from_static("*");
/// Headers of answers that pages of other origins may read.
const EXPOSED: HeaderValue =
    HeaderValue::from_static("etag,last-modified,content-length,link,retry-after,x-request-id");
/// The methods that are answered anywhere.
const METHODS: HeaderValue = HeaderValue::from_static("GET,HEAD,POST");
/// The request headers that are allowed, asked for or not.
const ALLOWED: &str = "*,authorization";
/// For how many seconds a browser may remember what it was allowed: a day. They cap it.
const PREFLIGHT_AGE_S: HeaderValue = HeaderValue::from_static("86400");
/// Pages that load nothing without leave (`Cross-Origin-Embedder-Policy: require-corp`) may
/// load it.
const EMBEDDABLE: HeaderValue = HeaderValue::from_static("cross-origin");
/// For pages that stand alone.
pub const NOT_EMBEDDABLE: HeaderValue = HeaderValue::from_static("same-origin");
/// Which pages may load an answer without asking for it by CORS: in an image, a style, a frame.
pub const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Lets pages of any origin read an answer and, unless it says otherwise itself, embed it.
pub fn allow_any_origin(answer: &mut HeaderMap) {
    answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY_ORIGIN);
    answer.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    answer.entry(RESOURCE_POLICY).or_insert(EMBEDDABLE);
}

/// The answer to what a browser asks before a request that is not a plain one.
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

/// What is always allowed, and the names that are asked for.
fn allowed_headers(asked: &HeaderMap) -> HeaderValue {
    let names = asked.get_all(header::ACCESS_CONTROL_REQUEST_HEADERS);
    let mut allowed = ALLOWED.as_bytes().to_vec();
    for names in names.iter().filter(|names| !names.is_empty()) {
        allowed.push(b',');
        allowed.extend_from_slice(names.as_bytes());
    }
    // Header values and a comma between them are a header value.
    HeaderValue::from_bytes(&allowed).unwrap_or(HeaderValue::from_static(ALLOWED))
}
