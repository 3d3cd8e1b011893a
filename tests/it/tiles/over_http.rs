//! Tiles as maps ask for them.

use crate::support::http::{get, get_json, get_with, problem, service, station_at};
use crate::tiles::features;
use yizhan::tiles::MAX_NAME_BYTES;

const NOON: &str = "2026-11-24T12:00:00%2B08:00";

fn stations() -> Vec<String> {
    vec![
        station_at(
            "a/b",
            [114.1694, 22.3193],
            r#""opening_hours":"08:00-20:00","amenities":["toilet"],"kind":"public_toilet""#,
        ),
        station_at("far", [121.5, 31.2], r#""opening_hours":"24/7""#),
    ]
}

#[test]
fn a_near_tile_tells_of_a_station_what_a_map_shows() {
    let service = service(&stations());
    let reply = get(&service, &format!("/v1/tiles/16/53551/28598.mvt?at={NOON}"));
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(
        reply.header("content-type"),
        "application/vnd.mapbox-vector-tile"
    );
    let found = features(&reply.body);
    let [feature] = &found[..] else {
        panic!("{found:?}");
    };
    for (name, value) in [
        ("station_id", "a/b"),
        ("name", "a/b"),
        ("open_state", "open"),
        ("closes_at", "2026-11-24T20:00:00+08:00"),
        ("count", "1"),
        ("open", "1"),
        ("unknown", "0"),
        ("closed", "0"),
    ] {
        assert_eq!(feature[name], value, "{name}");
    }
}

#[test]
fn a_station_tells_its_english_name_where_it_has_one() {
    let named = [
        (r#""name_en":"Nathan Road""#, Some("Nathan Road")),
        (r#""name_en":" ""#, None),
        ("", None),
    ];
    for (members, expected) in named {
        let service = service(&[station_at("a", [114.1694, 22.3193], members)]);
        let tile = get(&service, "/v1/tiles/16/53551/28598.mvt");
        let [feature] = &features(&tile.body)[..] else {
            panic!("one station");
        };
        assert_eq!(feature.get("name_en").map(String::as_str), expected);
    }
    let long = format!(r#""name_en":"{}""#, "é".repeat(MAX_NAME_BYTES));
    let service = service(&[station_at("a", [114.1694, 22.3193], &long)]);
    let tile = get(&service, "/v1/tiles/16/53551/28598.mvt");
    let shown = &features(&tile.body)[0]["name_en"];
    assert_eq!(*shown, "é".repeat(MAX_NAME_BYTES / 2));
}

#[test]
fn a_tile_of_streets_alone_is_empty_without_a_street_map_and_fresh_for_an_hour() {
    let service = service(&stations());
    let streets = get(&service, "/v1/tiles/0/0/0.mvt?layers=streets");
    assert_eq!((streets.status, streets.body.len()), (200, 0));
    assert_eq!(streets.header("cache-control"), "public, max-age=3600");
    let all = get(&service, &format!("/v1/tiles/0/0/0.mvt?at={NOON}"));
    for layers in ["stations", "stations,streets", "streets&layers=stations"] {
        let path = format!("/v1/tiles/0/0/0.mvt?at={NOON}&layers={layers}");
        let some = get(&service, &path);
        assert_eq!(some.body, all.body, "{layers}");
        assert_eq!(some.header("cache-control"), "public, max-age=60");
    }
    let described = get_json(&service, "http://test/v1/tiles.json?layers=streets");
    assert_eq!(described["vector_layers"].as_array().map(Vec::len), Some(0));
    let address = "http://test/v1/tiles/{z}/{x}/{y}.mvt?layers=streets";
    assert_eq!(described["tiles"][0], address);
}

#[test]
fn a_tile_without_stations_is_empty_and_one_that_cannot_be_is_not_found() {
    let service = service(&stations());
    let empty = get(&service, "/v1/tiles/16/0/0.mvt");
    assert_eq!((empty.status, empty.body.len()), (200, 0));
    for path in [
        "17/0/0.mvt",
        "1/2/0.mvt",
        "1/0/2.mvt",
        "1/0/0",
        "1/0/0.pbf",
        "a/0/0.mvt",
        "1/-1/0.mvt",
        "1/+1/0.mvt",
        "256/0/0.mvt",
        "1/0/.mvt",
        "1/99999999999/0.mvt",
        "1/%ff/0.mvt",
    ] {
        problem(&get(&service, &format!("/v1/tiles/{path}")), 404);
    }
    for query in [
        "fields=x",
        "at=noon",
        "amenity=nothing-known",
        "crs=x",
        "at=now&at=now",
        "layers=",
        "layers=street",
        "layers=stations,x",
    ] {
        problem(&get(&service, &format!("/v1/tiles/0/0/0.mvt?{query}")), 400);
    }
}

#[test]
fn filters_and_the_datum_of_the_map_choose_what_a_tile_shows() {
    let service = service(&stations());
    let count = |query: &str| {
        let reply = get(&service, &format!("/v1/tiles/0/0/0.mvt?{query}"));
        let counts = features(&reply.body).into_iter();
        let counts = counts.map(|feature| feature["count"].parse::<u32>().unwrap());
        counts.sum::<u32>()
    };
    for (query, expected) in [
        ("", 2),
        ("amenity=toilet", 1),
        ("amenity=%E5%8E%95%E6%89%80", 1),
        ("kind=public_toilet", 1),
        ("kind=union_station", 0),
        ("crs=gcj02", 2),
    ] {
        assert_eq!(count(query), expected, "{query}");
    }
    // GCJ-02 moves a place of the mainland by some hundreds of metres, more than such a tile.
    let near = |crs: &str| {
        let path = format!("/v1/tiles/16/54886/26784.mvt?crs={crs}");
        features(&get(&service, &path).body).len()
    };
    assert_ne!(near("wgs84"), near("gcj02"));
}

#[test]
fn a_tile_is_the_same_within_a_minute_and_not_sent_again() {
    let service = service(&stations());
    let path =
        |second: u32| format!("/v1/tiles/5/26/13.mvt?at=2026-11-24T12:00:{second:02}%2B08:00");
    let first = get(&service, &path(0));
    let etag = first.header("etag");
    assert_eq!(first.header("cache-control"), "public, max-age=60");
    assert_eq!(first.header("vary"), "accept-encoding");
    assert_eq!(get(&service, &path(59)).header("etag"), etag);
    let again = get_with(&service, &path(30), &[("if-none-match", etag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), etag);
    let other = get_with(&service, &path(30), &[("if-none-match", "\"x\"")]);
    assert_eq!(other.status, 200);
    let now = get(&service, "/v1/tiles/0/0/0.mvt");
    let fresh_s: u32 = now.header("cache-control")["public, max-age=".len()..]
        .parse()
        .unwrap();
    assert!((1..=60).contains(&fresh_s));
}

#[test]
fn a_large_tile_is_sent_with_gzip_to_clients_that_take_it() {
    let station = |n: u32| {
        let place = [
            113.0 + f64::from(n % 16) * 1.3,
            23.0 + f64::from(n / 16) * 1.3,
        ];
        station_at(&format!("s{n}"), place, "")
    };
    let service = service(&(0..200).map(station).collect::<Vec<_>>());
    let path = "/v1/tiles/4/13/6.mvt?at=now";
    let plain = get(&service, path);
    assert!(plain.headers.get("content-encoding").is_none());
    let gzip = get_with(&service, path, &[("accept-encoding", "gzip, br")]);
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let mut opened = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::GzDecoder::new(&gzip.body[..]),
        &mut opened,
    )
    .unwrap();
    assert_eq!(opened, plain.body);
    assert!(gzip.body.len() < plain.body.len());
}

#[test]
fn the_description_gives_the_address_of_tiles_with_the_same_parameters() {
    let service = service(&stations());
    let description = get_json(
        &service,
        "http://test/v1/tiles.json?amenity=toilet&crs=gcj02",
    );
    assert_eq!(description["tilejson"], "3.0.0");
    let address = "http://test/v1/tiles/{z}/{x}/{y}.mvt?amenity=toilet&crs=gcj02";
    assert_eq!(description["tiles"][0], address);
    assert_eq!(description["minzoom"], 0);
    assert_eq!(description["maxzoom"], 16);
    assert_eq!(description["vector_layers"][0]["id"], "stations");
    assert_eq!(description["bounds"][0].as_f64(), Some(114.1694));
    problem(
        &get(&service, "http://test/v1/tiles.json?bbox=1,2,3,4"),
        400,
    );
}
