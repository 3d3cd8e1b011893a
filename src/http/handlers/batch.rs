//! `POST /v1/stations/nearest`: one query for many places.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::{Request, State};
use axum::response::Response;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;

use super::body::{JsonBody, read_json_body, refuse_query_string};
use crate::http::app_state::AppState;
use crate::http::awaited_work::run_while_awaited;
use crate::http::frame::ClientSlot;
use crate::http::problem::Problem;
use crate::http::reply::{JSON, reply_reserved};
use crate::position::Position;
use crate::query::opening::OpeningSearch;
use crate::query::{Answer, WorkBudget};
use crate::render::json::{append, round_tenth, to_json};
use crate::render::nearest::{write_batch_hit, write_query_echo, write_travel};
use crate::render::source::write_provenance;
use crate::request::body::{ListMember, flatten, read_members, take_list};
use crate::request::nearest::NEAREST_PARAMS;
use crate::request::origin::read_origin;
use crate::request::{NearestRequest, ParamError, Params, nearest_request};
use crate::state::ServedSet;
use crate::travel::Travel;

/// Most origins of one batch.
pub const MAX_ORIGINS: usize = 1_000;
/// Largest body, bytes: a kilobyte per origin.
pub const MAX_BODY_BYTES: usize = 1 << 20;

/// The member with the places.
const ORIGINS: ListMember = ListMember {
    name: "origins",
    item: "{id, lat, lon}",
    max_items: MAX_ORIGINS,
};
/// Bodies up to this size are answered on the thread that read them: some dozen places, which take
/// less time than passing them to another thread.
const SMALL_BODY_BYTES: usize = 1_024;
/// Places that one thread answers at a time: some tenths of a millisecond.
const PLACES_PER_STEP: usize = 32;
/// Approximate bytes of the answer for one place.
const PLACE_BYTES: usize = 1_024;

/// Approximate bytes of one station in it.
const HIT_BYTES: usize = 160;

/// What the places of one batch share.
#[derive(Clone, Copy)]
struct Batch<'a> {
    app: &'a AppState,
    served: &'a ServedSet,
    request: &'a NearestRequest,
}

/// The results of some of the places.
#[derive(Default)]
struct Part {
    text: String,
    lacks_holiday_data: bool,
    /// Places without a fitting station.
    unmet: Vec<Position>,
}

/// Why one place has no answer; members as in a problem.
#[derive(Serialize)]
struct ErrorBody<'a> {
    parameter: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    allowed: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    did_you_mean: Option<&'a str>,
}

/// `POST /v1/stations/nearest`.
pub async fn nearest_stations_of_many(
    State(app): State<Arc<AppState>>,
    request: Request,
) -> Result<Response, Problem> {
    let served = app.current()?;
    refuse_query_string(&request)?;
    let client = app
        .admission()
        .slot(request.extensions(), request.headers());
    let body = read_json_body(request, MAX_BODY_BYTES).await?;
    let is_small = body.is_plain_within(SMALL_BODY_BYTES) && app.network().is_none();
    if is_small {
        let quick = |n_parts| app.queues().quick_budget().share(n_parts);
        if let Some(answer) = answer_batch(&app, client, &served, body.clone(), quick)? {
            return Ok(answer);
        }
    }
    // The cores are shared with other requests' handlers, so the batch leaves the worker thread.
    let answering = Arc::clone(&app);
    let answer = move |is_abandoned: &AtomicBool| {
        let share = |n_parts| WorkBudget::until(is_abandoned).share(n_parts);
        answer_batch(&answering, client, &served, body, share)
    };
    let answer = run_while_awaited(&app.queues().batches, answer).await??;
    answer.ok_or_else(Problem::internal)
}

/// The answer; `None` if a part's share of the budget was not enough for one.
fn answer_batch<'a>(
    app: &AppState,
    client: ClientSlot,
    served: &ServedSet,
    body: JsonBody,
    share: impl Fn(usize) -> WorkBudget<'a> + Sync,
) -> Result<Option<Response>, Problem> {
    let text = body.into_text()?;
    let mut members = read_members(&text, &ORIGINS)?;
    let origins = take_list(&mut members, &ORIGINS)?;
    let params = Params::from_pairs(flatten(members, &NEAREST_PARAMS)?, &NEAREST_PARAMS)?;
    for name in ["lat", "lon", "lng"] {
        if params.text(name).is_some() {
            let detail = format!("{name} belongs in each of the origins");
            return Err(ParamError::new(name, detail).into());
        }
    }
    let request = nearest_request(&params, &app.context(served.snapshot()))?;
    let place_bytes = PLACE_BYTES.max(request.query.limit.get() * HIT_BYTES);
    let n_bytes = origins.len() * place_bytes;
    let reserved = app.admission().reserve_if_large(client, n_bytes)?;
    let batch = Batch {
        app,
        served,
        request: &request,
    };
    let chunks = origins.par_chunks(PLACES_PER_STEP);
    let n_parts = chunks.len();
    let parts: Option<Vec<Part>> = chunks
        .map(|places| batch.answer_places(places, share(n_parts)))
        .collect();
    let Some(parts) = parts else {
        return Ok(None);
    };
    let unmet: Vec<Position> = parts.iter().flat_map(|part| &part.unmet).copied().collect();
    app.note_unmet(served.snapshot(), &request.query, &unmet);
    let text = join(served, &request, &parts);
    Ok(Some(reply_reserved(JSON, text, reserved)))
}

impl Batch<'_> {
    fn answer_places(self, places: &[&RawValue], budget: WorkBudget<'_>) -> Option<Part> {
        let search = self.served.openings(budget);
        let mut part = Part {
            text: String::with_capacity(places.len() * PLACE_BYTES),
            ..Part::default()
        };
        for (row, place) in places.iter().enumerate() {
            let begin = if row > 0 { r#",{"id":"# } else { r#"{"id":"# };
            part.text.push_str(begin);
            self.answer_place(&mut part, &search, place);
            part.text.push('}');
            if !search.is_answer() {
                return None;
            }
        }
        Some(part)
    }

    fn answer_place(self, part: &mut Part, search: &OpeningSearch<'_>, place: &RawValue) {
        let crs = self.request.crs;
        let (id, position) = read_origin(place, crs);
        part.text.push_str(id.map_or("null", RawValue::get));
        match position {
            Ok(position) => self.write_stations(part, search, position),
            Err(error) => write_error(&mut part.text, &error),
        }
    }

    fn write_stations(self, part: &mut Part, search: &OpeningSearch<'_>, position: Position) {
        let streets = self.app.streets(self.served);
        let answer = self.request.answer(search, streets, position);
        write_answer(&mut part.text, self.served, self.request, &answer);
        part.lacks_holiday_data |= answer.lacks_holiday_data;
        if answer.hits.is_empty() {
            part.unmet.push(position);
        }
    }
}

/// Joins the results of the parts, each of at least one place.
fn join(served: &ServedSet, request: &NearestRequest, parts: &[Part]) -> String {
    let bytes: usize = parts.iter().map(|part| part.text.len() + 1).sum();
    let mut out = String::with_capacity(PLACE_BYTES + bytes);
    out.push_str(r#"{"results":["#);
    for (row, part) in parts.iter().enumerate() {
        if row > 0 {
            out.push(',');
        }
        out.push_str(&part.text);
    }
    out.push_str(r#"],"query":"#);
    write_query_echo(&mut out, served.snapshot(), request, Travel::StraightLine);
    let lacks_holiday_data = parts.iter().any(|part| part.lacks_holiday_data);
    write_provenance(&mut out, served.snapshot(), lacks_holiday_data);
    out.push('}');
    out
}

fn write_answer(out: &mut String, served: &ServedSet, request: &NearestRequest, answer: &Answer) {
    out.push_str(r#","stations":["#);
    for (row, hit) in answer.hits.iter().enumerate() {
        if row > 0 {
            out.push(',');
        }
        write_batch_hit(out, served.source(), request.query.zone, hit);
    }
    out.push(']');
    write_travel(out, answer.travel);
    if answer.travel == Travel::Network {
        // The `query` of the answer describes a straight line, which does not hold here.
        let asked = request.along(answer.travel);
        let radius_m = round_tenth(asked.radius_m);
        append(
            out,
            format_args!(r#","detour":{},"radius_m":{radius_m}"#, asked.pace.detour),
        );
    }
}

fn write_error(out: &mut String, error: &ParamError) {
    out.push_str(r#","error":"#);
    out.push_str(&to_json(&ErrorBody {
        parameter: &error.parameter,
        detail: &error.detail,
        allowed: &error.allowed,
        did_you_mean: error.did_you_mean.as_deref(),
    }));
}
