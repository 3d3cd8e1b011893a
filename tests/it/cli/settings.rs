//! Settings of the command line: the environment, paces, the clock, holidays.

use serde_json::{Value, json};

use crate::support::cli::{AT, Folder, NEAREST, ask_json, world};
use crate::support::http::{collection, station};

#[test]
fn every_option_comes_from_the_environment_too_and_the_command_line_wins() {
    let folder = Folder::with(&world());
    let files = ["nearest", "stations.geojson"];
    let variables = [
        ("YIZHAN_LAT", "30"),
        ("YIZHAN_LON", "110"),
        ("YIZHAN_AT", AT),
        ("YIZHAN_FORMAT", "json"),
        ("YIZHAN_AMENITY", "toilet,wifi"),
        ("YIZHAN_MODE", "bike"),
        ("YIZHAN_SPEED", "bike=5,walk=1"),
        ("YIZHAN_DETOUR", "bike=1.5"),
        ("YIZHAN_RADIUS_M", "4000"),
        ("YIZHAN_LIMIT", "7"),
        ("YIZHAN_OPEN", "any"),
        ("YIZHAN_STAY_MINUTES", "3"),
        ("YIZHAN_UNKNOWN_HOURS", "exclude"),
        ("YIZHAN_CRS", "wgs84"),
        ("YIZHAN_KIND", "market"),
        ("YIZHAN_ACCESS", "scan"),
        ("YIZHAN_MIN_STAR", "2"),
        ("YIZHAN_UTC_OFFSET", "+09:00"),
    ];
    let outcome = folder.run_with(&variables, &files);
    let answer: Value =
        serde_json::from_str(&outcome.out).unwrap_or_else(|_| panic!("{outcome:?}"));
    assert_eq!(
        answer["query"],
        json!({
            "at": "2026-11-24T13:00:00+09:00", "mode": "bike", "speed_m_s": 5.0, "detour": 1.5,
            "radius_m": 4000.0, "crs": "wgs84", "open": "any", "stay_minutes": 3,
            "unknown_hours": "exclude", "limit": 7, "amenity": ["wifi", "toilet"],
            "kind": ["market"], "access": ["scan"], "min_star": 2,
        })
    );
    let outcome = folder.run_with(&variables, &[&files[..], &["--limit", "8"]].concat());
    let answer: Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!(answer["query"]["limit"], 8);
    let outcome = folder.run_with(&[("YIZHAN_LIMIT", "0")], &NEAREST);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
}

#[test]
fn a_flag_in_the_environment_is_said_in_any_usual_word() {
    let folder = Folder::with(&world());
    // Both commands end with their own error after the environment was read.
    let serve = ["serve", "stations.geojson", "--basemap", "nowhere"];
    let coverage = ["coverage", "--demand", "missing.csv", "--out", "out"];
    let site = ["site", "--demand", "missing.csv", "--out", "out"];
    for (variable, command, fault) in [
        ("YIZHAN_LOG_REQUESTS", &serve[..], "--basemap"),
        ("YIZHAN_NO_WATCH", &serve, "--basemap"),
        ("YIZHAN_NO_DEMAND", &serve, "--basemap"),
        ("YIZHAN_ALLOW_SHRINK", &serve, "--basemap"),
        ("YIZHAN_WEEK", &coverage, "missing.csv"),
        ("YIZHAN_CALIBRATE", &coverage, ""),
        ("YIZHAN_EXACT", &site, "--new"),
        ("YIZHAN_EXTEND_HOURS", &site, "--new"),
    ] {
        for word in ["1", "true", "yes", "0", "false", "no"] {
            let outcome = folder.run_with(&[(variable, word)], command);
            assert_eq!(outcome.code, Some(2), "{variable}={word}: {outcome:?}");
            let said = &outcome.err;
            assert!(said.contains(fault), "{variable}={word}: {said}");
            assert!(!said.contains("invalid value"), "{variable}={word}: {said}");
        }
        let outcome = folder.run_with(&[(variable, "perhaps")], command);
        assert!(
            outcome.err.contains("invalid value"),
            "{variable}: {outcome:?}"
        );
    }
}

#[test]
fn speed_and_detour_change_the_circle_and_the_way() {
    let folder = Folder::with(&world());
    let answer = ask_json(
        &folder,
        &["--speed", "walk=1", "--detour", "walk=2", "--limit", "1"],
    );
    assert_eq!(answer["query"]["radius_m"], 450.0);
    assert_eq!(answer["features"][0]["properties"]["travel_time_s"], 200.0);
    let both = ask_json(&folder, &["--speed", "walk=1,bike=9", "--speed", "walk=2"]);
    assert_eq!(both["query"]["speed_m_s"], 2.0);
}

#[test]
fn the_offset_moves_the_clock_that_hours_are_read_on() {
    let folder = Folder::with(&[station("a", 10.0, r#""opening_hours":"12:00-14:00""#)]);
    for (offset, state) in [
        ("+08:00", "open"),
        ("+06:00", "closed"),
        ("-03:30", "closed"),
        ("Z", "closed"),
    ] {
        let answer = ask_json(&folder, &["--open", "any", "--utc-offset", offset]);
        assert_eq!(
            answer["features"][0]["properties"]["open_state"], state,
            "{offset}"
        );
    }
    let local = [
        "--at",
        "2026-11-24T12:00",
        "--utc-offset=-03:30",
        "--format",
        "json",
    ];
    let outcome = folder.run(&[&NEAREST[..6], &local].concat());
    let answer: Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!(answer["query"]["at"], "2026-11-24T12:00:00-03:30");
    assert_eq!(answer["features"][0]["properties"]["open_state"], "open");
}

#[test]
fn a_table_of_holidays_changes_the_answer() {
    let hours = [station(
        "a",
        10.0,
        r#""opening_hours":"Mo-Fr 08:00-18:00; PH off""#,
    )];
    let folder = Folder::with(&hours);
    folder.write("macau.geojson", &collection(r#""calendar":"mo","#, &hours));
    folder.write(
        "table.json",
        r#"{"schema":1,"region":"x","years_complete":[2026,2027],"off":[["2026-11-24","2026-11-24","x"]],"work":[]}"#,
    );
    let nearest = |file: &str, more: &[&str]| {
        let ask = [
            "--lat", "30", "--lon", "110", "--at", AT, "--open", "any", "--format", "json",
        ];
        let outcome = folder.run(&[&["nearest", file], &ask[..], more].concat());
        let answer: Value =
            serde_json::from_str(&outcome.out).unwrap_or_else(|_| panic!("{outcome:?}"));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let properties = &answer["features"][0]["properties"];
        (
            text(&properties["open_reason"]),
            text(&answer["holiday_data"]),
        )
    };
    let says = |reason: &str, data: &str| (reason.to_owned(), data.to_owned());
    for (file, more, expected) in [
        ("stations.geojson", vec![], says("hours", "complete")),
        (
            "stations.geojson",
            vec!["--holidays", "table.json"],
            says("holiday", "complete"),
        ),
        (
            "stations.geojson",
            vec!["--holidays", "cn=table.json"],
            says("holiday", "complete"),
        ),
        (
            "stations.geojson",
            vec!["--holidays", "hk=table.json"],
            says("hours", "complete"),
        ),
        ("macau.geojson", vec![], says("hours", "missing")),
        (
            "macau.geojson",
            vec!["--holidays", "mo=table.json"],
            says("holiday", "complete"),
        ),
    ] {
        assert_eq!(nearest(file, &more), expected, "{file} {more:?}");
    }
}
