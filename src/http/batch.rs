//! `POST /v1/stations/nearest`: one question from many places.

mod members;

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::Response;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;
use serde_json::error::Category;
use serde_json::value::RawValue;

use self::members::Members;
use super::answer::{answer, on_a_turn};
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
    let body = read_json_body(request).await?;
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

/// Parameters beside the URL would be overlooked by a reader of the body alone.
fn refuse_query_string(request: &Request) -> Result<(), ParamError> {
    let query = request.uri().query().unwrap_or_default();
    Params::from_query(query, &[])
        .map(drop)
        .map_err(|error| ParamError {
            detail: "the parameters of a batch belong into its body".to_owned(),
            ..error
        })
}

async fn read_json_body(request: Request) -> Result<Bytes, Problem> {
    let headers = request.headers();
    if let Some(value) = headers.get(header::CONTENT_TYPE) {
        let declared = value.to_str().unwrap_or_default();
        let is_json = declared
            .split(';')
            .next()
            .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"));
        if !is_json {
            return Err(Problem::not_json(declared));
        }
    }
    let body: Body = request.into_body();
    to_bytes(body, MAX_BODY_BYTES)
        .await
        .map_err(|_| Problem::body_too_large(MAX_BODY_BYTES))
}

fn answer_batch(service: &Service, served: &Served, body: &[u8]) -> Result<String, Problem> {
    let mut members: Members = serde_json::from_slice(body).map_err(|error| bad_body(&error))?;
    let origins = take_origins(&mut members)?;
    let params = Params::from_pairs(flatten(members)?, &NEAREST_PARAMS)?;
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

/// What the JSON reader says of another type holds the value found: somebody's position.
fn bad_body(error: &serde_json::Error) -> Problem {
    let expected = "expected a JSON object with the member origins";
    match error.classify() {
        Category::Data => Problem::bad_body(expected),
        Category::Io | Category::Syntax | Category::Eof => {
            Problem::bad_body(format!("{expected}: {error}"))
        }
    }
}

fn take_origins(members: &mut Members) -> Result<Vec<Box<RawValue>>, ParamError> {
    let wrong = |detail: &str| ParamError::new("origins", detail);
    let (origins, is_repeated) = members.take("origins");
    if is_repeated {
        return Err(wrong("origins is given more than once"));
    }
    let origins =
        origins.ok_or_else(|| wrong("origins is required: an array of {id, lat, lon}"))?;
    let origins: Vec<Box<RawValue>> = serde_json::from_str(origins.get())
        .map_err(|_| wrong("origins must be an array of {id, lat, lon}"))?;
    if origins.is_empty() || origins.len() > MAX_ORIGINS {
        let detail = format!(
            "origins holds 1 to {MAX_ORIGINS} places, got {}; send more in several requests",
            origins.len()
        );
        return Err(wrong(&detail));
    }
    Ok(origins)
}

/// The members of the body as parameters: lists give one pair each.
fn flatten(members: Members) -> Result<Vec<(String, String)>, ParamError> {
    let mut pairs = Vec::new();
    for (name, raw) in members {
        let Some(param) = NEAREST_PARAMS.iter().find(|param| param.name == name) else {
            // The reader of the pairs refuses it, whatever it holds.
            pairs.push((name, String::new()));
            continue;
        };
        match serde_json::from_str(raw.get()) {
            Ok(Value::Array(values)) if param.is_list => {
                for value in values {
                    pairs.push((name.clone(), scalar(param, value)?));
                }
            }
            // Typed clients write null for what they leave out.
            Ok(Value::Null) => {}
            Ok(value) => pairs.push((name, scalar(param, value)?)),
            Err(_) => return Err(not_scalar(param)),
        }
    }
    Ok(pairs)
}

fn scalar(param: &Param, value: Value) -> Result<String, ParamError> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(not_scalar(param)),
    }
}

fn not_scalar(param: &Param) -> ParamError {
    let name = param.name;
    let or_list = if param.is_list {
        ", or a list of such"
    } else {
        ""
    };
    ParamError::new(name, format!("{name} must be text or a number{or_list}"))
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
    let is_number =
        |json: &str| json.starts_with(|first: char| first == '-' || first.is_ascii_digit());
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
    write_travel(out, answer.travel);
    if answer.travel == Travel::Network {
        let asked = request.along(answer.travel);
        append(
            out,
            format_args!(
                r#","detour":{},"radius_m":{}"#,
                asked.pace.detour,
                round_tenth(asked.radius_m)
            ),
        );
    }
    out.push_str(r#","stations":["#);
    for (row, hit) in answer.hits.iter().enumerate() {
        if row > 0 {
            out.push(',');
        }
        write_batch_hit(out, served.source(), request.query.zone, hit);
    }
    out.push(']');
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
