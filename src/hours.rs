//! Opening hours: from text as people write it to the state at a minute.
//!
//! The steps: [`compile`] normalizes the text (or translates it from Chinese or Japanese), parses
//! it, rejects what is ambiguous, and lints the rest; [`Rules::day`] then evaluates any date
//! exactly.
//! Invariant: what is not understood is unknown with an issue that says why, never open. Nothing
//! here loops over unbounded time or reads the clock.

mod brackets;
mod calendar;
mod chinese;
mod commas;
mod day;
mod english;
mod japanese;
mod lint;
mod months;
mod normalized;
mod one_day;
mod open_ends;
mod refusals;
mod repair;
mod rules;
pub mod schedules;
mod selector;
mod span;
mod sun;
mod text;
pub mod timetable;
mod tokens;
mod twelve_hours;

use std::sync::Arc;

use chrono::NaiveDate;

pub use self::calendar::{
    CALENDAR_YEARS, Calendar, CalendarError, Calendars, MAX_DAYS, MAX_RUN_DAYS,
};
pub use self::day::{Day, DaySpan, Reason};
pub use self::rules::{HoursOfDay, Rules};
use crate::clock::Zone;
use crate::position::Position;

/// Longest text that is read, in bytes; OSM itself allows 255 characters.
pub const MAX_TEXT_BYTES: usize = 1_024;
/// Most rules that one text may have.
pub const MAX_RULES: usize = 64;

/// The state of opening hours at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum OpenState {
    /// Known to be closed.
    #[default]
    Closed,
    /// Known to be open.
    Open,
    /// Not known, or only by arrangement. Never treated as open.
    Unknown,
}

impl OpenState {
    /// The name in answers and files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Unknown => "unknown",
        }
    }
}

/// The context that a text needs to be understood.
#[derive(Clone, Debug)]
pub struct HoursContext {
    /// Days off and make-up workdays of the place's region.
    pub calendar: Arc<Calendar>,
    /// The position for sunrise and sunset, for texts that name them.
    pub place: Position,
    /// The time zone that the text is written in.
    pub zone: Zone,
    /// The first of the days that the lints evaluate; the compiled rules do not keep it.
    pub today: NaiveDate,
}

/// The severity of an issue with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HoursIssueKind {
    /// The text is not understood: its hours are unknown.
    Unparsed,
    /// The text is understood, but probably does not say what was meant.
    Suspicious,
}

/// An issue with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursIssue {
    /// Its severity.
    pub kind: HoursIssueKind,
    /// A sentence: what is wrong and what would be right.
    pub message: String,
}

/// The result of compiling a text.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The rules; `None` means unknown, and then an `Unparsed` issue says why.
    pub rules: Option<Rules>,
    /// Everything found on the way, in no particular order.
    pub issues: Vec<HoursIssue>,
}

impl HoursIssue {
    fn unparsed(message: impl Into<String>) -> Self {
        Self {
            kind: HoursIssueKind::Unparsed,
            message: message.into(),
        }
    }

    fn suspicious(message: impl Into<String>) -> Self {
        Self {
            kind: HoursIssueKind::Suspicious,
            message: message.into(),
        }
    }
}

/// Normalizes, parses and lints a text in OSM or Chinese form.
///
/// The cost is bounded for any input by [`MAX_TEXT_BYTES`] and [`MAX_RULES`]: some 10 us to parse a
/// usual text and some 100 us for the lints' 400 days. A kilobyte of sun events, weeks and movable
/// dates takes some milliseconds.
pub fn compile(text: &str, context: &HoursContext) -> Compiled {
    match understand(text, context) {
        Ok((rules, mut issues)) => {
            issues.extend(lint::findings(&rules, context.today));
            Compiled {
                rules: Some(rules),
                issues,
            }
        }
        Err(message) => Compiled {
            rules: None,
            issues: vec![HoursIssue::unparsed(message)],
        },
    }
}

/// The rules of a text and the repairs it needed, or why it is not understood.
fn understand(text: &str, context: &HoursContext) -> Result<(Rules, Vec<HoursIssue>), String> {
    let normalized = text::normalize(text, &context.calendar)?;
    let without_calendar = normalized.ignores_calendar.then(|| HoursContext {
        calendar: Arc::default(),
        ..context.clone()
    });
    let context = without_calendar.as_ref().unwrap_or(context);
    let rules = Rules::parse(&normalized.syntax, context)?;
    let is_repaired = normalized.syntax != text.trim();
    let lacks_days = normalized.has_inserted_rules && rules.has_rule_without_days();
    if is_repaired && (lacks_days || lint::has_bare_days(&rules)) {
        return Err(format!(
            "'{text}' does not give each of its rules days and hours; expected such as \
             'Mo-Fr 08:00-18:00; Sa 09:00-12:00'"
        ));
    }
    let issues = normalized.repairs.into_iter().map(HoursIssue::suspicious);
    Ok((rules, issues.collect()))
}
