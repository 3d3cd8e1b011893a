//! Activities as a calendar that phones and desks subscribe to (iCalendar, RFC 5545).
//!
//! Equal data give equal bytes: nothing in it is of the moment at which it is asked for. Times are
//! those of the service's zone, which the calendar defines, so that weekdays of rules are its own.

mod line;

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, NaiveDate};
use sha2::{Digest, Sha256};

use self::line::{write_text, write_value};
use crate::clock::{EARLIEST_UNIX_S, LocalMinute, UnixTime, Zone};
use crate::dataset::bytes::in_hex;
use crate::station::{Activity, Booking, Occurrence, Station};
use crate::vocabulary::activities;

/// Media type of calendars.
pub const CALENDAR: &str = "text/calendar; charset=utf-8";
/// The most bytes of a calendar. That of one station always passes: its list has 131,072 bytes at
/// most, and its name and address stand beside each of 200 activities.
pub const MAX_CALENDAR_BYTES: usize = 8 << 20;
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

/// An activity and its station, which is in service when it takes place.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    station: &'a Station,
    activity: &'a Activity,
    /// The first time at which the station is in service before the end.
    first: Occurrence,
}

/// Why there is no calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwritten {
    /// It would have more than [`MAX_CALENDAR_BYTES`].
    TooLarge,
    /// Nothing waits for it any more.
    Abandoned,
}

impl<'a> Entry<'a> {
    /// `None` if the station is out of service each time.
    ///
    /// A status that ends with a day counts for all times before: they are not in the calendar,
    /// those after it are, whenever it is asked for.
    pub fn of(station: &'a Station, activity: &'a Activity, zone: Zone) -> Option<Self> {
        let first = match station.first_day_in_service()? {
            NaiveDate::MIN => activity.first_time(zone),
            day => {
                let begins = zone.instant(LocalMinute::midnight(day));
                activity.first_time_after(begins, zone)?
            }
        };
        Some(Self {
            station,
            activity,
            first,
        })
    }
}

/// A calendar of some activities; `url` gives the page of a station.
///
/// Cost: some microseconds an activity, and a nanosecond or two a byte; it ends at the first activity
/// after it is abandoned.
pub fn calendar<'a>(
    name: &str,
    zone: Zone,
    entries: impl IntoIterator<Item = Entry<'a>>,
    url: impl Fn(&Station) -> String,
    is_abandoned: &AtomicBool,
) -> Result<String, Unwritten> {
    let mut out = String::with_capacity(4 * EVENT_BYTES);
    write_head(&mut out, name, zone);
    for entry in entries {
        write_event(&mut out, &entry, zone, &url(entry.station));
        if out.len() + END.len() > MAX_CALENDAR_BYTES {
            return Err(Unwritten::TooLarge);
        }
        if is_abandoned.load(Ordering::Relaxed) {
            return Err(Unwritten::Abandoned);
        }
    }
    out.push_str(END);
    Ok(out)
}

/// What calendars end with.
const END: &str = "END:VCALENDAR\r\n";

fn write_head(out: &mut String, name: &str, zone: Zone) {
    for (key, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//yizhan//activities//ZH"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ] {
        write_value(out, key, value);
    }
    write_text(out, "X-WR-CALNAME", name);
    for (key, value) in [
        ("X-WR-TIMEZONE", &*zone_name(zone)),
        ("X-PUBLISHED-TTL", REFRESH),
        ("REFRESH-INTERVAL;VALUE=DURATION", REFRESH),
    ] {
        write_value(out, key, value);
    }
    write_zone(out, zone);
}

fn write_event(out: &mut String, entry: &Entry<'_>, zone: Zone, url: &str) {
    let Entry {
        station,
        activity,
        first,
    } = entry;
    write_value(out, "BEGIN", "VEVENT");
    write_value(out, "UID", &uid(entry));
    write_value(out, "DTSTAMP", &utc(stamp(station)));
    write_moment(out, "DTSTART", first.starts, zone);
    write_moment(out, "DTEND", first.ends, zone);
    write_text(out, "SUMMARY", &activity.title);
    write_text(out, "LOCATION", &place(station));
    write_value(out, "URL", url);
    write_value(out, "STATUS", "CONFIRMED");
    write_value(out, "TRANSP", "TRANSPARENT");
    let position = station.position;
    let geo = format!("{:.6};{:.6}", position.lat(), position.lon());
    write_value(out, "GEO", &geo);
    if let Some(rule) = activity.rule_from(*first, zone) {
        write_value(out, "RRULE", &rule);
    }
    let description = description(activity);
    if !description.is_empty() {
        write_text(out, "DESCRIPTION", &description);
    }
    let category = activities().find(&activity.category);
    if let Some(term) = category.map(|place| &activities().terms()[place]) {
        write_text(out, "CATEGORIES", &term.zh);
    }
    write_value(out, "END", "VEVENT");
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

fn write_moment(out: &mut String, name: &str, moment: UnixTime, zone: Zone) {
    let local = UnixTime {
        unix_s: moment.unix_s + zone.offset_s(),
    };
    let name = format!("{name};TZID={}", zone_name(zone));
    write_value(out, &name, &written(local));
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

/// The zone as a component: one offset for all time.
fn write_zone(out: &mut String, zone: Zone) {
    let (name, offset) = (zone_name(zone), offset(zone));
    for (key, value) in [
        ("BEGIN", "VTIMEZONE"),
        ("TZID", &*name),
        ("BEGIN", "STANDARD"),
        ("DTSTART", "19700101T000000"),
        ("TZOFFSETFROM", &offset),
        ("TZOFFSETTO", &offset),
        ("TZNAME", &offset),
        ("END", "STANDARD"),
        ("END", "VTIMEZONE"),
    ] {
        write_value(out, key, value);
    }
}
