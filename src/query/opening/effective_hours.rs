//! Effective hours: those of a station and of the wanted amenities, combined.
//!
//! An amenity without hours of its own has the station's. One with hours of its own is usable when
//! both are open; where the station's state is unknown, the amenity's decides.

use chrono::NaiveDate;

use super::OpenReason;
use crate::amenity::AmenitySet;
use crate::clock::{LocalMinute, MINUTES_A_DAY};
use crate::dataset::AmenityHours;
use crate::hours::schedules::Hours;
use crate::hours::timetable::{HORIZON_DAYS, Span, Timetable};
use crate::hours::{Day, OpenState};
use crate::index::Entry;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// The hours that decide for a question with certain wanted amenities.
#[derive(Clone, Copy)]
pub struct EffectiveHours<'a> {
    timetable: &'a Timetable,
    station: Hours,
    /// The amenities of this station that have their own hours, wanted or not.
    own: &'a [AmenityHours],
    wanted: AmenitySet,
}

/// How many changes are looked up one by one; schedules that change more often without a change of
/// the combined state are then followed day by day, which costs less per change.
const MAX_CHANGES_LOOKED_UP: usize = 32;

impl<'a> EffectiveHours<'a> {
    /// The effective hours of a station for the `wanted` amenities.
    pub fn new(snapshot: &'a Snapshot, station: StationIdx, wanted: AmenitySet) -> Self {
        Self {
            timetable: snapshot.timetable(),
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
            station: entry.hours,
            own: if asks_own {
                snapshot.amenity_hours(entry.station)
            } else {
                &[]
            },
            wanted,
        }
    }

    /// The state at a minute.
    pub fn state(&self, minute: LocalMinute) -> OpenState {
        self.combine(|hours| state_of(self.timetable, hours, minute))
    }

    /// The state at a minute and how long it lasts, 400 days ahead at most.
    pub fn span(&self, minute: LocalMinute) -> Span {
        let state = self.state(minute);
        Span {
            state,
            until: self.first_after(minute, |other| other != state),
        }
    }

    /// When it is next open after a minute at which it is not.
    pub fn opens_after(&self, minute: LocalMinute) -> Option<LocalMinute> {
        if !self.can_open() {
            return None;
        }
        self.first_after(minute, |state| state == OpenState::Open)
    }

    /// The states of a date: the minutes of the day at which one begins, and the state.
    ///
    /// Each schedule's day is evaluated once, however often it changes.
    fn day(&self, date: NaiveDate) -> Vec<(u16, OpenState)> {
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

    /// The first minute after `minute` in a sought state, if the state at `minute` is not one; 400
    /// days ahead at most.
    fn first_after(
        &self,
        minute: LocalMinute,
        is_sought: impl Fn(OpenState) -> bool,
    ) -> Option<LocalMinute> {
        let horizon = LocalMinute(minute.0 + HORIZON_DAYS * MINUTES_A_DAY);
        let mut change = minute;
        for _ in 0..MAX_CHANGES_LOOKED_UP {
            change = self.next_change(change).filter(|next| *next <= horizon)?;
            if is_sought(self.state(change)) {
                return Some(change);
            }
        }
        let days = 0..=HORIZON_DAYS;
        let date_of = |day| LocalMinute(change.0 + day * MINUTES_A_DAY).date();
        days.map(date_of)
            .find_map(|date| {
                let midnight = LocalMinute::midnight(date);
                let states = self.day(date).into_iter();
                states
                    .map(|(start, state)| (LocalMinute(midnight.0 + i64::from(start)), state))
                    .find(|(start, state)| *start > change && is_sought(*state))
            })
            .map(|(start, _)| start)
            .filter(|start| *start <= horizon)
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

    /// The state, the reason, and when it stops being open or is next known to be open.
    pub(super) fn state_and_next_change(
        &self,
        minute: LocalMinute,
    ) -> (OpenState, OpenReason, Option<LocalMinute>) {
        // The usual case: a single look-up decides.
        if self.own.is_empty()
            && let Hours::Scheduled(schedule) = self.station
        {
            let (span, reason) = self.timetable.state_and_next_change(schedule, minute);
            let reason = OpenReason::Hours(reason);
            if span.state == OpenState::Open {
                return (span.state, reason, span.until);
            }
            return (span.state, reason, self.opens_after(minute));
        }
        let state = self.state(minute);
        let change = if state == OpenState::Open {
            self.span(minute).until
        } else {
            self.opens_after(minute)
        };
        (state, self.reason(minute), change)
    }

    /// The reason of the state: that of the schedule that decides it.
    fn reason(&self, minute: LocalMinute) -> OpenReason {
        let state = self.state(minute);
        self.schedules()
            .find(|hours| state_of(self.timetable, *hours, minute) == state)
            .map_or(OpenReason::NoHours, |hours| match hours {
                Hours::None => OpenReason::NoHours,
                Hours::Unparsed => OpenReason::UnparsedHours,
                Hours::Scheduled(schedule) => {
                    OpenReason::Hours(self.timetable.state_and_next_change(schedule, minute).1)
                }
            })
    }

    /// The station's hours, then those of the wanted amenities that have their own.
    fn schedules(&self) -> impl Iterator<Item = Hours> {
        std::iter::once(self.station).chain(self.wanted_own())
    }

    fn wanted_own(&self) -> impl Iterator<Item = Hours> {
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

    fn combine(&self, state: impl Fn(Hours) -> OpenState) -> OpenState {
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
    fn can_open(&self) -> bool {
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
