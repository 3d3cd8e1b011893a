//! Conditional requests: `ETag`, `Last-Modified` and the headers that compare them.
//!
//! Tags are weak: the same tag names the feed in every encoding.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body::Frame;

use crate::clock::UnixTime;
use crate::datum::Datum;
use crate::http::entity_tag;
use crate::state::ServedSet;

/// The validators of a state of the feed.
pub struct Validators {
    etag: String,
    modified_at: UnixTime,
}

/// No body at all. An empty body would have the length 0, but that of a 304 must be the length of
/// the omitted content (RFC 9110, 8.6), which is not computed.
struct AbsentBody;

impl Validators {
    /// The validators of the set being served, in a datum.
    ///
    /// The release of the program is part of the tag, because another release may write the same
    /// set differently.
    pub fn of(served: &ServedSet, crs: Datum) -> Self {
        let version = served.snapshot().version();
        let release = env!("CARGO_PKG_VERSION");
        Self {
            etag: format!("W/\"{version}-{}-{release}\"", crs.key()),
            modified_at: served.history().modified_at(),
        }
    }

    /// Whether the client's copy is still current (RFC 9110, 13.1.2 and 13.1.3).
    pub fn hold(&self, headers: &HeaderMap) -> bool {
        if let Some(is_known) = entity_tag::is_known(headers, &self.etag) {
            return is_known;
        }
        headers
            .get(header::IF_MODIFIED_SINCE)
            .and_then(|value| value.to_str().ok())
            .and_then(|date| httpdate::parse_http_date(date).ok())
            .is_some_and(|since| system_time(self.modified_at) <= since)
    }

    /// The answer to a client whose copy is current.
    pub fn not_modified(&self) -> Response {
        let body = Body::new(AbsentBody);
        (StatusCode::NOT_MODIFIED, self.headers(), body).into_response()
    }

    /// Both validators, and `Vary`, as they are the same in all encodings.
    pub fn headers(&self) -> HeaderMap {
        let modified = httpdate::fmt_http_date(system_time(self.modified_at));
        let values: [(HeaderName, String); 2] = [
            (header::ETAG, self.etag.clone()),
            (header::LAST_MODIFIED, modified),
        ];
        let mut headers: HeaderMap = values
            .into_iter()
            .filter_map(|(name, value)| Some((name, HeaderValue::from_str(&value).ok()?)))
            .collect();
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers
    }
}

impl http_body::Body for AbsentBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(None)
    }
}

fn system_time(instant: UnixTime) -> SystemTime {
    let since_epoch = u64::try_from(instant.unix_s).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(since_epoch)
}
