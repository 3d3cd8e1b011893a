//! `GET /metrics`, in the text format of Prometheus.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use prometheus::TextEncoder;

use crate::http::app_state::AppState;
use crate::http::extract::NoParams;
use crate::http::problem::Problem;
use crate::http::reply::reply;

/// Media type of version 0.0.4 of the text format.
const PROMETHEUS_TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /metrics`.
pub async fn get_metrics(
    State(app): State<Arc<AppState>>,
    _: NoParams,
) -> Result<Response, Problem> {
    let live = app.live().map(|live| live.status(app.now()));
    let usage = app.admission().usage();
    let families = app.metrics().families(app.set(), live.as_ref(), &usage);
    let text = TextEncoder::new().encode_to_string(&families);
    let text = text.map_err(|error| {
        tracing::error!(%error, "the metrics cannot be written");
        Problem::internal()
    })?;
    Ok(reply(PROMETHEUS_TEXT, text))
}
