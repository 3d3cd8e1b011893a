//! Who is open when people who set out at one moment arrive.
//!
//! A state is asked by the seconds on the way. Nearly every group of stations keeps one state
//! for as long as anybody is on the way; the few that do not keep their changes. Two moments
//! with equal states cover the same people, so only one of them is computed.

use rayon::prelude::*;

use super::eligible::{Eligible, GroupIdx};
use crate::clock::{Instant, LocalMinute, MINUTES_A_DAY, Zone};
use crate::hours::OpenState;
use crate::query::opening::EffectiveHours;
use crate::snapshot::Snapshot;
use crate::station::{StationIdx, Status};

/// The states of all groups for everybody who sets out at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Departure {
    timelines: Vec<Timeline>,
}

/// What a group does while people are on the way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Timeline {
    Steady(OpenState),
    /// States by the seconds after setting out at which they begin, the first at 0.
    Changing(Box<[(i64, OpenState)]>),
}

impl Departure {
    /// A moment at which no clock is asked: whoever is eligible is open.
    pub(super) fn timeless(eligible: &Eligible) -> Self {
        Self {
            timelines: vec![Timeline::Steady(OpenState::Open); eligible.groups().len()],
        }
    }

    /// The states from `at` on, as long as `window_s` later.
    ///
    /// Some tens of nanoseconds a group if the snapshot is compiled around that day.
    pub(super) fn at(
        snapshot: &Snapshot,
        eligible: &Eligible,
        zone: Zone,
        at: Instant,
        window_s: i64,
    ) -> Self {
        let timelines = eligible
            .groups()
            .par_iter()
            .map(|group| {
                let states = states(snapshot, eligible, group.station, zone, at, window_s);
                match states[..] {
                    [(_, state)] => Timeline::Steady(state),
                    _ => Timeline::Changing(states.into_boxed_slice()),
                }
            })
            .collect();
        Self { timelines }
    }

    /// The state of a station for somebody who is `travel_time_s` on the way; it arrives at
    /// the first whole second not before. One that takes no part is closed.
    pub(super) fn state(
        &self,
        eligible: &Eligible,
        station: StationIdx,
        travel_time_s: f64,
    ) -> OpenState {
        eligible.group(station).map_or(OpenState::Closed, |group| {
            self.group_state(group, travel_time_s)
        })
    }

    /// The same of a group.
    pub(super) fn group_state(&self, group: GroupIdx, travel_time_s: f64) -> OpenState {
        match &self.timelines[group.row()] {
            Timeline::Steady(state) => *state,
            Timeline::Changing(states) => {
                let arrival_s = travel_time_s.ceil();
                let begun = states.partition_point(|state| seconds(state.0) <= arrival_s);
                begun
                    .checked_sub(1)
                    .map_or(OpenState::Unknown, |last| states[last].1)
            }
        }
    }

    /// The states of the groups, by row, where they are the same however long the way.
    pub(super) fn steady_states(&self) -> impl Iterator<Item = Option<OpenState>> {
        self.timelines.iter().map(|timeline| match timeline {
            Timeline::Steady(state) => Some(*state),
            Timeline::Changing(_) => None,
        })
    }

    /// The stations, by row, that are open however long the way.
    pub(super) fn steadily_open(&self, eligible: &Eligible) -> Vec<bool> {
        let is_open = |station| {
            let timeline = eligible
                .group(station)
                .map(|group| &self.timelines[group.row()]);
            matches!(timeline, Some(Timeline::Steady(OpenState::Open)))
        };
        eligible.rows().map(is_open).collect()
    }

    /// Whether some group opens or closes while people are on the way.
    pub(super) fn has_changing(&self) -> bool {
        let changes = |timeline: &Timeline| matches!(timeline, Timeline::Changing(_));
        self.timelines.iter().any(changes)
    }

    /// The states of the groups at the moment of setting out, by row.
    pub(super) fn states_at_start(&self) -> impl Iterator<Item = OpenState> {
        self.timelines.iter().map(|timeline| match timeline {
            Timeline::Steady(state) => *state,
            Timeline::Changing(states) => states.first().map_or(OpenState::Unknown, |it| it.1),
        })
    }
}

/// States by the seconds after setting out; the first begins at 0 or before.
fn states(
    snapshot: &Snapshot,
    eligible: &Eligible,
    station: StationIdx,
    zone: Zone,
    at: Instant,
    window_s: i64,
) -> Vec<(i64, OpenState)> {
    let hours = EffectiveHours::new(snapshot, station, eligible.wanted());
    let record = snapshot.station(station);
    let last = zone.local_minute(at.plus_seconds(window_s));
    let mut minute = zone.local_minute(at);
    let mut states: Vec<(i64, OpenState)> = Vec::with_capacity(1);
    loop {
        let in_service = record.status_on(minute.date()) == Status::Active;
        let state = if in_service {
            hours.state(minute)
        } else {
            OpenState::Closed
        };
        if states.last().is_none_or(|before| before.1 != state) {
            // What began before people set out is as good as begun with them.
            let from_s = (zone.instant(minute).unix_s - at.unix_s).max(0);
            states.push((from_s, state));
        }
        let midnight = LocalMinute(minute.0 - minute.minute_of_day() + MINUTES_A_DAY);
        let next = hours
            .next_change(minute)
            .map_or(midnight, |change| change.min(midnight));
        if next > last {
            return states;
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
