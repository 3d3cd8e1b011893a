//! The OpenAPI 3.0 document of this part, written by hand: clients read certain places of it.
//!
//! GDAL and QGIS look for the concrete path of the items and for the page size behind the
//! reference `#/components/parameters/limit`; tests hold both, and the routes.

mod parts;

use axum::extract::RawQuery;
use axum::response::Response;
use serde_json::{Value, json};

use super::links::Links;
use super::parameters::FILTERS;
use super::{OPENAPI, SCHEMA, read, reply_json};
use crate::http::base_url::BaseUrl;
use crate::http::problem::Problem;
use crate::http::{GEOJSON, JSON};

/// `GET /ogc/api`.
pub async fn get_api(base: BaseUrl, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    read(query.as_deref(), &[])?;
    let document = json!({
        "openapi": "3.0.3",
        "info": {
            "title": "yizhan 驿站: OGC API - Features",
            "description": "AppState stations for GIS programs. Coordinates are WGS-84.",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{ "url": Links::new(&base).root() }],
        "paths": paths(),
        "components": components(),
    });
    Ok(reply_json(OPENAPI, &document))
}

/// What the paths refer to.
pub fn components() -> Value {
    parts::components()
}

/// The paths below the address of this part.
pub fn paths() -> Value {
    json!({
        "/": get("getLandingPage", "Links to all resources", JSON, "landingPage"),
        "/api": get("getApi", "This document", OPENAPI, "anything"),
        "/conformance": get("getConformance", "What is met", JSON, "conformance"),
        "/collections": get("getCollections", "The collections", JSON, "collections"),
        "/collections/stations": get("getStations", "The collection", JSON, "collection"),
        "/collections/stations/queryables":
            get("getQueryables", "What stations can be filtered by", SCHEMA, "anything"),
        "/collections/stations/feature-schema":
            get("getFeatureSchema", "The schema of a station", SCHEMA, "anything"),
        "/collections/stations/items": items(),
        "/collections/stations/items/{featureId}": item(),
    })
}

fn items() -> Value {
    let names = ["bbox", "datetime", "limit", "offset"].into_iter();
    let filters = FILTERS.iter().map(|filter| filter.name);
    let mut path = get(
        "getItems",
        "A page of stations",
        GEOJSON,
        "featureCollection",
    );
    path["get"]["parameters"] = names.chain(filters).chain(["f"]).map(parameter).collect();
    path
}

fn item() -> Value {
    let mut path = get("getItem", "One station", GEOJSON, "feature");
    path["get"]["parameters"] = json!([parameter("featureId"), parameter("f")]);
    path["get"]["responses"]["404"] = json!({ "$ref": "#/components/responses/problem" });
    path
}

/// A path of which one document can be got.
fn get(id: &str, summary: &str, media_type: &str, schema: &str) -> Value {
    let problem = json!({ "$ref": "#/components/responses/problem" });
    json!({
        "get": {
            "operationId": id,
            "summary": summary,
            "parameters": [parameter("f")],
            "responses": {
                "200": {
                    "description": summary,
                    "content": {
                        media_type: {
                            "schema": { "$ref": format!("#/components/schemas/{schema}") },
                        },
                    },
                },
                "400": problem,
                "503": problem,
            },
        },
    })
}

fn parameter(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}
