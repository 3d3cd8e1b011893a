//! What cannot be supposed or compared is refused, and what is wrong is said.

use super::{AT, done, run, town};
use crate::support::http::{collection, station_at};

#[test]
fn what_cannot_be_supposed_is_refused_and_named() {
    let (folder, _) = town();
    folder.write(
        "twice.geojson",
        &collection("", &[station_at("s4", [114.0, 30.5], "")]),
    );
    folder.write("none.geojson", &collection("", &[]));
    for (options, told) in [
        (
            &["--close", "s1", "x", "y\u{1b}"][..],
            "--close: x, y\\u{1b} are no stations",
        ),
        (
            &["--set-hours", "s1=24/7"],
            "--set-hours: needs --at or --week",
        ),
        (
            &["--at", AT, "--set-hours", "nowhere=24/7"],
            "--set-hours: nowhere is no station",
        ),
        (
            &["--at", AT, "--set-hours", "s1"],
            "--set-hours: s1 is no station",
        ),
        (
            &["--at", AT, "--set-hours", "s1=blah"],
            "--set-hours: s1: the hours are not understood",
        ),
        (
            &["--at", AT, "--close", "s1", "--set-hours", "s1=24/7"],
            "--set-hours: s1 is closed or set twice",
        ),
        (
            &["--add", "twice.geojson"],
            "--add: s4 is a station already",
        ),
        (&["--add", "none.geojson"], "none.geojson"),
    ] {
        let outcome = run(&folder, &["stations.geojson"], "out", options);
        assert_eq!(outcome.code, Some(2), "{options:?}: {outcome:?}");
        assert!(outcome.err.contains(told), "{options:?}: {}", outcome.err);
        assert!(!folder.path("out").exists(), "{options:?}");
    }
    let all: Vec<String> = (0..24).map(|row| format!("s{row}")).collect();
    let all: Vec<&str> = std::iter::once("--close")
        .chain(all.iter().map(String::as_str))
        .collect();
    let outcome = run(&folder, &["stations.geojson"], "out", &all);
    assert!(
        outcome.err.contains("--close: would close every station"),
        "{}",
        outcome.err
    );
}

#[test]
fn a_run_of_another_question_is_refused_and_what_differs_is_said() {
    let (folder, _) = town();
    done(&folder, &["stations.geojson"], "base", &[]);
    folder.write("broken/summary.json", "{}");
    folder.write("torn/summary.json", &folder.read("base/summary.json"));
    folder.write("torn/stations.csv", &folder.read("base/stations.csv"));
    folder.write(
        "torn/cells.csv",
        &folder.read("base/cells.csv").replacen("c7,", "c8,", 1),
    );
    let compared = |dir, more: &[&'static str]| {
        let options: Vec<&str> = ["--compare", dir]
            .into_iter()
            .chain(more.iter().copied())
            .collect();
        run(&folder, &["stations.geojson"], "out", &options)
    };
    for (dir, more, told) in [
        (
            "base",
            &["--minutes", "20"][..],
            "its limit is 15 minutes, that of this run 20 minutes",
        ),
        (
            "base",
            &["--max-distance-m", "900"],
            "its limit is 15 minutes, that of this run 900 metres",
        ),
        (
            "base",
            &["--mode", "bike"],
            "its mode is walk, that of this run bike",
        ),
        (
            "base",
            &["--amenity", "toilet"],
            "its wanted amenity is none, that of this run toilet",
        ),
        (
            "base",
            &["--detour", "walk=1.5"],
            "its detour factor is 1.3, that of this run 1.5",
        ),
        (
            "base",
            &["--demand-crs", "gcj02"],
            "its demand's datum is wgs84, that of this run gcj02",
        ),
        ("nowhere", &[], "summary.json cannot be read"),
        (
            "broken",
            &[],
            "summary.json is not as `coverage --out` writes it",
        ),
        ("torn", &[], "row 8 (c8) is not of this demand"),
    ] {
        let outcome = compared(dir, more);
        assert_eq!(outcome.code, Some(2), "{more:?}: {outcome:?}");
        assert!(outcome.err.contains(told), "{more:?}: {}", outcome.err);
    }
    let same = run(
        &folder,
        &["stations.geojson"],
        "base",
        &["--compare", "./base/../base"],
    );
    assert!(
        same.err.contains("--compare: is the folder of --out"),
        "{}",
        same.err
    );
    folder.write(
        "people.csv",
        &folder.read("people.csv").replace("c7,", "c700,"),
    );
    let other = compared("base", &[]);
    assert!(
        other.err.contains("its demand is people.csv (SHA-256 "),
        "{}",
        other.err
    );
}
