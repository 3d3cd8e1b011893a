//! Closings, exceptions and "as usual" for the days just named.

use super::{Closing, MOST_CLOSED_AT_ONCE, Reader};
use crate::hours::chinese::days::DaySet;
use crate::hours::chinese::phrases::Phrase;

impl Reader {
    /// 休息: the days just named are closed.
    pub(super) fn close(&mut self) -> Result<(), String> {
        let unclear = || "says closed, but not for which days".to_owned();
        if self.is_all_day() && !self.groups.is_empty() {
            self.hours.clear();
        }
        if !self.hours.is_empty() {
            return Err(unclear());
        }
        let names_dates = !self.dates.is_empty() && !self.has_told_dates;
        let mut days = match self.groups.pop() {
            None if names_dates => {
                self.close_dates();
                return Ok(());
            }
            last => last.ok_or_else(unclear)?,
        };
        let last = days;
        // 周六，周日休息 is one list; 周一至周五，节假日休息 is not.
        while let Some(group) = self
            .groups
            .pop_if(|group| group.holidays == days.holidays && group.weekdays & days.weekdays == 0)
        {
            days = days.and(group);
        }
        if days != last && days.weekdays.count_ones() > MOST_CLOSED_AT_ONCE {
            return Err(unclear());
        }
        self.has_just_closed = days.weekdays.count_ones() > MOST_CLOSED_AT_ONCE;
        self.push_closing(days)
    }

    /// 12月25日休馆
    fn close_dates(&mut self) {
        self.week.closed.push(Closing {
            dates: std::mem::take(&mut self.dates),
            days: DaySet::NONE,
            after: self.week.open.len(),
        });
    }

    fn push_closing(&mut self, days: DaySet) -> Result<(), String> {
        if days.is_every_day() || days.workdays {
            return Err("says that no day is open".to_owned());
        }
        if days.weekdays != 0 && self.week.holidays.has_lifted_closing() {
            return Err("a closing that may be in the place of another".to_owned());
        }
        self.week.holidays.close(days);
        self.week.closed.push(Closing {
            dates: self.dates.clone(),
            days,
            after: self.week.open.len(),
        });
        Ok(())
    }

    /// 节假日除外: an exception from the closed days before it; without such, the days are closed.
    pub(super) fn except(
        &mut self,
        days: DaySet,
        leads: bool,
        tail: &[Phrase],
    ) -> Result<(), String> {
        self.flush_hours()?;
        let is_of_closing = days.is_days_off_only()
            && self
                .week
                .holidays
                .except(days, leads, self.groups.last().copied(), tail);
        if is_of_closing {
            return Ok(());
        }
        // 周一闭馆，9:00-17:00，节假日除外: an exception from the closing, or from the hours.
        if days.is_days_off_only() && self.week.holidays.may_be_of_closing(tail) {
            self.week.holidays.doubt(days);
            return Ok(());
        }
        self.push_closing(days)
    }

    /// 节假日照常开放. 节假日开放 means this only for days that another phrase closes.
    pub(super) fn take_as_usual(&mut self, is_opened: bool) {
        let is_said_of_days_off = self
            .groups
            .last()
            .is_some_and(|last| last.is_days_off_only());
        // 节假日10:00-16:00照常开放: the hours are theirs.
        if !self.hours.is_empty() {
            self.week.holidays.open_anyway(self.groups.last().copied());
            return;
        }
        let says_so = !is_opened || is_said_of_days_off && self.week.holidays.has_closing();
        if says_so && let Some(days) = self.groups.pop() {
            self.week.holidays.keep_as_usual(days);
        }
    }

    /// 遇节假日顺延
    pub(super) fn take_moved(&mut self) -> Result<(), String> {
        let days = self.groups.pop().filter(|days| days.is_days_off_only());
        days.ok_or_else(|| "says that a closing moves, but not when".to_owned())?;
        self.week.holidays.moves();
        Ok(())
    }

    /// 节假日另行通知
    pub(super) fn leave_open(&mut self) -> Result<(), String> {
        let days = self.groups.pop().filter(|days| days.is_days_off_only());
        let days = days.filter(|_| self.hours.is_empty());
        let days = days.ok_or_else(|| "leaves the hours open".to_owned())?;
        self.week.holidays.leave_open(days);
        Ok(())
    }
}
