//! Station files as tools for tables and maps write them: ids and values in other places and forms,
//! read where they have one reading, with a finding.

use yizhan::dataset::{IssueCode, LoadError, Loaded};
use yizhan::station::{Station, Status};

use crate::dataset::{collection, feature, feature_at, load_all};

/// A load of one file.
pub(crate) fn load(text: &str) -> Loaded {
    load_all(&[text]).unwrap()
}

/// The station with these properties, and what is said of it.
pub(crate) fn station(properties: &str) -> (Station, Vec<String>) {
    let loaded = load(&collection(&[&feature("one", properties)]));
    let said = said(&loaded);
    (loaded.stations.into_iter().next().unwrap(), said)
}

/// Code and message of every finding.
pub(crate) fn said(loaded: &Loaded) -> Vec<String> {
    let issues = loaded.issues.iter();
    issues
        .map(|issue| format!("{}: {}", issue.code.key(), issue.message))
        .collect()
}

/// Every id, in the order of the features.
pub(crate) fn ids(loaded: &Loaded) -> Vec<&str> {
    loaded
        .stations
        .iter()
        .map(|station| &*station.id.0)
        .collect()
}

/// Features with these members before their geometry, and these properties.
fn features(parts: &[(&str, &str)]) -> String {
    let one = |(n, (members, properties)): (usize, &(&str, &str))| {
        format!(
            r#"{{"type":"Feature",{members}"geometry":{{"type":"Point","coordinates":[114.{n},22]}},"properties":{{{properties}}}}}"#
        )
    };
    let features: Vec<String> = parts.iter().enumerate().map(one).collect();
    collection(&features.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn ids_are_taken_from_a_property_where_no_feature_has_one_beside_them() {
    for (first, second, expected, name) in [
        (r#""id":"st-1""#, r#""id":"st-2""#, ["st-1", "st-2"], "id"),
        (r#""id":1"#, r#""id":2.0"#, ["1", "2"], "id"),
        (
            r#""@id":"node/7""#,
            r#""@id":"way/7""#,
            ["node/7", "way/7"],
            "@id",
        ),
        (
            r#""osm_id":"71""#,
            r#""osm_id":"72""#,
            ["71", "72"],
            "osm_id",
        ),
        // `id` is no id here, for one lacks it; `osm_id` is.
        (
            r#""id":"a","osm_id":1"#,
            r#""id":null,"osm_id":2"#,
            ["1", "2"],
            "osm_id",
        ),
        // Nor here, for both have the same.
        (
            r#""id":"a","@id":"x""#,
            r#""id":"a","@id":"y""#,
            ["x", "y"],
            "@id",
        ),
    ] {
        for beside in ["", r#""id":null,"#] {
            let named = |id: &str| format!(r#"{id},"name":"n""#);
            let text = features(&[(beside, &named(first)), (beside, &named(second))]);
            let loaded = load(&text);
            assert_eq!(ids(&loaded), expected, "{first} {beside}");
            let [issue] = &loaded.issues[..] else {
                panic!("{:?}", loaded.issues);
            };
            assert_eq!(
                (issue.code, issue.feature),
                (IssueCode::IdFromProperty, None)
            );
            assert!(issue.message.contains(&format!("`{name}`")), "{issue}");
        }
    }
}

#[test]
fn ids_beside_the_properties_and_in_them_are_never_mixed() {
    let one = (r#""id":"a","#, r#""name":"n","id":"x""#);
    let other = ("", r#""name":"n","id":"y""#);
    for parts in [[one, other], [other, one]] {
        let loaded = load(&features(&parts));
        assert_eq!(ids(&loaded), ["a"]);
        let said = said(&loaded);
        assert!(
            said.iter().any(|what| what.contains("property `id`")),
            "{said:?}"
        );
    }
    // The quick way, which sees a file piece by piece, knows of it too.
    let long = format!(r#""name":"n","id":"y","x":"{}""#, "x".repeat(100));
    let mut many = vec![("", &*long); 30_000];
    many.push(one);
    assert_eq!(ids(&load(&features(&many))), ["a"]);
}

#[test]
fn a_property_that_not_all_have_or_two_share_is_no_id() {
    for parts in [
        [("", r#""id":"a""#), ("", r#""name":"n""#)],
        [("", r#""id":"a""#), ("", r#""id":"a""#)],
        [("", r#""id":"a""#), ("", r#""id":true"#)],
        [("", r#""fid":1"#), ("", r#""fid":2"#)],
    ] {
        let error = load_all(&[&features(&parts)]).unwrap_err();
        assert!(matches!(error, LoadError::Files { .. }));
        let issues = error.issues().iter();
        assert_eq!(
            issues
                .filter(|issue| issue.code == IssueCode::MissingId)
                .count(),
            2
        );
    }
}

#[test]
fn a_multi_point_of_one_is_a_point() {
    let of = |coordinates: &str| {
        feature_at(&format!(
            r#"{{"type":"MultiPoint","coordinates":{coordinates}}}"#
        ))
    };
    let one = load(&collection(&[&of("[[114.5,22.5]]")])).stations;
    let point = feature_at(r#"{"type":"Point","coordinates":[114.5,22.5]}"#);
    assert_eq!(
        one[0].position,
        load(&collection(&[&point])).stations[0].position
    );
    let good = feature("one", r#""name":"n""#);
    for (coordinates, code, part) in [
        ("[]", IssueCode::NoPosition, "no point"),
        (
            "[[114,22],[114,22]]",
            IssueCode::UnsupportedGeometry,
            "2 points",
        ),
        (
            "[[22,114]]",
            IssueCode::SwappedLonLat,
            "longitude, latitude",
        ),
        ("[[0,0]]", IssueCode::NullIsland, "0, 0"),
        ("[114,22]", IssueCode::NoPosition, "MultiPoint"),
    ] {
        let issues = load(&collection(&[&good, &of(coordinates)])).issues;
        assert_eq!(issues[0].code, code, "{coordinates}");
        assert!(issues[0].message.contains(part), "{}", issues[0]);
    }
}

#[test]
fn cgcs2000_is_taken_as_wgs84_and_said() {
    let plain = load(&collection(&[&feature("one", r#""name":"n""#)]));
    for crs in [
        r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}}"#,
        r#"{"type":"name","properties":{"name":"EPSG:4490"}}"#,
        r#"{"type":"name","properties":{"name":"http://www.opengis.net/def/crs/EPSG/0/4490"}}"#,
        r#"{"type":"EPSG","properties":{"code":4490}}"#,
        r#""epsg:4490""#,
    ] {
        let text = collection(&[&feature("one", r#""name":"n""#)]);
        let loaded = load(&text.replacen('{', &format!(r#"{{"crs":{crs},"#), 1));
        assert_eq!(loaded.stations[0].position, plain.stations[0].position);
        let [issue] = &loaded.issues[..] else {
            panic!("{crs}: {:?}", loaded.issues);
        };
        assert_eq!((issue.code, issue.feature), (IssueCode::TakenAsWgs84, None));
        assert!(issue.message.contains("4490"), "{issue}");
    }
}

#[test]
fn a_datum_beside_cgcs2000_counts_and_that_is_said() {
    let text = collection(&[&feature("one", r#""name":"n""#)]);
    let both = r#"{"crs":"EPSG:4490","datum":"gcj02","#;
    let loaded = load(&text.replacen('{', both, 1));
    let by_datum = load(&text.replacen('{', r#"{"datum":"gcj02","#, 1));
    assert_eq!(loaded.stations[0].position, by_datum.stations[0].position);
    let [issue] = &loaded.issues[..] else {
        panic!("{:?}", loaded.issues);
    };
    assert_eq!(issue.code, IssueCode::BadProperty);
    assert!(
        issue.message.contains("`datum` is gcj02, which counts"),
        "{issue}"
    );
}

#[test]
fn values_that_tables_give_as_text_or_number_are_read_where_they_have_one_reading() {
    let (station, said) = station(
        r#""name":"n","star":"5","phone":13800000000,"verified_on":"2026/04/16",
        "status":"正常","status_until":"2027/1/2","position_accuracy_m":"12.5","honours":"最美;好""#,
    );
    assert_eq!(said, [""; 0]);
    assert_eq!(station.star, Some(5));
    assert_eq!(station.more().phone.as_deref(), Some("13800000000"));
    assert_eq!(station.verified_on.unwrap().to_string(), "2026-04-16");
    assert_eq!(station.status, Status::Active);
    assert_eq!(station.status_until.unwrap().to_string(), "2027-01-02");
    assert_eq!(station.more().position_accuracy_m, Some(12.5));
    assert_eq!(*station.more().honours, ["最美".into(), "好".into()]);
}

#[test]
fn amenities_in_one_text_are_a_list_by_whatever_mark_stands_between_them() {
    let keys = |amenities: &str| -> Vec<String> {
        let properties = format!(r#""name":"n","amenities":{amenities}"#);
        let loaded = load(&collection(&[&feature("one", &properties)]));
        assert_eq!(said(&loaded), [""; 0], "{amenities}");
        let offered = loaded.stations[0].offered.iter();
        offered
            .map(|amenity| loaded.amenity_keys.key(amenity).to_owned())
            .collect()
    };
    let listed = keys(r#"["饮水","微波炉","wifi"]"#);
    assert_eq!(listed.len(), 3);
    for mark in [
        ";", "；", ",", "，", "、", "|", "｜", "; ", " ， ", r"\n", ";;",
    ] {
        let text = format!(r#""饮水{mark}微波炉{mark}WiFi""#);
        assert_eq!(keys(&text), listed, "{mark:?}");
    }
    for text in [
        r#""饮水;微波炉、wifi，""#,
        r#""[\"饮水\",\"微波炉\",\"wifi\"]""#,
        r#""['饮水', '微波炉', 'wifi']""#,
        r#""{饮水,微波炉,wifi}""#,
        r#""(3:饮水,微波炉,wifi)""#,
    ] {
        assert_eq!(keys(text), listed, "{text}");
    }
    assert_eq!(keys(r#""饮水""#), ["drinking_water"]);
    for text in [r#""""#, r#"" ; ""#, r#""无""#, r#""[]""#] {
        assert_eq!(keys(text), [""; 0], "{text}");
    }
}
