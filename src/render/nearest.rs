//! Answers to nearest questions as JSON text, spliced from what was serialised for the set.

use super::Source;
use super::json::{
    append_float, append_integer, append_strings, append_tenths, round_tenth, write_word,
};
use super::opening::{write_instant, write_opening, write_search, write_state};
use super::selected::write_asked_feature;
use super::source::write_provenance;
use super::station_json::FEATURE_END;
use crate::clock::Zone;
use crate::hours::OpenState;
use crate::query::{Answer, Filter, Hit, NearestQuery, WhyEmpty};
use crate::request::nearest::{OPEN_WORDS, UNKNOWN_HOURS_WORDS};
use crate::request::{Field, Fields, NearestRequest};
use crate::snapshot::Snapshot;
use crate::station::StationIdx;
use crate::travel::Travel;

const DISTANCE: Field = Field::named("distance_m");
const TRAVEL_TIME: Field = Field::named("travel_time_s");
const ARRIVE_AT: Field = Field::named("arrive_at");
const TRAVEL: Field = Field::named("travel");

/// The most bytes that a hit adds to the static feature of a station.
pub(super) const HIT_BYTES: usize = 300;
/// The bytes of a typical answer beside its stations.
pub(super) const FRAME_BYTES: usize = 640;

/// The whole FeatureCollection of `GET /v1/stations/nearest`.
pub fn nearest_collection(
    source: Source<'_>,
    request: &NearestRequest,
    answer: &Answer,
    why_empty: Option<&WhyEmpty>,
) -> String {
    let features = answer.hits.iter();
    let features =
        features.map(|hit| source.station_json.open_feature(hit.station).len() + HIT_BYTES);
    let mut out = String::with_capacity(FRAME_BYTES + features.sum::<usize>());
    out.push_str(r#"{"type":"FeatureCollection","features":["#);
    for (row, hit) in answer.hits.iter().enumerate() {
        if row > 0 {
            out.push(',');
        }
        write_hit(&mut out, source, request, hit);
    }
    out.push_str(r#"],"query":"#);
    write_query_echo(&mut out, source.snapshot, request, answer.travel);
    let lacks = answer.lacks_holiday_data;
    write_end(
        &mut out,
        source,
        request.query.zone,
        answer.travel,
        lacks,
        why_empty,
    );
    out
}

/// What follows the question in an answer: what the ways are measured along, where the data is from,
/// and why nothing was found.
pub(super) fn write_end(
    out: &mut String,
    source: Source<'_>,
    zone: Zone,
    travel: Travel,
    lacks_holiday_data: bool,
    why_empty: Option<&WhyEmpty>,
) {
    let lacks = lacks_holiday_data || why_empty.is_some_and(|why| why.lacks_holiday_data);
    write_travel(out, travel);
    write_provenance(out, source.snapshot, lacks);
    if let Some(why) = why_empty {
        write_why_empty(out, source, zone, why);
    }
    out.push('}');
}

/// The row of a station in the answer of a batch.
pub fn write_batch_hit(out: &mut String, source: Source<'_>, zone: Zone, hit: &Hit) {
    out.push_str(r#"{"id":"#);
    out.push_str(source.station_json.id(hit.station));
    write_tenths(out, r#","distance_m":"#, hit.distance_m);
    write_tenths(out, r#","travel_time_s":"#, hit.travel_time_s);
    write_travel(out, hit.travel);
    write_state(out, &hit.opening);
    write_instant(out, r#","open_until":"#, zone, hit.opening.open_until);
    let is_open = hit.opening.state == OpenState::Open;
    write_search(out, is_open && hit.opening.is_search_stopped);
    out.push('}');
}

/// The query member of an answer that was measured along `travel`: the question as understood.
pub fn write_query_echo(
    out: &mut String,
    snapshot: &Snapshot,
    request: &NearestRequest,
    travel: Travel,
) {
    let (query, asked) = (&request.query, request.along(travel));
    write_instant(out, r#"{"at":"#, query.zone, Some(query.at));
    write_word(out, r#","mode":""#, query.mode.key());
    out.push_str(r#","speed_m_s":"#);
    append_float(out, query.pace.speed_m_s);
    out.push_str(r#","detour":"#);
    append_float(out, asked.pace.detour);
    out.push_str(r#","radius_m":"#);
    append_float(out, round_tenth(asked.radius_m));
    write_terms_echo(out, snapshot, request, query);
    out.push('}');
}

/// The terms that questions about a place and about a route share, each after a comma; `query` is the
/// question with the terms as they were understood.
pub(super) fn write_terms_echo(
    out: &mut String,
    snapshot: &Snapshot,
    request: &NearestRequest,
    query: &NearestQuery,
) {
    write_word(out, r#","crs":""#, request.crs.key());
    write_word(out, r#","open":""#, word_of(&OPEN_WORDS, &query.open));
    out.push_str(r#","stay_minutes":"#);
    append_integer(out, request.stay_minutes);
    let unknown_hours = word_of(&UNKNOWN_HOURS_WORDS, &query.unknown_hours);
    write_word(out, r#","unknown_hours":""#, unknown_hours);
    out.push_str(r#","limit":"#);
    append_integer(out, query.limit.get());
    write_filter_echo(out, snapshot, &query.filter);
}

fn write_filter_echo(out: &mut String, snapshot: &Snapshot, filter: &Filter) {
    let amenities = filter.amenities.iter();
    out.push_str(r#","amenity":"#);
    append_strings(out, amenities.map(|one| snapshot.amenity_keys().key(one)));
    let kinds = filter.kinds.iter().flatten();
    out.push_str(r#","kind":"#);
    append_strings(out, kinds.map(|kind| snapshot.kinds().key(*kind)));
    out.push_str(r#","access":"#);
    append_strings(out, filter.access.iter().map(|way| way.key()));
    out.push_str(r#","min_star":"#);
    match filter.min_star {
        Some(star) => append_integer(out, star),
        None => out.push_str("null"),
    }
    if filter.offer_on.is_some() {
        out.push_str(r#","offer":true"#);
    }
}

/// What the ways are measured along, after a comma.
pub fn write_travel(out: &mut String, travel: Travel) {
    write_word(out, r#","travel":""#, travel.key());
}

fn write_hit(out: &mut String, source: Source<'_>, request: &NearestRequest, hit: &Hit) {
    let (crs, asked) = (request.crs, request.fields);
    let fields = write_asked_feature(out, source, crs, hit.station, asked);
    write_answer_members(out, source, request.query.zone, hit, fields);
    out.push_str(FEATURE_END);
}

/// What the question adds to the properties of a station, as far as it is asked for, each after a
/// comma.
pub(super) fn write_answer_members(
    out: &mut String,
    source: Source<'_>,
    zone: Zone,
    hit: &Hit,
    fields: Fields,
) {
    if fields.contains(DISTANCE) {
        write_tenths(out, r#","distance_m":"#, hit.distance_m);
    }
    if fields.contains(TRAVEL_TIME) {
        write_tenths(out, r#","travel_time_s":"#, hit.travel_time_s);
    }
    if fields.contains(ARRIVE_AT) {
        write_instant(out, r#","arrive_at":"#, zone, Some(hit.arrive_at));
    }
    if fields.contains(TRAVEL) {
        write_travel(out, hit.travel);
    }
    write_opening(out, source, zone, hit.station, &hit.opening, fields);
}

pub(super) fn write_tenths(out: &mut String, name: &str, value: f64) {
    out.push_str(name);
    append_tenths(out, value);
}

/// The word for a value in a table of words.
pub(super) fn word_of<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> &'static str {
    words
        .iter()
        .find(|(_, known)| known == value)
        .map_or("", |(word, _)| word)
}

fn write_why_empty(out: &mut String, source: Source<'_>, zone: Zone, why: &WhyEmpty) {
    let counts = [
        (r#","why_empty":{"in_circle":"#, why.in_circle),
        (r#","amenity":"#, why.amenity),
        (r#","closed":"#, why.closed),
        (r#","unknown_hours":"#, why.unknown_hours),
        (r#","other":"#, why.other),
    ];
    for (name, count) in counts {
        out.push_str(name);
        append_integer(out, count);
    }
    out.push_str(r#","nearest_beyond":"#);
    match &why.nearest_beyond {
        Some(beyond) => {
            write_way_to(out, source, beyond.station, beyond.distance_m);
            out.push('}');
        }
        None => out.push_str("null"),
    }
    out.push_str(r#","next_opening":"#);
    match &why.next_opening {
        Some(next) => {
            write_way_to(out, source, next.station, next.distance_m);
            write_instant(out, r#","opens_at":"#, zone, Some(next.opens_at));
            out.push('}');
        }
        None => out.push_str("null"),
    }
    write_search(out, why.is_search_stopped);
    out.push('}');
}

/// A station and its distance, without the closing brace.
fn write_way_to(out: &mut String, source: Source<'_>, station: StationIdx, distance_m: f64) {
    out.push_str(r#"{"id":"#);
    out.push_str(source.station_json.id(station));
    out.push_str(r#","distance_m":"#);
    append_float(out, round_tenth(distance_m));
}
