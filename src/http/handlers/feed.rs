//! `GET /v1/stations.geojson`: the feed, one complete FeatureCollection.
//!
//! The plain feed is the same for every client: its bytes are made once per loaded set, datum and
//! encoding, and sent without a copy. A feed with filters, a moment or a version to compare with is
//! written per request, on a blocking thread.

mod conditional;
mod select;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use tokio::time::sleep;

use self::conditional::Validators;
use self::select::select;
use crate::clock::Zone;
use crate::http::accept_encoding::AcceptEncoding;
use crate::http::app_state::AppState;
use crate::http::awaited_work::run_while_awaited;
use crate::http::frame::large_answer::mark_reserved;
use crate::http::frame::{ClientSlot, Reservation};
use crate::http::problem::Problem;
use crate::http::reply::GEOJSON;
use crate::query::WorkBudget;
use crate::render::feed::{feed_bytes, feed_collection};
use crate::request::feed::FEED_PARAMS;
use crate::request::{FeedRequest, Params, feed_request};
use crate::state::ServedSet;
use crate::state::{Effort, Encoded, Encoding};

/// The feed without a moment: fresh for a minute, and usable while it is revalidated.
const CACHE_CONTROL: HeaderValue =
    HeaderValue::from_static("public, max-age=60, stale-while-revalidate=600");
/// A feed at a moment must not be cached.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// How long a feed waits for memory, and how often it looks for some.
const MEMORY_TIME: Duration = Duration::from_secs(10);
const MEMORY_INTERVAL: Duration = Duration::from_millis(20);

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

/// A feed for one request. It keeps its slot while it is written, and its memory until it is sent.
/// If there is no memory for it now, it waits for some without a slot, so that smaller feeds, for
/// which there is enough, are not held up.
async fn write_answer(
    app: &AppState,
    client: ClientSlot,
    served: Arc<ServedSet>,
    request: FeedRequest,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let feed = Arc::new(Feed {
        encoding: AcceptEncoding::of(headers).best_first().first().copied(),
        zone: app.zone(),
        served,
        request,
    });
    let (admission, first) = (Arc::clone(app.admission()), Arc::clone(&feed));
    let reserve = move |n_bytes| admission.reserve_answer(client, n_bytes).ok();
    let queue = &app.queues().feeds;
    let write = move |is_abandoned: &AtomicBool| first.write(is_abandoned, reserve);
    match run_while_awaited(queue, write).await? {
        Ok(answer) => Ok(answer),
        Err(NoMemory { n_bytes }) => {
            let reserved = wait_for_memory(app, client, n_bytes).await?;
            let write =
                move |is_abandoned: &AtomicBool| feed.write(is_abandoned, |_| Some(reserved));
            let written = run_while_awaited(queue, write).await?;
            written.map_err(|_| Problem::internal())
        }
    }
}

/// Waits until there is memory for a feed; a problem if there is none in time.
async fn wait_for_memory(
    app: &AppState,
    client: ClientSlot,
    n_bytes: usize,
) -> Result<Reservation, Problem> {
    let _slot = app.queues().feeds_without_memory.take().await?;
    let deadline = Instant::now() + MEMORY_TIME;
    loop {
        let reserved = app.admission().reserve_answer(client, n_bytes);
        if reserved.is_ok() || Instant::now() >= deadline {
            return reserved;
        }
        sleep(MEMORY_INTERVAL).await;
    }
}

/// A feed to be written for one request.
struct Feed {
    served: Arc<ServedSet>,
    request: FeedRequest,
    zone: Zone,
    encoding: Option<Encoding>,
}

/// There is no memory for a feed of this size.
struct NoMemory {
    n_bytes: usize,
}

impl Feed {
    /// The answer, lightly compressed if the client accepts it, with memory that is reserved before
    /// it is written.
    fn write(
        &self,
        is_abandoned: &AtomicBool,
        reserve: impl FnOnce(usize) -> Option<Reservation>,
    ) -> Result<Response, NoMemory> {
        let (source, request) = (self.served.source(), &self.request);
        let selection = select(&self.served, request);
        let n_bytes = feed_bytes(source, request, &selection);
        let mut reserved = reserve(n_bytes).ok_or(NoMemory { n_bytes })?;
        let search = self.served.openings(WorkBudget::until(is_abandoned));
        let text = feed_collection(source, &search, self.zone, request, selection);
        let compressed = self.encoding.and_then(|encoding| {
            Some((encoding, encoding.compress(text.as_bytes(), Effort::Light)?))
        });
        let encoded = match compressed {
            Some((encoding, bytes)) => (Some(encoding), bytes),
            // It may wait long, and what it has not used is not counted.
            None => (None, Bytes::from(text.into_boxed_str().into_boxed_bytes())),
        };
        reserved.resize(encoded.1.len());
        let mut answer = respond(encoded);
        mark_reserved(&mut answer, reserved);
        Ok(answer)
    }
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
