//! Answers to questions about activities, as a FeatureCollection.

use super::Source;
use super::json::write_word;
use super::json::{append_float, append_integer, append_strings, append_tenths, round_tenth};
use super::opening::{write_instant, write_opening};
use super::programme::{write_activity, write_offers};
use super::source::{write_feature_before_programme, write_provenance};
use super::station_json::FEATURE_END;
use crate::query::{ActivitiesAnswer, ActivityHit};
use crate::request::{ActivitiesRequest, Fields};
use crate::travel::Travel;

/// The bytes of a typical feature.
const FEATURE_BYTES: usize = 1_536;

/// The whole answer of `GET /v1/activities`: a feature for each time, which is the station with the
/// one activity in place of its list.
pub fn activities_collection(
    source: Source<'_>,
    request: &ActivitiesRequest,
    answer: &ActivitiesAnswer,
) -> String {
    let mut out = String::with_capacity((answer.hits.len() + 1) * FEATURE_BYTES);
    out.push_str(r#"{"type":"FeatureCollection","features":["#);
    for (row, hit) in answer.hits.iter().enumerate() {
        if row > 0 {
            out.push(',');
        }
        write_hit(&mut out, source, request, hit);
    }
    out.push_str(r#"],"query":"#);
    write_query_echo(&mut out, request, answer.travel);
    write_word(&mut out, r#","travel":""#, answer.travel.key());
    write_provenance(&mut out, source.snapshot, answer.lacks_holiday_data);
    out.push('}');
    out
}

fn write_hit(out: &mut String, source: Source<'_>, request: &ActivitiesRequest, hit: &ActivityHit) {
    let zone = request.query.zone;
    let station = source.snapshot.station(hit.station);
    write_feature_before_programme(out, source, request.crs, hit.station);
    write_offers(out, station);
    out.push_str(r#","activity":"#);
    write_activity(out, &station.activities()[hit.activity], zone);
    write_instant(out, r#","starts":"#, zone, Some(hit.time.starts));
    write_instant(out, r#","ends":"#, zone, Some(hit.time.ends));
    out.push_str(r#","distance_m":"#);
    append_tenths(out, hit.distance_m);
    out.push_str(r#","travel_time_s":"#);
    append_tenths(out, hit.travel_time_s);
    write_instant(out, r#","arrive_at":"#, zone, Some(hit.arrive_at));
    write_word(out, r#","travel":""#, hit.travel.key());
    write_opening(out, source, zone, hit.station, &hit.opening, Fields::ALL);
    out.push_str(FEATURE_END);
}

/// The question as it was understood.
fn write_query_echo(out: &mut String, request: &ActivitiesRequest, travel: Travel) {
    let query = &request.query;
    let (pace, reach_m) = match travel {
        Travel::Network => (query.pace.along_streets(), query.way_limit_m),
        Travel::StraightLine => (query.pace, query.radius_m),
    };
    write_instant(out, r#"{"at":"#, query.zone, Some(query.at));
    write_instant(out, r#","from":"#, query.zone, Some(query.from));
    write_instant(out, r#","to":"#, query.zone, Some(query.to));
    write_word(out, r#","mode":""#, query.mode.key());
    out.push_str(r#","speed_m_s":"#);
    append_float(out, pace.speed_m_s);
    out.push_str(r#","detour":"#);
    append_float(out, pace.detour);
    out.push_str(r#","radius_m":"#);
    append_float(out, round_tenth(reach_m));
    write_word(out, r#","crs":""#, request.crs.key());
    out.push_str(r#","category":"#);
    append_strings(out, query.categories.iter().copied());
    out.push_str(r#","limit":"#);
    append_integer(out, query.limit.get());
    out.push('}');
}
