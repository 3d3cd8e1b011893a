//! Handlers of stations: the nearest, and one by its id.

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::Uri;
use axum::response::Response;

use super::answer::{answer, on_a_turn, why_nothing};
use super::params::nearest::NEAREST_PARAMS;
use super::params::{NearestRequest, Param, ParamError, Params, nearest_request, single};
use super::problem::Problem;
use super::response::{
    Source, nearest_collection, write_opening, write_provenance, write_static_feature,
};
use super::served::Served;
use super::service::Service;
use super::station_details::{amenity_details, week};
use super::{GEOJSON, reply};
use crate::amenity::AmenitySet;
use crate::clock::{Instant, Zone};
use crate::datum::Datum;
use crate::position::Position;
use crate::query::opening::describe;
use crate::station::StationIdx;

/// What `GET /v1/stations/{id}` takes.
pub(super) const STATION_PARAMS: [Param; 2] = [single("at"), single("crs")];

/// `GET /v1/stations/nearest`, along streets if there are any.
pub(super) async fn nearest_stations(
    State(service): State<Arc<Service>>,
    request: Request,
) -> Result<Response, Problem> {
    if service.network().is_none() {
        return nearest_by_straight_line(&service, request.uri());
    }
    let served = service.current()?;
    let (origin, request) = question(&service, &served, request.uri())?;
    let searching = Arc::clone(&service);
    let search = move || nearest_body(&searching, &served, origin, &request);
    let body = on_a_turn(service.street_turns(), search).await?;
    Ok(reply(GEOJSON, body))
}

/// The same where there are no streets: some microseconds, without a pause.
pub(super) fn nearest_by_straight_line(service: &Service, uri: &Uri) -> Result<Response, Problem> {
    let body = service.look_at_current(|served| {
        let (origin, request) = question(service, served, uri)?;
        Ok::<_, Problem>(nearest_body(service, served, origin, &request))
    })??;
    Ok(reply(GEOJSON, body))
}

fn question(
    service: &Service,
    served: &Served,
    uri: &Uri,
) -> Result<(Position, NearestRequest), ParamError> {
    let params = Params::from_query(uri.query().unwrap_or_default(), &NEAREST_PARAMS)?;
    let request = nearest_request(&params, &service.context(served.snapshot()))?;
    Ok((params.position(request.crs)?, request))
}

fn nearest_body(
    service: &Service,
    served: &Served,
    origin: Position,
    request: &NearestRequest,
) -> String {
    let (snapshot, streets) = (served.snapshot(), service.streets(served));
    let found = answer(snapshot, streets, origin, request);
    let why = why_nothing(snapshot, streets, origin, request, &found);
    let metrics = service.metrics();
    metrics.add_empty_answers(snapshot, &request.query, usize::from(why.is_some()));
    nearest_collection(served.source(), request, &found, why.as_ref())
}

/// `GET /v1/stations/{id}`.
pub(super) async fn find_station(
    State(service): State<Arc<Service>>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let served = service.current()?;
    let Path(id) = id.map_err(|_| Problem::not_found("the id in the path is not UTF-8"))?;
    let params = Params::from_query(query.as_deref().unwrap_or_default(), &STATION_PARAMS)?;
    let now = service.context(served.snapshot()).now;
    let at = params.at(service.zone(), now)?;
    let crs = params.crs()?;
    let station = served
        .snapshot()
        .find(&id)
        .ok_or_else(|| Problem::not_found("there is no station of that id"))?;
    let body = station_feature(served.source(), station, crs, service.zone(), at);
    Ok(reply(GEOJSON, body))
}

/// Everything that is known of a station, as one Feature.
fn station_feature(
    source: Source<'_>,
    idx: StationIdx,
    crs: Datum,
    zone: Zone,
    at: Instant,
) -> String {
    let snapshot = source.snapshot;
    let opening = describe(snapshot, idx, AmenitySet::EMPTY, zone, at);
    let (details, details_lack) = amenity_details(snapshot, idx, zone, at);
    let (week, week_lacks) = week(snapshot, idx, zone, at);
    let mut out = String::with_capacity(4_096);
    write_static_feature(&mut out, source, crs, idx);
    write_opening(&mut out, zone, &opening);
    // Writing to a String cannot fail.
    let _ = write!(out, r#","amenity_details":{details},{week}}}"#);
    let at = zone.format_instant(at);
    let _ = write!(out, r#","query":{{"at":"{at}","crs":"{}"}}"#, crs.key());
    let lacks = opening.lacks_holiday_data || details_lack || week_lacks;
    write_provenance(&mut out, snapshot, lacks);
    out.push('}');
    out
}
