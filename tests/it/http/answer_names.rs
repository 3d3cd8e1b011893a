//! No answer gives a name twice in an object, whatever a file calls its own properties; and
//! the names that the loader reserves are those that answers write, no more and no fewer.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use yizhan::clock::Zone;
use yizhan::dataset::{ANSWER_PROPERTIES, IssueCode};
use yizhan::datum::Datum;
use yizhan::http::AppState;
use yizhan::query::WorkBudget;
use yizhan::query::opening::OpeningSearch;
use yizhan::render::station::station_feature;
use yizhan::state::ServedSet;

use crate::dataset::load_all;
use crate::support::cli::Folder;
use crate::support::http::{
    ASK, HERE, STANDARD_PROPERTIES, collection, get, get_with, post_to, properties, service_of,
    station,
};
use crate::support::{instant, snapshot};

/// JSON without a repeated name in any object.
struct Unique;

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Unique;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Unique, E> {
                Ok(Unique)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Unique, E> {
                Ok(Unique)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Unique, E> {
                Ok(Unique)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Unique, E> {
                Ok(Unique)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Unique, E> {
                Ok(Unique)
            }

            fn visit_str<E>(self, _: &str) -> Result<Unique, E> {
                Ok(Unique)
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Unique, S::Error> {
                while list.next_element::<Unique>()?.is_some() {}
                Ok(Unique)
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Unique, M::Error> {
                let mut names = BTreeSet::new();
                while let Some((name, Unique)) = map.next_entry::<String, Unique>()? {
                    if let Some(name) = names.replace(name) {
                        return Err(M::Error::custom(format!("`{name}` stands twice")));
                    }
                }
                Ok(Unique)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// The JSON of an answer, which gives no name twice.
fn unique(asked: &str, text: &str) -> Value {
    serde_json::from_str::<Unique>(text).unwrap_or_else(|error| panic!("{asked}: {error}"));
    serde_json::from_str(text).unwrap()
}

/// Properties of a file's own under every name that a station has in some answer, plain and
/// with an escape; two of its own, one of them given twice at several depths.
fn own_properties() -> String {
    let names = ANSWER_PROPERTIES.iter().chain(&STANDARD_PROPERTIES);
    let names = names.filter(|name| **name != "opening_hours");
    let own = names.enumerate().map(|(n, name)| {
        let name = match n % 2 {
            0 => (*name).to_owned(),
            _ => format!("\\u{:04x}{}", name.as_bytes()[0], &name[1..]),
        };
        format!(r#""{name}":{{"bus":12,"bus":13}}"#)
    });
    let own: Vec<String> = own.collect();
    format!(
        r#""opening_hours":"Mo-Su 08:00-20:00","amenities":{{"wifi":true,"WIFI":true,"aed":{{"opening_hours":"24/7","note":"x"}},"open_state":true}},{},"activities":[{{"title":"t","category":"other","starts":"2026-11-25T09:00","ends":"2026-11-25T10:00"}}],"mine":1,"m\u0069ne":{{"a":[{{"b":1,"b":2}}]}},"Travel":"bus 12""#,
        own.join(",")
    )
}

fn world() -> Vec<String> {
    vec![
        station("a", 10.0, &own_properties()),
        station("b", 20.0, r#""opening_hours":"24/7""#),
    ]
}

/// What is asked at a path of the API document: the address, and the body of a POST.
fn asked(method: &str, path: &str) -> (String, Option<String>) {
    let [lon, lat] = HERE;
    let place = format!(r#""lat":{lat},"lon":{lon}"#);
    let at = r#""at":"2026-11-24T12:00:00+08:00""#;
    match (method, path) {
        ("get", "/v1/stations/nearest") => (ASK.to_owned(), None),
        ("post", "/v1/stations/nearest") => {
            let body = format!(r#"{{"origins":[{{"id":{{"x":1}},{place}}}],{at}}}"#);
            (path.to_owned(), Some(body))
        }
        ("post", "/v1/stations/along") => {
            let body = format!(r#"{{"route":[[{lon},{lat}],[{lon},{}]],{at}}}"#, lat + 0.01);
            (path.to_owned(), Some(body))
        }
        ("post", "/v1/coverage") => {
            let body = format!(r#"{{"demand":[{{"id":"a",{place},"population":1}}],{at}}}"#);
            (path.to_owned(), Some(body))
        }
        ("get", "/v1/circle") => (format!("{path}?lat={lat}&lon={lon}"), None),
        ("get", "/v1/stations/search") => (format!("{path}?q=a&lat={lat}&lon={lon}"), None),
        // Notices and reports have no properties of stations, and are not kept here.
        (_, path) if path.contains("/notices") || path.contains("/reports") => {
            (String::new(), None)
        }
        // No JSON, or nothing without a database.
        ("get", "/v1/activities.ics" | "/v1/stations/{id}/calendar.ics") => (String::new(), None),
        ("get", "/v1/activities") => (
            format!("{path}?lat={lat}&lon={lon}&at=2026-11-24T12:00:00%2B08:00"),
            None,
        ),
        ("get", "/v1/keeper" | "/v1/live.json" | "/metrics" | "/v1/tiles/{z}/{x}/{y}.mvt") => {
            (String::new(), None)
        }
        ("get", path) => (path.replace("{id}", "a").replace("{featureId}", "a"), None),
        _ => panic!("say here how {method} {path} is asked"),
    }
}

/// Every question that some answer has stations for, and what is answered.
fn answers(service: &Arc<AppState>) -> Vec<(String, Value)> {
    let document = get(service, "/openapi.json").json();
    let paths = document["paths"].as_object().unwrap().iter();
    let of_document = paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().keys();
        methods.map(move |method| asked(method, path))
    });
    let others = [
        "/v1/stations.geojson?at=2026-11-24T12:00:00%2B08:00".to_owned(),
        "/v1/stations.geojson?crs=gcj02".to_owned(),
        "/v1/stations.geojson?bbox=-180,-90,180,90".to_owned(),
        "/v1/stations.geojson?since=x".to_owned(),
        "/v1/stations/a?crs=bd09".to_owned(),
        format!("{ASK}&open=any&crs=gcj02"),
        format!("{ASK}&min_star=5"),
    ];
    let others = others.into_iter().map(|uri| (uri, None));
    let questions = of_document.chain(others).filter(|(uri, _)| !uri.is_empty());
    questions
        .map(|(uri, body)| {
            let reply = match body {
                Some(body) => post_to(service, &uri, body),
                None => get_with(service, &uri, &[("host", "localhost")]),
            };
            assert_eq!(reply.status, 200, "{uri}: {}", reply.text());
            let answer = unique(&uri, &reply.text());
            (uri, answer)
        })
        .collect()
}

/// The names in the properties of station `a`, wherever it stands in an answer.
fn names_of_a(answer: &Value, into: &mut BTreeSet<String>) {
    match answer {
        Value::Object(members) => {
            if members.get("id") == Some(&Value::from("a"))
                && let Some(Value::Object(properties)) = members.get("properties")
            {
                into.extend(properties.keys().cloned());
            }
            members.values().for_each(|value| names_of_a(value, into));
        }
        Value::Array(values) => values.iter().for_each(|value| names_of_a(value, into)),
        _ => {}
    }
}

/// The name that only a station has whose next opening was not looked for to its end.
fn name_of_a_stopped_search() -> String {
    let plain = station("a", 10.0, r#""opening_hours":"Mo-Su 08:00-20:00""#);
    let served = ServedSet::new(snapshot(&[&collection("", &[plain])]), 0.0);
    let set = served.snapshot();
    let idx = set.find("a").unwrap();
    let at = instant("2027-10-10T03:00:00+08:00");
    let named = |days| {
        let search = OpeningSearch::new(set, WorkBudget::new(usize::MAX, days, None));
        let text = station_feature(
            served.source(),
            &search,
            idx,
            Datum::Wgs84,
            Zone::default(),
            at,
        );
        let mut names = BTreeSet::new();
        names_of_a(&unique("a stopped search", &text), &mut names);
        names
    };
    let (stopped, whole) = (named(0), named(400));
    let more: Vec<&String> = stopped.difference(&whole).collect();
    assert_eq!(more.len(), 1, "{more:?}");
    more[0].clone()
}

#[test]
fn no_answer_gives_a_name_twice_and_the_reserved_names_are_those_that_answers_write() {
    let service = service_of(&[&collection("", &world())]);
    // What keepers say has names of its own, only where it is kept.
    service.set().tell(yizhan::notices::Said::default());
    let mut written = BTreeSet::new();
    let mut n_with_a = 0;
    for (_, answer) in answers(&service) {
        let before = written.len();
        names_of_a(&answer, &mut written);
        n_with_a += usize::from(written.len() > before);
    }
    assert!(n_with_a > 2, "{n_with_a} answers");
    written.insert(name_of_a_stopped_search());
    let own = ["mine", "Travel"].map(str::to_owned);
    for name in &own {
        assert!(written.remove(name), "{name}");
    }
    // Of stations that have some.
    assert!(written.remove("activities"));
    // A station has these whatever is asked; files say what they are, but for the repeated id.
    for name in STANDARD_PROPERTIES
        .iter()
        .filter(|name| **name != "station_id")
    {
        assert!(written.remove(*name), "{name}");
    }
    let reserved: BTreeSet<String> = ANSWER_PROPERTIES.map(str::to_owned).into();
    assert_eq!(
        written, reserved,
        "left: what answers write; right: ANSWER_PROPERTIES of the loader"
    );
}

#[test]
fn what_changed_since_a_version_gives_no_name_twice() {
    let service = service_of(&[&collection("", &world()[1..])]);
    let version = service.current().unwrap().snapshot().version().to_owned();
    service
        .set()
        .replace(ServedSet::new(snapshot(&[&collection("", &world())]), 0.0));
    let uri = format!("/v1/stations.geojson?since={version}");
    let changed = unique(&uri, &get(&service, &uri).text());
    assert_eq!(properties(&changed, "a")["mine"]["a"][0]["b"], 2);
}

#[test]
fn each_reserved_name_in_a_file_is_left_out_with_a_finding_that_names_it() {
    for name in ANSWER_PROPERTIES {
        let text = collection("", &[station("a", 1.0, &format!(r#""{name}":"bus 12""#))]);
        let loaded = load_all(&[&text]).unwrap();
        let [issue] = &loaded.issues[..] else {
            panic!("{name}: {:?}", loaded.issues);
        };
        assert_eq!(issue.code, IssueCode::BadProperty);
        assert!(
            issue
                .message
                .starts_with(&format!("`{name}` is the text \"bus 12\"; another name"))
        );
        assert_eq!(&*loaded.stations[0].more().extra_members, "");
    }
}

#[test]
fn the_feed_and_every_other_answer_load_as_station_files_without_a_finding_of_names() {
    let service = service_of(&[&collection(
        "",
        &[station("a", 1.0, r#""opening_hours":"24/7","x":1"#)],
    )]);
    let feed = get(&service, "/v1/stations.geojson").text();
    let loaded = load_all(&[&feed]).unwrap();
    assert!(loaded.issues.is_empty(), "{:?}", loaded.issues);
    assert_eq!(&*loaded.stations[0].more().extra_members, r#""x":1"#);
}

#[test]
fn the_command_line_gives_no_name_twice_either() {
    let folder = Folder::with(&world());
    let outcome = folder.run(&[
        "nearest",
        "stations.geojson",
        "--lat",
        "30",
        "--lon",
        "110",
        "--at",
        "2026-11-24T12:00",
        "--format",
        "json",
    ]);
    let answer = unique("nearest", &outcome.out);
    assert_eq!(properties(&answer, "a")["travel"], "straight_line");
    let check = folder.run(&["check", "stations.geojson", "--format", "json"]);
    unique("check", &check.out);
}
