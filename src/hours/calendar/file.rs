//! Tables of days off as files have them: our own of many years, holiday-cn's of one.
//!
//! Invariant: the years of a table are stated in the file, or clear from its dates; a year without
//! listed days, or with only those around the New Year, is not known.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::{Calendar, MAX_DAYS, MAX_RUN_DAYS};

/// Years that a table may contain.
pub const CALENDAR_YEARS: RangeInclusive<i32> = 1_900..=2_200;

/// Why a text is not a table of days off.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// Not JSON, or JSON of another shape; the cause gives line and column.
    #[error("not a holiday table: {0}; {EXPECTED}")]
    Json(#[from] serde_json::Error),
    /// JSON of neither form.
    #[error("not a holiday table: {0}; {EXPECTED}")]
    Form(&'static str),
    /// A date that does not exist or is written otherwise.
    #[error("{place}: '{found}' is not a date; expected one such as 2026-10-01")]
    Date {
        /// Which entry, counted from 0.
        place: String,
        /// The text found there.
        found: String,
    },
    /// A year outside [`CALENDAR_YEARS`].
    #[error("{place}: the year {year}; expected one from {} to {}", CALENDAR_YEARS.start(), CALENDAR_YEARS.end())]
    Year {
        /// Which entry.
        place: String,
        /// The text found there.
        year: i32,
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
    #[error("{0} is listed both as a day off and as worked; a day is one or the other")]
    Contradiction(NaiveDate),
    /// `years_complete` with the last year first.
    #[error("years_complete: expected [first, last], got [{0}, {1}]")]
    Years(i32, i32),
    /// More than [`MAX_DAYS`] days.
    #[error("a calendar lists at most {MAX_DAYS} days, got more")]
    TooManyDays,
}

/// The byte order mark that some editors put before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';
/// Both forms, for error messages.
const EXPECTED: &str = r#"expected {"off": [["2027-01-01", "2027-01-03", "name"]], "work": ["2027-01-10"]}, or holiday-cn's {"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}"#;

/// The members of both forms; others, such as its source, are not read.
#[derive(Deserialize)]
struct TableFile {
    off: Option<Vec<(String, String, String)>>,
    #[serde(default)]
    work: Vec<String>,
    years_complete: Option<(i32, i32)>,
    year: Option<i32>,
    days: Option<Vec<YearDay>>,
}

/// A day of the yearly form.
#[derive(Deserialize)]
struct YearDay {
    date: String,
    #[serde(rename = "isOffDay")]
    is_off_day: bool,
}

/// Reads a table of either form.
pub(super) fn read(json: &str) -> Result<Calendar, CalendarError> {
    let file: TableFile = serde_json::from_str(json.trim_start_matches(BYTE_ORDER_MARK))?;
    match (file.off, file.days, file.year) {
        (Some(_), Some(_), _) => Err(CalendarError::Form("both `off` and `days`")),
        (Some(off), None, _) => read_runs(&off, &file.work, file.years_complete),
        (None, Some(days), Some(year)) => read_year(year, &days),
        (None, Some(_), None) => Err(CalendarError::Form("missing field `year`")),
        (None, None, _) => Err(CalendarError::Form("missing field `off`")),
    }
}

/// Our form: runs of days off, days worked, and the years that are complete.
fn read_runs(
    off: &[(String, String, String)],
    work: &[String],
    years: Option<(i32, i32)>,
) -> Result<Calendar, CalendarError> {
    let mut days_off = Vec::new();
    for (i, (from, to, _name)) in off.iter().enumerate() {
        days_off.extend(run_days(&format!("off[{i}]"), from, to)?);
        if days_off.len() > MAX_DAYS {
            return Err(CalendarError::TooManyDays);
        }
    }
    let mut make_up_workdays = Vec::new();
    for (i, text) in work.iter().enumerate() {
        make_up_workdays.push(parse_date(&format!("work[{i}]"), text)?);
    }
    let dates = days_off.iter().chain(&make_up_workdays);
    let years = match years {
        Some((first, last)) => stated_years(first, last, dates)?,
        None => years_of(dates),
    };
    Calendar::from_days(days_off, make_up_workdays, years)
}

/// The years that a file states as complete, without those that it lists no day of: an outdated
/// header must not empty a year that another table knows.
fn stated_years<'a>(
    first: i32,
    last: i32,
    dates: impl Iterator<Item = &'a NaiveDate>,
) -> Result<BTreeSet<i32>, CalendarError> {
    if first > last {
        return Err(CalendarError::Years(first, last));
    }
    check_year("years_complete", first)?;
    check_year("years_complete", last)?;
    let years = dates.map(Datelike::year);
    Ok(years.filter(|year| (first..=last).contains(year)).collect())
}

/// The yearly form of holiday-cn: the days of the notice for a year, some possibly in the December
/// before. Before the notice is published there are none, and the year is not known.
fn read_year(year: i32, days: &[YearDay]) -> Result<Calendar, CalendarError> {
    check_year("year", year)?;
    let (mut days_off, mut make_up_workdays) = (Vec::new(), Vec::new());
    for (i, day) in days.iter().enumerate() {
        let date = parse_date(&format!("days[{i}]"), &day.date)?;
        if day.is_off_day {
            days_off.push(date);
        } else {
            make_up_workdays.push(date);
        }
    }
    let mut listed = days_off.iter().chain(&make_up_workdays);
    let is_out = listed.any(|date| date.year() == year);
    let years = is_out.then_some(year).into_iter().collect();
    Calendar::from_days(days_off, make_up_workdays, years)
}

/// The years of the dates. A December alone before another year belongs to the notice of that year,
/// and a January alone after another year is its end.
fn years_of<'a>(dates: impl Iterator<Item = &'a NaiveDate>) -> BTreeSet<i32> {
    let mut months: BTreeMap<i32, BTreeSet<u32>> = BTreeMap::new();
    for date in dates {
        months.entry(date.year()).or_default().insert(date.month());
    }
    let is_only = |year: i32, month: u32| months[&year].iter().eq([&month]);
    let is_listed = |year: i32| months.contains_key(&year);
    let mut years = BTreeSet::new();
    for year in months.keys().copied() {
        let is_end = is_only(year, 1) && years.contains(&(year - 1));
        let is_start = is_only(year, 12) && is_listed(year + 1);
        if !is_end && !is_start {
            years.insert(year);
        }
    }
    years
}

fn parse_date(place: &str, text: &str) -> Result<NaiveDate, CalendarError> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| CalendarError::Date {
        place: place.to_owned(),
        found: text.to_owned(),
    })?;
    check_year(place, date.year())?;
    Ok(date)
}

fn check_year(place: &str, year: i32) -> Result<(), CalendarError> {
    if CALENDAR_YEARS.contains(&year) {
        return Ok(());
    }
    let place = place.to_owned();
    Err(CalendarError::Year { place, year })
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
