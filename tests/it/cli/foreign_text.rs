//! Texts of files that would act on a terminal or forge lines: each is shown escaped, wherever it
//! is printed or logged.

use crate::support::cli::Folder;
use crate::support::http::{collection, station};
use crate::support::serve::Server;

/// A clipboard write, an erased line, a C1 control, a turned direction and a forged line, as JSON.
const HOSTILE: &str = r"\u001b]52;c;eA==\u0007\u009b2K\u202e\u200b\u2066\r\nforged: line";
/// The same as a text.
const HOSTILE_TEXT: &str = "\u{1b}]52;c;eA==\u{7}\u{9b}2K\u{202e}\u{200b}\u{2066}";

/// What was printed has no character that acts, and no line begins with what a file says.
fn assert_harmless(printed: &str, what: &str) {
    let acts = |c: &char| {
        (c.is_control() && *c != '\n') || matches!(c, '\u{200b}' | '\u{202e}' | '\u{2066}')
    };
    assert_eq!(printed.chars().find(acts), None, "{what}: {printed:?}");
    assert!(!printed.contains("\nforged"), "{what}: {printed:?}");
    // A value is quoted as its JSON has it, which is escaped already.
    let is_there = printed.contains(r"\u{202e}") || printed.contains(r"\u202e");
    assert!(is_there, "{what}: {printed:?}");
}

#[test]
fn a_report_shows_what_a_station_file_says_escaped() {
    let folder = Folder::new();
    for (name, member, properties) in [
        ("hours", "", format!(r#""opening_hours":"{HOSTILE}""#)),
        ("amenity", "", format!(r#""amenities":{{"{HOSTILE}":5}}"#)),
        ("word", "", format!(r#""amenities":["{HOSTILE}"]"#)),
        ("kind", "", format!(r#""kind":"{HOSTILE}""#)),
        ("star", "", format!(r#""star":"{HOSTILE}""#)),
        ("reference", "", r#""part_of":"a\u202e""#.to_owned()),
        (
            "crs",
            r#""crs":{"properties":{"name":"X"}},"#,
            String::new(),
        ),
        ("cgcs", r#""crs":"cgcs2000X","#, String::new()),
        ("datum", r#""datum":"X","#, String::new()),
    ] {
        let member = member.replace('X', HOSTILE);
        let text = collection(&member, &[station("a", 1.0, &properties)]);
        folder.write("stations.geojson", &text);
        for outcome in [
            folder.run(&["check", "stations.geojson"]),
            folder.run(&["check", "stations.geojson", "--format", "json"]),
        ] {
            let printed = outcome.out.replace("\\\\u{", "\\u{") + &outcome.err;
            assert_harmless(&printed, name);
        }
    }
}

#[test]
fn an_id_is_shown_escaped_beside_its_finding() {
    let folder = Folder::with(&[station(r"a\u202e", 1.0, r#""star":9"#)]);
    let outcome = folder.run(&["check", "stations.geojson"]);
    assert_harmless(&outcome.out, "id");
}

#[test]
fn the_table_shows_names_addresses_and_ids_escaped() {
    let folder = Folder::new();
    for feature in [
        station("a", 1.0, &format!(r#""address":"{HOSTILE}""#)),
        station("a", 1.0, "").replace(r#""name":"a""#, &format!(r#""name":"{HOSTILE}""#)),
        station(r"a\u202e", 1.0, r#""x":1"#).replace(r#""name":"a\u202e""#, r#""name":"a""#),
    ] {
        folder.write("stations.geojson", &collection("", &[feature]));
        let ask = ["nearest", "stations.geojson", "--lat", "30", "--lon", "110"];
        for more in [&["--open", "any"][..], &["--amenity", "toilet"]] {
            let outcome = folder.run(&[&ask, more].concat());
            if more[0] == "--open" {
                assert_harmless(&outcome.out, "nearest");
            }
            assert!(!outcome.out.contains('\u{202e}'), "{}", outcome.out);
        }
    }
}

#[test]
fn headers_and_cells_of_a_demand_are_shown_escaped() {
    let folder = Folder::with(&[station("a", 1.0, r#""opening_hours":"24/7""#)]);
    let header = "id,lon,lat,population,district";
    for (name, text) in [
        (
            "header",
            format!("id,lon,lat,pop{HOSTILE_TEXT}\na,110,30,5\n"),
        ),
        (
            "datum",
            format!("id,lon,lat,population,crs {HOSTILE_TEXT}\na,110,30,5,\nb,x\u{202e},1,1,"),
        ),
        (
            "id",
            format!("{header}\n{HOSTILE_TEXT},110,30,5,\nb,110,30,5,\n"),
        ),
        (
            "shown id",
            format!("{header}\na\u{202e},110,30,-5,\nb,110,30,5,\n"),
        ),
        (
            "lon",
            format!("{header}\na,{HOSTILE_TEXT},30,5,\nb,110,30,5,\n"),
        ),
        (
            "people",
            format!("{header}\na,110,30,{HOSTILE_TEXT},\nb,110,30,5,\n"),
        ),
        (
            "district",
            format!("{header}\na,110,30,5,{HOSTILE_TEXT}\nb,110,30,5,\n"),
        ),
    ] {
        folder.write("people.csv", &text);
        let outcome = folder.run(&[
            "coverage",
            "--stations",
            "stations.geojson",
            "--demand",
            "people.csv",
            "--out",
            "out",
        ]);
        assert_harmless(&(outcome.out + &outcome.err), name);
    }
}

#[test]
fn no_line_of_the_log_is_made_by_a_file() {
    let folder = Folder::with(&[station("a", 1.0, "")]);
    let mut server = Server::ready(&folder, &["stations.geojson"]);
    let crs = format!(r#""crs":{{"properties":{{"name":"x\n{HOSTILE}"}}}},"#);
    let text = collection(&crs, &[station("a", 1.0, "")]);
    folder.write("next.geojson", &text);
    std::fs::rename(folder.path("next.geojson"), folder.path("stations.geojson")).unwrap();
    server.send("-HUP");
    let line = server.wait_for("stay as they were");
    assert_harmless(&line, "log");
    assert!(line.contains(r"forged: line"), "{line}");
}
