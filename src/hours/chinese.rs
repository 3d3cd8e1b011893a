//! Chinese opening hours as OSM syntax.
//!
//! `words`, `weekdays` and `times` cut the text into words, `clock` decides what minutes are meant,
//! `clauses` groups days with their hours; here the clauses are written out. Invariant: a word that is not known
//! makes the whole text unknown; so does a phrase with two readings.

mod clauses;
mod clock;
mod times;
mod weekdays;
mod words;

use std::ops::Range;

use self::clauses::Clause;
use self::words::DaySet;
use super::text::Tidied;

/// Phrases that leave the hours to something else.
const LEFT_OPEN: [&str; 15] = [
    "为准",
    "预约",
    "电话",
    "咨询",
    "详询",
    "不定",
    "待定",
    "不详",
    "未知",
    "通知",
    "视情况",
    "而定",
    "不固定",
    "暂停",
    "休息时间",
];
/// What follows a number and may be set off by a blank.
const UNITS: [&str; 4] = ["小时", "时", "点", "分"];
/// OSM's weekdays from Monday.
const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Translates a text in plain characters, or says why it is unknown.
pub(super) fn translate(plain: &str) -> Result<Tidied, String> {
    let simplified: String = plain.chars().map(words::simplified).collect();
    let simplified = without_blanks_in_numbers(&simplified);
    if let Some(phrase) = LEFT_OPEN
        .iter()
        .find(|phrase| simplified.contains(**phrase))
    {
        return Err(format!(
            "'{plain}' leaves the hours open ('{phrase}'); expected hours"
        ));
    }
    let mut repairs = Vec::new();
    let clauses = words::words(&simplified)
        .and_then(|words| clauses::clauses(&words, &mut repairs))
        .and_then(|clauses| written(&clauses))
        .map_err(|fault| {
            format!("'{plain}': {fault}; expected such as '周一至周五 08:30-17:30，节假日休息'")
        })?;
    Ok(Tidied {
        syntax: clauses,
        repairs,
        has_inserted_rules: false,
    })
}

/// `24 小时` and `4 时 30 分` as one word each.
fn without_blanks_in_numbers(text: &str) -> String {
    UNITS.iter().fold(text.to_owned(), |text, unit| {
        text.replace(&format!(" {unit}"), unit)
    })
}

/// The clauses as rules: working days first, then weekdays, then days off, then what
/// is closed, so that the more special overrides.
fn written(clauses: &[Clause]) -> Result<String, String> {
    let (mut open, closed): (Vec<&Clause>, Vec<&Clause>) =
        clauses.iter().partition(|clause| !clause.spans.is_empty());
    if open.is_empty() {
        return Err("says no hours".to_owned());
    }
    check_order(&open)?;
    check_nights(&open, &closed)?;
    open.sort_by_key(|clause| (!clause.days.workdays, clause.days.holidays));
    let mut syntax = String::new();
    let mut weekdays_so_far = 0;
    for clause in open {
        let overrides = clause.days.holidays || weekdays_so_far & clause.days.weekdays != 0;
        if !syntax.is_empty() {
            syntax.push_str(if overrides { "; " } else { ", " });
        }
        weekdays_so_far |= clause.days.weekdays;
        syntax.push_str(&rule(clause));
        if clause.days.workdays {
            syntax.push_str("; PH off");
        }
    }
    for clause in closed {
        syntax.extend(["; ", &days(clause.days), " off"]);
    }
    Ok(syntax)
}

/// Refuses orders in which two hours claim the same day and none is the more special.
fn check_order(open: &[&Clause]) -> Result<(), String> {
    for (i, clause) in open.iter().enumerate() {
        let overlap = open[..i]
            .iter()
            .find(|earlier| earlier.days.weekdays & clause.days.weekdays != 0);
        let Some(earlier) = overlap else { continue };
        if earlier.days.workdays || clause.days.workdays || clause.days.is_every_day() {
            return Err("two hours for the same days".to_owned());
        }
    }
    Ok(())
}

/// Refuses hours after midnight beside days off: whether the night before a day off ends at
/// midnight, and whose hours the first of a working day are, is not said.
fn check_nights(open: &[&Clause], closed: &[&Clause]) -> Result<(), String> {
    let has_days_off = !closed.is_empty() || open.iter().any(|clause| clause.days.workdays);
    let is_night = |span: &Range<u16>| span.end > clock::DAY_MIN || span.end < span.start;
    let mut spans = open.iter().flat_map(|clause| &clause.spans);
    if has_days_off && spans.any(is_night) {
        return Err("hours after midnight, beside days off".to_owned());
    }
    Ok(())
}

fn rule(clause: &Clause) -> String {
    let spans: Vec<String> = clause
        .spans
        .iter()
        .map(|span| {
            format!(
                "{}-{}",
                clock::written(span.start),
                clock::written(span.end)
            )
        })
        .collect();
    let hours = spans.join(",");
    if clause.days.is_every_day() && !clause.days.holidays {
        return hours;
    }
    format!("{} {hours}", days(clause.days))
}

/// A set of days in OSM syntax, such as `Mo-Fr,Su,PH`.
fn days(set: DaySet) -> String {
    let mut names = Vec::new();
    let mut from = 0;
    while from < WEEKDAYS.len() {
        let run = (from..WEEKDAYS.len())
            .take_while(|day| set.weekdays >> day & 1 == 1)
            .count();
        match run {
            0 => {}
            1 => names.push(WEEKDAYS[from].to_owned()),
            _ => names.push(format!("{}-{}", WEEKDAYS[from], WEEKDAYS[from + run - 1])),
        }
        from += run + 1;
    }
    if set.holidays {
        names.push("PH".to_owned());
    }
    names.join(",")
}
