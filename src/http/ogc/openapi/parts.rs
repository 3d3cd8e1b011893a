//! The parts that the paths of the API document refer to.

use serde_json::{Map, Value, json};

use crate::http::ogc::parameters::{DEFAULT_ITEMS, FILTERS, MAX_ITEMS};

/// Parameters, answers and schemas.
pub fn components() -> Value {
    json!({
        "parameters": parameters(),
        "responses": {
            "problem": {
                "description": "What went wrong, as RFC 9457 has it",
                "content": {
                    "application/problem+json": {
                        "schema": { "$ref": "#/components/schemas/problem" },
                    },
                },
            },
        },
        "schemas": schemas(),
    })
}

fn parameters() -> Value {
    let mut parameters: Map<String, Value> = FILTERS
        .iter()
        .map(|filter| {
            let parameter = query_parameter(filter.name, filter.description, &filter.schema());
            (filter.name.to_owned(), parameter)
        })
        .collect();
    for (name, description, schema) in standard_parameters() {
        let parameter = query_parameter(name, description, &schema);
        parameters.insert(name.to_owned(), parameter);
    }
    let feature_id = json!({
        "name": "featureId",
        "in": "path",
        "required": true,
        "description": "The id of a station",
        "schema": { "type": "string" },
    });
    parameters.insert("featureId".to_owned(), feature_id);
    parameters.into()
}

fn standard_parameters() -> [(&'static str, &'static str, Value); 5] {
    [
        (
            "bbox",
            "Only stations in this box: west,south,east,north in WGS-84 degrees, or six numbers \
             with a height after each corner. A west beyond the east crosses the antimeridian; \
             longitudes beyond -180 and 180 are taken around the Earth, and a box of 360 degrees \
             or more is everywhere between its latitudes",
            json!({ "type": "array", "minItems": 4, "maxItems": 6, "items": { "type": "number" } }),
        ),
        (
            "datetime",
            "Only stations last checked on the spot on these days (verified_on), or on a day that \
             is not known: a date or instant, or two around a slash, one of which may be '..'. \
             Those open at a moment are asked for with open_at",
            json!({ "type": "string" }),
        ),
        (
            "limit",
            "Most stations of a page; over the maximum counts as the maximum",
            json!({
                "type": "integer",
                "minimum": 1,
                "maximum": MAX_ITEMS,
                "default": DEFAULT_ITEMS,
            }),
        ),
        (
            "offset",
            "How many of the stations stand before the page; follow the link next instead",
            json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX, "default": 0 }),
        ),
        (
            "f",
            "The format, of which there is one",
            json!({ "type": "string", "enum": ["json"] }),
        ),
    ]
}

fn query_parameter(name: &str, description: &str, schema: &Value) -> Value {
    json!({
        "name": name,
        "in": "query",
        "required": false,
        "description": description,
        "style": "form",
        "explode": false,
        "schema": schema,
    })
}

fn schemas() -> Value {
    let text = json!({ "type": "string" });
    let links = json!({ "type": "array", "items": { "$ref": "#/components/schemas/link" } });
    json!({
        "anything": { "type": "object" },
        "link": object(
            &["href", "rel"],
            json!({ "href": text, "rel": text, "type": text, "title": text }),
        ),
        "landingPage": object(
            &["links"],
            json!({ "title": text, "description": text, "links": links }),
        ),
        "conformance": object(
            &["conformsTo"],
            json!({ "conformsTo": { "type": "array", "items": text } }),
        ),
        "collections": object(&["links", "collections"], json!({
            "links": links,
            "collections": {
                "type": "array",
                "items": { "$ref": "#/components/schemas/collection" },
            },
        })),
        "collection": object(&["id", "links"], json!({
            "id": text,
            "title": text,
            "description": text,
            "attribution": text,
            "itemType": text,
            "itemCount": { "type": "integer" },
            "extent": { "type": "object" },
            "links": links,
        })),
        "feature": feature(&links),
        "featureCollection": feature_collection(&links),
        "problem": problem(),
    })
}

fn feature(links: &Value) -> Value {
    let point = json!({
        "type": { "type": "string", "enum": ["Point"] },
        "coordinates": {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": { "type": "number" },
        },
    });
    object(
        &["type", "id", "geometry", "properties"],
        json!({
            "type": { "type": "string", "enum": ["Feature"] },
            "id": { "type": "string" },
            "geometry": object(&["type", "coordinates"], point),
            "properties": { "type": "object" },
            "links": links,
        }),
    )
}

fn feature_collection(links: &Value) -> Value {
    object(
        &["type", "features"],
        json!({
            "type": { "type": "string", "enum": ["FeatureCollection"] },
            "features": { "type": "array", "items": { "$ref": "#/components/schemas/feature" } },
            "links": links,
            "numberMatched": { "type": "integer", "minimum": 0 },
            "numberReturned": { "type": "integer", "minimum": 0 },
            "timeStamp": { "type": "string", "format": "date-time" },
        }),
    )
}

fn problem() -> Value {
    let text = json!({ "type": "string" });
    object(
        &["type", "title", "status", "detail"],
        json!({
            "type": text,
            "title": text,
            "status": { "type": "integer" },
            "detail": text,
            "parameter": text,
            "allowed": { "type": "array", "items": text },
            "did_you_mean": text,
        }),
    )
}

#[expect(clippy::needless_pass_by_value, reason = "literals are handed over")]
fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}
