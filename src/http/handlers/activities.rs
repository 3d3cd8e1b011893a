//! What goes on near a place, and calendars of it.

mod calendars;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::{RawQuery, State};
use axum::response::Response;

use crate::http::app_state::AppState;
use crate::http::awaited_work::run_while_awaited;
use crate::http::problem::Problem;
use crate::http::reply::{GEOJSON, reply};
use crate::position::Position;
use crate::query::{WorkBudget, activities};
use crate::render::activities::activities_collection;
use crate::request::{ACTIVITIES_PARAMS, ActivitiesRequest, Params, activities_request};
use crate::state::ServedSet;

pub use calendars::{MAX_CALENDAR_EVENTS, get_calendar, station_calendar};

/// `GET /v1/activities`: at once if it takes little and there are no streets, else in a queue.
pub async fn get_activities(
    State(app): State<Arc<AppState>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let served = app.current()?;
    let params = Params::from_query(query.as_deref().unwrap_or_default(), &ACTIVITIES_PARAMS)?;
    let request = activities_request(&params, &app.context(served.snapshot()))?;
    let origin = params.position(request.crs)?;
    if app.network().is_none() {
        let budget = app.queues().quick_budget();
        if let Some(body) = answer(&app, &served, budget, origin, &request) {
            return Ok(reply(GEOJSON, body));
        }
    }
    let asking = Arc::clone(&app);
    let work = move |is_abandoned: &AtomicBool| {
        let budget = WorkBudget::until(is_abandoned);
        answer(&asking, &served, budget, origin, &request)
    };
    let queues = app.queues();
    let queue = if app.network().is_some() {
        &queues.street_searches
    } else {
        &queues.wide_questions
    };
    let body = run_while_awaited(queue, work).await?;
    Ok(reply(GEOJSON, body.ok_or_else(Problem::internal)?))
}

/// `None` if the budget was not enough, and a larger one may be.
fn answer(
    app: &AppState,
    served: &ServedSet,
    budget: WorkBudget<'_>,
    origin: Position,
    request: &ActivitiesRequest,
) -> Option<String> {
    let search = served.openings(budget);
    let (found, _) = activities(&search, app.streets(served), origin, &request.query);
    let is_answer = search.is_answer();
    is_answer.then(|| activities_collection(served.source(), request, &found))
}
