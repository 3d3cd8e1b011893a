//! The OpenAPI 3.0 document of this part, written in `document.json`: clients depend on parts of
//! it.
//!
//! GDAL and QGIS look for the concrete path of the items and for the page size behind the reference
//! `#/components/parameters/limit`; tests check both, and the routes. Added here are the address of
//! the server, the version and the schema of a problem.

use std::sync::LazyLock;

use axum::extract::RawQuery;
use axum::response::Response;
use serde_json::{Value, json};

use super::links::Links;
use super::{OPENAPI, read, reply_json};
use crate::http::base_url::BaseUrl;
use crate::http::problem::{self, Problem};

static DOCUMENT: LazyLock<Value> = LazyLock::new(build);

/// `GET /ogc/api`.
pub async fn get_api(base: BaseUrl, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    read(query.as_deref(), &[])?;
    let mut document = document().clone();
    document["servers"] = json!([{ "url": Links::new(&base).root() }]);
    Ok(reply_json(OPENAPI, &document))
}

/// The document without the address of the server.
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// The schema of a parameter; that of a filter is also its queryable's schema.
pub fn parameter_schema(name: &str) -> &'static Value {
    &document()["components"]["parameters"][name]["schema"]
}

fn build() -> Value {
    let mut document: Value =
        serde_json::from_str(include_str!("document.json")).expect("the bundled document is JSON");
    document["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    document["components"]["schemas"]["problem"] = problem::schema();
    document
}
