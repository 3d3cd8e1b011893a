//! `GET /v1/live.json`: all notices in force, which apps and widgets poll.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{check_is_read, live};
use crate::http::app_state::AppState;
use crate::http::entity_tag;
use crate::http::problem::Problem;
use crate::http::reply::{JSON, reply};
use crate::live::Version;
use crate::render::live::{LiveChanges, live_json};
use crate::request::live::LIVE_PARAMS;
use crate::request::{ParamError, Params};

/// It changes by the second, and asking again for the same costs next to nothing.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// `GET /v1/live.json`.
pub async fn get_in_force(
    State(app): State<Arc<AppState>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let live = live(&app)?;
    let params = Params::from_query(query.as_deref().unwrap_or_default(), &LIVE_PARAMS)?;
    let since: Option<Version> = params.text("since").map(str::parse).transpose().map_err(
        |error: crate::live::VersionError| ParamError::new("since", format!("since: {error}")),
    )?;
    check_is_read(live)?;
    let found = live.in_force(since, app.now());
    let version = found.version.to_string();
    let etag = format!("W/\"{version}-{}\"", env!("CARGO_PKG_VERSION"));
    let mut answer = if entity_tag::is_known(&headers, &etag) == Some(true) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let changes = LiveChanges {
            version: &version,
            notices: found.notices.iter().map(|notice| &**notice).collect(),
            ended: found
                .ended
                .as_ref()
                .map(|ids| ids.iter().map(String::as_str).collect()),
        };
        reply(JSON, live_json(&changes, app.zone()))
    };
    let tag = HeaderValue::from_str(&etag).map_err(|_| Problem::internal())?;
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, ASK_AGAIN);
    headers.insert(header::ETAG, tag);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(answer)
}
