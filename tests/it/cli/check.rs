//! `yizhan check`: exit codes and both forms of the report.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::cli::Folder;
use crate::support::http::{collection, station};

/// Whether a report has a line with all of these words.
fn has_line(report: &str, words: &[&str]) -> bool {
    report
        .lines()
        .any(|line| words.iter().all(|word| line.contains(word)))
}

#[test]
fn the_exit_code_says_how_bad_it_is() {
    let folder = Folder::new();
    let nowhere = r#"{"type":"Feature","id":"x","geometry":null,"properties":{"name":"x"}}"#;
    let good = station("a", 1.0, r#""opening_hours":"24/7""#);
    let warned = station("b", 9.0, r#""opening_hours":"ask inside""#);
    folder.write("good.geojson", &collection("", std::slice::from_ref(&good)));
    folder.write(
        "warned.geojson",
        &collection("", std::slice::from_ref(&warned)),
    );
    folder.write(
        "wrong.geojson",
        &collection("", &[good, nowhere.to_owned()]),
    );
    folder.write("empty.geojson", &collection("", &[]));
    folder.write("other.geojson", r#"{"type":"Feature"}"#);
    folder.write(
        "cut.geojson",
        "{\"type\":\"FeatureCollection\",\n \"features\":[",
    );
    folder.write("text.geojson", "id,lon,lat\n");
    folder.write(
        "crs.geojson",
        &collection(
            r#""crs":{"type":"name","properties":{"name":"EPSG:3857"}},"#,
            &[warned],
        ),
    );
    std::fs::write(folder.path("latin.geojson"), b"{\"name\":\"\xe9\"}").unwrap();
    for (files, code) in [
        (vec!["good.geojson"], 0),
        (vec!["warned.geojson"], 0),
        (vec!["good.geojson", "warned.geojson"], 0),
        (vec!["wrong.geojson"], 1),
        (vec!["warned.geojson", "wrong.geojson"], 1),
        (vec!["good.geojson", "good.geojson"], 1),
        (vec!["empty.geojson"], 1),
        (vec!["other.geojson"], 1),
        (vec!["crs.geojson"], 1),
        (vec!["cut.geojson"], 2),
        (vec!["text.geojson"], 2),
        (vec!["latin.geojson"], 2),
        (vec!["missing.geojson"], 2),
        (vec!["."], 2),
        (vec!["good.geojson", "missing.geojson"], 2),
        (vec![], 2),
    ] {
        for format in ["text", "json"] {
            let arguments = [&["check", "--format", format], files.as_slice()].concat();
            let outcome = folder.run(&arguments);
            assert_eq!(outcome.code, Some(code), "{files:?}: {outcome:?}");
            assert_eq!(outcome.err.is_empty(), code < 2, "{files:?}: {outcome:?}");
        }
    }
}

#[test]
fn a_truncated_file_is_named_with_line_and_column_once() {
    let folder = Folder::new();
    folder.write(
        "cut.geojson",
        "{\"type\":\"FeatureCollection\",\n \"features\":[",
    );
    let outcome = folder.run(&["check", "cut.geojson"]);
    assert_eq!(outcome.code, Some(2));
    for text in [&outcome.out, &outcome.err] {
        assert!(
            has_line(text, &["cut.geojson", "line 2, column 1"]),
            "{outcome:?}"
        );
        assert_eq!(text.matches("line 2").count(), 1, "{outcome:?}");
    }
}

#[test]
fn all_findings_have_a_line_each_and_the_sums() {
    let folder = Folder::with(&[
        station("a", 1.0, r#""opening_hours":"ask inside""#),
        station("a", 9.0, ""),
        station("b", 19.0, r#""star":"five""#),
    ]);
    let outcome = folder.run(&["check", "stations.geojson", "--all"]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    for words in [
        [
            "stations.geojson, feature 0 (a)",
            "warning unparsed_hours",
            "ask inside",
        ],
        ["stations.geojson, feature 1 (a)", "error duplicate_id", ""],
        [
            "stations.geojson, feature 2 (b)",
            "warning bad_property",
            "`star`",
        ],
    ] {
        assert!(has_line(&outcome.out, &words), "{words:?}: {}", outcome.out);
    }
    assert_eq!(
        outcome.out.lines().last(),
        Some("2 stations, 1 errors, 2 warnings")
    );
}

/// A folder with eleven stations that lack hours in two ways, and one with a word of its own.
fn much_alike() -> Folder {
    let hours = |n: u32| {
        if n < 7 {
            "ask inside"
        } else {
            "以现场为准"
        }
    };
    let one = |n: u32| {
        station(
            &format!("s{n}"),
            f64::from(n) * 10.0,
            &format!(r#""opening_hours":"{}""#, hours(n)),
        )
    };
    let mut stations: Vec<String> = (0..11).map(one).collect();
    stations.push(station("w", 500.0, r#""amenities":["爱心饮水点"]"#));
    Folder::with(&stations)
}

#[test]
fn findings_that_say_the_same_are_told_once_with_their_first_places() {
    let outcome = much_alike().run(&["check", "stations.geojson"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let lines: Vec<&str> = outcome.out.lines().collect();
    assert!(lines.contains(&"warning unparsed_hours: 11"), "{outcome:?}");
    assert!(lines.contains(&"warning unknown_word: 1"), "{outcome:?}");
    assert_eq!(
        outcome.out.matches("'ask inside'").count(),
        1,
        "{outcome:?}"
    );
    let places = "7 times: stations.geojson, feature 0 (s0); stations.geojson, feature 1 (s1);";
    assert!(outcome.out.contains(places), "{outcome:?}");
    assert!(outcome.out.contains("and 4 more"), "{outcome:?}");
    assert!(outcome.out.contains("drinking_water"), "{outcome:?}");
    assert!(lines.contains(&"--all lists each finding."), "{outcome:?}");
    assert_eq!(lines.last(), Some(&"12 stations, 0 errors, 12 warnings"));
    for line in &lines {
        let columns: usize = crate::cli::width(line);
        assert!(columns <= 80, "{line}");
        assert!(!line.contains('\u{1b}'), "{line}");
    }
}

#[test]
fn ten_different_findings_of_a_code_are_told_and_of_one_more_the_number() {
    let odd = |n: usize| {
        station(
            &format!("s{n}"),
            1.0,
            &format!(r#""opening_hours":"odd {n}""#),
        )
    };
    let report = |n_stations: usize| {
        let stations: Vec<String> = (0..n_stations).map(odd).collect();
        let folder = Folder::with(&stations);
        folder.run(&["check", "stations.geojson"]).out
    };
    let most = report(10);
    assert!(most.contains("odd 9") && !most.contains("--all"), "{most}");
    let more = report(11);
    assert!(more.contains("  and 1 more\n"), "{more}");
    assert!(!more.contains("odd 10") && more.contains("--all"), "{more}");
}

#[test]
fn the_json_report_has_the_findings_by_code_and_by_what_they_say() {
    let outcome = much_alike().run(&["check", "stations.geojson", "--format", "json"]);
    let report: Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!(report["issues"].as_array().unwrap().len(), 12);
    assert_eq!(
        report["codes"],
        json!([
            {"code": "unknown_word", "severity": "warning", "count": 1},
            {"code": "unparsed_hours", "severity": "warning", "count": 11},
        ])
    );
    let counts = report["groups"].as_array().unwrap().iter();
    let counts: Vec<&Value> = counts.map(|group| &group["count"]).collect();
    assert_eq!(counts, [1, 7, 4]);
    assert_eq!(report["groups"][1]["places"][2]["id"], "s2");
}

#[test]
fn a_table_is_named_as_such_with_the_command_that_reads_it() {
    let folder = Folder::new();
    for (name, bytes) in [
        ("list.xlsx", &b"PK\x03\x04\x14"[..]),
        ("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"),
        ("list.csv", "名称,地址\n驿站,路1号\n".as_bytes()),
        ("gbk.csv", b"\xc3\xfb\xb3\xc6,\xb5\xd8\xd6\xb7\n"),
    ] {
        std::fs::write(folder.path(name), bytes).unwrap();
        let outcome = folder.run(&["check", name]);
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        for said in ["no GeoJSON", "yizhan import FILE --out"] {
            assert!(outcome.err.contains(said), "{name}: {outcome:?}");
        }
    }
}

#[test]
fn without_a_file_what_would_be_served_is_checked() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("data/stations")).unwrap();
    for name in ["a", "b"] {
        let text = collection("", &[station(name, 1.0, r#""opening_hours":"24/7""#)]);
        folder.write(&format!("data/stations/{name}.geojson"), &text);
    }
    let outcome = folder.run(&["check"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(
        outcome.out.ends_with("2 stations, 0 errors, 0 warnings\n"),
        "{outcome:?}"
    );
}

#[test]
fn the_json_report_says_the_same_in_members() {
    let folder = Folder::with(&[
        station("a", 1.0, r#""opening_hours":"ask inside""#),
        station("a", 9.0, ""),
    ]);
    let outcome = folder.run(&["check", "stations.geojson", "--format", "json"]);
    let report: Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!(
        (
            &report["stations"],
            &report["errors"],
            &report["warnings"],
            &report["faults"]
        ),
        (&json!(1), &json!(1), &json!(1), &json!([]))
    );
    let issue = &report["issues"][1];
    for (member, value) in [
        ("file", json!("stations.geojson")),
        ("feature", json!(1)),
        ("id", json!("a")),
        ("code", json!("duplicate_id")),
        ("severity", json!("error")),
    ] {
        assert_eq!(issue[member], value, "{member}");
    }
    assert!(issue["message"].is_string());
    folder.write("cut.geojson", "{");
    let outcome = folder.run(&["check", "cut.geojson", "--format", "json"]);
    let report: Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!(report["faults"][0]["file"], "cut.geojson");
    assert_eq!(report["issues"][0]["code"], "not_geojson");
}

#[test]
fn the_bundled_stations_have_no_errors() {
    let folder = Folder::new();
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/data/stations");
    let mut files: Vec<String> = std::fs::read_dir(bundled)
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .filter(|path| path.ends_with(".geojson"))
        .collect();
    files.sort();
    let arguments: Vec<&str> = ["check"]
        .into_iter()
        .chain(files.iter().map(String::as_str))
        .collect();
    let outcome = folder.run(&arguments);
    assert_eq!(outcome.code, Some(0), "{}", outcome.out);
}

/// The exit code of the command when what reads its output has left before the first line.
fn code_without_a_reader(folder: &Folder, arguments: &[&str]) -> Option<i32> {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = folder.command(arguments);
    let command = command.stdout(writer).stderr(Stdio::null());
    command.status().unwrap().code()
}

#[test]
fn the_exit_code_is_the_same_when_the_reader_of_the_report_leaves() {
    let folder = Folder::new();
    let good = station("a", 1.0, r#""opening_hours":"24/7""#);
    let faulty = |n: usize| collection("", &vec![good.clone(); n]);
    folder.write("good.geojson", &faulty(1));
    folder.write("short.geojson", &faulty(2));
    // Its report is longer than any buffer between the two programs.
    folder.write("long.geojson", &faulty(2_000));
    folder.write("cut.geojson", "{");
    for (file, code) in [
        ("good.geojson", 0),
        ("short.geojson", 1),
        ("long.geojson", 1),
        ("cut.geojson", 2),
    ] {
        for format in ["text", "json"] {
            let arguments = ["check", file, "--format", format];
            let found = code_without_a_reader(&folder, &arguments);
            assert_eq!(found, Some(code), "{file} {format}");
        }
    }
    assert_eq!(code_without_a_reader(&folder, &["--help"]), Some(0));
}
