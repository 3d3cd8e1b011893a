//! Station files: what is loaded, and that the real files load without an error.

mod any_bytes;
mod cases;
mod files;
mod issues;
mod json;
mod limits;
mod many_issues;
mod places;
mod planning_data;
mod quick;
mod tables;
mod words;

use std::path::PathBuf;

use crate::support::settings;
use yizhan::dataset::{IssueCode, LoadError, Loaded, Severity, load, load_texts};
use yizhan::datum::Datum;
use yizhan::hours::schedules::Hours;
use yizhan::position::Position;
use yizhan::station::{Access, Booking, Station, Status};

/// A collection of these features, written as JSON.
pub(crate) fn collection(features: &[&str]) -> String {
    let features = features.join(",\n");
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{features}\n]}}")
}

/// A feature with an id, a place of its own and these properties.
pub(crate) fn feature(id: &str, properties: &str) -> String {
    let lon = 114.0 + f64::from(u16::try_from(id.len()).unwrap()) / 100.0;
    format!(
        r#"{{"type":"Feature","id":"{id}","geometry":{{"type":"Point","coordinates":[{lon},22.3]}},"properties":{{{properties}}}}}"#
    )
}

/// A feature with this geometry.
pub(crate) fn feature_at(geometry: &str) -> String {
    format!(
        r#"{{"type":"Feature","id":"here","geometry":{geometry},"properties":{{"name":"Here"}}}}"#
    )
}

/// Loads texts under the names a.geojson, b.geojson and so on.
pub(crate) fn load_all(texts: &[&str]) -> Result<Loaded, LoadError> {
    let named: Vec<(String, &str)> = ('a'..)
        .map(|letter| format!("{letter}.geojson"))
        .zip(texts.iter().copied())
        .collect();
    load_texts(&named, settings())
}

/// The one station with these properties, which must raise no issue but of its name.
fn station(properties: &str) -> Station {
    let loaded = load_all(&[&collection(&[&feature("one", properties)])]).unwrap();
    let mut codes = loaded.issues.iter().map(|issue| issue.code);
    assert!(
        codes.all(|code| code == IssueCode::MissingName),
        "{:?}",
        loaded.issues
    );
    loaded.stations.into_iter().next().unwrap()
}

fn place(geometry: &str) -> Position {
    let loaded = load_all(&[&collection(&[&feature_at(geometry)])]).unwrap();
    loaded.stations[0].position
}

#[test]
fn the_real_files_load_without_an_error() {
    let files = ["hong-kong", "union-stations"]
        .map(|name| PathBuf::from(format!("data/stations/{name}.geojson")));
    let loaded = load(&files, settings()).unwrap();
    let errors = loaded
        .issues
        .iter()
        .filter(|issue| issue.severity() == Severity::Error);
    assert_eq!(errors.count(), 0);
    let [hong_kong, union] = &loaded.sources[..] else {
        panic!("two sources: {:?}", loaded.sources);
    };
    assert_eq!((hong_kong.n_features, hong_kong.n_stations), (951, 951));
    assert_eq!((union.n_features, union.n_stations), (12, 12));
    assert_eq!((&*hong_kong.calendar, &*union.calendar), ("hk", "cn"));
    assert_eq!(hong_kong.file, "data/stations/hong-kong.geojson");
    assert!(
        hong_kong
            .attribution
            .as_deref()
            .unwrap()
            .starts_with("Food and")
    );
    assert_eq!(hong_kong.bytes, std::fs::metadata(&files[0]).unwrap().len());
    assert_eq!(loaded.stations.len(), 963);
    assert_eq!(loaded.station_hours.len(), 963);
    let with_hours = loaded
        .stations
        .iter()
        .filter(|station| station.opening_hours.is_some());
    assert_eq!(with_hours.count(), 941);
    assert_eq!(loaded.stations[951].file.0, 1);
}

#[test]
fn every_typed_property_is_read() {
    let station = station(
        r#""name":" 驿站 ","name_en":"Station","kind":"户外劳动者服务站点","address":"1 Road",
        "city":"上海市","district":"普陀区","operator":"Union","phone":"+86 21 1","source":"press",
        "opening_hours":"24/7","access":"Scan","star":5,"honours":["最美", "好"],
        "status":"relocated","status_until":"2026-12-31","moved_to":"one-2","part_of":null,
        "verified_on":"2026-04-16","position_accuracy_m":800,"amenities":null"#
            .replace("\"moved_to\":\"one-2\",", "")
            .as_str(),
    );
    assert_eq!(&*station.name, "驿站");
    assert_eq!(station.more().name_en.as_deref(), Some("Station"));
    assert_eq!(station.kind.as_deref(), Some("union_station"));
    assert_eq!(station.address.as_deref(), Some("1 Road"));
    assert_eq!(station.city.as_deref(), Some("上海市"));
    assert_eq!(station.district.as_deref(), Some("普陀区"));
    assert_eq!(station.more().operator.as_deref(), Some("Union"));
    assert_eq!(station.more().phone.as_deref(), Some("+86 21 1"));
    assert_eq!(station.more().source.as_deref(), Some("press"));
    assert_eq!(station.opening_hours.as_deref(), Some("24/7"));
    assert_eq!(
        (station.access, station.star),
        (Some(Access::Scan), Some(5))
    );
    assert_eq!(*station.more().honours, ["最美".into(), "好".into()]);
    assert_eq!(station.status, Status::Relocated);
    assert_eq!(station.status_until.unwrap().to_string(), "2026-12-31");
    assert_eq!(station.verified_on.unwrap().to_string(), "2026-04-16");
    assert_eq!(station.more().position_accuracy_m, Some(800.0));
    assert_eq!(&*station.more().extra_members, "");
}

#[test]
fn null_and_blank_are_the_same_as_absent() {
    let station = station(
        r#""name":" ","kind":null,"opening_hours":"  ","star":null,"honours":null,"status":"",
        "status_until":"","moved_to":"","verified_on":null,"position_accuracy_m":null,
        "access":null,"amenities":null"#,
    );
    assert_eq!(&*station.name, "one");
    assert_eq!((&station.kind, &station.opening_hours), (&None, &None));
    assert_eq!((station.star, station.access), (None, None));
    assert_eq!(
        (station.status, station.status_until),
        (Status::Active, None)
    );
    assert_eq!(station.more().moved_to, None);
}

#[test]
fn properties_that_are_not_ours_are_kept_verbatim_and_in_order() {
    let station = station(
        r#""b": 1.50, "name":"x", "a\"b":"\u9a7f/\/", "floor_area_m2":1e3,"id":7,
        "c":{ "d" : [1,  2] },"n":null,"station_id":"one","open_state":null"#,
    );
    let expected =
        r#""b":1.50,"a\"b":"\u9a7f/\/","floor_area_m2":1e3,"id":7,"c":{ "d" : [1,  2] },"n":null"#;
    assert_eq!(&*station.more().extra_members, expected);
}

#[test]
fn ids_are_text_and_whole_numbers_have_no_fraction() {
    for (written, id) in [
        (r#""x""#, "x"),
        (r#"" 驿\u7ad9 ""#, "驿站"),
        ("7", "7"),
        ("7.0", "7"),
        ("1e3", "1000"),
        ("-1.50", "-1.5"),
        ("12345678901234567890123", "12345678901234567890123"),
    ] {
        let feature = feature("x", "").replace(r#""id":"x""#, &format!(r#""id":{written}"#));
        let loaded = load_all(&[&collection(&[&feature])]).unwrap();
        assert_eq!(&*loaded.stations[0].id.0, id, "{written}");
    }
}

#[test]
fn a_point_is_where_it_says_and_an_area_is_a_point_inside_it() {
    let point = r#"{"type":"Point","coordinates":[114.5,22.5,31.0]}"#;
    assert_eq!(place(point), Position::new(114.5, 22.5).unwrap());
    let ring = |low: f64, high: f64| {
        format!("[[{low},{low}],[{high},{low}],[{high},{high}],[{low},{high}],[{low},{low}]]")
    };
    let with_hole = format!(
        r#"{{"type":"Polygon","coordinates":[{},{}]}}"#,
        ring(10.0, 20.0),
        ring(11.0, 19.0)
    );
    let inside = place(&with_hole);
    let [lon, lat] = [inside.lon(), inside.lat()];
    let in_square = |low, high| {
        [lon, lat]
            .iter()
            .all(|degrees| (low..=high).contains(degrees))
    };
    assert!(
        in_square(10.0, 20.0) && !in_square(11.0, 19.0),
        "{lon} {lat}"
    );
    let wider_second = format!(
        r#"{{"type":"MultiPolygon","coordinates":[[{}],[{}]]}}"#,
        ring(10.0, 11.0),
        ring(30.0, 33.0)
    );
    assert_eq!(place(&wider_second), Position::new(31.5, 31.5).unwrap());
}

#[test]
fn coordinates_are_converted_from_the_datum_of_the_file() {
    let point = r#"{"type":"Point","coordinates":[121.4,31.2]}"#;
    let text = collection(&[&feature_at(point)]);
    let text = text.replacen('{', r#"{"datum":"GCJ02","#, 1);
    let loaded = load_all(&[&text]).unwrap();
    let expected = Datum::Gcj02.to_position(121.4, 31.2).unwrap();
    assert_eq!(loaded.stations[0].position, expected);
    assert_eq!(loaded.sources[0].datum, Datum::Gcj02);
}

#[test]
fn amenities_are_a_list_of_words_or_an_object_of_what_is_known() {
    let properties = r#""name":"x","amenities":{"饮水机":true,"wifi":"limited","aed":false,
        "toilet":null,"sauna":{},"shower":{"available":null},
        "clinic":{"available":"limited","opening_hours":"Mo 09:00-12:00","booking":true,"note":"ring"},
        "haircut":{"available":false,"booking":"by phone"}}"#;
    let loaded = load_all(&[&collection(&[&feature("one", properties)])]).unwrap();
    let station = &loaded.stations[0];
    let keys = &loaded.amenity_keys;
    let named = |set: yizhan::amenity::AmenitySet| -> Vec<&str> {
        set.iter().map(|amenity| keys.key(amenity)).collect()
    };
    assert_eq!(
        named(station.offered),
        ["drinking_water", "wifi", "clinic", "sauna"]
    );
    assert_eq!(named(station.limited), ["wifi", "clinic"]);
    assert_eq!(named(station.not_offered), ["aed", "haircut"]);
    let clinic = station.detail(keys.find("clinic").unwrap()).unwrap();
    assert_eq!(clinic.booking, Some(Booking::Needed(true)));
    assert_eq!(clinic.note.as_deref(), Some("ring"));
    let haircut = station.detail(keys.find("haircut").unwrap()).unwrap();
    assert_eq!(haircut.booking, Some(Booking::How("by phone".into())));
    assert_eq!(loaded.amenity_hours.len(), 1);
    assert_eq!(loaded.amenity_hours[0].amenity, clinic.amenity);
    assert!(matches!(loaded.amenity_hours[0].hours, Hours::Scheduled(_)));
    assert_eq!(loaded.station_hours, [Hours::None]);
    let listed = self::station(r#""name":"x","amenities":["WiFi","免费WiFi","wifi"]"#);
    assert_eq!(named(listed.offered), ["wifi"]);
}

#[test]
fn a_word_of_no_vocabulary_has_one_number_in_all_files() {
    let texts = ["one", "three"]
        .map(|id| collection(&[&feature(id, r#""name":"x","amenities":["sauna"]"#)]));
    let loaded = load_all(&texts.each_ref().map(String::as_str)).unwrap();
    assert_eq!(loaded.stations[0].offered, loaded.stations[1].offered);
    assert_eq!(loaded.stations[1].file.0, 1);
    assert_eq!(loaded.sources[1].file, "b.geojson");
}

#[test]
fn an_id_is_unique_over_all_files_and_the_first_is_kept() {
    let first = collection(&[
        &feature("aa", r#""name":"A""#),
        &feature("one", r#""name":"B""#),
    ]);
    let second = collection(&[
        &feature("two", r#""name":"C""#),
        &feature("aa", r#""name":"D""#),
    ]);
    let loaded = load_all(&[&first, &second]).unwrap();
    let names: Vec<&str> = loaded
        .stations
        .iter()
        .map(|station| &*station.name)
        .collect();
    assert_eq!(names, ["A", "B", "C"]);
    let [issue] = &loaded.issues[..] else {
        panic!("one issue: {:?}", loaded.issues);
    };
    assert_eq!(
        issue.to_string(),
        "b.geojson, feature 1 (aa): error duplicate_id: the id 'aa' is that of feature 0 of \
         a.geojson, which is kept; another id is wanted"
    );
    assert_eq!(
        (loaded.sources[1].n_features, loaded.sources[1].n_stations),
        (2, 1)
    );
}

#[test]
fn issues_are_ordered_by_file_and_feature() {
    let bad = |id| feature(id, r#""name":"x","star":9,"part_of":"nobody""#);
    let text_a = collection(&[&bad("a"), &bad("bb")]);
    let text_b = collection(&[&bad("ccc")]);
    let loaded = load_all(&[&text_a, &text_b]).unwrap();
    let order: Vec<_> = loaded
        .issues
        .iter()
        .map(|issue| (&*issue.file, issue.feature, issue.code.key()))
        .collect();
    let expected = [("a.geojson", 0), ("a.geojson", 1), ("b.geojson", 0)]
        .map(|(file, n)| ["bad_property", "dangling_reference"].map(|code| (file, Some(n), code)))
        .concat();
    assert_eq!(order, expected);
}
