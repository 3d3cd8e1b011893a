//! Spans of hours, their breaks and last entries, from adjacent times.

use super::{ALL_DAY, Hours, LAST_MINUTE, Parser, Phrase};
use crate::hours::chinese::clock::{self, ClockTime, Form, Period};
use crate::hours::chinese::word::Word;

impl Parser<'_> {
    /// 下午:14:00-17:00, 夜间开放18:00-20:00
    pub(super) fn tell_period(&mut self, period: Option<Period>, n_words: usize) {
        self.at += n_words;
        if let Some((Word::Time(time), _)) = self.words.get_mut(self.at) {
            time.period = time.period.or(period);
        }
    }

    pub(super) fn take_time(&mut self, start: ClockTime) -> Result<(), String> {
        let (end, n_words) = match *self.rest() {
            [_, (Word::To, _), (Word::Time(end), _), ..] => (end, 3),
            [_, (Word::Time(end), true), ..] if start.period.is_some() && end.period.is_some() => {
                self.repairs
                    .push("no '至' between two times; read as if it stood there".to_owned());
                (end, 2)
            }
            [_, (Word::Open, _), ..] => self.closing_time(2)?,
            [_, (Word::LastEntry, _), ..] => {
                self.at += 2;
                return Ok(());
            }
            [_, (Word::Closed, _), ..] if self.ends_the_hours(start) => {
                self.at += 2;
                return Ok(());
            }
            _ => return Err("a time that neither begins nor ends a span".to_owned()),
        };
        self.state_lost_break();
        let hours = self.hours(start, end)?;
        self.at += n_words;
        self.push_hours(hours)
    }

    /// 9:00开馆，17:00闭馆: the end of the hours, and its length in words from the start. The last entry
    /// may come between.
    fn closing_time(&self, n_words: usize) -> Result<(ClockTime, usize), String> {
        let rest = self.rest().get(n_words..).unwrap_or_default();
        match *rest {
            [(Word::Comma, _), ..] => self.closing_time(n_words + 1),
            [(Word::Time(_), _), (Word::LastEntry, _), ..] => self.closing_time(n_words + 2),
            [(Word::Time(end), _), (Word::Closed, _), ..] => Ok((end, n_words + 2)),
            _ => Err("a time that neither begins nor ends a span".to_owned()),
        }
    }

    /// Whether 17:00闭馆 repeats the end of the hours before it.
    fn ends_the_hours(&self, time: ClockTime) -> bool {
        let hours = self.phrases.iter().rev().find_map(|phrase| match phrase {
            Phrase::Hours(hours) => Some(hours.minutes.clone()),
            _ => None,
        });
        hours.is_some_and(|last| clock::span(clock::at(last.start), time) == Ok(last))
    }

    /// 8:30-11:3013:30-16:30
    fn state_lost_break(&mut self) {
        let follows_directly = self.rest().first().is_some_and(|(_, directly)| *directly);
        let before = self.at.checked_sub(1).map(|before| self.words[before].0);
        let is_colon = |word| matches!(word, Word::Time(time) if time.form == Form::Colon && time.period.is_none());
        if follows_directly && before.is_some_and(is_colon) && is_colon(self.words[self.at].0) {
            self.repairs
                .push("no sign between two spans of hours; read as if ',' stood there".to_owned());
        }
    }

    fn hours(&mut self, start: ClockTime, end: ClockTime) -> Result<Hours, String> {
        if start.form == Form::Bare && end.form != Form::Hour {
            return Err("a number that is no time".to_owned());
        }
        let mut minutes = clock::span(start, end)?;
        if minutes == (0..LAST_MINUTE) {
            self.repairs
                .push("'00:00-23:59' is taken for round the clock, 00:00-24:00".to_owned());
            minutes = ALL_DAY;
        }
        Ok(Hours {
            minutes,
            may_be_afternoon: start.may_be_afternoon(),
            is_said_late: start.period >= Some(Period::Afternoon),
        })
    }

    /// Hours, unless the next words make them a break or describe access.
    fn push_hours(&mut self, hours: Hours) -> Result<(), String> {
        let has_hours_before = self
            .phrases
            .iter()
            .any(|phrase| matches!(phrase, Phrase::Hours(_)));
        match self.rest() {
            [(Word::Rest, _), ..] if self.is_span(1) => return self.push_hours_or_rest(hours),
            [(Word::Rest | Word::Closed, _), ..] => self.push(Phrase::Rest(hours.minutes), 1),
            [(Word::Access, _), ..] if has_hours_before => {
                if !self.says_all_day() {
                    return Err("other ways in for some of the hours".to_owned());
                }
                self.push(Phrase::Access, 1);
            }
            [(Word::LastEntry, _), ..] => {
                return Err("hours of the last entry".to_owned());
            }
            _ => self.phrases.push(Phrase::Hours(hours)),
        }
        Ok(())
    }

    /// 8:30-17:30午休12:00-13:30, 12:00-13:30午休18:00-20:00: the break is the span within the hours.
    fn push_hours_or_rest(&mut self, hours: Hours) -> Result<(), String> {
        let [_, (Word::Time(start), _), _, (Word::Time(end), _), ..] = *self.rest() else {
            return Ok(());
        };
        let next = clock::span(start, end)?;
        let holds_next = hours.minutes.start < next.start && next.end < hours.minutes.end;
        let is_rest = self.phrases.iter().any(|phrase| {
            let within = |said: &Hours| {
                said.minutes.start < hours.minutes.start && hours.minutes.end < said.minutes.end
            };
            matches!(phrase, Phrase::Hours(said) if within(said))
        });
        match (holds_next, is_rest) {
            (true, false) => self.phrases.push(Phrase::Hours(hours)),
            (false, true) => self.push(Phrase::Rest(hours.minutes), 1),
            _ => return Err("hours that are open, or a break".to_owned()),
        }
        Ok(())
    }

    /// 午休12:00-13:30
    pub(super) fn take_rest(&mut self) -> Result<(), String> {
        let [
            _,
            (Word::Time(start), _),
            (Word::To, _),
            (Word::Time(end), _),
            ..,
        ] = *self.rest()
        else {
            return Err("a break without its hours".to_owned());
        };
        let at_noon = ClockTime {
            period: start.period.or(Some(Period::Noon)),
            ..start
        };
        // 午休12点到1点半 is at noon.
        let hours = self
            .hours(start, end)
            .or_else(|_| self.hours(at_noon, end))?;
        self.push(Phrase::Rest(hours.minutes), 4);
        Ok(())
    }
}
