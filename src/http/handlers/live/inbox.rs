//! The reports of a keeper's stations, and what the keeper makes of them.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::keeper::{keeper_for, keeper_of, write_request};
use super::{answered, check_station, live, text_body};
use crate::http::app_state::AppState;
use crate::http::handlers::body::refuse_query_string;
use crate::http::problem::Problem;
use crate::http::reply::{JSON, reply};
use crate::render::live::reports_json;
use crate::request::live::{reports_request, verdict_request};

/// `GET /v1/reports`.
pub async fn get_reports(
    State(app): State<Arc<AppState>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let live = live(&app)?;
    let keeper = keeper_of(live, &headers)?;
    let request = reports_request(query.as_deref().unwrap_or_default())?;
    if let Some(station) = &request.station {
        check_station(&*app.current()?, station)?;
        keeper_for(live, &headers, station)?;
    }
    let reports = live.reports(&keeper, &request).await?;
    Ok(reply(JSON, reports_json(&reports, app.zone())))
}

/// `PATCH /v1/reports/{report}`.
pub async fn patch_report(
    State(app): State<Arc<AppState>>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let live = live(&app)?;
    let keeper = keeper_of(live, request.headers())?;
    refuse_query_string(&request)?;
    let Path(id) = id.map_err(|_| Problem::not_found("the id in the path is not UTF-8"))?;
    let headers = request.headers().clone();
    let body = text_body(request).await?;
    let state = verdict_request(&body)?;
    let written = write_request(&headers, &format!("PATCH report {id}"), &body)?;
    let answer = live.answer_report(&keeper, &written, &id, state, app.now());
    Ok(answered(answer.await?))
}
