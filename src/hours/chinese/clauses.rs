//! Words grouped into clauses: days, and their hours or that they are closed.
//!
//! Invariant: every clause names hours or says closed; days without either make the
//! text unknown.

use std::ops::Range;

use super::clock::{self, ClockTime, Form};
use super::words::{DaySet, Placed, Word};

/// Days of the week that are closed for sure if 休息 follows them, whether there is a sign
/// between them or hours come next; more are not usual, and may mean something else.
const MOST_CLOSED_AT_ONCE: u32 = 2;
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
    /// 周一至周五休息 without a sign after it: hours that follow may be those of a break.
    has_just_closed: bool,
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
            Word::Time(_) | Word::AllDay if reader.has_just_closed => {
                return Err("says closed, and hours in the same breath".to_owned());
            }
            Word::Time(_) if reader.is_all_day() => {
                return Err("says all day, and then hours".to_owned());
            }
            Word::Time(start) => {
                i += reader.take_span(*start, &words[i..], repairs)?;
            }
            Word::AllDay if reader.spans.is_empty() => reader.spans.push(ALL_DAY),
            Word::AllDay if reader.is_all_day() => {}
            Word::Closed => {
                reader.close(false)?;
                let last = reader.clauses.last();
                let n_days = last.map_or(0, |clause| clause.days.weekdays.count_ones());
                reader.has_just_closed = n_days > MOST_CLOSED_AT_ONCE;
            }
            Word::Excepted => reader.close(true)?,
            Word::AsUsual => reader.take_as_usual(),
            Word::Stop => {
                reader.has_just_closed = false;
                reader.stop()?;
            }
            Word::Except => {
                reader.stop()?;
                reader.is_in_exception = true;
            }
            Word::Break => reader.has_just_closed = false,
            Word::Open | Word::Join => {}
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
        self.has_just_closed = false;
        // 24小时，每天: said after the hours, it tells their days.
        let tells_days_of_hours = days.is_every_day() && self.groups.is_empty();
        if !self.spans.is_empty() && !tells_days_of_hours {
            self.flush()?;
        }
        match self.groups.last_mut().filter(|_| is_joined) {
            Some(group) => *group = united(*group, days)?,
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
        let span = clock::span(start, end)?;
        // 8:30-12:00,1:30-5:30 may go on in the afternoon.
        let goes_back = self.spans.last().is_some_and(|last| span.start < last.end);
        if goes_back && start.may_be_afternoon() {
            return Err("hours that can be read in two ways".to_owned());
        }
        self.spans.push(span);
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
        let last = days;
        // 周六，周日休息 is one list; 周一至周五，节假日休息 and 周一至周五，周三除外 are not.
        while let Some(group) = self.groups.pop_if(|group| {
            !ends_exception
                && group.holidays == days.holidays
                && group.weekdays & days.weekdays == 0
        }) {
            days = days.and(group);
        }
        if days != last && days.weekdays.count_ones() > MOST_CLOSED_AT_ONCE {
            return Err("says closed, but not for which days".to_owned());
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
        let mut groups = self.groups.drain(..);
        let first = groups.next();
        let days = first.map(|first| groups.try_fold(first, united));
        let days = days.transpose()?;
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

/// Days that have the same hours. 工作日每天 may mean working days or every day; 每天，节假日
/// only says more than it must.
fn united(days: DaySet, more: DaySet) -> Result<DaySet, String> {
    let narrows = !more.is_every_day() && more.weekdays != 0;
    let widens = more.is_every_day() && !days.is_every_day();
    if widens || days.is_every_day() && narrows {
        return Err("says every day, and some days".to_owned());
    }
    Ok(days.and(more))
}
