//! When stations open next: looked up in the compiled days, then searched day by day within a
//! budget, once for all stations with the same hours.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use chrono::NaiveDate;
use hashbrown::HashMap;

use super::effective_hours::{EffectiveHours, HoursKey};
use super::openings::{Openings, Reach};
use crate::clock::{LocalMinute, MINUTES_A_DAY, UnixTime};
use crate::hours::schedules::{Hours, ScheduleIdx};
use crate::hours::timetable::HORIZON_DAYS;
use crate::hours::{Day, DaySpan, OpenState, Reason};
use crate::notices::{NoticeIdx, StationTruth, Truth};
use crate::query::work_budget::WorkBudget;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// How many changes are looked up one by one in the compiled days; hours that change more often
/// without opening or closing are then followed day by day, which costs less per change.
const MAX_CHANGES_LOOKED_UP: usize = 32;
/// Days outside the compiled ones that are kept, so that stations with the same text share them.
const MAX_DAYS_KEPT: usize = 4_096;

/// What one request has found out about opening hours, and what it may still spend.
///
/// Answers are those of a search for each station alone; only the work is shared.
pub struct OpeningSearch<'a> {
    snapshot: &'a Snapshot,
    /// What is said about its stations, if that counts.
    truth: Option<&'a Truth>,
    budget: WorkBudget<'a>,
    days: RefCell<HashMap<(ScheduleIdx, NaiveDate), Rc<Day>>>,
    openings: RefCell<HashMap<HoursKey, Openings>>,
}

/// When a state that was searched for begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// At this minute.
    At(LocalMinute),
    /// Not within 400 days.
    Never,
    /// Not known: the budget ended first.
    NotLookedFor,
}

impl Next {
    /// The minute, if it is known.
    pub(super) const fn minute(self) -> Option<LocalMinute> {
        match self {
            Self::At(minute) => Some(minute),
            Self::Never | Self::NotLookedFor => None,
        }
    }
}

impl<'a> OpeningSearch<'a> {
    /// Nothing is known yet. Allocates nothing until hours outside the compiled days are needed.
    pub fn new(snapshot: &'a Snapshot, budget: WorkBudget<'a>) -> Self {
        Self {
            snapshot,
            truth: None,
            budget,
            days: RefCell::default(),
            openings: RefCell::default(),
        }
    }

    /// The same with what is said about the stations, resolved on the same snapshot.
    #[must_use]
    pub fn told(self, truth: Option<&'a Truth>) -> Self {
        Self { truth, ..self }
    }

    /// What is said about the stations, if that counts.
    pub const fn truth(&self) -> Option<&'a Truth> {
        self.truth
    }

    /// What is said of a station, if it may change whether it is open.
    pub(in crate::query) fn told_of(&self, station: StationIdx) -> Option<&'a StationTruth> {
        self.truth?.bearing_on(station)
    }

    /// The notice that a visitor is to read, if there is one.
    pub(super) fn shown(&self, hours: &EffectiveHours<'_>, at: UnixTime) -> Option<NoticeIdx> {
        let told = self.truth?.of(hours.station())?;
        told.shown(at, hours.wanted(), self.snapshot.amenity_keys())
    }

    /// The stations.
    pub const fn snapshot(&self) -> &'a Snapshot {
        self.snapshot
    }

    /// What is left of the work.
    pub const fn budget(&self) -> &WorkBudget<'a> {
        &self.budget
    }

    /// Whether what was found so far is an answer, or the budget was too small for one.
    pub const fn is_answer(&self) -> bool {
        self.budget.gives_an_answer()
    }

    /// For searches that end when their visitor breaks: whether the request goes on.
    pub(in crate::query) fn while_it_goes_on(&self) -> ControlFlow<()> {
        if self.budget.goes_on() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }

    /// The state of hours at a minute; a day outside the compiled ones is evaluated once.
    pub fn state(&self, hours: &EffectiveHours<'_>, minute: LocalMinute) -> OpenState {
        hours.combine(|one| self.state_of(one, minute))
    }

    /// The state of one schedule.
    pub(in crate::query) fn state_of(&self, hours: Hours, minute: LocalMinute) -> OpenState {
        let Hours::Scheduled(schedule) = hours else {
            return OpenState::Unknown;
        };
        let timetable = self.snapshot.timetable();
        if timetable.is_compiled(minute) {
            timetable.state(schedule, minute)
        } else {
            self.span_of(schedule, minute).state
        }
    }

    /// The reason of the state of a schedule.
    pub(super) fn reason_of(&self, schedule: ScheduleIdx, minute: LocalMinute) -> Reason {
        let timetable = self.snapshot.timetable();
        if timetable.is_compiled(minute) {
            timetable.state_and_next_change(schedule, minute).1
        } else {
            self.span_of(schedule, minute).reason
        }
    }

    /// The span of a day by the rules.
    fn span_of(&self, schedule: ScheduleIdx, minute: LocalMinute) -> DaySpan {
        self.day_of(schedule, minute.date())
            .at(minute_of_day(minute))
    }

    /// A minute after `minute` up to which no state of these hours changes.
    pub(in crate::query) fn steady_until(
        &self,
        hours: impl Iterator<Item = Hours>,
        minute: LocalMinute,
    ) -> Option<LocalMinute> {
        let scheduled = hours.filter_map(Hours::schedule);
        scheduled
            .filter_map(|schedule| self.schedule_steady_until(schedule, minute))
            .min()
    }

    fn schedule_steady_until(
        &self,
        schedule: ScheduleIdx,
        minute: LocalMinute,
    ) -> Option<LocalMinute> {
        let timetable = self.snapshot.timetable();
        if timetable.is_compiled(minute) {
            return timetable.span(schedule, minute).until;
        }
        let midnight = minute.0 - minute.minute_of_day();
        let day = self.day_of(schedule, minute.date());
        let mut starts = day.spans().iter().map(|span| i64::from(span.start_min));
        let next = starts.find(|start| *start > minute.minute_of_day());
        Some(LocalMinute(midnight + next.unwrap_or(MINUTES_A_DAY)))
    }

    fn day_of(&self, schedule: ScheduleIdx, date: NaiveDate) -> Rc<Day> {
        let mut days = self.days.borrow_mut();
        if let Some(day) = days.get(&(schedule, date)) {
            return Rc::clone(day);
        }
        let day = Rc::new(self.snapshot.timetable().rules(schedule).day(date));
        if days.len() < MAX_DAYS_KEPT {
            days.insert((schedule, date), Rc::clone(&day));
        }
        day
    }

    /// When hours that are not open at a minute open next.
    pub(super) fn opens_after(&self, hours: &EffectiveHours<'_>, minute: LocalMinute) -> Next {
        self.turns_by_hours(hours, minute, horizon_of(minute), true)
    }

    /// When hours that are open at a minute stop being so.
    pub(super) fn closes_after(&self, hours: &EffectiveHours<'_>, minute: LocalMinute) -> Next {
        self.turns_by_hours(hours, minute, horizon_of(minute), false)
    }

    /// The first minute after `minute` and not after `horizon` at which hours are open, or are not,
    /// if they are the opposite at `minute`.
    pub(super) fn turns_by_hours(
        &self,
        hours: &EffectiveHours<'_>,
        minute: LocalMinute,
        horizon: LocalMinute,
        is_open: bool,
    ) -> Next {
        if is_open && !hours.can_open() {
            return Next::Never;
        }
        if self.has_searched(hours) {
            return self.next_by_days(hours, minute, horizon, is_open);
        }
        let mut from = minute;
        for n_before in 0..MAX_CHANGES_LOOKED_UP {
            // The first change belongs to the look at the station.
            if !self.budget.take_steps(n_before.min(1)) {
                return Next::NotLookedFor;
            }
            if !self.snapshot.timetable().is_compiled(from) {
                break;
            }
            let change = self.steady_until(hours.schedules(), from);
            let Some(change) = change.filter(|change| *change <= horizon) else {
                return Next::Never;
            };
            if (self.state(hours, change) == OpenState::Open) == is_open {
                return Next::At(change);
            }
            from = change;
        }
        self.next_by_days(hours, from, horizon, is_open)
    }

    /// Whether combined hours have been followed day by day, so that the compiled days need not be
    /// looked through again for another station.
    fn has_searched(&self, hours: &EffectiveHours<'_>) -> bool {
        hours.only_schedule().is_none() && {
            let known = self.openings.borrow();
            !known.is_empty() && known.contains_key(&hours.key())
        }
    }

    fn next_by_days(
        &self,
        hours: &EffectiveHours<'_>,
        from: LocalMinute,
        horizon: LocalMinute,
        is_open: bool,
    ) -> Next {
        let mut known = self.openings.borrow_mut();
        let openings = known
            .entry(hours.key())
            .or_insert_with(|| Openings::from(from.date()));
        let cost = hours.days_a_day();
        let mut evaluate = |date| self.budget.take_days(cost).then(|| hours.day(date));
        if openings.reach(from.date(), &mut evaluate) == Reach::Stopped {
            return Next::NotLookedFor;
        }
        loop {
            if let Some(found) = openings.first_after(from, is_open) {
                return if found <= horizon {
                    Next::At(found)
                } else {
                    Next::Never
                };
            }
            if openings.end() > horizon.date() {
                return Next::Never;
            }
            if openings.extend(&mut evaluate) == Reach::Stopped {
                return Next::NotLookedFor;
            }
        }
    }
}

/// How far the next change after a minute is looked for.
pub(super) const fn horizon_of(minute: LocalMinute) -> LocalMinute {
    LocalMinute(minute.0 + HORIZON_DAYS * MINUTES_A_DAY)
}

/// Minutes since midnight.
fn minute_of_day(minute: LocalMinute) -> u16 {
    u16::try_from(minute.minute_of_day()).unwrap_or(0)
}
