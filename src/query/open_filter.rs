//! Tests whether a candidate is open at the moment that counts, and for long enough.
//!
//! That moment depends on the distance, which is measured as exactly as the second of arrival
//! requires.

use std::cell::Cell;

use super::distance_meter::{DistanceBounds, DistanceMeter};
use super::opening::{EffectiveHours, OpeningSearch};
use super::{NearestQuery, OpenWhen, Verdict};
use crate::clock::{LocalMinute, UnixTime};
use crate::hours::OpenState;
use crate::hours::schedules::Hours;
use crate::index::Entry;
use crate::notices::StationTruth;
use crate::position::Position;
use crate::station::Status;

/// The hours of a day, one bit each.
const ALL_HOURS: u32 = (1 << 24) - 1;
/// Seconds in an hour.
const SECONDS_AN_HOUR: i64 = 3_600;

/// Tests the candidates of one query.
pub(super) struct OpenFilter<'a> {
    search: &'a OpeningSearch<'a>,
    meter: DistanceMeter<'a>,
    query: &'a NearestQuery,
    /// Whether some station may be judged in a year without holiday data.
    may_lack_holiday_data: bool,
    /// Whether one was.
    lacks_holiday_data: Cell<bool>,
}

impl<'a> OpenFilter<'a> {
    pub(super) fn new(
        search: &'a OpeningSearch<'a>,
        origin: Position,
        query: &'a NearestQuery,
    ) -> Self {
        let snapshot = search.snapshot();
        let farthest = query.pace.arrive_at(query.at, query.radius_m);
        let minute = |instant| query.zone.local_minute(instant);
        let last = minute(farthest.plus_seconds(query.stay_s));
        Self {
            search,
            meter: DistanceMeter::new(snapshot, origin),
            query,
            may_lack_holiday_data: snapshot
                .timetable()
                .may_lack_holiday_data(minute(query.at), last),
            lacks_holiday_data: Cell::new(false),
        }
    }

    /// What distances are measured with.
    pub(super) const fn meter(&self) -> &DistanceMeter<'a> {
        &self.meter
    }

    /// Whether a station was judged in a year without holiday data, returned or not.
    pub(super) fn lacks_holiday_data(&self) -> bool {
        self.lacks_holiday_data.get()
    }

    /// The hours of the day at which the user can arrive within the circle, one bit each.
    pub(super) fn hours_that_count(&self) -> u32 {
        let query = self.query;
        let hour_of = |instant: UnixTime| {
            (instant.unix_s + query.zone.offset_s()).div_euclid(SECONDS_AN_HOUR)
        };
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

    /// The state of a station at this distance from the user.
    pub(super) fn verdict(&self, entry: &Entry, length: DistanceBounds) -> Verdict {
        let arrive_at = || self.meter.arrive_at(self.query, entry.station, length);
        self.verdict_at(entry, arrive_at)
    }

    /// The state of a station that the user reaches at a known moment.
    pub(super) fn verdict_at(
        &self,
        entry: &Entry,
        arrive_at: impl FnOnce() -> UnixTime,
    ) -> Verdict {
        let counts = match self.query.open {
            OpenWhen::Any => return Verdict::Open,
            OpenWhen::Now => self.query.at,
            OpenWhen::Arrival => arrive_at(),
        };
        let minute = self.query.zone.local_minute(counts);
        if !entry.always_active {
            let station = self.search.snapshot().station(entry.station);
            if station.status_on(minute.date()) != Status::Active {
                return Verdict::OutOfService;
            }
        }
        if self.may_lack_holiday_data {
            self.note_missing_holidays(entry, counts);
        }
        let (search, snapshot) = (self.search, self.search.snapshot());
        if let Some(told) = search.told_of(entry.station) {
            return self.told(told, entry, counts);
        }
        if entry.amenities_have_hours && !self.query.filter.amenities.is_empty() {
            let hours = EffectiveHours::of_entry(snapshot, entry, self.query.filter.amenities);
            return self.through_stay_by_hours(
                counts,
                |minute| search.state(&hours, minute),
                |minute| search.steady_until(hours.schedules(), minute),
            );
        }
        match entry.hours {
            Hours::None | Hours::Unparsed => Verdict::Unknown,
            hours @ Hours::Scheduled(_) => self.through_stay_by_hours(
                counts,
                |minute| search.state_of(hours, minute),
                |minute| search.steady_until(std::iter::once(hours), minute),
            ),
        }
    }

    /// The state of a station of which something is said.
    fn told(&self, told: &StationTruth, entry: &Entry, counts: UnixTime) -> Verdict {
        let (search, zone) = (self.search, self.query.zone);
        let wanted = self.query.filter.amenities;
        let hours = EffectiveHours::of_entry(search.snapshot(), entry, wanted);
        self.through_stay(
            counts,
            |at| search.state_told(&hours, zone, at),
            |at| search.steady_until_told(told, &hours, zone, at),
        )
    }

    fn note_missing_holidays(&self, entry: &Entry, counts: UnixTime) {
        let wanted = self.query.filter.amenities;
        let hours = EffectiveHours::of_entry(self.search.snapshot(), entry, wanted);
        let minute = |instant| self.query.zone.local_minute(instant);
        let leave = counts.plus_seconds(self.query.stay_s);
        if hours.lacks_holiday_data(minute(counts), minute(leave)) {
            self.lacks_holiday_data.set(true);
        }
    }

    /// The worst state from `arrival` to the end of the stay, by hours alone.
    fn through_stay_by_hours(
        &self,
        arrival: UnixTime,
        state: impl Fn(LocalMinute) -> OpenState,
        next_change: impl Fn(LocalMinute) -> Option<LocalMinute>,
    ) -> Verdict {
        let zone = self.query.zone;
        self.through_stay(
            arrival,
            |at| state(zone.local_minute(at)),
            |at| next_change(zone.local_minute(at)).map(|minute| zone.instant(minute)),
        )
    }

    /// The worst state from `arrival` to the end of the stay.
    fn through_stay(
        &self,
        arrival: UnixTime,
        state: impl Fn(UnixTime) -> OpenState,
        next_change: impl Fn(UnixTime) -> Option<UnixTime>,
    ) -> Verdict {
        let leave = arrival.plus_seconds(self.query.stay_s);
        let mut at = arrival;
        let mut verdict = Verdict::Open;
        loop {
            match state(at) {
                OpenState::Closed => return Verdict::Closed,
                OpenState::Unknown => verdict = Verdict::Unknown,
                OpenState::Open => {}
            }
            // Without a stay the first state decides, so no change is looked up.
            if self.query.stay_s == 0 {
                return verdict;
            }
            let next = next_change(at).filter(|change| *change < leave);
            // Hours can change every minute of a stay.
            match next.filter(|_| self.search.budget().take_steps(1)) {
                Some(change) => at = change,
                None => return verdict,
            }
        }
    }
}
