//! The quick way through a station file and the careful one give the same set, or the same
//! refusal, whatever the file holds.
//!
//! Eight members that look like the beginning of the features make the loader read a file
//! with care; eight that do not, of the same length, leave it to choose.

use proptest::prelude::*;
use yizhan::dataset::{LoadError, Loaded, load_texts};

use crate::dataset::any_bytes::mutated;
use crate::support::settings;

/// Features that the quick way takes.
const REGULAR: [&str; 5] = [
    r#"{"type":"Feature","id":"@","geometry":{"type":"Point","coordinates":[114.2,22.3]},"properties":{"name":"彩虹@","kind":"公廁","amenities":["toilet","aed",null,""],"opening_hours":"24 小時","verified_on":"2026-04-16","star":5,"x":1.50}}"#,
    r#"{"type":"Feature","id":"@","geometry":{"coordinates":[121,31.2345678901234567,4.5],"type":"Point"},"properties":{"name":" a\"b\n@ ","district":"东\u57ce","amenities":{"饮水机":true,"wifi":false,"aed":null,"toilet":"limited","microwave":{"available":true,"opening_hours":"24/7","booking":"call","note":"n"}},"honours":["a","b"],"access":"scan","status":"suspended","status_until":"2026-12-01","moved_to":"s1","part_of":"nobody","position_accuracy_m":10}}"#,
    r#"{"id":"@","type":"Feature","bbox":[1,2],"properties":{"name":"@","name_en":"n","address":"","city":null,"operator":"o","phone":"1","source":"s","opening_hours":"sunrise-sunset","station_id":"@","distance_m":null,"y":{"a":[1,2]},"":0,"amenities":null,"star":null,"honours":null,"position_accuracy_m":0.5},"geometry":{"type":"Point","coordinates":[-0.5,1e1]}}"#,
    r#"{"type":"Feature","id":-7@,"geometry":{"type":"Point","coordinates":[116.4,39.9]},"properties":{"name":"n","opening_hours":"ask inside","amenities":{"sauna":{"available":null,"booking":false}}}}"#,
    r#"{"type" : "Feature", "id" : 7@, "geometry" : {"type" : "Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}, "properties" : {"opening_hours":"Mo-Fr 09:00-17:00; PH off","amenities":["aed"],"status":"Closed","star":3.0}}"#,
];
/// What replaces a part of the text.
const PIECES: [&str; 24] = [
    "",
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "0",
    "-1e308",
    "1e999",
    "{\"a\":[",
    "\\ud800",
    "\u{0}",
    "，",
    "}",
    "]",
    ",",
    ":",
    "\"",
    "\"name\":1,",
    "\"type\":\"Feature\",",
    "},{\"type\":\"Feature\"",
    "]}",
    "99999999999999999999",
    " \n ",
];

/// A text with a head that says whether it is to be read with care.
fn file(head: &str, features: &str, tail: &str, with_care: bool) -> String {
    let word = if with_care { "features" } else { "featurez" };
    let decoys = vec![format!("\"{word}\""); 8].join(",");
    format!(r#"{{"decoys":[{decoys}],{head}"features":[{features}]{tail}"#)
}

fn loaded(text: &str) -> Result<Loaded, LoadError> {
    load_texts(
        &[("any.geojson", text), ("again.geojson", AGAIN)],
        settings(),
    )
}

/// A second file sees what the first one left: ids, amenities, hours.
const AGAIN: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"s1","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"name":"x","amenities":["pool"],"opening_hours":"24/7"}}]}"#;

/// Everything of a load but the digests of its files, in words.
fn in_words(load: &Result<Loaded, LoadError>) -> String {
    match load {
        Err(error) => format!("{error}: {:?}", error.issues()),
        Ok(loaded) => {
            let sources: Vec<_> = loaded
                .sources
                .iter()
                .map(|source| {
                    let sha256 = String::new();
                    yizhan::dataset::Source {
                        sha256,
                        ..source.clone()
                    }
                })
                .collect();
            let rows: Vec<_> = loaded
                .stations
                .iter()
                .map(|station| loaded.rows_by_id.find(&station.id.0, &loaded.stations))
                .collect();
            format!(
                "{:?} {sources:?} {rows:?} {:?} {:?} {:?} {:?} {} {}",
                loaded.stations,
                loaded.issues,
                loaded.amenity_keys,
                loaded.station_hours,
                loaded.amenity_hours,
                loaded.schedules.rules().len(),
                loaded.schedules.lacks_holiday_data(1990..=1990),
            )
        }
    }
}

fn assert_same(head: &str, features: &str, tail: &str) {
    let [quick, careful] =
        [false, true].map(|with_care| loaded(&file(head, features, tail, with_care)));
    let (quick, careful) = (in_words(&quick), in_words(&careful));
    // The texts are long; only where they part is of interest.
    if quick != careful {
        let parts_at = quick
            .bytes()
            .zip(careful.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let from = parts_at.saturating_sub(200);
        let part = |text: &str| {
            String::from_utf8_lossy(&text.as_bytes()[from.min(text.len())..]).into_owned()
        };
        panic!(
            "quick:   {:.600}\ncareful: {:.600}",
            part(&quick),
            part(&careful)
        );
    }
}

/// Features of all sorts, each with its number for `@`.
fn features(sorts: &[usize]) -> String {
    let one = |(n, sort): (usize, &usize)| REGULAR[*sort].replace('@', &n.to_string());
    let all: Vec<String> = sorts.iter().enumerate().map(one).collect();
    all.join(",\n")
}

const HEAD: &str = r#""type":"FeatureCollection","#;

proptest! {
    #[test]
    fn both_ways_give_the_same_of_few_features(
        sorts in prop::collection::vec(0..REGULAR.len(), 1..6),
        cuts in prop::collection::vec((any::<usize>(), 0..12_usize), 0..3),
        piece in prop::sample::select(&PIECES[..]),
    ) {
        let text = cuts.into_iter().fold(features(&sorts), |text, (at, n_cut)| {
            mutated(&text, at, n_cut, piece)
        });
        assert_same(HEAD, &text, "}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn both_ways_give_the_same_of_many_features(
        seed in any::<u64>(),
        is_mutated in any::<bool>(),
        at in any::<usize>(),
        n_cut in 0..12_usize,
        piece in prop::sample::select(&PIECES[..]),
    ) {
        // More than two pieces of the quick way.
        let mut random = fastrand::Rng::with_seed(seed);
        let sorts: Vec<usize> = (0..1_200).map(|_| random.usize(0..REGULAR.len())).collect();
        let text = features(&sorts);
        let text = if is_mutated { mutated(&text, at, n_cut, piece) } else { text };
        assert_same(HEAD, &text, "}");
    }
}

#[test]
fn what_stands_before_and_after_the_features_counts_the_same() {
    let some = features(&[0, 1, 2, 3, 4, 0]);
    for (head, tail) in [
        (HEAD, "}"),
        ("", r#","type":"FeatureCollection"}"#),
        (HEAD, r#","datum":"gcj02"}"#),
        (HEAD, r#","calendar":"hk","name":"x"}"#),
        (HEAD, r#","calendar":7}"#),
        (r#""datum":"gcj02","type":"FeatureCollection","#, "}"),
        (r#""datum":"nad27","type":"FeatureCollection","#, "}"),
        (HEAD, r#","crs":"EPSG:3857"}"#),
        (HEAD, r#","features":[]}"#),
        (HEAD, "} x"),
        (HEAD, ""),
        (HEAD, ",}"),
        ("", "}"),
        (r#""type":"FeatureCollection","x":{"features":[1]},"#, "}"),
        (r#""type":"FeatureCollection","x":"\"features\":[","#, "}"),
        (r#""type":"FeatureCollection","x\"features":[1],"#, "}"),
    ] {
        assert_same(head, &some, tail);
        assert_same(head, "", tail);
    }
}

#[test]
fn a_calendar_after_the_features_leaves_no_trace_of_the_one_that_was_supposed() {
    let features = features(&[4; 3]);
    let text = file(HEAD, &features, r#","calendar":"nowhere"}"#, false);
    let of_first = load_texts(&[("a", text)], settings()).unwrap();
    // The table of the mainland has no 1990; an unknown calendar lacks every year.
    assert_eq!(of_first.schedules.rules().len(), 1);
    assert_eq!(of_first.sources[0].calendar, "nowhere");
}
