//! Days off and make-up workdays (调休) of a region, by name.
//!
//! Invariant: no date is both off and worked. A calendar states which years it
//! knows; it never guesses a year that it lacks.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

/// Most days that a calendar may list, off and worked together.
pub const MAX_DAYS: usize = 20_000;
/// Longest run of days off, in days.
pub const MAX_RUN_DAYS: i64 = 366;

/// The mainland's days off and make-up workdays.
const BUNDLED_CN: &str = include_str!("../../data/calendar/holidays-cn.json");
/// Hong Kong's general holidays.
const BUNDLED_HK: &str = include_str!("../../data/calendar/holidays-hk.json");

/// Days off and make-up workdays of one region. A look-up is a binary search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Sorted, without duplicates.
    days_off: Vec<NaiveDate>,
    /// Sorted, without duplicates.
    make_up_workdays: Vec<NaiveDate>,
    /// First and last year whose days are all listed.
    years: Option<(i32, i32)>,
}

/// Why a text is not a calendar.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// Not JSON, or JSON of another shape; the cause gives line and column.
    #[error(
        "not a calendar: {0}; expected {{\"off\": [[\"2026-01-01\", \"2026-01-03\", \"name\"]], \"work\": [\"2026-01-04\"]}}"
    )]
    Json(#[from] serde_json::Error),
    /// A date that does not exist or is written otherwise.
    #[error("{place}: '{found}' is not a date; expected one such as 2026-10-01")]
    Date {
        /// Which entry, counted from 0.
        place: String,
        /// What stands there.
        found: String,
    },
    /// A run that ends before it begins or is longer than [`MAX_RUN_DAYS`].
    #[error("{place}: a run of days off lasts 1 to {MAX_RUN_DAYS} days, got {from} to {to}")]
    Run {
        /// Which entry, counted from 0.
        place: String,
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        to: NaiveDate,
    },
    /// A date that is listed as off and as worked.
    #[error("{0} is listed both in 'off' and in 'work'; a day is one or the other")]
    Contradiction(NaiveDate),
    /// `years_complete` with the last year first.
    #[error("years_complete: expected [first, last], got [{0}, {1}]")]
    Years(i32, i32),
    /// More than [`MAX_DAYS`] days.
    #[error("a calendar lists at most {MAX_DAYS} days, got more")]
    TooManyDays,
}

/// The file's shape; other members, such as its source, are not read.
#[derive(Deserialize)]
struct CalendarFile {
    off: Vec<(String, String, String)>,
    #[serde(default)]
    work: Vec<String>,
    years_complete: Option<(i32, i32)>,
}

impl Calendar {
    /// A calendar that knows no year.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Reads `off` runs `[from, to, name]`, `work` dates and `years_complete`
    /// `[first, last]`; without the latter, the years are those of the dates.
    pub fn parse(json: &str) -> Result<Self, CalendarError> {
        let file: CalendarFile = serde_json::from_str(json)?;
        let mut days_off = Vec::new();
        for (i, (from, to, _name)) in file.off.iter().enumerate() {
            days_off.extend(run_days(&format!("off[{i}]"), from, to)?);
            if days_off.len() > MAX_DAYS {
                return Err(CalendarError::TooManyDays);
            }
        }
        let mut make_up_workdays = Vec::new();
        for (i, text) in file.work.iter().enumerate() {
            make_up_workdays.push(parse_date(&format!("work[{i}]"), text)?);
        }
        Self::from_days(days_off, make_up_workdays, file.years_complete)
    }

    fn from_days(
        mut days_off: Vec<NaiveDate>,
        mut make_up_workdays: Vec<NaiveDate>,
        years: Option<(i32, i32)>,
    ) -> Result<Self, CalendarError> {
        if days_off.len() + make_up_workdays.len() > MAX_DAYS {
            return Err(CalendarError::TooManyDays);
        }
        for days in [&mut days_off, &mut make_up_workdays] {
            days.sort_unstable();
            days.dedup();
        }
        let twice = |day: &&NaiveDate| days_off.binary_search(day).is_ok();
        if let Some(day) = make_up_workdays.iter().find(twice) {
            return Err(CalendarError::Contradiction(*day));
        }
        if let Some((first, last)) = years.filter(|(first, last)| first > last) {
            return Err(CalendarError::Years(first, last));
        }
        let listed = || days_off.iter().chain(&make_up_workdays).map(Datelike::year);
        let years = years.or_else(|| listed().min().zip(listed().max()));
        Ok(Self {
            days_off,
            make_up_workdays,
            years,
        })
    }

    /// Whether `date` is a public holiday or a day off in lieu.
    pub fn is_day_off(&self, date: NaiveDate) -> bool {
        self.days_off.binary_search(&date).is_ok()
    }

    /// Whether `date` is a weekend day worked in exchange.
    pub fn is_make_up_workday(&self, date: NaiveDate) -> bool {
        self.make_up_workdays.binary_search(&date).is_ok()
    }

    /// Whether the region works weekend days in exchange at all.
    pub fn has_make_up_workdays(&self) -> bool {
        !self.make_up_workdays.is_empty()
    }

    /// Whether all days off of `year` are known.
    pub fn covers_year(&self, year: i32) -> bool {
        self.years
            .is_some_and(|(first, last)| (first..=last).contains(&year))
    }

    /// First and last year that are known.
    pub fn years(&self) -> Option<(i32, i32)> {
        self.years
    }
}

fn parse_date(place: &str, text: &str) -> Result<NaiveDate, CalendarError> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| CalendarError::Date {
        place: place.to_owned(),
        found: text.to_owned(),
    })
}

fn run_days(
    place: &str,
    from: &str,
    to: &str,
) -> Result<impl Iterator<Item = NaiveDate>, CalendarError> {
    let (from, to) = (parse_date(place, from)?, parse_date(place, to)?);
    if !(1..=MAX_RUN_DAYS).contains(&((to - from).num_days() + 1)) {
        let place = place.to_owned();
        return Err(CalendarError::Run { place, from, to });
    }
    Ok(from.iter_days().take_while(move |day| *day <= to))
}

/// Calendars by name. An unknown name has an empty calendar, so that answers which
/// need it can say that holiday data is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendars {
    by_name: BTreeMap<String, Arc<Calendar>>,
    none: Arc<Calendar>,
}

impl Calendars {
    /// `cn` and `hk` as they come with the program.
    pub fn bundled() -> Self {
        let mut calendars = Self::default();
        for (name, json) in [("cn", BUNDLED_CN), ("hk", BUNDLED_HK)] {
            calendars.insert(name, Calendar::parse(json).unwrap_or_default());
        }
        calendars
    }

    /// Adds a calendar, or replaces the one of that name.
    pub fn insert(&mut self, name: &str, calendar: Calendar) {
        self.by_name.insert(name.to_owned(), Arc::new(calendar));
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
