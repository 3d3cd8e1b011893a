//! Health: whether the process lives, and whether it can answer.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::problem::Problem;
use super::service::Service;
use super::{JSON, reply};

/// `GET /health/live`: always, while the process runs.
pub(super) async fn get_live() -> Response {
    reply(JSON, json!({ "status": "live" }).to_string())
}

/// `GET /health/ready`: once stations are loaded.
pub(super) async fn get_ready(State(service): State<Arc<Service>>) -> Result<Response, Problem> {
    let served = service.current()?;
    let body = json!({
        "status": "ready",
        "stations": served.snapshot().stations().len(),
        "dataset_version": served.snapshot().version(),
    });
    Ok(reply(JSON, body.to_string()))
}
