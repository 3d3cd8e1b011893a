//! Change points of every schedule for some days, one run after another.

use chrono::{Days, NaiveDate};
use rayon::prelude::*;

use super::{WINDOW_DAYS, next_change};
use crate::clock::{LocalMinute, MINUTES_A_DAY};
use crate::hours::OpenState;
use crate::hours::day::Reason;
use crate::hours::rules::Rules;
use crate::hours::schedules::ScheduleIdx;

/// Change points of all schedules, one run after another.
#[derive(Clone)]
pub(super) struct Window {
    first: LocalMinute,
    /// Where the run of each schedule begins, and at the end where the last one ends.
    runs: Vec<u32>,
    /// Minutes from `first` at which a state or its reason begins; each run starts with 0.
    starts: Vec<u16>,
    /// The state and reason that begin there.
    states: Vec<(OpenState, Reason)>,
    /// The first change of state after the window, of each schedule.
    next_change: Vec<Option<LocalMinute>>,
}

/// The change points of one schedule within the window.
struct Run {
    changes: Vec<(u16, (OpenState, Reason))>,
    next_change: Option<LocalMinute>,
}

impl Window {
    /// Compiles the days around `today`, on all cores.
    pub(super) fn compile(rules: &[Rules], today: NaiveDate) -> Self {
        let first = LocalMinute::midnight(today.checked_sub_days(Days::new(1)).unwrap_or(today));
        let runs: Vec<Run> = rules
            .par_iter()
            .map(|rules| Run::compile(rules, first))
            .collect();
        Self::join(first, &runs)
    }

    fn join(first: LocalMinute, runs: &[Run]) -> Self {
        let mut window = Self {
            first,
            runs: vec![0],
            starts: Vec::new(),
            states: Vec::new(),
            next_change: Vec::with_capacity(runs.len()),
        };
        for run in runs {
            let changes = run.changes.iter();
            window.starts.extend(changes.clone().map(|change| change.0));
            window.states.extend(changes.map(|change| change.1));
            window.next_change.push(run.next_change);
            // 2^32 change points would need 100 million distinct texts.
            window
                .runs
                .push(u32::try_from(window.starts.len()).unwrap_or(u32::MAX));
        }
        window
    }

    /// Minutes into the window, if the minute is inside.
    pub(super) fn offset(&self, minute: LocalMinute) -> Option<u16> {
        let offset = minute.0 - self.first.0;
        (0..WINDOW_DAYS * MINUTES_A_DAY)
            .contains(&offset)
            .then(|| u16::try_from(offset).ok())?
    }

    /// The state at a minute of the window.
    pub(super) fn state(&self, schedule: ScheduleIdx, offset: u16) -> OpenState {
        self.states[self.change_at(schedule, offset)].0
    }

    /// State and reason at a minute of the window, and when the state changes next.
    pub(super) fn state_and_next_change(
        &self,
        schedule: ScheduleIdx,
        offset: u16,
    ) -> (OpenState, Reason, Option<LocalMinute>) {
        let change = self.change_at(schedule, offset);
        let end = self.runs[schedule.row() + 1] as usize;
        let (state, reason) = self.states[change];
        let after = &self.states[change + 1..end];
        let until = match after.iter().position(|other| other.0 != state) {
            Some(more) => {
                let start = i64::from(self.starts[change + 1 + more]);
                Some(LocalMinute(self.first.0 + start))
            }
            None => self.next_change[schedule.row()],
        };
        (state, reason, until)
    }

    /// The row of the change point that applies at `offset`.
    fn change_at(&self, schedule: ScheduleIdx, offset: u16) -> usize {
        let begin = self.runs[schedule.row()] as usize;
        let end = self.runs[schedule.row() + 1] as usize;
        begin + self.starts[begin..end].partition_point(|start| *start <= offset) - 1
    }
}

impl Run {
    fn compile(rules: &Rules, first: LocalMinute) -> Self {
        let mut changes: Vec<(u16, (OpenState, Reason))> = Vec::new();
        for day in 0..WINDOW_DAYS {
            let midnight = LocalMinute(first.0 + day * MINUTES_A_DAY);
            for span in rules.day(midnight.date()).spans() {
                let offset = day * MINUTES_A_DAY + i64::from(span.start_min);
                let begins = (span.state, span.reason);
                if changes.last().is_none_or(|last| last.1 != begins) {
                    changes.push((u16::try_from(offset).unwrap_or(u16::MAX), begins));
                }
            }
        }
        let state = changes.last().map_or(OpenState::Unknown, |last| last.1.0);
        let last_minute = LocalMinute(first.0 + WINDOW_DAYS * MINUTES_A_DAY - 1);
        Self {
            changes,
            next_change: next_change(rules, last_minute, state),
        }
    }
}
