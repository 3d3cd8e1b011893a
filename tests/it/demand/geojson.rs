//! Demand as GeoJSON: what is read of good features, and what is said of bad ones.

use yizhan::demand::{Demand, DemandFormat, MAX_ID_BYTES, read_text};

use crate::demand::{cells, codes, collection, feature, refused};

/// A feature at a point, with these properties.
fn point(id: &str, properties: &str) -> String {
    let geometry = r#"{"type":"Point","coordinates":[116.4,39.9]}"#;
    feature(&format!(r#""id":"{id}","#), geometry, properties)
}

/// A feature of this geometry.
fn at(geometry: &str) -> String {
    feature(r#""id":"x","#, geometry, r#""population":1"#)
}

fn read(features: &[String]) -> Demand {
    read_text("demand.geojson", collection(features).as_bytes(), None).unwrap()
}

/// Between two good features, a bad one is left out under a code, and they stay.
fn assert_left_out(bad: &str, code: &str, said: &str) {
    let good = |id| point(id, r#""population":12"#);
    let demand = read(&[good("good"), bad.to_owned(), good("last")]);
    let expected = ["good 116.4 39.9 12 -", "last 116.4 39.9 12 -"];
    assert_eq!(cells(&demand), expected, "{bad}");
    assert_eq!(codes(&demand), [format!("1 {code}")], "{bad}");
    let message = &demand.issues[0].message;
    assert!(message.contains(said), "{message}");
    assert_eq!((demand.n_rows, demand.n_left_out()), (3, 1));
}

#[test]
fn good_features_are_cells() {
    let square = |low: f64, high: f64| {
        format!("[[{low},{low}],[{high},{low}],[{high},{high}],[{low},{high}],[{low},{low}]]")
    };
    let area = format!(
        r#"{{"type":"Polygon","coordinates":[{}]}}"#,
        square(1.0, 3.0)
    );
    let area = feature(r#""id":8.0,"#, &area, r#""population":"7.5","district":11"#);
    let parts = format!("[[{}],[{}]]", square(1.0, 2.0), square(7.0, 9.0));
    let parts = format!(r#"{{"type":"MultiPolygon","coordinates":{parts}}}"#);
    let own = r#""Population":3,"id":"from property","District":" Dong ""#;
    let demand = read(&[
        point("a", r#""population":12,"district":null"#),
        area,
        feature("", &parts, own),
        point("b", r#""pop":0.5,"population":null"#),
        point("c", r#""人口":1e2"#),
    ]);
    assert_eq!(
        cells(&demand),
        [
            "a 116.4 39.9 12 -",
            "8 2 2 7.5 11",
            // Their common centroid is outside of both, so it is the middle of the larger.
            "from property 8 8 3 Dong",
            "b 116.4 39.9 0.5 -",
            "c 116.4 39.9 100 -",
        ]
    );
    assert_eq!((demand.n_rows, demand.format), (5, DemandFormat::GeoJson));
    assert!(demand.issues.is_empty(), "{:?}", demand.issues);
}

#[test]
fn what_is_no_feature_or_has_no_good_id_is_left_out() {
    let with_id = |id: &str| {
        let geometry = r#"{"type":"Point","coordinates":[1,2]}"#;
        feature(&format!(r#""id":{id},"#), geometry, r#""population":1"#)
    };
    let long = format!("\"{}\"", "i".repeat(MAX_ID_BYTES + 1));
    for (bad, code, said) in [
        ("null", "not_geojson", "this member of `features` is null"),
        (
            r#"{"type":"Station"}"#,
            "not_geojson",
            "of type \"Station\"",
        ),
        (&with_id("[1]"), "bad_id", "`id` is a list"),
        (&with_id(&long), "bad_id", "257 bytes long; at most 256"),
        (
            &with_id("\"good\""),
            "duplicate_id",
            "given before, in feature 0",
        ),
    ] {
        assert_left_out(bad, code, said);
    }
}

#[test]
fn features_without_a_good_position_are_left_out() {
    for (geometry, code, said) in [
        ("null", "no_position", "there is no geometry"),
        (
            r#"{"type":"Point","coordinates":["1","2"]}"#,
            "no_position",
            "without quotes",
        ),
        (
            r#"{"type":"Point","coordinates":[1]}"#,
            "no_position",
            "coordinates",
        ),
        (
            r#"{"type":"MultiPoint","coordinates":[[1,2],[1,2]]}"#,
            "unsupported_geometry",
            "MultiPoint",
        ),
        (
            r#"{"type":"Point","coordinates":[39.9,116.4]}"#,
            "swapped_lon_lat",
            "the order is",
        ),
        (
            r#"{"type":"Point","coordinates":[1,95,3]}"#,
            "swapped_lon_lat",
            "95, 1 is",
        ),
        (
            r#"{"type":"Point","coordinates":[200,95]}"#,
            "out_of_range",
            "got 200",
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[1,1],[2,2],[1,1]]]}"#,
            "no_position",
            "no area",
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[1,1],[2,99],[3,1]]]}"#,
            "swapped_lon_lat",
            "99, 2",
        ),
    ] {
        assert_left_out(&at(geometry), code, said);
    }
}

#[test]
fn features_without_a_number_of_people_are_left_out() {
    for (properties, said) in [
        ("", "there is no property `population`"),
        (r#""populaton":1"#, "(is it `populaton`?)"),
        (r#""population":null"#, "`population` is null"),
        (r#""population":true"#, "`population` is true"),
        (r#""population":[1]"#, "`population` is a list"),
        (r#""population":"many""#, "is 'many'"),
        (r#""population":"""#, "is empty"),
        (r#""population":-1"#, "is '-1'; 0 or more"),
        (r#""population":1e999"#, "'1e999'"),
        (
            r#""pop":1,"people":2"#,
            "there as `pop` and `people`; one of them",
        ),
    ] {
        assert_left_out(&point("x", properties), "bad_population", said);
    }
}

#[test]
fn features_without_an_id_get_one_and_datums_are_converted() {
    let geometry = r#"{"type":"Point","coordinates":[116.4,39.9]}"#;
    let text = collection(&[feature("", geometry, r#""population":5"#)]);
    let demand = read_text("x", text.as_bytes(), None).unwrap();
    assert_eq!(cells(&demand), ["feature-0 116.4 39.9 5 -"]);
    assert_eq!(codes(&demand), ["0 missing_id"]);
    let shifted = text.replacen('{', r#"{"datum":"gcj02","#, 1);
    let position = read_text("x", shifted.as_bytes(), None).unwrap().cells[0].position;
    let shift_deg = [116.4 - position.lon(), 39.9 - position.lat()];
    assert!((0.005..0.008).contains(&shift_deg[0]), "{shift_deg:?}");
    assert!((0.001..0.002).contains(&shift_deg[1]), "{shift_deg:?}");
    let unknown = text.replacen('{', r#"{"datum":"beijing54","#, 1);
    let message = refused(unknown.as_bytes()).to_string();
    assert!(
        message.contains("wgs84, gcj02 or bd09 is wanted"),
        "{message}"
    );
}
