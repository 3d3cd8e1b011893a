//! `GET /v1/meta`: the amenities, kinds, calendars and limits of this service.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};

use super::activities::MAX_CALENDAR_EVENTS;
use super::batch::{MAX_BODY_BYTES, MAX_ORIGINS};
use super::coverage::{MAX_COVERAGE_BODY_BYTES, MAX_COVERAGE_CELLS, MAX_COVERAGE_PAIRS};
use super::live::MAX_LIVE_BODY_BYTES;
use crate::dataset::Source;
use crate::http::app_state::AppState;
use crate::http::extract::NoParams;
use crate::http::frame::{Limits, MAX_HEADER_BYTES, MAX_HEADERS, MAX_URI_BYTES};
use crate::http::problem::Problem;
use crate::http::reply::{JSON, reply};
use crate::http::server::MAX_STREAMS;
use crate::live::{Live, MAX_NOTICES_A_STATION};
use crate::network::modes::STREETS_ATTRIBUTION;
use crate::query::Streets;
use crate::render::live::LIVE_TTL_S;
use crate::request::activities::MAX_ACTIVITIES_DAYS;
use crate::request::live::{MAX_NOTICE_DAYS, MAX_NOTICE_LEAD_DAYS, MAX_REPORTS, MAX_TEXT_CHARS};
use crate::request::nearest::{MAX_LIMIT, MAX_MINUTES, MAX_RADIUS_M, MAX_STAY_MINUTES};
use crate::snapshot::Snapshot;
use crate::state::KEPT_VERSIONS;
use crate::state::ServedSet;
use crate::travel::{Mode, Paces};
use crate::vocabulary;

#[derive(Serialize)]
struct Meta<'a> {
    dataset_version: &'a str,
    stations: usize,
    loaded_at: String,
    load_time_s: f64,
    last_reload: Option<ReloadBody>,
    datasets: Vec<DatasetBody<'a>>,
    amenities: Vec<TermBody<'a>>,
    kinds: Vec<TermBody<'a>>,
    /// The categories of activities.
    activities: Vec<TermBody<'a>>,
    issues: &'a BTreeMap<&'static str, usize>,
    holiday_years: BTreeMap<&'a str, Option<(i32, i32)>>,
    /// Years within the range that a calendar lacks.
    holiday_years_missing: BTreeMap<&'a str, Vec<i32>>,
    modes: BTreeMap<&'a str, Value>,
    network: Option<Value>,
    /// The database of notices and reports; null if they are not kept.
    live: Option<Value>,
    limits: Value,
}

/// The outcome of the last reload attempt.
#[derive(Serialize)]
struct ReloadBody {
    at: String,
    outcome: &'static str,
    message: String,
}

#[derive(Serialize)]
struct DatasetBody<'a> {
    file: String,
    name: Option<&'a str>,
    attribution: Option<&'a str>,
    datum: &'a str,
    calendar: &'a str,
    stations: usize,
    bytes: u64,
    sha256: &'a str,
}

/// A key with its labels; words defined by the files have none.
#[derive(Serialize)]
struct TermBody<'a> {
    key: &'a str,
    zh: Option<&'a str>,
    en: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a str>,
    stations: usize,
}

/// `GET /v1/meta`.
pub async fn get_meta(State(app): State<Arc<AppState>>, _: NoParams) -> Result<Response, Problem> {
    let served = app.current()?;
    Ok(reply(JSON, meta_body(&app, &served)))
}

/// The body of that answer.
pub fn meta_body(app: &AppState, served: &ServedSet) -> String {
    // Strings, numbers and nulls always serialise.
    serde_json::to_string(&Meta::of(app, served)).unwrap_or_default()
}

impl<'a> Meta<'a> {
    fn of(app: &'a AppState, served: &'a ServedSet) -> Self {
        let snapshot = served.snapshot();
        let calendars = &snapshot.timetable().schedules().settings().calendars;
        Self {
            dataset_version: snapshot.version(),
            stations: snapshot.stations().len(),
            loaded_at: app.zone().format_instant(snapshot.loaded_at()),
            load_time_s: served.load_time_s(),
            last_reload: app.set().last_reload().map(|reload| ReloadBody {
                at: app.zone().format_instant(reload.at),
                outcome: reload.outcome.key(),
                message: reload.message,
            }),
            datasets: snapshot.sources().iter().map(DatasetBody::of).collect(),
            amenities: amenities(snapshot),
            kinds: kinds(snapshot),
            activities: activities(snapshot),
            issues: snapshot.counts().issues(),
            holiday_years: calendars
                .iter()
                .map(|(name, calendar)| (name, calendar.years()))
                .collect(),
            holiday_years_missing: calendars
                .iter()
                .map(|(name, calendar)| (name, calendar.missing_years().collect()))
                .collect(),
            modes: modes(app.paces()),
            network: app.streets(served).map(network),
            live: app.live().map(|live| live_body(live, app)),
            limits: limits(app.admission().limits()),
        }
    }
}

impl<'a> DatasetBody<'a> {
    /// The file name without its folders, which are private to the operator.
    fn of(source: &'a Source) -> Self {
        Self {
            file: Path::new(&source.file)
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            name: source.name.as_deref(),
            attribution: source.attribution.as_deref(),
            datum: source.datum.key(),
            calendar: &source.calendar,
            stations: source.n_stations,
            bytes: source.bytes,
            sha256: &source.sha256,
        }
    }
}

fn amenities(snapshot: &Snapshot) -> Vec<TermBody<'_>> {
    let keys = snapshot.amenity_keys();
    keys.iter()
        .map(|amenity| {
            let term = keys.term(amenity);
            TermBody {
                key: keys.key(amenity),
                zh: term.map(|term| &*term.zh),
                en: term.map(|term| &*term.en),
                group: term.and_then(|term| term.group.as_deref()),
                stations: snapshot.counts().offering(amenity),
            }
        })
        .collect()
}

fn kinds(snapshot: &Snapshot) -> Vec<TermBody<'_>> {
    snapshot
        .kinds()
        .iter()
        .map(|(kind, key)| {
            let term = vocabulary::kinds()
                .find(key)
                .map(|index| &vocabulary::kinds().terms()[index]);
            TermBody {
                key,
                zh: term.map(|term| &*term.zh),
                en: term.map(|term| &*term.en),
                group: None,
                stations: snapshot.counts().of_kind(kind),
            }
        })
        .collect()
}

fn activities(snapshot: &Snapshot) -> Vec<TermBody<'_>> {
    let terms = vocabulary::activities().terms().iter().enumerate();
    terms
        .map(|(place, term)| TermBody {
            key: &term.key,
            zh: Some(&term.zh),
            en: Some(&term.en),
            group: None,
            stations: snapshot.programmes().stations_of(place),
        })
        .collect()
}

fn modes(paces: &Paces) -> BTreeMap<&'static str, Value> {
    Mode::ALL
        .into_iter()
        .map(|mode| {
            let pace = paces.of(mode);
            let body = json!({ "speed_m_s": pace.speed_m_s, "detour": pace.detour });
            (mode.key(), body)
        })
        .collect()
}

/// The streets, and the number of stations on them by mode.
fn network(streets: Streets<'_>) -> Value {
    let by_mode: BTreeMap<&str, Value> = Mode::ALL
        .into_iter()
        .map(|mode| {
            let graph = streets.network.of(mode);
            let body = json!({
                "nodes": graph.positions().len(),
                "edges": graph.edges().len(),
                "stations_matched": streets.stations.n_matched(mode),
                "stations_unmatched": streets.stations.n_unmatched(mode),
            });
            (mode.key(), body)
        })
        .collect();
    json!({
        "file": streets.network.name(),
        "snap_limit_m": streets.network.snap_limit_m(),
        "modes": by_mode,
        "attribution": STREETS_ATTRIBUTION,
    })
}

/// How the database of notices and reports is; nothing of where it is.
fn live_body(live: &Live, app: &AppState) -> Value {
    let status = live.status(app.now());
    json!({
        "database": status.database,
        "version": status.version.to_string(),
        "notices": status.n_notices,
        "connected": status.away_since.is_none(),
        "disconnected_since": status.away_since.map(|since| app.zone().format_instant(since)),
        "ttl": LIVE_TTL_S,
        "limits": {
            "text_characters": MAX_TEXT_CHARS,
            "notice_days": MAX_NOTICE_DAYS,
            "notice_lead_days": MAX_NOTICE_LEAD_DAYS,
            "notices_a_station": MAX_NOTICES_A_STATION,
            "reports": MAX_REPORTS,
            "body_bytes": MAX_LIVE_BODY_BYTES,
        },
    })
}

fn limits(limits: &Limits) -> Value {
    let rate = limits.rate;
    json!({
        "limit": MAX_LIMIT,
        "minutes": MAX_MINUTES,
        "radius_m": MAX_RADIUS_M,
        "stay_minutes": MAX_STAY_MINUTES,
        "activities_days": MAX_ACTIVITIES_DAYS,
        "calendar_activities": MAX_CALENDAR_EVENTS,
        "origins": MAX_ORIGINS,
        "body_bytes": MAX_BODY_BYTES,
        "coverage_cells": MAX_COVERAGE_CELLS,
        "coverage_pairs": MAX_COVERAGE_PAIRS,
        "coverage_body_bytes": MAX_COVERAGE_BODY_BYTES,
        "since_versions": KEPT_VERSIONS,
        "uri_bytes": MAX_URI_BYTES,
        "headers": MAX_HEADERS,
        "header_bytes": MAX_HEADER_BYTES,
        "requests_in_flight": limits.max_in_flight,
        "requests_per_s": rate.map(|rate| rate.per_s()),
        "request_burst": rate.map(|rate| rate.burst()),
        "request_time_s": limits.request_time.as_secs_f64(),
        "body_time_s": limits.body_time.as_secs_f64(),
        "idle_time_s": limits.connections.idle_time.as_secs_f64(),
        "answer_time_s": limits.connections.answer_time.as_secs_f64(),
        "connections": limits.connections.max_connections,
        "streams": MAX_STREAMS,
    })
}
