//! Problems of overload: too many requests, too large a head, too slow a body.

use axum::http::StatusCode;

use super::Problem;

impl Problem {
    /// 408: a body that was not sent in time.
    pub fn body_too_slow(allowed_s: u64) -> Self {
        Self::new(
            "/problems/body-too-slow",
            "The body came too slowly",
            StatusCode::REQUEST_TIMEOUT,
            format!("a body is sent within {allowed_s} seconds; send less in several requests"),
        )
    }

    /// 414: a URI over the limit.
    pub fn uri_too_long(max_bytes: usize) -> Self {
        Self::new(
            "/problems/uri-too-long",
            "The URI is too long",
            StatusCode::URI_TOO_LONG,
            format!("a URI has at most {max_bytes} bytes; send many places in a POST"),
        )
    }

    /// 431: more headers, or larger ones, than the limits allow.
    pub fn headers_too_large(max_headers: usize, max_bytes: usize) -> Self {
        Self::new(
            "/problems/headers-too-large",
            "The headers are too large",
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            format!("a request has at most {max_headers} headers of {max_bytes} bytes together"),
        )
    }

    /// 429: a client exceeds its rate limit.
    pub fn too_many_requests(retry_after_s: u16) -> Self {
        Self::new(
            "/problems/too-many-requests",
            "Too many requests",
            StatusCode::TOO_MANY_REQUESTS,
            "this client asks more often than the operator allows; many places fit into one POST"
                .to_owned(),
        )
        .retry_after(retry_after_s)
    }

    /// 503: the limit on requests under way is reached.
    pub fn overloaded(retry_after_s: u16) -> Self {
        Self::new(
            "/problems/overloaded",
            "Too much at once",
            StatusCode::SERVICE_UNAVAILABLE,
            "the service is working on as many requests as it can; ask again soon".to_owned(),
        )
        .retry_after(retry_after_s)
    }

    /// 503: answers that are written or wait to be sent take as much memory as they may.
    pub fn too_many_answers(retry_after_s: u16) -> Self {
        Self::new(
            "/problems/overloaded",
            "Too much at once",
            StatusCode::SERVICE_UNAVAILABLE,
            "large answers that wait to be sent take as much memory as they may; ask again soon, \
             or for less"
                .to_owned(),
        )
        .retry_after(retry_after_s)
    }

    /// 503: an answer that was not ready in time.
    pub fn took_too_long(allowed_s: u64, retry_after_s: u16) -> Self {
        Self::new(
            "/problems/took-too-long",
            "The answer took too long",
            StatusCode::SERVICE_UNAVAILABLE,
            format!("the answer was not there within {allowed_s} seconds; ask for less, or later"),
        )
        .retry_after(retry_after_s)
    }

    pub(super) fn retry_after(mut self, seconds: u16) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }
}
