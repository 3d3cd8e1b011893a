//! Days off on which closed weekdays are open, with the ordinary hours.
//!
//! Hours stated for days off apply. Without such, the hours that all weekdays share apply; hours of
//! only some weekdays are unknown, because those of a closed weekday are not stated.

use std::ops::Range;

use super::{Syntax, hours, written_spans};
use crate::hours::chinese::clauses::Clause;
use crate::hours::chinese::clock::DAY_MIN;
use crate::hours::chinese::days::DaySet;

/// Writes the rules of days off.
pub(super) fn write(open: &[&Clause], syntax: &mut Syntax) -> Result<(), String> {
    if open.iter().any(|clause| clause.days.workdays) {
        return Err("says 'as usual' of days that have no usual hours".to_owned());
    }
    let mut own = open.iter().filter(|c| c.days.holidays).peekable();
    if own.peek().is_some() {
        for clause in own {
            syntax.push("; ", &clause.dates, DaySet::HOLIDAYS, &hours(&clause.hours));
        }
        return Ok(());
    }
    let ordinary: Vec<&&Clause> = open.iter().filter(|c| c.days.weekdays != 0).collect();
    for (i, clause) in ordinary.iter().enumerate() {
        if ordinary[..i]
            .iter()
            .all(|earlier| earlier.dates != clause.dates)
        {
            write_shared(clause, &ordinary, syntax);
        }
    }
    Ok(())
}

/// Writes the hours shared by the clauses of the same dates as `first`.
fn write_shared(first: &Clause, clauses: &[&&Clause], syntax: &mut Syntax) {
    let same = clauses.iter().filter(|clause| clause.dates == first.dates);
    let is_open = |clause: &&&&Clause, minute: u16| {
        let mut spans = clause.hours.iter();
        spans.any(|span| span.minutes.contains(&minute))
    };
    let in_all = runs(|minute| same.clone().all(|clause| is_open(&clause, minute)));
    let in_some = runs(|minute| {
        let mut states = same.clone().map(|clause| is_open(&clause, minute));
        let first = states.next();
        states.any(|state| Some(state) != first)
    });
    let mut joiner = "; ";
    if !in_all.is_empty() {
        let open = written_spans(in_all.into_iter());
        syntax.push(joiner, &first.dates, DaySet::HOLIDAYS, &open);
        joiner = ", ";
    }
    if !in_some.is_empty() {
        let unknown = format!("{} unknown", written_spans(in_some.into_iter()));
        syntax.push(joiner, &first.dates, DaySet::HOLIDAYS, &unknown);
    }
}

/// The runs of minutes of a day for which a condition holds.
fn runs(holds: impl Fn(u16) -> bool) -> Vec<Range<u16>> {
    let mut runs: Vec<Range<u16>> = Vec::new();
    for minute in (0..DAY_MIN).filter(|minute| holds(*minute)) {
        match runs.last_mut().filter(|run| run.end == minute) {
            Some(run) => run.end = minute + 1,
            None => runs.push(minute..minute + 1),
        }
    }
    runs
}
