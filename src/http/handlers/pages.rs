//! The map page, the widget and their files.
//!
//! All of it is embedded by `build.rs`. The folder of the files is named after their contents, so
//! that browsers cache them permanently; the pages that name the folder are revalidated.

mod assets;
mod policy;

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;

use crate::http::app_state::AppState;
use crate::http::frame::cors::{NOT_EMBEDDABLE, RESOURCE_POLICY};
use crate::http::problem::Problem;
use crate::http::reply::{JSON, reply};
use assets::{ASSETS, Asset};
use policy::{Framing, content_security_policy};

/// Files with the hash of their contents in their address never change.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Pages are cached but revalidated.
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");

/// Declares that a document or worker itself loads nothing without leave. Pages that do so allow no
/// frame and no worker that does not.
const EMBEDDER_POLICY: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// The routes of the page and the widget.
pub fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/", get(get_page))
        .route("/embed", get(get_embed))
        .route("/widget.js", get(get_widget))
        .route("/web/config.json", get(get_config))
        .route("/web/{version}/{name}", get(get_asset))
}

/// `GET /`: the map page, not in a frame.
async fn get_page(State(app): State<Arc<AppState>>, headers: HeaderMap) -> Response {
    page("index.html", &app, Framing::Refused, &headers)
}

/// `GET /embed`: the same for an iframe on any page.
async fn get_embed(State(app): State<Arc<AppState>>, headers: HeaderMap) -> Response {
    page("embed.html", &app, Framing::Allowed, &headers)
}

/// `GET /widget.js`: the module that defines `<yizhan-map>`.
async fn get_widget(headers: HeaderMap) -> Response {
    assets::find("widget.js").map_or_else(
        || missing("widget.js"),
        |asset| answer(asset, ASK_FIRST, &headers),
    )
}

/// `GET /web/config.json`: the operator's options, and whether the map library is included.
async fn get_config(State(app): State<Arc<AppState>>) -> Response {
    let basemap = app.site().basemap.as_ref().map(|basemap| {
        json!({
            "url": basemap.url(),
            "attribution": basemap.attribution(),
            "datum": basemap.datum().key(),
        })
    });
    let body = json!({
        "basemap": basemap,
        "map_library": ASSETS.has_map_library(),
        "utc_offset_s": app.zone().offset_s(),
    });
    reply(JSON, body.to_string())
}

/// `GET /web/{version}/{name}`: a module, a style sheet or the map library.
async fn get_asset(
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Path((version, name))) = path else {
        return Problem::not_found("the path is not UTF-8").into_response();
    };
    let is_current = version == ASSETS.version();
    // A page loaded before an update may still request the old name: it gets the current file.
    let caching = if is_current { FOR_GOOD } else { ASK_FIRST };
    assets::find(&name).map_or_else(|| missing(&name), |asset| answer(asset, caching, &headers))
}

fn page(name: &str, app: &AppState, framing: Framing, headers: &HeaderMap) -> Response {
    let Some(asset) = assets::find(name) else {
        return missing(name);
    };
    let mut response = answer(asset, ASK_FIRST, headers);
    let policy = content_security_policy(app.site().basemap.as_ref(), framing);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    if framing == Framing::Refused {
        headers.insert(RESOURCE_POLICY, NOT_EMBEDDABLE);
        headers.remove(EMBEDDER_POLICY);
    }
    response
}

/// The file, or 304 if the browser has the current one.
fn answer(asset: &'static Asset, caching: HeaderValue, request: &HeaderMap) -> Response {
    let headers: [(HeaderName, HeaderValue); 5] = [
        (header::ETAG, asset.etag.clone()),
        (header::CACHE_CONTROL, caching),
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(asset.media_type),
        ),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("strict-origin-when-cross-origin"),
        ),
        (EMBEDDER_POLICY, HeaderValue::from_static("require-corp")),
    ];
    if asset.is_what_was_kept(request) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, &*asset.body).into_response()
}

fn missing(name: &str) -> Response {
    Problem::not_found(format!("the page has no file '{name}'")).into_response()
}
