//! Who is open when people who set out at one moment arrive.
//!
//! A state is asked by the seconds on the way. Nearly every station keeps one state for as
//! long as anybody is on the way; the few that do not keep their changes. Two moments with
//! equal states cover the same people, so only one of them is computed.

use std::hash::{Hash, Hasher};

use rayon::prelude::*;

use super::eligible::Eligible;
use crate::clock::{Instant, LocalMinute, MINUTES_A_DAY, Zone};
use crate::hours::OpenState;
use crate::query::opening::Door;
use crate::snapshot::Snapshot;
use crate::station::{StationIdx, Status};

/// The states of all stations for everybody who sets out at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    patterns: Vec<Pattern>,
    /// Of stations that change: row, seconds after setting out, the state from then on.
    changes: Vec<(u32, i64, OpenState)>,
}

/// What a station does while people are on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pattern {
    /// It does not count at all.
    Ineligible,
    Steady(OpenState),
    Changing,
}

impl Moment {
    /// A moment at which no clock is asked: whoever is eligible is open.
    pub(super) fn timeless(eligible: &Eligible) -> Self {
        let pattern = |row| {
            if eligible.contains(row) {
                Pattern::Steady(OpenState::Open)
            } else {
                Pattern::Ineligible
            }
        };
        Self {
            patterns: eligible.rows().map(pattern).collect(),
            changes: Vec::new(),
        }
    }

    /// The states from `at` on, as long as `window_s` later.
    ///
    /// Some tens of nanoseconds a station if the snapshot is compiled around that day.
    pub(super) fn at(
        snapshot: &Snapshot,
        eligible: &Eligible,
        zone: Zone,
        at: Instant,
        window_s: i64,
    ) -> Self {
        let rows: Vec<StationIdx> = eligible.rows().collect();
        let timelines: Vec<Vec<(i64, OpenState)>> = rows
            .par_iter()
            .map(|row| {
                if eligible.contains(*row) {
                    timeline(snapshot, eligible, *row, zone, at, window_s)
                } else {
                    Vec::new()
                }
            })
            .collect();
        let mut changes = Vec::new();
        let pattern = |(row, timeline): (&StationIdx, &Vec<(i64, OpenState)>)| match **timeline {
            [] => Pattern::Ineligible,
            [(_, state)] => Pattern::Steady(state),
            _ => {
                changes.extend(
                    timeline
                        .iter()
                        .map(|(from_s, state)| (row.0, *from_s, *state)),
                );
                Pattern::Changing
            }
        };
        let patterns = rows.iter().zip(&timelines).map(pattern).collect();
        Self { patterns, changes }
    }

    /// The state of a station for somebody who is `travel_time_s` on the way; it arrives at
    /// the first whole second not before. An ineligible one is closed.
    pub(super) fn state(&self, station: StationIdx, travel_time_s: f64) -> OpenState {
        match self.patterns[station.row()] {
            Pattern::Ineligible => OpenState::Closed,
            Pattern::Steady(state) => state,
            Pattern::Changing => self.changing_state(station, travel_time_s.ceil()),
        }
    }

    fn changing_state(&self, station: StationIdx, arrival_s: f64) -> OpenState {
        let begin = self.changes.partition_point(|change| change.0 < station.0);
        self.changes[begin..]
            .iter()
            .take_while(|change| change.0 == station.0)
            .take_while(|change| seconds(change.1) <= arrival_s)
            .last()
            .map_or(OpenState::Unknown, |change| change.2)
    }

    /// The state of a station for everybody, if it is the same however long the way; an
    /// ineligible one is closed.
    pub(super) fn steady_state(&self, station: StationIdx) -> Option<OpenState> {
        match self.patterns[station.row()] {
            Pattern::Ineligible => Some(OpenState::Closed),
            Pattern::Steady(state) => Some(state),
            Pattern::Changing => None,
        }
    }

    /// The state of a station at the moment of setting out.
    pub(super) fn state_at_start(&self, station: StationIdx) -> OpenState {
        self.state(station, 0.0)
    }
}

/// States by the seconds after setting out; the first begins at 0 or before.
fn timeline(
    snapshot: &Snapshot,
    eligible: &Eligible,
    station: StationIdx,
    zone: Zone,
    at: Instant,
    window_s: i64,
) -> Vec<(i64, OpenState)> {
    let door = Door::new(snapshot, station, eligible.wanted());
    let record = snapshot.station(station);
    let last = zone.local_minute(at.plus_seconds(window_s));
    let mut minute = zone.local_minute(at);
    let mut timeline: Vec<(i64, OpenState)> = Vec::with_capacity(1);
    loop {
        let in_service = record.status_on(minute.date()) == Status::Active;
        let state = if in_service {
            door.state(minute)
        } else {
            OpenState::Closed
        };
        if timeline.last().is_none_or(|before| before.1 != state) {
            // What began before people set out is as good as begun with them.
            let from_s = (zone.instant(minute).unix_s - at.unix_s).max(0);
            timeline.push((from_s, state));
        }
        let midnight = LocalMinute(minute.0 - minute.minute_of_day() + MINUTES_A_DAY);
        let next = door
            .next_change(minute)
            .map_or(midnight, |change| change.min(midnight));
        if next > last {
            return timeline;
        }
        minute = next;
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "nobody is on the way for 2^53 seconds"
)]
const fn seconds(whole: i64) -> f64 {
    whole as f64
}

impl Hash for Moment {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let bytes: Vec<u8> = self.patterns.iter().map(|pattern| pattern.code()).collect();
        bytes.hash(hasher);
        self.changes.len().hash(hasher);
    }
}

impl Pattern {
    const fn code(self) -> u8 {
        match self {
            Self::Ineligible => 0,
            Self::Steady(OpenState::Open) => 1,
            Self::Steady(OpenState::Closed) => 2,
            Self::Steady(OpenState::Unknown) => 3,
            Self::Changing => 4,
        }
    }
}
