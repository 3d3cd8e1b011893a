//! The members that only the answer of a single station has: its amenities one by one, its week.

use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::amenity::{AmenityIdx, AmenitySet};
use crate::clock::{LocalMinute, MINUTES_A_DAY, UnixTime, Zone};
use crate::hours::OpenState;
use crate::hours::schedules::Hours;
use crate::query::opening::{EffectiveHours, describe};
use crate::snapshot::Snapshot;
use crate::station::{Booking, Station, StationIdx, Status};

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
}

/// Amenities by key with their state, also those known to be missing; returns whether hours in a
/// year without holiday data were evaluated.
pub(super) fn amenity_details(
    snapshot: &Snapshot,
    idx: StationIdx,
    zone: Zone,
    at: UnixTime,
) -> (Value, bool) {
    let station = snapshot.station(idx);
    let mut lacks = false;
    let mut details = Map::new();
    for amenity in station.offered.union(station.not_offered).iter() {
        let wanted: AmenitySet = std::iter::once(amenity).collect();
        let opening = describe(snapshot, idx, wanted, zone, at);
        let key = snapshot.amenity_keys().key(amenity).to_owned();
        if !station.offered.contains(amenity) {
            details.insert(key, json!({ "available": false }));
            continue;
        }
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
        let stretches = |state| match station.status_on(date) {
            Status::Active => json!(stretches(&hours, midnight, state)),
            _ => json!([]),
        };
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
fn stretches(
    hours: &EffectiveHours<'_>,
    midnight: LocalMinute,
    state: OpenState,
) -> Vec<[String; 2]> {
    let end = midnight.0 + MINUTES_A_DAY;
    let wall_clock = |minute: i64| {
        let minute_of_day = minute - midnight.0;
        format!("{:02}:{:02}", minute_of_day / 60, minute_of_day % 60)
    };
    let mut found = Vec::new();
    let mut minute = midnight;
    while minute.0 < end {
        let span = hours.span(minute);
        let until = span.until.map_or(end, |until| until.0.min(end));
        if span.state == state {
            found.push([wall_clock(minute.0), wall_clock(until)]);
        }
        minute = LocalMinute(until);
    }
    found
}
