//! The items of OGC API - Features against brute force: every filter, over all pages.

use yizhan::hours::OpenState;
use yizhan::query::opening::describe;
use yizhan::snapshot::Snapshot;
use yizhan::station::{Station, StationIdx};

use crate::support::http::{ids, problem};
use crate::support::ogc_client::{ITEMS, Site, link, number};
use crate::support::world::{Places, World};
use crate::support::{instant, snapshot};
use yizhan::clock::Zone;

/// The moment that openings are asked for: a Tuesday evening.
const EVENING: &str = "2026-11-24T18:30:00+08:00";

fn globe() -> Snapshot {
    let world = World {
        seed: 72,
        stations: 500,
        places: Places::Globe,
    };
    snapshot(&[&world.geojson()])
}

/// The ids that pass a test, in the order of the set.
fn brute_force(snapshot: &Snapshot, passes: impl Fn(StationIdx, &Station) -> bool) -> Vec<String> {
    snapshot
        .rows()
        .filter(|idx| passes(*idx, snapshot.station(*idx)))
        .map(|idx| snapshot.station(idx).id.to_string())
        .collect()
}

fn offers(snapshot: &Snapshot, station: &Station, key: &str) -> bool {
    let offered = |amenity| snapshot.amenity_keys().key(amenity) == key;
    station.offered.iter().any(offered)
}

fn is_open(snapshot: &Snapshot, idx: StationIdx, wanted: &[&str]) -> bool {
    let keys = snapshot.amenity_keys();
    let wanted = wanted.iter().filter_map(|key| keys.find(key)).collect();
    let opening = describe(snapshot, idx, wanted, Zone::default(), instant(EVENING));
    opening.state == OpenState::Open
}

#[test]
fn the_pages_of_every_filter_hold_each_station_that_passes_exactly_once_and_in_order() {
    let set = globe();
    let site = Site::serving(globe(), None);
    let is_kind = |station: &Station, kind: &str| station.kind.as_deref() == Some(kind);
    let cases: [(&str, Vec<String>); 8] = [
        ("", brute_force(&set, |_, _| true)),
        (
            "kind=union_station",
            brute_force(&set, |_, one| is_kind(one, "union_station")),
        ),
        (
            "kind=union_station,tea_house",
            brute_force(&set, |_, one| {
                is_kind(one, "union_station") || is_kind(one, "tea_house")
            }),
        ),
        (
            "amenity=wifi",
            brute_force(&set, |_, one| offers(&set, one, "wifi")),
        ),
        (
            "amenity=wifi&amenity=饮水机",
            brute_force(&set, |_, one| {
                offers(&set, one, "wifi") && offers(&set, one, "drinking_water")
            }),
        ),
        (
            "open_at=2026-11-24T18:30:00%2B08:00",
            brute_force(&set, |idx, _| is_open(&set, idx, &[])),
        ),
        (
            "open_at=2026-11-24T10:30:00Z&amenity=toilet&kind=public_toilet",
            brute_force(&set, |idx, one| {
                is_kind(one, "public_toilet")
                    && offers(&set, one, "toilet")
                    && is_open(&set, idx, &["toilet"])
            }),
        ),
        (
            "bbox=-180,-90,0,90",
            brute_force(&set, |_, one| one.position.lon() <= 0.0),
        ),
    ];
    for (query, expected) in cases {
        let (ids, n_matched) =
            site.ids(&format!("{query}&limit=7").replace("饮水机", "%E9%A5%AE%E6%B0%B4%E6%9C%BA"));
        assert_eq!(ids, expected, "{query}");
        assert_eq!(n_matched, expected.len(), "{query}");
        assert!(!expected.is_empty(), "{query} tests nothing");
    }
}

#[test]
fn a_page_of_all_stations_is_a_range_of_rows_and_beyond_the_last_one_empty() {
    let (set, site) = (globe(), Site::serving(globe(), None));
    let all = brute_force(&set, |_, _| true);
    for (offset, expected) in [
        (0, &all[..9]),
        (490, &all[490..499]),
        (495, &all[495..]),
        (500, &[]),
        (4_294_967_295_usize, &[]),
    ] {
        let page = site.document(&format!("{ITEMS}?offset={offset}&limit=9"));
        assert_eq!(ids(&page), expected, "{offset}");
        assert_eq!(number(&page, "numberMatched"), 500);
        let has_next = link(&page, "next").is_some();
        assert_eq!(has_next, offset + expected.len() < 500, "{offset}");
    }
}

#[test]
fn two_hundred_boxes_hold_what_brute_force_finds_in_them() {
    let set = globe();
    let site = Site::serving(globe(), None);
    let mut random = fastrand::Rng::with_seed(73);
    let mut n_found = 0;
    for _ in 0..200 {
        let lon = |random: &mut fastrand::Rng| random.f64() * 360.0 - 180.0;
        let [west, east] = [lon(&mut random), lon(&mut random)];
        let south = random.f64() * 180.0 - 90.0;
        let north = south + random.f64() * (90.0 - south);
        let expected = brute_force(&set, |_, station| {
            let (lon, lat) = (station.position.lon(), station.position.lat());
            let degrees_east_of_west = (lon - west).rem_euclid(360.0);
            let is_between = degrees_east_of_west <= (east - west).rem_euclid(360.0);
            is_between && (south..=north).contains(&lat)
        });
        let (ids, _) = site.ids(&format!("bbox={west},{south},{east},{north}&limit=1000"));
        assert_eq!(ids, expected, "{west},{south},{east},{north}");
        n_found += ids.len();
    }
    assert!(n_found > 10_000, "the boxes hold only {n_found}");
}

#[test]
fn districts_are_compared_as_they_are_written() {
    let feature = |id: &str, district: &str| {
        format!(
            r#"{{"type":"Feature","id":"{id}","geometry":{{"type":"Point","coordinates":[121,31]}},
               "properties":{{"name":"{id}","district":{district},"verified_on":"2026-04-1{id}"}}}}"#
        )
    };
    let stations = [
        feature("1", r#""黄浦区""#),
        feature("2", r#""普陀区""#),
        feature("3", "null"),
        feature("4", r#""a,b&c""#),
    ];
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        stations.join(",")
    );
    let site = Site::of(&[&text]);
    for (query, expected) in [
        ("district=%E9%BB%84%E6%B5%A6%E5%8C%BA", vec!["1"]),
        ("district=a%2Cb%26c", vec!["4"]),
        ("district=a", vec![]),
        ("datetime=2026-04-12/..", vec!["2", "3", "4"]),
        ("datetime=../2026-04-12", vec!["1", "2"]),
        ("datetime=2026-04-12T23:00:00-05:00", vec!["2"]),
    ] {
        assert_eq!(site.ids(query).0, expected, "{query}");
    }
    let collection = site.document("/ogc/collections/stations");
    assert_eq!(
        collection["extent"]["temporal"]["interval"],
        serde_json::json!([["2026-04-11T00:00:00Z", "2026-04-14T00:00:00Z"]])
    );
}

#[test]
fn what_is_no_moment_number_or_parameter_is_refused_and_never_dropped() {
    let site = Site::serving(globe(), None);
    for (name, word) in [
        ("open_at", "tomorrow"),
        ("open_at", ""),
        ("offset", "-1"),
        ("crs", "EPSG:4326"),
        ("filter", "kind='x'"),
    ] {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair(name, word)
            .finish();
        assert_eq!(
            problem(&site.get(&format!("{ITEMS}?{query}")), 400)["parameter"],
            name,
            "{query}"
        );
    }
}

#[test]
fn a_filter_by_a_word_that_no_station_has_is_no_rows() {
    let site = Site::serving(globe(), None);
    let some = site.ids("kind=union_station&limit=1000").0;
    for (filter, expected) in [
        ("kind=union_statoin", vec![]),
        ("kind=", vec![]),
        ("kind=market", vec![]),
        ("kind=%F0%9F%9A%8C", vec![]),
        ("amenity=wiffi", vec![]),
        ("amenity=", vec![]),
        ("amenity=wifi,wiffi", vec![]),
        ("kind=nosuch&amenity=wifi", vec![]),
        ("kind=nosuch&open_at=now", vec![]),
        ("kind=nosuch&bbox=-180,-90,180,90", vec![]),
        ("kind=nosuch,union_station", some.clone()),
        ("kind=union_station,union_station", some),
    ] {
        let (ids, n_matched) = site.ids(&format!("{filter}&limit=1000"));
        assert_eq!(ids, expected, "{filter}");
        assert_eq!(n_matched, expected.len(), "{filter}");
    }
}

#[test]
fn stations_can_be_filtered_by_the_text_of_their_amenities() {
    let set = globe();
    let site = Site::serving(globe(), None);
    let text = |station: &Station| {
        let keys = station.offered.iter();
        let keys: Vec<&str> = keys
            .map(|amenity| set.amenity_keys().key(amenity))
            .collect();
        keys.join(", ")
    };
    let texts: std::collections::BTreeSet<String> =
        set.rows().map(|idx| text(set.station(idx))).collect();
    assert!(texts.len() > 2);
    for wanted in texts
        .iter()
        .map(String::as_str)
        .chain(["", "wifi,toilet", ",", "nosuch"])
    {
        let expected = brute_force(&set, |_, station| text(station) == wanted);
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("amenities_text", wanted)
            .append_pair("limit", "1000")
            .finish();
        assert_eq!(site.ids(&query).0, expected, "{wanted}");
    }
}

#[test]
fn all_pages_of_now_are_of_the_moment_of_the_first() {
    let site = Site::serving(globe(), None);
    let page = site.document(&format!("{ITEMS}?open_at=now&limit=1&f=json"));
    let next = link(&page, "next").unwrap()["href"].as_str().unwrap();
    let stamp = page["timeStamp"].as_str().unwrap();
    let stamp = stamp.replace(':', "%3A").replace('+', "%2B");
    assert!(next.contains(&format!("open_at={stamp}")), "{next} {stamp}");
    assert!(next.contains("f=json"), "{next}");
}

#[test]
fn the_page_before_ends_where_this_one_begins() {
    let site = Site::serving(globe(), None);
    let all = site.ids("limit=1000").0;
    for (offset, first) in [(25, 15), (4, 0)] {
        let page = site.document(&format!("{ITEMS}?offset={offset}&limit=10"));
        let before = site.document(link(&page, "prev").unwrap()["href"].as_str().unwrap());
        let ids: Vec<&str> = before["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(|feature| feature["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, all[first..offset]);
    }
}

#[test]
fn an_offset_beyond_the_end_and_a_filter_that_nothing_passes_are_empty_pages() {
    let site = Site::serving(globe(), None);
    for (query, n_matched) in [
        ("offset=500", 500),
        ("offset=4294967295", 500),
        ("kind=market", 0),
    ] {
        let page = site.document(&format!("{ITEMS}?{query}"));
        assert_eq!(page["features"], serde_json::json!([]), "{query}");
        assert_eq!(number(&page, "numberMatched"), n_matched);
        assert!(link(&page, "next").is_none());
    }
}

#[test]
fn a_year_without_holiday_data_is_named_where_the_clock_was_asked() {
    let site = Site::serving(globe(), None);
    let holiday_data =
        |query: &str| site.document(&format!("{ITEMS}?{query}"))["holiday_data"].clone();
    assert_eq!(holiday_data("open_at=2026-11-24T12:00:00"), "complete");
    assert_eq!(holiday_data("open_at=2099-11-24T12:00:00"), "missing");
    assert_eq!(holiday_data("limit=5"), "complete");
}
