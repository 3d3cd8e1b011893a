//! OGC API - Features at `/ogc`: the stations as a collection that GIS programs read.
//!
//! Everything is WGS-84 (CRS84), JSON, and read-only. Links are absolute and begin with the base
//! URL. Only supported conformance classes are declared: no other reference system, no HTML, no
//! CQL2. The `Accept` header is ignored, because most clients do not list GeoJSON in it.

mod collections;
mod datetime;
mod fields;
mod items;
mod landing;
mod links;
pub mod openapi;
mod parameters;
mod selection;

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde_json::Value;

use super::app_state::AppState;
use crate::http::reply::reply;
use crate::request::{Param, ParamError, Params, single};

pub use items::MAX_PAGE_BYTES;
pub use parameters::{DEFAULT_ITEMS, MAX_ITEMS};

/// Media type of the API document. GDAL supports no other version.
const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";
/// Media type of JSON Schemas.
const SCHEMA: &str = "application/schema+json";
/// The reference system of all coordinates: WGS-84, longitude first.
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
/// The parameter that all resources accept: the format, of which there is one.
const FORMAT: Param = single("f");

/// The routes of this part.
pub fn routes() -> Router<Arc<AppState>> {
    let items = "/ogc/collections/stations/items";
    Router::new()
        // Clients request the address as typed, or with a slash appended.
        .route("/ogc", get(landing::get_landing_page))
        .route("/ogc/", get(landing::get_landing_page))
        .route("/ogc/api", get(openapi::get_api))
        .route("/ogc/conformance", get(landing::get_conformance))
        .route("/ogc/collections", get(collections::get_collections))
        .route("/ogc/collections/stations", get(collections::get_stations))
        .route(
            "/ogc/collections/stations/queryables",
            get(fields::get_queryables),
        )
        .route(
            "/ogc/collections/stations/feature-schema",
            get(fields::get_feature_schema),
        )
        .route(items, get(items::get_items))
        // GDAL does not encode the slashes of an id.
        .route(&format!("{items}/{{*id}}"), get(items::get_item))
}

/// Parses the query string of a resource that accepts `known` and the format.
fn read<'q>(query: Option<&'q str>, known: &[Param]) -> Result<Params<'q>, ParamError> {
    let known: Vec<Param> = known.iter().copied().chain([FORMAT]).collect();
    let params = Params::from_query(query.unwrap_or_default(), &known)?;
    params.choice("f", &[("json", ())])?;
    Ok(params)
}

/// Answers with a document.
fn reply_json(media_type: &'static str, document: &Value) -> Response {
    reply(media_type, document.to_string())
}
