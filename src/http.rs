//! HTTP: the server, the layer around all routes, and the handlers.
//!
//! A request goes one way: parameters, the current set, the query, the answer. Logs name
//! routes and causes, never a query string: it holds a user's position.

mod accept_encoding;
mod app_state;
mod awaited_work;
mod base_url;
mod entity_tag;
mod extract;
mod frame;
mod handlers;
mod metrics;
mod ogc;
pub mod openapi;
mod problem;
mod reply;
mod routes;
mod server;
mod site;
mod work_queue;

use std::sync::Arc;

use tokio::net::TcpListener;

pub use app_state::AppState;
pub use base_url::{BaseUrl, BaseUrlError, MAX_HOST_BYTES, MAX_URL_BYTES};
pub use frame::request_id::{MAX_REQUEST_ID_BYTES, current_request_id};
pub use frame::{
    Admission, BODY_TIME, DEFAULT_MAX_ANSWER_BYTES, DEFAULT_MAX_IN_FLIGHT, DEFAULT_REQUEST_TIME,
    Limits, MAX_BURST, MAX_CLIENTS, MAX_HEADER_BYTES, MAX_HEADERS, MAX_IN_FLIGHT,
    MAX_MAX_ANSWER_BYTES, MAX_RATE_PER_S, MAX_REQUEST_TIME_S, MAX_URI_BYTES, MIN_MAX_ANSWER_BYTES,
    MIN_RATE_PER_S, ProxyError, RateError, RateLimit, TrustedProxies,
};
pub use handlers::batch::{MAX_BODY_BYTES, MAX_ORIGINS};
pub use handlers::coverage::{MAX_COVERAGE_BODY_BYTES, MAX_COVERAGE_CELLS, MAX_COVERAGE_PAIRS};
pub use metrics::{LostLines, Usage};
pub use ogc::{DEFAULT_ITEMS, MAX_ITEMS, MAX_PAGE_BYTES};
pub use problem::Problem;
pub use reply::{GEOJSON, JSON};
pub use routes::{Routes, protect};
pub use server::{
    ANSWER_TIME, ConnectionLimits, DEFAULT_MAX_CONNECTIONS, HEAD_TIME, IDLE_TIME, MAX_CONNECTIONS,
    MAX_STREAMS, RequestService, STALL_TIME, connections_within_file_limit, listen, serve,
};
pub use site::{Basemap, BasemapError, Site};

/// Answers on a listener until `stop` resolves, then finishes what is under way.
///
/// Requests that are still unfinished ten seconds after the stop are dropped.
pub async fn run(
    listener: TcpListener,
    app: Arc<AppState>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let connections = app.admission().limits().connections;
    let routes = || Routes::new(&app);
    server::serve(listener, routes, &connections, stop).await
}
