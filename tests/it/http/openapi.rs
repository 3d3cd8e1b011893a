//! The OpenAPI document compared with the router.

use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::Value;
use yizhan::http::openapi::document;
use yizhan::http::{MAX_COVERAGE_CELLS, MAX_ORIGINS};
use yizhan::request::coverage::COVERAGE_PARAMS;
use yizhan::request::nearest::{
    MAX_LIMIT, MAX_MINUTES, MAX_RADIUS_M, MAX_STAY_MINUTES, NEAREST_PARAMS,
};

use crate::support::http::{call, get, get_with, service, station, unready_service};
use crate::support::live::LiveService;

/// Routes that show the document or a page, and are no part of the API.
const PAGES: [&str; 4] = ["/openapi.json", "/docs", "/docs/{name}", "/docs.css"];

fn documented_paths() -> BTreeSet<String> {
    document()["paths"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

/// The paths that the source gives to the router; OGC's items are put together there.
fn routed_paths() -> BTreeSet<String> {
    let sources = [
        include_str!("../../../src/http/routes.rs"),
        include_str!("../../../src/http/ogc.rs"),
    ];
    let items = "/ogc/collections/stations/items";
    let literal = |call: &str| {
        call.split(',')
            .next()
            .unwrap()
            .split('"')
            .nth(1)
            // An id takes all that is left of a path, which documents have no sign for.
            .map(|path| path.replace("{*", "{"))
            // The router takes no part of a segment.
            .map(|path| path.replace("/{z}/{x}/{y}", "/{z}/{x}/{y}.mvt"))
    };
    sources
        .iter()
        .flat_map(|source| source.split(".route(").skip(1))
        .filter_map(literal)
        .filter(|path| path.starts_with('/') && !PAGES.contains(&path.as_str()))
        .chain([items.to_owned(), format!("{items}/{{featureId}}")])
        // Ids take all that is left of a path, so that a handler parts what is below a station.
        .chain(
            ["notices", "reports", "calendar.ics"]
                .map(|below| format!("/v1/stations/{{id}}/{below}")),
        )
        .collect()
}

#[test]
fn the_document_names_exactly_the_routes_of_the_api() {
    assert_eq!(documented_paths(), routed_paths());
    assert!(documented_paths().len() >= 6);
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    fn check(document: &Value, value: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(target) = members.get("$ref").and_then(Value::as_str) {
                    let target = target.strip_prefix('#').unwrap();
                    assert!(document.pointer(target).is_some(), "{target}");
                }
                members.values().for_each(|member| check(document, member));
            }
            Value::Array(members) => members.iter().for_each(|member| check(document, member)),
            _ => {}
        }
    }
    let document = document();
    check(document, document);
}

#[test]
fn the_bounds_in_the_document_are_those_of_the_service() {
    let document = document();
    let parameters = &document["components"]["parameters"];
    let maximum = |name: &str| parameters[name]["schema"]["maximum"].as_f64().unwrap();
    for (name, bound) in [
        ("limit", f64::from(MAX_LIMIT)),
        ("minutes", MAX_MINUTES),
        ("radius_m", MAX_RADIUS_M),
        ("stay_minutes", f64::from(MAX_STAY_MINUTES)),
    ] {
        assert!((maximum(name) - bound).abs() < 1e-9, "{name}");
    }
    let origins = &document["components"]["schemas"]["BatchRequest"]["properties"]["origins"];
    assert_eq!(origins["maxItems"], MAX_ORIGINS);
    let coverage = &document["components"]["schemas"]["CoverageRequest"]["properties"];
    assert_eq!(coverage["demand"]["maxItems"], MAX_COVERAGE_CELLS);
    for (name, bound) in [("minutes", MAX_MINUTES), ("max_distance_m", MAX_RADIUS_M)] {
        assert!((coverage[name]["maximum"].as_f64().unwrap() - bound).abs() < 1e-9);
    }
    let documented = coverage.as_object().unwrap().keys().map(String::as_str);
    let known = COVERAGE_PARAMS.iter().map(|param| param.name);
    let expected: BTreeSet<&str> = known.chain(["demand"]).collect();
    assert_eq!(documented.collect::<BTreeSet<_>>(), expected);
}

#[test]
fn every_operation_says_how_it_is_refused_when_too_much_is_asked() {
    let document = document();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            for status in ["414", "429", "431", "500", "503"] {
                assert!(
                    operation["responses"][status].is_object(),
                    "{path} {status}"
                );
            }
            let is_body_timed = operation["responses"]["408"].is_object();
            let has_body = ["post", "patch"].contains(&method.as_str());
            assert_eq!(is_body_timed, has_body, "{path}");
        }
    }
}

#[test]
fn every_documented_parameter_has_a_name_a_place_and_a_meaning() {
    let document = document();
    for (name, parameter) in document["components"]["parameters"].as_object().unwrap() {
        let plain_name = name.trim_start_matches("ogc_");
        assert_eq!(parameter["name"], plain_name);
        let place = if name == "ogc_featureId" {
            "path"
        } else {
            "query"
        };
        assert_eq!(parameter["in"], place, "{name}");
        assert!(
            !parameter["description"].as_str().unwrap().is_empty(),
            "{name}"
        );
        assert!(parameter["schema"]["type"].is_string(), "{name}");
    }
}

/// Every documented path is answered by the router, with something else than "nothing here".
#[test]
fn every_documented_path_is_routed() {
    let live = LiveService::of(&[station("a", 100.0, "")]);
    for path in documented_paths() {
        assert_ne!(get(&live.service, &uri_of(&path)).status, 404, "{path}");
    }
}

#[test]
fn the_box_of_the_feed_has_as_many_numbers_in_the_document_as_in_the_service() {
    let service = service(&[station("a", 100.0, "")]);
    let document = document();
    let choices = document["components"]["parameters"]["bbox"]["schema"]["oneOf"]
        .as_array()
        .unwrap();
    for numbers in 1..=8 {
        let bbox = ["0"; 8][..numbers].join(",");
        let status = get(&service, &format!("/v1/stations.geojson?bbox={bbox}")).status;
        let is_documented = choices
            .iter()
            .any(|choice| choice["minItems"] == numbers && choice["maxItems"] == numbers);
        assert_eq!(status == 200, is_documented, "{numbers} numbers: {status}");
    }
}

/// The address of a documented path.
fn uri_of(path: &str) -> String {
    path.replace("{id}", "a")
        .replace("{featureId}", "a")
        .replace("{z}/{x}/{y}", "0/0/0")
        .replace("{notice}", "x")
        .replace("{report}", "x")
}

#[test]
fn the_document_names_exactly_the_methods_that_are_answered() {
    let live = LiveService::of(&[station("a", 100.0, "")]);
    for (path, methods) in document()["paths"].as_object().unwrap() {
        for (method, name) in [
            (Method::GET, "get"),
            (Method::POST, "post"),
            (Method::PUT, "put"),
            (Method::DELETE, "delete"),
            (Method::PATCH, "patch"),
        ] {
            let status = call(&live.service, method, &uri_of(path), &[]).status;
            assert_eq!(status != 405, methods[name].is_object(), "{name} {path}");
        }
    }
}

#[test]
fn every_operation_describes_exactly_the_parameters_that_are_taken() {
    let live = LiveService::of(&[station("a", 100.0, "")]);
    let bearer = live.bearer();
    let headers = [("host", "localhost"), ("authorization", bearer.as_str())];
    let document = document();
    let described = |operation: &Value| -> BTreeSet<String> {
        let parameters = operation["parameters"].as_array().unwrap().iter();
        parameters
            .map(|parameter| match parameter["$ref"].as_str() {
                Some(place) => document.pointer(place.trim_start_matches('#')).unwrap(),
                None => parameter,
            })
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let paths = document["paths"].as_object().unwrap();
    for (path, methods) in paths
        .iter()
        .filter(|(_, methods)| methods["get"].is_object())
    {
        let uri = format!("{}?none_such=1", uri_of(path));
        let refused = get_with(&live.service, &uri, &headers);
        assert_eq!(refused.status, 400, "{path}");
        let allowed = refused.json()["allowed"].clone();
        let taken: Option<BTreeSet<String>> = serde_json::from_value(allowed).unwrap();
        assert_eq!(
            described(&methods["get"]),
            taken.unwrap_or_default(),
            "{path}"
        );
    }
}

#[test]
fn the_body_of_many_questions_has_the_parameters_of_one() {
    let batch = &document()["components"]["schemas"]["BatchRequest"]["properties"];
    let documented = batch.as_object().unwrap().keys().map(String::as_str);
    let known = NEAREST_PARAMS.iter().map(|param| param.name);
    let of_a_place = ["lat", "lon", "lng"];
    let expected = known
        .filter(|name| !of_a_place.contains(name))
        .chain(["origins"]);
    assert_eq!(
        documented.collect::<BTreeSet<_>>(),
        expected.collect::<BTreeSet<_>>()
    );
}

#[test]
fn a_problem_is_described_once_for_both_documents() {
    let service = unready_service();
    let ogc = get_with(&service, "/ogc/api", &[("host", "localhost")]).json();
    let schemas = &document()["components"]["schemas"];
    assert!(schemas["Problem"]["properties"]["request_id"].is_object());
    assert_eq!(schemas["ogc_problem"], schemas["Problem"]);
    assert_eq!(ogc["components"]["schemas"]["problem"], schemas["Problem"]);
}
