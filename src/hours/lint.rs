//! Lints: rules that are understood, but probably do not say what was meant.
//!
//! Invariant: a finding changes nothing; it is a sentence for the data's owner. The evaluated days
//! are counted from a given date, so that findings are reproducible.

use chrono::NaiveDate;

use super::rules::Rule;
use super::{HoursIssue, OpenState, Rules};

/// The days evaluated: a year and a month, so that every yearly date is included.
pub(super) const DAYS_TRIED: usize = 400;
/// A whole day as written on purpose.
const WRITTEN_WHOLE_DAYS: [&str; 2] = ["0:00-24:00", "24/7"];

/// All findings; some 100 us for a usual text.
pub(super) fn findings(rules: &Rules, today: NaiveDate) -> Vec<HoursIssue> {
    let mut messages = Vec::new();
    if rules
        .sequence
        .iter()
        .flat_map(|rule| &rule.spans)
        .any(|span| span.has_open_end())
    {
        messages.push("an open end ('+') leaves unknown until when; expected an end".to_owned());
    }
    if has_bare_days(rules) {
        messages.push(
            "days without hours mean all 24 hours of them; expected hours, or 00:00-24:00 if \
             that is meant"
                .to_owned(),
        );
    }
    if !rules.is_always_open() {
        messages.extend(tried(rules, today));
    }
    messages.into_iter().map(HoursIssue::suspicious).collect()
}

/// Whether days are named without hours, which means all hours.
pub(super) fn has_bare_days(rules: &Rules) -> bool {
    let is_whole_day = |rule: &&Rule| {
        let is_open = rule.state == OpenState::Open && !rule.days.is_empty();
        is_open && rule.spans.iter().any(|span| span.is_whole_day())
    };
    let written: usize = WRITTEN_WHOLE_DAYS
        .iter()
        .map(|form| rules.normalised().matches(form).count())
        .sum();
    rules.sequence.iter().filter(is_whole_day).count() > written
}

/// Findings that need the evaluation of days.
fn tried(rules: &Rules, today: NaiveDate) -> Vec<String> {
    let mut messages = Vec::new();
    let days = || today.iter_days().take(DAYS_TRIED);
    let is_ever_open = days().any(|date| {
        let day = rules.day(date);
        day.spans()
            .iter()
            .any(|span| span.state != OpenState::Closed)
    });
    // If days off are unknown, the place may be open on them.
    let knows_days_off = days().all(|date| !rules.lacks_holiday_data(date));
    if !is_ever_open && knows_days_off {
        messages.push(format!(
            "not open once in {DAYS_TRIED} days from {today}; expected hours that come up"
        ));
    }
    // Only a later rule shortens hours. The test is expensive if the sun is involved.
    let has_later_rules = rules.sequence.len() > 1;
    let cut = || days().find(|date| cuts_a_spill(rules, *date));
    if let Some(date) = has_later_rules.then(cut).flatten() {
        messages.push(format!(
            "hours past midnight are cut by a later rule, for instance on {date}; expected ',' \
             in place of ';' if they are meant to last"
        ));
    }
    messages
}

/// Whether hours of the day before are closed by a later rule of `date`.
fn cuts_a_spill(rules: &Rules, date: NaiveDate) -> bool {
    let Some(yesterday) = date.pred_opt() else {
        return false;
    };
    // The state of a make-up workday does not follow from one rule alone.
    if rules.is_made_up(date) || rules.is_made_up(yesterday) {
        return false;
    }
    let sun = rules.sun(Some(yesterday));
    let mut day = None;
    rules
        .sequence
        .iter()
        .filter(|rule| rule.state == OpenState::Open && rules.matches(rule, yesterday))
        .flat_map(|rule| rule.stretches(&sun))
        .map(|stretch| stretch.on_the_next_day())
        .filter(|spill| !spill.is_empty())
        .any(|spill| {
            let spans = day.get_or_insert_with(|| rules.day(date)).spans();
            let next_starts = spans[1..]
                .iter()
                .map(|span| span.start_min)
                .chain([u16::MAX]);
            spans.iter().zip(next_starts).any(|(span, end_min)| {
                let overlaps = span.start_min < spill.end && spill.start < end_min;
                overlaps && span.state == OpenState::Closed
            })
        })
}
