//! When an activity takes place again: a recurrence rule of RFC 5545 (3.3.10), as days.
//!
//! The grammar and the days are those of the crate rrule; rules by day and week are then looked up
//! by arithmetic. Days are those of the zone's wall clock: with its fixed offset, local time can be
//! handed to the crate as if it were UTC.

use std::fmt::{Display, Write};
use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use rrule::{Frequency, NWeekday, RRule, Tz, Unvalidated};

use super::days::{RecurringDays, Step, Stepped};
use crate::clock::{LATEST_UNIX_S, UnixTime, Zone};

/// The longest rule, bytes.
pub const MAX_RECURS_BYTES: usize = 256;
/// How many days a rule by month or year, or one with a count, may have.
pub const MAX_OCCURRENCES: usize = 500;
/// A rule by month or year without an end is followed for so many years.
pub const MAX_YEARS_LISTED: u32 = 20;

/// The days on which an activity takes place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    rule: Box<str>,
    days: RecurringDays,
    first: NaiveDate,
    last: Option<NaiveDate>,
}

/// Why a rule cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceError {
    /// No rule at all, or one that contradicts itself.
    #[error("it is no rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=TU ({0})")]
    NoRule(String),
    /// More than one time a day.
    #[error("it comes more often than once a day; give each time of the day as one of its own")]
    WithinDays,
    /// No day fits.
    #[error("no day fits it, so it never comes")]
    Never,
    /// Too many days.
    #[error("it has more than {MAX_OCCURRENCES} days; give an UNTIL, or say it by day or week")]
    TooMany,
}

impl Recurrence {
    /// Reads a rule, with or without `RRULE:`, of what begins at a moment for the first time.
    ///
    /// `UNTIL` may be a day, a moment of the zone or one in UTC. Cost: some microseconds, and for a
    /// rule by month or year as many more as it has days.
    pub fn parse(text: &str, starts: UnixTime, zone: Zone) -> Result<Self, RecurrenceError> {
        let no_rule = |why: &dyn Display| RecurrenceError::NoRule(why.to_string());
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        let (mut parts, mut until) = (Vec::new(), None);
        for part in text.split(';').filter(|part| !part.is_empty()) {
            match part.strip_prefix("UNTIL=") {
                None => parts.push(part),
                Some(_) if until.is_some() => return Err(no_rule(&"UNTIL is given twice")),
                Some(given) => {
                    let moment = read_until(given, zone);
                    until = Some(moment.ok_or_else(|| no_rule(&"UNTIL is no date"))?);
                }
            }
        }
        let mut rule: RRule<Unvalidated> =
            parts.join(";").parse().map_err(|error| no_rule(&error))?;
        if rule.get_count().is_some() && until.is_some() {
            return Err(no_rule(&"COUNT and UNTIL exclude each other"));
        }
        if has_times(&rule) {
            return Err(RecurrenceError::WithinDays);
        }
        let start = local(starts, zone);
        let end = until.map_or_else(latest, |until| local(until, zone).min(latest()));
        if rule.get_count().is_none() {
            rule = rule.until(as_utc(end));
        }
        let days = days_of(rule, start, end, until.is_some())?;
        let all = NaiveDate::MIN..=NaiveDate::MAX;
        let first = days.within(all).next().ok_or(RecurrenceError::Never)?;
        let last = match &days {
            RecurringDays::Listed(days) => days.last().copied(),
            RecurringDays::Stepped(_) if until.is_none() => None,
            RecurringDays::Stepped(stepped) => Some(last_of(*stepped, first)),
        };
        Ok(Self {
            rule: written(&parts, until).into(),
            days,
            first,
            last,
        })
    }

    /// The rule as RFC 5545 writes it, its `UNTIL` in UTC.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The first day.
    pub const fn first(&self) -> NaiveDate {
        self.first
    }

    /// The last day; `None` if it goes on without an end.
    pub const fn last(&self) -> Option<NaiveDate> {
        self.last
    }

    /// The days of a range, in order.
    pub fn within(&self, dates: RangeInclusive<NaiveDate>) -> impl Iterator<Item = NaiveDate> {
        self.days.within(dates)
    }
}

/// Whether a rule asks for several times a day.
fn has_times(rule: &RRule<Unvalidated>) -> bool {
    rule.get_freq() > Frequency::Daily
        || !rule.get_by_hour().is_empty()
        || !rule.get_by_minute().is_empty()
        || !rule.get_by_second().is_empty()
}

/// The days of a rule that ends with a moment, by arithmetic if that is possible.
fn days_of(
    rule: RRule<Unvalidated>,
    start: NaiveDateTime,
    end: NaiveDateTime,
    has_end: bool,
) -> Result<RecurringDays, RecurrenceError> {
    let stepped = stepped(&rule, start, end);
    let has_count = rule.get_count().is_some();
    // The crate checks the rule as a whole, also where its days are not needed.
    let no_rule = |error: rrule::RRuleError| RecurrenceError::NoRule(error.to_string());
    let set = rule.build(as_utc(start)).map_err(no_rule)?.limit();
    if let Some(stepped) = stepped.filter(|_| !has_count) {
        return Ok(RecurringDays::Stepped(stepped));
    }
    let mut days = Vec::new();
    for day in set.into_iter().map(|time| time.date_naive()) {
        if days.len() == MAX_OCCURRENCES {
            return Err(RecurrenceError::TooMany);
        }
        let is_listed_to_its_end = has_end || has_count;
        if !is_listed_to_its_end && day.years_since(start.date()) >= Some(MAX_YEARS_LISTED) {
            break;
        }
        days.push(day);
    }
    Ok(RecurringDays::Listed(days.into()))
}

/// A rule by day or week whose days can be told without those before them.
fn stepped(rule: &RRule<Unvalidated>, start: NaiveDateTime, end: NaiveDateTime) -> Option<Stepped> {
    let is_plain = rule.get_by_set_pos().is_empty()
        && rule.get_by_month_day().is_empty()
        && rule.get_by_year_day().is_empty()
        && rule.get_by_week_no().is_empty();
    let interval = u64::from(rule.get_interval());
    if !is_plain || interval == 0 {
        return None;
    }
    let mut weekdays = 0;
    for day in rule.get_by_weekday() {
        let NWeekday::Every(day) = day else {
            return None;
        };
        weekdays |= 1 << day.num_days_from_monday();
    }
    let step = match rule.get_freq() {
        Frequency::Daily => Step::Days(interval),
        Frequency::Weekly => Step::Weeks(interval, rule.get_week_start()),
        _ => return None,
    };
    if weekdays == 0 {
        weekdays = match step {
            Step::Days(_) => u8::MAX,
            Step::Weeks(..) => 1 << start.weekday().num_days_from_monday(),
        };
    }
    let months = rule.get_by_month().iter();
    let months = months.fold(0, |months, month| months | (1 << month));
    // A day counts if its time of the day is not after the end.
    let is_after = start.time() > end.time();
    Some(Stepped {
        from: start.date(),
        until: end.date() - Days::new(is_after.into()),
        step,
        weekdays,
        months: if months == 0 { u16::MAX } else { months },
    })
}

/// The last day of a recurrence that has one, at or after its first.
fn last_of(stepped: Stepped, first: NaiveDate) -> NaiveDate {
    let mut n_days = 31;
    loop {
        let from = stepped.until.checked_sub_days(Days::new(n_days));
        let from = from.unwrap_or(first);
        if let Some(last) = stepped.within(from.max(first)..=stepped.until).last() {
            return last;
        }
        if from <= first {
            return first;
        }
        n_days *= 2;
    }
}

/// The end of a rule: a day counts whole.
fn read_until(text: &str, zone: Zone) -> Option<UnixTime> {
    const MOMENT: &str = "%Y%m%dT%H%M%S";
    let of_zone = |local: NaiveDateTime| UnixTime {
        unix_s: local.and_utc().timestamp() - zone.offset_s(),
    };
    if let Some(utc) = text.strip_suffix('Z') {
        let moment = NaiveDateTime::parse_from_str(utc, MOMENT).ok()?;
        let unix_s = moment.and_utc().timestamp();
        return Some(UnixTime { unix_s });
    }
    if let Ok(moment) = NaiveDateTime::parse_from_str(text, MOMENT) {
        return Some(of_zone(moment));
    }
    let day = NaiveDate::parse_from_str(text, "%Y%m%d").ok()?;
    let last = NaiveTime::from_hms_opt(23, 59, 59)?;
    Some(of_zone(day.and_time(last)))
}

/// The rule, its end in UTC, as a calendar with a zone wants it.
fn written(parts: &[&str], until: Option<UnixTime>) -> String {
    let mut rule = parts.join(";");
    if let Some(until) = until.and_then(|until| DateTime::from_timestamp(until.unix_s, 0)) {
        // Writing to a String cannot fail.
        let _ = write!(rule, ";UNTIL={}", until.format("%Y%m%dT%H%M%SZ"));
    }
    rule
}

/// The wall clock of the zone.
fn local(moment: UnixTime, zone: Zone) -> NaiveDateTime {
    let local_s = moment.unix_s.saturating_add(zone.offset_s());
    DateTime::from_timestamp(local_s, 0).map_or(NaiveDateTime::MAX, |time| time.naive_utc())
}

/// The last moment that can be asked about.
fn latest() -> NaiveDateTime {
    let latest = DateTime::from_timestamp(LATEST_UNIX_S, 0);
    latest.map_or(NaiveDateTime::MAX, |time| time.naive_utc())
}

fn as_utc(local: NaiveDateTime) -> DateTime<Tz> {
    local.and_utc().with_timezone(&Tz::UTC)
}
