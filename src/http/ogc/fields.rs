//! The properties and queryables of a station, as JSON Schemas.
//!
//! Dates are declared as plain strings. Clients that take them for times would send every
//! comparison of any of them as `datetime`, which concerns only `verified_on`; strings in this form
//! they compare themselves, and correctly.

use axum::extract::RawQuery;
use axum::response::Response;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::links::Links;
use super::openapi::parameter_schema;
use super::parameters::FILTERS;
use super::{SCHEMA, read, reply_json};
use crate::http::base_url::BaseUrl;
use crate::http::problem::Problem;
use crate::http::reply::reply;

/// The dialect of the schemas.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The type of a standard property.
#[derive(Clone, Copy)]
enum Type {
    Text,
    Number,
    Integer,
    Texts,
}

/// The properties of every station in the order they are written; a file's own properties come
/// before the last two. All but lists may be null; lists as text are never null.
const PROPERTIES: [(&str, Type); 23] = [
    ("station_id", Type::Text),
    ("name", Type::Text),
    ("name_en", Type::Text),
    ("kind", Type::Text),
    ("address", Type::Text),
    ("city", Type::Text),
    ("district", Type::Text),
    ("operator", Type::Text),
    ("phone", Type::Text),
    ("opening_hours", Type::Text),
    ("amenities", Type::Texts),
    ("access", Type::Text),
    ("star", Type::Integer),
    ("honours", Type::Texts),
    ("status", Type::Text),
    ("status_until", Type::Text),
    ("moved_to", Type::Text),
    ("part_of", Type::Text),
    ("verified_on", Type::Text),
    ("position_accuracy_m", Type::Number),
    ("source", Type::Text),
    ("amenities_text", Type::Text),
    ("honours_text", Type::Text),
];

/// The schema of a Feature. Its types keep the order, because clients create columns in it.
#[derive(Serialize)]
struct FeatureSchema {
    #[serde(rename = "$schema")]
    dialect: &'static str,
    #[serde(rename = "$id")]
    id: String,
    title: &'static str,
    #[serde(rename = "type")]
    of: &'static str,
    required: [&'static str; 4],
    properties: Members,
}

#[derive(Serialize)]
struct Members {
    #[serde(rename = "type")]
    of: Value,
    id: Value,
    geometry: Value,
    properties: StationSchema,
}

#[derive(Serialize)]
struct StationSchema {
    #[serde(rename = "type")]
    of: &'static str,
    required: [&'static str; PROPERTIES.len()],
    properties: InOrder,
}

/// The standard properties, each with its schema.
struct InOrder;

/// `GET /ogc/collections/stations/queryables`.
pub async fn get_queryables(base: BaseUrl, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    read(query.as_deref(), &[])?;
    let mut properties: Map<String, Value> = FILTERS
        .iter()
        .map(|name| ((*name).to_owned(), parameter_schema(name).clone()))
        .collect();
    properties.insert(
        "geometry".to_owned(),
        json!({
            "$ref": "https://geojson.org/schema/Point.json",
            "x-ogc-role": "primary-geometry",
            "format": "geometry-point",
        }),
    );
    let document = json!({
        "$schema": DIALECT,
        "$id": Links::new(&base).queryables("self").href,
        "type": "object",
        "title": "What stations can be filtered by",
        "properties": properties,
        "additionalProperties": false,
    });
    Ok(reply_json(SCHEMA, &document))
}

/// `GET /ogc/collections/stations/feature-schema`.
pub async fn get_feature_schema(
    base: BaseUrl,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    read(query.as_deref(), &[])?;
    let document = FeatureSchema {
        dialect: DIALECT,
        id: Links::new(&base).feature_schema("self").href,
        title: "A station as GeoJSON; files may add properties of their own",
        of: "object",
        required: ["type", "id", "geometry", "properties"],
        properties: Members {
            of: json!({ "const": "Feature" }),
            id: json!({ "type": "string" }),
            geometry: json!({ "$ref": "https://geojson.org/schema/Point.json" }),
            properties: StationSchema {
                of: "object",
                required: PROPERTIES.map(|(name, _)| name),
                properties: InOrder,
            },
        },
    };
    // Strings always serialise.
    let text = serde_json::to_string(&document).unwrap_or_default();
    Ok(reply(SCHEMA, text))
}

impl Serialize for InOrder {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(PROPERTIES.map(|(name, of)| (name, of.schema())))
    }
}

impl Type {
    /// Null, which every value but a list may be, is not declared, because GDAL expects one type.
    fn schema(self) -> Value {
        match self {
            Self::Text => json!({ "type": "string" }),
            Self::Number => json!({ "type": "number" }),
            Self::Integer => json!({ "type": "integer" }),
            Self::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        }
    }
}
