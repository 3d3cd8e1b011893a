//! The grammar of recurrence rules (RFC 5545, 3.3.10), read strictly and in ASCII only.
//!
//! Not read by the crate rrule: it cuts texts at bytes, so that `BYDAY=周二` makes it panic; it reads
//! `周TU` and `1 SA` as every such day, and it lets line breaks pass, which calendars would repeat.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::error::RecurrenceError;
use crate::clock::{UnixTime, Zone};

/// The largest `INTERVAL`.
pub const MAX_INTERVAL: u32 = 65_535;

/// How long the periods are of which every nth has days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A day of the week: every one, or the nth of a month or year, from its end if negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NthWeekday {
    pub(super) nth: Option<i16>,
    pub(super) day: Weekday,
}

/// A rule as it is written; lists that are not given are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) frequency: Frequency,
    pub(super) interval: u32,
    pub(super) count: Option<u32>,
    pub(super) until: Option<UnixTime>,
    pub(super) week_start: Weekday,
    pub(super) weekdays: Vec<NthWeekday>,
    pub(super) month_days: Vec<i16>,
    pub(super) year_days: Vec<i16>,
    pub(super) week_numbers: Vec<i16>,
    pub(super) months: Vec<i16>,
    pub(super) positions: Vec<i16>,
}

/// One part of a rule, `NAME=VALUE`.
#[derive(Clone, Copy)]
struct Part<'a> {
    name: &'a str,
    value: &'a str,
}

/// The parts of a rule, each at most once.
struct Parts<'a>(Vec<Part<'a>>);

const NAMES: &str = "FREQ, INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY, BYYEARDAY, BYWEEKNO, \
                     BYMONTH, BYSETPOS, WKST";
/// Parts that put several times into a day.
const WITHIN_DAYS: [&str; 3] = ["BYHOUR", "BYMINUTE", "BYSECOND"];
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Mon),
    ("TU", Weekday::Tue),
    ("WE", Weekday::Wed),
    ("TH", Weekday::Thu),
    ("FR", Weekday::Fri),
    ("SA", Weekday::Sat),
    ("SU", Weekday::Sun),
];

impl Rule {
    /// Reads a rule in capitals, without `RRULE:`.
    pub(super) fn read(text: &str, zone: Zone) -> Result<Self, RecurrenceError> {
        let parts = Parts::of(text)?;
        let until = parts.find("UNTIL");
        let until = until.map(|part| {
            read_until(part.value, zone).ok_or_else(|| {
                part.wrong("a day such as 20271231, or a moment such as 20271231T150000Z")
            })
        });
        let rule = Self {
            frequency: parts.frequency()?,
            interval: parts.number("INTERVAL", MAX_INTERVAL)?.unwrap_or(1),
            count: parts.number("COUNT", u32::MAX)?,
            until: until.transpose()?,
            week_start: parts.week_start()?,
            weekdays: parts.weekdays()?,
            month_days: parts.signed("BYMONTHDAY", 31)?,
            year_days: parts.signed("BYYEARDAY", 366)?,
            week_numbers: parts.signed("BYWEEKNO", 53)?,
            months: parts.months()?,
            positions: parts.signed("BYSETPOS", 366)?,
        };
        rule.contradiction()
            .map_or(Ok(rule), |why| Err(no_rule(why)))
    }

    /// Whether the days are left to its first day.
    pub(super) fn names_no_day(&self) -> bool {
        let days = [&self.month_days, &self.year_days, &self.week_numbers];
        self.weekdays.is_empty() && days.iter().all(|list| list.is_empty())
    }

    /// What the parts cannot say together.
    fn contradiction(&self) -> Option<&'static str> {
        use Frequency::{Monthly, Weekly, Yearly};
        let by_nth = self.weekdays.iter().any(|day| day.nth.is_some());
        let is_yearly = self.frequency == Yearly;
        let has_days = [
            &self.month_days,
            &self.year_days,
            &self.week_numbers,
            &self.months,
        ];
        let has_others = !self.weekdays.is_empty() || has_days.iter().any(|list| !list.is_empty());
        let rules = [
            (
                self.count.is_some() && self.until.is_some(),
                "COUNT and UNTIL exclude each other; one of them is wanted",
            ),
            (
                by_nth && !is_yearly && self.frequency != Monthly,
                "BYDAY counts days, such as 1SA; that is for FREQ=MONTHLY and FREQ=YEARLY",
            ),
            (
                by_nth && !self.week_numbers.is_empty(),
                "BYDAY counts days, such as 1SA; with BYWEEKNO, plain days such as SA are wanted",
            ),
            (
                self.frequency == Weekly && !self.month_days.is_empty(),
                "BYMONTHDAY is not for FREQ=WEEKLY; FREQ=MONTHLY is wanted",
            ),
            (
                !is_yearly && !self.year_days.is_empty(),
                "BYYEARDAY is for FREQ=YEARLY",
            ),
            (
                !is_yearly && !self.week_numbers.is_empty(),
                "BYWEEKNO is for FREQ=YEARLY",
            ),
            (
                !self.positions.is_empty() && !has_others,
                "BYSETPOS chooses among the days of another part, such as BYDAY=MO,TU",
            ),
        ];
        let broken = rules.into_iter().find(|(is_broken, _)| *is_broken);
        broken.map(|(_, why)| why)
    }
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Result<Self, RecurrenceError> {
        let mut parts: Vec<Part<'a>> = Vec::new();
        for part in text.split(';') {
            let (name, value) = part
                .split_once('=')
                .ok_or_else(|| no_rule(format!("{part:?} is found; NAME=VALUE is wanted")))?;
            if parts.iter().any(|known| known.name == name) {
                return Err(no_rule(format!("{name:?} is given twice; once is wanted")));
            }
            if WITHIN_DAYS.contains(&name) {
                return Err(RecurrenceError::WithinDays);
            }
            if !NAMES.split(", ").any(|known| known == name) {
                return Err(no_rule(format!(
                    "{name:?} is found; one of {NAMES} is wanted"
                )));
            }
            parts.push(Part { name, value });
        }
        Ok(Self(parts))
    }

    fn find(&self, name: &str) -> Option<Part<'a>> {
        self.0.iter().copied().find(|part| part.name == name)
    }

    fn frequency(&self) -> Result<Frequency, RecurrenceError> {
        let wanted = "DAILY, WEEKLY, MONTHLY or YEARLY";
        let part = self.find("FREQ");
        let part = part.ok_or_else(|| no_rule(format!("FREQ is missing; {wanted} is wanted")))?;
        match part.value {
            "DAILY" => Ok(Frequency::Daily),
            "WEEKLY" => Ok(Frequency::Weekly),
            "MONTHLY" => Ok(Frequency::Monthly),
            "YEARLY" => Ok(Frequency::Yearly),
            "HOURLY" | "MINUTELY" | "SECONDLY" => Err(RecurrenceError::WithinDays),
            _ => Err(part.wrong(wanted)),
        }
    }

    /// A whole number from 1 on.
    fn number(&self, name: &str, max: u32) -> Result<Option<u32>, RecurrenceError> {
        let number = self.find(name).map(|part| {
            let number = digits(part.value).and_then(|digits| digits.parse().ok());
            let number = number.filter(|number| (1..=max).contains(number));
            number.ok_or_else(|| part.wrong(&format!("a whole number from 1 to {max}")))
        });
        number.transpose()
    }

    fn week_start(&self) -> Result<Weekday, RecurrenceError> {
        let Some(part) = self.find("WKST") else {
            return Ok(Weekday::Mon);
        };
        weekday(part.value).ok_or_else(|| part.wrong("one of MO, TU, WE, TH, FR, SA, SU"))
    }

    fn weekdays(&self) -> Result<Vec<NthWeekday>, RecurrenceError> {
        let wanted = "days of the week such as TU, 1SA or -1SU, with commas between them,";
        self.list("BYDAY", wanted, |text| {
            let (nth, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
            let day = weekday(day)?;
            let nth = match nth {
                "" => None,
                nth => Some(signed(nth, 1..=53)?),
            };
            Some(NthWeekday { nth, day })
        })
    }

    fn months(&self) -> Result<Vec<i16>, RecurrenceError> {
        self.list(
            "BYMONTH",
            "numbers from 1 to 12, with commas between them,",
            |text| {
                let month = digits(text)?;
                signed(month, 1..=12)
            },
        )
    }

    /// Numbers from the beginning or, if negative, from the end.
    fn signed(&self, name: &str, max: i16) -> Result<Vec<i16>, RecurrenceError> {
        let wanted = format!("numbers from 1 to {max} or -{max} to -1, with commas between them,");
        self.list(name, &wanted, |text| signed(text, 1..=max))
    }

    fn list<T>(
        &self,
        name: &str,
        wanted: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, RecurrenceError> {
        let Some(part) = self.find(name) else {
            return Ok(Vec::new());
        };
        let read: Option<Vec<T>> = part.value.split(',').map(read).collect();
        read.ok_or_else(|| part.wrong(wanted))
    }
}

impl Part<'_> {
    fn wrong(&self, wanted: &str) -> RecurrenceError {
        let Self { name, value } = self;
        no_rule(format!("{name} is {value:?}; {wanted} is wanted"))
    }
}

fn no_rule(why: impl Into<String>) -> RecurrenceError {
    RecurrenceError::NoRule(why.into())
}

/// The text, if it is digits of ASCII and nothing else.
fn digits(text: &str) -> Option<&str> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(text)
}

/// A number with or without a sign, whose amount is in a range.
fn signed(text: &str, amounts: RangeInclusive<i16>) -> Option<i16> {
    let (sign, amount) = match text.strip_prefix('-') {
        Some(amount) => (-1, amount),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let amount = digits(amount)?.parse().ok();
    Some(sign * amount.filter(|amount| amounts.contains(amount))?)
}

fn weekday(text: &str) -> Option<Weekday> {
    let known = WEEKDAYS.iter().find(|(name, _)| *name == text)?;
    Some(known.1)
}

/// The end of a rule: a day counts whole.
fn read_until(text: &str, zone: Zone) -> Option<UnixTime> {
    let (local, is_utc) = match text.strip_suffix('Z') {
        Some(utc) => (utc, true),
        None => (text, false),
    };
    let moment = match local.split_once('T') {
        Some((date, time)) => {
            let time = digits(time).filter(|time| time.len() == 6)?;
            read_day(date)?.and_time(NaiveTime::parse_from_str(time, "%H%M%S").ok()?)
        }
        None if is_utc => return None,
        None => end_of(read_day(local)?)?,
    };
    let offset_s = if is_utc { 0 } else { zone.offset_s() };
    Some(UnixTime {
        unix_s: moment.and_utc().timestamp() - offset_s,
    })
}

fn read_day(text: &str) -> Option<NaiveDate> {
    let day = digits(text).filter(|day| day.len() == 8)?;
    NaiveDate::parse_from_str(day, "%Y%m%d").ok()
}

fn end_of(day: NaiveDate) -> Option<NaiveDateTime> {
    day.and_hms_opt(23, 59, 59)
}
