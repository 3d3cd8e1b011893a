//! The page with the list for the place in its address, so that the list needs no second request.
//!
//! The address is read like a request to `GET /v1/stations/nearest` with the page's own defaults.
//! What that refuses is left to the page, which asks again and shows the refusal.

use std::sync::Arc;

use axum::http::{HeaderMap, Uri};
use form_urlencoded::Serializer;

use super::assets::Asset;
use super::config_body;
use super::plain_list::plain_list;
use super::policy::Framing;
use crate::datum::Datum;
use crate::http::app_state::AppState;
use crate::http::handlers::meta::meta_body;
use crate::http::handlers::stations::nearest_for_page;
use crate::http::site::Basemap;
use crate::request::nearest::NEAREST_PARAMS;

/// Where the list for people stands in the page.
const LIST_MARK: &str = "<!-- list -->";
/// Where the answers for the page's own modules stand.
const DATA_MARK: &str = "<!-- first -->";
/// Stations that the page asks for: `DEFAULTS` in `state.js`.
const PAGE_LIMIT: &str = "10";
/// The member of an address that asks for what is on a route in place of what is near.
const ROUTE: &str = "route";

/// The page with its list; `None` if the address tells no place, or one that is not answered.
pub async fn page_with_list(
    page: &Asset,
    app: &Arc<AppState>,
    framing: Framing,
    uri: &Uri,
    headers: &HeaderMap,
) -> Option<String> {
    let address = uri.query()?;
    let question = question(address)?;
    let crs = app.site().basemap.as_ref().map(Basemap::datum);
    let answer = nearest_for_page(app, &question, crs.unwrap_or(Datum::Wgs84)).await?;
    let list = plain_list(&answer, address, framing, headers).unwrap_or_default();
    let data = data(app, &answer)?;
    let template = std::str::from_utf8(&page.body).ok()?;
    let (head, rest) = template.split_once(LIST_MARK)?;
    let (middle, tail) = rest.split_once(DATA_MARK)?;
    Some([head, &*list, middle, &*data, tail].concat())
}

/// The query of the request that the page would send; `None` without a place, and for a route, which
/// the page asks about itself.
fn question(address: &str) -> Option<String> {
    let pairs = form_urlencoded::parse(address.as_bytes());
    // As in the page, a value that is empty is not given.
    let given = pairs.filter(|(name, value)| is_asked(name) && !value.trim().is_empty());
    let given: Vec<_> = given.collect();
    let has = |wanted: &[&str]| given.iter().any(|(name, _)| wanted.contains(&&**name));
    let on_route = form_urlencoded::parse(address.as_bytes())
        .any(|(name, value)| name == ROUTE && !value.is_empty());
    if on_route || !has(&["lat"]) || !has(&["lon", "lng"]) {
        return None;
    }
    let mut query = Serializer::new(String::new());
    query.extend_pairs(&given);
    if !has(&["limit"]) {
        query.append_pair("limit", PAGE_LIMIT);
    }
    Some(query.finish())
}

fn is_asked(name: &str) -> bool {
    NEAREST_PARAMS.iter().any(|param| param.name == name)
}

/// What the page's modules would ask for first, as data that a browser does not run.
fn data(app: &AppState, answer: &str) -> Option<String> {
    let served = app.current().ok()?;
    let (config, meta) = (config_body(app).to_string(), meta_body(app, &served));
    let json = format!(r#"{{"config":{config},"meta":{meta},"nearest":{answer}}}"#);
    let json = within_script(&json);
    Some(format!(
        r#"<script type="application/json" id="first">{json}</script>"#
    ))
}

/// JSON that neither ends its element nor begins a comment in it: `<` occurs in strings only.
fn within_script(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_place_asks_nothing() {
        for address in [
            "",
            "lat=1",
            "lon=2",
            "lat=&lon=2",
            "lat=%20&lon=2",
            "station=a",
            "lat=1&lon=2&route=_p~iF~ps%7CU",
        ] {
            assert_eq!(question(address), None, "{address}");
        }
    }

    #[test]
    fn the_question_has_the_defaults_of_the_page_and_none_of_its_other_members() {
        for (address, expected) in [
            (
                "lat=1&lng=2&station=x&lang=en&coverage=true&route=",
                "lat=1&lng=2&limit=10",
            ),
            ("lat=1&lon=2&limit=20&mode=", "lat=1&lon=2&limit=20"),
            ("lat=1&lon=2&fields=name", "lat=1&lon=2&limit=10"),
            (
                "lat=1&lon=2&amenity=a%2Cb&amenity=c",
                "lat=1&lon=2&amenity=a%2Cb&amenity=c&limit=10",
            ),
        ] {
            assert_eq!(question(address).as_deref(), Some(expected));
        }
    }

    #[test]
    fn data_cannot_end_their_element() {
        let shown = within_script("{\"a\":\"</script><!--\u{2028}\u{2029}\"}");
        assert_eq!(shown, r#"{"a":"\u003c/script>\u003c!--\u2028\u2029"}"#);
        let value: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(value["a"], "</script><!--\u{2028}\u{2029}");
    }
}
