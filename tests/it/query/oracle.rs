//! The query against brute force, without and with random notices and reports.

use std::sync::Arc;

use yizhan::clock::{UnixTime, Zone};
use yizhan::distance::geodesic_m;
use yizhan::hours::OpenState;
use yizhan::notices::{Said, Truth};
use yizhan::position::Position;
use yizhan::query::opening::{OpenReason, OpeningSearch};
use yizhan::query::{Hit, NearestQuery, NextOpening, WhyEmpty, WorkBudget, answer, why_nothing};
use yizhan::snapshot::Snapshot;
use yizhan::station::{StationIdx, Status};

use super::brute_force::{Expected, Oracle};
use super::questions::random_query;
use super::what_is_said::random_said;
use crate::support::snapshot;
use crate::support::world::{Places, World};

/// Two days.
const LOOKED_AHEAD_S: i64 = 2 * 86_400;

/// The first moment within two days after another at which a station is open, or is not.
fn turns(
    oracle: &Oracle<'_>,
    station: StationIdx,
    query: &NearestQuery,
    from: UnixTime,
    is_open: bool,
) -> Option<UnixTime> {
    let state = |at| oracle.state(station, query.filter.amenities, at);
    let moments = oracle.moments(station, from, from.plus_seconds(LOOKED_AHEAD_S));
    let mut later = moments.into_iter().skip(1);
    later.find(|at| (state(*at) == OpenState::Open) == is_open)
}

/// What was found is the same; beyond two days nothing is compared.
fn assert_same_turn(
    got: Option<UnixTime>,
    expected: Option<UnixTime>,
    from: UnixTime,
    place: &str,
) {
    match (got, expected) {
        (got, Some(expected)) => assert_eq!(got, Some(expected), "{place}"),
        (Some(got), None) => assert!(got >= from.plus_seconds(LOOKED_AHEAD_S), "{place}"),
        (None, None) => {}
    }
}

fn assert_hit_is_consistent(oracle: &Oracle<'_>, truth: &Truth, hit: &Hit, query: &NearestQuery) {
    let counts = Oracle::instant_that_counts(hit.distance_m, query);
    let wanted = query.filter.amenities;
    let station = oracle.snapshot.station(hit.station);
    let id = &station.id.0;
    let shown = hit.opening.notice;
    let shown = shown.map(|idx| truth.of(hit.station).unwrap().notice(idx).id.clone());
    let keys = oracle.snapshot.amenity_keys();
    assert_eq!(shown, oracle.said.shown(id, wanted, keys, counts), "{id}");
    let date = query.zone.local_minute(counts).date();
    if station.status_on(date) != Status::Active {
        assert_eq!(hit.opening.state, OpenState::Closed);
        return;
    }
    assert_eq!(hit.opening.state, oracle.state(hit.station, wanted, counts));
    let reason = hit.opening.reason.key();
    match oracle.expected_reason(hit.station, wanted, counts) {
        Some(expected) => assert_eq!(reason, expected, "{id}"),
        None => assert!(!["notice", "reported_locked"].contains(&reason), "{id}"),
    }
    let is_open = hit.opening.state == OpenState::Open;
    let got = if is_open {
        hit.opening.open_until
    } else {
        hit.opening.opens_at
    };
    let found = turns(oracle, hit.station, query, counts, !is_open);
    assert_same_turn(got, found, counts, id);
}

/// The station that opens next, of those in the circle that fail only the clock.
fn assert_next_opening(
    oracle: &Oracle<'_>,
    origin: Position,
    query: &NearestQuery,
    found: Option<NextOpening>,
) {
    let mut expected: Option<(UnixTime, f64, String)> = None;
    for idx in oracle.snapshot.rows() {
        let distance_m = geodesic_m(origin, oracle.snapshot.station(idx).position);
        let failed = oracle.failed_test(idx, distance_m, query);
        if distance_m > query.radius_m || !matches!(failed, Some("closed" | "unknown")) {
            continue;
        }
        let counts = Oracle::instant_that_counts(distance_m, query);
        let mut from = counts;
        if oracle.state(idx, query.filter.amenities, counts) == OpenState::Open {
            from = turns(oracle, idx, query, counts, false).unwrap();
        }
        let id = oracle.snapshot.station(idx).id.to_string();
        let opens = turns(oracle, idx, query, from, true);
        let opens = opens.map(|opens_at| (opens_at, distance_m, id));
        if let Some(opens) = opens
            && expected.as_ref().is_none_or(|held| opens < *held)
        {
            expected = Some(opens);
        }
    }
    let id = |found: &NextOpening| oracle.snapshot.station(found.station).id.to_string();
    // Further ahead nothing is compared.
    if let Some((opens_at, _, expected)) = expected
        && opens_at < query.at.plus_seconds(LOOKED_AHEAD_S)
    {
        let found = found.map(|found| (found.opens_at, id(&found)));
        assert_eq!(found, Some((opens_at, expected)), "{query:?}");
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

/// How many stations a circle may hold whose openings are compared minute by minute.
const MAX_FOLLOWED: usize = 12;

fn assert_why(
    oracle: &Oracle<'_>,
    origin: Position,
    query: &NearestQuery,
    why: &WhyEmpty,
    expected: Expected,
) {
    let counts = |why: &WhyEmpty| {
        (
            why.in_circle,
            why.amenity,
            why.other,
            why.closed,
            why.unknown_hours,
        )
    };
    let wanted = (
        expected.in_circle,
        expected.amenity,
        expected.other,
        expected.closed,
        expected.unknown_hours,
    );
    assert_eq!(counts(why), wanted, "{query:?}");
    let id = |station| oracle.snapshot.station(station).id.to_string();
    let beyond = why.nearest_beyond;
    let beyond = beyond.map(|found| (rounded(found.distance_m), id(found.station)));
    let anywhere = expected.nearest_anywhere;
    let anywhere = anywhere.map(|(distance_m, id)| (rounded(distance_m), id));
    assert_eq!(beyond, anywhere, "{query:?}");
    if expected.closed + expected.unknown_hours <= MAX_FOLLOWED {
        assert_next_opening(oracle, origin, query, why.next_opening);
    }
}

/// What the questions of a run came upon.
#[derive(Debug, Default)]
struct Met {
    hits: usize,
    opened_by_notice: usize,
    doubtful: usize,
    empty: usize,
}

/// Asks one question of both.
fn compare_one(
    oracle: &Oracle<'_>,
    truth: &Truth,
    origin: Position,
    query: &NearestQuery,
    is_followed: bool,
    met: &mut Met,
) {
    let snapshot = oracle.snapshot;
    let search = OpeningSearch::new(snapshot, WorkBudget::whole()).told(Some(truth));
    let expected = oracle.answer(origin, query);
    let found = answer(&search, None, origin, query, query.radius_m);
    let id = |hit: &Hit| snapshot.station(hit.station).id.to_string();
    let hits = found.hits.iter();
    let got: Vec<(u64, String)> = hits.map(|hit| (rounded(hit.distance_m), id(hit))).collect();
    let first = expected.passing.iter().take(query.limit.get());
    let wanted: Vec<(u64, String)> = first
        .map(|(_, distance_m, id)| (rounded(*distance_m), id.clone()))
        .collect();
    assert_eq!(got, wanted, "{origin:?} {query:?}");
    for hit in &found.hits {
        assert_way_is_karneys(snapshot, origin, hit, query);
    }
    if is_followed {
        for hit in found.hits.iter().take(3) {
            assert_hit_is_consistent(oracle, truth, hit, query);
        }
    }
    if let Some(why) = why_nothing(&search, None, origin, query, query.radius_m, &found) {
        assert_why(oracle, origin, query, &why, expected);
        met.empty += 1;
    }
    let n_with = |reason| {
        let hits = found.hits.iter().map(|hit| hit.opening);
        hits.filter(|opening| opening.state != OpenState::Closed && opening.reason == reason)
            .count()
    };
    met.hits += got.len();
    met.opened_by_notice += n_with(OpenReason::Notice);
    met.doubtful += n_with(OpenReason::ReportedLocked);
}

fn somewhere(world: World, random: &mut fastrand::Rng) -> Position {
    let [lon, lat] = world.somewhere(random);
    Position::new(lon.clamp(-180.0, 180.0), lat.clamp(-90.0, 90.0)).unwrap()
}

fn compare(world: World, queries: usize, far: bool) {
    let snapshot = snapshot(&[&world.geojson()]);
    let oracle = Oracle::of(&snapshot, &Said::default());
    let truth = Truth::resolve(Arc::default(), &snapshot, Zone::default());
    let mut random = fastrand::Rng::with_seed(world.seed + 1);
    let mut met = Met::default();
    for round in 0..queries {
        let origin = somewhere(world, &mut random);
        let query = random_query(&mut random, &snapshot, far);
        compare_one(&oracle, &truth, origin, &query, round % 8 == 0, &mut met);
    }
    assert!(met.hits > queries / 4, "too few to prove anything: {met:?}");
}

/// Questions asked of one version of what is said.
const QUESTIONS_A_VERSION: usize = 25;

/// The same with things said around the moments that are asked about.
fn compare_told(world: World, versions: usize, far: bool) {
    let snapshot = snapshot(&[&world.geojson()]);
    let mut random = fastrand::Rng::with_seed(world.seed + 2);
    let mut met = Met::default();
    for _ in 0..versions {
        let around = random_query(&mut random, &snapshot, far).at;
        let said = random_said(&mut random, &snapshot, around);
        let oracle = Oracle::of(&snapshot, &said);
        let truth = Truth::resolve(Arc::new(said), &snapshot, Zone::default());
        for round in 0..QUESTIONS_A_VERSION {
            let origin = somewhere(world, &mut random);
            let mut query = random_query(&mut random, &snapshot, far);
            query.at = around.plus_seconds(random.i64(-10 * 3_600..14 * 3_600));
            compare_one(&oracle, &truth, origin, &query, round % 4 == 0, &mut met);
        }
    }
    let n_questions = versions * QUESTIONS_A_VERSION;
    let enough = met.hits > n_questions / 4
        && met.opened_by_notice > n_questions / 100
        && met.doubtful >= n_questions / 1_000
        && met.empty > n_questions / 20;
    assert!(enough, "too few to prove anything: {met:?}");
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

#[test]
fn three_thousand_answers_among_cities_with_notices_and_reports_equal_brute_force() {
    let world = World {
        seed: 14,
        stations: 500,
        places: Places::Cities(2),
    };
    compare_told(world, 120, false);
}

#[test]
fn three_thousand_answers_with_ties_notices_and_reports_equal_brute_force() {
    let world = World {
        seed: 15,
        stations: 400,
        places: Places::Lattice,
    };
    compare_told(world, 120, false);
}

#[test]
fn two_thousand_answers_around_poles_with_notices_and_reports_equal_brute_force() {
    let world = World {
        seed: 16,
        stations: 400,
        places: Places::Globe,
    };
    compare_told(world, 80, true);
}
