//! Whatever the bytes, loading gives a set or an error; it never panics.

use crate::support::settings;
use proptest::prelude::*;
use yizhan::dataset::{Severity, load_texts};

use crate::dataset::{collection, load_all};

/// Features whose every part is of use to a mutation.
const SEEDS: [&str; 3] = [
    r#"{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[114.2,22.3]},"properties":{"name":"彩虹","kind":"公廁","amenities":["toilet","aed"],"opening_hours":"24 小時","verified_on":"2026-04-16","star":5,"x":1.50}}"#,
    r#"{"type":"Feature","id":7,"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]},"properties":{"amenities":{"clinic":{"available":"limited","opening_hours":"Mo 09:00-12:00","booking":true}},"status":"closed","moved_to":"a"}}"#,
    r#"{"type":"Feature","id":8.0,"geometry":{"type":"MultiPolygon","coordinates":[[[[1,1],[2,1],[2,2],[1,1]]]]},"properties":{"honours":["a"],"access":"scan","position_accuracy_m":10,"phone":"1"}}"#,
];
/// What replaces a part of a seed.
const PIECES: [&str; 20] = [
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "0",
    "-1e308",
    "1e999",
    "[[[]]]",
    "{\"a\":[",
    "\\ud800",
    "\"\u{0}\"",
    "，",
    "\u{feff}",
    "}",
    "]",
    ",",
    ":",
    "\"",
    "9999999999999999999999",
];

/// A good set has a row of hours for each station, and no error kept its record.
fn load_any(bytes: &[u8]) {
    let texts = [("any.geojson", bytes)];
    match load_texts(&texts, settings()) {
        Ok(loaded) => {
            assert!(!loaded.stations.is_empty());
            assert_eq!(loaded.stations.len(), loaded.station_hours.len());
            let lines: Vec<String> = loaded.issues.iter().map(ToString::to_string).collect();
            assert!(lines.iter().all(|line| line.starts_with("any.geojson")));
        }
        Err(error) => {
            let mut issues = error.issues().iter();
            assert!(issues.any(|issue| issue.severity() == Severity::Error));
        }
    }
}

/// Replaces `n_cut` bytes at about `at` by a piece, on character boundaries.
pub(crate) fn mutated(text: &str, at: usize, n_cut: usize, piece: &str) -> String {
    let boundary = |mut byte: usize| {
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    };
    let start = boundary(at % text.len());
    let end = boundary((start + n_cut).min(text.len()));
    format!("{}{piece}{}", &text[..start], &text[end..])
}

proptest! {
    #[test]
    fn any_bytes_are_loaded_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        load_any(&bytes);
    }

    #[test]
    fn any_coordinates_are_loaded_or_refused(
        rings in prop::collection::vec(
            prop::collection::vec((any::<f64>(), -100.0..100.0_f64), 0..8), 0..3,
        ),
    ) {
        let rings: Vec<Vec<[f64; 2]>> = rings
            .into_iter()
            .map(|ring| ring.into_iter().map(|(lon, lat)| [lon % 200.0, lat]).collect())
            .collect();
        // A number that JSON cannot write becomes null.
        let rings = serde_json::to_string(&rings).unwrap();
        let geometry = format!(r#"{{"type":"Polygon","coordinates":{rings}}}"#);
        load_any(collection(&[&crate::dataset::feature_at(&geometry)]).as_bytes());
    }

    #[test]
    fn mutated_features_are_loaded_or_refused(
        seed in prop::sample::select(&SEEDS[..]),
        cuts in prop::collection::vec((any::<usize>(), 0..12_usize), 1..4),
        piece in prop::sample::select(&PIECES[..]),
    ) {
        let text = cuts.into_iter().fold(collection(&[seed]), |text, (at, n_cut)| {
            mutated(&text, at, n_cut, piece)
        });
        load_any(text.as_bytes());
    }

    #[test]
    fn what_is_not_ours_comes_back_as_it_was(number in any::<f64>(), text in any::<String>()) {
        let number = serde_json::to_string(&number).unwrap();
        let text = serde_json::to_string(&text).unwrap();
        let extra = format!(r#""n":{number},"t":{text}"#);
        let feature = crate::dataset::feature("one", &extra);
        let loaded = load_all(&[&collection(&[&feature])]).unwrap();
        prop_assert_eq!(&*loaded.stations[0].more().extra_members, extra.as_str());
    }
}

#[test]
fn deep_nesting_is_refused_without_a_stack_overflow() {
    let deep = "[".repeat(100_000);
    let closed = format!("{deep}{}", "]".repeat(100_000));
    load_any(deep.as_bytes());
    for (name, value) in [("x", &closed), ("honours", &closed), ("amenities", &closed)] {
        let properties = format!(r#""{name}":{value}"#);
        load_any(collection(&[&crate::dataset::feature("one", &properties)]).as_bytes());
    }
    let geometry = format!(r#"{{"type":"Polygon","coordinates":{closed}}}"#);
    load_any(collection(&[&crate::dataset::feature_at(&geometry)]).as_bytes());
    load_any(format!(r#"{{"type":"FeatureCollection","crs":{closed}}}"#).as_bytes());
}
