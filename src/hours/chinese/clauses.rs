//! Words grouped into clauses: days, and their hours or that they are closed.
//!
//! Invariant: every clause names hours or says closed; days without either make the
//! text unknown.

use std::ops::Range;

use super::clock::{self, ClockTime, Form};
use super::words::{DaySet, Placed, Word};

/// 24小时
const ALL_DAY: Range<u16> = 0..24 * 60;

/// Days with their hours; without hours they are closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) days: DaySet,
    pub(super) spans: Vec<Range<u16>>,
}

/// The clause that is being read.
#[derive(Default)]
struct Reader {
    clauses: Vec<Clause>,
    /// Days named so far; those that `、` joins are one group.
    groups: Vec<DaySet>,
    spans: Vec<Range<u16>>,
    /// Days that are as usual.
    as_usual: DaySet,
    is_in_exception: bool,
}

/// Groups the words; a time whose 至 is missing is a stated repair.
pub(super) fn clauses(words: &[Placed], repairs: &mut Vec<String>) -> Result<Vec<Clause>, String> {
    let mut reader = Reader::default();
    let mut i = 0;
    while let Some((word, follows_directly)) = words.get(i) {
        i += 1;
        match word {
            Word::Days(days) => {
                let before = i.checked_sub(2).map(|before| words[before].0);
                let is_adjacent = *follows_directly && matches!(before, Some(Word::Days(_)));
                reader.take_days(*days, is_adjacent || before == Some(Word::Join))?;
            }
            Word::Time(start) => {
                i += reader.take_span(*start, &words[i..], repairs)?;
            }
            Word::AllDay if reader.spans.is_empty() => reader.spans.push(ALL_DAY),
            Word::AllDay if reader.is_all_day() => {}
            Word::Closed | Word::Excepted => reader.close(*word == Word::Excepted)?,
            Word::AsUsual => reader.take_as_usual(),
            Word::Stop => reader.stop()?,
            Word::Except => {
                reader.stop()?;
                reader.is_in_exception = true;
            }
            Word::Open | Word::Break | Word::Join => {}
            Word::To | Word::AllDay => return Err("a span without a beginning or end".to_owned()),
        }
    }
    reader.finish()
}

impl Reader {
    fn is_all_day(&self) -> bool {
        matches!(self.spans.as_slice(), [span] if *span == ALL_DAY)
    }

    fn take_days(&mut self, days: DaySet, is_joined: bool) -> Result<(), String> {
        // 24小时，每天: said after the hours, it tells their days.
        let tells_days_of_hours = days.is_every_day() && self.groups.is_empty();
        if !self.spans.is_empty() && !tells_days_of_hours {
            self.flush()?;
        }
        match self.groups.last_mut().filter(|_| is_joined) {
            Some(group) => *group = group.and(days),
            None => self.groups.push(days),
        }
        Ok(())
    }

    /// Reads a span whose start was just read; answers how many words it took.
    fn take_span(
        &mut self,
        start: ClockTime,
        rest: &[Placed],
        repairs: &mut Vec<String>,
    ) -> Result<usize, String> {
        let (end, taken) = match rest {
            [(Word::To, _), (Word::Time(end), _), ..] => (*end, 2),
            [(Word::Time(end), true), ..] if start.period.is_some() && end.period.is_some() => {
                repairs.push("no '至' between two times; read as if it stood there".to_owned());
                (*end, 1)
            }
            _ => return Err("a time that neither begins nor ends a span".to_owned()),
        };
        if start.form == Form::Bare && end.form != Form::Hour {
            return Err("a number that is no time".to_owned());
        }
        self.spans.push(clock::span(start, end)?);
        Ok(taken)
    }

    /// 休息 or 除外: the days just named are closed.
    fn close(&mut self, ends_exception: bool) -> Result<(), String> {
        if self.is_all_day() && !self.groups.is_empty() {
            self.spans.clear();
        }
        if !self.spans.is_empty() || (self.is_in_exception && !ends_exception) {
            return Err("says closed, but not for which days".to_owned());
        }
        self.is_in_exception = false;
        let mut days = self
            .groups
            .pop()
            .ok_or("says closed, but not for which days")?;
        // 周六，周日休息 is one list; 周一至周五，节假日休息 and 周一至周五，周三除外 are not.
        while let Some(group) = self.groups.pop_if(|group| {
            !ends_exception
                && group.holidays == days.holidays
                && group.weekdays & days.weekdays == 0
        }) {
            days = days.and(group);
        }
        if days.is_every_day() || days.workdays {
            return Err("says that no day is open".to_owned());
        }
        let spans = Vec::new();
        self.clauses.push(Clause { days, spans });
        Ok(())
    }

    fn take_as_usual(&mut self) {
        for group in self.groups.drain(..) {
            self.as_usual = self.as_usual.and(group);
        }
    }

    /// A full stop ends the days' reach, unless their hours are still to come.
    fn stop(&mut self) -> Result<(), String> {
        if self.groups.is_empty() || self.spans.is_empty() {
            return Ok(());
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<(), String> {
        if self.spans.is_empty() {
            let has_days = !self.groups.is_empty();
            return if has_days {
                Err("names days without their hours".to_owned())
            } else {
                Ok(())
            };
        }
        let days = self.groups.drain(..).reduce(DaySet::and);
        let every_day = DaySet {
            weekdays: 0b111_1111,
            ..DaySet::default()
        };
        self.clauses.push(Clause {
            days: days.unwrap_or(every_day),
            spans: std::mem::take(&mut self.spans),
        });
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Clause>, String> {
        self.flush()?;
        let is_daily = |clause: &Clause| clause.days.is_every_day() || clause.spans.is_empty();
        let keeps_holidays = |clause: &Clause| !clause.days.workdays && !clause.days.holidays;
        let as_usual_is_clear = if self.as_usual == DaySet::default() {
            true
        } else if self.as_usual.weekdays == 0 {
            self.clauses.iter().all(keeps_holidays)
        } else {
            self.clauses.iter().all(is_daily)
        };
        if !as_usual_is_clear {
            return Err("says 'as usual' of days that have no usual hours".to_owned());
        }
        if self.is_in_exception {
            return Err("begins an exception (除) without its end (外)".to_owned());
        }
        Ok(self.clauses)
    }
}
