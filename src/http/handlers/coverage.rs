//! `POST /v1/coverage`: how many people are within reach of an open station, for small jobs.
//!
//! The body brings some thousand cells; the answer has what `yizhan coverage` writes into files for
//! a whole city. A cell that cannot be used is listed; the others are used.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;

use super::body::{read_json_body, refuse_query_string};
use crate::coverage::{StreetNetwork, cover_told, has_pairs_within};
use crate::http::app_state::AppState;
use crate::http::frame::{ClientSlot, Reservation};
use crate::http::problem::Problem;
use crate::http::reply::{JSON, reply_reserved};
use crate::http::work_queue::run_queued;
use crate::render::coverage::write_answer;
use crate::request::CELL_ITEM;
use crate::request::body::{ListMember, flatten, read_members, take_list};
use crate::request::cells::Cells;
use crate::request::coverage::COVERAGE_PARAMS;
use crate::request::{CoverageRequest, ParamError, Params, coverage_request};
use crate::state::ServedSet;
use crate::travel::Mode;

/// Most cells of one job.
pub const MAX_COVERAGE_CELLS: usize = 10_000;
/// Largest body, bytes: some four hundred per cell.
pub const MAX_COVERAGE_BODY_BYTES: usize = 4 << 20;
/// Most pairs of a place and a nearby station in one job: about a second of work, and some hundred
/// megabytes along streets.
pub const MAX_COVERAGE_PAIRS: usize = 20_000_000;

/// Approximate bytes of the answer for one cell.
const CELL_BYTES: usize = 256;

/// The member with the cells.
const DEMAND: ListMember = ListMember {
    name: "demand",
    item: CELL_ITEM,
    max_items: MAX_COVERAGE_CELLS,
};

/// `POST /v1/coverage`.
pub async fn cover_demand(
    State(app): State<Arc<AppState>>,
    request: Request,
) -> Result<Response, Problem> {
    let served = app.current()?;
    refuse_query_string(&request)?;
    let client = app
        .admission()
        .slot(request.extensions(), request.headers());
    // Read before the slot is taken, so that a slow sender occupies none.
    let body = read_json_body(request, MAX_COVERAGE_BODY_BYTES).await?;
    let answering = Arc::clone(&app);
    let job = move || {
        let streets_of = |mode| {
            answering.streets(&served).map(|streets| StreetNetwork {
                graph: streets.network.of(mode),
                snap_limit_m: streets.network.snap_limit_m(),
                stations: Some(streets.stations.places(mode)),
            })
        };
        let text = body.into_text()?;
        answer_job(&answering, client, &served, &text, streets_of)
    };
    let (text, reserved) = run_queued(&app.queues().coverage_jobs, job).await??;
    Ok(reply_reserved(JSON, text, reserved))
}

/// Answers the question in a body, once memory is reserved for it; `streets_of` gives the streets that a mode uses.
fn answer_job<'s>(
    app: &AppState,
    client: ClientSlot,
    served: &ServedSet,
    body: &[u8],
    streets_of: impl FnOnce(Mode) -> Option<StreetNetwork<'s>>,
) -> Result<(String, Option<Reservation>), Problem> {
    let (snapshot, truth) = (served.snapshot(), served.truth().map(Arc::as_ref));
    let mut members = read_members(body, &DEMAND)?;
    let places = take_list(&mut members, &DEMAND)?;
    let params = Params::from_pairs(flatten(members, &COVERAGE_PARAMS)?, &COVERAGE_PARAMS)?;
    let CoverageRequest { question, crs } = coverage_request(&params, &app.context(snapshot))?;
    let cells = Cells::read(&places, crs);
    let streets = streets_of(question.mode);
    let along_streets = streets.is_some();
    let most = MAX_COVERAGE_PAIRS;
    if !has_pairs_within(snapshot, &cells.demand, &question, along_streets, most) {
        return Err(too_many_pairs().into());
    }
    let n_bytes = places.len() * CELL_BYTES;
    let reserved = app.admission().reserve_if_large(client, n_bytes)?;
    let outcome = cover_told(
        snapshot,
        truth,
        &cells.demand,
        &question,
        streets.as_ref(),
        &|_, _, _| {},
    );
    let streets = streets.as_ref();
    let text = write_answer(snapshot, &cells, &question, streets, &outcome);
    Ok((text, reserved))
}

fn too_many_pairs() -> ParamError {
    let detail = format!(
        "there are more than {MAX_COVERAGE_PAIRS} pairs of a place and a station near it; send \
         fewer places at a time, or a shorter limit"
    );
    ParamError::new("demand", detail)
}

#[cfg(test)]
mod tests {
    use axum::http::{Extensions, HeaderMap};
    use serde_json::Value;

    use super::*;
    use crate::clock::{UnixTime, Zone};
    use crate::dataset::load_texts;
    use crate::hours::Calendars;
    use crate::hours::schedules::HoursSettings;
    use crate::network::Graph;
    use crate::network::streets::{ModeSet, Segment, StreetClass, StreetNode, Streets};
    use crate::position::Position;
    use crate::snapshot::Snapshot;
    use crate::travel::Paces;

    const STATION: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"a",
        "geometry":{"type":"Point","coordinates":[110.0,30.0]},"properties":{"name":"a"}}]}"#;
    const JOB: &[u8] = br#"{"max_distance_m":500,"demand":[
        {"id":"there","lat":30.0,"lon":110.001,"population":1},
        {"id":"around","lat":30.004,"lon":110.0,"population":2},
        {"id":"island","lat":30.002,"lon":110.02,"population":4},
        {"id":"field","lat":30.1,"lon":110.0,"population":8}]}"#;

    fn served() -> ServedSet {
        let today = "2026-11-24".parse().unwrap();
        let settings = HoursSettings {
            zone: Zone::default(),
            calendars: Calendars::bundled(),
            today,
        };
        let loaded = load_texts(&[("a.geojson".to_owned(), STATION)], settings).unwrap();
        ServedSet::new(Snapshot::build(loaded, UnixTime::now(), today), 0.0)
    }

    /// A street east from the station and back west further north, and one connected to neither.
    fn streets() -> Streets {
        let place = |[lon, lat]: [f64; 2]| StreetNode {
            position: Position::new(lon, lat).unwrap(),
            blocked: ModeSet::EMPTY,
        };
        let walk = ModeSet::only(Mode::Walk);
        let nodes = [
            [110.0, 30.0],
            [110.004, 30.0],
            [110.004, 30.004],
            [110.0, 30.004],
            [110.02, 30.0],
            [110.02, 30.004],
        ];
        let joined = [(0, 1), (1, 2), (2, 3), (4, 5)];
        Streets {
            nodes: nodes.map(place).to_vec(),
            segments: joined
                .map(|(from, to)| Segment {
                    from,
                    to,
                    forward: walk,
                    backward: walk,
                    class: StreetClass::Street,
                })
                .to_vec(),
        }
    }

    #[test]
    fn with_streets_people_are_judged_along_them_and_the_answer_says_so() {
        let app = AppState::new(Zone::default(), Paces::default());
        let graph = Graph::build_keeping(&streets(), Mode::Walk, 0.0);
        let network = StreetNetwork {
            graph: &graph,
            snap_limit_m: 300.0,
            stations: None,
        };
        let ask = |streets: Option<StreetNetwork<'_>>| -> Value {
            let client = app.admission().slot(&Extensions::new(), &HeaderMap::new());
            let (text, reserved) = answer_job(&app, client, &served(), JOB, |_| streets).unwrap();
            assert!(reserved.is_none(), "it is small");
            serde_json::from_str(&text).unwrap()
        };
        let along = ask(Some(network));
        let statuses = ["covered", "uncovered", "unreachable", "unsnapped"];
        for (cell, status) in statuses.into_iter().enumerate() {
            assert_eq!(along["cells"][cell]["status"], status);
        }
        assert_eq!(along["travel"], "network");
        let summary = &along["summary"];
        assert_eq!(summary["parameters"]["snap_limit_m"], 300.0);
        assert_eq!(summary["unreachable"]["people"], 4);
        assert_eq!(summary["unsnapped"]["people"], 8);
        assert_eq!(summary["people_covered"], 1);
        assert_eq!(summary["straight_line"]["circle"]["people_covered"], 3);
        let straight = ask(None);
        assert_eq!(straight["travel"], "straight_line");
        assert_eq!(straight["cells"][1]["status"], "covered");
        assert_eq!(
            straight["summary"]["parameters"]["snap_limit_m"],
            Value::Null
        );
    }
}
