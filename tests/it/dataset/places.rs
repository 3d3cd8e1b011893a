//! Stations far from all others of their district or city: what is reported, and what is not.

use std::path::{Path, PathBuf};

use yizhan::dataset::{IssueCode, Loaded, load};

use crate::dataset::{collection, load_all};
use crate::support::settings;

/// One station: city, district, longitude and latitude.
type Place<'a> = (&'a str, &'a str, f64, f64);

fn file(places: &[Place]) -> String {
    let member = |name: &str, value: &str| match value {
        "" => String::new(),
        value => format!(r#","{name}":"{value}""#),
    };
    let one = |(n, (city, district, lon, lat)): (usize, &Place)| {
        format!(
            r#"{{"type":"Feature","id":{n},"geometry":{{"type":"Point","coordinates":[{lon},{lat}]}},"properties":{{"name":"n{n}"{}{}}}}}"#,
            member("city", city),
            member("district", district),
        )
    };
    let features: Vec<String> = places.iter().enumerate().map(one).collect();
    collection(&features.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Which stations have a finding, and whether it is `far_off`; every one is kept.
fn told(places: &[Place]) -> Vec<(usize, bool)> {
    let loaded = load_all(&[&file(places)]).unwrap();
    assert_eq!(loaded.stations.len(), places.len());
    misplaced(&loaded)
        .into_iter()
        .map(|(id, code)| (id.parse().unwrap(), code == IssueCode::FarOff))
        .collect()
}

fn misplaced(loaded: &Loaded) -> Vec<(String, IssueCode)> {
    let issues = loaded.issues.iter();
    let of_place =
        issues.filter(|issue| matches!(issue.code, IssueCode::FarOff | IssueCode::LikelySwapped));
    of_place
        .map(|issue| (issue.id.clone().unwrap(), issue.code))
        .collect()
}

/// This many stations of a district within some kilometres of a place.
fn around<'a>(n: usize, city: &'a str, district: &'a str, lon: f64, lat: f64) -> Vec<Place<'a>> {
    let mut random = fastrand::Rng::with_seed(7);
    let mut near = |degrees: f64| degrees + (random.f64() - 0.5) * 0.06;
    (0..n)
        .map(|_| (city, district, near(lon), near(lat)))
        .collect()
}

const FAR: bool = true;
const SWAPPED: bool = false;

#[test]
fn a_station_far_from_all_others_of_its_district_is_told() {
    for n in [3, 4, 9, 40] {
        for (lon, lat) in [
            (113.26, 23.13),
            (121.47, 32.2),
            (122.5, 31.23),
            (121.47, 30.9),
            (-121.47, 31.23),
        ] {
            let mut places = around(n, "上海市", "普陀区", 121.47, 31.23);
            places.push(("上海市", "普陀区", lon, lat));
            assert_eq!(told(&places), [(n, FAR)], "{n} and {lon} {lat}");
        }
    }
}

#[test]
fn a_station_near_the_others_or_far_as_they_are_is_not_told() {
    let mut places = around(20, "上海市", "浦东新区", 121.5, 31.2);
    places.push(("上海市", "浦东新区", 121.65, 31.15));
    assert_eq!(told(&places), []);
    // An island of a district, with others on the way there.
    let mut islands = around(40, "", "大埔區", 114.17, 22.45);
    islands.extend([("", "大埔區", 114.33, 22.47), ("", "大埔區", 114.47, 22.54)]);
    assert_eq!(told(&islands), []);
    // A district with two towns, one of each side of a mountain.
    let mut towns = around(20, "", "某县", 100.0, 30.0);
    towns.extend(around(3, "", "某县", 101.0, 30.4));
    assert_eq!(told(&towns), []);
    // One wide as a prefecture.
    let wide: Vec<Place> = (0..20)
        .map(|n| {
            (
                "",
                "若羌县",
                86.0 + f64::from(n % 5),
                37.0 + f64::from(n / 5),
            )
        })
        .collect();
    assert_eq!(told(&wide), []);
    // Of the same name in two cities.
    let mut namesakes = around(20, "北京市", "朝阳区", 116.45, 39.92);
    namesakes.push(("长春市", "朝阳区", 125.3, 43.86));
    assert_eq!(told(&namesakes), []);
    // Of three one may be in a village, and is not in another province.
    let town = around(2, "", "某县", 100.0, 30.0);
    assert_eq!(
        told(&[&town[..], &[("", "某县", 100.5, 30.5)]].concat()),
        []
    );
    let elsewhere = [&town[..], &[("", "某县", 110.0, 30.0)]].concat();
    assert_eq!(told(&elsewhere), [(2, FAR)]);
    // Too few to decide, and none that says where it belongs.
    assert_eq!(
        told(&[("", "甲", 110.0, 30.0), ("", "甲", 120.0, 30.0)]),
        []
    );
    let mut nowhere = around(9, "", "", 110.0, 30.0);
    nowhere.push(("", "", 120.0, 30.0));
    assert_eq!(told(&nowhere), []);
}

#[test]
fn a_city_as_wide_as_a_province_has_stations_in_each_part() {
    let mut chongqing = around(30, "重庆市", "渝中区", 106.55, 29.56);
    chongqing.push(("重庆市", "万州区", 108.4, 30.8));
    chongqing.push(("重庆市", "巫山县", 109.88, 31.07));
    assert_eq!(told(&chongqing), []);
}

#[test]
fn where_a_district_has_too_few_stations_its_city_tells() {
    let mut places = around(10, "上海市", "普陀区", 121.4, 31.25);
    places.extend(around(10, "上海市", "黄浦区", 121.48, 31.23));
    places.push(("上海市", "崇明区", 113.0, 23.0));
    places.push(("上海市", "", 121.45, 31.2));
    assert_eq!(told(&places), [(20, FAR)]);
}

#[test]
fn the_antimeridian_parts_no_district() {
    let mut places = around(5, "", "Taveuni", 179.96, -16.8);
    places.extend(around(5, "", "Taveuni", -179.96, -16.8));
    assert_eq!(told(&places), []);
}

#[test]
fn swapped_coordinates_of_the_west_are_told_though_both_orders_are_on_earth() {
    // Ürümqi, Kashgar, Yining, Ali, Lhasa by longitudes west of 90° E.
    for (lon, lat) in [
        (87.62, 43.82),
        (75.99, 39.47),
        (81.32, 43.91),
        (80.1, 32.5),
        (88.88, 29.27),
        (89.9, 47.0),
        (73.6, 39.4),
    ] {
        assert_eq!(told(&[("", "", lat, lon)]), [(0, SWAPPED)], "{lon} {lat}");
        assert_eq!(told(&[("", "", lon, lat)]), []);
        let mut places = around(5, "", "", lon, lat);
        places.push(("", "", lat, lon));
        assert_eq!(told(&places), [(5, SWAPPED)]);
        // A file that is swapped throughout.
        let all: Vec<Place> = around(5, "", "某区", lat, lon);
        assert_eq!(told(&all).len(), 5);
    }
}

#[test]
fn swapped_coordinates_elsewhere_are_told_by_the_other_stations_of_the_file() {
    let mut places = around(9, "Helsinki", "", 24.94, 60.17);
    places.push(("Helsinki", "", 60.18, 24.95));
    assert_eq!(told(&places), [(9, SWAPPED)]);
    // On the line where both orders are the same place nearly.
    let mut places = around(9, "", "", 30.0, 30.0);
    places.push(("", "", 30.02, 29.98));
    assert_eq!(told(&places), []);
}

/// The station files that other data was made into for this project, and the bundled ones.
fn real_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut files: Vec<PathBuf> = ["hong-kong", "union-stations"]
        .map(|name| folder.join(format!("stations/{name}.geojson")))
        .into();
    files.push(folder.join("planning/helsinki/stations.geojson"));
    files
}

#[test]
fn no_station_of_the_real_files_is_called_misplaced() {
    for path in real_files() {
        let loaded = load(std::slice::from_ref(&path), settings()).unwrap();
        assert_eq!(misplaced(&loaded), [], "{}", path.display());
    }
}
