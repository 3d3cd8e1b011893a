//! Station files as a whole: what is refused, with its place, and what passes.

use crate::support::settings;
use yizhan::dataset::{FaultKind, IssueCode, LoadError, MAX_FILE_BYTES, Place, load, load_texts};

use crate::dataset::{collection, feature, load_all};

#[test]
fn a_byte_order_mark_and_foreign_members_change_nothing() {
    let text = collection(&[&feature("one", r#""name":"x""#)]).replacen(
        '{',
        r#"{"bbox":[1,2,3,4],"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"#,
        1,
    );
    let marked = format!("\u{feff}{text}");
    let loaded = load_all(&[&marked]).unwrap();
    assert_eq!(loaded.stations.len(), 1);
    assert_eq!(loaded.sources[0].bytes, marked.len() as u64);
}

#[test]
fn the_digest_is_that_of_the_bytes() {
    // SHA-256 of the text, by coreutils.
    let text = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":1,"geometry":{"type":"Point","coordinates":[1,2]},"properties":{"name":"x"}}]}"#;
    let digest = "bee4bc29bd86e1022a181e92b5bf65d7de7ed2c2d2313dee2c1125874a07d9d5";
    assert_eq!(load_all(&[text]).unwrap().sources[0].sha256, digest);
}

#[test]
fn a_truncated_file_is_refused_with_the_line_and_column_of_its_end() {
    let text = collection(&[&feature("one", r#""name":"驿站""#)]);
    let cut = text.find("站").unwrap() + "站".len();
    let error = load_all(&[&text[..cut]]).unwrap_err();
    let [fault] = error.faults() else {
        panic!("one fault: {error}");
    };
    let FaultKind::NotJson { place, what } = &fault.kind else {
        panic!("not JSON: {fault}");
    };
    let line_2 = text[..cut].lines().nth(1).unwrap();
    let column = line_2.chars().count();
    assert_eq!(place.line, 2);
    assert!(
        (column..=column + 1).contains(&place.column),
        "{place} of {column}"
    );
    assert_eq!(what, "EOF while parsing a string");
}

#[test]
fn a_fault_inside_a_feature_is_placed_in_the_whole_file() {
    let bad = feature("bad", r#""name":"x""#).replace("22.3", "1e999");
    let escape = feature("x", r#""name":"x""#).replace("\"id\"", "\n\"\\ud800\":1,\"id\"");
    let text = collection(&[&feature("one", r#""name":"驿站""#), &escape, &bad]);
    let loaded = load_all(&[&text]).unwrap();
    assert_eq!(loaded.stations.len(), 1);
    let codes: Vec<_> = loaded.issues.iter().map(|issue| issue.code.key()).collect();
    assert_eq!(codes, ["not_geojson", "no_position"]);
    let message = &loaded.issues[0].message;
    assert!(
        message.contains("line 4, column 8: unexpected end of hex escape"),
        "{message}"
    );
}

#[test]
fn every_broken_file_is_named_and_the_good_ones_issues_are_told() {
    let good = collection(&[&feature("one", "")]);
    let error = load_all(&["{", &good, "[]", r#"{"type":"Feature"}"#]).unwrap_err();
    let expected = "a.geojson is not JSON at line 1, column 1: EOF while parsing an object\n\
        c.geojson is not a GeoJSON FeatureCollection: it is a list\n\
        d.geojson is not a GeoJSON FeatureCollection: its `type` is the text \"Feature\"";
    assert_eq!(error.to_string(), expected);
    let files: Vec<_> = error
        .issues()
        .iter()
        .map(|issue| (&*issue.file, issue.code))
        .collect();
    assert_eq!(
        files,
        [
            ("a.geojson", IssueCode::NotGeojson),
            ("b.geojson", IssueCode::MissingName),
            ("c.geojson", IssueCode::NotGeojson),
            ("d.geojson", IssueCode::NotGeojson),
        ]
    );
}

#[test]
fn files_that_cannot_be_read_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let absent = folder.path().join("absent.geojson");
    let huge = folder.path().join("huge.geojson");
    let sparse = std::fs::File::create(&huge).unwrap();
    sparse.set_len(MAX_FILE_BYTES + 1).unwrap();
    let files = [absent, huge, folder.path().to_owned()];
    let error = load(&files, settings()).unwrap_err();
    let [absent, huge, folder] = error.faults() else {
        panic!("three faults: {error}");
    };
    assert!(matches!(absent.kind, FaultKind::Unreadable(_)));
    assert!(matches!(huge.kind, FaultKind::TooLarge { .. }));
    assert!(matches!(folder.kind, FaultKind::Unreadable(_)));
    assert!(matches!(load(&[], settings()), Err(LoadError::NoFiles)));
}

#[test]
fn text_that_is_not_utf_8_is_refused_with_its_place() {
    let mut bytes = collection(&[&feature("one", r#""name":"XX""#)]).into_bytes();
    let at = bytes.windows(2).position(|pair| pair == b"XX").unwrap();
    bytes[at] = 0xc4;
    let texts = [("gbk.geojson", &bytes)];
    let error = load_texts(&texts, settings()).unwrap_err();
    let FaultKind::NotUtf8 { offset, place } = error.faults()[0].kind else {
        panic!("not UTF-8: {error}");
    };
    assert_eq!(offset, at);
    let line_start = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let column = at - line_start + 1;
    assert_eq!(place, Place { line: 2, column });
}
