//! `GET /v1/stations/search`: stations by a part of their name, address, district or id.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::{RawQuery, State};
use axum::response::Response;

use crate::http::app_state::AppState;
use crate::http::awaited_work::run_while_awaited;
use crate::http::problem::Problem;
use crate::http::reply::{GEOJSON, reply};
use crate::query::WorkBudget;
use crate::render::search::search_collection;
use crate::request::{Params, SEARCH_PARAMS, search_request};
use crate::search::{SearchQuery, search};

/// `GET /v1/stations/search`. The texts to search are made on the first request.
pub async fn search_stations(
    State(app): State<Arc<AppState>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let served = app.current()?;
    let params = Params::from_query(query.as_deref().unwrap_or_default(), &SEARCH_PARAMS)?;
    let request = search_request(&params, &app.context(served.snapshot()))?;
    let zone = app.zone();
    let answer = move |is_abandoned: &AtomicBool| {
        let snapshot = served.snapshot();
        let wanted = SearchQuery {
            text: &request.text,
            near: request.near,
            limit: request.limit,
        };
        let found = search(snapshot, served.search_texts(), &wanted);
        let openings = served.openings(WorkBudget::until(is_abandoned));
        search_collection(served.source(), &openings, zone, &request, &found)
    };
    Ok(reply(
        GEOJSON,
        run_while_awaited(&app.queues().searches, answer).await?,
    ))
}
