//! The nearest along streets against brute force: every way from a table of all pairs, every
//! station described at the moment of arrival.

use std::num::NonZeroUsize;
use std::sync::Arc;

use serde_json::Value;
use yizhan::clock::{UnixTime, Zone};
use yizhan::distance::geodesic_m;
use yizhan::network::Network;
use yizhan::notices::{Said, Truth};
use yizhan::position::Position;
use yizhan::query::opening::OpeningSearch;
use yizhan::query::{
    Hit, NearestQuery, OpenWhen, StreetStations, Streets, UnknownHours, WorkBudget, nearest_along,
    why_empty_along,
};
use yizhan::snapshot::Snapshot;
use yizhan::station::{StationIdx, Status};
use yizhan::travel::{Mode, Travel};

use crate::network::AllPairs;
use crate::query::brute_force::{Oracle, has_offer_on};
use crate::query::questions::{pick, random_query};
use crate::query::what_is_said::random_said;
use crate::support::town::Town;
use crate::support::world::{Places, World};
use crate::support::{TODAY_NOON, instant, snapshot};

const SNAP_LIMIT_M: f64 = 90.0;
const N_STATIONS: usize = 70;
const N_ORIGINS: usize = 25;

/// A question, and all that brute force needs to answer it.
struct Case<'a> {
    snapshot: &'a Snapshot,
    oracle: &'a Oracle<'a>,
    truth: &'a Truth,
    origin: Position,
    query: &'a NearestQuery,
    way_limit_m: f64,
    /// The way to each station along streets, millimetres; `Err` is a station off the streets.
    ways: Vec<Result<Option<u64>, ()>>,
}

/// A station as brute force sees it.
#[derive(Clone, Debug)]
struct Seen {
    id: String,
    distance_m: f64,
    travel_time_s: f64,
    arrive_at: UnixTime,
    travel: Travel,
    is_within: bool,
    failed: Option<&'static str>,
}

#[expect(clippy::cast_precision_loss, reason = "millimetres of a small town")]
fn metres(way_mm: u64) -> f64 {
    way_mm as f64 / 1_000.0
}

impl Case<'_> {
    fn see(&self, idx: StationIdx) -> Seen {
        let query = self.query;
        let station = self.snapshot.station(idx);
        let distance_m = geodesic_m(self.origin, station.position);
        let (travel_time_s, travel, is_within) = match self.ways[idx.row()] {
            Ok(way) => {
                let way_m = way.map_or(f64::INFINITY, metres);
                // The limit is met to the millimetre.
                let is_within = way_m <= self.way_limit_m + 0.000_4;
                (way_m / query.pace.speed_m_s, Travel::Network, is_within)
            }
            Err(()) => (
                distance_m * query.pace.detour / query.pace.speed_m_s,
                Travel::StraightLine,
                distance_m <= query.radius_m,
            ),
        };
        let arrive_at = self.after(travel_time_s);
        Seen {
            id: station.id.to_string(),
            distance_m,
            travel_time_s,
            arrive_at,
            travel,
            is_within,
            failed: self.failed_test(idx, arrive_at),
        }
    }

    fn after(&self, travel_time_s: f64) -> UnixTime {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "some hours at most, or never"
        )]
        let seconds = travel_time_s.min(1e6).ceil() as i64;
        self.query.at.plus_seconds(seconds)
    }

    fn failed_test(&self, idx: StationIdx, arrive_at: UnixTime) -> Option<&'static str> {
        let query = self.query;
        let filter = &query.filter;
        let station = self.snapshot.station(idx);
        if !station.offered.contains_all(filter.amenities) {
            return Some("amenity");
        }
        let kind = station
            .kind
            .as_deref()
            .and_then(|key| self.snapshot.kinds().find(key));
        let kind_fits = filter
            .kinds
            .as_ref()
            .is_none_or(|kinds| kind.is_some_and(|kind| kinds.contains(&kind)));
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
        let counts = match query.open {
            OpenWhen::Any => return None,
            OpenWhen::Now => query.at,
            OpenWhen::Arrival => arrive_at,
        };
        if station.status_on(query.zone.local_minute(counts).date()) != Status::Active {
            return Some("other");
        }
        self.oracle.failed_clock(idx, counts, query)
    }

    fn rank(&self, seen: &Seen) -> Option<u8> {
        match seen.failed {
            None => Some(0),
            Some("unknown") if self.query.unknown_hours == UnknownHours::Include => Some(1),
            Some(_) => None,
        }
    }

    fn expected(&self) -> Vec<Seen> {
        let mut passing: Vec<(u8, Seen)> = self
            .snapshot
            .rows()
            .map(|idx| self.see(idx))
            .filter(|seen| seen.is_within)
            .filter_map(|seen| Some((self.rank(&seen)?, seen)))
            .collect();
        passing.sort_by(|(rank, a), (other_rank, b)| {
            let key = |seen: &Seen| (seen.travel_time_s, seen.id.clone());
            (rank, key(a)).partial_cmp(&(other_rank, key(b))).unwrap()
        });
        let first = passing.into_iter().take(self.query.limit.get());
        first.map(|(_, seen)| seen).collect()
    }

    fn assert_hit(&self, hit: &Hit, expected: &Seen) {
        let query = self.query;
        let id = self.snapshot.station(hit.station).id.to_string();
        assert_eq!(
            (&id, hit.travel),
            (&expected.id, expected.travel),
            "{query:?}"
        );
        assert!((hit.travel_time_s - expected.travel_time_s).abs() < 1e-9);
        assert!((hit.distance_m - expected.distance_m).abs() < 1e-9);
        assert_eq!(hit.arrive_at, expected.arrive_at);
        let counts = match query.open {
            OpenWhen::Now => query.at,
            OpenWhen::Arrival | OpenWhen::Any => hit.arrive_at,
        };
        let wanted = query.filter.amenities;
        let opening = search(self.snapshot, self.truth);
        let opening = opening.describe(hit.station, wanted, query.zone, counts);
        assert_eq!(hit.opening, opening);
    }

    fn assert_reasons(&self, streets: Streets<'_>) {
        let why = why_empty_along(
            &search(self.snapshot, self.truth),
            streets,
            self.origin,
            self.query,
            self.way_limit_m,
        )
        .unwrap();
        let seen: Vec<Seen> = self.snapshot.rows().map(|idx| self.see(idx)).collect();
        let count = |test| {
            let within = seen.iter().filter(|seen| seen.is_within);
            within.filter(|seen| seen.failed == Some(test)).count()
        };
        assert_eq!(
            (why.amenity, why.other, why.closed, why.unknown_hours),
            (
                count("amenity"),
                count("other"),
                count("closed"),
                count("unknown")
            ),
        );
        assert_eq!(
            why.in_circle,
            seen.iter().filter(|seen| seen.is_within).count()
        );
        let beyond = self
            .snapshot
            .rows()
            .zip(&seen)
            .filter(|(_, seen)| !(seen.is_within && seen.travel == Travel::Network))
            .filter(|(idx, seen)| {
                let pace = self.query.pace;
                let straight_s = seen.distance_m * pace.detour / pace.speed_m_s;
                let straight = Seen {
                    failed: self.failed_test(*idx, self.after(straight_s)),
                    ..(*seen).clone()
                };
                self.rank(&straight).is_some()
            })
            .map(|(_, seen)| (seen.distance_m, seen.id.clone()))
            .min_by(|a, b| a.partial_cmp(b).unwrap())
            .map(|(distance_m, id)| ((distance_m * 10.0).round(), id));
        let found = why.nearest_beyond.map(|beyond| {
            let id = self.snapshot.station(beyond.station).id.to_string();
            ((beyond.distance_m * 10.0).round(), id)
        });
        assert_eq!(found, beyond, "{:?}", self.query);
    }
}

/// Stations of the made-up world, put into a town; some share a place.
fn stations_in(town: &Town) -> Snapshot {
    let world = World {
        seed: town.seed + 40,
        stations: N_STATIONS,
        places: Places::Lattice,
    };
    let mut file: Value = serde_json::from_str(&world.geojson()).unwrap();
    let mut random = fastrand::Rng::with_seed(town.seed + 50);
    let mut place = town.somewhere(&mut random);
    for feature in file["features"].as_array_mut().unwrap() {
        if random.f64() < 0.8 {
            place = town.somewhere(&mut random);
        }
        feature["geometry"]["coordinates"] = serde_json::json!([place.lon(), place.lat()]);
    }
    snapshot(&[&file.to_string()])
}

/// What the questions of a run came upon.
#[derive(Debug, Default)]
struct Neighbour {
    along: usize,
    straight: usize,
    unreachable: usize,
    off_the_network: usize,
    empty: usize,
}

/// Questions asked of one version of what is said.
const QUESTIONS_A_VERSION: usize = 50;

fn compare(town: &Town, queries: usize, is_told: bool, met: &mut Neighbour) {
    let snapshot = stations_in(town);
    let network = Network::build("town", &town.streets(), SNAP_LIMIT_M);
    let stations = StreetStations::match_to(&network, &snapshot);
    let streets = Streets {
        network: &network,
        stations: &stations,
    };
    let mut random = fastrand::Rng::with_seed(town.seed + 60);
    let origins: Vec<Position> = (0..N_ORIGINS)
        .map(|_| town.somewhere(&mut random))
        .collect();
    let tables = Mode::ALL.map(|mode| {
        let snap = |position| network.snap(mode, position);
        let at_stations = snapshot.stations().iter().map(|one| snap(one.position));
        let at_origins = origins.iter().map(|origin| snap(*origin));
        let snaps: Vec<_> = at_stations.chain(at_origins).collect();
        (AllPairs::of(network.of(mode), &snaps), snaps)
    });
    let mut around = instant(TODAY_NOON);
    let mut oracle = Oracle::of(&snapshot, &Said::default());
    let mut truth = Truth::resolve(Arc::default(), &snapshot, Zone::default());
    for round in 0..queries {
        let origin = round % N_ORIGINS;
        let mut query = random_query(&mut random, &snapshot, false);
        if is_told {
            if round % QUESTIONS_A_VERSION == 0 {
                around = query.at;
                let said = random_said(&mut random, &snapshot, around);
                oracle = Oracle::of(&snapshot, &said);
                truth = Truth::resolve(Arc::new(said), &snapshot, Zone::default());
            }
            query.at = around.plus_seconds(random.i64(-10 * 3_600..14 * 3_600));
        }
        query.limit = NonZeroUsize::new(pick(&mut random, &[1, 2, 3, 5, 100])).unwrap();
        query.radius_m = pick(&mut random, &[150.0, 300.0, 865.4]);
        let (table, snaps) = &tables[query.mode as usize];
        if snaps[N_STATIONS + origin].is_none() {
            met.off_the_network += 1;
            let found = nearest_along(
                &search(&snapshot, &truth),
                streets,
                origins[origin],
                &query,
                500.0,
            );
            assert_eq!(found, None);
            continue;
        }
        let ways: Vec<Result<Option<u64>, ()>> = (0..N_STATIONS)
            .map(|row| {
                snaps[row].ok_or(())?;
                Ok(table.between(N_STATIONS + origin, row))
            })
            .collect();
        met.unreachable += ways.iter().filter(|way| **way == Ok(None)).count();
        // Half of the limits are ways themselves: exactly so far is inside.
        let exact = ways[random.usize(0..N_STATIONS)].ok().flatten();
        let way_limit_m = match exact {
            Some(way_mm) if round % 2 == 0 => metres(way_mm),
            _ => pick(&mut random, &[120.0, 400.0, 1_125.0, 5_000.0]),
        };
        let case = Case {
            snapshot: &snapshot,
            oracle: &oracle,
            truth: &truth,
            origin: origins[origin],
            query: &query,
            way_limit_m,
            ways,
        };
        let answer = nearest_along(
            &search(&snapshot, &truth),
            streets,
            origins[origin],
            &query,
            way_limit_m,
        )
        .unwrap();
        assert_eq!(answer.travel, Travel::Network);
        let expected = case.expected();
        assert_eq!(answer.hits.len(), expected.len(), "{round} {query:?}");
        for (hit, expected) in answer.hits.iter().zip(&expected) {
            case.assert_hit(hit, expected);
            match hit.travel {
                Travel::Network => met.along += 1,
                Travel::StraightLine => met.straight += 1,
            }
        }
        if answer.hits.is_empty() {
            met.empty += 1;
            case.assert_reasons(streets);
        }
    }
}

#[test]
fn twenty_four_thousand_questions_along_streets_are_answered_as_by_brute_force() {
    let mut met = Neighbour::default();
    for seed in 0..6 {
        let town = Town {
            seed,
            ..Town::SMALL
        };
        compare(&town, 4_000, false, &mut met);
    }
    let enough = met.along > 10_000
        && met.straight > 2_000
        && met.unreachable > 2_000
        && met.off_the_network > 2_000
        && met.empty > 2_000;
    assert!(enough, "too little was met to prove anything: {met:?}");
}

#[test]
fn six_thousand_questions_along_streets_with_notices_and_reports_equal_brute_force() {
    let mut met = Neighbour::default();
    for seed in 6..9 {
        let town = Town {
            seed,
            ..Town::SMALL
        };
        compare(&town, 2_000, true, &mut met);
    }
    let enough = met.along > 2_000 && met.straight > 400 && met.empty > 400;
    assert!(enough, "too little was met to prove anything: {met:?}");
}

/// A request of its own.
fn search<'a>(snapshot: &'a Snapshot, truth: &'a Truth) -> OpeningSearch<'a> {
    OpeningSearch::new(snapshot, WorkBudget::whole()).told(Some(truth))
}
