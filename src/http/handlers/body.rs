//! The JSON object of a body: its lists, and the parameters beside them.
//!
//! Parameters are parsed like those of a query string. Refused input is never repeated, because a
//! body is full of positions.

mod coding;

use std::error::Error;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header;
use http_body::Body as _;
use http_body_util::LengthLimitError;

use crate::http::frame::NoRoom;
use crate::http::frame::body::BodyTooSlow;
use crate::http::problem::Problem;
use crate::request::{ParamError, Params};

use self::coding::{Coding, utf_8};

/// Seconds after which to try again when there was no room for the request.
const RETRY_AFTER_S: u16 = 1;

/// A body as received. A compressed one is decoded only when work on it starts, so that waiting
/// requests take no more memory than was sent.
#[derive(Clone)]
pub struct JsonBody {
    bytes: Bytes,
    coding: Option<Coding>,
    /// Size limit, both before and after decoding.
    max_bytes: usize,
}

impl JsonBody {
    /// Whether it is uncompressed and has at most `n_bytes` bytes.
    pub fn is_plain_within(&self, n_bytes: usize) -> bool {
        self.coding.is_none() && self.bytes.len() <= n_bytes
    }

    /// The JSON text, not parsed yet.
    pub fn into_text(self) -> Result<Bytes, Problem> {
        utf_8(match self.coding {
            None => self.bytes,
            Some(coding) => coding.decode(&self.bytes, self.max_bytes)?,
        })
    }
}

/// Refuses parameters in the URL, which would be overlooked: only the body is read.
pub fn refuse_query_string(request: &Request) -> Result<(), ParamError> {
    let query = request.uri().query().unwrap_or_default();
    Params::from_query(query, &[])
        .map(drop)
        .map_err(|error| ParamError {
            detail: "the parameters of a POST belong in its body".to_owned(),
            ..error
        })
}

/// A body that is declared as JSON, or not declared at all.
pub async fn read_json_body(request: Request, max_bytes: usize) -> Result<JsonBody, Problem> {
    let headers = request.headers();
    if let Some(value) = headers.get(header::CONTENT_TYPE) {
        let declared = value.to_str().unwrap_or_default();
        let is_json = declared
            .split(';')
            .next()
            .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"));
        if !is_json {
            return Err(Problem::not_json(declared));
        }
    }
    let coding = Coding::of(headers)?;
    let waits_for_leave = headers.contains_key(header::EXPECT);
    let body: Body = request.into_body();
    // A body sent without waiting for leave must be read first: a proxy that is cut off while it
    // sends never sees the answer.
    if waits_for_leave && body.size_hint().lower() > max_bytes as u64 {
        return Err(Problem::body_too_large(max_bytes));
    }
    let read = to_bytes(body, max_bytes).await;
    let bytes = read.map_err(|error| broken_body(&error, max_bytes))?;
    Ok(JsonBody {
        bytes,
        coding,
        max_bytes,
    })
}

/// Why a body could not be read to its end.
fn broken_body(error: &axum::Error, max_bytes: usize) -> Problem {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(slow) = error.downcast_ref::<BodyTooSlow>() {
            return Problem::body_too_slow(slow.allowed.as_secs());
        }
        if error.is::<NoRoom>() {
            return Problem::overloaded(RETRY_AFTER_S);
        }
        if error.is::<LengthLimitError>() {
            return Problem::body_too_large(max_bytes);
        }
        cause = error.source();
    }
    Problem::bad_body("the body breaks off, or its chunks are not as HTTP/1.1 has them")
}
