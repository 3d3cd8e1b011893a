//! The dates that a rule applies to: years, dates, weeks, weekdays, days off.
//!
//! Invariant: a selector is decidable; school holidays, for which there are no data, and dates that
//! do not exist are rejected when it is built. It knows nothing of make-up workdays: callers ask
//! whether a date would match as this weekday or that.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Weekday};
use opening_hours_syntax::rules::day::{DaySelector, HolidayKind, WeekDayRange, WeekNum, Year};

use super::calendar::Calendar;
use super::day::Reason;
use super::months::{self, MonthDays};

/// Bits 0 to 6: the whole week.
const WHOLE_WEEK: u8 = 0b111_1111;

/// The days of a rule. Matching costs some 10 ns, more with movable dates.
#[derive(Clone, Debug, Default)]
pub(super) struct Days {
    years: Vec<(RangeInclusive<i32>, i32)>,
    months: Vec<MonthDays>,
    weeks: Vec<(RangeInclusive<u32>, u32)>,
    /// Plain weekdays; bit 0 is Monday.
    weekdays: u8,
    counted_weekdays: Vec<CountedWeekdays>,
    /// Days after a public holiday.
    holiday_offsets: Vec<i16>,
}

/// Weekdays by their number in the month (`Mo[1,-1] +2 days`).
#[derive(Clone, Debug)]
struct CountedWeekdays {
    weekdays: u8,
    nth_from_start: [bool; 5],
    nth_from_end: [bool; 5],
    offset_days: i16,
}

impl Days {
    /// The days of a parsed selector, or why they cannot be decided.
    pub(super) fn new(selector: &DaySelector) -> Result<Self, String> {
        let mut days = Self {
            years: selector.year.iter().map(years).collect(),
            months: selector
                .monthday
                .iter()
                .map(MonthDays::new)
                .collect::<Result<_, _>>()?,
            weeks: selector.week.iter().map(weeks).collect(),
            ..Self::default()
        };
        for range in &selector.weekday {
            days.add_weekdays(range)?;
        }
        Ok(days)
    }

    fn add_weekdays(&mut self, range: &WeekDayRange) -> Result<(), String> {
        match range {
            WeekDayRange::Holiday {
                kind: HolidayKind::School,
                ..
            } => Err(
                "school holidays (SH) are not known here; expected their dates, such as \
                      'Jul 1-Aug 31'"
                    .to_owned(),
            ),
            WeekDayRange::Holiday { offset, .. } => {
                self.holiday_offsets.push(*offset);
                months::check_offset(*offset)
            }
            WeekDayRange::Fixed {
                range,
                offset,
                nth_from_start,
                nth_from_end,
            } => {
                let weekdays = weekday_bits(*range.start(), *range.end());
                if *offset == 0 && *nth_from_start == [true; 5] && *nth_from_end == [true; 5] {
                    self.weekdays |= weekdays;
                } else {
                    self.counted_weekdays.push(CountedWeekdays {
                        weekdays,
                        nth_from_start: *nth_from_start,
                        nth_from_end: *nth_from_end,
                        offset_days: *offset,
                    });
                }
                months::check_offset(*offset)
            }
        }
    }

    /// Whether it names no days and so includes all.
    pub(super) fn is_empty(&self) -> bool {
        self.has_weekdays_only() && !self.names_weekdays()
    }

    /// How many years, dates, weeks, counted weekdays and offsets of days off are compared.
    pub(super) const fn n_selectors(&self) -> usize {
        let dates = self.years.len() + self.months.len() + self.weeks.len();
        dates + self.counted_weekdays.len() + self.holiday_offsets.len()
    }

    /// Whether it depends only on plain weekdays and days off, the same every week.
    pub(super) fn has_weekdays_only(&self) -> bool {
        let dates = self.years.is_empty() && self.months.is_empty() && self.weeks.is_empty();
        dates && self.counted_weekdays.is_empty()
    }

    /// Whether it depends on days off.
    pub(super) fn names_holidays(&self) -> bool {
        !self.holiday_offsets.is_empty()
    }

    /// Whether some days of the week match and others do not.
    pub(super) fn tells_weekdays_apart(&self) -> bool {
        self.names_weekdays() && (self.weekdays != WHOLE_WEEK || !self.counted_weekdays.is_empty())
    }

    fn names_weekdays(&self) -> bool {
        self.weekdays != 0 || !self.counted_weekdays.is_empty() || self.names_holidays()
    }

    /// Whether a plain week, without holidays and dates, matches on this weekday.
    pub(super) fn matches_plain_weekday(&self, weekday: Weekday) -> bool {
        self.is_empty() || self.weekdays & weekday_bit(weekday) != 0
    }

    /// Whether all make-up workdays of a weekday match alike: dates are not involved, and days off
    /// do not matter, for a make-up workday is none.
    pub(super) fn is_weekly_on_make_up_workdays(&self) -> bool {
        self.has_weekdays_only() && self.holiday_offsets.iter().all(|offset| *offset == 0)
    }

    /// Why `date` matches, if it does, treated as this weekday. Its month, its week and its number
    /// in the month remain its own.
    pub(super) fn matches(
        &self,
        date: NaiveDate,
        weekday: Weekday,
        calendar: &Calendar,
    ) -> Option<Reason> {
        if !self.matches_dates(date) {
            return None;
        }
        if !self.names_weekdays() || self.matches_weekday(date, weekday) {
            return Some(Reason::Hours);
        }
        self.matches_holiday(date, calendar)
    }

    fn matches_dates(&self, date: NaiveDate) -> bool {
        let week = date.iso_week().week();
        let every =
            |range: &RangeInclusive<u32>, step: u32| (week - range.start()).is_multiple_of(step);
        let of_year = |(range, step): &(RangeInclusive<i32>, i32)| {
            range.contains(&date.year()) && (date.year() - range.start()) % step == 0
        };
        (self.years.is_empty() || self.years.iter().any(of_year))
            && (self.months.is_empty() || self.months.iter().any(|range| range.contains(date)))
            && (self.weeks.is_empty()
                || self
                    .weeks
                    .iter()
                    .any(|(range, step)| range.contains(&week) && every(range, *step)))
    }

    fn matches_weekday(&self, date: NaiveDate, weekday: Weekday) -> bool {
        self.weekdays & weekday_bit(weekday) != 0
            || self
                .counted_weekdays
                .iter()
                .any(|counted| counted.matches(date, weekday))
    }

    fn matches_holiday(&self, date: NaiveDate, calendar: &Calendar) -> Option<Reason> {
        self.holiday_offsets
            .iter()
            .filter_map(|offset| months::plus_days(date, -offset))
            .any(|day| calendar.is_day_off(day))
            .then_some(Reason::Holiday)
    }
}

impl CountedWeekdays {
    /// Whether `date` matches treated as this weekday, and the days around it accordingly.
    fn matches(&self, date: NaiveDate, weekday: Weekday) -> bool {
        let Some(day) = months::plus_days(date, -self.offset_days) else {
            return false;
        };
        let number = |weekday: Weekday| weekday.num_days_from_monday();
        let as_weekday = number(day.weekday()) + 7 + number(weekday) - number(date.weekday());
        let from_start = day.day0() / 7;
        let from_end = (u32::from(day.num_days_in_month()) - day.day()) / 7;
        let is_nth = |flags: &[bool; 5], n: u32| flags.get(n as usize) == Some(&true);
        self.weekdays & (1 << (as_weekday % 7)) != 0
            && (is_nth(&self.nth_from_start, from_start) || is_nth(&self.nth_from_end, from_end))
    }
}

fn years(range: &opening_hours_syntax::rules::day::YearRange) -> (RangeInclusive<i32>, i32) {
    let (years, step) = range.clone().into_parts();
    let (Year(first), Year(last)) = (*years.start(), *years.end());
    (first..=last, i32::from(step.max(1)))
}

fn weeks(range: &opening_hours_syntax::rules::day::WeekRange) -> (RangeInclusive<u32>, u32) {
    let (weeks, step) = range.clone().into_parts();
    let (WeekNum(first), WeekNum(last)) = (*weeks.start(), *weeks.end());
    (u32::from(first)..=u32::from(last), u32::from(step.max(1)))
}

fn weekday_bit(weekday: Weekday) -> u8 {
    1 << weekday.num_days_from_monday()
}

fn weekday_bits(first: Weekday, last: Weekday) -> u8 {
    let mut bits = weekday_bit(first);
    let mut weekday = first;
    while weekday != last {
        weekday = weekday.succ();
        bits |= weekday_bit(weekday);
    }
    bits
}
