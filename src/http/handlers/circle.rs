//! `GET /v1/circle`: the reachable area as a polygon.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::json;

use crate::datum::Datum;
use crate::http::app_state::AppState;
use crate::http::awaited_work::run_while_awaited;
use crate::http::problem::Problem;
use crate::http::reply::{GEOJSON, reply};
use crate::network::Network;
use crate::network::area::{Reach, Ring, reached_area};
use crate::position::Position;
use crate::reach_circle::circle;
use crate::render::json::{round_degrees, round_tenth};
use crate::request::nearest::{DEFAULT_MINUTES, minutes, mode};
use crate::request::{Param, Params, single};
use crate::travel::{Mode, Pace, Travel};

/// The parameters of `GET /v1/circle`.
pub const CIRCLE_PARAMS: [Param; 6] = [
    single("lat"),
    single("lon"),
    single("lng"),
    single("mode"),
    single("minutes"),
    single("crs"),
];

/// `GET /v1/circle`.
pub async fn get_circle(
    State(app): State<Arc<AppState>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let params = Params::from_query(query.as_deref().unwrap_or_default(), &CIRCLE_PARAMS)?;
    let crs = params.crs()?;
    let centre = params.position(crs)?;
    let mode = mode(&params)?;
    let minutes = minutes(&params)?.unwrap_or(DEFAULT_MINUTES);
    let asked = Asked {
        centre,
        crs,
        mode,
        minutes,
        pace: app.paces().of(mode),
    };
    let body = if app.network().is_some() {
        let searching = Arc::clone(&app);
        let search = move |is_abandoned: &AtomicBool| {
            let goes_on = || !is_abandoned.load(Ordering::Relaxed);
            let network = searching.network();
            let along = network.and_then(|network| asked.along(network, &goes_on));
            along.unwrap_or_else(|| asked.straight())
        };
        run_while_awaited(&app.queues().circles, search).await?
    } else {
        asked.straight()
    };
    Ok(reply(GEOJSON, body))
}

/// What is to be drawn.
#[derive(Clone, Copy)]
struct Asked {
    centre: Position,
    crs: Datum,
    mode: Mode,
    minutes: f64,
    pace: Pace,
}

impl Asked {
    /// The area reached along the streets; `None` if the user is near no street, or near a pole, or
    /// no longer waits.
    fn along(&self, network: &Network, goes_on: &dyn Fn() -> bool) -> Option<String> {
        let start = network.snap(self.mode, self.centre)?;
        let reach = Reach::within(self.minutes, self.pace);
        let graph = network.of(self.mode);
        let polygons = network.search(self.mode, None, |search| {
            reached_area(graph, search, self.centre, &start, reach, goes_on)
        })?;
        let properties = json!({
            "mode": self.mode.key(),
            "minutes": self.minutes,
            "speed_m_s": self.pace.speed_m_s,
            "detour": self.pace.along_streets().detour,
            "radius_m": round_tenth(reach.limit_m),
            "corridor_m": round_tenth(reach.corridor_m),
            "crs": self.crs.key(),
            "travel": Travel::Network.key(),
        });
        Some(self.feature(polygons, &properties))
    }

    /// The circle.
    fn straight(&self) -> String {
        let radius_m = self.pace.radius_m(self.minutes);
        let rings = circle(self.centre, radius_m);
        let properties = json!({
            "mode": self.mode.key(),
            "minutes": self.minutes,
            "speed_m_s": self.pace.speed_m_s,
            "detour": self.pace.detour,
            "radius_m": round_tenth(radius_m),
            "crs": self.crs.key(),
            "travel": Travel::StraightLine.key(),
        });
        let polygons = rings.into_iter().map(|ring| vec![ring]).collect();
        self.feature(polygons, &properties)
    }

    /// A Polygon, or a MultiPolygon where the antimeridian cuts it.
    fn feature(&self, mut polygons: Vec<Vec<Ring>>, properties: &serde_json::Value) -> String {
        for point in polygons.iter_mut().flatten().flatten() {
            *point = convert(*point, self.crs);
        }
        let geometry = if let [polygon] = polygons.as_slice() {
            json!({ "type": "Polygon", "coordinates": polygon })
        } else {
            json!({ "type": "MultiPolygon", "coordinates": polygons })
        };
        json!({ "type": "Feature", "geometry": geometry, "properties": properties }).to_string()
    }
}

fn convert([lon, lat]: [f64; 2], crs: Datum) -> [f64; 2] {
    Position::new(lon, lat)
        .map_or([lon, lat], |position| crs.coordinates(position))
        .map(round_degrees)
}
