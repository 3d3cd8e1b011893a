//! The caps of the loader, each from both sides, and costs that must stay near-linear.

use yizhan::amenity::{AmenityKeys, MAX_AMENITIES};
use yizhan::dataset::{
    IssueCode, Loaded, MAX_AMENITIES_LISTED, MAX_AMENITY_KEY_BYTES, MAX_EXTRA_BYTES, MAX_HONOURS,
    MAX_ID_BYTES, MAX_TEXT_BYTES,
};

use crate::dataset::{collection, feature, load_all};

fn load_with(properties: &str) -> Loaded {
    let properties = format!(r#""name":"x",{properties}"#);
    load_all(&[&collection(&[&feature("one", &properties)])]).unwrap()
}

/// The properties pass with `n` and raise a warning with one more.
fn assert_cap(n: usize, properties: impl Fn(usize) -> String) {
    let codes = |n| {
        let loaded = load_with(&properties(n));
        let codes = loaded.issues.iter().map(|issue| issue.code);
        codes
            .filter(|code| *code != IssueCode::UnknownWord)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(n), []);
    assert_eq!(codes(n + 1), [IssueCode::BadProperty]);
}

fn list(n: usize, member: impl Fn(usize) -> String) -> String {
    (0..n).map(member).collect::<Vec<_>>().join(",")
}

#[test]
fn caps_of_properties_hold_on_both_sides() {
    let text = |n| format!(r#""address":"{}""#, "x".repeat(n));
    assert_cap(MAX_TEXT_BYTES, text);
    let honours = |n| format!(r#""honours":[{}]"#, list(n, |n| format!("\"{n}\"")));
    assert_cap(MAX_HONOURS, honours);
    let key = |n| format!(r#""amenities":["{}"]"#, "x".repeat(n));
    assert_cap(MAX_AMENITY_KEY_BYTES, key);
    let listed = |n| format!(r#""amenities":[{}]"#, list(n, |_| "\"wifi\"".to_owned()));
    assert_cap(MAX_AMENITIES_LISTED, listed);
    // The member takes `"x":""` beside its text.
    let extra = |n: usize| format!(r#""x":"{}""#, "y".repeat(n - 6));
    assert_cap(MAX_EXTRA_BYTES, extra);
}

#[test]
fn a_property_above_its_cap_is_left_out_and_the_record_kept() {
    let long = "x".repeat(MAX_TEXT_BYTES + 1);
    let loaded = load_with(&format!(r#""city":"{long}","district":"d""#));
    let station = &loaded.stations[0];
    assert_eq!(
        (station.city.as_deref(), station.district.as_deref()),
        (None, Some("d"))
    );
    assert!(loaded.issues[0].message.len() < 200, "{}", loaded.issues[0]);
}

#[test]
fn the_longest_id_passes_and_one_byte_more_is_refused() {
    let with_id = |n| feature("good", r#""name":"x""#).replace("good", &"i".repeat(n));
    let most = load_all(&[&collection(&[&with_id(MAX_ID_BYTES)])]).unwrap();
    assert!(most.issues.is_empty());
    let error = load_all(&[&collection(&[&with_id(MAX_ID_BYTES + 1)])]).unwrap_err();
    let codes: Vec<_> = error.issues().iter().map(|issue| issue.code).collect();
    assert_eq!(codes, [IssueCode::NoStation, IssueCode::MissingId]);
}

#[test]
fn the_128th_amenity_is_kept_and_a_record_with_the_129th_uses_up_no_number() {
    let free = MAX_AMENITIES - AmenityKeys::default().len();
    let words = |n, prefix: &str| list(n, |n| format!("\"{prefix}{n}\""));
    let with = |id, words: String| feature(id, &format!(r#""name":"{id}","amenities":[{words}]"#));
    let text = collection(&[
        &with("a", words(free - 1, "first")),
        &with("bb", words(2, "surplus")),
        &with("ccc", words(1, "last")),
        &with("dddd", words(1, "none left ")),
    ]);
    let loaded = load_all(&[&text]).unwrap();
    let ids: Vec<&str> = loaded
        .stations
        .iter()
        .map(|station| &*station.id.0)
        .collect();
    assert_eq!(ids, ["a", "ccc"]);
    assert_eq!(loaded.amenity_keys.len(), MAX_AMENITIES);
    let issues = loaded.issues.iter();
    let refused = issues.filter(|issue| issue.code == IssueCode::TooManyAmenities);
    let messages: Vec<_> = refused.map(|issue| &*issue.message).collect();
    assert!(messages[0].contains("too many: surplus1;"), "{messages:?}");
    assert!(
        messages[1].contains("too many: none left 0;"),
        "{messages:?}"
    );
}

#[test]
fn stations_a_metre_apart_are_at_one_place_and_further_ones_are_not() {
    let at = |id: &str, lat: f64| {
        feature(id, r#""name":"Same""#)
            .replace("22.3", &lat.to_string())
            .replace("114.02", "114.01")
    };
    // A degree of latitude is about 110,735 m here.
    for (apart_m, n_warnings) in [(0.0, 1), (0.99, 1), (1.01, 0), (500.0, 0)] {
        let text = collection(&[&at("a", 22.3), &at("bb", 22.3 + apart_m / 110_735.0)]);
        assert_eq!(
            load_all(&[&text]).unwrap().issues.len(),
            n_warnings,
            "{apart_m} m"
        );
    }
}

#[test]
fn neighbours_are_found_across_files_the_antimeridian_and_the_poles() {
    for [a, b] in [
        ["180,10", "-180,10"],
        ["10,90", "-130,90"],
        ["5,-89.999999", "185e-1,-89.999999"],
    ] {
        let texts = [("a", a), ("bb", b)].map(|(id, place)| {
            let whole = feature(id, r#""name":"Same""#);
            let start = whole.find('[').unwrap();
            let end = whole.find(']').unwrap();
            collection(&[&format!("{}[{place}{}", &whole[..start], &whole[end..])])
        });
        let issues = load_all(&texts.each_ref().map(String::as_str))
            .unwrap()
            .issues;
        let found: Vec<_> = issues
            .iter()
            .map(|issue| (issue.code, &*issue.file))
            .collect();
        assert_eq!(found, [(IssueCode::CoLocated, "b.geojson")], "{a} {b}");
    }
}

/// Quadratic work would take minutes here.
#[test]
fn many_stations_of_one_name_at_two_places_are_loaded_soon() {
    let one = |n: usize| {
        // Two piles 3 m apart, in the order that is worst for a search from the first.
        let lat = if n < 20_000 { 22.3 } else { 22.300_027 };
        let written = feature("x", r#""name":"Same""#).replace("22.3", &lat.to_string());
        written.replace(r#""x""#, &n.to_string())
    };
    let features: Vec<String> = (0..40_000).map(one).collect();
    let features: Vec<&str> = features.iter().map(String::as_str).collect();
    let loaded = load_all(&[&collection(&features)]).unwrap();
    assert_eq!(loaded.issues.counts().all(), 40_000 - 2);
}
