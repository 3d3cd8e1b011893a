//! The members that only the answer of a single station has: its amenities one by one, its week.

use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::opening::SEARCH_STOPPED;
use crate::amenity::{AmenityIdx, AmenitySet};
use crate::clock::{LocalMinute, UnixTime, Zone};
use crate::hours::OpenState;
use crate::hours::schedules::Hours;
use crate::query::opening::{EffectiveHours, OpeningSearch};
use crate::snapshot::Snapshot;
use crate::station::{Booking, Station, StationIdx, Status};

/// Minutes in a day.
const DAY_END_MIN: u16 = 1_440;

/// One amenity of a station.
#[derive(Serialize)]
struct AmenityBody<'a> {
    available: Value,
    opening_hours: Option<&'a str>,
    booking: Value,
    note: Option<&'a str>,
    open_state: &'a str,
    open_reason: &'a str,
    open_until: Option<String>,
    opens_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opening_search: Option<&'a str>,
}

/// Amenities by key with their state, also those known to be missing; returns whether hours in a
/// year without holiday data were evaluated.
pub(super) fn amenity_details(
    search: &OpeningSearch<'_>,
    idx: StationIdx,
    zone: Zone,
    at: UnixTime,
) -> (Value, bool) {
    let snapshot = search.snapshot();
    let station = snapshot.station(idx);
    let mut lacks = false;
    let mut details = Map::new();
    for amenity in station.offered.union(station.not_offered).iter() {
        let key = snapshot.amenity_keys().key(amenity).to_owned();
        if !station.offered.contains(amenity) {
            details.insert(key, json!({ "available": false }));
            continue;
        }
        let wanted: AmenitySet = std::iter::once(amenity).collect();
        let opening = search.describe(idx, wanted, zone, at);
        lacks |= opening.lacks_holiday_data;
        let detail = station.detail(amenity);
        let body = AmenityBody {
            available: available(station, amenity),
            opening_hours: detail.and_then(|detail| detail.opening_hours.as_deref()),
            booking: detail.map_or(Value::Null, |detail| booking(detail.booking.as_ref())),
            note: detail.and_then(|detail| detail.note.as_deref()),
            open_state: opening.state.key(),
            open_reason: opening.reason.key(),
            open_until: opening.open_until.map(|at| zone.format_instant(at)),
            opens_at: opening.opens_at.map(|at| zone.format_instant(at)),
            opening_search: opening.is_search_stopped.then_some(SEARCH_STOPPED),
        };
        details.insert(key, json!(body));
    }
    (Value::Object(details), lacks)
}

fn available(station: &Station, amenity: AmenityIdx) -> Value {
    if station.limited.contains(amenity) {
        json!("limited")
    } else {
        json!(true)
    }
}

fn booking(booking: Option<&Booking>) -> Value {
    match booking {
        None => Value::Null,
        Some(Booking::Needed(needed)) => json!(needed),
        Some(Booking::How(how)) => json!(how),
    }
}

/// The members `week` and `week_unknown`: from Monday to Sunday of the week of `at`, the spans of a
/// day that are open, and those that are unknown; returns whether hours in a year without holiday
/// data were evaluated.
pub(super) fn week(
    snapshot: &Snapshot,
    idx: StationIdx,
    zone: Zone,
    at: UnixTime,
) -> (String, bool) {
    if !matches!(snapshot.station_hours(idx), Hours::Scheduled(_)) {
        return (r#""week":null,"week_unknown":null"#.to_owned(), false);
    }
    let hours = EffectiveHours::new(snapshot, idx, AmenitySet::EMPTY);
    let station = snapshot.station(idx);
    let (mut open, mut unknown) = (Map::new(), Map::new());
    let mut lacks = false;
    for date in days_of_week(zone.local_minute(at).date()) {
        let midnight = LocalMinute::midnight(date);
        lacks |= hours.lacks_holiday_data(midnight, midnight);
        let day = match station.status_on(date) {
            Status::Active => hours.day(date),
            _ => Vec::new(),
        };
        let stretches = |state| json!(stretches(&day, state));
        open.insert(date.to_string(), stretches(OpenState::Open));
        unknown.insert(date.to_string(), stretches(OpenState::Unknown));
    }
    let members = format!(
        r#""week":{},"week_unknown":{}"#,
        Value::Object(open),
        Value::Object(unknown)
    );
    (members, lacks)
}

fn days_of_week(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let into_week = u64::from(date.weekday().num_days_from_monday());
    let monday = date.checked_sub_days(Days::new(into_week)).unwrap_or(date);
    (0..7).filter_map(move |day| monday.checked_add_days(Days::new(day)))
}

/// The spans of a state within a day, as wall-clock times from 00:00 to 24:00.
fn stretches(day: &[(u16, OpenState)], state: OpenState) -> Vec<[String; 2]> {
    let wall_clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let ends = day.iter().skip(1).map(|(start, _)| *start);
    let spans = day.iter().zip(ends.chain([DAY_END_MIN]));
    spans
        .filter(|((_, held), _)| *held == state)
        .map(|((start, _), end)| [*start, end].map(wall_clock))
        .collect()
}
