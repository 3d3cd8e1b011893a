//! Notices of one station: read by all, written and withdrawn by its keepers.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::response::Response;

use super::keeper::{keeper_for, keeper_of, write_request};
use super::{answered, check_is_read, check_station, live, text_body};
use crate::http::app_state::AppState;
use crate::http::handlers::body::refuse_query_string;
use crate::http::problem::Problem;
use crate::http::reply::{JSON, reply};
use crate::render::live::notices_json;
use crate::request::Params;
use crate::request::live::{NOTICES_PARAMS, WrittenError, notice_request};
use crate::state::ServedSet;

/// `GET /v1/stations/{id}/notices`.
pub async fn get_notices(
    app: &AppState,
    served: &ServedSet,
    station: &str,
    request: &Parts,
) -> Result<Response, Problem> {
    let live = live(app)?;
    check_station(served, station)?;
    let query = request.uri.query().unwrap_or_default();
    let is_history = Params::from_query(query, &NOTICES_PARAMS)?.flag("history")?;
    if is_history {
        keeper_for(live, &request.headers, station)?;
        let notices = live.history(station).await?;
        return Ok(reply(JSON, notices_json(&notices, app.zone())));
    }
    check_is_read(live)?;
    let now = app.context(served.snapshot()).now;
    let notices = live.notices_of(station, now);
    let notices = notices.iter().map(|notice| &**notice);
    Ok(reply(JSON, notices_json(notices, app.zone())))
}

/// `POST /v1/stations/{id}/notices`.
pub async fn post_notice(
    app: &AppState,
    served: Arc<ServedSet>,
    station: &str,
    request: Request,
) -> Result<Response, Problem> {
    let live = live(app)?;
    keeper_of(live, request.headers())?;
    check_station(&served, station)?;
    let keeper = keeper_for(live, request.headers(), station)?;
    refuse_query_string(&request)?;
    let headers = request.headers().clone();
    let body = text_body(request).await?;
    let context = app.context(served.snapshot());
    let target = format!("POST notices {station}");
    let written = write_request(&headers, &target, &body)?;
    let new = match notice_request(&body, &context) {
        Ok(new) => new,
        // Sent again it may be too late for its times, and was written all the same. What never was
        // right is not asked for.
        Err(error @ WrittenError::Late(_)) => {
            let earlier = live.earlier_answer(&keeper, &written).await?;
            return earlier.map(answered).ok_or_else(|| error.into());
        }
        Err(error) => return Err(error.into()),
    };
    let answer = live.write_notice(&keeper, &written, station, new, context.now);
    Ok(answered(answer.await?))
}

/// `DELETE /v1/notices/{notice}`.
pub async fn delete_notice(
    State(app): State<Arc<AppState>>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let live = live(&app)?;
    let keeper = keeper_of(live, request.headers())?;
    refuse_query_string(&request)?;
    let Path(id) = id.map_err(|_| Problem::not_found("the id in the path is not UTF-8"))?;
    let written = write_request(request.headers(), &format!("DELETE notice {id}"), b"")?;
    let now = app.now();
    let answer = live.withdraw_notice(&keeper, &written, &id, now);
    Ok(answered(answer.await?))
}
