//! The HTTP edge: routes, and what holds for all of them.
//!
//! A request goes one way: parameters, the current set, the query, the answer. Logs name
//! routes and causes, never a query string: it holds somebody's position.

mod answer;
mod base_url;
mod batch;
mod circle;
mod connections;
mod cors;
mod coverage;
mod docs;
mod edge;
mod entity_tag;
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
mod routes;
mod served;
mod service;
mod station_details;
mod stations;
mod web;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use tokio::net::TcpListener;

pub use answer::{answer, why_nothing};
pub use base_url::{BaseUrl, BaseUrlError, MAX_HOST_BYTES, MAX_URL_BYTES};
pub use batch::{MAX_BODY_BYTES, MAX_ORIGINS};
pub use connections::{
    ANSWER_TIME, ConnectionLimits, DEFAULT_MAX_CONNECTIONS, HEAD_TIME, IDLE_TIME, MAX_CONNECTIONS,
    MAX_STREAMS, RequestService, STALL_TIME, listen, raise_file_limit, serve,
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
pub use routes::{Routes, protect};
pub use served::Served;
pub use service::{Reload, ReloadOutcome, Service};
pub use web::{Basemap, BasemapError, Site};

/// Media type of GeoJSON answers.
pub const GEOJSON: &str = "application/geo+json";
/// Media type of other answers.
pub const JSON: &str = "application/json";
/// Headers of an answer with all that the layers add: room for them from the start, for a map
/// that grows in between costs as much as the rest of its answer's head.
const ANSWER_HEADERS: usize = 8;

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
    let routes = || Routes::new(&service);
    serve(listener, routes, &connections, names_peers, stop).await
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
