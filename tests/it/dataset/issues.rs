//! Every issue code: the smallest input that raises it, and what becomes of the record.

use crate::support::settings;
use yizhan::dataset::{Issue, IssueCode, LoadError, Loaded, Severity, load};

use crate::dataset::cases::{Case, errors, warnings};
use crate::dataset::{collection, feature, feature_at, load_all};

/// Loads the case after a good station, which has the same place and name as `one` would
/// have if the case is about stations at one place.
fn loaded(case: &Case) -> Loaded {
    let name = if case.code == "co_located" {
        "One"
    } else {
        "Good"
    };
    let good = feature("one", &format!(r#""name":"{name}""#)).replace(r#""one""#, r#""good""#);
    load_all(&[&collection(&[&good, &case.feature])]).unwrap()
}

fn check(case: &Case) {
    let loaded = loaded(case);
    let what = format!("{} in {}: {:?}", case.code, case.feature, loaded.issues);
    let [issue] = &loaded.issues[..] else {
        panic!("one issue of {what}");
    };
    assert_eq!(issue.code.key(), case.code, "{what}");
    assert!(
        issue.message.contains(case.fragment),
        "{} in {what}",
        case.fragment
    );
    assert_eq!(issue.feature, Some(1), "{what}");
    let is_kept = loaded.stations.len() == 2;
    assert_eq!(is_kept, issue.severity() == Severity::Warning, "{what}");
}

#[test]
fn a_fault_that_refuses_a_record_is_an_error() {
    for case in errors() {
        check(&case);
        let issue = loaded(&case).issues[0].clone();
        assert_eq!(issue.severity(), Severity::Error, "{issue}");
    }
}

#[test]
fn a_fault_that_costs_only_a_property_is_a_warning() {
    for case in warnings() {
        check(&case);
    }
}

#[test]
fn a_place_outside_the_area_of_its_datum_is_refused() {
    for (datum, coordinates, fragment) in [
        ("gcj02", "[2.35,48.85]", "outside the area of gcj02"),
        ("bd09", "[2.35,48.85]", "outside the area of bd09"),
        (
            "gcj02",
            "[43.8,87.6]",
            "the other way round it would be inside",
        ),
    ] {
        let point = format!(r#"{{"type":"Point","coordinates":{coordinates}}}"#);
        let good = feature("one", r#""name":"Good""#);
        let text = collection(&[&good, &feature_at(&point)]);
        let text = text.replacen('{', &format!(r#"{{"datum":"{datum}","#), 1);
        let issues = load_all(&[&text]).unwrap().issues;
        assert_eq!(issues.len(), 1, "{issues:?}");
        assert_eq!(issues[0].code, IssueCode::OutsideDatumArea);
        assert!(issues[0].message.contains(fragment), "{}", issues[0]);
    }
}

/// Collections that are refused whole, by their first members.
const REFUSED_FILES: [(&str, &str, &str); 6] = [
    (
        r#""datum":"wgs-84","#,
        "unknown_datum",
        "the text \"wgs-84\"; wgs84, gcj02 or bd09",
    ),
    (r#""datum":84,"#, "unknown_datum", "the number 84"),
    (
        r#""crs":"EPSG:4547","#,
        "foreign_crs",
        "EPSG:4547; reproject it",
    ),
    (r#""crs":{},"#, "foreign_crs", "ogr2ogr -t_srs EPSG:4326"),
    (r#""\ud800":1,"#, "not_geojson", "line 1, column 9: "),
    (
        r#""x":NaM,"#,
        "not_geojson",
        "line 1, column 6: expected value",
    ),
];

fn refused_issues(error: &LoadError) -> Vec<Issue> {
    assert_eq!(error.faults().len(), 1, "{error}");
    error.issues().to_vec()
}

#[test]
fn a_file_whose_coordinates_cannot_be_read_is_refused_whole() {
    for (members, code, fragment) in REFUSED_FILES {
        let text = collection(&[&feature("one", r#""name":"One""#)]);
        let text = text.replacen('{', &format!("{{{members}"), 1);
        let issues = refused_issues(&load_all(&[&text]).unwrap_err());
        assert_eq!(issues.len(), 1, "{issues:?}");
        assert_eq!((issues[0].code.key(), issues[0].feature), (code, None));
        assert!(issues[0].message.contains(fragment), "{}", issues[0]);
    }
}

#[test]
fn a_file_without_a_usable_station_is_refused() {
    for (features, fragment) in [(vec![], "0 features"), (vec!["5", "{}"], "2 features")] {
        let error = load_all(&[&collection(&features)]).unwrap_err();
        let issues = refused_issues(&error);
        assert_eq!(issues.len(), 1 + features.len());
        assert_eq!(issues[0].code, IssueCode::NoStation);
        assert!(issues[0].message.contains(fragment), "{}", issues[0]);
    }
    let no_features = load_all(&[r#"{"type":"FeatureCollection"}"#]).unwrap_err();
    assert_eq!(no_features.issues()[0].code, IssueCode::NoStation);
}

#[test]
fn a_member_of_the_collection_that_is_wrong_is_left_out() {
    let text = collection(&[&feature("one", r#""name":"One""#)]);
    let text = text.replacen('{', r#"{"name":5,"calendar":"hk","#, 1);
    let loaded = load_all(&[&text]).unwrap();
    assert_eq!(
        loaded.issues[0].to_string(),
        "a.geojson: warning bad_property: `name` is the number 5; text in quotes is wanted, so it is left out"
    );
    assert_eq!(
        (&loaded.sources[0].name, &*loaded.sources[0].calendar),
        (&None, "hk")
    );
}

#[test]
fn every_code_has_a_case_and_a_key_of_its_own() {
    let absent = load(&["absent.geojson".into()], settings());
    let unreadable = absent.unwrap_err().issues()[0].code.key();
    let mut tested: Vec<&str> = errors().chain(warnings()).map(|case| case.code).collect();
    tested.extend(REFUSED_FILES.map(|(_, code, _)| code));
    tested.extend([unreadable, "no_station", "outside_datum_area"]);
    // These are of whole files, or of many stations together: modules of their own.
    tested.extend([
        "id_from_property",
        "taken_as_wgs84",
        "unknown_word",
        "far_off",
    ]);
    tested.sort_unstable();
    tested.dedup();
    let mut all = IssueCode::ALL.map(IssueCode::key).to_vec();
    all.sort_unstable();
    // What is sure and what is only likely of swapped coordinates has one name.
    all.dedup();
    assert_eq!(tested, all);
    assert_eq!(
        IssueCode::LikelySwapped.key(),
        IssueCode::SwappedLonLat.key()
    );
    assert_eq!(all.len() + 1, IssueCode::ALL.len());
}

#[test]
fn half_a_pair_in_a_property_of_a_file_is_replaced_and_the_rest_is_as_written() {
    let own = r#""name":"One","a":{"k\udc00":"\ud800x","n":1.50},"b":"\ud83d\ude00""#;
    let loaded = load_all(&[&collection(&[&feature("one", own)])]).unwrap();
    assert_eq!(
        &*loaded.stations[0].more().extra_members,
        r#""a":{"k\ufffd":"\ufffdx","n":1.50},"b":"\ud83d\ude00""#
    );
    let told: Vec<String> = loaded.issues.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "a.geojson, feature 0 (one): warning bad_property: `a` has half of a UTF-16 pair, \
             which is no character; U+FFFD stands in its place"
        ]
    );
}
