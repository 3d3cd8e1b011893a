//! The query against brute force: every station measured, every minute evaluated.
//!
//! The oracle shares with the query only the geodesic and the evaluation of a day, which
//! have oracles of their own.

use std::cell::RefCell;
use std::collections::HashMap;
use std::num::NonZeroUsize;

use chrono::NaiveDate;
use yizhan::amenity::AmenitySet;
use yizhan::clock::{LocalMinute, UnixTime, Zone};
use yizhan::distance::geodesic_m;
use yizhan::hours::OpenState;
use yizhan::hours::schedules::{Hours, ScheduleIdx};
use yizhan::position::Position;
use yizhan::query::{Filter, Hit, NearestQuery, OpenWhen, UnknownHours, nearest, why_empty};
use yizhan::snapshot::Snapshot;
use yizhan::station::{Access, StationIdx, Status};
use yizhan::travel::{Mode, Paces};

use crate::support::world::{Places, SHARES, World};
use crate::support::{instant, snapshot};

/// What brute force finds.
#[derive(Default)]
struct Expected {
    /// Rank (0 open, 1 unknown), distance and id of all that pass, in order.
    passing: Vec<(u8, f64, String)>,
    in_circle: usize,
    amenity: usize,
    other: usize,
    closed: usize,
    unknown_hours: usize,
    /// The nearest that passes all but the circle.
    nearest_anywhere: Option<(f64, String)>,
}

struct Oracle<'a> {
    snapshot: &'a Snapshot,
    days: RefCell<HashMap<(ScheduleIdx, NaiveDate), Vec<OpenState>>>,
}

impl Oracle<'_> {
    fn answer(&self, origin: Position, query: &NearestQuery) -> Expected {
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
    fn failed_test(
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
        if !(kind_fits && access_fits && star_fits) {
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

    fn instant_that_counts(distance_m: f64, query: &NearestQuery) -> UnixTime {
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

    fn failed_clock(
        &self,
        idx: StationIdx,
        counts: UnixTime,
        query: &NearestQuery,
    ) -> Option<&'static str> {
        let leave = counts.plus_seconds(query.stay_s);
        let mut minute = query.zone.local_minute(counts);
        let mut failed = None;
        loop {
            match self.state(idx, query.filter.amenities, minute) {
                OpenState::Closed => return Some("closed"),
                OpenState::Unknown => failed = Some("unknown"),
                OpenState::Open => {}
            }
            minute = LocalMinute(minute.0 + 1);
            if query.zone.instant(minute) >= leave {
                return failed;
            }
        }
    }

    /// The state of a station and of each wanted amenity, as the contract words it.
    fn state(&self, idx: StationIdx, wanted: AmenitySet, minute: LocalMinute) -> OpenState {
        let station = self.state_of(self.snapshot.station_hours(idx), minute);
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

pub(crate) fn pick<T: Copy>(random: &mut fastrand::Rng, choices: &[T]) -> T {
    choices[random.usize(0..choices.len())]
}

pub(crate) fn random_query(
    random: &mut fastrand::Rng,
    snapshot: &Snapshot,
    far: bool,
) -> NearestQuery {
    let keys = snapshot.amenity_keys();
    let n_amenities = pick(random, &[0, 0, 1, 1, 1, 2, 3]);
    let amenities = (0..n_amenities)
        .filter_map(|_| keys.find(SHARES[random.usize(0..SHARES.len())].0))
        .collect();
    let kinds = ["union_station", "public_toilet", "tea_house", "market"];
    let kinds = (random.f64() < 0.3).then(|| {
        (0..random.usize(1..3))
            .filter_map(|_| snapshot.kinds().find(pick(random, &kinds)))
            .collect()
    });
    let access = if random.f64() < 0.2 {
        vec![pick(random, &Access::ALL)]
    } else {
        Vec::new()
    };
    let mode = pick(random, &Mode::ALL);
    let dates = [
        "2026-11-24",
        "2026-11-28",
        "2026-10-10",
        "2026-10-05",
        "2027-01-01",
        "2026-11-30",
    ];
    let at = format!(
        "{}T{:02}:{:02}:{:02}",
        pick(random, &dates),
        random.u32(0..24),
        random.u32(0..60),
        random.u32(0..60)
    );
    NearestQuery {
        filter: Filter {
            amenities,
            kinds,
            access,
            min_star: (random.f64() < 0.15).then(|| random.u8(1..=5)),
        },
        mode,
        pace: Paces::default().of(mode),
        radius_m: if far {
            pick(random, &[50_000.0, 2e6, 2.1e7])
        } else {
            pick(random, &[300.0, 865.4, 3_000.0, 15_000.0])
        },
        limit: NonZeroUsize::new(pick(random, &[1, 3, 5, 20, 100])).unwrap(),
        open: pick(
            random,
            &[
                OpenWhen::Arrival,
                OpenWhen::Arrival,
                OpenWhen::Now,
                OpenWhen::Any,
            ],
        ),
        at: instant(&at),
        stay_s: pick(random, &[0, 0, 0, 30, 95]) * 60,
        unknown_hours: pick(random, &[UnknownHours::Include, UnknownHours::Exclude]),
        zone: Zone::default(),
    }
}

fn assert_hit_is_consistent(oracle: &Oracle<'_>, hit: &Hit, query: &NearestQuery) {
    let counts = Oracle::instant_that_counts(hit.distance_m, query);
    let zone = query.zone;
    let minute = zone.local_minute(counts);
    let station = oracle.snapshot.station(hit.station);
    if station.status_on(minute.date()) != Status::Active {
        assert_eq!(hit.opening.state, OpenState::Closed);
        return;
    }
    let state = |minute| oracle.state(hit.station, query.filter.amenities, minute);
    assert_eq!(hit.opening.state, state(minute));
    let is_open = hit.opening.state == OpenState::Open;
    let said = if is_open {
        hit.opening.open_until
    } else {
        hit.opening.opens_at
    };
    // Two days minute by minute; what is said beyond them is not checked here.
    let found = (1..2_880)
        .map(|more| LocalMinute(minute.0 + more))
        .find(|later| (state(*later) == OpenState::Open) != is_open)
        .map(|minute| zone.instant(minute));
    match (said, found) {
        (said, Some(found)) => assert_eq!(said, Some(found), "{}", station.id),
        (Some(said), None) => assert!(said >= zone.instant(LocalMinute(minute.0 + 2_880))),
        (None, None) => {}
    }
}

/// Times rounded as in answers, and the second of arrival, are those of Karney's geodesic.
fn assert_way_is_karneys(snapshot: &Snapshot, origin: Position, hit: &Hit, query: &NearestQuery) {
    let distance_m = geodesic_m(origin, snapshot.station(hit.station).position);
    assert!((hit.distance_m - distance_m).abs() < 1e-6);
    let travel_time_s = query.pace.travel_time_s(distance_m);
    assert_eq!(rounded(hit.travel_time_s), rounded(travel_time_s));
    assert_eq!(hit.arrive_at, query.pace.arrive_at(query.at, distance_m));
}

/// As answers round it, and not a bit otherwise.
fn rounded(distance_m: f64) -> u64 {
    ((distance_m * 10.0).round() / 10.0).to_bits()
}

fn compare(world: World, queries: usize, far: bool) {
    let snapshot = snapshot(&[&world.geojson()]);
    let oracle = Oracle {
        snapshot: &snapshot,
        days: RefCell::default(),
    };
    let mut random = fastrand::Rng::with_seed(world.seed + 1);
    let mut n_hits = 0;
    for round in 0..queries {
        let [lon, lat] = world.somewhere(&mut random);
        let origin = Position::new(lon.clamp(-180.0, 180.0), lat.clamp(-90.0, 90.0)).unwrap();
        let query = random_query(&mut random, &snapshot, far);
        let expected = oracle.answer(origin, &query);
        let answer = nearest(&snapshot, origin, &query);
        let got: Vec<(u64, String)> = answer
            .hits
            .iter()
            .map(|hit| {
                (
                    rounded(hit.distance_m),
                    snapshot.station(hit.station).id.to_string(),
                )
            })
            .collect();
        let wanted: Vec<(u64, String)> = expected
            .passing
            .iter()
            .take(query.limit.get())
            .map(|(_, distance_m, id)| (rounded(*distance_m), id.clone()))
            .collect();
        assert_eq!(got, wanted, "query {round}: {origin:?} {query:?}");
        for hit in &answer.hits {
            assert_way_is_karneys(&snapshot, origin, hit, &query);
        }
        n_hits += got.len();
        if round % 8 == 0 {
            for hit in answer.hits.iter().take(3) {
                assert_hit_is_consistent(&oracle, hit, &query);
            }
        }
        if got.is_empty() {
            let why = why_empty(&snapshot, origin, &query);
            let counts = (
                why.in_circle,
                why.amenity,
                why.other,
                why.closed,
                why.unknown_hours,
            );
            assert_eq!(
                counts,
                (
                    expected.in_circle,
                    expected.amenity,
                    expected.other,
                    expected.closed,
                    expected.unknown_hours
                ),
                "query {round}: {query:?}"
            );
            let beyond = why.nearest_beyond.map(|beyond| {
                (
                    rounded(beyond.distance_m),
                    snapshot.station(beyond.station).id.to_string(),
                )
            });
            assert_eq!(
                beyond,
                expected
                    .nearest_anywhere
                    .map(|(distance_m, id)| (rounded(distance_m), id)),
                "query {round}: {query:?}"
            );
        }
    }
    assert!(
        n_hits > queries / 4,
        "too few answers to prove anything: {n_hits}"
    );
}

#[test]
fn four_thousand_answers_among_cities_equal_brute_force() {
    let world = World {
        seed: 11,
        stations: 700,
        places: Places::Cities(3),
    };
    compare(world, 4_000, false);
}

#[test]
fn four_thousand_answers_with_ties_and_duplicates_equal_brute_force() {
    let world = World {
        seed: 12,
        stations: 400,
        places: Places::Lattice,
    };
    compare(world, 4_000, false);
}

#[test]
fn four_thousand_answers_around_poles_and_antimeridian_equal_brute_force() {
    let world = World {
        seed: 13,
        stations: 500,
        places: Places::Globe,
    };
    compare(world, 4_000, true);
}
