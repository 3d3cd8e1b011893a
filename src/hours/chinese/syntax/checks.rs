//! Conditions for writing a text's clauses as rules.
//!
//! Each rejection is part of a sentence: the text is unknown because it is ambiguous.

use crate::hours::chinese::clauses::{Clause, Closing, Week};
use crate::hours::chinese::clock::DAY_MIN;
use crate::hours::chinese::dates::Dates;
use crate::hours::chinese::days::{DaySet, WHOLE_WEEK};
use crate::hours::chinese::festivals::Festivals;
use crate::hours::chinese::holidays::Rule;
use crate::hours::chinese::phrases::Hours;

/// Days that a text may omit and still describe the whole week: those on which many places are
/// closed.
const MOST_DAYS_UNTOLD: u32 = 2;

/// How two clauses share days.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sharing {
    Nothing,
    /// The later one replaces the hours of the earlier one.
    Replaces,
    /// The later one adds to them: 每周一夜间开放 18:00-20:00.
    Adds,
}

pub(super) fn sharing(earlier: &Clause, later: &Clause) -> Result<Sharing, String> {
    let both = |a: &[Dates], b: &[Dates]| a.iter().any(|a| b.iter().any(|b| a.overlaps(*b)));
    let is_of_more_dates = earlier.dates.is_empty() && !later.dates.is_empty();
    let has_dates_in_common = earlier.dates.is_empty() || both(&earlier.dates, &later.dates);
    let has_days_in_common = earlier.days.weekdays & later.days.weekdays != 0
        || earlier.days.holidays && later.days.holidays;
    if !has_dates_in_common || !has_days_in_common {
        return Ok(Sharing::Nothing);
    }
    if is_of_more_dates {
        return Ok(Sharing::Replaces);
    }
    let n_days = later.days.weekdays.count_ones();
    if !earlier.is_named && later.is_named && n_days > MOST_DAYS_UNTOLD {
        return Err("hours without days, beside hours of most days".to_owned());
    }
    let twice = || "two hours for the same days".to_owned();
    let is_more_special = !later.days.is_every_day() && earlier.days != later.days;
    let names_working_days = earlier.days.workdays || later.days.workdays;
    let has_holidays_twice = earlier.days.holidays && later.days.holidays;
    let has_same_dates = earlier.dates == later.dates;
    if !is_more_special || names_working_days || has_holidays_twice || !has_same_dates {
        return Err(twice());
    }
    let ends = earlier.hours.iter().map(|span| span.minutes.end).max();
    let comes_later = |span: &Hours| ends.is_some_and(|end| end <= span.minutes.start);
    let is_apart = |span: &Hours| {
        let mut spans = earlier.hours.iter();
        spans.all(|e| span.minutes.end <= e.minutes.start || e.minutes.end <= span.minutes.start)
    };
    if later
        .hours
        .iter()
        .all(|span| span.is_said_late && comes_later(span))
    {
        return Ok(Sharing::Adds);
    }
    if later.hours.iter().all(is_apart) {
        return Err("hours that may replace others of the same days, or add to them".to_owned());
    }
    Ok(Sharing::Replaces)
}

pub(super) fn check_closings(closed: &[Closing], told: DaySet) -> Result<(), String> {
    if told.holidays && closed.iter().any(|closing| closing.days.holidays) {
        return Err("says closed on days off, and not".to_owned());
    }
    let is_dated_day = |closing: &Closing| closing.days == DaySet::NONE && closing.dates.is_empty();
    if closed.iter().any(is_dated_day) {
        return Err("says closed, but not for which days".to_owned());
    }
    Ok(())
}

/// Hours of a season without named days complete the year, if all others are seasons too.
pub(super) fn check_dates(open: &[&Clause], week: &Week) -> Result<(), String> {
    let closed = week
        .closed
        .iter()
        .fold(0, |all, closing| all | closing.days.weekdays);
    let is_dated = |clause: &&&Clause| !clause.dates.is_empty();
    let of_the_year = open.iter().filter(|clause| clause.dates.is_empty());
    let told = of_the_year
        .clone()
        .fold(closed, |all, clause| all | clause.days.weekdays);
    let names_no_days = open.iter().filter(is_dated).any(|clause| !clause.is_named);
    let named = open
        .iter()
        .filter(is_dated)
        .filter(|clause| clause.is_named);
    let named = named.fold(0, |all, clause| all | clause.days.weekdays);
    // 夏季（4月-10月）周一至周五8:00-18:00；冬季（11月-3月）8:30-17:30
    if names_no_days && named != 0 && named | closed != WHOLE_WEEK {
        return Err("days of one season that may be those of the other".to_owned());
    }
    if of_the_year.count() > 0 && names_no_days && told != WHOLE_WEEK {
        return Err("hours of a season, without their days".to_owned());
    }
    Ok(())
}

/// 8:30-11:30；13:00-17:30 are spans of the same days, if there are no others.
pub(super) fn check_spans_after_stop(
    week: &Week,
    told: DaySet,
    repairs: &mut Vec<String>,
) -> Result<(), String> {
    let closed = week
        .closed
        .iter()
        .fold(0, |all, closing| all | closing.days.weekdays);
    let untold = WHOLE_WEEK & !(told.weekdays | closed);
    let mut clauses = week.open.iter().filter(|clause| clause.goes_on_after_stop);
    let Some(first) = clauses.next() else {
        return Ok(());
    };
    let is_unclear = |clause: &Clause| clause.is_named && untold.count_ones() > MOST_DAYS_UNTOLD;
    if is_unclear(first) || clauses.any(is_unclear) {
        return Err("hours after a full stop, without their days".to_owned());
    }
    repairs.push("spans of hours parted by ';' are read as of the same days".to_owned());
    Ok(())
}

/// Rejects hours after midnight beside days with other hours: it is unclear whether the night
/// before a day off ends at midnight, and which day the first hours of a working day belong to.
pub(super) fn check_nights(open: &[&Clause], week: &Week, rule: Rule) -> Result<(), String> {
    let is_night =
        |span: &Hours| span.minutes.end > DAY_MIN || span.minutes.end < span.minutes.start;
    let is_special = |clause: &&Clause| clause.days.workdays || clause.days.holidays;
    let has_days_off = !week.closed.is_empty()
        || rule != Rule::AsWritten
        || week.holidays.festivals() != Festivals::NONE
        || open.iter().any(is_special);
    let mut spans = open.iter().flat_map(|clause| &clause.hours);
    if has_days_off && spans.any(is_night) {
        return Err("hours after midnight, beside days off".to_owned());
    }
    Ok(())
}
