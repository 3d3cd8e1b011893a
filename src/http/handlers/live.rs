//! Living stations: notices of keepers, reports of riders, and what is in force.
//!
//! Without `--live` none of it is served. What is written is answered only when the database has it.

mod below_station;
mod in_force;
mod inbox;
mod keeper;
mod notices;
mod reports;

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

pub use self::below_station::answer_at_station;
pub use self::in_force::get_in_force;
pub use self::inbox::{get_reports, patch_report};
pub use self::keeper::get_keeper;
pub use self::notices::delete_notice;
use crate::http::app_state::AppState;
use crate::http::handlers::body::read_json_body;
use crate::http::problem::Problem;
use crate::http::reply::JSON;
use crate::live::{Answer, Live};
use crate::state::ServedSet;

/// Largest body of a notice or a report, bytes.
pub const MAX_LIVE_BODY_BYTES: usize = 16_384;

/// What is said, or the problem that nothing is kept of it.
fn live(app: &AppState) -> Result<&Arc<Live>, Problem> {
    app.live().ok_or_else(Problem::live_is_off)
}

/// That the database was read, or the problem that it was away since the start.
fn check_is_read(live: &Live) -> Result<(), Problem> {
    live.is_read().then_some(()).ok_or_else(Problem::live_away)
}

/// The body of a notice, a report or a verdict.
async fn text_body(request: Request) -> Result<Bytes, Problem> {
    let body = read_json_body(request, MAX_LIVE_BODY_BYTES).await?;
    body.into_text()
}

/// A station that may have notices and reports, or the problem that there is none.
fn check_station(served: &ServedSet, id: &str) -> Result<(), Problem> {
    // PostgreSQL keeps no text with this character.
    let is_known = !id.contains('\0') && served.snapshot().find(id).is_some();
    is_known.then_some(()).ok_or_else(Problem::no_such_station)
}

/// The answer to a keeper's write.
fn answered(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = if answer.body.is_empty() {
        status.into_response()
    } else {
        let described = [
            (header::CONTENT_TYPE, JSON),
            (header::CACHE_CONTROL, "no-store"),
        ];
        (status, described, answer.body).into_response()
    };
    // It is made of an id of our own, and always a value of a header.
    let location = answer
        .location
        .and_then(|path| HeaderValue::from_str(&path).ok());
    if let Some(location) = location {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
