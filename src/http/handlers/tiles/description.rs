//! The description of the tiles: TileJSON 3.0.0.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::{Value, json};

use crate::http::app_state::AppState;
use crate::http::base_url::BaseUrl;
use crate::http::problem::Problem;
use crate::http::reply::{JSON, reply};
use crate::network::modes::STREETS_ATTRIBUTION;
use crate::request::{Params, TILE_PARAMS, tile_request};
use crate::tiles::{LAYER, MAX_ZOOM, STREETS_FROM_ZOOM, STREETS_LAYER};

/// `GET /v1/tiles.json`; its parameters are those of the tiles that it describes.
pub async fn get_description(
    State(app): State<Arc<AppState>>,
    base: BaseUrl,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let query = query.unwrap_or_default();
    let served = app.current()?;
    let snapshot = served.snapshot();
    let params = Params::from_query(&query, &TILE_PARAMS)?;
    let asked = tile_request(&params, &app.context(snapshot))?.layers;
    let mark = if query.is_empty() { "" } else { "?" };
    let (mut layers, mut attributions) = (Vec::new(), Vec::new());
    if asked.stations {
        layers.push(stations());
        attributions = snapshot.attributions();
    }
    if asked.streets && app.streets(&served).is_some() {
        layers.push(streets());
        attributions.push(STREETS_ATTRIBUTION);
    }
    let description = json!({
        "tilejson": "3.0.0",
        "name": "yizhan",
        "scheme": "xyz",
        "tiles": [format!("{}/v1/tiles/{{z}}/{{x}}/{{y}}.mvt{mark}{query}", base.as_str())],
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
        "bounds": snapshot.counts().bounds(),
        "attribution": attributions.join("; "),
        "vector_layers": layers,
    });
    Ok(reply(JSON, description.to_string()))
}

/// The layer of the stations.
fn stations() -> Value {
    json!({
        "id": LAYER,
        "description": "Stations, and clusters of stations",
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
        "fields": {
            "count": "Number: how many stations this is, 1 for a single one",
            "open": "Number: how many of them are open",
            "unknown": "Number: how many of them may be open or closed",
            "closed": "Number: how many of them are closed or out of service",
            "station_id": "String: the id of a single station",
            "name": "String: its name, at most 120 bytes",
            "name_en": "String: its English name where it has one, at most 120 bytes",
            "open_state": "String: open, closed or unknown",
            "closes_at": "String: until when it is open, RFC 3339",
        },
    })
}

/// The layer of the streets.
fn streets() -> Value {
    json!({
        "id": STREETS_LAYER,
        "description": "Streets along which ways are measured, the most important if not all fit",
        "minzoom": STREETS_FROM_ZOOM,
        "maxzoom": MAX_ZOOM,
        "fields": {
            "class": "String: main, street or path (without cars)",
            "walk": "Boolean: whether one may walk along it",
            "bike": "Boolean: whether one may cycle along it, in some direction",
            "ebike": "Boolean: the same on an electric bicycle",
        },
    })
}
