//! Every error of the service as RFC 9457 `application/problem+json`.
//!
//! This is the text for the client; causes go to the log. Coordinates of a user are never repeated
//! in a problem.

mod live;
mod overload;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use super::frame::request_id::current_request_id;
use crate::dataset::shown::shortened;
use crate::request::ParamError;
use crate::request::along::AlongError;
use crate::request::body::BodyError;

/// An error as sent to the client.
#[derive(Clone, Debug)]
pub struct Problem(Box<Body>);

#[derive(Clone, Debug, Serialize)]
struct Body {
    /// Stable identifier of the kind of problem.
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    allowed: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    did_you_mean: Option<String>,
    /// Lets the operator find an internal error in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// Seconds after which to try again; a header, not a member.
    #[serde(skip)]
    retry_after_s: Option<u16>,
    /// Codings that are accepted; a header, not a member.
    #[serde(skip)]
    accept_encoding: Option<&'static str>,
    /// What a client is asked to send that is not known; a header, not a member.
    #[serde(skip)]
    challenge: Option<&'static str>,
}

/// The schema of a problem, for the documents that describe the API.
pub fn schema() -> Value {
    serde_json::from_str(include_str!("problem/schema.json")).expect("the bundled schema is JSON")
}

impl Problem {
    fn new(kind: &'static str, title: &'static str, status: StatusCode, detail: String) -> Self {
        Self(Box::new(Body {
            kind,
            title,
            status: status.as_u16(),
            detail,
            parameter: None,
            allowed: Vec::new(),
            did_you_mean: None,
            request_id: None,
            retry_after_s: None,
            accept_encoding: None,
            challenge: None,
        }))
    }

    /// 404: the path or the resource does not exist.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(
            "/problems/not-found",
            "Not found",
            StatusCode::NOT_FOUND,
            detail.into(),
        )
    }

    /// 405: the path exists, but not for this method.
    pub fn method_not_allowed(detail: impl Into<String>) -> Self {
        Self::new(
            "/problems/method-not-allowed",
            "Method not allowed",
            StatusCode::METHOD_NOT_ALLOWED,
            detail.into(),
        )
    }

    /// 400: a body that cannot be read.
    pub fn bad_body(detail: impl Into<String>) -> Self {
        Self::new(
            "/problems/bad-body",
            "The body cannot be read",
            StatusCode::BAD_REQUEST,
            detail.into(),
        )
    }

    /// 400: links cannot be written, because the request has no valid host.
    pub fn bad_host() -> Self {
        Self::new(
            "/problems/bad-host",
            "The host cannot be used",
            StatusCode::BAD_REQUEST,
            "send one Host header of the form name, name:port or [address]:port; the operator \
             can set the address of links with --public-url"
                .to_owned(),
        )
    }

    /// 406: the client accepts no encoding on offer.
    pub fn not_acceptable() -> Self {
        Self::new(
            "/problems/not-acceptable",
            "No encoding is acceptable",
            StatusCode::NOT_ACCEPTABLE,
            "accept-encoding excludes gzip and what is not encoded; allow one of them".to_owned(),
        )
    }

    /// 413: a body over the limit.
    pub fn body_too_large(max_bytes: usize) -> Self {
        Self::new(
            "/problems/body-too-large",
            "The body is too large",
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("a body has at most {max_bytes} bytes; send less in several requests"),
        )
    }

    /// 415: a body that is not declared as JSON.
    pub fn not_json(found: &str) -> Self {
        Self::new(
            "/problems/not-json",
            "The body is not declared as JSON",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!("send the header content-type: application/json, got '{found}'"),
        )
    }

    /// 415: a body in an unsupported coding.
    pub fn unknown_coding(found: &str, accepted: &'static str) -> Self {
        let mut problem = Self::new(
            "/problems/unknown-coding",
            "The body is compressed in a way that is not known",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!(
                "the content-encoding of a body is one of {accepted}, or there is none; \
                 got '{}'",
                shortened(found)
            ),
        );
        problem.0.accept_encoding = Some(accepted);
        problem
    }

    /// 503: the stations are still being loaded.
    pub fn not_ready() -> Self {
        let mut problem = Self::new(
            "/problems/not-ready",
            "Not ready",
            StatusCode::SERVICE_UNAVAILABLE,
            "the stations are still being loaded; ask again in a second".to_owned(),
        );
        problem.0.retry_after_s = Some(1);
        problem
    }

    /// 500: an internal error.
    pub fn internal() -> Self {
        Self::new(
            "/problems/internal",
            "Internal error",
            StatusCode::INTERNAL_SERVER_ERROR,
            "the service failed to answer; this is its fault and has been logged".to_owned(),
        )
    }
}

impl From<AlongError> for Problem {
    fn from(error: AlongError) -> Self {
        match error {
            AlongError::Body(error) => error.into(),
            AlongError::Member(error) => error.into(),
        }
    }
}

impl From<BodyError> for Problem {
    fn from(error: BodyError) -> Self {
        Self::bad_body(error.to_string())
    }
}

impl From<ParamError> for Problem {
    fn from(error: ParamError) -> Self {
        let mut problem = Self::new(
            "/problems/bad-parameter",
            "A parameter cannot be used",
            StatusCode::BAD_REQUEST,
            error.detail,
        );
        // An error of the query string as a whole belongs to no parameter.
        problem.0.parameter = Some(error.parameter).filter(|name| !name.is_empty());
        problem.0.allowed = error.allowed;
        problem.0.did_you_mean = error.did_you_mean;
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let status =
            StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            self.0.request_id = current_request_id();
        }
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.0.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(codings) = self.0.accept_encoding {
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(codings));
        }
        if let Some(challenge) = self.0.challenge {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            );
        }
        response
    }
}
