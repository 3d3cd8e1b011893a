//! `yizhan nearest` and what holds for every command.

mod check;
mod columns;
mod coverage;
mod environment;
mod foreign_text;
mod merge;
mod network;
mod qr;
mod settings;
mod site;
mod site_pages;
mod what_if;

use std::process::Stdio;

use serde_json::Value;

use crate::support::cli::{AT, Folder, NEAREST, ask, ask_json, world};
use crate::support::http::{collection, get_json, service, station};

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
pub(crate) fn width(text: &str) -> usize {
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
fn a_name_with_line_breaks_and_escapes_is_printed_on_one_line() {
    let folder = Folder::with(&[
        station("a", 9.0, r#""opening_hours":"24/7","address":"x\ty""#).replacen(
            r#""name":"a""#,
            r#""name":"one\ntwo\u001b[2J""#,
            1,
        ),
    ]);
    for more in [&[][..], &["--radius-m", "1"]] {
        let outcome = ask(&folder, more);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert!(outcome.out.contains("one two [2J"), "{outcome:?}");
        assert!(
            !outcome.out.contains('\u{1b}') && !outcome.out.contains('\t'),
            "{outcome:?}"
        );
    }
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
fn without_a_file_the_folder_of_stations_is_loaded() {
    let folder = Folder::new();
    let ask = [
        "nearest", "--lat", "30", "--lon", "110", "--at", AT, "--open", "any", "--format", "json",
    ];
    let outcome = folder.run(&ask);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.err.contains("data/stations"), "{outcome:?}");
    folder.write("data/stations/notes.txt", "not a station file");
    folder.write("data/stations/.half.geojson", "still being written");
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
    assert_eq!(crate::support::http::ids(&answer), ["a", "b"]);
    assert_eq!(
        folder
            .run(&["serve", "missing.geojson", "--listen", "127.0.0.1:0"])
            .code,
        Some(2)
    );
}

#[test]
fn completions_name_every_command_and_a_closed_pipe_is_no_error() {
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
