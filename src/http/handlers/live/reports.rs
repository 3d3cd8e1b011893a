//! Reports of riders about one station.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{check_station, live, text_body};
use crate::http::app_state::AppState;
use crate::http::handlers::body::refuse_query_string;
use crate::http::problem::Problem;
use crate::request::live::report_request;
use crate::state::ServedSet;

/// `POST /v1/stations/{id}/reports`: 202, also when the same was reported before.
pub async fn post_report(
    app: &AppState,
    served: Arc<ServedSet>,
    station: &str,
    request: Request,
) -> Result<Response, Problem> {
    let live = live(app)?;
    check_station(&served, station)?;
    refuse_query_string(&request)?;
    app.admission()
        .admit_report(request.extensions(), request.headers(), station)?;
    let body = text_body(request).await?;
    let context = app.context(served.snapshot());
    let new = report_request(&body, context.snapshot)?;
    live.add_report(station, new, context.now).await?;
    Ok(StatusCode::ACCEPTED.into_response())
}
