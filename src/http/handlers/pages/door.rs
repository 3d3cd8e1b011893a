//! `GET /s/{id}`: the page of one station, which the QR code at its door opens.
//!
//! What does not need a script stands in it: name, address, posted hours. Its script adds the state
//! now, what the station has, and a way to report what was found.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::Response;
use maud::{Markup, html};

use super::policy::Framing;
use super::{ASK_FIRST, HTML, REFERRER, assets, guarded};
use crate::http::app_state::AppState;
use crate::http::handlers::not_found::{not_found, way_up};
use crate::http::problem::Problem;
use crate::http::reply::reply;
use crate::station::Station;

/// The file of the page, with the marks below.
const PAGE: &str = "door.html";
/// Where the way up to the root of the service stands, as `../../`.
const ROOT_MARK: &str = "{root}";
/// Where the station's name stands.
const NAME_MARK: &str = "{name}";
/// Where its id stands.
const ID_MARK: &str = "{id}";
/// Where what is known without a script stands.
const STATION_MARK: &str = "{station}";

/// `GET /s/{id}`.
pub async fn get_door(
    State(app): State<Arc<AppState>>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let served = app.current()?;
    let path = request.uri().path();
    let found = id.ok().and_then(|Path(id)| served.snapshot().find(&id));
    let Some(idx) = found else {
        let detail = "there is no station of that id";
        return Ok(not_found(request.method(), path, request.headers(), detail));
    };
    let page = assets::find(PAGE).and_then(|asset| std::str::from_utf8(&asset.body).ok());
    let page = page.ok_or_else(Problem::internal)?;
    let body = filled(page, served.snapshot().station(idx), &way_up(path));
    let mut response = reply(HTML, body);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, ASK_FIRST);
    headers.insert(header::REFERRER_POLICY, REFERRER);
    Ok(guarded(response, &app, Framing::Refused))
}

/// The page about a station. All that the file says is escaped; marks in it are not filled in.
fn filled(page: &str, station: &Station, root: &str) -> String {
    let escaped = |text: &str| html! { (text) }.into_string();
    let parts = [
        (ROOT_MARK, root.to_owned()),
        (NAME_MARK, escaped(&station.name)),
        (ID_MARK, escaped(&station.id.0)),
        (STATION_MARK, known(station).into_string()),
    ];
    let mut written = String::with_capacity(page.len() + 512);
    let mut rest = page;
    while let Some(at) = rest.find('{') {
        written.push_str(&rest[..at]);
        rest = &rest[at..];
        let part = parts.iter().find(|(mark, _)| rest.starts_with(mark));
        let (mark, text) = part.map_or(("{", "{"), |(mark, text)| (*mark, text.as_str()));
        written.push_str(text);
        rest = &rest[mark.len()..];
    }
    written.push_str(rest);
    written
}

fn known(station: &Station) -> Markup {
    html! {
        h1 { bdi { (station.name) } }
        @if let Some(address) = &station.address { p { bdi { (address) } } }
        @if let Some(hours) = &station.opening_hours { p { "公布的时间 Posted hours: " bdi { (hours) } } }
        noscript { p { "要看现在开不开门、要反馈，需要 JavaScript。 Its state now and reports need JavaScript." } }
    }
}
