//! `POST /v1/stations/nearest`: one question from many places.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::Response;
use rayon::prelude::*;
use serde_json::{Map, Value};

use super::fragments::json_string;
use super::params::nearest::NEAREST_PARAMS;
use super::params::{NearestRequest, Param, ParamError, Params, nearest_request, single};
use super::problem::Problem;
use super::response::{query_echo, write_batch_hit, write_provenance};
use super::service::{Served, Service};
use super::{JSON, reply};
use crate::query::{Answer, nearest};

/// Most origins of one batch.
pub const MAX_ORIGINS: usize = 1_000;
/// Largest body, bytes: a kilobyte an origin.
pub const MAX_BODY_BYTES: usize = 1 << 20;

/// What an origin may hold.
const ORIGIN_PARAMS: [Param; 3] = [single("lat"), single("lon"), single("lng")];

/// One place, and what is answered there.
struct Outcome {
    /// The id as it came, as JSON; null if none came.
    id: String,
    found: Result<Answer, ParamError>,
}

/// `POST /v1/stations/nearest`.
pub(super) async fn nearest_stations_of_many(
    State(service): State<Arc<Service>>,
    request: Request,
) -> Result<Response, Problem> {
    let served = service.current()?;
    let body = read_json_body(request).await?;
    // The cores are shared with other requests' handlers, so the batch leaves their thread.
    let answer = tokio::task::spawn_blocking(move || answer_batch(&service, &served, &body));
    let text = answer.await.map_err(|_| Problem::internal())??;
    Ok(reply(JSON, text))
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
    let mut members: Map<String, Value> = serde_json::from_slice(body)
        .map_err(|error| Problem::bad_body(format!("expected a JSON object: {error}")))?;
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
        .map(|origin| answer_origin(served, &request, origin))
        .collect();
    Ok(write_results(served, &request, &outcomes))
}

fn take_origins(members: &mut Map<String, Value>) -> Result<Vec<Value>, ParamError> {
    let wrong = |detail: String| ParamError::new("origins", detail);
    let origins = match members.remove("origins") {
        Some(Value::Array(origins)) => origins,
        Some(_) => {
            return Err(wrong(
                "origins must be an array of {id, lat, lon}".to_owned(),
            ));
        }
        None => {
            return Err(wrong(
                "origins is required: an array of {id, lat, lon}".to_owned(),
            ));
        }
    };
    if origins.is_empty() || origins.len() > MAX_ORIGINS {
        let detail = format!(
            "origins holds 1 to {MAX_ORIGINS} places, got {}; send more in several requests",
            origins.len()
        );
        return Err(wrong(detail));
    }
    Ok(origins)
}

/// The members of the body as parameters: lists give one pair each.
fn flatten(members: Map<String, Value>) -> Result<Vec<(String, String)>, ParamError> {
    let mut pairs = Vec::with_capacity(members.len());
    for (name, value) in members {
        match value {
            Value::Array(values) => {
                for value in values {
                    let text = scalar(&name, value)?;
                    pairs.push((name.clone(), text));
                }
            }
            value => {
                let text = scalar(&name, value)?;
                pairs.push((name, text));
            }
        }
    }
    Ok(pairs)
}

fn scalar(name: &str, value: Value) -> Result<String, ParamError> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(ParamError::new(
            name,
            format!("{name} must be text, a number, or a list of such"),
        )),
    }
}

fn answer_origin(served: &Served, request: &NearestRequest, origin: Value) -> Outcome {
    let Value::Object(mut members) = origin else {
        return Outcome {
            id: Value::Null.to_string(),
            found: Err(ParamError::new(
                "origins",
                "an origin must be an object {id, lat, lon}",
            )),
        };
    };
    let id = members.remove("id").unwrap_or(Value::Null).to_string();
    let found = origin_position(members, request)
        .map(|position| nearest(served.snapshot(), position, &request.query));
    Outcome { id, found }
}

fn origin_position(
    members: Map<String, Value>,
    request: &NearestRequest,
) -> Result<crate::position::Position, ParamError> {
    let pairs = members
        .into_iter()
        .map(|(name, value)| match value {
            Value::Number(number) => Ok((name, number.to_string())),
            _ if !ORIGIN_PARAMS.iter().any(|param| param.name == name) => Ok((name, String::new())),
            _ => Err(ParamError::new(&name, format!("{name} must be a number"))),
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
        out.push_str(&outcome.id);
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
    out.push_str(&query_echo(served.snapshot(), request));
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
}

fn write_error(out: &mut String, error: &ParamError) {
    out.push_str(r#","error":{"parameter":"#);
    out.push_str(&json_string(&error.parameter));
    out.push_str(r#","detail":"#);
    out.push_str(&json_string(&error.detail));
    out.push('}');
}
