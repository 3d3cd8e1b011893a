//! Health: whether the process is alive, and whether it is ready to answer.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use crate::http::app_state::AppState;
use crate::http::extract::NoParams;
use crate::http::problem::Problem;
use crate::http::reply::{JSON, reply};

/// `GET /health/live`: always, while the process runs.
pub async fn get_live(_: NoParams) -> Result<Response, Problem> {
    Ok(reply(JSON, json!({ "status": "live" }).to_string()))
}

/// `GET /health/ready`: once stations are loaded.
pub async fn get_ready(State(app): State<Arc<AppState>>, _: NoParams) -> Result<Response, Problem> {
    let served = app.current()?;
    let body = json!({
        "status": "ready",
        "stations": served.snapshot().stations().len(),
        "dataset_version": served.snapshot().version(),
    });
    Ok(reply(JSON, body.to_string()))
}
