//! Dates and months of the year: `Jun-Aug`, `Dec 25`, `Mar Su[-1]-Oct 3`, `easter`.
//!
//! Invariant: every accepted date exists in some year. Whether weekdays match is decided in
//! `selector`.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use opening_hours_syntax::rules::day::{
    Date, DateOffset, Month, MonthdayRange, WeekDayOffset, Year,
};

/// Largest offset in days that a date may carry.
pub(super) const MAX_OFFSET_DAYS: i16 = 366;
/// Days of the months in a leap year.
const LONGEST_MONTHS: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// A range of months or dates, yearly or of certain years.
#[derive(Clone, Debug)]
pub(super) struct MonthDays(MonthdayRange);

impl MonthDays {
    /// A parsed range, unless it names a date that exists in no year.
    pub(super) fn new(range: &MonthdayRange) -> Result<Self, String> {
        if let MonthdayRange::Date { start, end } = range {
            for (date, offset) in [start, end] {
                check_date(date)?;
                check_offset(offset.day_offset)?;
            }
            if start.0.year().is_none() && end.0.year().is_some() {
                return Err(format!(
                    "'{range}' gives a year to its end only; expected one at both ends or none"
                ));
            }
        }
        Ok(Self(range.clone()))
    }

    /// Whether `date` lies in the range.
    pub(super) fn contains(&self, date: NaiveDate) -> bool {
        match &self.0 {
            MonthdayRange::Month { range, year } => {
                let (first, last) = (*range.start() as u32, *range.end() as u32);
                contains_month(first, last, year.map(|Year(year)| year), date)
            }
            MonthdayRange::Date { start, end } => contains_date(*start, *end, date),
        }
    }
}

/// Rejects an offset of more than [`MAX_OFFSET_DAYS`].
pub(super) fn check_offset(days: i16) -> Result<(), String> {
    if days.unsigned_abs() > MAX_OFFSET_DAYS.unsigned_abs() {
        return Err(format!(
            "an offset of {days} days; expected at most {MAX_OFFSET_DAYS}"
        ));
    }
    Ok(())
}

fn check_date(date: &Date) -> Result<(), String> {
    let Date::Fixed { year, month, day } = *date else {
        return Ok(());
    };
    let longest = LONGEST_MONTHS[month as usize - 1];
    let exists = match year {
        Some(Year(year)) => NaiveDate::from_ymd_opt(year, month as u32, u32::from(day)).is_some(),
        None => day <= longest,
    };
    if !exists {
        return Err(format!(
            "'{date}' is no date; expected a day of {month} up to {longest}"
        ));
    }
    Ok(())
}

fn contains_month(first: u32, last: u32, year: Option<i32>, date: NaiveDate) -> bool {
    let month = date.month();
    let wraps = last < first;
    let in_range = if wraps {
        month >= first || month <= last
    } else {
        (first..=last).contains(&month)
    };
    let year_of_start = if wraps && month <= last {
        date.year() - 1
    } else {
        date.year()
    };
    in_range && year.is_none_or(|year| year == year_of_start)
}

type Bound = (Date, DateOffset);

fn contains_date(start: Bound, end: Bound, date: NaiveDate) -> bool {
    let years = match start.0.year() {
        Some(Year(year)) => year..=year,
        // A range may have begun the year before, and an offset may cross the year's end.
        None => date.year().saturating_sub(1)..=date.year().saturating_add(1),
    };
    years.into_iter().any(|year| {
        let bounds = if start == end {
            resolve(start, year, Missing::Absent).map(|day| (day, day))
        } else {
            resolve(start, year, Missing::NextMonth).zip(resolve_end(start, end, year))
        };
        bounds.is_some_and(|(first, last)| (first..=last).contains(&date))
    })
}

/// The last day of a range that starts in `start_year`: in the next year, if the end is earlier in
/// the year than the start.
fn resolve_end(start: Bound, end: Bound, start_year: i32) -> Option<NaiveDate> {
    if let Some(Year(year)) = end.0.year().filter(|_| start.0.year() != end.0.year()) {
        return resolve(end, year, Missing::MonthEnd);
    }
    let first = resolve(start, start_year, Missing::MonthEnd)?;
    let last = resolve(end, start_year, Missing::MonthEnd)?;
    if last < first {
        return resolve(end, start_year.checked_add(1)?, Missing::MonthEnd);
    }
    Some(last)
}

/// The substitute for 29 February in other years.
#[derive(Clone, Copy, PartialEq)]
enum Missing {
    Absent,
    NextMonth,
    MonthEnd,
}

fn resolve((date, offset): Bound, year: i32, missing: Missing) -> Option<NaiveDate> {
    let day = match date {
        Date::Fixed { month, day, .. } => {
            let month = month as u32;
            NaiveDate::from_ymd_opt(year, month, u32::from(day)).or_else(|| match missing {
                Missing::Absent => None,
                Missing::NextMonth => NaiveDate::from_ymd_opt(year, month + 1, 1),
                Missing::MonthEnd => NaiveDate::from_ymd_opt(year, month + 1, 1)?.pred_opt(),
            })?
        }
        Date::Weekday {
            month, wday, nth, ..
        } => nth_weekday(year, month, wday, nth)?,
        Date::Easter { .. } => easter(year)?,
    };
    apply(offset, day)
}

fn nth_weekday(year: i32, month: Month, weekday: Weekday, nth: i8) -> Option<NaiveDate> {
    let month = month as u32;
    if nth > 0 {
        return NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth.unsigned_abs());
    }
    (1..=5)
        .rev()
        .filter_map(|n| NaiveDate::from_weekday_of_month_opt(year, month, weekday, n))
        .nth(usize::from(nth.unsigned_abs()).checked_sub(1)?)
}

fn apply(offset: DateOffset, date: NaiveDate) -> Option<NaiveDate> {
    let date = plus_days(date, offset.day_offset)?;
    match offset.wday_offset {
        WeekDayOffset::None => Some(date),
        WeekDayOffset::Next(target) => {
            let ahead = target.days_since(date.weekday());
            date.checked_add_days(Days::new(u64::from(ahead)))
        }
        WeekDayOffset::Prev(target) => {
            let back = date.weekday().days_since(target);
            date.checked_sub_days(Days::new(u64::from(back)))
        }
    }
}

/// `date` plus `days`; none beyond the calendar's ends.
pub(super) fn plus_days(date: NaiveDate, days: i16) -> Option<NaiveDate> {
    date.checked_add_signed(chrono::TimeDelta::days(i64::from(days)))
}

/// Easter Sunday of the Gregorian calendar.
///
/// Source: the anonymous algorithm of 1876, as in Meeus, Astronomical Algorithms,
/// chapter 8.
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, in_century) = (
        year.rem_euclid(19),
        year.div_euclid(100),
        year.rem_euclid(100),
    );
    let moon_shift = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon_shift + 15).rem_euclid(30);
    let to_sunday =
        (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4).rem_euclid(7);
    let correction = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days = epact + to_sunday - 7 * correction + 114;
    let (month, day) = (days / 31, days % 31 + 1);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_church_has_it() {
        let table = [
            (1999, 4, 4),
            (2008, 3, 23),
            (2025, 4, 20),
            (2026, 4, 5),
            (2038, 4, 25),
        ];
        for (year, month, day) in table {
            assert_eq!(easter(year), NaiveDate::from_ymd_opt(year, month, day));
        }
    }

    #[test]
    fn the_last_weekday_of_a_month_is_counted_from_its_end() {
        let date = nth_weekday(2026, Month::November, Weekday::Mon, -1);
        assert_eq!(date, NaiveDate::from_ymd_opt(2026, 11, 30));
        assert_eq!(nth_weekday(2026, Month::November, Weekday::Tue, 5), None);
        let date = nth_weekday(2026, Month::November, Weekday::Tue, -4);
        assert_eq!(date, NaiveDate::from_ymd_opt(2026, 11, 3));
    }

    #[test]
    fn offsets_of_up_to_a_leap_year_are_taken() {
        assert!(check_offset(MAX_OFFSET_DAYS).is_ok());
        assert!(check_offset(-MAX_OFFSET_DAYS).is_ok());
        assert!(check_offset(MAX_OFFSET_DAYS + 1).is_err());
        assert!(check_offset(i16::MIN).is_err());
    }
}
