//! The work of one request on opening hours, counted in days: shared by stations with the same
//! hours, bounded, and given up when no client waits.

use std::sync::atomic::AtomicBool;

use serde_json::Value;
use yizhan::amenity::AmenitySet;
use yizhan::clock::{UnixTime, Zone};
use yizhan::datum::Datum;
use yizhan::hours::OpenState;
use yizhan::position::Position;
use yizhan::query::opening::{OpeningSearch, describe};
use yizhan::query::{MAX_DAYS, MAX_QUICK_STEPS, WorkBudget};
use yizhan::render::nearest::nearest_collection;
use yizhan::render::station::station_feature;
use yizhan::request::nearest::NEAREST_PARAMS;
use yizhan::request::{Context, NearestRequest, Params, nearest_request};
use yizhan::snapshot::Snapshot;
use yizhan::state::ServedSet;
use yizhan::station::StationIdx;
use yizhan::travel::Paces;

use crate::support::http::{HERE, collection, get_json, service, station};
use crate::support::world::{Places, World};
use crate::support::{instant, snapshot};

/// A moment outside the compiled days.
const NEXT_YEAR: &str = "2027-10-10T03:00:00+08:00";

/// Stations whose toilet is never open while their door is: usual hours that are searched through
/// all 400 days.
fn never_both(n_stations: u32) -> Vec<String> {
    let hours = r#""opening_hours":"Mo-Fr 08:00-18:00","amenities":{"toilet":{"opening_hours":"Sa 10:00-12:00"}}"#;
    let stations = 0..n_stations;
    stations
        .map(|number| station(&number.to_string(), f64::from(number), hours))
        .collect()
}

fn asked(snapshot: &Snapshot, pairs: &[(&str, &str)]) -> NearestRequest {
    let params = Params::from_pairs(pairs.iter().copied(), &NEAREST_PARAMS).unwrap();
    let context = Context {
        snapshot,
        zone: Zone::default(),
        paces: &Paces::default(),
        now: instant("2026-11-24T12:00:00+08:00"),
    };
    nearest_request(&params, &context).unwrap()
}

fn here() -> Position {
    Position::new(HERE[0], HERE[1]).unwrap()
}

/// The days that explaining an empty answer takes.
fn days_of_an_empty_answer(n_stations: u32) -> usize {
    let set = snapshot(&[&collection("", &never_both(n_stations))]);
    let request = asked(&set, &[("amenity", "toilet"), ("radius_m", "50000")]);
    let search = OpeningSearch::new(&set, WorkBudget::whole());
    let found = request.answer(&search, None, here());
    let why = request.why_nothing(&search, None, here(), &found).unwrap();
    assert_eq!(why.closed, n_stations as usize);
    assert_eq!(why.next_opening, None);
    assert!(!why.is_search_stopped && search.is_answer());
    MAX_DAYS - search.budget().days_left()
}

#[test]
fn stations_with_the_same_hours_cost_one_search_of_the_next_opening() {
    let one = days_of_an_empty_answer(1);
    assert!(
        one > 400,
        "{one} days: the hours are not searched to the end"
    );
    // Those that are reached a minute later are searched a day further at most.
    let many = days_of_an_empty_answer(2_000);
    assert!(many < 2 * one, "{many} days, one station {one}");
}

#[test]
fn an_answer_says_where_it_did_not_look_further() {
    let served = ServedSet::new(snapshot(&[&collection("", &never_both(3))]), 0.0);
    let set = served.snapshot();
    let budget = || WorkBudget::new(usize::MAX, 100, None);
    let pairs = [("amenity", "toilet"), ("at", NEXT_YEAR)];
    let request = asked(set, &pairs);
    let search = OpeningSearch::new(set, budget());
    let found = request.answer(&search, None, here());
    let why = request.why_nothing(&search, None, here(), &found);
    let text = nearest_collection(served.source(), &request, &found, why.as_ref());
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["why_empty"]["opening_search"], "stopped");
    assert_eq!(answer["why_empty"]["next_opening"], Value::Null);

    let search = OpeningSearch::new(set, budget());
    let (idx, zone) = (set.find("1").unwrap(), Zone::default());
    let text = station_feature(
        served.source(),
        &search,
        idx,
        Datum::Wgs84,
        zone,
        instant(NEXT_YEAR),
    );
    let station: Value = serde_json::from_str(&text).unwrap();
    let toilet = &station["properties"]["amenity_details"]["toilet"];
    assert_eq!(toilet["opens_at"], Value::Null);
    assert_eq!(toilet["opening_search"], "stopped");
    // The station itself opens on Monday, which is found.
    assert_eq!(station["properties"].get("opening_search"), None);
    assert_eq!(
        station["properties"]["opens_at"],
        "2027-10-11T08:00:00+08:00"
    );
}

#[test]
fn a_search_that_is_shared_finds_what_each_search_alone_finds() {
    let world = World {
        seed: 31,
        stations: 300,
        places: Places::Cities(2),
    };
    let set = snapshot(&[&world.geojson()]);
    let mut random = fastrand::Rng::with_seed(32);
    let keys: Vec<_> = ["toilet", "drinking_water", "rest_bed", "battery_swap"]
        .iter()
        .filter_map(|key| set.amenity_keys().find(key))
        .collect();
    let shared = OpeningSearch::new(&set, WorkBudget::whole());
    let first = instant("2026-10-01T00:00:00+08:00");
    let n_stations = u32::try_from(set.stations().len()).unwrap();
    let mut n_closed = 0;
    for _ in 0..4_000 {
        let station = StationIdx(random.u32(0..n_stations));
        let wanted: AmenitySet = keys
            .iter()
            .copied()
            .filter(|_| random.u8(0..3) == 0)
            .collect();
        // Mostly within weeks of each other, some years away.
        let days = [3, 60, 3_000][random.usize(0..3)];
        let at = UnixTime {
            unix_s: first.unix_s + random.i64(0..days * 86_400),
        };
        let alone = describe(&set, station, wanted, Zone::default(), at);
        let found = shared.describe(station, wanted, Zone::default(), at);
        assert_eq!(found, alone, "{station:?} {wanted:?} {at:?}");
        n_closed += usize::from(alone.state == OpenState::Closed && alone.opens_at.is_some());
    }
    assert!(n_closed > 500, "{n_closed} openings were searched");
    assert!(shared.is_answer());
}

#[test]
fn a_question_beyond_the_quick_budget_is_answered_in_full_by_another_thread() {
    let n_stations = u32::try_from(MAX_QUICK_STEPS).unwrap() + 10;
    let closed = r#""opening_hours":"Mo 08:00-09:00""#;
    let stations: Vec<String> = (0..n_stations)
        .map(|number| station(&number.to_string(), f64::from(number) / 10.0, closed))
        .collect();
    let service = service(&stations);
    let [lon, lat] = HERE;
    let ask = format!(
        "/v1/stations/nearest?lat={lat}&lon={lon}&radius_m=5000&at=2026-11-24T12:00:00%2B08:00"
    );
    let why = &get_json(&service, &ask)["why_empty"];
    assert_eq!(why["closed"], n_stations);
    assert_eq!(why["next_opening"]["opens_at"], "2026-11-30T08:00:00+08:00");
    assert_eq!(why.get("opening_search"), None);
}

#[test]
fn for_a_client_that_has_gone_no_station_is_looked_at() {
    let set = snapshot(&[&collection("", &never_both(50))]);
    let request = asked(&set, &[("amenity", "toilet"), ("radius_m", "50000")]);
    let has_gone = AtomicBool::new(true);
    let search = OpeningSearch::new(&set, WorkBudget::until(&has_gone));
    let found = request.answer(&search, None, here());
    let why = request.why_nothing(&search, None, here(), &found).unwrap();
    assert_eq!((why.in_circle, search.budget().days_left()), (0, MAX_DAYS));
    assert!(!search.is_answer());
}
