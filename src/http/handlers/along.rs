//! `POST /v1/stations/along`: the stops that cost least on a route.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::{Request, State};
use axum::response::Response;

use super::body::{JsonBody, read_json_body, refuse_query_string};
use crate::http::app_state::AppState;
use crate::http::awaited_work::run_while_awaited;
use crate::http::problem::Problem;
use crate::http::reply::{GEOJSON, reply};
use crate::query::WorkBudget;
use crate::query::along::along_or_why;
use crate::render::along::along_collection;
use crate::request::along_request;
use crate::state::ServedSet;

/// Largest body, bytes: a hundred for each point of the longest route.
pub const MAX_ALONG_BYTES: usize = 1 << 20;

/// `POST /v1/stations/along`: in a queue, for even a short route takes milliseconds.
pub async fn stops_along(
    State(app): State<Arc<AppState>>,
    request: Request,
) -> Result<Response, Problem> {
    let served = app.current()?;
    refuse_query_string(&request)?;
    let body = read_json_body(request, MAX_ALONG_BYTES).await?;
    let answering = Arc::clone(&app);
    let answer = move |is_abandoned: &AtomicBool| {
        let budget = WorkBudget::until(is_abandoned);
        answer_route(&answering, &served, body, budget)
    };
    let queues = app.queues();
    let queue = if app.network().is_some() {
        &queues.street_searches
    } else {
        &queues.wide_questions
    };
    let answer = run_while_awaited(queue, answer).await??;
    Ok(reply(GEOJSON, answer.ok_or_else(Problem::internal)?))
}

/// The answer; `None` if the budget was not enough for one.
fn answer_route(
    app: &AppState,
    served: &ServedSet,
    body: JsonBody,
    budget: WorkBudget<'_>,
) -> Result<Option<String>, Problem> {
    let text = body.into_text()?;
    let request = along_request(&text, &app.context(served.snapshot()))?;
    let (search, streets) = (served.openings(budget), app.streets(served));
    let (answer, why) = along_or_why(&search, streets, &request.query);
    if !search.is_answer() {
        return Ok(None);
    }
    let collection = along_collection(served.source(), &request, &answer, why.as_ref());
    Ok(Some(collection))
}
