//! The collections: there is one, `stations`.
//!
//! It declares no reference system, because declaring one promises that clients may request others.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::links::{Links, QUERYABLES};
use super::{CRS84, read, reply_json};
use crate::http::app_state::AppState;
use crate::http::base_url::BaseUrl;
use crate::http::problem::Problem;
use crate::http::reply::JSON;
use crate::snapshot::Snapshot;

/// The calendar of temporal extents.
const GREGORIAN: &str = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian";

/// `GET /ogc/collections`.
pub async fn get_collections(
    State(app): State<Arc<AppState>>,
    base: BaseUrl,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let served = app.current()?;
    read(query.as_deref(), &[])?;
    let links = Links::new(&base);
    let document = json!({
        "links": [links.collections("self")],
        "collections": [stations(&links, served.snapshot())],
    });
    Ok(reply_json(JSON, &document))
}

/// `GET /ogc/collections/stations`.
pub async fn get_stations(
    State(app): State<Arc<AppState>>,
    base: BaseUrl,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let served = app.current()?;
    read(query.as_deref(), &[])?;
    let document = stations(&Links::new(&base), served.snapshot());
    Ok(reply_json(JSON, &document))
}

fn stations(links: &Links, snapshot: &Snapshot) -> Value {
    json!({
        "id": "stations",
        "title": "Service stations",
        "description": "Where they are, what they offer and when they are open",
        "attribution": snapshot.attributions().join("; "),
        "itemType": "feature",
        "itemCount": snapshot.stations().len(),
        "extent": {
            "spatial": { "bbox": [snapshot.counts().bounds()], "crs": CRS84 },
            "temporal": { "interval": [days_of(snapshot)], "trs": GREGORIAN },
        },
        "links": [
            links.stations("self"),
            links.items("items"),
            links.queryables(QUERYABLES),
            links.feature_schema("describedby"),
        ],
    })
}

/// The first and last day of an on-site check; open if there was none.
fn days_of(snapshot: &Snapshot) -> [Option<String>; 2] {
    let days = snapshot.counts().verified_days().map(|days| days.map(Some));
    let midnight = |day| format!("{day}T00:00:00Z");
    days.unwrap_or_default().map(|day| day.map(midnight))
}
