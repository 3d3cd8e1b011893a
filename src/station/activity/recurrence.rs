//! When an activity takes place again: a recurrence rule of RFC 5545 (3.3.10), as days.
//!
//! Days are those of the zone's wall clock, whose offset never changes.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime};

use super::days::{DayRule, RecurringDays};
use super::error::{MAX_OCCURRENCES, RecurrenceError};
use super::rule::Rule;
use crate::clock::{LATEST_UNIX_S, UnixTime, Zone};

/// The longest rule, bytes.
pub const MAX_RECURS_BYTES: usize = 256;

/// The days on which an activity takes place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    rule: Box<str>,
    days: RecurringDays,
    first: NaiveDate,
    last: Option<NaiveDate>,
}

impl Recurrence {
    /// Reads a rule, with or without `RRULE:`, of what begins at a moment for the first time.
    ///
    /// `UNTIL` may be a day, a moment of the zone or one in UTC. Cost: about a microsecond, and some
    /// nanoseconds for each day to its first and of a `COUNT`, at most for each to the year 2100.
    pub fn parse(text: &str, starts: UnixTime, zone: Zone) -> Result<Self, RecurrenceError> {
        let text = text.trim_matches(' ').to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        let rule = Rule::read(text, zone)?;
        let start = local(starts, zone);
        let end = rule.until.map_or_else(latest, |until| local(until, zone));
        if end < start {
            return Err(RecurrenceError::OverAtFirst);
        }
        let end = end.min(latest());
        // A day counts if its time of the day is not after the end.
        let is_after = start.time() > end.time();
        let last = end.date() - Days::new(is_after.into());
        let days = RecurringDays::of(&rule, start.date(), last)?;
        let all = NaiveDate::MIN..=NaiveDate::MAX;
        let first = days.within(all).next().ok_or(RecurrenceError::Never)?;
        let has_end = rule.count.is_some() || rule.until.is_some();
        Ok(Self {
            rule: written(text, rule.until).into(),
            first,
            last: has_end.then(|| days.last_before(last, first)),
            days,
        })
    }

    /// The rule as RFC 5545 writes it, its `UNTIL` in UTC.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The rule of its days from one of them on, the last of which begins at a moment.
    ///
    /// A `COUNT` counts from the first day, so that the end stands in its place.
    pub fn rule_from(&self, day: NaiveDate, last: Option<UnixTime>) -> Cow<'_, str> {
        let is_counted = matches!(self.days, RecurringDays::Listed(_));
        if day == self.first || !is_counted {
            return Cow::Borrowed(&self.rule);
        }
        let parts = self.rule.split(';');
        let others = parts.filter(|part| !part.starts_with("COUNT="));
        Cow::Owned(written(&others.collect::<Vec<_>>().join(";"), last))
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

impl RecurringDays {
    /// The days of a rule between two.
    fn of(rule: &Rule, from: NaiveDate, until: NaiveDate) -> Result<Self, RecurrenceError> {
        let days = DayRule::of(rule, from, until);
        let Some(count) = rule.count else {
            return Ok(Self::ByRule(days));
        };
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        if count > MAX_OCCURRENCES {
            return Err(RecurrenceError::TooMany);
        }
        let all = days.within(from..=until);
        Ok(Self::Listed(all.take(count).collect()))
    }

    /// The last day at or before one, and at or after its first.
    fn last_before(&self, until: NaiveDate, first: NaiveDate) -> NaiveDate {
        let mut n_days = 31;
        loop {
            let from = until.checked_sub_days(Days::new(n_days)).unwrap_or(first);
            if let Some(last) = self.within(from.max(first)..=until).last() {
                return last;
            }
            if from <= first {
                return first;
            }
            n_days *= 2;
        }
    }
}

/// A rule, its end in UTC, as a calendar with a zone wants it.
fn written(rule: &str, until: Option<UnixTime>) -> String {
    let parts = rule.split(';');
    let others = parts.filter(|part| !part.starts_with("UNTIL="));
    let mut parts: Vec<Cow<'_, str>> = others.map(Cow::Borrowed).collect();
    if let Some(until) = until.and_then(|until| DateTime::from_timestamp(until.unix_s, 0)) {
        parts.push(until.format("UNTIL=%Y%m%dT%H%M%SZ").to_string().into());
    }
    parts.join(";")
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
