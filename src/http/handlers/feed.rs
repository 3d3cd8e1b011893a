//! `GET /v1/stations.geojson`: the feed, one complete FeatureCollection.
//!
//! The plain feed is the same for every client: its bytes are made once per loaded set, datum and
//! encoding, and sent without a copy. A feed with filters, a moment or a version to compare with is
//! written per request, on a blocking thread.

mod conditional;
mod select;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use self::conditional::Validators;
use self::select::select;
use crate::http::accept_encoding::AcceptEncoding;
use crate::http::app_state::AppState;
use crate::http::frame::ClientSlot;
use crate::http::frame::large_answer::mark_reserved;
use crate::http::problem::Problem;
use crate::http::reply::GEOJSON;
use crate::http::work_queue::run_queued;
use crate::render::feed::{feed_bytes, feed_collection};
use crate::request::feed::FEED_PARAMS;
use crate::request::{FeedRequest, Params, feed_request};
use crate::state::ServedSet;
use crate::state::{Effort, Encoded};

/// The feed without a moment: fresh for a minute, and usable while it is revalidated.
const CACHE_CONTROL: HeaderValue =
    HeaderValue::from_static("public, max-age=60, stale-while-revalidate=600");
/// A feed at a moment must not be cached.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// `GET /v1/stations.geojson`.
pub async fn get_feed(
    State(app): State<Arc<AppState>>,
    client: ClientSlot,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let served = app.current()?;
    let params = Params::from_query(query.as_deref().unwrap_or_default(), &FEED_PARAMS)?;
    let request = feed_request(&params, &app.context(served.snapshot()))?;
    if request.at.is_some() {
        let written = write_answer(&app, client, served, request, &headers).await?;
        return Ok(([(header::CACHE_CONTROL, NO_STORE)], written).into_response());
    }
    let validators = Validators::of(&served, request.crs);
    let cached = [(header::CACHE_CONTROL, CACHE_CONTROL)];
    if validators.hold(&headers) {
        return Ok((cached, validators.not_modified()).into_response());
    }
    let answer = if request.is_plain() {
        respond(plain_body(&served, &request, &headers).await?)
    } else {
        write_answer(&app, client, served, request, &headers).await?
    };
    Ok((cached, validators.headers(), answer).into_response())
}

/// The plain feed; made on a blocking thread if its datum has not been requested yet.
async fn plain_body(
    served: &Arc<ServedSet>,
    request: &FeedRequest,
    headers: &HeaderMap,
) -> Result<Encoded, Problem> {
    let wanted = AcceptEncoding::of(headers).best_first();
    let crs = request.crs;
    if let Some(body) = served.plain_feeds().best(crs, &wanted) {
        return Ok(body);
    }
    let making = Arc::clone(served);
    let made = tokio::task::spawn_blocking(move || making.serialise_feed(crs));
    let identity = made.await.map_err(|_| Problem::internal())?;
    served.compress_feed_aside(crs);
    Ok((None, identity))
}

/// A feed for one request, lightly compressed if the client accepts it. It keeps its slot while it
/// is written, and its memory until it is sent.
async fn write_answer(
    app: &AppState,
    client: ClientSlot,
    served: Arc<ServedSet>,
    request: FeedRequest,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let wanted = AcceptEncoding::of(headers).best_first().first().copied();
    let zone = app.zone();
    let admission = Arc::clone(app.admission());
    let write = move || {
        let selection = select(&served, &request);
        let n_bytes = feed_bytes(served.source(), &request, &selection);
        let mut reserved = admission.reserve_answer(client, n_bytes)?;
        let text = feed_collection(served.source(), zone, &request, selection);
        let compressed = wanted.and_then(|encoding| {
            Some((encoding, encoding.compress(text.as_bytes(), Effort::Light)?))
        });
        let encoded = match compressed {
            Some((encoding, bytes)) => (Some(encoding), bytes),
            None => (None, Bytes::from(text.into_boxed_str().into_boxed_bytes())),
        };
        reserved.resize(encoded.1.len());
        let mut answer = respond(encoded);
        mark_reserved(&mut answer, reserved);
        Ok(answer)
    };
    run_queued(&app.queues().feeds, write).await?
}

/// The body with the headers that describe it.
fn respond((encoding, body): Encoded) -> Response {
    let described = [
        (header::CONTENT_TYPE, HeaderValue::from_static(GEOJSON)),
        (header::CONTENT_LENGTH, HeaderValue::from(body.len())),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    let encoding = encoding.map(|encoding| {
        [(
            header::CONTENT_ENCODING,
            HeaderValue::from_static(encoding.key()),
        )]
    });
    (described, encoding, body).into_response()
}
