//! Calendars of activities: of one station, and of an area.
//!
//! They have what files say, whenever they are asked for; a notice that closes a station for an
//! afternoon is not in them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::clock::Zone;
use crate::dataset::bytes::in_hex;
use crate::http::app_state::AppState;
use crate::http::awaited_work::run_while_awaited;
use crate::http::base_url::BaseUrl;
use crate::http::entity_tag;
use crate::http::problem::Problem;
use crate::http::reply::reply;
use crate::render::calendar::{CALENDAR, Entry, MAX_CALENDAR_BYTES, Unwritten, calendar};
use crate::render::source::answered_coordinates;
use crate::request::{CALENDAR_PARAMS, CalendarRequest, ParamError, Params, calendar_request};
use crate::sheets::door_address;
use crate::snapshot::Snapshot;
use crate::state::ServedSet;
use crate::station::Station;

/// The most activities of a calendar of an area.
pub const MAX_CALENDAR_EVENTS: usize = 2_000;
/// Fresh for some minutes, and usable while it is revalidated.
const CACHE_CONTROL: HeaderValue =
    HeaderValue::from_static("public, max-age=300, stale-while-revalidate=3600");
/// How many bytes of a digest are the tag.
const TAG_BYTES: usize = 12;
/// What a calendar of an area is called.
const NAME: &str = "驿站活动 Activities at stations";

/// A calendar, and the tag that its text has.
struct Written {
    text: String,
    etag: String,
}

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
    let zone = app.zone();
    let write = move |is_abandoned: &AtomicBool| {
        let entries = entries(served.snapshot(), &request, zone, is_abandoned)?;
        let written = Written::of(NAME, zone, entries, &base, is_abandoned);
        written.map_err(|unwritten| match unwritten {
            Unwritten::Abandoned => Problem::internal(),
            Unwritten::TooLarge => too_many(&format!(
                "a calendar of more than {MAX_CALENDAR_BYTES} bytes"
            ))
            .into(),
        })
    };
    let written = run_while_awaited(&app.queues().wide_questions, write).await?;
    Ok(written?.answer(&headers))
}

/// `GET /v1/stations/{id}/calendar.ics`.
pub async fn station_calendar(
    app: &AppState,
    served: Arc<ServedSet>,
    id: &str,
    base: BaseUrl,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let row = served.snapshot().find(id);
    let row = row.ok_or_else(Problem::no_such_station)?;
    let zone = app.zone();
    let write = move |is_abandoned: &AtomicBool| {
        let station = served.snapshot().station(row);
        let activities = station.activities().iter();
        let entries = activities.filter_map(|activity| Entry::of(station, activity, zone));
        Written::of(&station.name, zone, entries, &base, is_abandoned)
    };
    let written = run_while_awaited(&app.queues().wide_questions, write).await?;
    Ok(written.map_err(|_| Problem::internal())?.answer(headers))
}

/// The activities that are asked for, in the order of the rows; too many are refused.
fn entries<'a>(
    snapshot: &'a Snapshot,
    request: &CalendarRequest,
    zone: Zone,
    is_abandoned: &AtomicBool,
) -> Result<Vec<Entry<'a>>, ParamError> {
    let rows = snapshot.programmes().rows().iter();
    let rows = rows.take_while(|_| !is_abandoned.load(Ordering::Relaxed));
    let stations = rows.map(|row| snapshot.station(*row));
    let within = stations.filter(|station| is_within(station, request));
    let categories = &request.categories;
    let entries = within.flat_map(|station| {
        let activities = station.activities().iter();
        let wanted = activities
            .filter(|activity| categories.is_empty() || categories.contains(&&*activity.category));
        wanted.filter_map(move |activity| Entry::of(station, activity, zone))
    });
    let entries: Vec<Entry<'_>> = entries.take(MAX_CALENDAR_EVENTS + 1).collect();
    if entries.len() > MAX_CALENDAR_EVENTS {
        return Err(too_many(&format!(
            "more than {MAX_CALENDAR_EVENTS} activities"
        )));
    }
    Ok(entries)
}

fn too_many(what: &str) -> ParamError {
    let detail = format!("the box has {what}; a smaller one, or categories, are wanted");
    ParamError::new("bbox", detail)
}

fn is_within(station: &Station, request: &CalendarRequest) -> bool {
    let coordinates = answered_coordinates(station.position, request.crs);
    request.bbox.contains(coordinates)
}

impl Written {
    fn of<'a>(
        name: &str,
        zone: Zone,
        entries: impl IntoIterator<Item = Entry<'a>>,
        base: &BaseUrl,
        is_abandoned: &AtomicBool,
    ) -> Result<Self, Unwritten> {
        let url = |station: &Station| door_address(base.as_str(), &station.id.0);
        let text = calendar(name, zone, entries, url, is_abandoned)?;
        let digest = Sha256::digest(text.as_bytes());
        let etag = format!("W/\"{}\"", in_hex(&digest[..TAG_BYTES]));
        Ok(Self { text, etag })
    }

    /// The calendar, or that the client's copy is still current.
    fn answer(self, headers: &HeaderMap) -> Response {
        let mut response = if entity_tag::is_known(headers, &self.etag) == Some(true) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            reply(CALENDAR, self.text)
        };
        let of_answer = response.headers_mut();
        of_answer.insert(header::CACHE_CONTROL, CACHE_CONTROL);
        if let Ok(etag) = HeaderValue::from_str(&self.etag) {
            of_answer.insert(header::ETAG, etag);
        }
        response
    }
}
