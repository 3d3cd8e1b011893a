//! Answers along streets over HTTP: the order, the way, the area, and users away from any street.

use std::sync::Arc;

use futures_util::FutureExt;
use serde_json::{Value, json};
use yizhan::distance::destination;
use yizhan::http::AppState;
use yizhan::network::Network;
use yizhan::network::streets::{ModeSet, Segment, StreetClass, StreetNode, Streets};
use yizhan::position::Position;
use yizhan::state::ServedSet;
use yizhan::travel::Mode;

use crate::support::http::{
    ASK, HERE, collection, get, get_json, ids, post, post_to, properties, service, station_at,
    unready_service,
};
use crate::support::snapshot;

const ALWAYS: &str = r#""opening_hours":"24/7""#;

/// This many metres east and north of [`HERE`].
fn place(east_m: f64, north_m: f64) -> Position {
    let here = Position::new(HERE[0], HERE[1]).unwrap();
    let east = destination(here, 90.0, east_m).unwrap();
    destination(east, 0.0, north_m).unwrap()
}

fn station(id: &str, [east_m, north_m]: [f64; 2], properties: &str) -> String {
    let place = place(east_m, north_m);
    station_at(id, [place.lon(), place.lat()], properties)
}

/// Streets as lines of corners, which meet where corners are equal; `modes` may use them
/// both ways.
fn streets(lines: &[(&[[f64; 2]], ModeSet)]) -> Streets {
    let mut streets = Streets::default();
    for (line, modes) in lines {
        let rows: Vec<u32> = line
            .iter()
            .map(|[east_m, north_m]| node(&mut streets, place(*east_m, *north_m)))
            .collect();
        streets.segments.extend(rows.windows(2).map(|ends| Segment {
            from: ends[0],
            to: ends[1],
            forward: *modes,
            backward: *modes,
            class: StreetClass::Street,
        }));
    }
    streets
}

fn node(streets: &mut Streets, position: Position) -> u32 {
    let known = |node: &StreetNode| node.position == position;
    let row = streets.nodes.iter().position(known).unwrap_or_else(|| {
        let blocked = ModeSet::EMPTY;
        streets.nodes.push(StreetNode { position, blocked });
        streets.nodes.len() - 1
    });
    u32::try_from(row).unwrap()
}

fn all_modes() -> ModeSet {
    Mode::ALL
        .into_iter()
        .map(ModeSet::only)
        .fold(ModeSet::EMPTY, ModeSet::union)
}

/// A street from the user 600 m north, across, and back south beside the user; and an island
/// of streets that no way leads to.
const U: [[f64; 2]; 4] = [[0.0, 0.0], [0.0, 600.0], [100.0, 600.0], [100.0, 0.0]];
const ISLAND: [[f64; 2]; 2] = [[-150.0, 0.0], [-150.0, 1_100.0]];

fn on_streets(features: &[String]) -> Arc<AppState> {
    let service = unready_service();
    let streets = streets(&[(&U, all_modes()), (&ISLAND, all_modes())]);
    service
        .set()
        .use_network(Network::build("town.osm.pbf", &streets, 50.0));
    service
        .set()
        .replace(ServedSet::new(snapshot(&[&collection("", features)]), 0.25));
    service
}

#[test]
fn the_way_along_streets_makes_the_order_and_the_time_and_the_line_the_distance() {
    let features = [
        station("across", [100.0, 0.0], ALWAYS),
        station("up", [0.0, 499.9], ALWAYS),
    ];
    let answer = get_json(&on_streets(&features), &format!("{ASK}&minutes=20"));
    assert_eq!(ids(&answer), ["up", "across"]);
    assert_eq!(answer["travel"], "network");
    let up = properties(&answer, "up");
    assert_eq!(up["travel"], "network");
    assert_eq!(up["travel_time_s"], 399.9);
    assert_eq!(up["arrive_at"], "2026-11-24T12:06:40+08:00");
    assert_eq!(up["distance_m"], 499.9);
    let across = properties(&answer, "across");
    assert_eq!(across["distance_m"], 100.0);
    assert_eq!(across["travel_time_s"], 1_040.0);
    assert_eq!(answer["query"]["detour"], 1.0);
    assert_eq!(answer["query"]["radius_m"], 1_500.0);
    // The same without streets.
    let answer = get_json(&service(&features), &format!("{ASK}&minutes=20"));
    assert_eq!(ids(&answer), ["across", "up"]);
    assert_eq!(answer["travel"], "straight_line");
    assert_eq!(properties(&answer, "across")["travel"], "straight_line");
    assert_eq!(answer["query"]["detour"], 1.3);
}

#[test]
fn the_clock_asks_for_the_arrival_along_streets() {
    // 100 m away, but 1,300 m to walk: 17 min 20 s.
    let features = [
        station("closes", [100.0, 0.0], r#""opening_hours":"08:00-12:17""#),
        station("opens", [100.0, 1.0], r#""opening_hours":"12:17-20:00""#),
    ];
    let service = on_streets(&features);
    let ask = |more: &str| get_json(&service, &format!("{ASK}&minutes=20{more}"));
    assert_eq!(ids(&ask("")), ["opens"]);
    assert_eq!(ids(&ask("&open=now")), ["closes"]);
    assert_eq!(ids(&ask("&open=any")), ["opens", "closes"]);
}

#[test]
fn a_way_of_exactly_the_limit_is_inside() {
    let features = [station("up", [0.0, 600.0], ALWAYS)];
    let service = on_streets(&features);
    let way_m = {
        let answer = get_json(&service, &format!("{ASK}&minutes=20"));
        properties(&answer, "up")["travel_time_s"].as_f64().unwrap() * 1.25
    };
    assert!((way_m - 600.0).abs() < 0.2, "{way_m}");
    for (radius_m, expected) in [("600.01", 1), ("599.9", 0)] {
        let answer = get_json(&service, &format!("{ASK}&radius_m={radius_m}"));
        assert_eq!(ids(&answer).len(), expected, "{radius_m}");
        let echoed = answer["query"]["radius_m"].as_f64().unwrap();
        assert!((echoed - radius_m.parse::<f64>().unwrap()).abs() < 0.06);
    }
    // Eight minutes are 600 m of way, and a circle of 461 m.
    assert_eq!(
        ids(&get_json(&service, &format!("{ASK}&minutes=8.01"))),
        ["up"]
    );
    assert!(ids(&get_json(&service, &format!("{ASK}&minutes=7.99"))).is_empty());
}

#[test]
fn an_island_is_not_reached_and_what_lies_off_the_map_is_by_the_straight_line() {
    let features = [
        station("island", [-150.0, 10.0], ALWAYS),
        station("field", [0.0, -200.0], ALWAYS),
        station("up", [0.0, 100.0], ALWAYS),
        station("far-up", [0.0, 300.0], ALWAYS),
        station("far-field", [0.0, -900.0], ALWAYS),
    ];
    let answer = get_json(&on_streets(&features), ASK);
    // 200 m with the detour of 1.3 are 208 s, 300 m along streets 240 s; the circle has 865 m.
    assert_eq!(ids(&answer), ["up", "field", "far-up"]);
    assert_eq!(answer["travel"], "network");
    let field = properties(&answer, "field");
    assert_eq!(field["travel"], "straight_line");
    assert_eq!(field["travel_time_s"], 208.0);
    assert_eq!(properties(&answer, "far-up")["travel"], "network");
}

#[test]
fn a_user_away_from_streets_is_answered_by_straight_line() {
    let features = [station("across", [100.0, 0.0], ALWAYS)];
    let service = on_streets(&features);
    let off = place(300.0, 0.0);
    let uri = format!(
        "/v1/stations/nearest?lat={}&lon={}&at=2026-11-24T12:00",
        off.lat(),
        off.lon()
    );
    let answer = get_json(&service, &uri);
    assert_eq!(answer["travel"], "straight_line");
    assert_eq!(answer["query"]["detour"], 1.3);
    assert_eq!(properties(&answer, "across")["travel_time_s"], 208.0);
}

#[test]
fn each_mode_goes_by_its_own_streets() {
    let service = unready_service();
    let on_foot = ModeSet::only(Mode::Walk);
    // A path straight to the station for walkers, the long street for all.
    let path = [[0.0, 0.0], [100.0, 0.0], [100.0, -1_200.0]];
    let streets = streets(&[(&U, all_modes()), (&path, on_foot)]);
    service
        .set()
        .use_network(Network::build("town.osm.pbf", &streets, 30.0));
    let features = [station("across", [100.0, 0.0], ALWAYS)];
    service.set().replace(ServedSet::new(
        snapshot(&[&collection("", &features)]),
        0.25,
    ));
    let seconds = |mode: &str| {
        let answer = get_json(&service, &format!("{ASK}&minutes=20&mode={mode}"));
        properties(&answer, "across")["travel_time_s"].clone()
    };
    assert_eq!(seconds("walk"), 80.0);
    assert_eq!(seconds("bike"), 346.7);
}

#[test]
fn an_empty_answer_along_streets_counts_what_is_within_the_way() {
    let noon = r#""opening_hours":"14:00-15:00""#;
    let features = [
        station("closed", [0.0, 100.0], noon),
        // 100 m away, 1,300 m to walk.
        station("across", [100.0, 0.0], ALWAYS),
        station("island", [-150.0, 10.0], ALWAYS),
        station("closed-field", [0.0, -300.0], noon),
    ];
    let answer = get_json(&on_streets(&features), ASK);
    assert!(ids(&answer).is_empty());
    assert_eq!(answer["travel"], "network");
    assert_eq!(
        answer["why_empty"],
        json!({
            "in_circle": 2, "amenity": 0, "other": 0, "closed": 2, "unknown_hours": 0,
            "nearest_beyond": { "id": "across", "distance_m": 100.0 },
            "next_opening":
                { "id": "closed", "distance_m": 100.0, "opens_at": "2026-11-24T14:00:00+08:00" },
        })
    );
}

#[test]
fn each_place_of_a_batch_goes_along_what_it_is_on() {
    let features = [
        station("across", [100.0, 0.0], ALWAYS),
        station("up", [0.0, 500.0], ALWAYS),
    ];
    let service = on_streets(&features);
    let off = place(300.0, 0.0);
    let body = json!({
        "origins": [
            { "id": "on", "lat": 30, "lon": 110 },
            { "id": "off", "lat": off.lat(), "lon": off.lon() },
            { "id": "bad", "lat": 99, "lon": 110 },
        ],
        "minutes": 20, "at": "2026-11-24T12:00:00+08:00",
    });
    let answer = post(&service, body.to_string()).json();
    let [on, off, bad] = [0, 1, 2].map(|row| &answer["results"][row]);
    assert_eq!(on["travel"], "network");
    assert_eq!((&on["detour"], &on["radius_m"]), (&json!(1), &json!(1500)));
    assert_eq!(on["stations"][0]["id"], "up");
    assert_eq!(on["stations"][0]["travel_time_s"], 400.0);
    assert_eq!(on["stations"][0]["travel"], "network");
    assert_eq!(off["travel"], "straight_line");
    assert_eq!(off.get("detour"), None);
    assert_eq!(off["stations"][0]["id"], "across");
    assert_eq!(bad["error"]["parameter"], "lat");
    assert_eq!(answer["query"]["detour"], 1.3);
}

#[test]
fn the_circle_is_what_the_streets_reach_and_needs_no_stations() {
    let service = unready_service();
    let streets = streets(&[(&U, all_modes())]);
    service
        .set()
        .use_network(Network::build("town.osm.pbf", &streets, 50.0));
    let feature = get_json(&service, "/v1/circle?lat=30&lon=110&minutes=10");
    assert_eq!(feature["geometry"]["type"], "Polygon");
    assert_eq!(
        feature["properties"],
        json!({
            "mode": "walk", "minutes": 10.0, "speed_m_s": 1.25, "detour": 1.0,
            "radius_m": 750.0, "corridor_m": 25.0, "crs": "wgs84", "travel": "network",
        })
    );
    let corners = |feature: &Value| -> Vec<[f64; 2]> {
        let rings = feature["geometry"]["coordinates"].as_array().unwrap();
        let corners = rings.iter().flat_map(|ring| ring.as_array().unwrap());
        corners
            .map(|at| [at[0].as_f64().unwrap(), at[1].as_f64().unwrap()])
            .collect()
    };
    // 750 m lead up, across, and 50 m down again: nowhere near the end of the street.
    let (top, end) = (place(100.0, 600.0), place(100.0, 500.0));
    let beside = |corner: &&[f64; 2]| corner[0] > top.lon() - 0.000_1;
    assert!(corners(&feature).iter().any(|corner| beside(&corner)));
    let on_the_way_down = corners(&feature);
    let mut lats = on_the_way_down
        .iter()
        .filter(beside)
        .map(|corner| corner[1]);
    assert!(lats.all(|lat| lat > end.lat()));
    // No street is near there.
    let off = get_json(&service, "/v1/circle?lat=31&lon=110&minutes=10");
    assert_eq!(off["properties"]["travel"], "straight_line");
    assert_eq!(off["properties"]["detour"], 1.3);
    assert_eq!(off["properties"].get("corridor_m"), None);
    let gcj02 = get_json(&service, "/v1/circle?lat=30&lon=110&minutes=10&crs=gcj02");
    assert_eq!(gcj02["properties"]["crs"], "gcj02");
}

#[test]
fn meta_names_the_streets_and_how_many_stations_are_on_them() {
    let features = [
        station("up", [0.0, 100.0], ALWAYS),
        station("field", [0.0, -900.0], ALWAYS),
    ];
    let meta = get_json(&on_streets(&features), "/v1/meta");
    let modes = json!({
        "nodes": 6, "edges": 4, "stations_matched": 1, "stations_unmatched": 1,
    });
    assert_eq!(
        meta["network"],
        json!({
            "file": "town.osm.pbf",
            "snap_limit_m": 50.0,
            "modes": { "walk": modes, "bike": modes, "ebike": modes },
            "attribution": "© OpenStreetMap contributors, ODbL 1.0",
        })
    );
    assert_eq!(
        get_json(&service(&features), "/v1/meta")["network"],
        json!(null)
    );
}

#[test]
fn a_new_set_of_stations_is_matched_to_the_streets_anew() {
    let service = on_streets(&[station("across", [100.0, 0.0], ALWAYS)]);
    let next = [station("up", [0.0, 500.0], ALWAYS)];
    service
        .set()
        .replace(ServedSet::new(snapshot(&[&collection("", &next)]), 0.25));
    let answer = get_json(&service, &format!("{ASK}&minutes=20"));
    assert_eq!(ids(&answer), ["up"]);
    assert_eq!(properties(&answer, "up")["travel_time_s"], 400.0);
    service.set().roll_to("2026-11-25".parse().unwrap());
    let rolled = get_json(&service, &format!("{ASK}&minutes=20"));
    assert_eq!(properties(&rolled, "up")["travel_time_s"], 400.0);
    assert_eq!(get(&service, "/health/ready").status, 200);
}

#[test]
fn circles_that_wait_keep_no_nearest_question_waiting() {
    let service = on_streets(&[station("up", [0.0, 499.9], ALWAYS)]);
    let mut working = Vec::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let inside = runtime.enter();
    while let Some(Ok(slot)) = service.queues().circles.take().now_or_never() {
        working.push(slot);
    }
    drop(inside);
    assert!(!working.is_empty());
    let answer = get_json(&service, &format!("{ASK}&minutes=20"));
    assert_eq!(ids(&answer), ["up"]);
    drop(working);
    let circle = get_json(&service, "/v1/circle?lat=30&lon=110");
    assert_eq!(circle["properties"]["travel"], "network");
}

#[test]
fn tiles_have_the_streets_beside_the_stations_from_their_zoom_on() {
    let service = on_streets(&[station("up", [0.0, 300.0], ALWAYS)]);
    let description = get_json(&service, "http://test/v1/tiles.json");
    let layers = description["vector_layers"].as_array().unwrap();
    let ids: Vec<&Value> = layers.iter().map(|layer| &layer["id"]).collect();
    assert_eq!(ids, ["stations", "streets"]);
    assert_eq!(layers[1]["minzoom"], 12);
    let attribution = description["attribution"].as_str().unwrap();
    assert!(attribution.contains("OpenStreetMap"), "{attribution}");
    let layers_of = |path: &str| -> Vec<String> {
        let reply = get(&service, path);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let tile = fast_mvt::MvtReaderRef::new(&reply.body).unwrap();
        tile.layers().map(|layer| layer.name().to_owned()).collect()
    };
    let both = ["stations", "streets"];
    assert_eq!(layers_of("/v1/tiles/12/3299/1689.mvt"), both);
    assert_eq!(layers_of("/v1/tiles/12/3299/1689.mvt?crs=gcj02"), both);
    assert_eq!(layers_of("/v1/tiles/11/1649/844.mvt"), both[..1]);
    // Once more, and at another moment: streets are kept.
    let later = "/v1/tiles/12/3299/1689.mvt?at=2026-11-24T12:00:00%2B08:00";
    assert_eq!(layers_of(later), both);
    let none = "/v1/tiles/12/3299/1689.mvt?kind=union_station";
    assert_eq!(layers_of(none), both[1..]);
}

#[test]
fn streets_are_a_tile_of_their_own_which_no_moment_and_no_filter_changes() {
    let service = on_streets(&[station("up", [0.0, 300.0], ALWAYS)]);
    let tile = |query: &str| get(&service, &format!("/v1/tiles/12/3299/1689.mvt?{query}"));
    let streets = tile("layers=streets");
    for query in [
        "at=2026-11-24T12:00:00%2B08:00",
        "kind=union_station",
        "at=now",
    ] {
        let same = tile(&format!("layers=streets&{query}"));
        assert_eq!(same.header("etag"), streets.header("etag"), "{query}");
    }
    let stations = tile("layers=stations");
    assert_eq!([&*stations.body, &*streets.body].concat(), tile("").body);
    let described = get_json(&service, "http://test/v1/tiles.json?layers=streets");
    assert_eq!(described["vector_layers"][0]["id"], "streets");
    assert_eq!(described["vector_layers"].as_array().map(Vec::len), Some(1));
    let attribution = described["attribution"].as_str().unwrap();
    assert!(attribution.contains("OpenStreetMap"), "{attribution}");
}

#[test]
fn a_start_and_a_goal_are_answered_with_the_way_along_streets_and_its_clock() {
    let features = [
        station("on the way", [50.0, 600.0], ALWAYS),
        station(
            "too soon",
            [60.0, 600.0],
            r#""opening_hours":"12:07-20:00""#,
        ),
    ];
    let service = on_streets(&features);
    let ends = [place(0.0, 0.0), place(100.0, 600.0)].map(|end| [end.lon(), end.lat()]);
    // 650 m at 1.25 m/s take 8 min 40 s, and 8 s more to what opens 9 min after the start.
    let body = json!({ "route": ends, "at": "2026-11-24T11:58:00+08:00", "way": true });
    let answer = post_to(&service, "/v1/stations/along", body.to_string()).json();
    assert_eq!(answer["travel"], "network");
    assert_eq!(answer["query"]["way_m"], 700.0);
    assert_eq!(ids(&answer), ["on the way"]);
    assert_eq!(properties(&answer, "on the way")["travel_time_s"], 520.0);
    assert_eq!(answer["way"]["type"], "LineString");
    let line = answer["way"]["coordinates"].as_array().unwrap();
    let corner = place(0.0, 600.0);
    let expected = [ends[0], [corner.lon(), corner.lat()], ends[1]];
    assert_eq!(line.len(), expected.len(), "{line:?}");
    for (given, expected) in line.iter().zip(expected) {
        for axis in 0..2 {
            let degrees = given[axis].as_f64().unwrap();
            assert!((degrees - expected[axis]).abs() < 1e-6, "{line:?}");
        }
    }
    let quiet = json!({ "route": ends, "at": "2026-11-24T12:00:00+08:00" });
    let quiet = post_to(&service, "/v1/stations/along", quiet.to_string()).json();
    assert!(quiet.get("way").is_none());
    assert_eq!(ids(&quiet), ["too soon", "on the way"]);
}
