//! Station files whose JSON is not quite that: NaN and Infinity, names given twice, values
//! nested too deep.

use yizhan::dataset::IssueCode;

use crate::dataset::tables::{ids, load, said, station};
use crate::dataset::{collection, feature, load_all};

/// A file of two features, in the first of which a part is another.
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
