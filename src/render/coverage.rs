//! The answer to a coverage job: the figures, every cell, and the week if requested.

use serde::Serialize;
use serde_json::value::RawValue;

use super::json::{round_tenth, to_json};
use super::source::holiday_data;
use crate::coverage::figures::{Figures, HourFigures};
use crate::coverage::outcome::{CellOutcome, Outcome};
use crate::coverage::{Clock, Question, StreetNetwork};
use crate::request::cells::{CellIssue, Cells};
use crate::snapshot::Snapshot;
use crate::travel::Travel;

#[derive(Serialize)]
struct Answer<'a> {
    summary: Figures<'a>,
    cells: Vec<CellBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    week: Option<Vec<HourFigures>>,
    issues: &'a [CellIssue],
    travel: &'static str,
    dataset_version: &'a str,
    holiday_data: &'static str,
}

#[derive(Serialize)]
struct CellBody<'a> {
    id: Option<&'a RawValue>,
    status: &'static str,
    nearest_station: Option<&'a str>,
    distance_m: Option<f64>,
    travel_time_s: Option<f64>,
    stations_in_reach: u32,
}

/// The whole answer as JSON.
pub fn write_answer(
    snapshot: &Snapshot,
    cells: &Cells,
    question: &Question,
    streets: Option<&StreetNetwork<'_>>,
    outcome: &Outcome,
) -> String {
    let demand = &cells.demand;
    let snap_limit_m = streets.map(|streets| streets.snap_limit_m);
    let is_week = matches!(question.clock, Clock::Week(_));
    to_json(&Answer {
        summary: Figures::of(snapshot, demand, question, snap_limit_m, outcome),
        cells: cells
            .ids
            .iter()
            .zip(&outcome.cells)
            .map(|(id, found)| CellBody::of(snapshot, id.as_deref(), found))
            .collect(),
        week: is_week.then(|| HourFigures::week(demand, outcome)),
        issues: &cells.issues,
        travel: if streets.is_some() {
            Travel::Network.key()
        } else {
            Travel::StraightLine.key()
        },
        dataset_version: snapshot.version(),
        holiday_data: holiday_data(outcome.lacks_holiday_data),
    })
}

impl<'a> CellBody<'a> {
    fn of(snapshot: &'a Snapshot, id: Option<&'a RawValue>, found: &CellOutcome) -> Self {
        let nearest = found.nearest;
        Self {
            id,
            status: found.status.key(),
            nearest_station: nearest.map(|nearest| &*snapshot.station(nearest.station).id.0),
            distance_m: nearest.map(|nearest| round_tenth(nearest.distance_m)),
            travel_time_s: nearest.map(|nearest| round_tenth(nearest.travel_time_s)),
            stations_in_reach: found.stations_in_reach,
        }
    }
}
