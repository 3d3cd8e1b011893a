//! The examples of the API's description: each command asks what it says, and its answer is true.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::Method;
use serde_json::Value;
use yizhan::http::AppState;
use yizhan::http::openapi::{EXAMPLE_BASE, Example, GROUPS, Group, document};

use crate::support::http::{Reply, get, get_with, post_to, service_of, station, unready_service};
use crate::support::live::LiveService;

/// Members that tell of a load, of files or of the moment, not of the question.
const OF_THE_MOMENT: [&str; 9] = [
    "at",
    "bytes",
    "dataset_version",
    "file",
    "load_time_s",
    "loaded_at",
    "sha256",
    "timeStamp",
    "version",
];

/// A service with the bundled stations.
fn bundled() -> Arc<AppState> {
    service_of(&[
        include_str!("../../../data/stations/hong-kong.geojson"),
        include_str!("../../../data/stations/union-stations.geojson"),
    ])
}

/// The group of what is served with a database alone.
const LIVING: &str = "Living stations";

/// All examples, each with the name of its group.
fn with_groups() -> impl Iterator<Item = (&'static str, &'static Example)> {
    let of_group = |group: &'static Group| group.examples.iter().map(|one| (group.name, one));
    GROUPS.iter().flat_map(of_group)
}

/// The command lines of the page, in its order.
fn commands(page: &str) -> Vec<String> {
    let blocks = page.split(r#"<pre class="command">"#).skip(1);
    let texts = blocks.map(|block| block.split_once("</pre>").unwrap().0);
    let plain = texts.map(|text| {
        text.replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    });
    plain.collect()
}

/// The words of a command line between single quotes: the address, and what stands beside it.
fn quoted(command: &str) -> Vec<&str> {
    command.split('\'').skip(1).step_by(2).collect()
}

/// Whether an example is in an answer: the same values, of a list the first.
fn differences(example: &Value, answer: &Value, place: &str, found: &mut Vec<String>) {
    match (example, answer) {
        (Value::Object(expected), Value::Object(_)) => {
            let told = expected.iter();
            for (name, value) in told.filter(|(name, _)| !OF_THE_MOMENT.contains(&&***name)) {
                differences(value, &answer[name], &format!("{place}/{name}"), found);
            }
        }
        (Value::Array(expected), Value::Array(given)) if expected.len() <= given.len() => {
            for (n, (expected, given)) in expected.iter().zip(given).enumerate() {
                differences(expected, given, &format!("{place}/{n}"), found);
            }
        }
        _ if example == answer => {}
        _ => found.push(format!("{place}: {example}, not {answer}")),
    }
}

fn asked(service: &Arc<AppState>, command: &str) -> Reply {
    let parts = quoted(command);
    let path = parts[0].strip_prefix(EXAMPLE_BASE).unwrap();
    match parts[1..] {
        ["Content-Type: application/json", body] => {
            let body: Value = serde_json::from_str(body).unwrap();
            post_to(service, path, body.to_string())
        }
        [] => get_with(service, path, &[("host", "127.0.0.1:8080")]),
        _ => panic!("{command}"),
    }
}

#[test]
fn every_operation_has_an_example_and_the_main_question_is_the_first() {
    let examples = GROUPS.iter().flat_map(|group| group.examples);
    let shown: Vec<&str> = examples.map(|example| example.operation).collect();
    assert_eq!(shown[0], "nearest_stations");
    let paths = document()["paths"].as_object().unwrap().values();
    let operations = paths.flat_map(|methods| methods.as_object().unwrap().values());
    let described = operations.map(|operation| operation["operationId"].as_str().unwrap());
    let described: BTreeSet<&str> = described.collect();
    assert_eq!(described.len(), shown.len());
    assert_eq!(described, shown.into_iter().collect());
    let tags = document()["tags"].as_array().unwrap();
    assert_eq!(tags.len(), GROUPS.len());
}

#[test]
fn each_command_of_the_reference_is_answered_as_its_example_says() {
    let service = bundled();
    let page = get(&service, "/docs").text();
    let commands = commands(&page);
    let examples: Vec<_> = with_groups().collect();
    assert_eq!(commands.len(), examples.len());
    let examples = commands.iter().zip(examples);
    for (command, (_, example)) in examples.filter(|(_, (group, _))| *group != LIVING) {
        let reply = asked(&service, command);
        assert_eq!(reply.status, 200, "{command}: {}", reply.text());
        let Ok(expected) = serde_json::from_str::<Value>(example.answer) else {
            continue;
        };
        let mut found = Vec::new();
        differences(&expected, &reply.json(), "", &mut found);
        assert!(found.is_empty(), "{command}: {found:#?}");
    }
}

#[test]
fn each_command_of_living_stations_is_taken_where_they_are_kept() {
    let live = LiveService::of(&[station("hk-fehd-841", 100.0, "")]);
    let page = get(&live.service, "/docs").text();
    let commands = commands(&page);
    let (mut notice, mut report) = (String::new(), String::new());
    let examples = commands.iter().zip(with_groups());
    for (command, (_, example)) in examples.filter(|(_, (group, _))| *group == LIVING) {
        let parts = quoted(command);
        let path = parts[0].strip_prefix(EXAMPLE_BASE).unwrap();
        let path = path.replace("NOTICE", &notice).replace("REPORT", &report);
        let method = match command.split_once("-X ") {
            Some((_, rest)) => rest.split(' ').next().unwrap().parse().unwrap(),
            None if command.contains("-d '") => Method::POST,
            None => Method::GET,
        };
        let body = if command.contains("-d '") {
            parts[parts.len() - 1]
        } else {
            ""
        };
        let bearer = live.bearer();
        let headers = [("authorization", &*bearer)];
        let headers = &headers[..usize::from(command.contains("Bearer TOKEN"))];
        let reply = live.send(method, &path, headers, body);
        assert!(
            (200..300).contains(&reply.status),
            "{command}: {}",
            reply.text()
        );
        match example.operation {
            "write_notice" => notice = reply.json()["id"].as_str().unwrap().to_owned(),
            "list_reports" => {
                let first = &reply.json()["reports"][0]["id"];
                report = first.as_str().unwrap().to_owned();
            }
            _ => {}
        }
    }
    assert!(!notice.is_empty() && !report.is_empty());
}

#[test]
fn commands_name_the_address_under_which_the_page_was_asked_for() {
    let service = unready_service();
    let page = get_with(&service, "/docs", &[("host", "stations.example:81")]).text();
    assert!(!page.contains(EXAMPLE_BASE));
    let commands = commands(&page);
    for command in &commands {
        let address = quoted(command)[0];
        assert!(
            address.starts_with("http://stations.example:81/"),
            "{command}"
        );
    }
    assert!(commands.iter().any(|one| one.contains("-d '{")));
    // A host that is none is not shown.
    let page = get_with(&service, "/docs", &[("host", "a'b;c")]).text();
    assert!(page.contains(EXAMPLE_BASE) && !page.contains("a'b") && !page.contains("a&#39;b"));
}

#[test]
fn bodies_are_described_with_their_members() {
    let page = get(&unready_service(), "/docs").text();
    for member in [
        "origins</code> (required)",
        "origins[].lat",
        "max_distance_m",
        "demand</code> (required)",
    ] {
        assert!(page.contains(member), "{member}");
    }
    let shown = page.split("<details id=\"schema-").next().unwrap();
    assert!(!shown.contains('`'), "a backtick is shown as it is");
}
