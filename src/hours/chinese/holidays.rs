//! Statements about days off and closed days: 周一闭馆（法定节假日除外）.
//!
//! An exception from a closing is an opening: a museum that is closed on Mondays except on holidays
//! is open on them. If it may be an exception from the hours as well, the days are unknown.

use super::days::{DaySet, MONDAY_TO_FRIDAY};
use super::phrases::Phrase;

/// What holds on days off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Rule {
    /// As the clauses say.
    #[default]
    AsWritten,
    /// Closed weekdays are open: the ordinary hours apply.
    Lifted,
    /// Closed days may be open.
    MayBeOpen,
    /// Open days may be closed, and the other way round.
    Doubtful,
    /// Closed weekdays move to a later day.
    Moved,
    /// The text refers to another source.
    LeftOpen,
}

/// Where the last closing was.
#[derive(Clone, Copy, Debug)]
struct LastClosing {
    days: DaySet,
    depth: usize,
    has_stopped: bool,
}

/// What the text says about days off, collected while reading.
#[derive(Debug, Default)]
pub(super) struct Holidays {
    rule: Rule,
    /// Weekdays that are closed somewhere in the text.
    closed: DaySet,
    /// Whether days off have hours of their own regardless of closed days.
    is_open_anyway: bool,
    /// 节假日照常开放 9:00-17:00: the hours may be the usual ones too.
    are_hours_as_usual: bool,
    /// Closed days that an exception opens.
    lifted: u8,
    as_usual: DaySet,
    included: DaySet,
    /// Festivals that the text mentions.
    festivals: DaySet,
    last_closing: Option<LastClosing>,
    depth: usize,
}

impl Holidays {
    pub(super) fn open_bracket(&mut self) {
        self.depth += 1;
    }

    pub(super) fn close_bracket(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Forgets the last closing once no exception can refer to it.
    pub(super) fn hear(&mut self, phrase: &Phrase) {
        match phrase {
            Phrase::Comma | Phrase::Excepting { .. } | Phrase::Closed => {}
            Phrase::Stop => {
                if let Some(closing) = &mut self.last_closing {
                    closing.has_stopped = true;
                }
            }
            Phrase::Days(days) if days.is_days_off_only() => {}
            _ => self.last_closing = None,
        }
    }

    /// Days are closed.
    pub(super) fn close(&mut self, days: DaySet) {
        self.festivals = self.festivals.and(DaySet::festivals(days.festivals));
        self.closed = self.closed.and(days.without_festivals());
        self.last_closing = Some(LastClosing {
            days,
            depth: self.depth,
            has_stopped: false,
        });
    }

    pub(super) fn has_closing(&self) -> bool {
        self.closed.weekdays != 0
    }

    /// Whether the text compares days: closed weekdays, days off as usual.
    pub(super) fn has_usual_days(&self) -> bool {
        self.has_closing() || self.are_hours_as_usual || self.as_usual.holidays
    }

    /// Whether a closing was lifted on days off, so that another closing after it may replace it:
    /// 周一闭馆（逢节假日开放，周二闭馆）.
    pub(super) fn has_lifted_closing(&self) -> bool {
        self.has_closing() && self.as_usual.holidays
    }

    /// An exception for days off; returns whether from a closing. `before` are the days just named.
    pub(super) fn except(
        &mut self,
        days: DaySet,
        leads: bool,
        before: Option<DaySet>,
        tail: &[Phrase],
    ) -> bool {
        let Some((rule, of)) = self.excepted(leads, before, tail) else {
            return false;
        };
        if days.is_festivals_only() {
            self.festivals = self.festivals.and(days);
        } else {
            self.set(rule);
            self.lifted |= of.weekdays;
        }
        true
    }

    /// What an exception means, and which closed days it concerns.
    fn excepted(
        &self,
        leads: bool,
        before: Option<DaySet>,
        tail: &[Phrase],
    ) -> Option<(Rule, DaySet)> {
        // 周一（节假日除外）闭馆, 周一（节假日除外）、初一闭馆
        let is_of_list = |phrase: &&Phrase| match phrase {
            Phrase::Closing | Phrase::Comma => true,
            Phrase::Days(days) => !days.holidays,
            _ => false,
        };
        let mut after = tail.iter().skip_while(is_of_list);
        if let Some(days) = before.filter(|_| after.next() == Some(&Phrase::Closed)) {
            return Some((Rule::Lifted, days));
        }
        // 除节假日外，周一闭馆
        let beyond_bracket = tail.strip_prefix(&[Phrase::Closing]).unwrap_or(tail);
        if let Some(days) = closed_weekdays(beyond_bracket).filter(|_| leads) {
            return Some((Rule::Lifted, days));
        }
        let closing = self.last_closing?;
        let is_beside = closing.depth <= self.depth && !closing.has_stopped;
        let is_certain = is_beside && closing.days.is_weekdays_only();
        let rule = if is_certain {
            Rule::Lifted
        } else {
            Rule::Doubtful
        };
        Some((rule, closing.days))
    }

    /// Whether an exception after hours may concern a closing before them, or one that follows.
    pub(super) fn may_be_of_closing(&self, tail: &[Phrase]) -> bool {
        // （节假日除外）周一闭馆
        let stands_before = || match tail {
            [Phrase::Closing, rest @ ..] if matches!(rest, [Phrase::Days(_), ..]) => {
                closed_weekdays(rest).is_some()
            }
            _ => self.depth == 0 && closed_weekdays(tail).is_some(),
        };
        self.has_closing() || stands_before()
    }

    /// An exception may concern the closing or the hours.
    pub(super) fn doubt(&mut self, days: DaySet) {
        self.festivals = self.festivals.and(DaySet::festivals(days.festivals));
        if days.holidays {
            self.set(Rule::Doubtful);
        }
    }

    pub(super) fn keep_as_usual(&mut self, days: DaySet) {
        self.as_usual = self.as_usual.and(days);
    }

    /// Hours follow "as usual" without a sign.
    pub(super) fn hours_as_usual(&mut self) {
        self.are_hours_as_usual = true;
    }

    /// 节假日照常开放 10:00-16:00
    pub(super) fn open_anyway(&mut self, days: Option<DaySet>) {
        self.is_open_anyway |= days.is_some_and(|days| days.holidays && days.is_days_off_only());
    }

    pub(super) fn include(&mut self, days: DaySet) {
        self.included = self.included.and(days);
    }

    pub(super) fn moves(&mut self) {
        self.set(Rule::Moved);
    }

    /// The text refers to another source for days off.
    pub(super) fn leave_open(&mut self, days: DaySet) {
        self.festivals = self.festivals.and(DaySet::festivals(days.festivals));
        if days.holidays {
            self.set(Rule::LeftOpen);
        }
    }

    /// Two different statements cancel each other.
    fn set(&mut self, rule: Rule) {
        self.rule = match self.rule {
            Rule::AsWritten => rule,
            same if same == rule => rule,
            _ => Rule::Doubtful,
        };
    }

    /// Determines what holds on days off, after reading all; `week` are the days with hours.
    pub(super) fn settled(&self, week: DaySet, is_daily: bool) -> Result<Rule, String> {
        let mut settled = Self {
            rule: self.rule,
            ..Self::default()
        };
        let unclear = || "says 'as usual' of days that have no usual hours".to_owned();
        let has_closing = self.closed.weekdays != 0;
        for (days, if_closed) in [
            (self.as_usual, Rule::Lifted),
            (self.included, Rule::MayBeOpen),
        ] {
            if days.weekdays != 0 && !is_daily || days.holidays && self.closed.holidays {
                return Err(unclear());
            }
            if days.holidays && has_closing {
                settled.set(if_closed);
            } else if days.holidays && !is_daily {
                if week.workdays || week.holidays {
                    return Err(unclear());
                }
                settled.set(Rule::MayBeOpen);
            }
        }
        if self.is_open_anyway && has_closing {
            settled.set(Rule::Lifted);
        }
        if settled.rule != Rule::AsWritten && self.closed.holidays {
            return Err("says closed on days off, and not".to_owned());
        }
        let covers_week = self.closed.weekdays | week.weekdays == super::days::WHOLE_WEEK;
        let is_usual = self.closed.weekdays & !MONDAY_TO_FRIDAY == 0 && covers_week;
        Ok(match settled.rule {
            Rule::Moved if !has_closing => return Err("moves no closing".to_owned()),
            // 周一闭馆，周三闭馆（节假日除外）: perhaps for the Monday too.
            Rule::Lifted if self.lifted != 0 && self.lifted != self.closed.weekdays => {
                Rule::Doubtful
            }
            // 周末休息，节假日照常: a Saturday off may be closed as usual.
            Rule::Lifted if !is_usual => Rule::Doubtful,
            // 周二至周日及节假日，周一闭馆: contradictory for a Monday off.
            Rule::AsWritten if has_closing && week.holidays => Rule::MayBeOpen,
            rule => rule,
        })
    }

    /// Festivals whose days are unknown.
    pub(super) fn festivals(&self) -> super::festivals::Festivals {
        let has_closing = self.closed.weekdays != 0;
        let as_usual = self.as_usual.and(self.included);
        let doubtful = if has_closing { as_usual } else { DaySet::NONE };
        self.festivals.and(doubtful).festivals
    }
}

/// The weekdays that the next phrases close: 周一闭馆.
fn closed_weekdays(tail: &[Phrase]) -> Option<DaySet> {
    let mut rest = tail.iter().filter(|phrase| **phrase != Phrase::Comma);
    let Some(Phrase::Days(days)) = rest.next() else {
        return None;
    };
    let is_closed = rest.next() == Some(&Phrase::Closed);
    (is_closed && days.is_weekdays_only()).then_some(*days)
}
