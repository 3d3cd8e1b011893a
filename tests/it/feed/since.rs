//! What changed since a version: an old copy and the answer to it make the new feed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use yizhan::http::AppState;
use yizhan::state::KEPT_VERSIONS;
use yizhan::state::ServedSet;

use super::FEED;
use crate::support::http::{get, get_json, get_with, service_of};
use crate::support::snapshot;

/// Stations by id: what a client holds, or the world that it is about.
type Copy = BTreeMap<String, Value>;

fn file(stations: &BTreeMap<u32, (u32, bool)>) -> String {
    let features: Vec<String> = stations
        .iter()
        .map(|(id, (look, has_toilet))| {
            let amenities = if *has_toilet { r#"["toilet"]"# } else { "[]" };
            let lon = 100.0 + f64::from(*look);
            format!(
                r#"{{"type":"Feature","id":"s{id}","geometry":{{"type":"Point","coordinates":[{lon},30]}},"properties":{{"name":"n{look}","amenities":{amenities}}}}}"#
            )
        })
        .collect();
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
}

fn swap(service: &AppState, text: &str) {
    service
        .set()
        .replace(ServedSet::new(snapshot(&[text]), 0.0));
}

fn version(service: &AppState) -> String {
    service.current().unwrap().snapshot().version().to_owned()
}

fn features(collection: &Value) -> Copy {
    let features = collection["features"].as_array().unwrap();
    features
        .iter()
        .map(|feature| (feature["id"].as_str().unwrap().to_owned(), feature.clone()))
        .collect()
}

/// Brings an old copy up to date, as a client does.
fn apply(copy: &mut Copy, answer: &Value) {
    if answer["complete"].as_bool().unwrap() {
        copy.clear();
    }
    for id in answer["deleted"].as_array().unwrap() {
        copy.remove(id.as_str().unwrap());
    }
    copy.extend(features(answer));
}

fn ids(collection: &Value) -> Vec<String> {
    features(collection).into_keys().collect()
}

/// Stations as number -> (look, whether there is a toilet).
fn stations(all: &[(u32, u32, bool)]) -> String {
    file(
        &all.iter()
            .map(|(id, look, wc)| (*id, (*look, *wc)))
            .collect(),
    )
}

#[test]
fn only_what_changed_is_answered_and_what_vanished_is_named() {
    let service = service_of(&[&stations(&[(1, 1, true), (2, 2, true), (3, 3, true)])]);
    let first = version(&service);
    swap(
        &service,
        &stations(&[(1, 1, true), (2, 9, true), (4, 4, true)]),
    );
    let answer = get_json(&service, &format!("{FEED}?since={first}"));
    assert_eq!(ids(&answer), ["s2", "s4"]);
    assert_eq!(answer["deleted"], serde_json::json!(["s3"]));
    assert_eq!(answer["complete"], false);
    assert_eq!(answer["since"], first.as_str());
    assert_eq!(answer["dataset_version"], version(&service).as_str());
}

#[test]
fn since_the_current_version_nothing_changed() {
    let service = service_of(&[&stations(&[(1, 1, true)])]);
    let query = format!("{FEED}?since={}", version(&service));
    for answer in [
        get(&service, &query),
        get(&service, &format!("{query}&at=now")),
    ] {
        let answer = answer.json();
        assert_eq!(answer["features"], serde_json::json!([]));
        assert_eq!(answer["deleted"], serde_json::json!([]));
        assert_eq!(answer["complete"], false);
    }
}

#[test]
fn a_version_that_is_not_known_gets_the_whole_set() {
    let service = service_of(&[&stations(&[(1, 1, true), (2, 2, false)])]);
    let answer = get_json(&service, &format!("{FEED}?since=0123456789abcdef"));
    assert_eq!(answer["complete"], true);
    assert_eq!(answer["deleted"], serde_json::json!([]));
    assert_eq!(ids(&answer), ["s1", "s2"]);
    let filtered = get_json(&service, &format!("{FEED}?since=x&amenity=toilet"));
    assert_eq!(ids(&filtered), ["s1"]);
}

#[test]
fn a_changed_station_that_no_longer_passes_the_filter_is_deleted() {
    let service = service_of(&[&stations(&[(1, 1, true), (2, 2, true), (3, 3, false)])]);
    let first = version(&service);
    swap(
        &service,
        &stations(&[(1, 1, true), (2, 2, false), (3, 3, true)]),
    );
    let answer = get_json(&service, &format!("{FEED}?since={first}&amenity=toilet"));
    assert_eq!(ids(&answer), ["s3"]);
    assert_eq!(answer["deleted"], serde_json::json!(["s2"]));
    let boxed = get_json(&service, &format!("{FEED}?since={first}&bbox=0,0,1,1"));
    assert!(ids(&boxed).is_empty());
    assert_eq!(boxed["deleted"], serde_json::json!(["s2", "s3"]));
}

#[test]
fn a_version_that_comes_back_is_the_same_again() {
    let (a, b) = (
        stations(&[(1, 1, true), (2, 2, true)]),
        stations(&[(1, 5, true)]),
    );
    let service = service_of(&[&a]);
    let first = version(&service);
    swap(&service, &b);
    let second = version(&service);
    swap(&service, &a);
    let answer = get_json(&service, &format!("{FEED}?since={first}"));
    assert!(ids(&answer).is_empty());
    let answer = get_json(&service, &format!("{FEED}?since={second}"));
    assert_eq!(ids(&answer), ["s1", "s2"]);
    assert_eq!(answer["deleted"], serde_json::json!([]));
}

#[test]
fn the_last_sixteen_versions_are_known_and_the_one_before_is_not() {
    assert_eq!(KEPT_VERSIONS, 16);
    let service = service_of(&[&stations(&[(0, 0, true)])]);
    let mut versions = vec![version(&service)];
    for load in 1..=20 {
        swap(&service, &stations(&[(load, load, true)]));
        versions.push(version(&service));
        for (lag, former) in versions.iter().rev().enumerate() {
            let answer = get_json(&service, &format!("{FEED}?since={former}"));
            assert_eq!(
                answer["complete"],
                lag > KEPT_VERSIONS,
                "{lag} versions ago"
            );
            if (1..=KEPT_VERSIONS).contains(&lag) {
                assert_eq!(ids(&answer), [format!("s{load}")]);
                assert_eq!(answer["deleted"].as_array().unwrap().len(), lag);
            }
        }
    }
}

#[test]
fn equal_stations_in_another_order_are_no_change() {
    let one = r#"{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"name":"a"}}"#;
    let two = r#"{"type":"Feature","id":"b","geometry":{"type":"Point","coordinates":[3,4]},"properties":{"name":"b"}}"#;
    let of =
        |first, second| format!(r#"{{"type":"FeatureCollection","features":[{first},{second}]}}"#);
    let service = service_of(&[&of(one, two)]);
    let first = version(&service);
    swap(&service, &of(two, one));
    assert_ne!(first, version(&service));
    let answer = get_json(&service, &format!("{FEED}?since={first}"));
    assert!(ids(&answer).is_empty());
    assert_eq!(answer["deleted"], serde_json::json!([]));
}

#[test]
fn dates_of_versions_differ_however_fast_they_follow() {
    let service = service_of(&[&stations(&[(1, 1, true)])]);
    let first = get(&service, FEED);
    swap(&service, &stations(&[(2, 1, true)]));
    let second = get(&service, FEED);
    assert_ne!(first.header("etag"), second.header("etag"));
    let date = ("if-modified-since", first.header("last-modified"));
    assert_eq!(get_with(&service, FEED, &[date]).status, 200);
}

/// A client that looks now and then, always with the same filter.
struct Follower {
    filter: &'static str,
    copy: Copy,
    version: String,
}

impl Follower {
    fn look(&mut self, service: &Arc<AppState>) {
        let query = format!("{FEED}?since={}{}", self.version, self.filter);
        let answer = get_json(service, &query);
        apply(&mut self.copy, &answer);
        self.version = version(service);
        let whole = format!("{FEED}?crs=wgs84{}", self.filter);
        assert_eq!(self.copy, features(&get_json(service, &whole)));
    }
}

#[test]
fn an_old_copy_and_the_answers_since_make_the_new_feed() {
    for seed in 0..12 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut world: BTreeMap<u32, (u32, bool)> = (0..30).map(|id| (id, (0, true))).collect();
        let mut texts = vec![file(&world)];
        let service = service_of(&[&texts[0]]);
        let mut followers: Vec<Follower> = ["", "&amenity=toilet", "&bbox=101,0,104,90"]
            .into_iter()
            .map(|filter| Follower {
                filter,
                copy: Copy::new(),
                version: "none".to_owned(),
            })
            .collect();
        for _ in 0..60 {
            for _ in 0..random.u32(0..6) {
                let id = random.u32(0..40);
                if random.f64() < 0.3 && world.len() > 1 {
                    world.remove(&id);
                } else {
                    world.insert(id, (random.u32(0..6), random.bool()));
                }
            }
            let text = if random.f64() < 0.1 {
                random.choice(&texts).unwrap().clone()
            } else {
                file(&world)
            };
            swap(&service, &text);
            texts.push(text);
            for follower in &mut followers {
                // Seldom enough that some versions are no longer known.
                if random.f64() < 0.2 {
                    follower.look(&service);
                }
            }
        }
        for follower in &mut followers {
            follower.look(&service);
        }
    }
}
