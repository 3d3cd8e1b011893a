//! Searching stations by text: what is found is what a plain reading of all texts finds.

use yizhan::distance::geodesic_m;
use yizhan::position::Position;
use yizhan::search::{SearchQuery, SearchTexts, search};
use yizhan::snapshot::Snapshot;

use crate::support::http::{collection, get, get_json, ids, problem, service, station_at};
use crate::support::snapshot;

/// Characters of made-up names: some simplified, some that are read in two ways, letters, digits.
const CHARACTERS: [char; 16] = [
    '爱', '心', '驿', '站', '广', '东', '路', '重', '庆', '长', 'a', 'b', '1', '2', '公', '园',
];

fn made_up(random: &mut fastrand::Rng) -> String {
    let n = random.usize(1..8);
    (0..n)
        .map(|_| CHARACTERS[random.usize(0..CHARACTERS.len())])
        .collect()
}

/// Stations with a name, an address and a district of made-up words.
fn world(n_stations: usize) -> Snapshot {
    let mut random = fastrand::Rng::with_seed(11);
    let stations: Vec<String> = (0..n_stations)
        .map(|n| {
            let place = [114.0 + random.f64(), 22.0 + random.f64()];
            let (address, district) = (made_up(&mut random), made_up(&mut random));
            let more = format!(r#""address":"{address}","district":"{district}""#);
            let name = made_up(&mut random);
            let named = station_at(&format!("s{n}"), place, &more);
            named.replacen(
                &format!(r#""name":"s{n}""#),
                &format!(r#""name":"{name}""#),
                1,
            )
        })
        .collect();
    snapshot(&[&collection("", &stations)])
}

/// The ids that a plain reading of all texts finds, in the order of their distance if there is a
/// place.
fn plainly(snapshot: &Snapshot, words: &[&str], near: Option<Position>) -> Vec<String> {
    let holds = |text: Option<&str>, word: &str| text.is_some_and(|text| text.contains(word));
    let mut found: Vec<(f64, String)> = snapshot
        .stations()
        .iter()
        .filter(|station| {
            words.iter().all(|word| {
                holds(Some(&station.name), word)
                    || holds(station.address.as_deref(), word)
                    || holds(station.district.as_deref(), word)
                    || holds(Some(&station.id.0), word)
            })
        })
        .map(|station| {
            let far_m = near.map_or(0.0, |place| geodesic_m(place, station.position));
            (far_m, station.id.0.to_string())
        })
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    found.into_iter().map(|(_, id)| id).collect()
}

#[test]
fn all_stations_that_hold_the_words_are_found_and_no_others_the_nearest_first() {
    let snapshot = world(1_500);
    let texts = SearchTexts::build(&snapshot);
    let mut random = fastrand::Rng::with_seed(12);
    let mut n_found = 0;
    for _ in 0..400 {
        // Words of Chinese characters alone: letters are also those of pinyin.
        let word = |random: &mut fastrand::Rng| {
            let n = random.usize(1..4);
            (0..n)
                .map(|_| CHARACTERS[random.usize(0..10)])
                .collect::<String>()
        };
        let words: Vec<String> = (0..random.usize(1..3)).map(|_| word(&mut random)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let near = Position::new(114.0 + random.f64(), 22.0 + random.f64()).ok();
        let limit = random.usize(1..2_000);
        let query = SearchQuery {
            text: &words.join(" "),
            near,
            limit,
        };
        let found: Vec<String> = search(&snapshot, &texts, &query)
            .iter()
            .map(|one| snapshot.station(one.station).id.0.to_string())
            .collect();
        let mut expected = plainly(&snapshot, &words, near);
        expected.truncate(limit);
        assert_eq!(found, expected, "{words:?}");
        n_found += found.len();
    }
    assert!(n_found > 1_000, "{n_found} prove little");
}

fn named(id: &str, name: &str, more: &str) -> String {
    let written = station_at(id, [114.17, 22.32], more);
    written.replacen(
        &format!(r#""name":"{id}""#),
        &format!(r#""name":"{name}""#),
        1,
    )
}

fn stations() -> Vec<String> {
    vec![
        named(
            "gz-1",
            "愛心驛站（廣東道）",
            r#""address":"广东道28号","district":"油尖旺区""#,
        ),
        named(
            "cq-7",
            "重庆北站工会驿站",
            r#""name_en":"Chongqing North Union Station""#,
        ),
        named("x", "驿站", r#""city":"长沙市""#),
        named("驿", "图书馆", r#""address":"Ｒｏａｄ　５""#),
    ]
}

#[test]
fn a_text_is_found_in_any_script_width_and_case_and_by_the_first_letters_of_its_pinyin() {
    let service = service(&stations());
    for (text, expected) in [
        ("爱心", vec!["gz-1"]),
        ("愛心", vec!["gz-1"]),
        ("广东道 油尖", vec!["gz-1"]),
        ("廣東道28號", vec!["gz-1"]),
        ("axyz", vec!["gz-1"]),
        ("AXYZ", vec!["gz-1"]),
        ("ａｘ", vec!["gz-1"]),
        ("yjwq", vec!["gz-1"]),
        ("cqbz", vec!["cq-7"]),
        ("CHONGQING", vec!["cq-7"]),
        ("css", vec!["x"]),
        ("road5", vec!["驿"]),
        ("cq-7", vec!["cq-7"]),
        ("驿站", vec!["x", "gz-1", "cq-7"]),
        ("驿", vec!["驿", "x", "gz-1", "cq-7"]),
        ("没有", vec![]),
        ("道油", vec![]),
    ] {
        let path = format!("/v1/stations/search?q={}", percent_encoded(text));
        assert_eq!(ids(&get_json(&service, &path)), expected, "{text}");
    }
}

fn percent_encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[test]
fn what_is_found_has_its_state_and_with_a_place_its_distance() {
    let service = service(&[station_at(
        "x",
        [114.17, 22.32],
        r#""opening_hours":"24/7""#,
    )]);
    let answer = get_json(
        &service,
        "/v1/stations/search?q=x&lat=22.32&lon=114.18&limit=1",
    );
    let properties = &answer["features"][0]["properties"];
    assert_eq!(properties["open_state"], "open");
    let distance_m = properties["distance_m"].as_f64().unwrap();
    assert!((1_000.0..1_100.0).contains(&distance_m), "{distance_m}");
    assert_eq!(answer["query"]["q"], "x");
    let answer = get_json(&service, "/v1/stations/search?q=x");
    assert!(answer["features"][0]["properties"]["distance_m"].is_null());
}

#[test]
fn a_search_that_cannot_be_understood_is_refused() {
    let service = service(&stations());
    let long = "x".repeat(100);
    assert_eq!(
        get(&service, &format!("/v1/stations/search?q={long}")).status,
        200
    );
    for (query, parameter) in [
        ("", "q"),
        ("q=", "q"),
        ("q=%20%2C", "q"),
        (&format!("q=x{long}"), "q"),
        ("q=x&limit=0", "limit"),
        ("q=x&limit=101", "limit"),
        ("q=x&lat=1", "lon"),
        ("q=x&lon=1", "lat"),
        ("q=x&radius_m=5", "radius_m"),
    ] {
        let refusal = problem(&get(&service, &format!("/v1/stations/search?{query}")), 400);
        assert_eq!(refusal["parameter"], parameter, "{query}");
    }
}
