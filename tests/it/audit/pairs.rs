//! Stations that may be one place.

use yizhan::audit::{NEAR_M, Sameness, audit};
use yizhan::dataset::Loaded;
use yizhan::distance::geodesic_m;

use super::{load, settings};
use crate::support::http::station;

fn named(id: &str, metres: f64, name: &str, properties: &str) -> String {
    station(id, metres, properties).replacen(
        &format!(r#""name":"{id}""#),
        &format!(r#""name":"{name}""#),
        1,
    )
}

fn pairs(loaded: &Loaded) -> Vec<(String, String, Sameness)> {
    let settings = settings();
    let id = |row: yizhan::station::StationIdx| loaded.stations[row.row()].id.to_string();
    let found = audit(loaded, &settings).pairs;
    found
        .iter()
        .map(|p| (id(p.first), id(p.second), p.same))
        .collect()
}

#[test]
fn the_same_name_address_or_plate_within_a_hundred_metres_may_be_one_place() {
    let of = |a: (&str, &str), b: (&str, &str), metres: f64| {
        let loaded = load(&[named("a", 0.0, a.0, a.1), named("b", metres, b.0, b.1)]);
        pairs(&loaded).first().map(|(_, _, same)| *same)
    };
    let plain = r#""x":1"#;
    let (name, address, plate) = (Sameness::Name, Sameness::Address, Sameness::Plate);
    for (a, b, metres, expected) in [
        (("甲站", plain), ("甲站", plain), 99.0, Some(name)),
        (("甲站", plain), ("甲站", plain), 101.0, None),
        (("甲站", plain), ("乙站", plain), 5.0, None),
        (
            ("百安加油站爱心驿站", plain),
            ("百安加油站（户外职工接力站）", plain),
            5.0,
            Some(name),
        ),
        (("工会驿站", plain), ("爱心驿站", plain), 5.0, None),
        (
            ("甲", r#""address":"百安路528号""#),
            ("乙", r#""address":"百安路 528号""#),
            50.0,
            Some(address),
        ),
        (
            ("甲", r#""address":"百安路528号""#),
            ("乙", r#""address":"百安路52号""#),
            50.0,
            None,
        ),
        (
            ("甲", r#""address":"""#),
            ("乙", r#""address":"""#),
            50.0,
            None,
        ),
        (
            ("甲", r#""牌号":"A-01""#),
            ("乙", r#""牌号":"a01""#),
            50.0,
            Some(plate),
        ),
        (
            ("甲", r#""code":null"#),
            ("乙", r#""code":null"#),
            50.0,
            None,
        ),
        (
            ("甲", r#""code":7"#),
            ("乙", r#""code":7"#),
            50.0,
            Some(plate),
        ),
    ] {
        assert_eq!(of(a, b, metres), expected, "{a:?} {b:?} {metres}");
    }
}

#[test]
fn a_station_has_a_partner_exactly_if_a_look_at_all_pairs_finds_one() {
    let mut random = fastrand::Rng::with_seed(7);
    let names = ["甲", "乙", "丙"];
    for _ in 0..20 {
        let mut one = |n: usize| {
            let name = names[random.usize(..names.len())];
            let metres = f64::from(random.u32(..6_000));
            named(&format!("s{n}"), metres, name, r#""x":1"#)
        };
        let stations: Vec<String> = (0..150).map(&mut one).collect();
        let loaded = load(&stations);
        let found: Vec<String> = pairs(&loaded)
            .into_iter()
            .map(|(_, second, _)| second)
            .collect();
        let all = &loaded.stations;
        let has_partner = |row: usize| {
            all[..row].iter().any(|earlier| {
                earlier.name == all[row].name
                    && geodesic_m(earlier.position, all[row].position) <= NEAR_M
            })
        };
        let expected: Vec<String> = (0..all.len())
            .filter(|row| has_partner(*row))
            .map(|row| all[row].id.to_string())
            .collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_pile_of_stations_at_one_spot_is_a_partner_each() {
    let stations: Vec<String> = (0..2_000)
        .map(|n| named(&format!("s{n}"), 0.0, "甲", r#""x":1"#))
        .collect();
    assert_eq!(pairs(&load(&stations)).len(), 1_999);
}
