//! Paths below a station: its notices, its reports and its calendar.
//!
//! Ids may hold slashes, and clients do not encode them, so that `/v1/stations/a/notices` may be the
//! notices of `a` or a station of that id. It is the former if there is a station `a`; then
//! `/v1/stations/a%2Fnotices` is the latter.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;

use super::notices::{get_notices, post_notice};
use super::reports::post_report;
use crate::http::app_state::AppState;
use crate::http::base_url::BaseUrl;
use crate::http::extract::NoParams;
use crate::http::handlers::activities::station_calendar;
use crate::http::handlers::stations::find_station;
use crate::http::problem::Problem;
use crate::state::ServedSet;

/// What all stations are below.
const STATIONS: &str = "/v1/stations/";

/// What a path below the stations names.
#[derive(Debug, PartialEq, Eq)]
enum Named {
    Station(String),
    Notices(String),
    Reports(String),
    Calendar(String),
}

/// All of a station: `GET /v1/stations/{id}`, its notices, its reports and its calendar.
///
/// Methods are told apart here, because the router would name those of all of them in `Allow`.
pub async fn answer_at_station(
    State(app): State<Arc<AppState>>,
    request: Request,
) -> Result<Response, Problem> {
    let served = app.current()?;
    let named = named(&served, request.uri().path())?;
    let method = request.method().clone();
    let is_read = [Method::GET, Method::HEAD].contains(&method);
    match named {
        Named::Station(id) if is_read => {
            let uri = request.uri().clone();
            drop(request);
            find_station(app, served, &id, &uri).await
        }
        Named::Notices(station) if is_read => {
            let (request, _) = request.into_parts();
            get_notices(&app, &served, &station, &request).await
        }
        Named::Notices(station) if method == Method::POST => {
            post_notice(&app, served, &station, request).await
        }
        Named::Reports(station) if method == Method::POST => {
            post_report(&app, served, &station, request).await
        }
        Named::Calendar(station) if is_read => {
            let (mut request, _) = request.into_parts();
            let base = BaseUrl::from_request_parts(&mut request, &app).await?;
            NoParams::from_request_parts(&mut request, &app).await?;
            station_calendar(&app, served, &station, base, &request.headers).await
        }
        Named::Station(_) | Named::Calendar(_) => Ok(wrong_method(&method, "GET,HEAD")),
        Named::Notices(_) => Ok(wrong_method(&method, "GET,HEAD,POST")),
        Named::Reports(_) => Ok(wrong_method(&method, "POST")),
    }
}

fn named(served: &ServedSet, path: &str) -> Result<Named, Problem> {
    let path = path.strip_prefix(STATIONS).unwrap_or_default();
    let decoded = |text: &str| {
        let text = percent_decode_str(text).decode_utf8();
        let id = text.map_err(|_| Problem::not_found("the id in the path is not UTF-8"))?;
        Ok::<_, Problem>(id.into_owned())
    };
    let whole = decoded(path)?;
    let is_known = |id: &str| served.snapshot().find(id).is_some();
    for (suffix, below) in [
        ("/notices", Named::Notices as fn(String) -> Named),
        ("/reports", Named::Reports),
        ("/calendar.ics", Named::Calendar),
    ] {
        if let Some(station) = path.strip_suffix(suffix) {
            let station = decoded(station)?;
            if is_known(&station) || !is_known(&whole) {
                return Ok(below(station));
            }
        }
    }
    Ok(Named::Station(whole))
}

fn wrong_method(method: &Method, allowed: &'static str) -> Response {
    let detail = format!("{method} is not answered at this path");
    let mut response = Problem::method_not_allowed(detail).into_response();
    let allowed = HeaderValue::from_static(allowed);
    response.headers_mut().insert(header::ALLOW, allowed);
    response
}
