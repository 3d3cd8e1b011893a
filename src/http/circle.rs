//! `GET /v1/circle`: the polygon of what is reached.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::json;

use super::params::nearest::{DEFAULT_MINUTES, minutes, mode};
use super::params::{Param, Params, single};
use super::problem::Problem;
use super::response::{round_degrees, round_tenth};
use super::service::Service;
use super::{GEOJSON, reply};
use crate::circle::circle;
use crate::datum::Datum;
use crate::position::Position;

/// What `GET /v1/circle` takes.
pub(super) const CIRCLE_PARAMS: [Param; 6] = [
    single("lat"),
    single("lon"),
    single("lng"),
    single("mode"),
    single("minutes"),
    single("crs"),
];

/// `GET /v1/circle`.
pub(super) async fn get_circle(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let params = Params::from_query(query.as_deref().unwrap_or_default(), &CIRCLE_PARAMS)?;
    let crs = params.crs()?;
    let centre = params.position(crs)?;
    let mode = mode(&params)?;
    let minutes = minutes(&params)?.unwrap_or(DEFAULT_MINUTES);
    let pace = service.paces().of(mode);
    let radius_m = pace.radius_m(minutes);
    let feature = json!({
        "type": "Feature",
        "geometry": geometry(centre, radius_m, crs),
        "properties": {
            "mode": mode.key(),
            "minutes": minutes,
            "speed_m_s": pace.speed_m_s,
            "detour": pace.detour,
            "radius_m": round_tenth(radius_m),
            "crs": crs.key(),
            "travel": "straight_line",
        },
    });
    Ok(reply(GEOJSON, feature.to_string()))
}

/// A Polygon, or a MultiPolygon where the antimeridian cuts the circle.
fn geometry(centre: Position, radius_m: f64, crs: Datum) -> serde_json::Value {
    let rings: Vec<Vec<[f64; 2]>> = circle(centre, radius_m)
        .into_iter()
        .map(|ring| ring.into_iter().map(|point| convert(point, crs)).collect())
        .collect();
    if let [ring] = rings.as_slice() {
        json!({ "type": "Polygon", "coordinates": [ring] })
    } else {
        let polygons: Vec<_> = rings.iter().map(|ring| [ring]).collect();
        json!({ "type": "MultiPolygon", "coordinates": polygons })
    }
}

fn convert([lon, lat]: [f64; 2], crs: Datum) -> [f64; 2] {
    Position::new(lon, lat)
        .map_or([lon, lat], |position| crs.coordinates(position))
        .map(round_degrees)
}
