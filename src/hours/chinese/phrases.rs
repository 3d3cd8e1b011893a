//! Words joined into phrases: spans, lists of days, breaks, exceptions.
//!
//! Decides what adjacent words alone can decide; which days have which hours is decided in
//! `clauses`. Words unrelated to opening (last entry, access) are dropped here.

mod days;
mod spans;

use std::ops::Range;

use super::clock::DAY_MIN;
use super::dates::Dates;
use super::days::DaySet;
use super::word::Word;
use super::words::Placed;

/// 23:59
const LAST_MINUTE: u16 = DAY_MIN - 1;
/// 24小时
pub(super) const ALL_DAY: Range<u16> = 0..DAY_MIN;

/// A phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phrase {
    Days(DaySet),
    Dates(Vec<Dates>),
    Hours(Hours),
    /// 12:00-13:00午休
    Rest(Range<u16>),
    Closed,
    /// 开放 after its days, without hours after it
    Opened,
    AsUsual,
    /// 含节假日
    Including(DaySet),
    /// 节假日除外, or a leading 除节假日外
    Excepting {
        days: DaySet,
        leads: bool,
    },
    Moved,
    LeftOpen,
    Access,
    Opening,
    Closing,
    Comma,
    Stop,
}

/// A span of hours, and how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hours {
    pub(super) minutes: Range<u16>,
    /// Whether it may be on a 12-hour clock, and begin in the afternoon.
    pub(super) may_be_afternoon: bool,
    /// Whether it is marked as afternoon or evening.
    pub(super) is_said_late: bool,
}

/// Joins words; a reading that differs from the text is a stated repair.
pub(super) fn phrases(words: &[Placed], repairs: &mut Vec<String>) -> Result<Vec<Phrase>, String> {
    let mut parser = Parser {
        words: without_fillers(words),
        at: 0,
        phrases: Vec::new(),
        repairs,
    };
    while parser.at < parser.words.len() {
        parser.take_phrase()?;
    }
    Ok(parser.phrases)
}

struct Parser<'a> {
    words: Vec<Placed>,
    at: usize,
    phrases: Vec<Phrase>,
    repairs: &'a mut Vec<String>,
}

/// Words separated by a filler are not adjacent.
fn without_fillers(words: &[Placed]) -> Vec<Placed> {
    let mut kept = Vec::with_capacity(words.len());
    let mut has_skipped = false;
    for (i, (word, follows_directly)) in words.iter().enumerate() {
        let next = words.get(i + 1);
        let joins_days = matches!(kept.last(), Some((Word::Days(_), _)))
            && matches!(next, Some((Word::Days(_), _)));
        if *word == Word::Filler || *word == Word::Is && !joins_days {
            has_skipped = true;
        } else {
            kept.push((*word, *follows_directly && !has_skipped));
            has_skipped = false;
        }
    }
    kept
}

impl Parser<'_> {
    fn rest(&self) -> &[Placed] {
        &self.words[self.at..]
    }

    fn push(&mut self, phrase: Phrase, n_words: usize) {
        self.phrases.push(phrase);
        self.at += n_words;
    }

    fn take_phrase(&mut self) -> Result<(), String> {
        match *self.rest() {
            [(Word::Days(days), _), ..] => self.take_days(days)?,
            [(Word::Dates(dates), _), ..] => self.take_dates(dates),
            [(Word::Season, _), ..] => self.take_season()?,
            [(Word::Part(_), _), (Word::Access, _), ..] => self.take_access_of_a_part()?,
            [
                (Word::Part(period), _),
                (Word::Open, _),
                (Word::Time(_), _),
                ..,
            ] => {
                self.tell_period(period, 2);
            }
            [(Word::Part(period), _), (Word::Time(_), _), ..] => self.tell_period(period, 1),
            [(Word::Time(start), _), ..] => self.take_time(start)?,
            [(Word::Rest, _), ..] => self.take_rest()?,
            [(Word::ClosedDays, _), (Word::Days(days), _), ..] => {
                self.at += 1;
                self.take_closed_days(days)?;
            }
            [
                (Word::ClosedDays, _),
                (Word::Closing, _),
                (Word::Days(days), _),
                ..,
            ] => {
                self.push(Phrase::Closing, 2);
                self.take_closed_days(days)?;
            }
            [(Word::Except, _), ..] => self.take_exception()?,
            [(Word::Including, _), (Word::Days(days), _), ..] => {
                self.at += 1;
                let days = self.joined_days(days)?;
                self.phrases.push(Phrase::Including(days));
            }
            _ => return self.take_word(),
        }
        Ok(())
    }

    /// A phrase of a single word, or a filler.
    fn take_word(&mut self) -> Result<(), String> {
        let all_day = Hours {
            minutes: ALL_DAY,
            may_be_afternoon: false,
            is_said_late: false,
        };
        match *self.rest() {
            [(Word::AllDay, _), ..] => self.push(Phrase::Hours(all_day), 1),
            [(Word::Closed, _), ..] => self.push(Phrase::Closed, 1),
            [(Word::AsUsual, _), ..] => self.push(Phrase::AsUsual, 1),
            [(Word::Moved, _), ..] => self.push(Phrase::Moved, 1),
            [(Word::Access, _), ..] => self.push(Phrase::Access, 1),
            [(Word::LeftOpen | Word::Authority, _), ..] => self.push(Phrase::LeftOpen, 1),
            [
                (Word::Earlier, _),
                (Word::Time(_), _),
                (Word::Closed, _),
                ..,
            ] => {
                self.push(Phrase::LeftOpen, 3);
            }
            [
                (Word::Earlier, _),
                (Word::To, _),
                (Word::Time(_), _),
                (Word::Closed, _),
                ..,
            ] => {
                self.push(Phrase::LeftOpen, 4);
            }
            [(Word::Opening, _), ..] => self.push(Phrase::Opening, 1),
            [(Word::Closing, _), ..] => self.push(Phrase::Closing, 1),
            [(Word::Comma, _), ..] => self.push(Phrase::Comma, 1),
            [(Word::Stop, _), ..] => self.push(Phrase::Stop, 1),
            [(Word::BeforeClosing, _), (Word::LastEntry, _), ..]
            | [(Word::LastEntry, _), (Word::BeforeClosing, _), ..]
            | [(Word::Unless, _), (Word::LeftOpen | Word::Excepted, _), ..] => self.at += 2,
            [
                (Word::BeforeClosing, _),
                (Word::Comma, _),
                (Word::LastEntry, _),
                ..,
            ]
            | [(Word::Unless, _), (Word::Comma, _), (Word::LeftOpen, _), ..] => self.at += 3,
            [(Word::LastEntry, _), (Word::Time(_), _), ..] if !self.is_span(1) => self.at += 2,
            [(Word::Join | Word::NoRest, _), ..] => self.at += 1,
            [(Word::Open, _), ..] => self.take_open(),
            [(Word::Season, _), ..] => return Err("a season without its dates".to_owned()),
            [(Word::Part(_), _), ..] => return Err("a part of the day without hours".to_owned()),
            [(Word::Unless, _), ..] => return Err("leaves cases open".to_owned()),
            [(Word::To, _), ..] => return Err("a span without a beginning or end".to_owned()),
            _ => return Err("a word without what belongs to it".to_owned()),
        }
        Ok(())
    }

    /// 夜间扫码进入 describes access at night, if the place is open then.
    fn take_access_of_a_part(&mut self) -> Result<(), String> {
        if !self.says_all_day() {
            return Err("other ways in for some of the hours".to_owned());
        }
        self.push(Phrase::Access, 2);
        Ok(())
    }

    fn says_all_day(&self) -> bool {
        let is_all_day = |hours: &Hours| hours.minutes == ALL_DAY;
        self.phrases
            .iter()
            .any(|phrase| matches!(phrase, Phrase::Hours(hours) if is_all_day(hours)))
    }

    /// Whether a span begins this many words ahead.
    fn is_span(&self, ahead: usize) -> bool {
        let rest = self.rest().get(ahead..).unwrap_or_default();
        matches!(rest, [(Word::Time(_), _), (Word::To, _), ..])
    }

    fn take_open(&mut self) {
        let follows_days = matches!(self.phrases.last(), Some(Phrase::Days(_)));
        let ends = matches!(
            self.rest().get(1),
            None | Some((Word::Comma | Word::Stop | Word::Closing, _))
        );
        self.at += 1;
        if follows_days && ends {
            self.phrases.push(Phrase::Opened);
        }
    }

    fn take_dates(&mut self, first: Dates) {
        let mut dates = vec![first];
        self.at += 1;
        while let [(Word::Join, _), (Word::Dates(more), _), ..] = *self.rest() {
            dates.push(more);
            self.at += 2;
        }
        self.phrases.push(Phrase::Dates(dates));
    }

    /// 夏季（5月至10月）, 5月至10月（夏季）: the dates define the season.
    fn take_season(&mut self) -> Result<(), String> {
        let is_told = match self.phrases.as_slice() {
            [.., Phrase::Dates(_)] => true,
            [.., Phrase::Dates(_), Phrase::Opening] => {
                matches!(self.rest().get(1), Some((Word::Closing, _)))
            }
            _ => false,
        };
        match *self.rest() {
            [_, (Word::Dates(_), _), ..] => self.at += 1,
            [_, (Word::Opening, _), (Word::Dates(dates), _), ..] => {
                self.at += 2;
                self.take_dates(dates);
                return match self.rest() {
                    [(Word::Closing, _), ..] => {
                        self.at += 1;
                        Ok(())
                    }
                    _ => Err("a season with more than its dates".to_owned()),
                };
            }
            _ if is_told && matches!(self.phrases.last(), Some(Phrase::Opening)) => {
                self.phrases.pop();
                self.at += 2;
            }
            _ if is_told => self.at += 1,
            _ => return Err("a season without its dates".to_owned()),
        }
        Ok(())
    }
}
