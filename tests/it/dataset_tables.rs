//! Station files as tools for tables and maps write them: ids and values in other places and
//! forms, read where they have one reading, and told.

use yizhan::dataset::{IssueCode, LoadError, Loaded};
use yizhan::station::{Station, Status};

use crate::dataset::{collection, feature, feature_at, load_all};

/// The only file of a load.
fn load(text: &str) -> Loaded {
    load_all(&[text]).unwrap()
}

/// The station with these properties, and what is said of it.
fn station(properties: &str) -> (Station, Vec<String>) {
    let loaded = load(&collection(&[&feature("one", properties)]));
    let said = said(&loaded);
    (loaded.stations.into_iter().next().unwrap(), said)
}

/// Code and message of every finding.
fn said(loaded: &Loaded) -> Vec<String> {
    let issues = loaded.issues.iter();
    issues
        .map(|issue| format!("{}: {}", issue.code.key(), issue.message))
        .collect()
}

fn ids(loaded: &Loaded) -> Vec<&str> {
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

/// A file of two features, in which this stands for `@` in the first.
fn with(part: &str, value: &str) -> String {
    let good = feature("good", r#""name":"Good""#);
    let odd = r#"{"type":"Feature","id":"odd","geometry":{"type":"Point","coordinates":[114.5,22.5]},"properties":{"name":"Odd","star":4}}"#;
    collection(&[&odd.replace(part, value), &good])
}

#[test]
fn nan_and_infinity_cost_only_the_property_that_they_stand_in() {
    for word in ["NaN", "Infinity", "-Infinity", "nan", "-inf", "-NaN"] {
        let loaded = load(&with(
            r#""star":4"#,
            &format!(r#""star": {word},"x":1.50,"y":[{word}]"#),
        ));
        assert_eq!(ids(&loaded), ["odd", "good"], "{word}");
        let odd = &loaded.stations[0];
        assert_eq!((odd.star, &*odd.name), (None, "Odd"));
        assert!(
            odd.more()
                .extra_members
                .starts_with(r#""x":1.50,"y":[null"#)
        );
        let said = said(&loaded);
        assert_eq!(said.len(), 2, "{said:?}");
        let of_star = format!("bad_property: `star` is {word}, which is no JSON");
        assert!(said[0].starts_with(&of_star), "{said:?}");
        assert!(said[1].contains("`y[0]`"), "{said:?}");
        assert_eq!(loaded.issues[0].feature, Some(0));
    }
    let of_pandas = r#""opening_hours":NaN,"amenities":NaN,"status":NaN,"phone":NaN"#;
    let loaded = load(&with(r#""star":4"#, of_pandas));
    assert_eq!(loaded.stations[0].opening_hours, None);
    assert_eq!(loaded.issues.len(), 4);
    let text = with(r#""star":4"#, r#""star":4,"note":"NaN, Infinity""#);
    assert_eq!(load(&text).issues.len(), 0);
}

#[test]
fn a_coordinate_that_is_no_finite_number_costs_its_feature() {
    for coordinates in [
        "[NaN,22.5]",
        "[114.5,Infinity]",
        "[-Infinity,NaN]",
        "NaN",
        "[[NaN,1]]",
    ] {
        let loaded = load(&with("[114.5,22.5]", coordinates));
        assert_eq!(ids(&loaded), ["good"], "{coordinates}");
        let [issue] = &loaded.issues[..] else {
            panic!("{coordinates}: {:?}", loaded.issues);
        };
        assert_eq!(issue.code, IssueCode::NoPosition, "{issue}");
        assert_eq!(issue.id.as_deref(), Some("odd"));
        assert!(issue.message.contains("the geometry holds"), "{issue}");
    }
    // The altitude is dropped in any case.
    let loaded = load(&with("[114.5,22.5]", "[114.5,22.5,NaN]"));
    assert_eq!((loaded.stations.len(), loaded.issues.len()), (2, 0));
    let loaded = load(&with(
        r#""type":"Point","#,
        r#""type":"Point","bbox":[NaN,NaN],"#,
    ));
    assert_eq!(ids(&loaded), ["odd", "good"]);
}

#[test]
fn what_is_no_json_beside_nan_is_told_where_it_stands_in_the_file() {
    let text = with(
        r#""star":4"#,
        r#""star":NaN,"x":[nan,"驿",-Infinity],"y":?"#,
    );
    let place = text.lines().nth(1).unwrap().find('?').unwrap();
    let column = text.lines().nth(1).unwrap()[..place].chars().count() + 1;
    let error = load_all(&[&text]).unwrap_err().to_string();
    assert!(
        error.contains(&format!("line 2, column {column}:")),
        "{error}"
    );
    // Two features that cannot be read, behind one in which the text grew.
    let broken = r#"{"type":"Feature","id":1,"\ud800":2}"#;
    let odd = feature("odd", r#""name":"n","x":[NaN,NaN]"#);
    let loaded = load(&collection(&[
        &odd,
        broken,
        &format!("{odd}\n,{broken}").replace("odd", "odd2"),
    ]));
    let places: Vec<String> = said(&loaded)
        .into_iter()
        .filter(|said| said.contains("cannot be read"))
        .collect();
    let expected = ["at line 3, column 33: ", "at line 5, column 34: "];
    assert!(
        places
            .iter()
            .zip(expected)
            .all(|(place, part)| place.contains(part)),
        "{places:?}"
    );
    assert_eq!(places.len(), 2);
}

#[test]
fn of_a_key_given_twice_the_last_counts_and_it_is_said() {
    let properties = r#""name":"First","star":1,"name":"Last","star":2,"opening_hours":"24/7",
        "opening_hours":"closed","x":1,"x":[{"y":1,"y":2}],"st\u0061r":3,
        "amenities":{"wifi":true,"wifi":false,"aed":{"note":"a","note":"b"}},"#;
    let odd = format!(
        r#"{{"id":"a","type":"feature","type":"Feature","geometry":null,"properties":{{"name":"Old"}},
        "geometry":{{"type":"Polygon","coordinates":[1,2],"type":"Point","coordinates":[114.5,22.5]}},
        "properties":{{{}}},"id":"b"}}"#,
        properties.trim_end_matches(',')
    );
    let text = collection(&[&odd]);
    let text = text.replacen(
        '{',
        r#"{"features":[1,2,3],"type":"x","calendar":"cn","calendar":"hk","name":"a","name":"b","#,
        1,
    );
    let loaded = load(&text);
    let station = &loaded.stations[0];
    assert_eq!(
        (&*station.id.0, &*station.name, station.star),
        ("b", "Last", Some(3))
    );
    assert_eq!(station.opening_hours.as_deref(), Some("closed"));
    assert_eq!(&*station.more().extra_members, r#""x":[{"y":2}]"#);
    let wifi = loaded.amenity_keys.find("wifi").unwrap();
    assert!(station.not_offered.contains(wifi) && !station.offered.contains(wifi));
    let aed = loaded.amenity_keys.find("aed").unwrap();
    assert_eq!(station.detail(aed).unwrap().note.as_deref(), Some("b"));
    assert_eq!(loaded.sources[0].calendar, "hk");
    assert_eq!(loaded.sources[0].name.as_deref(), Some("b"));
    let said = said(&loaded).join("\n");
    for name in [
        "features",
        "type",
        "calendar",
        "name",
        "id",
        "geometry",
        "properties",
        "geometry.type",
        "geometry.coordinates",
        "star",
        "opening_hours",
        "x",
        "x[0].y",
        "amenities.wifi",
        "amenities.aed.note",
    ] {
        assert!(
            said.contains(&format!("`{name}` is given twice")),
            "{name}: {said}"
        );
    }
}

#[test]
fn of_features_given_twice_the_last_count_however_they_are_read() {
    let one = |id: &str| format!("[{}]", feature(id, r#""name":"n""#));
    for (first, last) in [
        (one("a"), one("bb")),
        (one("a"), format!("[{}]", feature("bb", r#""x":NaN"#))),
    ] {
        let text =
            format!(r#"{{"type":"FeatureCollection","features":{first},"features":{last}}}"#);
        let loaded = load(&text);
        assert_eq!(ids(&loaded), ["bb"]);
        assert!(said(&loaded)[0].contains("`features` is given twice"));
    }
}

#[test]
fn a_property_of_the_file_nested_too_deep_is_left_out_with_a_finding() {
    let deep = |depth: usize| {
        format!(
            r#""name":"n","x":{}{}"#,
            "[".repeat(depth),
            "]".repeat(depth)
        )
    };
    let (kept, said) = station(&deep(64));
    assert_eq!((kept.more().extra_members.len(), said.len()), (4 + 128, 0));
    let (kept, said) = station(&deep(65));
    assert_eq!(&*kept.more().extra_members, "");
    assert!(
        said[0].contains("`x` is nested deeper; at most 64"),
        "{said:?}"
    );
}
