//! `GET /v1/tiles.json` and `GET /v1/tiles/{z}/{x}/{y}.mvt`: stations and streets as vector tiles.
//!
//! A moment counts by the whole minute, so that all who look at one map in one minute ask for the
//! same tiles: each is made once, on a work queue, and kept with its compressed form.

mod cache;
mod description;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

pub use self::cache::TileCache;
use self::cache::{Key, Made};
pub use self::description::get_description;
use crate::clock::{UnixTime, Zone};
use crate::datum::Datum;
use crate::http::accept_encoding::AcceptEncoding;
use crate::http::app_state::AppState;
use crate::http::awaited_work::run_while_awaited;
use crate::http::entity_tag;
use crate::http::problem::Problem;
use crate::query::WorkBudget;
use crate::request::{Params, TILE_PARAMS, TileRequest, tile_request};
use crate::state::{Encoding, ServedSet};
use crate::tiles::{MAX_TILE_BYTES, MAX_ZOOM, Question, StreetLines, Tile, encode, marks};

/// The media type of vector tiles.
const MVT: HeaderValue = HeaderValue::from_static("application/vnd.mapbox-vector-tile");
/// What the last part of a tile's address ends with.
const SUFFIX: &str = ".mvt";
/// Seconds that a tile of a given moment stays fresh: the set may be replaced.
const FRESH_S: i64 = 60;
/// Seconds that a tile of streets alone stays fresh: a street map is read when the service starts.
const STREETS_FRESH_S: i64 = 3_600;

/// `GET /v1/tiles/{z}/{x}/{y}.mvt`.
pub async fn get_tile(
    State(app): State<Arc<AppState>>,
    path: Result<Path<[String; 3]>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let tile = path.ok().and_then(|Path(parts)| tile_of(&parts));
    let tile = tile.ok_or_else(no_such_tile)?;
    let served = app.current()?;
    let params = Params::from_query(query.as_deref().unwrap_or_default(), &TILE_PARAMS)?;
    let context = app.context(served.snapshot());
    let request = tile_request(&params, &context)?;
    let cached = cache_control(&request, context.now);
    let made = made(&app, served, tile, request).await?;
    let etag = HeaderValue::from_str(&made.etag).map_err(|_| Problem::internal())?;
    let described = [
        (header::CACHE_CONTROL, cached),
        (header::ETAG, etag),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if entity_tag::is_known(&headers, &made.etag) == Some(true) {
        return Ok((StatusCode::NOT_MODIFIED, described).into_response());
    }
    let body = ([(header::CONTENT_TYPE, MVT)], made.identity.clone());
    let takes_gzip = AcceptEncoding::of(&headers)
        .best_first()
        .contains(&Encoding::Gzip);
    match made.gzip.clone().filter(|_| takes_gzip) {
        Some(gzip) => {
            let encoded = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
            Ok((described, encoded, (body.0, gzip)).into_response())
        }
        None => Ok((described, body).into_response()),
    }
}

/// The tile that the three parts of a path name.
fn tile_of([z, x, y]: &[String; 3]) -> Option<Tile> {
    let y = y.strip_suffix(SUFFIX)?;
    let number = |text: &str| {
        let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| is_plain)
    };
    Tile::new(u8::try_from(number(z)?).ok()?, number(x)?, number(y)?)
}

fn no_such_tile() -> Problem {
    Problem::not_found(format!(
        "there is no such tile: tiles are /v1/tiles/z/x/y.mvt with z from 0 to {MAX_ZOOM} and x \
         and y from 0 to 2^z - 1"
    ))
}

/// Until the minute is over, if the tile is of now.
fn cache_control(request: &TileRequest, now: UnixTime) -> HeaderValue {
    let fresh_s = if !request.layers.stations {
        STREETS_FRESH_S
    } else if request.is_now {
        (request.at.unix_s + FRESH_S - now.unix_s).clamp(1, FRESH_S)
    } else {
        FRESH_S
    };
    let value = HeaderValue::from_str(&format!("public, max-age={fresh_s}"));
    value.unwrap_or(HeaderValue::from_static("no-store"))
}

/// The tile as it was made before, or is made now; who asks for one that is being made waits for it.
async fn made(
    app: &Arc<AppState>,
    served: Arc<ServedSet>,
    tile: Tile,
    request: TileRequest,
) -> Result<Arc<Made>, Problem> {
    let key = Key::of(&served, tile, &request);
    let zone = app.zone();
    let shared = Arc::clone(app);
    let making = async {
        let draw = move |is_abandoned: &AtomicBool| {
            let mut bytes = Vec::new();
            if request.layers.stations {
                bytes = stations(&served, zone, tile, &request, is_abandoned)?;
            }
            if request.layers.streets
                && let Some(streets) = streets(&shared, &served, tile, request.crs, is_abandoned)
            {
                let left = MAX_TILE_BYTES.saturating_sub(bytes.len());
                bytes.extend(streets.encode(left).ok()?);
            }
            Some(Arc::new(Made::of(bytes)))
        };
        let made = run_while_awaited(&app.queues().tiles, draw).await?;
        made.ok_or_else(Problem::internal)
    };
    app.tiles().get_or_make(&key, making).await
}

/// The layer of the stations; `None` if the format cannot hold it.
fn stations(
    served: &ServedSet,
    zone: Zone,
    tile: Tile,
    request: &TileRequest,
    is_abandoned: &AtomicBool,
) -> Option<Vec<u8>> {
    let question = Question {
        snapshot: served.snapshot(),
        truth: served.truth().map(Arc::as_ref),
        zone,
        at: request.shown_at(),
        filter: &request.filter,
    };
    let shown = marks(&question, served.tile_order(request.crs), tile);
    let budget = WorkBudget::until(is_abandoned);
    let search = served.openings(budget);
    encode(&question, &search, &shown).ok()
}

/// The streets of a tile; `None` if there is no street map, or the tile is no longer awaited.
fn streets(
    app: &AppState,
    served: &ServedSet,
    tile: Tile,
    crs: Datum,
    is_abandoned: &AtomicBool,
) -> Option<Arc<StreetLines>> {
    let network = app.streets(served)?.network;
    let goes_on = || !is_abandoned.load(Ordering::Relaxed);
    let find = || StreetLines::of_tile(network, tile, crs, &goes_on);
    app.tiles().streets(tile, crs, find)
}
