//! The content of a text, written as OSM rules.
//!
//! The order is from the general to the special, because a later rule overrides: working days,
//! weekdays, days off with hours of their own, closed weekdays, other statements about days off,
//! closed dates, and unknown days. Invariant: if a day has two sets of hours, either the text tells
//! which apply, or it is unknown.

mod checks;
mod lifted;

use std::ops::Range;

use self::checks::{Sharing, sharing};
use super::clauses::{Clause, Closing, Week};
use super::clock;
use super::dates::Dates;
use super::days::{DaySet, WEEKEND};
use super::holidays::Rule;
use super::phrases::Hours;

/// The rules of a week, or why they are ambiguous.
pub(super) fn written(week: &Week, repairs: &mut Vec<String>) -> Result<String, String> {
    let open: Vec<&Clause> = in_order(&week.open);
    let told = open.iter().fold(DaySet::NONE, |all, c| all.and(c.days));
    if told == DaySet::NONE || told.is_festivals_only() {
        return Err("says no hours".to_owned());
    }
    let is_daily = open.iter().all(|clause| clause.days.is_every_day());
    let rule = week.holidays.settled(told, is_daily)?;
    checks::check_closings(&week.closed, told)?;
    checks::check_dates(&open, week)?;
    checks::check_spans_after_stop(week, told, repairs)?;
    checks::check_nights(&open, week, rule)?;
    let mut syntax = open_rules(&open, week, rule)?;
    for closing in closings_of_days(week)? {
        syntax.push("; ", &closing.dates, closing.days, "off");
    }
    days_off(&open, rule, &mut syntax)?;
    for closing in week
        .closed
        .iter()
        .filter(|closing| closing.days == DaySet::NONE)
    {
        syntax.push("; ", &closing.dates, DaySet::NONE, "off");
    }
    let festivals = week.holidays.festivals().and(told.festivals);
    for selector in festivals.selectors() {
        syntax.0.extend(["; ", selector, " unknown"]);
    }
    Ok(syntax.0)
}

/// OSM rules, one after the other.
#[derive(Default)]
struct Syntax(String);

impl Syntax {
    fn push(&mut self, joiner: &str, dates: &[Dates], days: DaySet, state: &str) {
        if !self.0.is_empty() {
            self.0.push_str(joiner);
        }
        let dates: Vec<String> = dates.iter().map(|dates| dates.written()).collect();
        let is_every_day = days.is_every_day() && !days.holidays;
        let days = if is_every_day {
            String::new()
        } else {
            days.written()
        };
        let parts = [dates.join(","), days, state.to_owned()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        self.0.push_str(&parts.join(" "));
    }
}

/// Working days, then weekdays, then days off; the whole year before its parts.
fn in_order(clauses: &[Clause]) -> Vec<&Clause> {
    let mut open: Vec<&Clause> = clauses.iter().collect();
    open.sort_by_key(|clause| {
        let is_dated = !clause.dates.is_empty();
        (is_dated, !clause.days.workdays, clause.days.holidays)
    });
    open
}

fn hours(spans: &[Hours]) -> String {
    written_spans(spans.iter().map(|span| span.minutes.clone()))
}

fn written_spans(spans: impl Iterator<Item = Range<u16>>) -> String {
    let spans = spans.map(|span| {
        let (start, end) = (clock::written(span.start), clock::written(span.end));
        format!("{start}-{end}")
    });
    spans.collect::<Vec<_>>().join(",")
}

fn open_rules(open: &[&Clause], week: &Week, rule: Rule) -> Result<Syntax, String> {
    let mut syntax = Syntax::default();
    for (i, clause) in open.iter().enumerate() {
        let mut days = clause.days.without_festivals();
        let mut joiner = ", ";
        for earlier in &open[..i] {
            if sharing(earlier, clause)? == Sharing::Replaces {
                joiner = "; ";
            }
        }
        // The hours of days off come after the closed days that they override.
        days.holidays &= rule != Rule::Lifted;
        if days.holidays {
            joiner = "; ";
            if may_mean_weekends(clause, open, week) {
                syntax.push("; ", &clause.dates, DaySet::weekdays(WEEKEND), "unknown");
            }
        }
        if days != DaySet::NONE {
            syntax.push(joiner, &clause.dates, days, &hours(&clause.hours));
        }
        if !clause.is_named && closes_maybe_weekends(week) {
            syntax.push("; ", &clause.dates, DaySet::weekdays(WEEKEND), "unknown");
        }
        if days.workdays {
            syntax.push("; ", &clause.dates, DaySet::HOLIDAYS, "off");
        }
    }
    Ok(syntax)
}

/// 工作日 8:30-17:30，节假日 10:00-16:00: weekends are not mentioned, and may be meant.
fn may_mean_weekends(clause: &Clause, open: &[&Clause], week: &Week) -> bool {
    let told = open.iter().map(|clause| clause.days.weekdays);
    let closed = week.closed.iter().map(|closing| closing.days.weekdays);
    let told = told.chain(closed).fold(0, |all, days| all | days);
    clause.days.may_mean_weekends && told & WEEKEND == 0
}

/// 9:00-17:00，节假日休息, without a weekday: weekends may be meant too.
fn closes_maybe_weekends(week: &Week) -> bool {
    let mut closed = week.closed.iter().map(|closing| closing.days);
    let says_so = closed.clone().any(|days| days.may_mean_weekends);
    let names_weekdays = week.open.iter().any(|clause| clause.is_named);
    says_so && !names_weekdays && closed.all(|days| days.weekdays == 0)
}

/// Days off, if they override closed days or are unknown.
fn days_off(open: &[&Clause], rule: Rule, syntax: &mut Syntax) -> Result<(), String> {
    match rule {
        Rule::AsWritten => {}
        Rule::Lifted => return lifted::write(open, syntax),
        Rule::MayBeOpen | Rule::Doubtful | Rule::LeftOpen => {
            syntax.push("; ", &[], DaySet::HOLIDAYS, "unknown");
        }
        Rule::Moved => syntax.0.push_str("; PH,PH +1 day,PH +2 days unknown"),
    }
    Ok(())
}

/// The closed weekdays and days off. If stated once after all the seasons, they apply to each.
fn closings_of_days(week: &Week) -> Result<Vec<Closing>, String> {
    let mut closings: Vec<Closing> = Vec::new();
    for closing in &week.closed {
        let days = closing.days.without_festivals();
        if days != DaySet::NONE {
            closings.push(Closing {
                days,
                ..closing.clone()
            });
        }
    }
    let has_season = |clause: &Clause| {
        let mut dated = closings.iter().filter(|closing| !closing.dates.is_empty());
        dated.any(|closing| closing.dates == clause.dates)
    };
    let is_said_of_each = week.open.iter().all(has_season);
    let are_last = closings
        .iter()
        .all(|closing| closing.after == week.open.len());
    let are_first = closings.iter().all(|closing| closing.dates.is_empty());
    if !is_said_of_each && !are_last && !are_first {
        return Err("closed days of some seasons only, or of all".to_owned());
    }
    if !is_said_of_each {
        for closing in &mut closings {
            closing.dates.clear();
        }
    }
    Ok(closings)
}
