//! The HTTP edge: routes, and what holds for all of them.
//!
//! A request goes one way: parameters, the current set, the query, the answer. Logs name
//! routes and causes, never a query string: it holds somebody's position.

mod answer;
mod base_url;
mod batch;
mod circle;
mod connections;
mod coverage;
mod docs;
mod edge;
pub mod feed;
mod fragments;
mod guard;
mod json_body;
mod json_text;
mod meta;
mod metrics;
mod observe;
mod ogc;
pub mod openapi;
mod ops;
pub mod params;
mod problem;
mod request_id;
pub mod response;
mod service;
mod station_details;
mod stations;
mod web;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Method, header};
use axum::response::Response;
use axum::routing::{get, post};
use tokio::net::TcpListener;

use edge::EdgeLayer;
use guard::GuardLayer;

pub use answer::{answer, why_nothing};
pub use base_url::{BaseUrl, BaseUrlError, MAX_HOST_BYTES, MAX_URL_BYTES};
pub use batch::{MAX_BODY_BYTES, MAX_ORIGINS};
pub use connections::{
    ANSWER_TIME, ConnectionLimits, DEFAULT_MAX_CONNECTIONS, HEAD_TIME, IDLE_TIME, MAX_CONNECTIONS,
    MAX_STREAMS, STALL_TIME, raise_file_limit, serve,
};
pub use coverage::{MAX_COVERAGE_BODY_BYTES, MAX_COVERAGE_CELLS, MAX_COVERAGE_PAIRS};
pub use fragments::Fragments;
pub use guard::{
    BODY_TIME, DEFAULT_MAX_IN_FLIGHT, DEFAULT_REQUEST_TIME, Guard, Limits, MAX_BURST, MAX_CLIENTS,
    MAX_HEADER_BYTES, MAX_HEADERS, MAX_IN_FLIGHT, MAX_RATE_PER_S, MAX_REQUEST_TIME_S,
    MAX_URI_BYTES, MIN_RATE_PER_S, ProxyError, RateError, RateLimit, TrustedProxies,
};
pub use metrics::LostLines;
pub use ogc::{DEFAULT_ITEMS, MAX_ITEMS};
pub use problem::Problem;
pub use request_id::{MAX_REQUEST_ID_BYTES, current_request_id};
pub use service::{Reload, ReloadOutcome, Served, Service};
pub use web::{Basemap, BasemapError, Site};

use observe::ObserveLayer;

/// Media type of GeoJSON answers.
pub const GEOJSON: &str = "application/geo+json";
/// Media type of other answers.
pub const JSON: &str = "application/json";
/// Headers of an answer with all that the layers add: room for them from the start, for a map
/// that grows in between costs as much as the rest of its answer's head.
const ANSWER_HEADERS: usize = 8;

/// All routes of the service.
pub fn router(service: Arc<Service>) -> Router {
    let compressed = Router::new()
        .route(
            "/v1/stations/nearest",
            get(stations::nearest_stations).post(batch::nearest_stations_of_many),
        )
        .route("/v1/stations/{id}", get(stations::find_station))
        .route("/v1/circle", get(circle::get_circle))
        .route("/v1/coverage", post(coverage::cover_demand))
        .route("/v1/meta", get(meta::get_meta))
        .route("/openapi.json", get(openapi::get_openapi))
        .route("/docs", get(docs::get_docs))
        .route("/docs.css", get(docs::get_style))
        .merge(ogc::routes())
        .route("/health/live", get(ops::get_live))
        .route("/health/ready", get(ops::get_ready))
        .route("/metrics", get(metrics::get_metrics))
        .merge(web::routes())
        .method_not_allowed_fallback(wrong_method);
    let rest = Router::new()
        // The feed brings its own compression: most of it is done before anybody asks.
        .route("/v1/stations.geojson", get(feed::get_feed))
        .fallback(nothing_there)
        .method_not_allowed_fallback(wrong_method);
    let routes = around(rest, &service, false).merge(around(compressed, &service, true));
    routes.with_state(service)
}

/// Routes of somebody else's with what holds for all of ours around them: the bounds, the net
/// under a handler that panics, the permission for pages of any origin, the counts.
pub fn protect(routes: Router, service: &Arc<Service>) -> Router {
    around(routes, service, false)
}

fn around<S: Clone + Send + Sync + 'static>(
    routes: Router<S>,
    service: &Arc<Service>,
    compresses: bool,
) -> Router<S> {
    // One layer of three, the outermost first: the router boxes what it wraps. Refusals are
    // counted too, and pages of any origin may read them.
    routes.layer((
        ObserveLayer(Arc::clone(service)),
        EdgeLayer { compresses },
        GuardLayer::new(Arc::clone(service.guard())),
    ))
}

/// Answers on a listener until `stop` resolves, then finishes what is under way.
///
/// Requests that are still unfinished ten seconds after the stop are dropped.
pub async fn run(
    listener: TcpListener,
    service: Arc<Service>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let limits = service.guard().limits();
    let (connections, names_peers) = (limits.connections, limits.rate.is_some());
    serve(listener, router(service), &connections, names_peers, stop).await;
    Ok(())
}

/// An answer that holds for this request only.
fn reply(media_type: &'static str, body: String) -> Response {
    let mut answer = Response::new(Body::from(body));
    let headers = answer.headers_mut();
    headers.reserve(ANSWER_HEADERS);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// The path is not repeated: some clients put a position into it.
async fn nothing_there() -> Problem {
    Problem::not_found("there is nothing at this path")
}

async fn wrong_method(method: Method) -> Problem {
    Problem::method_not_allowed(format!("{method} is not answered at this path"))
}
