//! `POST /v1/stations/nearest`: one question from many places.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;

use super::answer::{answer, on_a_turn};
use super::json_body::{
    ListMember, Members, flatten, is_number, read_json_body, read_members, refuse_query_string,
    take_list,
};
use super::params::nearest::NEAREST_PARAMS;
use super::params::{NearestRequest, Param, ParamError, Params, nearest_request, single};
use super::problem::Problem;
use super::response::{
    append, query_echo, round_tenth, to_json, write_batch_hit, write_provenance, write_travel,
};
use super::service::{Served, Service};
use super::{JSON, reply};
use crate::position::Position;
use crate::query::Answer;
use crate::travel::Travel;

/// Most origins of one batch.
pub const MAX_ORIGINS: usize = 1_000;
/// Largest body, bytes: a kilobyte an origin.
pub const MAX_BODY_BYTES: usize = 1 << 20;

/// The places.
const ORIGINS: ListMember = ListMember {
    name: "origins",
    item: "{id, lat, lon}",
    max_items: MAX_ORIGINS,
};
/// What an origin may hold.
const ORIGIN_PARAMS: [Param; 3] = [single("lat"), single("lon"), single("lng")];

/// One place, and what is answered there.
struct Outcome {
    /// The id as it came; `None` if none came.
    id: Option<Box<RawValue>>,
    found: Result<Answer, ParamError>,
}

/// Why one place got no answer; members as in a problem.
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
pub(super) async fn nearest_stations_of_many(
    State(service): State<Arc<Service>>,
    request: Request,
) -> Result<Response, Problem> {
    let served = service.current()?;
    refuse_query_string(&request)?;
    let body = read_json_body(request, MAX_BODY_BYTES).await?;
    // The cores are shared with other requests' handlers, so the batch leaves their thread.
    let answering = Arc::clone(&service);
    let answer = move || answer_batch(&answering, &served, &body);
    let text = if service.network().is_some() {
        on_a_turn(&service, answer).await??
    } else {
        let answer = tokio::task::spawn_blocking(answer);
        answer.await.map_err(|_| Problem::internal())??
    };
    Ok(reply(JSON, text))
}

fn answer_batch(service: &Service, served: &Served, body: &[u8]) -> Result<String, Problem> {
    let mut members = read_members(body, &ORIGINS)?;
    let origins = take_list(&mut members, &ORIGINS)?;
    let params = Params::from_pairs(flatten(members, &NEAREST_PARAMS)?, &NEAREST_PARAMS)?;
    for name in ["lat", "lon", "lng"] {
        if params.text(name).is_some() {
            let detail = format!("{name} belongs into each of the origins");
            return Err(ParamError::new(name, detail).into());
        }
    }
    let request = nearest_request(&params, &service.context(served.snapshot()))?;
    let outcomes: Vec<Outcome> = origins
        .into_par_iter()
        .map(|origin| answer_origin(service, served, &request, &origin))
        .collect();
    Ok(write_results(served, &request, &outcomes))
}

fn answer_origin(
    service: &Service,
    served: &Served,
    request: &NearestRequest,
    origin: &RawValue,
) -> Outcome {
    let Ok(mut members) = serde_json::from_str::<Members>(origin.get()) else {
        let detail = "an origin must be an object {id, lat, lon}";
        return Outcome {
            id: None,
            found: Err(ParamError::new("origins", detail)),
        };
    };
    let (id, is_repeated) = members.take("id");
    let position = if is_repeated {
        Err(ParamError::new("id", "id is given more than once"))
    } else {
        origin_position(members, request)
    };
    let (snapshot, streets) = (served.snapshot(), service.streets(served));
    let found = position.map(|position| answer(snapshot, streets, position, request));
    Outcome { id, found }
}

fn origin_position(members: Members, request: &NearestRequest) -> Result<Position, ParamError> {
    let is_known = |name: &str| ORIGIN_PARAMS.iter().any(|param| param.name == name);
    let pairs = members
        .into_iter()
        .map(|(name, value)| {
            if is_known(&name) && !is_number(value.get()) {
                return Err(ParamError::new(&name, format!("{name} must be a number")));
            }
            Ok((name, value.get().to_owned()))
        })
        .collect::<Result<Vec<_>, _>>()?;
    Params::from_pairs(pairs, &ORIGIN_PARAMS)?.position(request.crs)
}

fn write_results(served: &Served, request: &NearestRequest, outcomes: &[Outcome]) -> String {
    let mut out = String::with_capacity(64 + outcomes.len() * 512);
    out.push_str(r#"{"results":["#);
    let mut lacks_holiday_data = false;
    for (row, outcome) in outcomes.iter().enumerate() {
        out.push_str(if row > 0 { r#",{"id":"# } else { r#"{"id":"# });
        out.push_str(outcome.id.as_ref().map_or("null", |id| id.get()));
        match &outcome.found {
            Ok(answer) => {
                lacks_holiday_data |= answer.lacks_holiday_data;
                write_stations(&mut out, served, request, answer);
            }
            Err(error) => write_error(&mut out, error),
        }
        out.push('}');
    }
    out.push_str(r#"],"query":"#);
    let travel = Travel::StraightLine;
    out.push_str(&query_echo(served.snapshot(), request, travel));
    write_provenance(&mut out, served.snapshot(), lacks_holiday_data);
    out.push('}');
    out
}

fn write_stations(out: &mut String, served: &Served, request: &NearestRequest, answer: &Answer) {
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
        // What the query of all places says of a straight line is not so here.
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
