//! Adds the OGC part to the API document.
//!
//! OGC clients look for its names, so they stay unchanged in its own document and get a prefix
//! here, where other schemas have the same names.

use serde_json::{Map, Value};

use crate::http::ogc::openapi;

/// The prefix of its names here.
const PREFIX: &str = "ogc_";
/// Where its paths are.
const ROOT: &str = "/ogc";

/// Adds paths, parameters, answers and schemas of the OGC part.
pub fn add_to(document: &mut Value) {
    let mut part = openapi::document().clone();
    prefix_references(&mut part);
    for (path, methods) in members(part["paths"].take()) {
        document["paths"][format!("{ROOT}{path}")] = methods;
    }
    // The landing page answers with and without the slash.
    let mut landing = document["paths"][format!("{ROOT}/")].clone();
    landing["get"]["operationId"] = "getLandingPageWithoutSlash".into();
    document["paths"][ROOT] = landing;
    for (kind, parts) in members(part["components"].take()) {
        for (name, part) in members(parts) {
            document["components"][&kind][format!("{PREFIX}{name}")] = part;
        }
    }
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn prefix_references(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(target)) = members.get_mut("$ref")
                && let Some((place, name)) = target.rsplit_once('/')
            {
                *target = format!("{place}/{PREFIX}{name}");
            }
            members.values_mut().for_each(prefix_references);
        }
        Value::Array(members) => members.iter_mut().for_each(prefix_references),
        _ => {}
    }
}
