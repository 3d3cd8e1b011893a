//! The planner's files: their exact text, their order, and what becomes of older ones.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use yizhan::coverage::Clock;
use yizhan::report::cover::Cover;
use yizhan::report::output::{summary_json, write_all};

use crate::support::coverage::{Made, small, small_week};
use crate::support::{TODAY_NOON, instant};

/// The text of one file of a run.
fn written(made: &Made, name: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    write_all(dir.path(), &made.run(), &Cover::default()).unwrap();
    fs::read_to_string(dir.path().join(name)).unwrap()
}

fn summary(made: &Made) -> Value {
    serde_json::from_str(&summary_json(&made.run())).unwrap()
}

#[test]
fn cells_are_written_in_the_order_of_the_demand_and_ids_are_no_formulas() {
    assert_eq!(
        written(&small(), "cells.csv"),
        "id,lon,lat,population,status,nearest_station,distance_m,travel_time_s,stations_in_reach\n\
         c1,121.401,31.2,600,covered,a,123.4,98.8,2\n\
         '=c2,121.43,31.2,250,uncovered,c,1500.0,1200.0,0\n\
         c3,121.5,31.2,100,unsnapped,,,,0\n\
         \"c,4\",121.6,31.2,50,unreachable,,,,0\n\
         c5,121.431,31.2,0,uncovered,,,,0\n"
    );
}

#[test]
fn stations_have_their_reach_and_their_texts_are_no_formulas() {
    let header = "id,name,district,lon,lat,counts,open_state,people_in_reach,people_only_here\n";
    assert_eq!(
        written(&small(), "stations.csv"),
        format!(
            "{header}a,东站,东区,121.4,31.2,true,,600,600\n\
             '=b,'=cmd(),,121.41,31.2,true,,600,0\n\
             c,\"西站, \"\"新\"\"\",,121.42,31.2,true,,0,0\n"
        )
    );
    let mut at_noon = small();
    at_noon.question.clock = Clock::At(instant(TODAY_NOON));
    at_noon.outcome.stations[0].counts = false;
    assert_eq!(
        written(&at_noon, "stations.csv"),
        format!(
            "{header}a,东站,东区,121.4,31.2,false,,600,600\n\
             '=b,'=cmd(),,121.41,31.2,true,closed,600,0\n\
             c,\"西站, \"\"新\"\"\",,121.42,31.2,true,unknown,0,0\n"
        )
    );
}

#[test]
fn gaps_are_all_uncovered_cells_ordered_by_people() {
    let gaps: Value = serde_json::from_str(&written(&small(), "gaps.geojson")).unwrap();
    assert_eq!(gaps["type"], "FeatureCollection");
    let features = gaps["features"].as_array().unwrap();
    let ids: Vec<&str> = features
        .iter()
        .map(|feature| feature["properties"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["=c2", "c3", "c,4", "c5"]);
    assert_eq!(
        features[0],
        json!({
            "type": "Feature",
            "id": "=c2",
            "geometry": {"type": "Point", "coordinates": [121.43, 31.2]},
            "properties": {
                "id": "=c2", "people": 250, "status": "uncovered", "nearest_station": "c",
                "distance_m": 1_500.0, "travel_time_s": 1_200.0, "district": "西区"
            }
        })
    );
    assert_eq!(
        features[1]["properties"],
        json!({
            "id": "c3", "people": 100, "status": "unsnapped", "nearest_station": null,
            "distance_m": null, "travel_time_s": null, "district": null
        })
    );
}

#[test]
fn gaps_of_a_demand_without_any_are_an_empty_collection() {
    let mut made = small();
    made.demand.cells.truncate(1);
    made.outcome.cells.truncate(1);
    let gaps: Value = serde_json::from_str(&written(&made, "gaps.geojson")).unwrap();
    assert_eq!(gaps, json!({"type": "FeatureCollection", "features": []}));
}

#[test]
fn the_summary_holds_the_figures() {
    let summary = summary(&small());
    let figures = json!({
        "people_total": 1_000, "people_covered": 600, "share": 0.6,
        "cells_total": 5, "cells_covered": 1,
        "at_least": {"1": 600, "2": 600, "3": 0},
        "if_unknown_open": {"people_covered": 600, "share": 0.6},
        "uncovered": {"people": 250, "cells": 2},
        "unsnapped": {"people": 100, "cells": 1},
        "unreachable": {"people": 50, "cells": 1},
        "station_counts":
            {"total": 3, "eligible": 3, "open": 3, "closed": 0, "unknown": 0, "unsnapped": 0},
        "holiday_data": "complete",
        "demand_rows": 6, "demand_issues": 0,
    });
    for (name, value) in figures.as_object().unwrap() {
        assert_eq!(summary[name], *value, "{name}");
    }
    assert_eq!(
        summary["straight_line"]["circle"],
        json!({
            "radius_m": 865.4, "people_covered": 650, "share": 0.65, "cells_covered": 1,
            "at_least": {"1": 650, "2": 600, "3": 0},
            "if_unknown_open": {"people_covered": 650, "share": 0.65}
        })
    );
    assert_eq!(summary["straight_line"]["disc_1km"]["share"], 0.85);
    assert_eq!(
        summary["by_district"][2],
        json!({
            "district": "西区", "people_total": 300, "people_covered": 0, "share": 0.0,
            "cells_total": 3, "cells_covered": 0
        })
    );
    assert!(summary.get("week").is_none());
}

#[test]
fn the_summary_says_how_to_repeat_the_run() {
    let mut made = small_week();
    let keys = made.snapshot.amenity_keys();
    made.question.amenities = keys.find("饮水").into_iter().collect();
    let summary = summary(&made);
    assert_eq!(
        summary["parameters"],
        json!({
            "mode": "walk", "speed_m_s": 1.25, "detour": 1.3, "limit": {"minutes": 15.0},
            "at": "2026-11-24T12:00:00+08:00", "week": true, "utc_offset": "+08:00",
            "amenity": ["drinking_water"], "snap_limit_m": 300.0
        })
    );
    assert_eq!(
        summary["inputs"][1],
        json!({
            "role": "demand", "name": "cells.csv", "rows": 6,
            "sha256": "0123456789abcdef".repeat(4)
        })
    );
    assert_eq!(
        summary["network"],
        json!({
            "name": "town.osm.pbf", "sha256": "ab".repeat(32), "nodes": 2_000,
            "segments": 4_321, "components": 3
        })
    );
    assert_eq!(summary["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(summary["generated_at"], "2026-11-22T18:30:00+08:00");
    assert_eq!(summary["dataset_version"], made.snapshot.version());
    assert_eq!(summary["week"]["least"]["hour"], 0);
    assert_eq!(
        summary["week"]["most"],
        json!({
            "date": "2026-11-23", "weekday": "Monday", "hour": 23, "stations_open": 1,
            "people_covered": 230, "share": 0.23
        })
    );
}

#[test]
fn a_limit_in_metres_is_written_as_one_and_no_network_as_null() {
    let mut made = small();
    made.question.limit = yizhan::coverage::Limit::DistanceM(800.0);
    made.network = None;
    let summary = summary(&made);
    assert_eq!(summary["parameters"]["limit"], json!({"distance_m": 800.0}));
    assert_eq!(summary["parameters"]["at"], Value::Null);
    assert_eq!(summary["parameters"]["snap_limit_m"], Value::Null);
    assert_eq!(summary["network"], Value::Null);
}

#[test]
fn the_week_is_168_rows_monday_first() {
    let text = written(&small_week(), "week.csv");
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 169);
    assert_eq!(rows[0], "weekday,hour,stations_open,people_covered,share");
    assert_eq!(rows[1], "Monday,0,1,0,0");
    assert_eq!(rows[13], "Monday,12,1,120,0.12");
    assert_eq!(rows[168], "Sunday,23,1,230,0.23");
}

#[test]
fn fractional_people_are_written_to_a_tenth() {
    let mut made = small();
    made.demand.cells[0].people = 600.25;
    made.outcome.people_total = 1_000.25;
    made.outcome.covered.people = 600.25;
    let summary = summary(&made);
    assert_eq!(summary["people_total"].to_string(), "1000.2");
    assert_eq!(summary["uncovered"]["people"].to_string(), "250.0");
    assert_eq!(summary["share"].to_string(), "0.6001");
    assert!(written(&made, "cells.csv").contains("c1,121.401,31.2,600.25,covered"));
}

#[test]
fn a_share_of_no_people_is_unknown() {
    let mut made = small_week();
    made.outcome.people_total = 0.0;
    assert_eq!(summary(&made)["share"], Value::Null);
    assert!(written(&made, "week.csv").contains("Monday,12,1,120,\n"));
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_run_without_a_week_removes_that_of_an_older_one_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("notes.txt"), "mine").unwrap();
    let first = write_all(dir.path(), &small_week().run(), &Cover::default()).unwrap();
    assert!(first.contains(&dir.path().join("week.csv")));
    let second = write_all(dir.path(), &small().run(), &Cover::default()).unwrap();
    assert_eq!(second.len(), 6);
    assert_eq!(
        names(dir.path()),
        [
            "cells.csv",
            "gaps.geojson",
            "notes.txt",
            "report.html",
            "stations.csv",
            "summary.json",
            "sums.json"
        ]
    );
}

#[test]
fn the_same_run_writes_the_same_bytes() {
    let made = small_week();
    for name in [
        "summary.json",
        "cells.csv",
        "gaps.geojson",
        "stations.csv",
        "report.html",
    ] {
        assert_eq!(written(&made, name), written(&made, name), "{name}");
    }
}

#[test]
fn an_unusable_folder_is_named_and_so_is_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let taken = dir.path().join("taken");
    fs::write(&taken, "a file").unwrap();
    let error = write_all(&taken.join("out"), &small().run(), &Cover::default()).unwrap_err();
    assert!(error.to_string().contains("taken/out"), "{error}");
    fs::create_dir_all(dir.path().join("out/cells.csv/full")).unwrap();
    let error = write_all(&dir.path().join("out"), &small().run(), &Cover::default()).unwrap_err();
    assert!(error.to_string().contains("out/cells.csv"), "{error}");
    let left = names(&dir.path().join("out"));
    assert!(left.iter().all(|name| !name.contains(".part")), "{left:?}");
}

#[test]
fn one_name_that_cannot_be_taken_leaves_the_results_of_the_run_before() {
    let dir = tempfile::tempdir().unwrap();
    write_all(dir.path(), &small_week().run(), &Cover::default()).unwrap();
    fs::remove_file(dir.path().join("report.html")).unwrap();
    fs::create_dir(dir.path().join("report.html")).unwrap();
    let text = |name: &String| fs::read_to_string(dir.path().join(name)).ok();
    let state = || -> Vec<_> {
        let names = names(dir.path()).into_iter();
        names.map(|name| (text(&name), name)).collect()
    };
    let before = state();
    let mut other = small();
    other.demand.cells[0].people = 1.0;
    let error = write_all(dir.path(), &other.run(), &Cover::default()).unwrap_err();
    assert!(error.to_string().contains("report.html"), "{error}");
    assert_eq!(state(), before);
}

#[cfg(unix)]
#[test]
fn files_are_as_readable_as_any_other() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    write_all(dir.path(), &small().run(), &Cover::default()).unwrap();
    fs::write(dir.path().join("plain"), "").unwrap();
    let mode = |name: &str| {
        let metadata = fs::metadata(dir.path().join(name)).unwrap();
        metadata.permissions().mode()
    };
    assert_eq!(mode("summary.json"), mode("plain"));
}
