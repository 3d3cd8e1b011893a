//! Handlers of stations: the nearest, and one by its id.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::{Request, State};
use axum::http::Uri;
use axum::response::Response;

use crate::datum::Datum;
use crate::http::app_state::AppState;
use crate::http::awaited_work::run_while_awaited;
use crate::http::problem::Problem;
use crate::http::reply::{GEOJSON, reply};
use crate::position::Position;
use crate::query::WorkBudget;
use crate::query::opening::OpeningSearch;
use crate::render::nearest::nearest_collection;
use crate::render::station::station_feature;
use crate::request::nearest::{NEAREST_GET_PARAMS, NEAREST_PARAMS};
use crate::request::{NearestRequest, Param, ParamError, Params, nearest_request, single};
use crate::state::ServedSet;

/// The parameters of `GET /v1/stations/{id}`.
pub const STATION_PARAMS: [Param; 2] = [single("at"), single("crs")];

/// `GET /v1/stations/nearest`, along streets if there are any.
pub async fn nearest_stations(
    State(app): State<Arc<AppState>>,
    request: Request,
) -> Result<Response, Problem> {
    if app.network().is_none()
        && let Some(answer) = nearest_at_once(&app, request.uri())
    {
        return answer;
    }
    nearest_in_queue(app, request.uri().clone()).await
}

/// The same without a street network, if it takes no more than the thread that answers connections
/// may give to one request: some microseconds, without waiting.
pub fn nearest_at_once(app: &AppState, uri: &Uri) -> Option<Result<Response, Problem>> {
    let body = app.look_at_current(|served| {
        let (origin, request) = question(app, served, uri)?;
        let search = served.openings(app.queues().quick_budget());
        Ok::<_, Problem>(nearest_body(app, served, &search, origin, &request))
    });
    match body {
        Ok(Ok(Some(body))) => Some(Ok(reply(GEOJSON, body))),
        Ok(Ok(None)) => None,
        Ok(Err(problem)) | Err(problem) => Some(Err(problem)),
    }
}

/// The same on a thread of its own, ended early if the client does not wait for it.
pub async fn nearest_in_queue(app: Arc<AppState>, uri: Uri) -> Result<Response, Problem> {
    let served = app.current()?;
    let (origin, request) = question(&app, &served, &uri)?;
    let body = searched_in_queue(app, served, origin, request).await?;
    Ok(reply(GEOJSON, body))
}

async fn searched_in_queue(
    app: Arc<AppState>,
    served: Arc<ServedSet>,
    origin: Position,
    request: NearestRequest,
) -> Result<String, Problem> {
    let searching = Arc::clone(&app);
    let work = move |is_abandoned: &AtomicBool| {
        let search = served.openings(WorkBudget::until(is_abandoned));
        nearest_body(&searching, &served, &search, origin, &request)
    };
    let queues = app.queues();
    let queue = if app.network().is_some() {
        &queues.street_searches
    } else {
        &queues.wide_questions
    };
    let body = run_while_awaited(queue, work).await?;
    body.ok_or_else(Problem::internal)
}

/// The body of the answer to a question by `GET`, in the datum of a map, for a page that is sent
/// with it; `None` if it is refused or takes more than a page may wait for: the page then asks.
///
/// Along streets it is searched in the queue of all such questions.
pub async fn nearest_for_page(app: &Arc<AppState>, query: &str, crs: Datum) -> Option<String> {
    let served = app.current().ok()?;
    let params = Params::from_query(query, &NEAREST_PARAMS).ok()?;
    let mut request = nearest_request(&params, &app.context(served.snapshot())).ok()?;
    let origin = params.position(request.crs).ok()?;
    let [lon, lat] = crs.coordinates(origin);
    crs.to_position(lon, lat).ok()?;
    request.crs = crs;
    if app.network().is_none() {
        let search = served.openings(app.queues().quick_budget());
        return nearest_body(app, &served, &search, origin, &request);
    }
    let searched = searched_in_queue(Arc::clone(app), served, origin, request);
    searched.await.ok()
}

fn question(
    app: &AppState,
    served: &ServedSet,
    uri: &Uri,
) -> Result<(Position, NearestRequest), ParamError> {
    let params = Params::from_query(uri.query().unwrap_or_default(), &NEAREST_GET_PARAMS)?;
    let request = nearest_request(&params, &app.context(served.snapshot()))?;
    Ok((params.position(request.crs)?, request))
}

/// `None` if the budget of the search was not enough, and a larger one may be.
fn nearest_body(
    app: &AppState,
    served: &ServedSet,
    search: &OpeningSearch<'_>,
    origin: Position,
    request: &NearestRequest,
) -> Option<String> {
    let (snapshot, streets) = (served.snapshot(), app.streets(served));
    let found = request.answer(search, streets, origin);
    if !search.is_answer() {
        return None;
    }
    let why = request.why_nothing(search, streets, origin, &found);
    if !search.is_answer() {
        return None;
    }
    let unmet = why
        .as_ref()
        .map_or(&[][..], |_| std::slice::from_ref(&origin));
    app.note_unmet(snapshot, &request.query, unmet);
    let source = served.source();
    Some(nearest_collection(source, request, &found, why.as_ref()))
}

/// `GET /v1/stations/{id}`.
pub async fn find_station(
    app: Arc<AppState>,
    served: Arc<ServedSet>,
    id: &str,
    uri: &Uri,
) -> Result<Response, Problem> {
    let params = Params::from_query(uri.query().unwrap_or_default(), &STATION_PARAMS)?;
    let now = app.context(served.snapshot()).now;
    let zone = app.zone();
    let at = params.at(zone, now)?;
    let crs = params.crs()?;
    let station = served
        .snapshot()
        .find(id)
        .ok_or_else(Problem::no_such_station)?;
    let written = move |served: &ServedSet, budget: WorkBudget<'_>| {
        let search = served.openings(budget);
        let body = station_feature(served.source(), &search, station, crs, zone, at);
        search.is_answer().then_some(body)
    };
    if let Some(body) = written(&served, app.queues().quick_budget()) {
        return Ok(reply(GEOJSON, body));
    }
    // Many amenities with hours of their own that are searched for long.
    let work = move |is_abandoned: &AtomicBool| written(&served, WorkBudget::until(is_abandoned));
    let body = run_while_awaited(&app.queues().wide_questions, work).await?;
    Ok(reply(GEOJSON, body.ok_or_else(Problem::internal)?))
}
