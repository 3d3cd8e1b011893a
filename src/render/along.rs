//! Answers to questions about a route as JSON text.

use super::Source;
use super::json::{append_float, round_tenth, write_word};
use super::nearest::{
    FRAME_BYTES, HIT_BYTES, word_of, write_answer_members, write_end, write_tenths,
    write_terms_echo,
};
use super::opening::write_instant;
use super::selected::write_asked_feature;
use super::source::answered_coordinates;
use super::station_json::FEATURE_END;
use crate::datum::Datum;
use crate::query::WhyEmpty;
use crate::query::along::{AlongAnswer, Stop, StreetWay};
use crate::request::along::ORDER_WORDS;
use crate::request::{AlongRequest, Field};
use crate::snapshot::Snapshot;
use crate::travel::{MIN_DETOUR, Travel};

const DETOUR: Field = Field::named("detour_m");
const DETOUR_TIME: Field = Field::named("detour_s");
const LEAVES_AT: Field = Field::named("leaves_route_at_m");
const JOINS_AT: Field = Field::named("joins_route_at_m");
const SIDE: Field = Field::named("side");

/// The most bytes that a stop adds to those of a hit.
const STOP_BYTES: usize = 140;

/// The whole FeatureCollection of `POST /v1/stations/along`.
pub fn along_collection(
    source: Source<'_>,
    request: &AlongRequest,
    answer: &AlongAnswer,
    why_empty: Option<&WhyEmpty>,
) -> String {
    let features = answer.stops.iter().map(|stop| {
        let feature = source.station_json.open_feature(stop.hit.station);
        feature.len() + HIT_BYTES + STOP_BYTES
    });
    let mut out = String::with_capacity(FRAME_BYTES + features.sum::<usize>());
    out.push_str(r#"{"type":"FeatureCollection","features":["#);
    for (row, stop) in answer.stops.iter().enumerate() {
        if row > 0 {
            out.push(',');
        }
        write_stop(&mut out, source, request, stop);
    }
    out.push_str(r#"],"query":"#);
    write_echo(&mut out, source.snapshot, request, answer);
    if let Some(way) = answer.way.as_ref().filter(|_| request.wants_way) {
        write_way(&mut out, request.nearest.crs, way);
    }
    let (zone, lacks) = (request.query.terms.zone, answer.lacks_holiday_data);
    write_end(&mut out, source, zone, answer.travel, lacks, why_empty);
    out
}

/// A station as in an answer for the nearest, with what stopping there costs.
fn write_stop(out: &mut String, source: Source<'_>, request: &AlongRequest, stop: &Stop) {
    let (asked, hit) = (&request.nearest, &stop.hit);
    let fields = write_asked_feature(out, source, asked.crs, hit.station, asked.fields);
    write_answer_members(out, source, request.query.terms.zone, hit, fields);
    for (field, name, value) in [
        (DETOUR, r#","detour_m":"#, stop.detour_m),
        (DETOUR_TIME, r#","detour_s":"#, stop.detour_s),
        (
            LEAVES_AT,
            r#","leaves_route_at_m":"#,
            stop.leaves_route_at_m,
        ),
        (JOINS_AT, r#","joins_route_at_m":"#, stop.joins_route_at_m),
    ] {
        if fields.contains(field) {
            write_tenths(out, name, value);
        }
    }
    if fields.contains(SIDE) {
        write_word(out, r#","side":""#, stop.side.key());
    }
    out.push_str(FEATURE_END);
}

/// The question as it was understood.
fn write_echo(out: &mut String, snapshot: &Snapshot, request: &AlongRequest, answer: &AlongAnswer) {
    let (query, terms) = (&request.query, &request.query.terms);
    let detour = match answer.travel {
        Travel::Network => MIN_DETOUR,
        Travel::StraightLine => terms.pace.detour,
    };
    write_instant(out, r#"{"at":"#, terms.zone, Some(terms.at));
    write_word(out, r#","mode":""#, terms.mode.key());
    for (name, value) in [
        (r#","speed_m_s":"#, terms.pace.speed_m_s),
        (r#","detour":"#, detour),
        (r#","route_m":"#, round_tenth(query.route.length_m())),
        (r#","max_detour_minutes":"#, request.max_detour_minutes),
        (r#","max_detour_m":"#, round_tenth(query.max_detour_m)),
    ] {
        out.push_str(name);
        append_float(out, value);
    }
    if let Some(way) = &answer.way {
        write_tenths(out, r#","way_m":"#, way.length_m);
    }
    write_word(out, r#","order":""#, word_of(&ORDER_WORDS, &query.order));
    write_terms_echo(out, snapshot, &request.nearest, terms);
    out.push('}');
}

/// The line along streets, after a comma.
fn write_way(out: &mut String, crs: Datum, way: &StreetWay) {
    out.push_str(r#","way":{"type":"LineString","coordinates":["#);
    for (row, position) in way.line.iter().enumerate() {
        if row > 0 {
            out.push(',');
        }
        let [lon, lat] = answered_coordinates(*position, crs);
        out.push('[');
        append_float(out, lon);
        out.push(',');
        append_float(out, lat);
        out.push(']');
    }
    out.push_str("]}");
}
