//! The keeper of a request, by its token, who that is, and the key that makes its write happen once.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::{check_is_read, live};
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::http::reply::{JSON, reply};
use crate::live::{Keeper, Live, Request};
use crate::render::live::keeper_json;
use crate::request::{ParamError, Params};

/// The header with a key of the client's own (draft-ietf-httpapi-idempotency-key-header).
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Longest key, bytes.
pub const MAX_KEY_BYTES: usize = 255;

/// `GET /v1/keeper`: who a token belongs to.
pub async fn get_keeper(
    State(app): State<Arc<AppState>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // It takes no parameter.
    Params::from_query(query.as_deref().unwrap_or_default(), &[])?;
    let keeper = keeper_of(live(&app)?, &headers)?;
    let body = keeper_json(&keeper.name, keeper.stations.as_deref());
    let mut response = reply(JSON, body);
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    Ok(response)
}

/// The keeper whose token is given, or 401; 503 while no keeper is known.
pub fn keeper_of(live: &Live, headers: &HeaderMap) -> Result<Arc<Keeper>, Problem> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Err(Problem::no_token());
    };
    check_is_read(live)?;
    let token = value.to_str().ok().and_then(bearer);
    let keeper = token.and_then(|token| live.keeper_of(token));
    keeper.ok_or_else(Problem::wrong_token)
}

/// The same for a station, or 403.
pub fn keeper_for(live: &Live, headers: &HeaderMap, station: &str) -> Result<Arc<Keeper>, Problem> {
    let keeper = keeper_of(live, headers)?;
    if keeper.speaks_for(station) {
        Ok(keeper)
    } else {
        Err(Problem::not_yours())
    }
}

/// The token of `Bearer TOKEN`; schemes are compared without case (RFC 9110, 11.1).
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A write as it came; `target` is what it is sent to, with its method.
pub fn write_request(headers: &HeaderMap, target: &str, body: &[u8]) -> Result<Request, Problem> {
    let mut keys = headers.get_all(IDEMPOTENCY_KEY).iter();
    let key = keys.next().map(|value| value.to_str().unwrap_or_default());
    let is_usable = |key: &str| (1..=MAX_KEY_BYTES).contains(&key.len());
    if keys.next().is_some() || key.is_some_and(|key| !is_usable(key)) {
        let detail =
            format!("Idempotency-Key is given once, as 1 to {MAX_KEY_BYTES} characters of ASCII");
        return Err(ParamError::new("Idempotency-Key", detail).into());
    }
    Ok(Request::new(key.map(str::to_owned), target, body))
}
