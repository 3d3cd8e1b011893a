//! Handlers of stations: the nearest, and one by its id.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::Uri;
use axum::response::Response;

use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::http::reply::{GEOJSON, reply};
use crate::http::work_queue::run_queued;
use crate::position::Position;
use crate::render::nearest::nearest_collection;
use crate::render::station::station_feature;
use crate::request::nearest::NEAREST_PARAMS;
use crate::request::{NearestRequest, Param, ParamError, Params, nearest_request, single};
use crate::state::ServedSet;

/// The parameters of `GET /v1/stations/{id}`.
pub const STATION_PARAMS: [Param; 2] = [single("at"), single("crs")];

/// `GET /v1/stations/nearest`, along streets if there are any.
pub async fn nearest_stations(
    State(app): State<Arc<AppState>>,
    request: Request,
) -> Result<Response, Problem> {
    if app.network().is_none() {
        return nearest_by_straight_line(&app, request.uri());
    }
    let served = app.current()?;
    let (origin, request) = question(&app, &served, request.uri())?;
    let searching = Arc::clone(&app);
    let search = move || nearest_body(&searching, &served, origin, &request);
    let body = run_queued(&app.queues().street_searches, search).await?;
    Ok(reply(GEOJSON, body))
}

/// The same without a street network: some microseconds, without waiting.
pub fn nearest_by_straight_line(app: &AppState, uri: &Uri) -> Result<Response, Problem> {
    let body = app.look_at_current(|served| {
        let (origin, request) = question(app, served, uri)?;
        Ok::<_, Problem>(nearest_body(app, served, origin, &request))
    })??;
    Ok(reply(GEOJSON, body))
}

fn question(
    app: &AppState,
    served: &ServedSet,
    uri: &Uri,
) -> Result<(Position, NearestRequest), ParamError> {
    let params = Params::from_query(uri.query().unwrap_or_default(), &NEAREST_PARAMS)?;
    let request = nearest_request(&params, &app.context(served.snapshot()))?;
    Ok((params.position(request.crs)?, request))
}

fn nearest_body(
    app: &AppState,
    served: &ServedSet,
    origin: Position,
    request: &NearestRequest,
) -> String {
    let (snapshot, streets) = (served.snapshot(), app.streets(served));
    let found = request.answer(snapshot, streets, origin);
    let why = request.why_nothing(snapshot, streets, origin, &found);
    let metrics = app.metrics();
    metrics.add_empty_answers(snapshot, &request.query, usize::from(why.is_some()));
    nearest_collection(served.source(), request, &found, why.as_ref())
}

/// `GET /v1/stations/{id}`.
pub async fn find_station(
    State(app): State<Arc<AppState>>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let served = app.current()?;
    let Path(id) = id.map_err(|_| Problem::not_found("the id in the path is not UTF-8"))?;
    let params = Params::from_query(query.as_deref().unwrap_or_default(), &STATION_PARAMS)?;
    let now = app.context(served.snapshot()).now;
    let at = params.at(app.zone(), now)?;
    let crs = params.crs()?;
    let station = served
        .snapshot()
        .find(&id)
        .ok_or_else(|| Problem::not_found("there is no station of that id"))?;
    let body = station_feature(served.source(), station, crs, app.zone(), at);
    Ok(reply(GEOJSON, body))
}
