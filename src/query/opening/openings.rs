//! When the same hours open and stop being open, over a run of dates that grows as it is needed.

use chrono::{Days, NaiveDate};

use crate::clock::LocalMinute;
use crate::hours::OpenState;
use crate::hours::timetable::HORIZON_DAYS;

/// The minutes at which hours turn open or stop being so, of the dates from `first` to before
/// `end`.
///
/// Invariant: neighbours differ, and the first entry is the midnight at which `first` begins.
pub(super) struct Openings {
    first: NaiveDate,
    end: NaiveDate,
    turns: Vec<(LocalMinute, bool)>,
}

/// The states of a date, as minutes of the day at which one begins; `None` if it may not be
/// evaluated any more.
pub(super) type Evaluate<'a> = dyn FnMut(NaiveDate) -> Option<Vec<(u16, OpenState)>> + 'a;

/// Whether a run of dates could be made longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Done,
    Stopped,
}

impl Openings {
    /// No dates yet, to begin with this one.
    pub(super) const fn from(date: NaiveDate) -> Self {
        Self {
            first: date,
            end: date,
            turns: Vec::new(),
        }
    }

    /// The date after the last.
    pub(super) const fn end(&self) -> NaiveDate {
        self.end
    }

    /// Makes the run begin at this date or before it. Dates more than 400 days away from those that
    /// are known take their place.
    pub(super) fn reach(&mut self, date: NaiveDate, evaluate: &mut Evaluate<'_>) -> Reach {
        let (ahead, behind) = (self.first - date, date - self.end);
        if ahead.num_days().max(behind.num_days()) > HORIZON_DAYS {
            *self = Self::from(date);
        }
        if date >= self.first {
            return Reach::Done;
        }
        let mut longer = Self::from(date);
        while longer.end < self.first {
            if longer.extend(evaluate) == Reach::Stopped {
                return Reach::Stopped;
            }
        }
        for (minute, is_open) in self.turns.drain(..) {
            longer.turn(minute, is_open);
        }
        longer.end = self.end;
        *self = longer;
        Reach::Done
    }

    /// Adds the date after the last.
    pub(super) fn extend(&mut self, evaluate: &mut Evaluate<'_>) -> Reach {
        let Some(states) = evaluate(self.end) else {
            return Reach::Stopped;
        };
        let midnight = LocalMinute::midnight(self.end).0;
        for (start, state) in states {
            let minute = LocalMinute(midnight + i64::from(start));
            self.turn(minute, state == OpenState::Open);
        }
        self.end = day_after(self.end);
        Reach::Done
    }

    fn turn(&mut self, minute: LocalMinute, is_open: bool) {
        if self.turns.last().is_none_or(|last| last.1 != is_open) {
            self.turns.push((minute, is_open));
        }
    }

    /// The first minute after `minute` at which the hours turn open, or stop being so, as far as
    /// the dates reach.
    pub(super) fn first_after(&self, minute: LocalMinute, is_open: bool) -> Option<LocalMinute> {
        let next = self.turns.partition_point(|turn| turn.0 <= minute);
        let mut after = self.turns[next..].iter();
        after.find(|turn| turn.1 == is_open).map(|turn| turn.0)
    }
}

/// The day after a date; at the end of the calendar the date itself.
fn day_after(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(date)
}
