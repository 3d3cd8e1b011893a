//! Activities as a calendar that phones and desks subscribe to (iCalendar, RFC 5545).
//!
//! Equal data give equal bytes: nothing in it is of the moment at which it is asked for. Times are
//! those of the service's zone, which the calendar defines, so that weekdays of rules are its own.

use chrono::{DateTime, NaiveDate};
use icalendar::{Component, Event, Property};
use sha2::{Digest, Sha256};

use crate::clock::{EARLIEST_UNIX_S, UnixTime, Zone};
use crate::dataset::bytes::in_hex;
use crate::station::{Activity, Booking, Recurrence, Station};
use crate::vocabulary::activities;

/// Media type of calendars.
pub const CALENDAR: &str = "text/calendar; charset=utf-8";
/// How many bytes of a digest name an event.
const UID_BYTES: usize = 16;
/// How often clients are asked to look again (RFC 7986, 5.7).
const REFRESH: &str = "PT1H";
/// The zone of China, by the name that programs know.
const CHINA: &str = "Asia/Shanghai";
/// Seconds that its clocks are ahead of UTC.
const CHINA_OFFSET_S: i64 = 8 * 3_600;
/// The bytes of a typical event.
const EVENT_BYTES: usize = 512;

/// An activity and its station.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    /// Where it takes place.
    pub station: &'a Station,
    /// What.
    pub activity: &'a Activity,
}

/// A calendar of some activities; `url` gives the page of a station.
///
/// Cost: some ten microseconds an activity.
pub fn calendar(
    name: &str,
    zone: Zone,
    entries: &[Entry<'_>],
    url: impl Fn(&Station) -> String,
) -> String {
    let mut out = String::with_capacity((entries.len() + 1) * EVENT_BYTES);
    out.push_str("BEGIN:VCALENDAR\r\n");
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//yizhan//activities//ZH"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", &clean(name)),
        ("X-WR-TIMEZONE", &zone_name(zone)),
        ("X-PUBLISHED-TTL", REFRESH),
    ] {
        write_property(&mut out, Property::new(key, value));
    }
    let refresh = Property::new("REFRESH-INTERVAL", REFRESH);
    write_property(&mut out, with_parameter(refresh, "VALUE", "DURATION"));
    write_zone(&mut out, zone);
    for entry in entries {
        // Writing to a String cannot fail.
        out.push_str(
            &event(entry, zone, &url)
                .try_into_string()
                .unwrap_or_default(),
        );
    }
    out.push_str("END:VCALENDAR\r\n");
    out
}

fn event(entry: &Entry<'_>, zone: Zone, url: impl Fn(&Station) -> String) -> Event {
    let Entry { station, activity } = entry;
    let time = activity.first_time(zone);
    let mut event = Event::new();
    event
        .add_property("UID", uid(entry))
        .add_property("DTSTAMP", utc(stamp(station)))
        .append_property(moment("DTSTART", time.starts, zone))
        .append_property(moment("DTEND", time.ends, zone))
        .add_property("SUMMARY", clean(&activity.title))
        .add_property("LOCATION", clean(&place(station)))
        .add_property("URL", url(station))
        .add_property("STATUS", "CONFIRMED")
        .add_property("TRANSP", "TRANSPARENT");
    let position = station.position;
    let geo = format!("{:.6};{:.6}", position.lat(), position.lon());
    event.add_property("GEO", geo);
    if let Some(recurrence) = &activity.recurrence {
        event.add_property("RRULE", Recurrence::rule(recurrence));
    }
    let description = description(activity);
    if !description.is_empty() {
        event.add_property("DESCRIPTION", clean(&description));
    }
    let category = activities().find(&activity.category);
    if let Some(term) = category.map(|place| &activities().terms()[place]) {
        event.add_property("CATEGORIES", &*term.zh);
    }
    event
}

/// The same for the same activity of the same station, whatever else changes.
fn uid(entry: &Entry<'_>) -> String {
    let mut digest = Sha256::new();
    digest.update(entry.station.id.0.as_bytes());
    digest.update([0]);
    digest.update(entry.activity.id.as_bytes());
    format!("{}@yizhan", in_hex(&digest.finalize()[..UID_BYTES]))
}

/// A stamp that does not change unless the record does: the day of its last check, or the first
/// moment that the service knows.
fn stamp(station: &Station) -> UnixTime {
    let earliest = UnixTime {
        unix_s: EARLIEST_UNIX_S,
    };
    let noon = |day: NaiveDate| day.and_hms_opt(12, 0, 0);
    let checked = station.verified_on.and_then(noon);
    checked.map_or(earliest, |noon| UnixTime {
        unix_s: noon.and_utc().timestamp(),
    })
}

/// Name and address, for people and their maps.
fn place(station: &Station) -> String {
    match &station.address {
        Some(address) => format!("{}, {address}", station.name),
        None => station.name.to_string(),
    }
}

/// What else is known, a line each.
fn description(activity: &Activity) -> String {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(activity.title_en.as_deref().map(str::to_owned));
    let audience = activity.audience.as_deref();
    lines.extend(audience.map(|audience| format!("对象 For: {audience}")));
    let places = activity.places;
    lines.extend(places.map(|places| format!("名额 Places: {places}")));
    lines.extend(activity.booking.as_ref().map(|booking| match booking {
        Booking::How(how) => format!("预约 Booking: {how}"),
        Booking::Needed(true) => "需预约 Booking needed".to_owned(),
        Booking::Needed(false) => "无需预约 No booking needed".to_owned(),
    }));
    let free = |is_free| {
        if is_free {
            "免费 Free"
        } else {
            "收费 Not free"
        }
    };
    lines.extend(activity.free.map(|is_free| free(is_free).to_owned()));
    lines.join("\n")
}

fn moment(name: &str, moment: UnixTime, zone: Zone) -> Property {
    let local = UnixTime {
        unix_s: moment.unix_s + zone.offset_s(),
    };
    let local = written(local);
    with_parameter(Property::new(name, local), "TZID", &zone_name(zone))
}

fn utc(moment: UnixTime) -> String {
    format!("{}Z", written(moment))
}

fn written(moment: UnixTime) -> String {
    let time = DateTime::from_timestamp(moment.unix_s, 0).unwrap_or_default();
    time.format("%Y%m%dT%H%M%S").to_string()
}

fn zone_name(zone: Zone) -> String {
    match zone.offset_s() {
        CHINA_OFFSET_S => CHINA.to_owned(),
        _ => format!("UTC{}", offset(zone)),
    }
}

/// As `+0800`.
fn offset(zone: Zone) -> String {
    let offset_s = zone.offset_s();
    let sign = if offset_s < 0 { '-' } else { '+' };
    let minutes = offset_s.abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

/// The zone as a component, which the crate can only read: one offset for all time.
fn write_zone(out: &mut String, zone: Zone) {
    let (name, offset) = (zone_name(zone), offset(zone));
    for line in [
        "BEGIN:VTIMEZONE",
        &format!("TZID:{name}"),
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        &format!("TZOFFSETFROM:{offset}"),
        &format!("TZOFFSETTO:{offset}"),
        &format!("TZNAME:{offset}"),
        "END:STANDARD",
        "END:VTIMEZONE",
    ] {
        out.push_str(line);
        out.push_str("\r\n");
    }
}

/// A line, folded and escaped.
fn write_property(out: &mut String, property: Property) {
    let line: Result<String, std::fmt::Error> = property.try_into();
    // Writing to a String cannot fail.
    out.push_str(&line.unwrap_or_default());
}

fn with_parameter(mut property: Property, name: &str, value: &str) -> Property {
    property.add_parameter(name, value);
    property
}

/// A text without the control characters that RFC 5545 forbids; line breaks stay.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let allowed = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
    text.chars().map(allowed).collect()
}
