//! `yizhan nearest` and what holds for every command.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::cli_support::{Folder, Outcome};
use crate::http_support::{collection, get_json, service, station};

const AT: &str = "2026-11-24T12:00:00+08:00";
const NEAREST: [&str; 8] = [
    "nearest",
    "stations.geojson",
    "--lat",
    "30",
    "--lon",
    "110",
    "--at",
    AT,
];

fn ask(folder: &Folder, more: &[&str]) -> Outcome {
    folder.run(&[&NEAREST, more].concat())
}

fn ask_json(folder: &Folder, more: &[&str]) -> Value {
    let outcome = ask(folder, &[&["--format", "json"], more].concat());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.err.is_empty(), "{outcome:?}");
    serde_json::from_str(&outcome.out).unwrap()
}

fn world() -> Vec<String> {
    vec![
        station(
            "a",
            100.0,
            r#""opening_hours":"24/7","amenities":["toilet"],"star":4,"kind":"市集","access":"scan""#,
        ),
        station(
            "b",
            200.0,
            r#""opening_hours":"08:00-12:30","amenities":["wifi","toilet"]"#,
        ),
        station("c", 300.0, ""),
        station(
            "d",
            2_000.0,
            r#""opening_hours":"Mo-Fr 08:00-18:00; PH off""#,
        ),
    ]
}

#[test]
fn json_is_the_answer_of_the_http_endpoint() {
    let (folder, service) = (Folder::with(&world()), service(&world()));
    for (options, query) in [
        (vec![], ""),
        (
            vec!["--amenity", "toilet", "--amenity", "wifi"],
            "&amenity=toilet,wifi",
        ),
        (vec!["--amenity", "厕所"], "&amenity=toilet"),
        (
            vec!["--kind", "市集", "--access", "scan"],
            "&kind=%E5%B8%82%E9%9B%86&access=scan",
        ),
        (vec!["--min-star", "5"], "&min_star=5"),
        (
            vec!["--mode", "bike", "--minutes", "20"],
            "&mode=bike&minutes=20",
        ),
        (
            vec!["--radius-m", "250", "--limit", "1"],
            "&radius_m=250&limit=1",
        ),
        (
            vec!["--open", "any", "--crs", "gcj02"],
            "&open=any&crs=gcj02",
        ),
        (vec!["--stay-minutes", "60"], "&stay_minutes=60"),
        (vec!["--unknown-hours", "exclude"], "&unknown_hours=exclude"),
    ] {
        let over_http = get_json(
            &service,
            &format!("/v1/stations/nearest?lat=30&lon=110&at=2026-11-24T12:00{query}"),
        );
        assert_eq!(ask_json(&folder, &options), over_http, "{options:?}");
    }
}

/// Columns that a terminal gives a text: two for each Chinese character.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| if u32::from(c) < 0x2e80 { 1 } else { 2 })
        .sum()
}

#[test]
fn the_columns_of_the_table_line_up_under_chinese_names() {
    let named = |id: &str, metres: f64, name: &str| {
        station(id, metres, r#""address":"@place","opening_hours":"24/7""#).replacen(
            &format!(r#""name":"{id}""#),
            &format!(r#""name":"{name}""#),
            1,
        )
    };
    let folder = Folder::with(&[
        named("s1", 5.0, "驿站"),
        named("s2", 50.0, "Union station 驿站（北）"),
        named("s3", 500.0, "户外劳动者服务站点户外劳动者服务站点"),
        named("s4", 600.0, "a"),
    ]);
    let outcome = ask(&folder, &[]);
    assert_eq!(outcome.code, Some(0));
    let columns = |word: &str| -> Vec<usize> {
        let lines = outcome.out.lines().filter(|line| line.contains(word));
        lines
            .map(|line| width(&line[..line.find(word).unwrap()]))
            .collect()
    };
    let header = columns("address");
    assert_eq!(columns("@place"), header.repeat(4), "{}", outcome.out);
    let rows: Vec<&str> = outcome
        .out
        .lines()
        .filter(|line| line.contains("@place"))
        .collect();
    for (row, (metres, id)) in
        rows.iter()
            .zip([("5", "s1"), ("50", "s2"), ("500", "s3"), ("600", "s4")])
    {
        assert!(
            row.trim_start().starts_with(metres) && row.ends_with(id),
            "{row}"
        );
    }
    assert!(
        outcome
            .out
            .contains("walk at 1.25 m/s, detour 1.3: within 865 m")
    );
}

#[test]
fn where_nothing_fits_the_table_says_why() {
    let outcome = ask(&Folder::with(&world()), &["--min-star", "5"]);
    assert_eq!(outcome.code, Some(0));
    assert!(
        outcome
            .out
            .contains("Nothing fits. Of 3 stations in the circle"),
        "{}",
        outcome.out
    );
}

#[test]
fn wrong_use_exits_with_2_and_says_what_would_be_right() {
    let folder = Folder::with(&world());
    let missing = ["nearest", "gone.geojson", "--lat", "30", "--lon", "110"];
    for (arguments, said) in [
        (vec![], "Usage"),
        (vec!["find"], "unrecognized subcommand"),
        (vec!["nearest", "--latitude", "30"], "--lat"),
        (vec!["nearest", "stations.geojson", "--lat", "30"], "--lon"),
        (missing.to_vec(), "gone.geojson"),
        (
            [&NEAREST[..], &["--amenity", "tiolet"]].concat(),
            "did you mean toilet?",
        ),
        (
            [&NEAREST[..], &["--mode", "car"]].concat(),
            "walk, bike, ebike",
        ),
        (
            [&NEAREST[..], &["--limit", "101"]].concat(),
            "within 1 and 100",
        ),
        (
            [&NEAREST[..], &["--limit", "1", "--limit", "2"]].concat(),
            "--limit",
        ),
        ([&NEAREST[..], &["--min-star", "6"]].concat(), "--min-star"),
        (
            [&NEAREST[..], &["--minutes", "5", "--radius-m", "5"]].concat(),
            "not both",
        ),
        ([&NEAREST[..], &["--format", "xml"]].concat(), "table"),
        ([&NEAREST[..], &["--speed", "walk"]].concat(), "MODE=NUMBER"),
        ([&NEAREST[..], &["--speed", "walk=0.05"]].concat(), "0.1"),
        (
            [&NEAREST[..], &["--detour", "car=2"]].concat(),
            "walk, bike or ebike",
        ),
        ([&NEAREST[..], &["--utc-offset", "8"]].concat(), "+08:00"),
        (
            [&NEAREST[..], &["--holidays", "gone.json"]].concat(),
            "gone.json",
        ),
        (
            [&NEAREST[..], &["--holidays", "stations.geojson"]].concat(),
            "stations.geojson",
        ),
        (vec!["serve", "--listen", "nowhere"], "--listen"),
        (
            vec!["check", "--format", "table", "stations.geojson"],
            "--format",
        ),
        (vec!["completions", "tcsh"], "zsh"),
    ] {
        let outcome = folder.run(&arguments);
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {outcome:?}");
        assert!(outcome.out.is_empty(), "{arguments:?}: {outcome:?}");
        assert!(outcome.err.contains(said), "{arguments:?}: {outcome:?}");
    }
}

#[test]
fn help_and_version_are_results() {
    let folder = Folder::new();
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["nearest", "--help"],
        &["check", "-h"],
        &["help", "serve"],
    ] {
        let outcome = folder.run(arguments);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert!(
            outcome.out.contains("yizhan") && outcome.err.is_empty(),
            "{outcome:?}"
        );
    }
}

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

#[test]
fn without_a_file_the_folder_of_stations_is_loaded() {
    let folder = Folder::new();
    let ask = [
        "nearest", "--lat", "30", "--lon", "110", "--at", AT, "--open", "any", "--format", "json",
    ];
    let outcome = folder.run(&ask);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.err.contains("data/stations"), "{outcome:?}");
    folder.write("data/stations/notes.txt", "not a station file");
    assert_eq!(folder.run(&ask).code, Some(2));
    folder.write(
        "data/stations/b.geojson",
        &collection("", &[station("b", 20.0, "")]),
    );
    folder.write(
        "data/stations/a.geojson",
        &collection("", &[station("a", 10.0, "")]),
    );
    let outcome = folder.run(&ask);
    let answer: Value =
        serde_json::from_str(&outcome.out).unwrap_or_else(|_| panic!("{outcome:?}"));
    assert_eq!(crate::http_support::ids(&answer), ["a", "b"]);
    assert_eq!(
        folder
            .run(&["serve", "missing.geojson", "--listen", "127.0.0.1:0"])
            .code,
        Some(2)
    );
}

#[test]
fn completions_name_every_command_and_a_reader_may_leave_early() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish"] {
        let outcome = folder.run(&["completions", shell]);
        assert_eq!(outcome.code, Some(0), "{shell}");
        for word in ["serve", "nearest", "check", "unknown-hours"] {
            assert!(outcome.out.contains(word), "{shell} {word}");
        }
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = folder.command(&["completions", shell]);
        let outcome = command
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(outcome.status.code(), Some(0), "{shell}: {outcome:?}");
    }
}
