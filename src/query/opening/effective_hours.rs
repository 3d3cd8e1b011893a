//! Effective hours: those of a station and of the wanted amenities, combined.
//!
//! An amenity without hours of its own has the station's. One with hours of its own is usable when
//! both are open; where the station's state is unknown, the amenity's decides.

use chrono::NaiveDate;

use crate::amenity::AmenitySet;
use crate::clock::LocalMinute;
use crate::dataset::AmenityHours;
use crate::hours::schedules::{Hours, ScheduleIdx};
use crate::hours::timetable::Timetable;
use crate::hours::{Day, OpenState};
use crate::index::Entry;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// The hours that decide for a question with certain wanted amenities.
#[derive(Clone, Copy)]
pub struct EffectiveHours<'a> {
    timetable: &'a Timetable,
    /// Whose they are.
    idx: StationIdx,
    station: Hours,
    /// The amenities of this station that have their own hours, wanted or not.
    own: &'a [AmenityHours],
    wanted: AmenitySet,
}

/// Effective hours apart from whose they are: stations with equal keys are open at the same times.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct HoursKey {
    station: Hours,
    shares_station_hours: bool,
    own: Vec<Hours>,
}

/// Parts of a text (rules, spans, selectors of days) that count as one day's work when a day is
/// evaluated: usual texts have no more.
const PARTS_A_DAY: usize = 4;

impl<'a> EffectiveHours<'a> {
    /// The effective hours of a station for the `wanted` amenities.
    pub fn new(snapshot: &'a Snapshot, station: StationIdx, wanted: AmenitySet) -> Self {
        Self {
            timetable: snapshot.timetable(),
            idx: station,
            station: snapshot.station_hours(station),
            own: snapshot.amenity_hours(station),
            wanted,
        }
    }

    /// The same from the tree's entry, which avoids most look-ups.
    pub(in crate::query) fn of_entry(
        snapshot: &'a Snapshot,
        entry: &Entry,
        wanted: AmenitySet,
    ) -> Self {
        let asks_own = entry.amenities_have_hours && !wanted.is_empty();
        Self {
            timetable: snapshot.timetable(),
            idx: entry.station,
            station: entry.hours,
            own: if asks_own {
                snapshot.amenity_hours(entry.station)
            } else {
                &[]
            },
            wanted,
        }
    }

    /// The station.
    pub const fn station(&self) -> StationIdx {
        self.idx
    }

    /// The amenities that are wanted.
    pub(super) const fn wanted(&self) -> AmenitySet {
        self.wanted
    }

    /// The hours that decide while the station itself is open whatever its hours say: those of the
    /// wanted amenities that have their own; `None` if there are none.
    pub(super) fn of_wanted_amenities(&self) -> Option<Self> {
        let own: AmenitySet = self.own.iter().map(|own| own.amenity).collect();
        let wanted = own.intersection(self.wanted);
        // Where the station's hours are unknown, those of its amenities decide.
        (!wanted.is_empty()).then_some(Self {
            station: Hours::None,
            wanted,
            ..*self
        })
    }

    /// The state at a minute.
    pub fn state(&self, minute: LocalMinute) -> OpenState {
        self.combine(|hours| state_of(self.timetable, hours, minute))
    }

    /// The states of a date: the minutes of the day at which one begins, and the state.
    ///
    /// Each schedule's day is evaluated once, however often it changes.
    pub fn day(&self, date: NaiveDate) -> Vec<(u16, OpenState)> {
        let days: Vec<(Hours, Day)> = self
            .schedules()
            .filter_map(|hours| match hours {
                Hours::Scheduled(schedule) => Some((hours, self.timetable.rules(schedule))),
                Hours::None | Hours::Unparsed => None,
            })
            .map(|(hours, rules)| (hours, rules.day(date)))
            .collect();
        let spans = days.iter().flat_map(|(_, day)| day.spans());
        let mut starts: Vec<u16> = spans.map(|span| span.start_min).collect();
        starts.push(0);
        starts.sort_unstable();
        starts.dedup();
        let state_at = |hours, minute| {
            let schedule = days.iter().find(|(schedule, _)| *schedule == hours);
            schedule.map_or(OpenState::Unknown, |(_, day)| day.at(minute).state)
        };
        let mut states: Vec<(u16, OpenState)> = starts
            .into_iter()
            .map(|start| (start, self.combine(|hours| state_at(hours, start))))
            .collect();
        states.dedup_by_key(|(_, state)| *state);
        states
    }

    /// Whether the result for these days depends on a year without holiday data.
    pub fn lacks_holiday_data(&self, from: LocalMinute, to: LocalMinute) -> bool {
        // The usual case: no year lacks holiday data.
        if !self.timetable.may_lack_holiday_data(from, to) {
            return false;
        }
        self.schedules().any(|hours| match hours {
            Hours::Scheduled(schedule) => self.timetable.lacks_holiday_data(schedule, from, to),
            Hours::None | Hours::Unparsed => false,
        })
    }

    /// What decides these hours.
    pub(super) fn key(&self) -> HoursKey {
        HoursKey {
            station: self.station,
            shares_station_hours: self.shares_station_hours(),
            own: self.wanted_own().collect(),
        }
    }

    /// The one schedule that decides, if there is only one and no amenity has hours of its own.
    pub(super) const fn only_schedule(&self) -> Option<ScheduleIdx> {
        if self.own.is_empty() {
            self.station.schedule()
        } else {
            None
        }
    }

    /// What evaluating a day of them costs, in days of usual texts.
    pub(super) fn days_a_day(&self) -> usize {
        let scheduled = self.schedules().filter_map(Hours::schedule);
        let parts = scheduled.map(|schedule| self.timetable.rules(schedule).n_parts());
        parts.map(|parts| parts.div_ceil(PARTS_A_DAY).max(1)).sum()
    }

    /// The station's hours, then those of the wanted amenities that have their own.
    pub(in crate::query) fn schedules(&self) -> impl Iterator<Item = Hours> {
        std::iter::once(self.station).chain(self.wanted_own())
    }

    pub(super) fn wanted_own(&self) -> impl Iterator<Item = Hours> {
        self.own
            .iter()
            .filter(|own| self.wanted.contains(own.amenity))
            .map(|own| own.hours)
    }

    /// Whether the station's hours alone decide.
    fn shares_station_hours(&self) -> bool {
        let own: AmenitySet = self.own.iter().map(|own| own.amenity).collect();
        self.wanted.is_empty() || !own.contains_all(self.wanted)
    }

    pub(super) fn combine(&self, state: impl Fn(Hours) -> OpenState) -> OpenState {
        let station = state(self.station);
        if station == OpenState::Closed || self.own.is_empty() {
            return station;
        }
        let start = if station == OpenState::Unknown && self.shares_station_hours() {
            OpenState::Unknown
        } else {
            OpenState::Open
        };
        self.wanted_own().map(state).fold(start, both)
    }

    /// Whether it can be open on any day at all. A schedule that is never known to be open would
    /// otherwise be followed through all its changes for 400 days.
    pub(super) fn can_open(&self) -> bool {
        let opens = |hours| match hours {
            Hours::Scheduled(schedule) => self.timetable.can_open(schedule),
            Hours::None | Hours::Unparsed => false,
        };
        (opens(self.station) || !self.shares_station_hours()) && self.wanted_own().all(opens)
    }

    /// The first minute at which the state of any schedule changes; the combined state may not.
    pub fn next_change(&self, minute: LocalMinute) -> Option<LocalMinute> {
        self.schedules()
            .filter_map(|hours| match hours {
                Hours::Scheduled(schedule) => self.timetable.span(schedule, minute).until,
                Hours::None | Hours::Unparsed => None,
            })
            .min()
    }
}

fn state_of(timetable: &Timetable, hours: Hours, minute: LocalMinute) -> OpenState {
    match hours {
        Hours::Scheduled(schedule) => timetable.state(schedule, minute),
        Hours::None | Hours::Unparsed => OpenState::Unknown,
    }
}

/// Both must be open; one that is closed decides.
const fn both(a: OpenState, b: OpenState) -> OpenState {
    match (a, b) {
        (OpenState::Closed, _) | (_, OpenState::Closed) => OpenState::Closed,
        (OpenState::Unknown, _) | (_, OpenState::Unknown) => OpenState::Unknown,
        (OpenState::Open, OpenState::Open) => OpenState::Open,
    }
}
