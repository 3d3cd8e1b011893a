//! The OpenAPI document and the router, held together.

use std::collections::BTreeSet;

use serde_json::Value;
use yizhan::http::openapi::document;
use yizhan::http::params::nearest::{MAX_LIMIT, MAX_MINUTES, MAX_RADIUS_M, MAX_STAY_MINUTES};
use yizhan::http::{MAX_ORIGINS, router};

/// Routes that show the document or a page, and are no part of the API.
const PAGES: [&str; 3] = ["/openapi.json", "/docs", "/docs.css"];

fn documented_paths() -> BTreeSet<String> {
    document()["paths"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

/// The paths that the source gives to the router.
fn routed_paths() -> BTreeSet<String> {
    let source = include_str!("../../src/http.rs");
    let calls = source.split(".route(").skip(1);
    calls
        .map(|call| call.split('"').nth(1).unwrap().to_owned())
        .filter(|path| !PAGES.contains(&path.as_str()))
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
    check(&document, &document);
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
}

#[test]
fn every_documented_parameter_has_a_name_a_place_and_a_meaning() {
    let document = document();
    for (name, parameter) in document["components"]["parameters"].as_object().unwrap() {
        assert_eq!(parameter["name"], name.as_str());
        assert_eq!(parameter["in"], "query");
        assert!(
            parameter["description"].as_str().unwrap().ends_with('.'),
            "{name}"
        );
        assert!(parameter["schema"]["type"].is_string(), "{name}");
    }
}

/// Every documented path is answered by the router, with something else than "nothing here".
#[tokio::test]
async fn every_documented_path_is_routed() {
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use tower::ServiceExt;
    use yizhan::clock::Zone;
    use yizhan::http::Service;
    use yizhan::travel::Paces;

    let service = std::sync::Arc::new(Service::new(Zone::default(), Paces::default()));
    for path in documented_paths() {
        let request = Request::get(path.replace("{id}", "x"))
            .body(Body::empty())
            .unwrap();
        let response = router(service.clone()).oneshot(request).await.unwrap();
        assert_ne!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
