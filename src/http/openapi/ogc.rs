//! The OGC part as paths of the whole document.
//!
//! Its names are those that OGC clients look for, so they are kept in its own document and
//! get a prefix here, where other schemas have the same.

use serde_json::{Map, Value, json};

use crate::http::ogc::openapi::{components, paths};

/// What its names begin with here.
const PREFIX: &str = "ogc_";
/// Where its paths are.
const ROOT: &str = "/ogc";

/// Adds paths, parameters, answers and schemas of the OGC part.
pub fn add_to(document: &mut Value) {
    for (path, mut methods) in members(paths()) {
        prefix_references(&mut methods);
        document["paths"][format!("{ROOT}{path}")] = methods;
    }
    // The landing page answers with and without the slash.
    let mut landing = document["paths"][format!("{ROOT}/")].clone();
    landing["get"]["operationId"] = json!("getLandingPageWithoutSlash");
    document["paths"][ROOT] = landing;
    for (kind, parts) in members(components()) {
        for (name, mut part) in members(parts) {
            prefix_references(&mut part);
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
