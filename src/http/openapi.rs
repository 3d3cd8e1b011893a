//! The OpenAPI 3.0.3 document of the service.
//!
//! Parameters and schemas are written once, in the JSON files beside this one; which route
//! takes which parameters is read from the same lists that refuse the others, so document
//! and service cannot drift apart. A test compares the document's paths with the router's.

mod ogc;
mod refusals;

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::extract::NoParams;
use super::handlers::circle::CIRCLE_PARAMS;
use super::handlers::stations::STATION_PARAMS;
use super::problem::Problem;
use super::reply::{GEOJSON, JSON, reply};
use crate::request::Param;
use crate::request::feed::FEED_PARAMS;
use crate::request::nearest::NEAREST_PARAMS;

/// One operation of the service.
struct Operation {
    path: &'static str,
    method: &'static str,
    id: &'static str,
    summary: &'static str,
    params: &'static [Param],
    /// Schema of the body of a POST.
    body: Option<&'static str>,
    media_type: &'static str,
    schema: &'static str,
    /// What can go wrong, beside what can go wrong everywhere.
    problems: &'static [(u16, &'static str)],
}

/// A parameter or a body cannot be used.
const BAD_REQUEST: (u16, &str) = (400, "A parameter cannot be used");
/// No station of that id.
const NOT_FOUND: (u16, &str) = (404, "There is no such station");
/// Nothing is loaded yet.
const NOT_READY: (u16, &str) = (503, "The stations are still being loaded");

/// What can go wrong with a body.
const BODY_PROBLEMS: [(u16, &str); 4] = [
    (
        400,
        "The body cannot be read, or a parameter in it cannot be used",
    ),
    (413, "The body is too large, as it came or decoded"),
    (
        415,
        "The body is not declared as JSON, or it is compressed in a way that is not known; \
         Accept-Encoding then says which are",
    ),
    NOT_READY,
];

const OPERATIONS: [Operation; 10] = [
    Operation {
        path: "/v1/stations/nearest",
        method: "get",
        id: "nearest_stations",
        summary: "The closest stations that are open and have what is needed",
        params: &NEAREST_PARAMS,
        body: None,
        media_type: GEOJSON,
        schema: "NearestCollection",
        problems: &[BAD_REQUEST, NOT_READY],
    },
    Operation {
        path: "/v1/stations/nearest",
        method: "post",
        id: "nearest_stations_of_many",
        summary: "The same question from up to 1,000 places",
        params: &[],
        body: Some("BatchRequest"),
        media_type: JSON,
        schema: "BatchAnswer",
        problems: &BODY_PROBLEMS,
    },
    Operation {
        path: "/v1/stations/{id}",
        method: "get",
        id: "find_station",
        summary: "Everything that is known of one station",
        params: &STATION_PARAMS,
        body: None,
        media_type: GEOJSON,
        schema: "StationFeature",
        problems: &[BAD_REQUEST, NOT_FOUND, NOT_READY],
    },
    Operation {
        path: "/v1/stations.geojson",
        method: "get",
        id: "get_feed",
        summary: "The feed: all stations as one FeatureCollection, or what changed since",
        params: &FEED_PARAMS,
        body: None,
        media_type: GEOJSON,
        schema: "Feed",
        problems: &[BAD_REQUEST, NOT_READY],
    },
    Operation {
        path: "/v1/circle",
        method: "get",
        id: "get_circle",
        summary: "The polygon of what is reached",
        params: &CIRCLE_PARAMS,
        body: None,
        media_type: GEOJSON,
        schema: "Circle",
        problems: &[BAD_REQUEST],
    },
    Operation {
        path: "/v1/coverage",
        method: "post",
        id: "cover_demand",
        summary: "Who is within reach of an open station that has what is needed: up to 10,000 places with people",
        params: &[],
        body: Some("CoverageRequest"),
        media_type: JSON,
        schema: "CoverageAnswer",
        problems: &BODY_PROBLEMS,
    },
    Operation {
        path: "/v1/meta",
        method: "get",
        id: "get_meta",
        summary: "What the service knows: amenities, kinds, attribution, issues, limits",
        params: &[],
        body: None,
        media_type: JSON,
        schema: "Meta",
        problems: &[BAD_REQUEST, NOT_READY],
    },
    Operation {
        path: "/health/live",
        method: "get",
        id: "get_live",
        summary: "Whether the process lives",
        params: &[],
        body: None,
        media_type: JSON,
        schema: "Health",
        problems: &[],
    },
    Operation {
        path: "/health/ready",
        method: "get",
        id: "get_ready",
        summary: "Whether stations are loaded",
        params: &[],
        body: None,
        media_type: JSON,
        schema: "Health",
        problems: &[NOT_READY],
    },
    Operation {
        path: "/metrics",
        method: "get",
        id: "get_metrics",
        summary: "What an operator watches, in the text format of Prometheus",
        params: &[],
        body: None,
        media_type: "text/plain",
        schema: "Metrics",
        problems: &[],
    },
];

/// `GET /openapi.json`.
pub async fn get_openapi(_: NoParams) -> Result<Response, Problem> {
    Ok(reply(JSON, document().to_string()))
}

/// The whole document.
pub fn document() -> Value {
    let mut document = own_document();
    ogc::add_to(&mut document);
    refusals::add_to(&mut document);
    document
}

/// All but the OGC part.
fn own_document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "yizhan 驿站",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The closest service stations that are open when you get there and have what you need. An unknown is answered as unknown, never as open.",
            "license": { "name": "MIT", "url": "https://opensource.org/license/mit" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths(),
        "components": {
            "parameters": component_parameters(),
            "schemas": parse(include_str!("openapi/schemas.json")),
        },
    })
}

/// The bundled files are JSON; a test holds that.
fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

fn component_parameters() -> Map<String, Value> {
    let Value::Object(mut parameters) = parse(include_str!("openapi/parameters.json")) else {
        return Map::new();
    };
    for (name, parameter) in &mut parameters {
        parameter["name"] = json!(name);
        parameter["in"] = json!("query");
        parameter["required"] = json!(name == "lat");
    }
    parameters
}

fn paths() -> Map<String, Value> {
    let mut paths = Map::new();
    for operation in &OPERATIONS {
        let methods = paths
            .entry(operation.path)
            .or_insert_with(|| Value::Object(Map::new()));
        methods[operation.method] = operation.document();
    }
    paths
}

impl Operation {
    fn document(&self) -> Value {
        let mut document = json!({
            "operationId": self.id,
            "summary": self.summary,
            "parameters": self.parameters(),
            "responses": self.responses(),
        });
        if let Some(schema) = self.body {
            document["requestBody"] = json!({
                "required": true,
                "description": "JSON in UTF-8, as it is or with a Content-Encoding: gzip, deflate, br or zstd.",
                "content": { JSON: { "schema": reference(schema) } },
            });
        }
        document
    }

    fn parameters(&self) -> Vec<Value> {
        let mut parameters: Vec<Value> = self
            .params
            .iter()
            .map(|param| json!({ "$ref": format!("#/components/parameters/{}", param.name) }))
            .collect();
        if self.path.contains("{id}") {
            parameters.push(json!({
                "name": "id",
                "in": "path",
                "required": true,
                "description": "The id of a station, percent-encoded; slashes may stand as they are.",
                "schema": { "type": "string" },
                "example": "hk-fehd-841",
            }));
        }
        parameters
    }

    fn responses(&self) -> Map<String, Value> {
        let mut responses = Map::new();
        let content = json!({ self.media_type: { "schema": reference(self.schema) } });
        responses.insert(
            "200".to_owned(),
            json!({ "description": self.summary, "content": content }),
        );
        if self.params.iter().any(|param| param.name == "since") {
            let unchanged = "What the client has is what there is";
            responses.insert("304".to_owned(), json!({ "description": unchanged }));
        }
        for (status, description) in self.problems {
            let content = json!({ "application/problem+json": { "schema": reference("Problem") } });
            responses.insert(
                status.to_string(),
                json!({ "description": description, "content": content }),
            );
        }
        responses
    }
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}
