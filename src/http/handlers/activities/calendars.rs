//! Calendars of activities: of one station, and of an area.
//!
//! They have what files say; a notice that closes a station for an afternoon is not in them.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::dataset::bytes::in_hex;
use crate::http::app_state::AppState;
use crate::http::awaited_work::run_while_awaited;
use crate::http::base_url::BaseUrl;
use crate::http::entity_tag;
use crate::http::problem::Problem;
use crate::http::reply::reply;
use crate::render::calendar::{CALENDAR, Entry, calendar};
use crate::render::source::answered_coordinates;
use crate::request::{CALENDAR_PARAMS, CalendarRequest, ParamError, Params, calendar_request};
use crate::sheets::door_address;
use crate::snapshot::Snapshot;
use crate::station::{Station, Status};

/// The most activities of a calendar of an area.
pub const MAX_CALENDAR_EVENTS: usize = 2_000;
/// Fresh for some minutes, and usable while it is revalidated.
const CACHE_CONTROL: HeaderValue =
    HeaderValue::from_static("public, max-age=300, stale-while-revalidate=3600");
/// How many bytes of a digest are the tag.
const TAG_BYTES: usize = 12;
/// What a calendar of an area is called.
const NAME: &str = "驿站活动 Activities at stations";

/// `GET /v1/activities.ics`.
pub async fn get_calendar(
    State(app): State<Arc<AppState>>,
    base: BaseUrl,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let served = app.current()?;
    let params = Params::from_query(query.as_deref().unwrap_or_default(), &CALENDAR_PARAMS)?;
    let request = calendar_request(&params)?;
    let now = app.context(served.snapshot()).now;
    let today = app.zone().local_minute(now).date();
    let zone = app.zone();
    let write = move |_: &AtomicBool| {
        let snapshot = served.snapshot();
        let is_asked = |station: &&Station| {
            is_within(station, &request) && station.status_on(today) == Status::Active
        };
        let entries = entries(snapshot, &request, is_asked)?;
        Ok::<_, ParamError>(calendar(NAME, zone, &entries, |station| {
            door_address(base.as_str(), &station.id.0)
        }))
    };
    let written = run_while_awaited(&app.queues().wide_questions, write).await?;
    Ok(answer(written?, &headers))
}

/// `GET /v1/stations/{id}/calendar.ics`.
pub fn station_calendar(
    app: &AppState,
    snapshot: &Snapshot,
    id: &str,
    base: &BaseUrl,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let row = snapshot.find(id).ok_or_else(Problem::no_such_station)?;
    let station = snapshot.station(row);
    let today = app.zone().local_minute(app.context(snapshot).now).date();
    let is_in_service = station.status_on(today) == Status::Active;
    let activities = station.activities().iter().filter(|_| is_in_service);
    let entries: Vec<Entry<'_>> = activities
        .map(|activity| Entry { station, activity })
        .collect();
    let text = calendar(&station.name, app.zone(), &entries, |station| {
        door_address(base.as_str(), &station.id.0)
    });
    Ok(answer(text, headers))
}

fn is_within(station: &Station, request: &CalendarRequest) -> bool {
    let coordinates = answered_coordinates(station.position, request.crs);
    request.bbox.contains(coordinates)
}

/// The activities that are asked for, in the order of the rows; too many are refused.
fn entries<'a>(
    snapshot: &'a Snapshot,
    request: &CalendarRequest,
    is_asked: impl Fn(&&'a Station) -> bool,
) -> Result<Vec<Entry<'a>>, ParamError> {
    let rows = snapshot.programmes().rows().iter();
    let stations = rows.map(|row| snapshot.station(*row)).filter(is_asked);
    let entries = stations.flat_map(|station| {
        let activities = station.activities().iter();
        activities.map(move |activity| Entry { station, activity })
    });
    let categories = &request.categories;
    let is_wanted = |entry: &Entry<'_>| {
        categories.is_empty() || categories.contains(&&*entry.activity.category)
    };
    let mut wanted = entries.filter(is_wanted);
    let entries: Vec<Entry<'_>> = wanted.by_ref().take(MAX_CALENDAR_EVENTS).collect();
    if wanted.next().is_some() {
        let detail = format!(
            "the box has more than {MAX_CALENDAR_EVENTS} activities; a smaller one, or categories, \
             are wanted"
        );
        return Err(ParamError::new("bbox", detail));
    }
    Ok(entries)
}

/// The calendar, or that the client's copy is still current.
fn answer(text: String, headers: &HeaderMap) -> Response {
    let digest = Sha256::digest(text.as_bytes());
    let etag = format!("W/\"{}\"", in_hex(&digest[..TAG_BYTES]));
    let mut response = if entity_tag::is_known(headers, &etag) == Some(true) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        reply(CALENDAR, text)
    };
    let of_answer = response.headers_mut();
    of_answer.insert(header::CACHE_CONTROL, CACHE_CONTROL);
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        of_answer.insert(header::ETAG, etag);
    }
    response
}
