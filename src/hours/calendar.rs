//! Days off and make-up workdays (调休) of a region, by name.
//!
//! Invariant: no date is both off and worked. A calendar states which years it knows; it never
//! guesses a missing year.

mod file;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate, Weekday};

pub use self::file::{CALENDAR_YEARS, CalendarError};

/// Most days that a calendar may list, off and worked together.
pub const MAX_DAYS: usize = 20_000;
/// Longest run of days off, in days.
pub const MAX_RUN_DAYS: i64 = 366;

/// Names of calendars whose days off are not those of texts in other languages.
const CHINESE_REGIONS: [&str; 4] = ["cn", "hk", "mo", "tw"];

/// The mainland's days off and make-up workdays.
const BUNDLED_CN: &str = include_str!("../../data/calendar/holidays-cn.json");
/// Hong Kong's general holidays.
const BUNDLED_HK: &str = include_str!("../../data/calendar/holidays-hk.json");

/// Days off and make-up workdays of one region. A look-up is a binary search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Sorted, without duplicates.
    days_off: Vec<NaiveDate>,
    /// Dates listed as worked; sorted, without duplicates.
    make_up_workdays: Vec<NaiveDate>,
    /// Weekdays of the make-up workdays, Saturday or Sunday; bit 0 is Monday.
    make_up_weekdays: u8,
    /// Years whose days are all listed.
    years: BTreeSet<i32>,
    /// Whether it bears the name of a Chinese region.
    is_chinese: bool,
}

impl Calendar {
    /// A calendar without any year.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Reads a table in either form: `off` runs `[from, to, name]`, `work` dates and
    /// `years_complete` `[first, last]` (without the latter, the years are those of the dates); or
    /// a year of holiday-cn, `year` and `days` with `date` and `isOffDay`. A year without any
    /// listed day is not known in either.
    pub fn parse(json: &str) -> Result<Self, CalendarError> {
        file::read(json)
    }

    fn from_days(
        days_off: impl IntoIterator<Item = NaiveDate>,
        make_up_workdays: impl IntoIterator<Item = NaiveDate>,
        years: BTreeSet<i32>,
    ) -> Result<Self, CalendarError> {
        let days_off: BTreeSet<NaiveDate> = days_off.into_iter().collect();
        let make_up_workdays: BTreeSet<NaiveDate> = make_up_workdays.into_iter().collect();
        if days_off.len() + make_up_workdays.len() > MAX_DAYS {
            return Err(CalendarError::TooManyDays);
        }
        if let Some(day) = make_up_workdays.intersection(&days_off).next() {
            return Err(CalendarError::Contradiction(*day));
        }
        let weekday_bit = |day: &NaiveDate| 1 << day.weekday().num_days_from_monday();
        Ok(Self {
            days_off: days_off.into_iter().collect(),
            make_up_weekdays: make_up_workdays
                .iter()
                .filter(|day| is_of_weekend(**day))
                .map(weekday_bit)
                .fold(0, |bits, bit| bits | bit),
            make_up_workdays: make_up_workdays.into_iter().collect(),
            years,
            is_chinese: false,
        })
    }

    /// This calendar with the years of the tables in place of the same years; all others are kept.
    /// The days of several tables for one year add up. A day that a table lists outside its years
    /// counts too: a notice may concern the December before.
    ///
    /// # Errors
    /// A date that one table lists as a day off and another as worked; too many days.
    pub fn with_years_of(&self, tables: &[Self]) -> Result<Self, CalendarError> {
        let replaced: BTreeSet<i32> = tables
            .iter()
            .flat_map(|table| &table.years)
            .copied()
            .collect();
        let stays = |day: &NaiveDate| !replaced.contains(&day.year());
        let mut off: BTreeSet<_> = self.days_off.iter().copied().filter(stays).collect();
        let mut work: BTreeSet<_> = self
            .make_up_workdays
            .iter()
            .copied()
            .filter(stays)
            .collect();
        for table in tables {
            let is_known = |day: &NaiveDate| table.covers_year(day.year());
            off.extend(table.days_off.iter().copied().filter(is_known));
            work.extend(table.make_up_workdays.iter().copied().filter(is_known));
        }
        let mut known = Self::from_days(off, work, &self.years | &replaced)?;
        for table in tables {
            known.amend(table)?;
        }
        Ok(known)
    }

    /// Adds the days that a table lists outside its years.
    fn amend(&mut self, table: &Self) -> Result<(), CalendarError> {
        let is_outside = |day: &NaiveDate| !table.covers_year(day.year());
        let off: BTreeSet<_> = table.days_off.iter().copied().filter(is_outside).collect();
        let work = table.make_up_workdays.iter().copied();
        let work: BTreeSet<_> = work.filter(is_outside).collect();
        let is_left = |day: &NaiveDate| !off.contains(day) && !work.contains(day);
        let days_off = self
            .days_off
            .iter()
            .copied()
            .filter(is_left)
            .chain(off.clone());
        let worked = self.make_up_workdays.iter().copied();
        let worked = worked.filter(is_left).chain(work.clone());
        *self = Self::from_days(days_off, worked, std::mem::take(&mut self.years))?;
        Ok(())
    }

    /// Whether the days are those of a Chinese region, by the calendar's name in [`Calendars`]: texts
    /// of other countries do not mean these.
    pub const fn is_chinese(&self) -> bool {
        self.is_chinese
    }

    /// Whether `date` is a public holiday or a day off in lieu.
    pub fn is_day_off(&self, date: NaiveDate) -> bool {
        self.days_off.binary_search(&date).is_ok()
    }

    /// Whether `date` is a weekend day worked in exchange. A day from Monday to Friday that a table
    /// lists as worked is a workday like others.
    pub fn is_make_up_workday(&self, date: NaiveDate) -> bool {
        is_of_weekend(date) && self.make_up_workdays.binary_search(&date).is_ok()
    }

    /// Whether some make-up workday is such a weekday.
    pub const fn makes_up_on(&self, weekday: Weekday) -> bool {
        self.make_up_weekdays & (1 << weekday.num_days_from_monday()) != 0
    }

    /// Whether the region works weekend days in exchange at all.
    pub const fn has_make_up_workdays(&self) -> bool {
        self.make_up_weekdays != 0
    }

    /// Whether all days off of `year` are known.
    pub fn covers_year(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// The years whose days are all known; there may be gaps between them.
    pub const fn known_years(&self) -> &BTreeSet<i32> {
        &self.years
    }

    /// The first and the last year that are known.
    pub fn years(&self) -> Option<(i32, i32)> {
        self.years.first().copied().zip(self.years.last().copied())
    }

    /// Years between the first and the last that are not known.
    pub fn missing_years(&self) -> impl Iterator<Item = i32> {
        let (first, last) = self.years().unwrap_or((0, -1));
        (first..=last).filter(|year| !self.covers_year(*year))
    }

    /// First and last of the known years around `year` that follow one another without a gap;
    /// none if `year` itself is not known.
    pub fn years_around(&self, year: i32) -> Option<(i32, i32)> {
        let is_known = |year: &i32| self.covers_year(*year);
        let first = (*CALENDAR_YEARS.start()..=year)
            .rev()
            .take_while(is_known)
            .last()?;
        let last = (year..=*CALENDAR_YEARS.end()).take_while(is_known).last()?;
        Some((first, last))
    }
}

fn is_of_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Calendars by name. An unknown name has an empty calendar, so that answers that need it can say
/// that holiday data is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendars {
    by_name: BTreeMap<String, Arc<Calendar>>,
    none: Arc<Calendar>,
}

impl Calendars {
    /// The bundled `cn` and `hk`.
    pub fn bundled() -> Self {
        let mut calendars = Self::default();
        for (name, json) in [("cn", BUNDLED_CN), ("hk", BUNDLED_HK)] {
            calendars.insert(name, Calendar::parse(json).unwrap_or_default());
        }
        calendars
    }

    /// Adds a calendar, or replaces the one of that name.
    pub fn insert(&mut self, name: &str, mut calendar: Calendar) {
        calendar.is_chinese = CHINESE_REGIONS.contains(&name);
        self.by_name.insert(name.to_owned(), Arc::new(calendar));
    }

    /// Puts the years of tables into the calendar of that name, like [`Calendar::with_years_of`]; a
    /// new name has only those years.
    ///
    /// # Errors
    /// The same as there.
    pub fn add_years(&mut self, name: &str, tables: &[Calendar]) -> Result<(), CalendarError> {
        let calendar = self.get(name).with_years_of(tables)?;
        self.insert(name, calendar);
        Ok(())
    }

    /// The calendar of that name; an empty one if there is none.
    pub fn get(&self, name: &str) -> Arc<Calendar> {
        Arc::clone(self.by_name.get(name).unwrap_or(&self.none))
    }

    /// All names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// Names and calendars, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Calendar)> {
        self.by_name
            .iter()
            .map(|(name, calendar)| (name.as_str(), calendar.as_ref()))
    }
}
