//! Health: whether the process lives, and whether it can answer.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::json;

use super::params::Params;
use super::problem::Problem;
use super::service::Service;
use super::{JSON, reply};

/// `GET /health/live`: always, while the process runs.
pub(super) async fn get_live(RawQuery(query): RawQuery) -> Result<Response, Problem> {
    Params::from_query(query.as_deref().unwrap_or_default(), &[])?;
    Ok(reply(JSON, json!({ "status": "live" }).to_string()))
}

/// `GET /health/ready`: once stations are loaded.
pub(super) async fn get_ready(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    Params::from_query(query.as_deref().unwrap_or_default(), &[])?;
    let served = service.current()?;
    let body = json!({
        "status": "ready",
        "stations": served.snapshot().stations().len(),
        "dataset_version": served.snapshot().version(),
    });
    Ok(reply(JSON, body.to_string()))
}
