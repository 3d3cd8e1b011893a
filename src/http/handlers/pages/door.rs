//! `GET /s/{id}`: the page of one station, which the QR code at its door opens.
//!
//! What does not need a script stands in it: name, address, posted hours. Its script adds the state
//! now, what the station has, and a way to report what was found.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::policy::{Framing, content_security_policy};
use super::{ASK_FIRST, assets};
use crate::http::app_state::AppState;
use crate::http::frame::cors::{NOT_EMBEDDABLE, RESOURCE_POLICY};
use crate::http::problem::Problem;
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
    uri: Uri,
) -> Result<Response, Problem> {
    let served = app.current()?;
    let Path(id) = id.map_err(|_| Problem::not_found("the id in the path is not UTF-8"))?;
    let found = served.snapshot().find(&id);
    let idx = found.ok_or_else(|| Problem::not_found("there is no station of that id"))?;
    let page = assets::find(PAGE).and_then(|asset| std::str::from_utf8(&asset.body).ok());
    let page = page.ok_or_else(Problem::internal)?;
    let body = filled(page, served.snapshot().station(idx), &root_of(uri.path()));
    let policy = content_security_policy(None, Framing::Refused);
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, ASK_FIRST),
        (RESOURCE_POLICY, NOT_EMBEDDABLE),
    ];
    Ok((headers, body).into_response())
}

/// The way from this path up to the root of the service: ids may have slashes.
fn root_of(path: &str) -> String {
    "../".repeat(path.bytes().filter(|byte| *byte == b'/').count() - 1)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_root_goes_up_once_for_each_part_of_the_path_but_the_last() {
        assert_eq!(root_of("/s/a"), "../");
        assert_eq!(root_of("/s/node/12"), "../../");
    }
}
