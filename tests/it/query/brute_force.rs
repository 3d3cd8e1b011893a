//! The nearest by brute force: every station measured, every minute evaluated, and all that is said
//! looked through at each.
//!
//! It shares with the query only the geodesic and the evaluation of a day, which have oracles of
//! their own.

use std::cell::RefCell;
use std::collections::HashMap;

use chrono::NaiveDate;
use yizhan::amenity::AmenitySet;
use yizhan::clock::{LocalMinute, UnixTime, Zone};
use yizhan::distance::geodesic_m;
use yizhan::hours::OpenState;
use yizhan::hours::schedules::{Hours, ScheduleIdx};
use yizhan::notices::Said;
use yizhan::position::Position;
use yizhan::query::{NearestQuery, OpenWhen, UnknownHours};
use yizhan::snapshot::Snapshot;
use yizhan::station::{Station, StationIdx, Status};

use super::what_is_said::{NoticeWord, SaidByStation};

/// What brute force finds.
#[derive(Default)]
pub(crate) struct Expected {
    /// Rank (0 open, 1 unknown), distance and id of all that pass, in order.
    pub(crate) passing: Vec<(u8, f64, String)>,
    pub(crate) in_circle: usize,
    pub(crate) amenity: usize,
    pub(crate) other: usize,
    pub(crate) closed: usize,
    pub(crate) unknown_hours: usize,
    /// The nearest that passes all but the circle.
    pub(crate) nearest_anywhere: Option<(f64, String)>,
}

/// A snapshot, what is said about it, and the days that were evaluated.
pub(crate) struct Oracle<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) said: SaidByStation,
    days: RefCell<HashMap<(ScheduleIdx, NaiveDate), Vec<OpenState>>>,
}

impl<'a> Oracle<'a> {
    pub(crate) fn of(snapshot: &'a Snapshot, said: &Said) -> Self {
        Self {
            snapshot,
            said: SaidByStation::of(said),
            days: RefCell::default(),
        }
    }

    pub(crate) fn answer(&self, origin: Position, query: &NearestQuery) -> Expected {
        let mut expected = Expected::default();
        for idx in self.snapshot.rows() {
            let id = self.snapshot.station(idx).id.to_string();
            let distance_m = geodesic_m(origin, self.snapshot.station(idx).position);
            let failed = self.failed_test(idx, distance_m, query);
            let rank = match failed {
                None => 0,
                Some("unknown") if query.unknown_hours == UnknownHours::Include => 1,
                Some(_) => 2,
            };
            let nearer = |held: &(f64, String)| (distance_m, &id) < (held.0, &held.1);
            if rank < 2 && expected.nearest_anywhere.as_ref().is_none_or(nearer) {
                expected.nearest_anywhere = Some((distance_m, id.clone()));
            }
            if distance_m > query.radius_m {
                continue;
            }
            expected.in_circle += 1;
            if rank < 2 {
                expected.passing.push((rank, distance_m, id));
                continue;
            }
            match failed {
                Some("amenity") => expected.amenity += 1,
                Some("other") => expected.other += 1,
                Some("closed") => expected.closed += 1,
                _ => expected.unknown_hours += 1,
            }
        }
        expected
            .passing
            .sort_by(|a, b| (a.0, a.1, &a.2).partial_cmp(&(b.0, b.1, &b.2)).unwrap());
        expected
    }

    /// The first test that a station fails, wherever it is.
    pub(crate) fn failed_test(
        &self,
        idx: StationIdx,
        distance_m: f64,
        query: &NearestQuery,
    ) -> Option<&'static str> {
        let station = self.snapshot.station(idx);
        let filter = &query.filter;
        if filter
            .amenities
            .iter()
            .any(|wanted| !station.offered.contains(wanted))
        {
            return Some("amenity");
        }
        let kind_fits = filter.kinds.as_ref().is_none_or(|kinds| {
            let kind = station
                .kind
                .as_deref()
                .and_then(|key| self.snapshot.kinds().find(key));
            kind.is_some_and(|kind| kinds.contains(&kind))
        });
        let access_fits = filter.access.is_empty()
            || station
                .access
                .is_some_and(|way| filter.access.contains(&way));
        let star_fits = filter
            .min_star
            .is_none_or(|min| station.star.is_some_and(|star| star >= min));
        let offer_fits = filter.offer_on.is_none_or(|day| has_offer_on(station, day));
        if !(kind_fits && access_fits && star_fits && offer_fits) {
            return Some("other");
        }
        if query.open == OpenWhen::Any {
            return None;
        }
        let counts = Self::instant_that_counts(distance_m, query);
        let zone = query.zone;
        if station.status_on(zone.local_minute(counts).date()) != Status::Active {
            return Some("other");
        }
        self.failed_clock(idx, counts, query)
    }

    pub(crate) fn instant_that_counts(distance_m: f64, query: &NearestQuery) -> UnixTime {
        if query.open == OpenWhen::Now {
            return query.at;
        }
        let seconds = distance_m * query.pace.detour / query.pace.speed_m_s;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a way takes less than 2^53 seconds"
        )]
        query.at.plus_seconds(seconds.ceil() as i64)
    }

    pub(crate) fn failed_clock(
        &self,
        idx: StationIdx,
        counts: UnixTime,
        query: &NearestQuery,
    ) -> Option<&'static str> {
        let leave = counts.plus_seconds(query.stay_s);
        let mut failed = None;
        for at in self.moments(idx, counts, leave) {
            match self.state(idx, query.filter.amenities, at) {
                OpenState::Closed => return Some("closed"),
                OpenState::Unknown => failed = Some("unknown"),
                OpenState::Open => {}
            }
        }
        failed
    }

    /// A moment, and all before another at which a state may change: each minute, and what is said.
    pub(crate) fn moments(
        &self,
        idx: StationIdx,
        from: UnixTime,
        before: UnixTime,
    ) -> Vec<UnixTime> {
        let minute = |unix_s: i64| unix_s.div_euclid(60) * 60 + 60;
        let minutes = (minute(from.unix_s)..before.unix_s).step_by(60);
        let said = self.said.moments(&self.snapshot.station(idx).id.0);
        let said = said.map(|at| at.unix_s);
        let later = minutes.chain(said.filter(|at| (from.unix_s + 1..before.unix_s).contains(at)));
        let mut moments: Vec<i64> = later.chain([from.unix_s]).collect();
        moments.sort_unstable();
        moments.dedup();
        let moments = moments.into_iter();
        moments.map(|unix_s| UnixTime { unix_s }).collect()
    }

    /// The state of a station and of each wanted amenity, as the contract words it.
    pub(crate) fn state(&self, idx: StationIdx, wanted: AmenitySet, at: UnixTime) -> OpenState {
        let (id, keys) = (
            &self.snapshot.station(idx).id.0,
            self.snapshot.amenity_keys(),
        );
        match self.said.notice_word(id, wanted, keys, at) {
            Some(NoticeWord::Closed) => OpenState::Closed,
            Some(NoticeWord::Open) => self.combined(idx, wanted, at, Some(OpenState::Open)),
            None => match self.combined(idx, wanted, at, None) {
                OpenState::Open if self.is_doubtful(idx, at) => OpenState::Unknown,
                state => state,
            },
        }
    }

    pub(crate) fn is_doubtful(&self, idx: StationIdx, at: UnixTime) -> bool {
        let posted = |at| self.posted(idx, at);
        let id = &self.snapshot.station(idx).id.0;
        self.said.is_doubtful(id, at, &posted)
    }

    /// The reason of a state, if it is what people say.
    pub(crate) fn expected_reason(
        &self,
        idx: StationIdx,
        wanted: AmenitySet,
        at: UnixTime,
    ) -> Option<&'static str> {
        let (id, keys) = (
            &self.snapshot.station(idx).id.0,
            self.snapshot.amenity_keys(),
        );
        let state = self.state(idx, wanted, at);
        match self.said.notice_word(id, wanted, keys, at) {
            Some(NoticeWord::Closed) => Some("notice"),
            Some(NoticeWord::Open) => (state == OpenState::Open).then_some("notice"),
            None => (self.is_doubtful(idx, at) && state != OpenState::Closed)
                .then_some("reported_locked"),
        }
    }

    fn posted(&self, idx: StationIdx, at: UnixTime) -> OpenState {
        self.state_of(
            self.snapshot.station_hours(idx),
            Zone::default().local_minute(at),
        )
    }

    /// The state by hours, or with the station itself in a given state.
    fn combined(
        &self,
        idx: StationIdx,
        wanted: AmenitySet,
        at: UnixTime,
        station: Option<OpenState>,
    ) -> OpenState {
        let minute = Zone::default().local_minute(at);
        let station = station.unwrap_or_else(|| self.posted(idx, at));
        let mut states = Vec::new();
        for amenity in wanted.iter() {
            let own = self
                .snapshot
                .amenity_hours(idx)
                .iter()
                .find(|own| own.amenity == amenity);
            states.push(match own.map(|own| self.state_of(own.hours, minute)) {
                None => station,
                Some(own) if station == OpenState::Unknown => own,
                Some(_) if station == OpenState::Closed => OpenState::Closed,
                Some(own) => own,
            });
        }
        if states.is_empty() {
            return station;
        }
        if states.contains(&OpenState::Closed) {
            OpenState::Closed
        } else if states.contains(&OpenState::Unknown) {
            OpenState::Unknown
        } else {
            OpenState::Open
        }
    }

    fn state_of(&self, hours: Hours, minute: LocalMinute) -> OpenState {
        let Hours::Scheduled(schedule) = hours else {
            return OpenState::Unknown;
        };
        let mut days = self.days.borrow_mut();
        let day = days.entry((schedule, minute.date())).or_insert_with(|| {
            let day = self.snapshot.timetable().rules(schedule).day(minute.date());
            (0..1_440).map(|minute| day.at(minute).state).collect()
        });
        day[usize::try_from(minute.minute_of_day()).unwrap()]
    }
}

/// Whether an offer of a station is there on a day.
pub(crate) fn has_offer_on(station: &Station, day: NaiveDate) -> bool {
    let programme = station.more().programme.as_ref();
    let mut offers = programme.iter().flat_map(|programme| &programme.offers);
    offers.any(|offer| offer.until.is_none_or(|until| day <= until))
}
