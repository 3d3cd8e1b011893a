//! What a Japanese text says, written as OSM rules.
//!
//! Where holidays are not known, each weekday is open when it is so as a holiday too, closed when
//! it is closed as either, and unknown otherwise.

use std::ops::Range;

use super::week::{OnHolidays, Spans, Week};
use crate::hours::chinese::clock;

/// Around New Year, wide enough for any place: most close on 29 December and open on 4 January.
const YEAR_END: &str = "Dec 26-Jan 7";
/// The first is Monday.
const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
/// All of them, where hours without days would mean something else.
const EVERY_DAY: &str = "Mo-Su";
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The rules of a week, and a sentence for what was decided.
pub(super) fn written(week: &Week, knows_holidays: bool) -> Result<(String, Vec<String>), String> {
    let mut findings = Vec::new();
    let possible: [Spans; 7] = std::array::from_fn(|day| of_any_kind(week, day));
    // A later rule prevails.
    let mut rules = if knows_holidays {
        by_calendar(week)
    } else {
        let (rules, is_doubtful) = by_weekday(week, &possible);
        if is_doubtful {
            findings.push(
                "the holidays (祝日) are those of Japan, and the file's calendar is not: hours that \
                 differ on them are unknown; expected a calendar 'jp' with --holidays jp=FILE"
                    .to_owned(),
            );
        }
        vec![rules]
    };
    if week.closes_at_year_end {
        findings.push(format!(
            "'年末年始' has no dates, so {YEAR_END} is unknown; expected such as 12月29日～1月3日"
        ));
        push_year_end(week, &possible, knows_holidays, &mut rules);
    }
    if knows_holidays && week.on_holidays == OnHolidays::Closed {
        rules.push("PH off".to_owned());
    }
    // 土日祝9:00～17:00、月曜休館: a Monday is closed though it is a holiday.
    if knows_holidays && matches!(week.on_holidays, OnHolidays::Hours(_)) {
        let is_closed = |day: &usize| week.closed_weekdays >> day & 1 == 1;
        let closed: Vec<usize> = (0..WEEKDAYS.len()).filter(is_closed).collect();
        if !closed.is_empty() {
            rules.push(format!("{} off", selector(&closed)));
        }
    }
    for [first, last] in &week.closed_dates {
        let first_and_last = format!("{}-{}", date(*first)?, date(*last)?);
        let dates = if first == last {
            date(*first)?
        } else {
            first_and_last
        };
        rules.push(format!("{dates} off"));
    }
    Ok((rules.join("; "), findings))
}

fn date((month, day): (u8, u8)) -> Result<String, String> {
    let name = MONTHS.get(usize::from(month).wrapping_sub(1));
    let name = name.ok_or_else(|| "a month that is none".to_owned())?;
    Ok(format!("{name} {day:02}"))
}

/// The hours of each weekday, then those of holidays.
fn by_calendar(week: &Week) -> Vec<String> {
    let of_holidays = match &week.on_holidays {
        OnHolidays::AsWeekday | OnHolidays::Closed => String::new(),
        OnHolidays::Hours(spans) => format!("PH {}", hours(spans)),
        OnHolidays::Unsure => {
            let days = week.weekdays.iter();
            let all = days.fold(Spans::new(), |all, day| union(&all, day));
            format!("PH {} unknown", hours(&all))
        }
    };
    let rules = [joined(groups(&week.weekdays), ""), of_holidays];
    rules.into_iter().filter(|rule| !rule.is_empty()).collect()
}

/// The hours that hold whether a day is a holiday or not, then those that depend on it; and whether
/// some do.
fn by_weekday(week: &Week, possible: &[Spans; 7]) -> (String, bool) {
    let sure: [Spans; 7] = std::array::from_fn(|day| {
        let spans = &week.weekdays[day];
        match &week.on_holidays {
            OnHolidays::AsWeekday => spans.clone(),
            OnHolidays::Closed | OnHolidays::Unsure => Spans::new(),
            OnHolidays::Hours(holiday) => intersection(spans, holiday),
        }
    });
    let doubtful: [Spans; 7] = std::array::from_fn(|day| difference(&possible[day], &sure[day]));
    let mut doubtful_groups = groups(&doubtful);
    for (days, _) in &mut doubtful_groups {
        // Behind a comma hours without days would be those of the rule before.
        if days.is_empty() {
            EVERY_DAY.clone_into(days);
        }
    }
    let doubtful_rules = joined(doubtful_groups, " unknown");
    let rules = [joined(groups(&sure), ""), doubtful_rules.clone()];
    let rules: Vec<String> = rules.into_iter().filter(|r| !r.is_empty()).collect();
    (rules.join(", "), !doubtful_rules.is_empty())
}

/// The hours that a weekday has as an ordinary day or as a holiday.
fn of_any_kind(week: &Week, day: usize) -> Spans {
    match &week.on_holidays {
        OnHolidays::Hours(holiday) => union(&week.weekdays[day], holiday),
        // Weekends may have the hours of workdays, or none.
        OnHolidays::AsWeekday | OnHolidays::Closed | OnHolidays::Unsure => {
            week.weekdays[day].clone()
        }
    }
}

fn push_year_end(
    week: &Week,
    possible: &[Spans; 7],
    knows_holidays: bool,
    rules: &mut Vec<String>,
) {
    let of_day = if knows_holidays {
        &week.weekdays
    } else {
        possible
    };
    for (days, spans) in groups(of_day) {
        let days = format!("{YEAR_END} {days}");
        rules.push(format!("{} {} unknown", days.trim_end(), hours(spans)));
    }
    if let OnHolidays::Hours(spans) = &week.on_holidays
        && knows_holidays
    {
        rules.push(format!("{YEAR_END} PH {} unknown", hours(spans)));
    }
}

/// Weekdays with equal hours, by the first of them; closed ones are left out.
fn groups(weekdays: &[Spans; 7]) -> Vec<(String, &Spans)> {
    let mut groups: Vec<(Vec<usize>, &Spans)> = Vec::new();
    for (day, spans) in weekdays.iter().enumerate() {
        match groups.iter_mut().find(|(_, of_group)| *of_group == spans) {
            Some((days, _)) => days.push(day),
            None if spans.is_empty() => {}
            None => groups.push((vec![day], spans)),
        }
    }
    let named = groups
        .into_iter()
        .map(|(days, spans)| (selector(&days), spans));
    named.collect()
}

/// `Mo-Fr,Su`; empty for every day.
fn selector(days: &[usize]) -> String {
    if days.len() == WEEKDAYS.len() {
        return String::new();
    }
    let runs = days.chunk_by(|a, b| a + 1 == *b).map(|run| match run {
        [only] => WEEKDAYS[*only].to_owned(),
        [first, .., last] => format!("{}-{}", WEEKDAYS[*first], WEEKDAYS[*last]),
        [] => String::new(),
    });
    runs.collect::<Vec<_>>().join(",")
}

fn joined(groups: Vec<(String, &Spans)>, state: &str) -> String {
    let rules = groups.into_iter().map(|(days, spans)| {
        let rule = format!("{days} {}{state}", hours(spans));
        rule.trim_start().to_owned()
    });
    rules.collect::<Vec<_>>().join(", ")
}

fn hours(spans: &Spans) -> String {
    let spans = spans.iter().map(|span| {
        format!(
            "{}-{}",
            clock::written(span.start),
            clock::written(span.end)
        )
    });
    spans.collect::<Vec<_>>().join(",")
}

/// The minutes of either, in their order.
fn union(a: &Spans, b: &Spans) -> Spans {
    by_minute(a, b, |in_a, in_b| in_a || in_b)
}

fn intersection(a: &Spans, b: &Spans) -> Spans {
    by_minute(a, b, |in_a, in_b| in_a && in_b)
}

fn difference(a: &Spans, b: &Spans) -> Spans {
    by_minute(a, b, |in_a, in_b| in_a && !in_b)
}

fn by_minute(a: &Spans, b: &Spans, is_in: impl Fn(bool, bool) -> bool) -> Spans {
    let holds = |spans: &Spans, minute| spans.iter().any(|span| span.contains(&minute));
    let mut edges: Vec<u16> = a
        .iter()
        .chain(b)
        .flat_map(|span| [span.start, span.end])
        .collect();
    edges.sort_unstable();
    edges.dedup();
    let mut result: Spans = Vec::new();
    for pair in edges.windows(2) {
        let Range { start, end } = pair[0]..pair[1];
        if !is_in(holds(a, start), holds(b, start)) {
            continue;
        }
        match result.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => result.push(start..end),
        }
    }
    result
}
