//! Words grouped into days with their hours, and days that are closed.

use super::week::{ALL_WEEKDAYS, Clause, Closing, MONDAY_TO_FRIDAY, Named, Spans, Week, assembled};
use super::words::Word;
use crate::hours::chinese::clock::{self, ClockTime, DAY_MIN};

/// More weekdays that are closed at once may mean something else.
const MOST_CLOSED_AT_ONCE: u32 = 3;

/// What was read so far.
#[derive(Default)]
struct Reader<'w> {
    rest: &'w [Word],
    /// Days named, whose hours or closing have not come yet.
    named: Named,
    spans: Spans,
    clauses: Vec<Clause>,
    closings: Vec<Closing>,
    /// 定休日：the days to come are closed.
    closes_next: bool,
    /// 土日のみ: their hours may come after a full stop.
    has_only: bool,
    is_in_bracket: bool,
    /// How days were closed since the last hours: whether by an exception.
    closed_by_exception: Option<bool>,
}

/// Groups the words of a text.
pub(super) fn week(words: &[Word]) -> Result<Week, String> {
    let mut reader = Reader {
        rest: words,
        ..Reader::default()
    };
    reader.read()?;
    reader.finish()
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), String> {
        while let Some((word, rest)) = self.rest.split_first() {
            self.rest = rest;
            self.take(*word)?;
        }
        Ok(())
    }

    fn take(&mut self, word: Word) -> Result<(), String> {
        match word {
            Word::Weekday(first) => {
                let weekdays = self.weekdays(first)?;
                self.name()?.weekdays |= weekdays;
            }
            Word::Holidays => self.name()?.holidays = true,
            Word::RestDays => self.name()?.rest_days = true,
            Word::Workdays => {
                let named = self.name()?;
                named.weekdays |= MONDAY_TO_FRIDAY;
                named.workdays = true;
            }
            Word::EveryDay => {
                let named = self.name()?;
                named.weekdays = ALL_WEEKDAYS;
                named.every_day = true;
            }
            Word::YearEnd => self.name()?.year_end = true,
            Word::Date(month, day) => {
                let last = self.last_date((month, day));
                self.name()?.dates.push([(month, day), last]);
            }
            Word::Time(start) => self.take_time(start)?,
            Word::AllDay => {
                // 終日休館 closes the days before it.
                if self.rest.first() != Some(&Word::Closed) {
                    self.push(0..DAY_MIN)?;
                }
            }
            Word::Closed => self.close(false)?,
            Word::Except => self.close(true)?,
            Word::ClosedDays => self.take_closed_days()?,
            Word::Opening => self.take_bracket()?,
            Word::Stop => self.stop()?,
            Word::Only => self.has_only = !self.named.is_empty(),
            Word::Particle => self.check_condition()?,
            Word::Comma | Word::Join | Word::Until | Word::Filler => {}
            Word::To | Word::Closing | Word::Including => {
                return Err("a word without what belongs to it".to_owned());
            }
        }
        Ok(())
    }

    /// 月～金: the weekdays from this one.
    fn weekdays(&mut self, first: u8) -> Result<u8, String> {
        let [Word::To, rest @ ..] = self.rest else {
            return Ok(first);
        };
        let [Word::Weekday(last), rest @ ..] = rest else {
            return Err("a span of days without its end".to_owned());
        };
        self.rest = rest.strip_prefix(&[Word::Until]).unwrap_or(rest);
        let (mut weekdays, mut day) = (first, first);
        while day != *last {
            day = if day == 1 << 6 { 1 } else { day << 1 };
            weekdays |= day;
        }
        Ok(weekdays)
    }

    fn last_date(&mut self, first: (u8, u8)) -> (u8, u8) {
        let [Word::To, Word::Date(month, day), rest @ ..] = self.rest else {
            return first;
        };
        self.rest = rest.strip_prefix(&[Word::Until]).unwrap_or(rest);
        (*month, *day)
    }

    /// The days being named; hours before them are complete.
    fn name(&mut self) -> Result<&mut Named, String> {
        self.flush()?;
        Ok(&mut self.named)
    }

    fn take_time(&mut self, start: ClockTime) -> Result<(), String> {
        let [Word::To, Word::Time(end), rest @ ..] = self.rest else {
            return Err("a time that neither begins nor ends a span".to_owned());
        };
        self.rest = rest;
        let span = clock::span(start, *end)?;
        self.push(span)
    }

    fn push(&mut self, span: std::ops::Range<u16>) -> Result<(), String> {
        if self.closes_next {
            return Err("hours beside days that are closed".to_owned());
        }
        if !self.named.is_plain() {
            return Err("hours of a season or of dates".to_owned());
        }
        let last = self.spans.last();
        if last.is_some_and(|last| span.start <= last.end) {
            return Err("hours that overlap".to_owned());
        }
        self.closed_by_exception = None;
        self.spans.push(span);
        Ok(())
    }

    /// The days named with the hours that follow them.
    fn flush(&mut self) -> Result<(), String> {
        if self.spans.is_empty() {
            return Ok(());
        }
        let named = std::mem::take(&mut self.named);
        let days = (!named.is_empty()).then_some(named);
        let is_of_all = days.as_ref().is_none_or(|days| days.every_day);
        if is_of_all && !self.clauses.is_empty() {
            return Err("hours without their days".to_owned());
        }
        let spans = std::mem::take(&mut self.spans);
        self.clauses.push(Clause { days, spans });
        self.has_only = false;
        Ok(())
    }

    /// The days just named are closed.
    fn close(&mut self, is_exception: bool) -> Result<(), String> {
        if !self.spans.is_empty() || self.named.is_empty() {
            return Err("says closed, but not for which days".to_owned());
        }
        self.note_closing(is_exception)?;
        let days = std::mem::take(&mut self.named);
        let n_weekdays = days.weekdays.count_ones();
        if days.every_day || days.workdays || n_weekdays > MOST_CLOSED_AT_ONCE {
            return Err("closes most days".to_owned());
        }
        // 祝日を除く月～金 9:00～17:00 may be said of these days alone.
        let is_of_part = self.is_in_bracket || is_exception && self.clauses.is_empty();
        self.closings.push(Closing { days, is_of_part });
        (self.closes_next, self.has_only) = (false, false);
        Ok(())
    }

    /// 月曜休館（祝日を除く）, 休館日：月曜、祝日を除く: an exception from the closing, or one more closing.
    fn note_closing(&mut self, is_exception: bool) -> Result<(), String> {
        let is_of_another_sort = self.closed_by_exception == Some(!is_exception);
        if is_of_another_sort || is_exception && self.closes_next {
            return Err("an exception from closed days, or closed days".to_owned());
        }
        self.closed_by_exception = Some(is_exception);
        Ok(())
    }

    /// 定休日：月曜, 月曜定休日
    fn take_closed_days(&mut self) -> Result<(), String> {
        self.flush()?;
        if !self.named.is_empty() {
            return self.close(false);
        }
        self.closes_next = true;
        Ok(())
    }

    fn stop(&mut self) -> Result<(), String> {
        if self.closes_next {
            return self.close(false);
        }
        self.flush()?;
        if !self.named.is_empty() && !self.has_only {
            return Err("names days without their hours".to_owned());
        }
        Ok(())
    }

    /// 月曜が祝日: days that are two things at once.
    fn check_condition(&self) -> Result<(), String> {
        let is_condition =
            !self.named.is_empty() && self.rest.first().is_some_and(|word| names_days(*word));
        let condition = || "hours of days that are two things at once".to_owned();
        (!is_condition).then_some(()).ok_or_else(condition)
    }

    /// Days or dates in brackets belong to what precedes; exceptions are closings.
    fn take_bracket(&mut self) -> Result<(), String> {
        let end = self.rest.iter().position(|word| *word == Word::Closing);
        let end = end.ok_or("a bracket without its end")?;
        let (inner, rest) = (&self.rest[..end], &self.rest[end + 1..]);
        match inner {
            [] => {}
            [Word::Date(..), Word::To, Word::Date(..)] | [Word::Date(..)]
                if self.named.year_end =>
            {
                self.named.year_end = false;
                self.rest = inner;
                self.read()?;
            }
            [Word::YearEnd] if !self.named.dates.is_empty() => {}
            // 休館日（月曜、祝日）
            _ if self.closes_next && inner.iter().all(|word| is_of_list(*word)) => {
                self.rest = inner;
                self.read()?;
                self.close(false)?;
            }
            // 月～金（祝日を含む）: as on other days.
            [Word::Holidays, Word::Including] if !self.is_without_days() => {}
            _ if inner.iter().all(|word| is_of_list(*word)) && !closes(rest) => {
                self.take_days_of_hours(inner)?;
            }
            _ => return self.take_closing_bracket(inner, rest),
        }
        self.rest = rest;
        Ok(())
    }

    fn is_without_days(&self) -> bool {
        self.named.is_empty() && self.spans.is_empty()
    }

    /// 9:00～17:00（月～金）, 平日（月～金）9:00～17:00
    fn take_days_of_hours(&mut self, inner: &[Word]) -> Result<(), String> {
        let mut days = Reader {
            rest: inner,
            ..Reader::default()
        };
        days.read()?;
        if self.named.is_empty() && !self.spans.is_empty() && days.named.is_plain() {
            self.named = days.named;
            return self.flush();
        }
        let says_it_again = self.named.workdays
            && days.named.weekdays == MONDAY_TO_FRIDAY
            && !days.named.holidays
            && days.named.is_plain();
        let other = || "other days in brackets".to_owned();
        says_it_again.then_some(()).ok_or_else(other)
    }

    /// 月～金（祝日を除く）9:00～17:00, 9:00～17:00（土日休み）, （土日）を除く
    fn take_closing_bracket(&mut self, inner: &[Word], rest: &[Word]) -> Result<(), String> {
        self.flush()?;
        let is_all_closed = |words: &[Word]| {
            words
                .iter()
                .all(|word| is_of_list(*word) || closes_days(*word))
        };
        if !is_all_closed(inner) {
            return Err("a bracket with more than days".to_owned());
        }
        let verb = if closes(rest) { &rest[..1] } else { &[] };
        let words = [inner, verb].concat();
        let mut bracket = Reader {
            rest: &words,
            is_in_bracket: true,
            ..Reader::default()
        };
        bracket.closed_by_exception = self.closed_by_exception;
        bracket.read()?;
        bracket.stop()?;
        if self.closes_next {
            return Err("a bracket within closed days".to_owned());
        }
        self.closed_by_exception = bracket.closed_by_exception;
        self.closings.append(&mut bracket.closings);
        let n_words = inner.len() + 1 + verb.len();
        self.rest = &self.rest[n_words..];
        Ok(())
    }

    fn finish(mut self) -> Result<Week, String> {
        if self.closes_next {
            self.close(false)?;
        }
        self.flush()?;
        if self.named.is_empty() {
            return assembled(self.clauses, self.closings);
        }
        // 9:00～17:00 月～金, and nothing else.
        let is_only_list = self.closings.is_empty() && self.named.is_plain();
        match self.clauses.as_mut_slice() {
            [clause] if clause.days.is_none() && is_only_list => clause.days = Some(self.named),
            _ => return Err("names days without their hours".to_owned()),
        }
        assembled(self.clauses, self.closings)
    }
}

fn names_days(word: Word) -> bool {
    matches!(
        word,
        Word::Weekday(_)
            | Word::Holidays
            | Word::RestDays
            | Word::Workdays
            | Word::EveryDay
            | Word::YearEnd
            | Word::Date(..)
    )
}

fn is_of_list(word: Word) -> bool {
    names_days(word)
        || matches!(
            word,
            Word::To | Word::Until | Word::Join | Word::Comma | Word::Only
        )
}

/// What may stand beside the days of a closing.
fn closes_days(word: Word) -> bool {
    let words = [Word::Closed, Word::Except, Word::ClosedDays, Word::Particle];
    words.contains(&word)
}

/// Whether the words after a bracket close its days.
fn closes(rest: &[Word]) -> bool {
    matches!(rest.first(), Some(Word::Except | Word::Closed))
}
