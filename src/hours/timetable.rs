//! The compiled window: the states of all schedules for fifteen days around today, as a look-up.
//!
//! Inside the window a state costs a binary search in a few numbers; outside it the day is
//! evaluated by the rules, with the same result. No search goes beyond [`HORIZON_DAYS`].

mod window;

use std::ops::Range;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use self::window::Window;
use super::day::{DaySpan, Reason};
use super::rules::Rules;
use super::schedules::{ScheduleIdx, Schedules};
use super::{HoursOfDay, OpenState};
use crate::clock::{LocalMinute, MINUTES_A_DAY};

/// Days that are compiled: yesterday, today and the thirteen after it.
pub const WINDOW_DAYS: i64 = 15;
/// How far ahead the next change is searched.
pub const HORIZON_DAYS: i64 = 400;

/// The states of every schedule of a loaded set, compiled around one day.
#[derive(Clone)]
pub struct Timetable {
    schedules: Arc<Schedules>,
    today: NaiveDate,
    window: Window,
    /// Minutes around that day in which no schedule lacks holiday data.
    all_known: Range<LocalMinute>,
}

/// A span of one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The state throughout.
    pub state: OpenState,
    /// The first minute of another state; `None` if there is none within 400 days.
    pub until: Option<LocalMinute>,
}

impl Timetable {
    /// Compiles the window around `today`; about 10 us for a usual text, on all cores.
    pub fn build(schedules: Arc<Schedules>, today: NaiveDate) -> Self {
        Self {
            window: Window::compile(schedules.rules(), today),
            all_known: known_around(&schedules, today),
            schedules,
            today,
        }
    }

    /// The same schedules around another day.
    #[must_use]
    pub fn rolled_to(&self, today: NaiveDate) -> Self {
        Self::build(Arc::clone(&self.schedules), today)
    }

    /// The day that the window was compiled for.
    pub const fn today(&self) -> NaiveDate {
        self.today
    }

    /// The rules of a schedule of this set.
    pub fn rules(&self, schedule: ScheduleIdx) -> &Rules {
        &self.schedules.rules()[schedule.row()]
    }

    /// The schedules that are compiled here.
    pub fn schedules(&self) -> &Schedules {
        &self.schedules
    }

    /// Whether states at a minute are looked up in the compiled days, not evaluated by the rules.
    pub fn is_compiled(&self, minute: LocalMinute) -> bool {
        self.window.offset(minute).is_some()
    }

    /// The state of a schedule at a minute.
    pub fn state(&self, schedule: ScheduleIdx, minute: LocalMinute) -> OpenState {
        match self.window.offset(minute) {
            Some(offset) => self.window.state(schedule, offset),
            None => day_span(self.rules(schedule), minute).state,
        }
    }

    /// The state and its reason at a minute; always by the rules, some hundreds of nanoseconds.
    pub fn explain(&self, schedule: ScheduleIdx, minute: LocalMinute) -> DaySpan {
        day_span(self.rules(schedule), minute)
    }

    /// The span of one state that contains a minute, from that minute on.
    pub fn span(&self, schedule: ScheduleIdx, minute: LocalMinute) -> Span {
        self.state_and_next_change(schedule, minute).0
    }

    /// The span of one state that contains a minute, and its reason at that minute.
    pub fn state_and_next_change(
        &self,
        schedule: ScheduleIdx,
        minute: LocalMinute,
    ) -> (Span, Reason) {
        let (state, reason, until) = if let Some(offset) = self.window.offset(minute) {
            self.window.state_and_next_change(schedule, offset)
        } else {
            let rules = self.rules(schedule);
            let DaySpan { state, reason, .. } = day_span(rules, minute);
            (state, reason, next_change(rules, minute, state))
        };
        let horizon = minute.0 + HORIZON_DAYS * MINUTES_A_DAY;
        let until = until.filter(|until| until.0 <= horizon);
        (Span { state, until }, reason)
    }

    /// Whether a schedule is open on some day; `false` is certain, `true` is not.
    pub fn can_open(&self, schedule: ScheduleIdx) -> bool {
        self.hours_of_day(schedule).open != 0
    }

    /// In which hours a schedule can be open or unknown on some day.
    pub fn hours_of_day(&self, schedule: ScheduleIdx) -> HoursOfDay {
        self.rules(schedule).hours_of_day()
    }

    /// Whether the state of a schedule from one minute to another depends on a year without holiday
    /// data.
    pub fn lacks_holiday_data(
        &self,
        schedule: ScheduleIdx,
        from: LocalMinute,
        to: LocalMinute,
    ) -> bool {
        self.rules(schedule).lacks_holiday_data_within(from, to)
    }

    /// Whether some schedule may lack holiday data from one minute to another; `false` is
    /// certain, `true` is not.
    pub fn may_lack_holiday_data(&self, from: LocalMinute, to: LocalMinute) -> bool {
        !(self.all_known.contains(&from) && self.all_known.contains(&to))
    }
}

/// The minutes around `today` whose years are in all calendars that some schedule needs.
fn known_around(schedules: &Schedules, today: NaiveDate) -> Range<LocalMinute> {
    let new_year = |year| NaiveDate::from_ymd_opt(year, 1, 1).map(LocalMinute::midnight);
    let everywhen = LocalMinute(i64::MIN)..LocalMinute(i64::MAX);
    let calendars = schedules.calendars_in_use().iter();
    calendars.fold(everywhen, |known, calendar| {
        let years = calendar.years_around(today.year());
        let minutes = years.and_then(|(first, last)| Some(new_year(first)?..new_year(last + 1)?));
        // No minute at all if the year of today is not known.
        let minutes = minutes.unwrap_or(known.start..known.start);
        known.start.max(minutes.start)..known.end.min(minutes.end)
    })
}

/// The state at a minute by the rules.
fn day_span(rules: &Rules, minute: LocalMinute) -> DaySpan {
    let minute_of_day = u16::try_from(minute.minute_of_day()).unwrap_or(0);
    rules.day(minute.date()).at(minute_of_day)
}

/// The first minute after `minute` with another state, searched day by day for [`HORIZON_DAYS`].
fn next_change(rules: &Rules, minute: LocalMinute, state: OpenState) -> Option<LocalMinute> {
    if rules.is_always_open() {
        return None;
    }
    let midnight = minute.0 - minute.minute_of_day();
    (0..=HORIZON_DAYS).find_map(|day| {
        let midnight = LocalMinute(midnight + day * MINUTES_A_DAY);
        let date_spans = rules.day(midnight.date());
        date_spans
            .spans()
            .iter()
            .map(|span| (midnight.0 + i64::from(span.start_min), span.state))
            .find(|(start, other)| *start > minute.0 && *other != state)
            .map(|(start, _)| LocalMinute(start))
    })
}
