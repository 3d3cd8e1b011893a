//! The clock's verdict on a candidate: is it open when it counts, and long enough?
//!
//! The moment that counts may depend on the exact distance. It is worked out from the chord
//! where the chord decides the second of arrival, and from the geodesic where it does not.

use std::cell::Cell;

use chrono::Datelike;

use super::opening::Door;
use super::{NearestQuery, OpenWhen, Verdict};
use crate::clock::{Instant, LocalMinute};
use crate::distance::{geodesic_m, max_geodesic_of_chord_m};
use crate::hours::OpenState;
use crate::hours::schedules::Hours;
use crate::index::Entry;
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::station::{StationIdx, Status};

/// The hours of a day, one bit each.
const ALL_HOURS: u32 = (1 << 24) - 1;
/// Seconds in an hour.
const SECONDS_AN_HOUR: i64 = 3_600;

/// Judges candidates of one query.
pub(super) struct ClockTest<'a> {
    snapshot: &'a Snapshot,
    origin: Position,
    query: &'a NearestQuery,
    /// Whether some station may be judged in a year without holiday data.
    may_lack_holiday_data: bool,
    /// Whether one was.
    lacks_holiday_data: Cell<bool>,
}

impl<'a> ClockTest<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, origin: Position, query: &'a NearestQuery) -> Self {
        let farthest = query.pace.arrive_at(query.at, query.radius_m);
        let year = |instant| query.zone.local_minute(instant).date().year();
        let years = year(query.at)..=year(farthest.plus_seconds(query.stay_s));
        let schedules = snapshot.timetable().schedules();
        Self {
            snapshot,
            origin,
            query,
            may_lack_holiday_data: schedules.lacks_holiday_data(years),
            lacks_holiday_data: Cell::new(false),
        }
    }

    /// Whether a station was judged by a year without holiday data, answered or not.
    pub(super) fn lacks_holiday_data(&self) -> bool {
        self.lacks_holiday_data.get()
    }

    /// The hours of the day at which somebody within the circle can arrive, one bit each.
    pub(super) fn hours_that_count(&self) -> u32 {
        let query = self.query;
        let hour_of =
            |instant: Instant| (instant.unix_s + query.zone.offset_s()).div_euclid(SECONDS_AN_HOUR);
        let first = hour_of(query.at);
        let last = match query.open {
            OpenWhen::Arrival => hour_of(query.pace.arrive_at(query.at, query.radius_m)),
            OpenWhen::Now => first,
            OpenWhen::Any => return ALL_HOURS,
        };
        if last - first >= 23 {
            return ALL_HOURS;
        }
        (first..=last).fold(0, |bits, hour| bits | 1 << hour.rem_euclid(24))
    }

    /// The verdict on a station at a squared chord from the user.
    pub(super) fn verdict(&self, entry: &Entry, chord_m2: f64) -> Verdict {
        self.verdict_at(entry, || self.arrival(entry.station, chord_m2))
    }

    /// The verdict on a station that the user gets to at a known moment.
    pub(super) fn verdict_at(&self, entry: &Entry, arrive_at: impl FnOnce() -> Instant) -> Verdict {
        let counts = match self.query.open {
            OpenWhen::Any => return Verdict::Open,
            OpenWhen::Now => self.query.at,
            OpenWhen::Arrival => arrive_at(),
        };
        let minute = self.query.zone.local_minute(counts);
        if !entry.always_active {
            let station = self.snapshot.station(entry.station);
            if station.status_on(minute.date()) != Status::Active {
                return Verdict::OutOfService;
            }
        }
        if self.may_lack_holiday_data {
            self.note_missing_holidays(entry, counts);
        }
        let timetable = self.snapshot.timetable();
        if entry.amenities_have_hours && !self.query.filter.amenities.is_empty() {
            let door = Door::new(self.snapshot, entry.station, self.query.filter.amenities);
            return self.through_stay(
                counts,
                |minute| door.state(minute),
                |minute| door.next_change(minute),
            );
        }
        match entry.hours {
            Hours::None | Hours::Unparsed => Verdict::Unknown,
            Hours::Scheduled(schedule) => self.through_stay(
                counts,
                |minute| timetable.state(schedule, minute),
                |minute| timetable.span(schedule, minute).until,
            ),
        }
    }

    fn note_missing_holidays(&self, entry: &Entry, counts: Instant) {
        let wanted = self.query.filter.amenities;
        let door = Door::new(self.snapshot, entry.station, wanted);
        let minute = |instant| self.query.zone.local_minute(instant);
        let leave = counts.plus_seconds(self.query.stay_s);
        if door.lacks_holiday_data(minute(counts), minute(leave)) {
            self.lacks_holiday_data.set(true);
        }
    }

    /// When the user gets to a station at this squared chord.
    fn arrival(&self, station: StationIdx, chord_m2: f64) -> Instant {
        let query = self.query;
        let chord_m = chord_m2.sqrt();
        let earliest = query.pace.arrive_at(query.at, chord_m);
        let latest = query
            .pace
            .arrive_at(query.at, max_geodesic_of_chord_m(chord_m));
        if earliest == latest {
            return earliest;
        }
        let place = self.snapshot.station(station).position;
        query
            .pace
            .arrive_at(query.at, geodesic_m(self.origin, place))
    }

    /// The worst state from `arrival` until the stay is over.
    fn through_stay(
        &self,
        arrival: Instant,
        state: impl Fn(LocalMinute) -> OpenState,
        next_change: impl Fn(LocalMinute) -> Option<LocalMinute>,
    ) -> Verdict {
        let zone = self.query.zone;
        let leave = arrival.plus_seconds(self.query.stay_s);
        let mut minute = zone.local_minute(arrival);
        let mut verdict = Verdict::Open;
        loop {
            match state(minute) {
                OpenState::Closed => return Verdict::Closed,
                OpenState::Unknown => verdict = Verdict::Unknown,
                OpenState::Open => {}
            }
            // Without a stay the first state decides, and no change is looked for.
            if self.query.stay_s == 0 {
                return verdict;
            }
            match next_change(minute) {
                Some(change) if zone.instant(change) < leave => minute = change,
                _ => return verdict,
            }
        }
    }
}
