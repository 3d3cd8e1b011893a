//! Answers of the nearest question as JSON text, spliced from what was serialised before.

use std::fmt::Write;

use serde::Serialize;

use super::fragments::{FEATURE_END, FEATURE_START, Fragments};
use super::params::NearestRequest;
use super::params::nearest::{OPEN_WORDS, UNKNOWN_HOURS_WORDS};
use crate::clock::{Instant, Zone};
use crate::datum::Datum;
use crate::position::Position;
use crate::query::opening::Opening;
use crate::query::{Answer, Hit, NearestQuery, WhyEmpty};
use crate::snapshot::Snapshot;
use crate::station::{Access, StationIdx};
use crate::travel::Travel;

/// A set and its serialised stations: all that an answer is written from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The set that was asked.
    pub snapshot: &'a Snapshot,
    /// Its stations as JSON.
    pub fragments: &'a Fragments,
}

/// What was understood, as the `query` member of an answer.
#[derive(Serialize)]
struct QueryEcho<'a> {
    at: String,
    mode: &'a str,
    speed_m_s: f64,
    detour: f64,
    radius_m: f64,
    crs: &'a str,
    open: &'a str,
    stay_minutes: u32,
    unknown_hours: &'a str,
    limit: usize,
    amenity: Vec<&'a str>,
    kind: Vec<&'a str>,
    access: Vec<&'a str>,
    min_star: Option<u8>,
}

#[derive(Serialize)]
struct WhyEmptyBody<'a> {
    in_circle: usize,
    amenity: usize,
    closed: usize,
    unknown_hours: usize,
    other: usize,
    nearest_beyond: Option<BeyondBody<'a>>,
    next_opening: Option<NextOpeningBody<'a>>,
}

#[derive(Serialize)]
struct BeyondBody<'a> {
    id: &'a str,
    distance_m: f64,
}

#[derive(Serialize)]
struct NextOpeningBody<'a> {
    id: &'a str,
    distance_m: f64,
    opens_at: String,
}

/// The whole FeatureCollection of `GET /v1/stations/nearest`.
pub fn nearest_collection(
    source: Source<'_>,
    request: &NearestRequest,
    answer: &Answer,
    why_empty: Option<&WhyEmpty>,
) -> String {
    let mut out = String::with_capacity(512 + answer.hits.len() * 1_024);
    out.push_str(r#"{"type":"FeatureCollection","features":["#);
    for (row, hit) in answer.hits.iter().enumerate() {
        if row > 0 {
            out.push(',');
        }
        write_hit(&mut out, source, request, hit);
    }
    let lacks = answer.lacks_holiday_data || why_empty.is_some_and(|why| why.lacks_holiday_data);
    out.push_str(r#"],"query":"#);
    out.push_str(&query_echo(source.snapshot, request, answer.travel));
    write_travel(&mut out, answer.travel);
    write_provenance(&mut out, source.snapshot, lacks);
    if let Some(why) = why_empty {
        out.push_str(r#","why_empty":"#);
        out.push_str(&to_json(&WhyEmptyBody::of(source.snapshot, request, why)));
    }
    out.push('}');
    out
}

/// The row of a station in the answer of a batch.
pub fn write_batch_hit(out: &mut String, source: Source<'_>, zone: Zone, hit: &Hit) {
    out.push_str(r#"{"id":"#);
    out.push_str(source.fragments.id(hit.station));
    write_distance(out, hit);
    write_travel(out, hit.travel);
    write_state(out, &hit.opening);
    write_instant(out, "open_until", zone, hit.opening.open_until);
    out.push('}');
}

/// The members that say what an answer rests on, after a comma.
pub fn write_provenance(out: &mut String, snapshot: &Snapshot, lacks_holiday_data: bool) {
    append(
        out,
        format_args!(
            r#","dataset_version":"{}","holiday_data":"{}""#,
            snapshot.version(),
            holiday_data(lacks_holiday_data)
        ),
    );
}

/// The query member of an answer that was looked for along `travel`, as JSON.
pub fn query_echo(snapshot: &Snapshot, request: &NearestRequest, travel: Travel) -> String {
    to_json(&QueryEcho::of(snapshot, request, &request.along(travel)))
}

/// What ways go along, after a comma.
pub fn write_travel(out: &mut String, travel: Travel) {
    append(out, format_args!(r#","travel":"{}""#, travel.key()));
}

/// A Point geometry in a datum, to seven decimals (a centimetre).
pub fn write_point(out: &mut String, position: Position, crs: Datum) {
    let [lon, lat] = answered_coordinates(position, crs);
    append(
        out,
        format_args!(r#"{{"type":"Point","coordinates":[{lon},{lat}]}}"#),
    );
}

/// Longitude and latitude in a datum as answers give them, to seven decimals.
pub fn answered_coordinates(position: Position, crs: Datum) -> [f64; 2] {
    crs.coordinates(position).map(round_degrees)
}

/// State, reason, and until or from when, each after a comma.
pub fn write_opening(out: &mut String, zone: Zone, opening: &Opening) {
    write_state(out, opening);
    append(
        out,
        format_args!(r#","open_reason":"{}""#, opening.reason.key()),
    );
    write_instant(out, "open_until", zone, opening.open_until);
    write_instant(out, "opens_at", zone, opening.opens_at);
}

/// The value of the `holiday_data` member.
pub const fn holiday_data(lacks_holiday_data: bool) -> &'static str {
    if lacks_holiday_data {
        "missing"
    } else {
        "complete"
    }
}

/// Degrees to seven decimals.
pub fn round_degrees(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// Metres and seconds are answered to a tenth.
pub fn round_tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A feature in a datum, up to the end of its static properties; members may follow, then
/// `FEATURE_END`.
pub fn write_static_feature(out: &mut String, source: Source<'_>, crs: Datum, idx: StationIdx) {
    out.push_str(FEATURE_START);
    out.push_str(source.fragments.id(idx));
    out.push_str(r#","geometry":"#);
    write_point(out, source.snapshot.station(idx).position, crs);
    out.push_str(r#","properties":{"#);
    out.push_str(source.fragments.properties(idx));
}

fn write_hit(out: &mut String, source: Source<'_>, request: &NearestRequest, hit: &Hit) {
    let zone = request.query.zone;
    write_static_feature(out, source, request.crs, hit.station);
    write_distance(out, hit);
    write_instant(out, "arrive_at", zone, Some(hit.arrive_at));
    write_travel(out, hit.travel);
    write_opening(out, zone, &hit.opening);
    out.push_str(FEATURE_END);
}

fn write_distance(out: &mut String, hit: &Hit) {
    append(
        out,
        format_args!(
            r#","distance_m":{},"travel_time_s":{}"#,
            round_tenth(hit.distance_m),
            round_tenth(hit.travel_time_s)
        ),
    );
}

fn write_state(out: &mut String, opening: &Opening) {
    append(
        out,
        format_args!(r#","open_state":"{}""#, opening.state.key()),
    );
}

fn write_instant(out: &mut String, name: &str, zone: Zone, instant: Option<Instant>) {
    match instant {
        Some(instant) => append(
            out,
            format_args!(r#","{name}":"{}""#, zone.format_instant(instant)),
        ),
        None => append(out, format_args!(r#","{name}":null"#)),
    }
}

/// Formats into the text; writing to a String cannot fail.
pub(super) fn append(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

/// A body of strings, finite numbers and nulls as JSON.
pub(super) fn to_json(value: &impl Serialize) -> String {
    // Strings, finite numbers and nulls always serialise.
    serde_json::to_string(value).unwrap_or_default()
}

/// The word that stands for a value in a table of words.
fn word_of<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> &'static str {
    words
        .iter()
        .find(|(_, known)| known == value)
        .map_or("", |(word, _)| word)
}

impl<'a> QueryEcho<'a> {
    fn of(snapshot: &'a Snapshot, request: &'a NearestRequest, asked: &NearestQuery) -> Self {
        let query = &request.query;
        let keys = snapshot.amenity_keys();
        let kinds = query.filter.kinds.iter().flatten();
        Self {
            at: query.zone.format_instant(query.at),
            mode: query.mode.key(),
            speed_m_s: query.pace.speed_m_s,
            detour: asked.pace.detour,
            radius_m: round_tenth(asked.radius_m),
            crs: request.crs.key(),
            open: word_of(&OPEN_WORDS, &query.open),
            stay_minutes: request.stay_minutes,
            unknown_hours: word_of(&UNKNOWN_HOURS_WORDS, &query.unknown_hours),
            limit: query.limit.get(),
            amenity: query
                .filter
                .amenities
                .iter()
                .map(|one| keys.key(one))
                .collect(),
            kind: kinds.map(|kind| snapshot.kinds().key(*kind)).collect(),
            access: query
                .filter
                .access
                .iter()
                .map(|way| Access::key(*way))
                .collect(),
            min_star: query.filter.min_star,
        }
    }
}

impl<'a> WhyEmptyBody<'a> {
    fn of(snapshot: &'a Snapshot, request: &NearestRequest, why: &WhyEmpty) -> Self {
        let id = |station| &*snapshot.station(station).id.0;
        Self {
            in_circle: why.in_circle,
            amenity: why.amenity,
            closed: why.closed,
            unknown_hours: why.unknown_hours,
            other: why.other,
            nearest_beyond: why.nearest_beyond.map(|beyond| BeyondBody {
                id: id(beyond.station),
                distance_m: round_tenth(beyond.distance_m),
            }),
            next_opening: why.next_opening.map(|next| NextOpeningBody {
                id: id(next.station),
                distance_m: round_tenth(next.distance_m),
                opens_at: request.query.zone.format_instant(next.opens_at),
            }),
        }
    }
}
