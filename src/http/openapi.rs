//! The OpenAPI 3.0.3 document of the service.
//!
//! It is written in the JSON files beside this one, living stations and activities in files of their
//! own. Added here
//! are the version, the schema of a problem, the refusals that every operation may answer with, the
//! OGC part, and examples. Tests compare its paths with the router's and its parameters with those
//! that are accepted.
//!
//! utoipa and aide, which derive such documents from code, write OpenAPI 3.1 and later; GDAL reads
//! only 3.0.

mod examples;
mod ogc;

use std::sync::LazyLock;

use axum::response::Response;
use serde_json::{Value, json};

pub use self::examples::{EXAMPLE_BASE, Example, GROUPS, Group};
use super::extract::NoParams;
use super::problem::{self, Problem};
use super::reply::{JSON, reply};

static DOCUMENT: LazyLock<Value> = LazyLock::new(build);

/// `GET /openapi.json`.
pub async fn get_openapi(_: NoParams) -> Result<Response, Problem> {
    Ok(reply(JSON, document().to_string()))
}

/// The whole document.
pub fn document() -> &'static Value {
    &DOCUMENT
}

fn build() -> Value {
    let mut document = bundled(include_str!("openapi/document.json"));
    document["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    let mut schemas = bundled(include_str!("openapi/schemas.json"));
    schemas["Problem"] = problem::schema();
    document["components"]["schemas"] = schemas;
    document["components"]["securitySchemes"] = json!({});
    add_part(&mut document, bundled(include_str!("openapi/live.json")));
    let activities = include_str!("openapi/activities.json");
    add_part(&mut document, bundled(activities));
    ogc::add_to(&mut document);
    add_refusals(&mut document);
    examples::add_to(&mut document);
    document
}

fn bundled(text: &str) -> Value {
    serde_json::from_str(text).expect("the bundled files are JSON")
}

/// Adds the paths, schemas and ways of authorization of a part that is written in a file of its own.
fn add_part(document: &mut Value, mut part: Value) {
    for (from, to) in [
        ("paths", "/paths"),
        ("schemas", "/components/schemas"),
        ("securitySchemes", "/components/securitySchemes"),
    ] {
        for (name, value) in members_mut(&mut part[from]) {
            if let Some(members) = document.pointer_mut(to) {
                members[name] = value.take();
            }
        }
    }
}

/// Adds to each operation the refusals that it does not describe itself.
fn add_refusals(document: &mut Value) {
    let refusals = bundled(include_str!("openapi/refusals.json"));
    let paths = members_mut(&mut document["paths"]);
    for (method, operation) in paths.flat_map(|(_, methods)| members_mut(methods)) {
        let responses = &mut operation["responses"];
        add_missing(responses, &refusals["every"]);
        add_missing(responses, &refusals[method]);
    }
}

fn add_missing(responses: &mut Value, refusals: &Value) {
    for (status, refusal) in refusals.as_object().into_iter().flatten() {
        if responses[status].is_null() {
            responses[status] = refusal.clone();
        }
    }
}

fn members_mut(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}
