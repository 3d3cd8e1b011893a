//! `--network` on the command line, with real streets: the middle of Helsinki.

use serde_json::Value;

use crate::support::cli::{AT, Folder};
use crate::support::http::station_at;
use crate::support::serve::Server;

const HELSINKI: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/data/planning/helsinki/helsinki.osm.pbf"
);
/// Where the user stands, and a station 291 m away.
const PLACE: [&str; 4] = ["--lat", "60.17", "--lon", "24.945"];

fn folder() -> Folder {
    let always = r#""opening_hours":"24/7""#;
    Folder::with(&[station_at("a", [24.9414, 60.1719], always)])
}

fn nearest(folder: &Folder, more: &[&str]) -> crate::support::cli::Outcome {
    let question = [&["nearest", "stations.geojson", "--at", AT], &PLACE[..]].concat();
    folder.run(&[&question, more].concat())
}

#[test]
fn a_question_goes_along_the_streets_of_the_map_that_is_named() {
    let folder = folder();
    let json = ["--format", "json"];
    let along = nearest(&folder, &[&["--network", HELSINKI], &json[..]].concat());
    assert_eq!((along.code, along.err.as_str()), (Some(0), ""), "{along:?}");
    let along: Value = serde_json::from_str(&along.out).unwrap();
    let straight: Value = serde_json::from_str(&nearest(&folder, &json).out).unwrap();
    assert_eq!(along["travel"], "network");
    assert_eq!(straight["travel"], "straight_line");
    let found = |answer: &Value| answer["features"][0]["properties"].clone();
    let metres = |answer: &Value| found(answer)["distance_m"].as_f64().unwrap();
    assert!((metres(&along) - metres(&straight)).abs() < 1e-9);
    // No way is shorter than the straight line, and this one is not much longer.
    let way_m = found(&along)["travel_time_s"].as_f64().unwrap() * 1.25;
    assert!(
        (metres(&along)..3.0 * metres(&along)).contains(&way_m),
        "{way_m}"
    );
    let table = nearest(&folder, &["--network", HELSINKI]);
    assert!(
        table.out.contains("along streets: within 1125 m"),
        "{table:?}"
    );
}

#[test]
fn a_user_beyond_the_snap_limit_is_answered_by_the_straight_line() {
    let folder = folder();
    let options = [
        "--network",
        HELSINKI,
        "--snap-limit-m",
        "0",
        "--format",
        "json",
    ];
    let answer: Value = serde_json::from_str(&nearest(&folder, &options).out).unwrap();
    assert_eq!(answer["travel"], "straight_line");
}

#[test]
fn a_map_or_a_limit_that_cannot_be_used_is_refused_with_its_name() {
    let folder = folder();
    folder.write("streets.osm.pbf", "no streets here");
    for (options, told) in [
        (
            ["--network", "streets.osm.pbf"],
            "streets.osm.pbf is not an",
        ),
        (
            ["--network", "missing.osm.pbf"],
            "missing.osm.pbf cannot be read",
        ),
        (
            ["--snap-limit-m", "5001"],
            "--snap-limit-m: must be metres within 0 and 5000",
        ),
    ] {
        let outcome = nearest(&folder, &options);
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.err.contains(told), "{outcome:?}");
    }
}

#[test]
fn a_service_answers_along_streets_and_draws_them() {
    let folder = folder();
    let server = Server::ready(&folder, &["stations.geojson", "--network", HELSINKI]);
    let place = "lat=60.17&lon=24.945";
    let answer = server.get_json(&format!("/v1/stations/nearest?{place}"));
    assert_eq!(answer["travel"], "network");
    let area = server.get_json(&format!("/v1/circle?{place}&minutes=10"));
    assert_eq!(area["properties"]["travel"], "network");
    assert_eq!(area["geometry"]["type"], "Polygon");
    let meta = server.get_json("/v1/meta");
    assert_eq!(meta["network"]["file"], "helsinki.osm.pbf");
}
