//! Answers with holiday tables that were added, and what is said where one is lacking.

use chrono::NaiveDate;
use serde_json::{Value, json};
use yizhan::dataset::load_texts;
use yizhan::hours::schedules::HoursSettings;
use yizhan::hours::{Calendar, Calendars};
use yizhan::reload::lacking_tables;
use yizhan::snapshot::Snapshot;

use crate::hours::holiday_tables::{OF_2027, OF_2027_BY_NOTICE};
use crate::support::cli::{Folder, Outcome};
use crate::support::http::{collection, get_json, service, station};
use crate::support::serve::Server;
use crate::support::{instant, settings};

const OFFICE: &str = r#""opening_hours":"Mo-Fr 09:00-17:00; PH off""#;

/// State, reason and `holiday_data` of the only station.
fn nearest(folder: &Folder, at: &str, more: &[&str]) -> String {
    let answer: Value = serde_json::from_str(&asked(folder, at, more).out).unwrap();
    let properties = &answer["features"][0]["properties"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    [
        text(&properties["open_state"]),
        text(&properties["open_reason"]),
        text(&answer["holiday_data"]),
    ]
    .join(" ")
}

fn asked(folder: &Folder, at: &str, more: &[&str]) -> Outcome {
    let ask = ["nearest", "stations.geojson", "--lat", "30", "--lon", "110"];
    let form = ["--open", "any", "--format", "json", "--at", at];
    let outcome = folder.run(&[&ask, &form[..], more].concat());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    outcome
}

#[test]
fn next_years_table_leaves_this_years_holidays_and_make_up_workdays() {
    let folder = Folder::with(&[station("a", 10.0, OFFICE)]);
    folder.write("ours.json", OF_2027);
    folder.write("notice.json", OF_2027_BY_NOTICE);
    folder.write(
        "2029.json",
        r#"{"year":2029,"days":[{"date":"2029-01-01","isOffDay":true}]}"#,
    );
    for options in [
        vec!["--holidays", "ours.json"],
        vec!["--holidays", "cn=notice.json"],
        vec!["--holidays", "notice.json", "--holidays", "2029.json"],
    ] {
        for (at, expected) in [
            ("2026-10-05T10:00", "closed holiday complete"),
            ("2026-10-10T10:00", "open make_up_workday complete"),
            ("2027-01-01T10:00", "closed holiday complete"),
            ("2027-01-10T10:00", "open make_up_workday complete"),
            ("2028-01-03T10:00", "open hours missing"),
        ] {
            assert_eq!(nearest(&folder, at, &options), expected, "{options:?} {at}");
        }
    }
}

#[test]
fn a_year_in_a_gap_between_tables_is_never_taken_for_known() {
    let folder = Folder::with(&[station("a", 10.0, OFFICE)]);
    folder.write("2030.json", r#"{"off":[["2030-10-01","2030-10-07","x"]]}"#);
    for (at, expected) in [
        ("2026-10-05T10:00", "closed holiday complete"),
        ("2026-12-31T10:00", "open hours complete"),
        // Weekdays alone, and said so: on a Friday, and until the next morning.
        ("2027-10-01T10:00", "open hours missing"),
        ("2029-12-31T18:00", "closed hours missing"),
        ("2030-10-01T10:00", "closed holiday complete"),
        ("2031-10-01T10:00", "open hours missing"),
    ] {
        assert_eq!(
            nearest(&folder, at, &["--holidays", "2030.json"]),
            expected,
            "{at}"
        );
    }
}

#[test]
fn a_question_about_a_year_without_a_table_is_warned_of() {
    let folder = Folder::with(&[station("a", 10.0, OFFICE)]);
    folder.write("2027.json", OF_2027);
    let says = |at: &str, more: &[&str]| asked(&folder, at, more).err;
    assert_eq!(says("2026-12-31T23:59:59", &[]), "");
    let warning = says("2027-01-01T00:00:00", &[]);
    let expected = "warning: the holiday table cn lacks 2027";
    assert!(warning.starts_with(expected), "{warning}");
    assert_eq!(warning.lines().count(), 1, "{warning}");
    assert_eq!(
        says("2027-01-01T00:00:00", &["--holidays", "2027.json"]),
        ""
    );
    assert!(says("2027-06-01T00:00:00", &["--holidays", "hk=2027.json"]).starts_with(expected));
    folder.write("demand.csv", "id,lon,lat,population\na,110,30,5\n");
    let coverage = |more: &[&str]| {
        let ask = [
            "coverage",
            "--stations",
            "stations.geojson",
            "--demand",
            "demand.csv",
        ];
        let outcome = folder.run(&[&ask[..], &["--out", "out"], more].concat());
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        outcome.err.matches("lacks 2027").count()
    };
    assert_eq!(coverage(&["--at", "2027-01-01T12:00"]), 1);
    // The week of New Year's Eve has days of both years.
    assert_eq!(coverage(&["--at", "2026-12-31T12:00", "--week"]), 1);
    assert_eq!(coverage(&["--at", "2026-12-31T12:00"]), 0);
    assert_eq!(coverage(&[]), 0);
}

/// A table that knows every year of any test's clock.
fn of_all_years() -> String {
    let off: Vec<_> = (1990..=2199)
        .map(|year| json!([format!("{year}-05-01"), format!("{year}-05-03"), "x"]))
        .collect();
    json!({"off": off}).to_string()
}

#[test]
fn a_server_that_starts_in_a_year_without_a_table_warns_in_its_log() {
    let folder = Folder::new();
    folder.write(
        "stations.geojson",
        &collection(r#""calendar":"mo","#, &[station("a", 10.0, OFFICE)]),
    );
    folder.write("all.json", &of_all_years());
    folder.write("none.json", r#"{"year":2027,"days":[]}"#);
    let warnings = |more: &[&str]| {
        let server = Server::ready(&folder, &[&["stations.geojson"], more].concat());
        let log = server.log.clone();
        let lines = log
            .lines()
            .filter(|line| line.contains("the holiday table mo lacks"));
        assert!(lines.clone().all(|line| line.contains("WARN")), "{log}");
        lines.count()
    };
    assert_eq!(warnings(&[]), 1);
    assert_eq!(warnings(&["--holidays", "mo=none.json"]), 1);
    assert_eq!(warnings(&["--holidays", "all.json"]), 1);
    assert_eq!(warnings(&["--holidays", "mo=all.json"]), 0);
}

#[cfg(unix)]
#[test]
fn a_table_that_goes_lacking_while_the_server_runs_is_said_too() {
    let folder = Folder::new();
    folder.write(
        "stations.geojson",
        &collection(r#""calendar":"mo","#, &[station("a", 10.0, OFFICE)]),
    );
    folder.write("table.json", &of_all_years());
    let options = [
        "stations.geojson",
        "--no-watch",
        "--holidays",
        "mo=table.json",
    ];
    let mut server = Server::ready(&folder, &options);
    assert!(!server.log.contains("lacks"), "{}", server.log);
    folder.write("table.json", r#"{"off":[]}"#);
    server.send("-HUP");
    server.wait_for("the holiday table mo lacks");
}

#[test]
fn what_is_lacking_is_said_of_the_calendars_that_the_files_name() {
    let mut calendars = Calendars::bundled();
    calendars
        .add_years("cn", &[Calendar::parse(OF_2027).unwrap()])
        .unwrap();
    let settings = HoursSettings {
        calendars,
        ..settings()
    };
    let files = [
        ("", "a"),
        (r#""calendar":"hk","#, "b"),
        (r#""calendar":"mo","#, "c"),
    ]
    .map(|(member, id)| (id.to_owned(), collection(member, &[station(id, 10.0, "")])));
    let loaded = load_texts(&files, settings).unwrap();
    let snapshot = Snapshot::build(
        loaded,
        instant("2026-11-24T12:00:00+08:00"),
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
    );
    let lacking = |years| -> Vec<String> {
        let sentences = lacking_tables(&snapshot, years);
        let words = sentences.iter().map(|sentence| {
            let words: Vec<_> = sentence.split([' ', ':']).collect();
            format!("{} {}", words[3], words[5])
        });
        words.collect()
    };
    assert_eq!(lacking(2026..=2026), ["mo 2026"]);
    assert_eq!(
        lacking(2027..=2028),
        ["mo 2027", "cn 2028", "hk 2028", "mo 2028"]
    );
}

#[test]
fn meta_names_the_years_that_a_calendar_lacks_between_others() {
    let meta = get_json(&service(&[station("a", 10.0, OFFICE)]), "/v1/meta");
    assert_eq!(meta["holiday_years"]["cn"], json!([2007, 2026]));
    assert_eq!(meta["holiday_years_missing"], json!({"cn": [], "hk": []}));
}
