//! The landing page, where clients start, and the conformance declaration.

use axum::extract::RawQuery;
use axum::response::Response;
use serde_json::json;

use super::links::Links;
use super::{read, reply_json};
use crate::http::base_url::BaseUrl;
use crate::http::problem::Problem;
use crate::http::reply::JSON;

/// The supported conformance classes, each checked by tests.
const CONFORMS_TO: [&str; 5] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
];

/// `GET /ogc` and `GET /ogc/`.
pub async fn get_landing_page(
    base: BaseUrl,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    read(query.as_deref(), &[])?;
    let links = Links::new(&base);
    let page = json!({
        "title": "yizhan 驿站",
        "description": "Service stations where outdoor workers can rest, drink and charge",
        "links": [
            links.landing_page("self"),
            links.api("service-desc"),
            links.conformance("conformance"),
            links.collections("data"),
        ],
    });
    Ok(reply_json(JSON, &page))
}

/// `GET /ogc/conformance`.
pub async fn get_conformance(RawQuery(query): RawQuery) -> Result<Response, Problem> {
    read(query.as_deref(), &[])?;
    Ok(reply_json(JSON, &json!({ "conformsTo": CONFORMS_TO })))
}
