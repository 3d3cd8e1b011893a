//! `yizhan coverage`: the files that it leaves, what it prints, and what it refuses.

use serde_json::Value;

use crate::support::cli::Folder;
use crate::support::http::station;

/// The folder of the bundled cities.
const PLANNING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/planning");

fn people(rows: &[&str]) -> String {
    format!("id,lon,lat,population\n{}\n", rows.join("\n"))
}

/// A station of the tests and people at it, a kilometre east of it, and far away.
fn small() -> Folder {
    let folder = Folder::with(&[station("a", 1.0, r#""opening_hours":"Mo-Fr 09:00-17:00""#)]);
    let file = folder.read("stations.geojson");
    let file: Value = serde_json::from_str(&file).unwrap();
    let at = &file["features"][0]["geometry"]["coordinates"];
    let (lon, lat) = (at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
    let rows = [
        format!("here,{lon},{lat},10"),
        format!("near,{},{lat},20", lon + 0.009),
        format!("far,{},{lat},30.5", lon + 0.5),
        format!("bad,{lon},{lat},many"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    folder.write("people.csv", &people(&rows));
    folder
}

const SMALL: [&str; 7] = [
    "coverage",
    "--stations",
    "stations.geojson",
    "--demand",
    "people.csv",
    "--out",
    "out",
];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    SMALL.iter().chain(more).copied().collect()
}

#[test]
fn all_files_are_written_and_the_main_figures_printed() {
    let folder = small();
    let outcome = folder.run(&with(&[]));
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(
        outcome.out.contains("covered         10.0 (16.5 %)"),
        "{}",
        outcome.out
    );
    for file in [
        "summary.json",
        "cells.csv",
        "gaps.geojson",
        "stations.csv",
        "report.html",
    ] {
        assert!(folder.path("out").join(file).exists(), "{file}");
    }
    assert!(!folder.path("out/week.csv").exists());
    let summary: Value = serde_json::from_str(&folder.read("out/summary.json")).unwrap();
    assert_eq!(summary["people_total"], 60.5);
    assert_eq!(summary["people_covered"], 10.0);
    assert_eq!(summary["straight_line"]["disc_1km"]["people_covered"], 30.0);
    assert_eq!(summary["parameters"]["at"], Value::Null);
    let cells = folder.read("out/cells.csv");
    assert!(cells.contains(",covered,a,0.0,0"), "{cells}");
}

#[test]
fn a_table_of_days_off_is_among_the_inputs() {
    let folder = small();
    let table = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/data/calendar/holidays-hk.json"
    );
    let outcome = folder.run(&with(&["--holidays", table]));
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let summary: Value = serde_json::from_str(&folder.read("out/summary.json")).unwrap();
    let inputs = summary["inputs"].as_array().unwrap();
    let table = inputs
        .iter()
        .find(|input| input["role"] == "holidays")
        .unwrap();
    assert_eq!(
        (&table["name"], &table["rows"]),
        (&"holidays-hk.json".into(), &8.into())
    );
    assert_eq!(table["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn a_bad_row_of_the_demand_is_reported_and_costs_only_itself() {
    let outcome = small().run(&with(&[]));
    let told = outcome
        .err
        .lines()
        .find(|line| line.contains("people.csv, line 5 (bad)"));
    assert!(
        told.is_some_and(|line| line.contains("'many'")),
        "{}",
        outcome.err
    );
    assert!(
        outcome.err.contains("1 of 4 rows are left out"),
        "{}",
        outcome.err
    );
}

#[test]
fn hours_count_only_if_a_moment_or_a_week_is_asked_about() {
    let folder = small();
    let at_night = folder.run(&with(&["--at", "2026-11-24T22:00:00+08:00"]));
    assert!(
        at_night.out.contains("covered         0.0 (0.0 %)"),
        "{}",
        at_night.out
    );
    let week = folder.run(&with(&["--week", "--at", "2026-11-24T10:00:00+08:00"]));
    assert!(
        week.out.contains("covered         10.0 (16.5 %)"),
        "{}",
        week.out
    );
    let rows = folder.read("out/week.csv");
    assert_eq!(rows.lines().count(), 169);
    assert!(rows.contains("Monday,9,1,10.0,0.165289"), "{rows}");
    assert!(rows.contains("Monday,8,0,0.0,0"), "{rows}");
    assert!(rows.contains("Sunday,12,0,0.0,0"), "{rows}");
}

#[test]
fn wrong_options_are_refused_with_what_would_be_right() {
    let folder = small();
    let long_title = "t".repeat(121);
    for (more, words) in [
        (
            vec!["--minutes", "15", "--max-distance-m", "500"],
            "--max-distance-m: give minutes or",
        ),
        (vec!["--minutes", "61"], "--minutes:"),
        (vec!["--amenity", "toilt"], "did you mean toilet?"),
        (vec!["--mode", "car"], "--mode:"),
        (vec!["--at", "tomorrow"], "--at:"),
        (vec!["--snap-limit-m", "5001"], "--snap-limit-m:"),
        (vec!["--network", "people.csv"], "people.csv"),
        (vec!["--network", "nowhere.osm.pbf"], "nowhere.osm.pbf"),
        (vec!["--logo", "people.csv"], "neither PNG, JPEG nor SVG"),
        (vec!["--logo", "nowhere.png"], "nowhere.png cannot be read"),
        (vec!["--title", &long_title], "--title: is 121 characters"),
    ] {
        let outcome = folder.run(&with(&more));
        assert_eq!(outcome.code, Some(2), "{more:?}: {outcome:?}");
        assert!(outcome.err.contains(words), "{more:?}: {}", outcome.err);
        assert!(!folder.path("out").exists(), "{more:?}");
    }
    let missing = folder.run(&["coverage", "--stations", "stations.geojson"]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.contains("--demand"), "{}", missing.err);
}

#[test]
fn a_report_has_the_title_and_the_logo_that_it_was_given() {
    let folder = small();
    folder.write("logo.svg", "<svg viewBox='0 0 1 1'/>");
    let outcome = folder.run(&with(&["--title", " Northend ", "--logo", "logo.svg"]));
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let report = folder.read("out/report.html");
    assert!(report.contains("<title>Northend</title>"));
    assert!(report.contains("src=\"data:image/svg+xml;base64,"));
}

#[test]
fn a_folder_that_cannot_be_written_to_is_an_error() {
    let folder = small();
    folder.write("out", "a file");
    let outcome = folder.run(&with(&[]));
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(outcome.err.contains("out"), "{}", outcome.err);
}

#[test]
fn streets_are_used_where_they_are_given() {
    let folder = Folder::new();
    let city = format!("{PLANNING}/porto-alegre");
    let outcome = folder.run(&[
        "coverage",
        "--stations",
        &format!("{city}/places.geojson"),
        "--demand",
        &format!("{city}/hexgrid.csv"),
        "--network",
        &format!("{city}/poa.osm.pbf"),
        "--out",
        "out",
    ]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let summary: Value = serde_json::from_str(&folder.read("out/summary.json")).unwrap();
    assert_eq!(summary["cells_total"], 1_227);
    let along = summary["people_covered"].as_f64().unwrap();
    let circle = &summary["straight_line"]["circle"]["people_covered"];
    assert!(along > 100_000.0 && along < circle.as_f64().unwrap());
    assert!(summary["unreachable"]["people"].as_f64().unwrap() > 1_000.0);
    let inputs = summary["inputs"].as_array().unwrap();
    assert!(inputs.iter().any(|input| input["name"] == "poa.osm.pbf"));
}

#[test]
fn calibration_prints_percentiles_that_can_be_set_as_detours() {
    let folder = Folder::new();
    let streets = format!("{PLANNING}/porto-alegre/poa.osm.pbf");
    let run = || folder.run(&["coverage", "--calibrate", "--network", &streets]);
    let outcome = run();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    for mode in ["walk", "bike", "ebike"] {
        let line = outcome
            .out
            .lines()
            .find(|line| line.trim().starts_with(mode))
            .unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        let detours: Vec<f64> = words[4..7]
            .iter()
            .map(|word| word.parse().unwrap())
            .collect();
        assert!(detours[0] >= 1.0 && detours[0] <= detours[1] && detours[1] <= detours[2]);
        assert_eq!(words[8], format!("{mode}={}", words[5]));
    }
    assert_eq!(run().out, outcome.out, "the same trips every time");
    let both = folder.run(&[
        "coverage",
        "--calibrate",
        "--network",
        &streets,
        "--out",
        "x",
    ]);
    assert_eq!(both.code, Some(2));
    assert_eq!(folder.run(&["coverage", "--calibrate"]).code, Some(2));
}

#[test]
fn calibration_refuses_each_option_of_a_run_and_passes_over_none() {
    let folder = Folder::new();
    for (option, value) in [
        ("--add", "more.geojson"),
        ("--close", "a"),
        ("--set-hours", "a=24/7"),
        ("--compare", "before"),
        ("--title", "x"),
        ("--logo", "logo.png"),
        ("--snap-limit-m", "100"),
        ("--holidays", "days.json"),
    ] {
        let asked = ["coverage", "--calibrate", "--network", "streets.osm.pbf"];
        let outcome = folder.run(&[&asked[..], &[option, value]].concat());
        assert_eq!(outcome.code, Some(2), "{option}: {outcome:?}");
        let told = format!("{option}: cannot be used with --calibrate");
        assert!(outcome.err.contains(&told), "{option}: {}", outcome.err);
    }
}

#[test]
fn the_datum_of_a_table_of_people_is_said_and_recorded() {
    let folder = small();
    let crs = |crs: &str| folder.run(&with(&["--demand-crs", crs]));
    let summary = || -> Value { serde_json::from_str(&folder.read("out/summary.json")).unwrap() };
    assert_eq!(folder.run(&with(&[])).code, Some(0));
    assert_eq!(summary()["demand_crs"], "wgs84");
    assert_eq!(crs("GCJ02").code, Some(0));
    assert_eq!(summary()["demand_crs"], "gcj02");
    // The people at the station are some hundred metres beside it in the shifted datum.
    let cells = folder.read("out/cells.csv");
    let first: Vec<&str> = cells.lines().nth(1).unwrap().split(',').collect();
    assert_eq!(first[0], "here");
    let moved_m: f64 = first[6].parse().unwrap();
    assert!((100.0..1_000.0).contains(&moved_m), "{cells}");
    let outcome = crs("GCJ-02");
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(
        outcome.err.contains("--demand-crs") && outcome.err.contains("did you mean gcj02"),
        "{outcome:?}"
    );
}
