//! The rules of one text, and the evaluation of a day.
//!
//! Rules set the states of a day in their order. One that was joined by `;` and names days replaces
//! what earlier rules say of its days, including their hours past midnight; `,` adds; `||` sets
//! only what is still closed. These are the semantics of `opening_hours.js`, with days off from a
//! [`Calendar`]; a make-up workday is derived from evaluating it as other days (`make_up`).
//! Invariant: evaluation is exact for any date, and its cost depends only on the number of rules.

mod make_up;
mod rule;

use std::sync::Arc;

use chrono::{Datelike, NaiveDate, Weekday};

pub(super) use self::rule::Rule;
use super::calendar::Calendar;
use super::day::{Day, Reason};
use super::sun::Sun;
use super::{HoursContext, MAX_RULES, OpenState, text};
use crate::clock::{LocalMinute, Zone};
use crate::position::Position;

/// Compiled opening hours. Evaluating a day costs some 100 ns a rule, and six times that on a
/// make-up workday.
#[derive(Clone, Debug)]
pub struct Rules {
    /// In the order of the text.
    pub(super) sequence: Vec<Rule>,
    calendar: Arc<Calendar>,
    place: Position,
    zone: Zone,
    normalised: String,
    is_always_open: bool,
    /// Whether make-up workdays can differ from other days of their weekday.
    heeds_make_up_workdays: bool,
    hours_of_day: HoursOfDay,
}

/// Hours of the day in which a state is possible on some day; bit h is the hour from h:00 to h:59.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct HoursOfDay {
    /// Hours in which the state can be open.
    pub open: u32,
    /// Hours in which the state can be unknown.
    pub unknown: u32,
}

impl HoursOfDay {
    /// Only unknown, round the clock.
    pub const ALWAYS_UNKNOWN: Self = Self {
        open: 0,
        unknown: (1 << 24) - 1,
    };

    /// The union of both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self {
            open: self.open | other.open,
            unknown: self.unknown | other.unknown,
        }
    }
}

impl Rules {
    /// Parses OSM syntax; the error is a sentence.
    pub(super) fn parse(syntax: &str, context: &HoursContext) -> Result<Self, String> {
        let parsed = opening_hours_syntax::parse(syntax)
            .map_err(|error| text::explain_refusal(syntax, &error))?;
        if parsed.rules.len() > MAX_RULES {
            return Err(format!(
                "{} rules; expected at most {MAX_RULES}",
                parsed.rules.len()
            ));
        }
        let sequence: Vec<Rule> = parsed
            .rules
            .iter()
            .map(Rule::new)
            .collect::<Result<_, _>>()?;
        let tells_weekdays_apart = sequence.iter().any(|rule| rule.days.tells_weekdays_apart());
        let mut rules = Self {
            heeds_make_up_workdays: tells_weekdays_apart && context.calendar.has_make_up_workdays(),
            sequence,
            calendar: Arc::clone(&context.calendar),
            place: context.place,
            zone: context.zone,
            normalised: syntax.to_owned(),
            is_always_open: false,
            hours_of_day: HoursOfDay::default(),
        };
        rules.is_always_open = rules.never_closes();
        rules.hours_of_day = rules.possible_hours();
        Ok(rules)
    }

    /// The states of `date`, exactly.
    pub fn day(&self, date: NaiveDate) -> Day {
        if self.is_always_open {
            return Day::uniform(OpenState::Open, Reason::Always);
        }
        let yesterday = date.pred_opt();
        let (sun, sun_of_yesterday) = (self.sun(Some(date)), self.sun(yesterday));
        let calendar = &self.calendar;
        // Hours past midnight belong to the day on which they began.
        self.by_weekday(Some(date), |weekday| {
            self.by_weekday(yesterday, |weekday_of_yesterday| {
                let matched = |rule: &Rule| {
                    let days = &rule.days;
                    days.matches(yesterday?, weekday_of_yesterday, calendar)
                };
                self.filled(
                    &sun,
                    &sun_of_yesterday,
                    |rule| rule.days.matches(date, weekday, calendar),
                    matched,
                )
            })
        })
    }

    /// The states by a date's own weekday; on a make-up workday, those derived from its own weekday
    /// and from the ordinary workdays.
    fn by_weekday(&self, date: Option<NaiveDate>, day_as: impl Fn(Weekday) -> Day) -> Day {
        let own = day_as(date.map_or(Weekday::Mon, |date| date.weekday()));
        if date.is_some_and(|date| self.is_made_up(date)) {
            make_up::follow(&make_up::WORKDAYS.map(day_as), &own)
        } else {
            own
        }
    }

    /// Whether `date` is a make-up workday that may differ from its weekday.
    pub(super) fn is_made_up(&self, date: NaiveDate) -> bool {
        self.heeds_make_up_workdays && self.calendar.is_make_up_workday(date)
    }

    /// Applies the rules that match today, and the hours past midnight of those that matched
    /// yesterday.
    fn filled(
        &self,
        sun: &Sun,
        sun_of_yesterday: &Sun,
        matches: impl Fn(&Rule) -> Option<Reason>,
        matched_yesterday: impl Fn(&Rule) -> Option<Reason>,
    ) -> Day {
        let mut day = Day::uniform(OpenState::Closed, Reason::Hours);
        let mut follows_dayless = false;
        for rule in &self.sequence {
            if let Some(reason) = matches(rule) {
                if rule.replaces_its_days(follows_dayless) {
                    day = Day::uniform(OpenState::Closed, Reason::Hours);
                }
                for stretch in rule.stretches(sun) {
                    day.fill(stretch.on_the_day(), rule.fill(&stretch, reason));
                }
            }
            for stretch in rule.stretches(sun_of_yesterday) {
                let spill = stretch.on_the_next_day();
                if !spill.is_empty()
                    && let Some(reason) = matched_yesterday(rule)
                {
                    day.fill(spill, rule.fill(&stretch, reason));
                }
            }
            follows_dayless = rule.days.is_empty();
        }
        day
    }

    /// Whether a rule of this text matches `date`, by its own weekday.
    pub(super) fn matches(&self, rule: &Rule, date: NaiveDate) -> bool {
        let matched = rule.days.matches(date, date.weekday(), &self.calendar);
        matched.is_some()
    }

    /// The sun of a date, if a rule needs it.
    pub(super) fn sun(&self, date: Option<NaiveDate>) -> Sun {
        match date {
            Some(date) if self.depends_on_place() => Sun::on(date, self.place, self.zone),
            _ => Sun::ignored(self.zone),
        }
    }

    /// Whether every minute of every day is open, with no condition.
    pub fn is_always_open(&self) -> bool {
        self.is_always_open
    }

    fn never_closes(&self) -> bool {
        let is_steady = |rule: &Rule| {
            rule.state == OpenState::Open
                && rule.days.has_weekdays_only()
                && !rule.days.names_holidays()
        };
        if self.depends_on_place() || !self.sequence.iter().all(is_steady) {
            return false;
        }
        // A make-up workday is then open too, as all workdays are.
        make_up::WEEK.iter().all(|weekday| {
            let day = self.plain_day(*weekday);
            day.spans().iter().all(|span| span.state == OpenState::Open)
        })
    }

    /// A day of a plain week, without dates, days off, the sun and the night before.
    fn plain_day(&self, weekday: Weekday) -> Day {
        let sun = Sun::ignored(self.zone);
        let matches = |rule: &Rule| rule.days.matches_plain_weekday(weekday);
        self.filled(
            &sun,
            &sun,
            |rule| matches(rule).then_some(Reason::Hours),
            |_| None,
        )
    }

    /// Whether the result depends on days off or make-up workdays.
    pub fn depends_on_calendar(&self) -> bool {
        let names_holidays = || self.sequence.iter().any(|rule| rule.days.names_holidays());
        !self.is_always_open && (self.heeds_make_up_workdays || names_holidays())
    }

    /// Whether the result depends on sunrise or sunset.
    pub fn depends_on_place(&self) -> bool {
        let mut spans = self.sequence.iter().flat_map(|rule| &rule.spans);
        spans.any(|span| span.names_the_sun())
    }

    /// Whether the calendar lacks the year of `date`, and the result depends on it.
    pub fn lacks_holiday_data(&self, date: NaiveDate) -> bool {
        self.depends_on_calendar() && !self.calendar.covers_year(date.year())
    }

    /// Whether the calendar lacks a year from one minute to another, and results depend on it.
    pub fn lacks_holiday_data_within(&self, from: LocalMinute, to: LocalMinute) -> bool {
        let mut years = from.date().year()..=to.date().year();
        self.depends_on_calendar() && !years.all(|year| self.calendar.covers_year(year))
    }

    /// In which hours the state can be open or unknown on any day. Never too few: days are ignored,
    /// hours past midnight are included, a sun event may be at any hour.
    pub const fn hours_of_day(&self) -> HoursOfDay {
        self.hours_of_day
    }

    fn possible_hours(&self) -> HoursOfDay {
        let mut hours = HoursOfDay::default();
        for rule in &self.sequence {
            let bits = rule.hour_bits(self.zone);
            match rule.state {
                OpenState::Closed => hours.unknown |= bits.unknown,
                OpenState::Open => {
                    hours.open |= bits.open;
                    hours.unknown |= bits.unknown;
                }
                OpenState::Unknown => hours.unknown |= bits.open | bits.unknown,
            }
        }
        if self.heeds_make_up_workdays && self.can_differ_on_make_up_workdays() {
            hours.unknown |= hours.open;
        }
        hours
    }

    /// Whether a make-up workday can be unknown without a rule that says so. If dates, the sun or
    /// the night before are involved, it is assumed to be possible.
    fn can_differ_on_make_up_workdays(&self) -> bool {
        let spans = || self.sequence.iter().flat_map(|rule| &rule.spans);
        let is_weekly = |rule: &Rule| rule.days.is_weekly_on_make_up_workdays();
        if spans().any(|span| span.can_leave_the_day()) || !self.sequence.iter().all(is_weekly) {
            return true;
        }
        let workdays = make_up::WORKDAYS.map(|weekday| self.plain_day(weekday));
        make_up::WEEK
            .into_iter()
            .filter(|weekday| self.calendar.makes_up_on(*weekday))
            .any(|weekday| make_up::is_unknown_by(&workdays, &self.plain_day(weekday)))
    }

    /// How many parts are looked at to evaluate a day: rules, their spans and selectors of days.
    pub fn n_parts(&self) -> usize {
        let parts = |rule: &Rule| 1 + rule.spans.len() + rule.days.n_selectors();
        self.sequence.iter().map(parts).sum()
    }

    /// The normalized OSM syntax of the text.
    pub fn normalised(&self) -> &str {
        &self.normalised
    }

    /// Whether a rule applies to every day because it names none.
    pub(super) fn has_rule_without_days(&self) -> bool {
        self.sequence.iter().any(|rule| rule.days.is_empty())
    }
}
