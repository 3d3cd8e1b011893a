//! Lists of days with a direct statement: that they are excepted, or closed.

use super::{Parser, Phrase};
use crate::hours::chinese::days::DaySet;
use crate::hours::chinese::word::Word;

impl Parser<'_> {
    pub(super) fn take_days(&mut self, days: DaySet) -> Result<(), String> {
        let mut days = self.joined_days(days)?;
        if let [(Word::Is, _), (Word::Days(those), _), ..] = *self.rest() {
            self.at += 1;
            days = self.coinciding_days(days, those)?;
        }
        let n_words = match self.rest() {
            [(Word::Excepted, _), ..] => 1,
            // 节假日及特殊情况除外
            [(Word::Join, _), (Word::Unless, _), (Word::Excepted, _), ..] => 3,
            _ => 0,
        };
        if n_words > 0 {
            let leads = false;
            self.push(Phrase::Excepting { days, leads }, n_words);
        } else {
            self.phrases.push(Phrase::Days(days));
        }
        Ok(())
    }

    /// 休馆日：周一, 闭馆时间：周一全天
    pub(super) fn take_closed_days(&mut self, days: DaySet) -> Result<(), String> {
        self.take_days(days)?;
        self.phrases.push(Phrase::Closed);
        if matches!(self.rest(), [(Word::AllDay, _), ..]) {
            self.at += 1;
        }
        Ok(())
    }

    /// 如周一为节假日则照常开放 says this of days off; of others it would be a condition.
    fn coinciding_days(&mut self, weekdays: DaySet, days: DaySet) -> Result<DaySet, String> {
        let days_off = self.joined_days(days)?;
        let mut rest = self.rest().iter().map(|(word, _)| word);
        let next = rest.find(|word| **word != Word::Comma);
        let is_understood = weekdays.is_weekdays_only()
            && days_off.is_days_off_only()
            && matches!(next, Some(Word::AsUsual | Word::Moved));
        let condition = || "hours of days that are two things at once".to_owned();
        is_understood.then_some(days_off).ok_or_else(condition)
    }

    /// 周一、节假日, 周六周日, 除夕至初二
    pub(super) fn joined_days(&mut self, first: DaySet) -> Result<DaySet, String> {
        let mut days = first;
        self.at += 1;
        loop {
            let (more, n_words) = match *self.rest() {
                [(Word::Days(more), true), ..] => (more, 1),
                [(Word::Join, _), (Word::Days(more), _), ..] => (more, 2),
                [(Word::To, _), (Word::Days(more), _), ..]
                    if days.is_festivals_only() && more == days =>
                {
                    (more, 2)
                }
                _ => return Ok(days),
            };
            days = days.united(more)?;
            self.at += n_words;
        }
    }

    /// 除节假日外, 除周一闭馆外
    pub(super) fn take_exception(&mut self) -> Result<(), String> {
        self.at += 1;
        let mut days = DaySet::NONE;
        let mut is_closed = false;
        loop {
            match *self.rest() {
                [(Word::Days(first), _), ..] if days == DaySet::NONE => {
                    days = first;
                    self.at += 1;
                }
                [(Word::Days(more), _), ..] if !is_closed => {
                    days = days.united(more)?;
                    self.at += 1;
                }
                [(Word::Join | Word::Comma, _), ..] if days != DaySet::NONE => self.at += 1,
                [(Word::Closed, _), ..] if days != DaySet::NONE && !is_closed => {
                    is_closed = true;
                    self.at += 1;
                }
                [(Word::Excepted, _), ..] if is_closed => {
                    self.phrases.push(Phrase::Days(days));
                    self.push(Phrase::Closed, 1);
                    return Ok(());
                }
                [(Word::Excepted, _), ..] if days != DaySet::NONE => {
                    let leads = true;
                    self.push(Phrase::Excepting { days, leads }, 1);
                    return Ok(());
                }
                _ => return Err("begins an exception (除) without its end (外)".to_owned()),
            }
        }
    }
}
