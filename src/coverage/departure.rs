//! Which stations are open on arrival after a departure at one moment.
//!
//! A state is looked up by the travel time. Nearly every group of stations keeps one state for as
//! long as any trip takes; the few that do not store their changes. Two departures with equal
//! states cover the same people, so only one of them is computed.

use rayon::prelude::*;

use super::eligible::{Eligible, GroupIdx};
use crate::clock::{LocalMinute, MINUTES_A_DAY, UnixTime, Zone};
use crate::hours::OpenState;
use crate::notices::{StationTruth, Truth};
use crate::query::opening::EffectiveHours;
use crate::snapshot::Snapshot;
use crate::station::{Station, StationIdx, Status};

/// The states of all groups for one departure.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Departure {
    timelines: Vec<Timeline>,
}

/// The states of a group during the trips.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Timeline {
    Steady(OpenState),
    /// States by the travel time at which they begin, the first at 0.
    Changing(Box<[(i64, OpenState)]>),
}

impl Departure {
    /// A departure for which hours are ignored: all eligible stations are open.
    pub(super) fn timeless(eligible: &Eligible) -> Self {
        Self {
            timelines: vec![Timeline::Steady(OpenState::Open); eligible.groups().len()],
        }
    }

    /// The states from `at` to `window_s` later.
    ///
    /// Some tens of nanoseconds a group if the snapshot is compiled around that day.
    pub(super) fn at(
        snapshot: &Snapshot,
        truth: Option<&Truth>,
        eligible: &Eligible,
        zone: Zone,
        at: UnixTime,
        window_s: i64,
    ) -> Self {
        let timelines = eligible
            .groups()
            .par_iter()
            .map(|group| {
                let told = truth.and_then(|truth| truth.bearing_on(group.station));
                let hours = EffectiveHours::new(snapshot, group.station, eligible.wanted());
                let record = snapshot.station(group.station);
                let states = states(record, &hours, told, zone, (at, window_s));
                match states[..] {
                    [(_, state)] => Timeline::Steady(state),
                    _ => Timeline::Changing(states.into_boxed_slice()),
                }
            })
            .collect();
        Self { timelines }
    }

    /// The state of a station on arrival after `travel_time_s`: at the first whole second not
    /// before. A station that is not eligible is closed.
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

    /// The same for a group.
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

    /// The states of the groups, by row, where they are the same for every travel time.
    pub(super) fn steady_states(&self) -> impl Iterator<Item = Option<OpenState>> {
        self.timelines.iter().map(|timeline| match timeline {
            Timeline::Steady(state) => Some(*state),
            Timeline::Changing(_) => None,
        })
    }

    /// The stations, by row, that are open for every travel time.
    pub(super) fn steadily_open(&self, eligible: &Eligible) -> Vec<bool> {
        let is_open = |station| {
            let timeline = eligible
                .group(station)
                .map(|group| &self.timelines[group.row()]);
            matches!(timeline, Some(Timeline::Steady(OpenState::Open)))
        };
        eligible.rows().map(is_open).collect()
    }

    /// Whether some group opens or closes during the trips.
    pub(super) fn has_changing(&self) -> bool {
        let changes = |timeline: &Timeline| matches!(timeline, Timeline::Changing(_));
        self.timelines.iter().any(changes)
    }

    /// The states of the groups at the departure, by row.
    pub(super) fn states_at_start(&self) -> impl Iterator<Item = OpenState> {
        self.timelines.iter().map(|timeline| match timeline {
            Timeline::Steady(state) => *state,
            Timeline::Changing(states) => states.first().map_or(OpenState::Unknown, |it| it.1),
        })
    }
}

/// States by travel time, from a departure to some seconds later; the first begins at 0.
fn states(
    record: &Station,
    hours: &EffectiveHours<'_>,
    told: Option<&StationTruth>,
    zone: Zone,
    (departure, window_s): (UnixTime, i64),
) -> Vec<(i64, OpenState)> {
    let last = departure.plus_seconds(window_s);
    let mut at = departure;
    let mut states: Vec<(i64, OpenState)> = Vec::with_capacity(1);
    loop {
        let minute = zone.local_minute(at);
        let in_service = record.status_on(minute.date()) == Status::Active;
        let state = if in_service {
            hours.state_told(told, zone, at)
        } else {
            OpenState::Closed
        };
        if states.last().is_none_or(|before| before.1 != state) {
            states.push((at.unix_s - departure.unix_s, state));
        }
        let midnight = LocalMinute(minute.0 - minute.minute_of_day() + MINUTES_A_DAY);
        let midnight = zone.instant(midnight);
        let next = hours.next_change_told(told, zone, at);
        let next = next.map_or(midnight, |change| change.min(midnight));
        if next > last {
            return states;
        }
        at = next;
    }
}

#[expect(clippy::cast_precision_loss, reason = "no trip takes 2^53 seconds")]
const fn seconds(whole: i64) -> f64 {
    whole as f64
}
