//! The compiled window: who is open when, for fifteen days around today, as a look-up.
//!
//! Inside the window a state costs a binary search in a few numbers; outside it the day is
//! evaluated by the rules, with the same answer. Nothing walks further than
//! [`HORIZON_DAYS`].

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use rayon::prelude::*;

use super::OpenState;
use super::day::DaySpan;
use super::rules::Rules;
use super::schedules::{ScheduleIdx, Schedules};
use crate::clock::{LocalMinute, MINUTES_A_DAY};

/// Days that are compiled: yesterday, today and the thirteen after it.
pub const WINDOW_DAYS: i64 = 15;
/// How far ahead the next change is looked for.
pub const HORIZON_DAYS: i64 = 400;

/// The states of every schedule of a loaded set, compiled around one day.
#[derive(Clone)]
pub struct Timetable {
    schedules: Arc<Schedules>,
    today: NaiveDate,
    window: Window,
}

/// A stretch of one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The state throughout.
    pub state: OpenState,
    /// The first minute of another state; `None` if there is none within 400 days.
    pub until: Option<LocalMinute>,
}

/// Change points of all schedules, one run after another.
#[derive(Clone)]
struct Window {
    first: LocalMinute,
    /// Where the run of each schedule begins, and one more: the end of the last.
    runs: Vec<u32>,
    /// Minutes from `first` at which a state begins; each run starts with 0.
    starts: Vec<u16>,
    states: Vec<OpenState>,
    /// The first change after the window, of each schedule.
    next_change: Vec<Option<LocalMinute>>,
}

/// The change points of one schedule within the window.
struct Run {
    changes: Vec<(u16, OpenState)>,
    next_change: Option<LocalMinute>,
}

impl Timetable {
    /// Compiles the window around `today`; about 10 us a schedule, on all cores.
    pub fn build(schedules: Arc<Schedules>, today: NaiveDate) -> Self {
        let first = LocalMinute::midnight(today.checked_sub_days(Days::new(1)).unwrap_or(today));
        let runs: Vec<Run> = schedules
            .rules()
            .par_iter()
            .map(|rules| Run::compile(rules, first))
            .collect();
        Self {
            window: Window::join(first, &runs),
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

    /// The state of a schedule at a minute.
    pub fn state(&self, schedule: ScheduleIdx, minute: LocalMinute) -> OpenState {
        match self.window.offset(minute) {
            Some(offset) => self.window.states[self.window.change_at(schedule, offset)],
            None => day_span(self.rules(schedule), minute).state,
        }
    }

    /// State, and why, at a minute; always by the rules, some hundreds of nanoseconds.
    pub fn explain(&self, schedule: ScheduleIdx, minute: LocalMinute) -> DaySpan {
        day_span(self.rules(schedule), minute)
    }

    /// The stretch of one state that a minute lies in, from that minute on.
    pub fn span(&self, schedule: ScheduleIdx, minute: LocalMinute) -> Span {
        let Some(offset) = self.window.offset(minute) else {
            let rules = self.rules(schedule);
            let state = day_span(rules, minute).state;
            return Span {
                state,
                until: next_change(rules, minute, state),
            };
        };
        let change = self.window.change_at(schedule, offset);
        let until = if change + 1 < self.window.runs[schedule.row() + 1] as usize {
            let start = i64::from(self.window.starts[change + 1]);
            Some(LocalMinute(self.window.first.0 + start))
        } else {
            self.window.next_change[schedule.row()]
        };
        Span {
            state: self.window.states[change],
            until: until.filter(|until| until.0 <= minute.0 + HORIZON_DAYS * MINUTES_A_DAY),
        }
    }
}

impl Window {
    fn join(first: LocalMinute, runs: &[Run]) -> Self {
        let mut window = Self {
            first,
            runs: vec![0],
            starts: Vec::new(),
            states: Vec::new(),
            next_change: Vec::with_capacity(runs.len()),
        };
        for run in runs {
            window
                .starts
                .extend(run.changes.iter().map(|change| change.0));
            window
                .states
                .extend(run.changes.iter().map(|change| change.1));
            window.next_change.push(run.next_change);
            // 2^32 change points would need 100 million distinct texts.
            window
                .runs
                .push(u32::try_from(window.starts.len()).unwrap_or(u32::MAX));
        }
        window
    }

    /// Minutes into the window, if the minute is inside.
    fn offset(&self, minute: LocalMinute) -> Option<u16> {
        let offset = minute.0 - self.first.0;
        (0..WINDOW_DAYS * MINUTES_A_DAY)
            .contains(&offset)
            .then(|| u16::try_from(offset).ok())?
    }

    /// The row of the change point that decides at `offset`.
    fn change_at(&self, schedule: ScheduleIdx, offset: u16) -> usize {
        let begin = self.runs[schedule.row()] as usize;
        let end = self.runs[schedule.row() + 1] as usize;
        begin + self.starts[begin..end].partition_point(|start| *start <= offset) - 1
    }
}

impl Run {
    fn compile(rules: &Rules, first: LocalMinute) -> Self {
        let mut changes: Vec<(u16, OpenState)> = Vec::new();
        for day in 0..WINDOW_DAYS {
            let midnight = LocalMinute(first.0 + day * MINUTES_A_DAY);
            for span in rules.day(midnight.date()).spans() {
                let offset = day * MINUTES_A_DAY + i64::from(span.start_min);
                if changes.last().is_none_or(|last| last.1 != span.state) {
                    changes.push((u16::try_from(offset).unwrap_or(u16::MAX), span.state));
                }
            }
        }
        let state = changes.last().map_or(OpenState::Unknown, |last| last.1);
        let last_minute = LocalMinute(first.0 + WINDOW_DAYS * MINUTES_A_DAY - 1);
        Self {
            changes,
            next_change: next_change(rules, last_minute, state),
        }
    }
}

/// The state at a minute by the rules.
fn day_span(rules: &Rules, minute: LocalMinute) -> DaySpan {
    let minute_of_day = u16::try_from(minute.minute_of_day()).unwrap_or(0);
    rules.day(minute.date()).at(minute_of_day)
}

/// The first minute after `minute` with another state, looked for day by day for
/// [`HORIZON_DAYS`].
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
