//! The rules of one text, and the evaluation of a day.
//!
//! Rules paint a day in their order. One that was joined by `;` and names days wipes
//! what earlier rules say of its days, their spills past midnight included; `,` adds;
//! `||` paints only what is still closed. These are the semantics of
//! `opening_hours.js`, with days off and make-up workdays from a [`Calendar`].
//! Invariant: evaluation is exact for any date, and its cost depends on the number
//! of rules alone.

mod rule;

use std::ops::Range;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate, Weekday};

pub(super) use self::rule::Rule;
use super::calendar::Calendar;
use super::day::{Day, Paint, Reason};
use super::sun::Sun;
use super::{HoursContext, MAX_RULES, OpenState, text};
use crate::clock::{LocalMinute, Zone};
use crate::position::Position;

/// Compiled opening hours. Evaluating a day costs some 100 ns a rule.
#[derive(Clone, Debug)]
pub struct Rules {
    /// In the order of the text.
    pub(super) sequence: Vec<Rule>,
    calendar: Arc<Calendar>,
    place: Position,
    zone: Zone,
    normalised: String,
    is_always_open: bool,
}

/// Hours of the day in which something can be the case on some day; bit h is the
/// hour from h:00 to h:59.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct HoursOfDay {
    /// Hours in which the state can be open.
    pub open: u32,
    /// Hours in which the state can be unknown.
    pub unknown: u32,
}

impl HoursOfDay {
    /// Nothing but unknown, round the clock.
    pub const ALWAYS_UNKNOWN: Self = Self {
        open: 0,
        unknown: (1 << 24) - 1,
    };

    /// What can be the case for either.
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
        let mut rules = Self {
            sequence,
            calendar: Arc::clone(&context.calendar),
            place: context.place,
            zone: context.zone,
            normalised: syntax.to_owned(),
            is_always_open: false,
        };
        rules.is_always_open = rules.never_closes();
        Ok(rules)
    }

    /// The states of `date`, exactly.
    pub fn day(&self, date: NaiveDate) -> Day {
        if self.is_always_open {
            return Day::uniform(OpenState::Open, Reason::Always);
        }
        let yesterday = date.pred_opt();
        let mut day = self.painted(
            &self.sun(Some(date)),
            &self.sun(yesterday),
            |rule| rule.days.matches(date, &self.calendar),
            |rule| rule.days.matches(yesterday?, &self.calendar),
        );
        if self.calendar.is_make_up_workday(date) {
            self.explain_make_up_workday(date, &mut day);
        }
        day
    }

    /// Paints the rules that match today, and the spills of those that matched yesterday.
    fn painted(
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
                if rule.wipes_its_days(follows_dayless) {
                    day = Day::uniform(OpenState::Closed, Reason::Hours);
                }
                for stretch in rule.stretches(sun) {
                    day.paint(stretch.on_the_day(), rule.paint(&stretch, reason));
                }
            }
            for stretch in rule.stretches(sun_of_yesterday) {
                let spill = stretch.on_the_next_day();
                if !spill.is_empty()
                    && let Some(reason) = matched_yesterday(rule)
                {
                    day.paint(spill, rule.paint(&stretch, reason));
                }
            }
            follows_dayless = rule.days.is_empty();
        }
        day
    }

    /// Names the make-up workday as the reason where a weekend's rule was set aside.
    fn explain_make_up_workday(&self, date: NaiveDate, day: &mut Day) {
        let sun = self.sun(Some(date));
        let is_set_aside = |rule: &&Rule| {
            rule.state != OpenState::Closed && rule.days.is_suppressed(date, &self.calendar)
        };
        for rule in self.sequence.iter().filter(is_set_aside) {
            for stretch in rule.stretches(&sun) {
                day.paint(
                    stretch.on_the_day(),
                    Paint {
                        state: OpenState::Closed,
                        reason: Reason::MakeUpWorkday,
                        only_over_closed: true,
                    },
                );
            }
        }
    }

    /// Whether a rule of this text is for `date`.
    pub(super) fn matches(&self, rule: &Rule, date: NaiveDate) -> bool {
        rule.days.matches(date, &self.calendar).is_some()
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
        let is_open = |matches: &dyn Fn(&Rule) -> bool| {
            let sun = Sun::ignored(self.zone);
            let day = self.painted(
                &sun,
                &sun,
                |rule| matches(rule).then_some(Reason::Hours),
                |_| None,
            );
            day.spans().iter().all(|span| span.state == OpenState::Open)
        };
        let mut weekday = Weekday::Mon;
        let mut is_open_all_week = true;
        for _ in 0..7 {
            is_open_all_week &= is_open(&|rule| rule.days.matches_plain_weekday(weekday));
            weekday = weekday.succ();
        }
        is_open_all_week && is_open(&|rule| rule.days.matches_any_make_up_workday())
    }

    /// Whether an answer needs to know days off or make-up workdays.
    pub fn depends_on_calendar(&self) -> bool {
        let has_make_up_workdays = self.calendar.has_make_up_workdays();
        !self.is_always_open
            && self.sequence.iter().any(|rule| {
                rule.days.names_holidays()
                    || has_make_up_workdays && rule.days.yields_to_make_up_workdays()
            })
    }

    /// Whether an answer needs to know where the sun rises.
    pub fn depends_on_place(&self) -> bool {
        let mut spans = self.sequence.iter().flat_map(|rule| &rule.spans);
        spans.any(|span| span.names_the_sun())
    }

    /// Whether the calendar lacks the year of `date`, and the answer needs it.
    pub fn lacks_holiday_data(&self, date: NaiveDate) -> bool {
        self.depends_on_calendar() && !self.calendar.covers_year(date.year())
    }

    /// The minutes of which [`Self::lacks_holiday_data`] is not true: one range, for the years
    /// of a calendar are.
    pub fn known_minutes(&self) -> Range<LocalMinute> {
        let (first, last) = if self.depends_on_calendar() {
            // A range of no year at all, if the calendar knows none.
            self.calendar.years().unwrap_or((0, -1))
        } else {
            (i32::MIN, i32::MAX)
        };
        let new_year = |year| NaiveDate::from_ymd_opt(year, 1, 1).map(LocalMinute::midnight);
        let start = new_year(first).unwrap_or(LocalMinute(i64::MIN));
        let end = last.checked_add(1).and_then(new_year);
        start..end.unwrap_or(LocalMinute(i64::MAX))
    }

    /// In which hours the state can be open or unknown on any day. Never too few:
    /// days are ignored, spills are included, a sun event may be at any hour.
    pub fn hours_of_day(&self) -> HoursOfDay {
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
        hours
    }

    /// The OSM syntax that the text became.
    pub fn normalised(&self) -> &str {
        &self.normalised
    }

    /// Whether a rule is for every day because it names none.
    pub(super) fn has_rule_without_days(&self) -> bool {
        self.sequence.iter().any(|rule| rule.days.is_empty())
    }
}
