//! The map page, the widget and their files.
//!
//! All of it is embedded by `build.rs`. The folder of the files is named after their contents, so
//! that browsers cache them permanently; the pages that name the folder are revalidated.

mod assets;
mod door;
mod first_list;
mod plain_list;
mod policy;

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

use crate::http::accept_encoding::AcceptEncoding;
use crate::http::app_state::AppState;
use crate::http::frame::cors::{NOT_EMBEDDABLE, RESOURCE_POLICY};
use crate::http::problem::Problem;
use crate::http::reply::{JSON, reply};
use crate::state::Encoding;
use assets::{ASSETS, Asset};
use policy::{Framing, content_security_policy};

/// Files with the hash of their contents in their address never change.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Pages are cached but revalidated.
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");

/// Declares that a document or worker itself loads nothing without leave. Pages that do so allow no
/// frame and no worker that does not.
const EMBEDDER_POLICY: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// Other sites learn from which service a visitor comes, not from which place.
const REFERRER: HeaderValue = HeaderValue::from_static("strict-origin-when-cross-origin");
const EMBEDDER: HeaderValue = HeaderValue::from_static("require-corp");
/// The worker asks this service only.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'";
/// Of which version a page is: the name of the folder of its files.
const VERSION: HeaderName = HeaderName::from_static("yizhan-version");
/// Media type of the pages.
const HTML: &str = "text/html; charset=utf-8";

/// The routes of the page and the widget.
pub fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/", get(get_page))
        .route("/embed", get(get_embed))
        // An id may contain slashes.
        .route("/s/{*id}", get(door::get_door))
        .route("/keep", get(get_keep))
        .route("/widget.js", get(get_widget))
        .route("/widget.d.ts", get(get_widget_types))
        .route("/sw.js", get(get_worker))
        .route("/manifest.webmanifest", get(get_manifest))
        .route("/web/config.json", get(get_config))
        .route("/web/{version}/{name}", get(get_asset))
}

/// `GET /`: the map page, not in a frame.
async fn get_page(State(app): State<Arc<AppState>>, uri: Uri, headers: HeaderMap) -> Response {
    page("index.html", &app, Framing::Refused, &uri, &headers).await
}

/// `GET /embed`: the same for an iframe on any page.
async fn get_embed(State(app): State<Arc<AppState>>, uri: Uri, headers: HeaderMap) -> Response {
    page("embed.html", &app, Framing::Allowed, &uri, &headers).await
}

/// `GET /keep`: the keepers' page, not in a frame; with `--live` alone.
async fn get_keep(State(app): State<Arc<AppState>>, headers: HeaderMap) -> Response {
    if app.live().is_none() {
        return Problem::live_is_off().into_response();
    }
    let Some(asset) = assets::find("keep.html") else {
        return missing("keep.html");
    };
    let response = answer(asset, ASK_FIRST, &headers);
    guarded(response, &app, Framing::Refused)
}

/// `GET /widget.js`: the module that defines `<yizhan-map>`.
async fn get_widget(headers: HeaderMap) -> Response {
    at_the_top("widget.js", &headers)
}

/// `GET /widget.d.ts`: its types, for programs in TypeScript.
async fn get_widget_types(headers: HeaderMap) -> Response {
    at_the_top("widget.d.ts", &headers)
}

/// `GET /sw.js`: the page's service worker. Its place makes the whole service its scope.
async fn get_worker(headers: HeaderMap) -> Response {
    let mut response = at_the_top("sw.js", &headers);
    let policy = HeaderValue::from_static(WORKER_POLICY);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// `GET /manifest.webmanifest`: what the installed page is called and looks like.
async fn get_manifest(headers: HeaderMap) -> Response {
    at_the_top("manifest.webmanifest", &headers)
}

/// A file whose address does not change with its contents.
fn at_the_top(name: &str, headers: &HeaderMap) -> Response {
    assets::find(name).map_or_else(|| missing(name), |asset| answer(asset, ASK_FIRST, headers))
}

/// `GET /web/config.json`: the operator's options, and whether the map library is included.
async fn get_config(State(app): State<Arc<AppState>>) -> Response {
    reply(JSON, config_body(&app).to_string())
}

fn config_body(app: &AppState) -> Value {
    let basemap = app.site().basemap.as_ref().map(|basemap| {
        json!({
            "url": basemap.url(),
            "attribution": basemap.attribution(),
            "datum": basemap.datum().key(),
        })
    });
    json!({
        "basemap": basemap,
        "map_library": ASSETS.has_map_library(),
        "utc_offset_s": app.zone().offset_s(),
    })
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

/// The page as a file, or, if its address tells a place, with the list for it.
async fn page(
    name: &str,
    app: &Arc<AppState>,
    framing: Framing,
    uri: &Uri,
    headers: &HeaderMap,
) -> Response {
    let Some(asset) = assets::find(name) else {
        return missing(name);
    };
    let response = match first_list::page_with_list(asset, app, framing, uri, headers).await {
        Some(page) => with_list(page),
        None => answer(asset, ASK_FIRST, headers),
    };
    guarded(response, app, framing)
}

/// A page with the policy of what it may load, and who may show it in a frame.
fn guarded(mut response: Response, app: &AppState, framing: Framing) -> Response {
    let policy = content_security_policy(app.site().basemap.as_ref(), framing);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(VERSION, ASSETS.version_header());
    if framing == Framing::Refused {
        headers.insert(RESOURCE_POLICY, NOT_EMBEDDABLE);
        headers.remove(EMBEDDER_POLICY);
    }
    response
}

/// It holds a place and is true for a moment: no cache keeps it.
fn with_list(page: String) -> Response {
    let mut response = reply(HTML, page);
    let headers = response.headers_mut();
    headers.insert(header::REFERRER_POLICY, REFERRER);
    headers.insert(EMBEDDER_POLICY, EMBEDDER);
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
        (header::REFERRER_POLICY, REFERRER),
        (EMBEDDER_POLICY, EMBEDDER),
    ];
    if asset.is_what_was_kept(request) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let brotli = asset.brotli.filter(|_| is_brotli_preferred(request));
    let Some(brotli) = brotli else {
        return (headers, &*asset.body).into_response();
    };
    let encoded = [
        (header::CONTENT_ENCODING, HeaderValue::from_static("br")),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    (headers, encoded, brotli).into_response()
}

/// Whether a client takes brotli at least as gladly as gzip.
fn is_brotli_preferred(request: &HeaderMap) -> bool {
    let offered = AcceptEncoding::of(request).best_first();
    let mut ours = offered
        .into_iter()
        .filter(|encoding| *encoding != Encoding::Zstd);
    ours.next() == Some(Encoding::Brotli)
}

fn missing(name: &str) -> Response {
    Problem::not_found(format!("the page has no file '{name}'")).into_response()
}
