//! `POST /v1/stations/nearest`: one question from many places.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::answer::{answer, on_a_turn};
use super::json_body::{
    ListMember, Members, flatten, is_number, read_json_body, read_members, refuse_query_string,
    take_list,
};
use super::json_text::{append, round_tenth, to_json};
use super::params::nearest::NEAREST_PARAMS;
use super::params::{NearestRequest, Param, ParamError, Params, nearest_request, single};
use super::problem::Problem;
use super::response::{write_batch_hit, write_provenance, write_query_echo, write_travel};
use super::service::{Served, Service};
use super::{JSON, reply};
use crate::datum::Datum;
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

/// Batches of which the places are answered by many threads, at a time; the others wait their
/// turn. One keeps all cores busy; the second is read while the first is answered.
pub(super) const MAX_BATCHES_AT_ONCE: usize = 2;
/// Bodies up to so many bytes are answered at once, where they are read: some dozen places,
/// which take less than handing them over.
const SMALL_BODY_BYTES: usize = 1_024;
/// Places that one thread answers before it looks for others: some tenths of a millisecond.
const PLACES_A_TURN: usize = 32;
/// Bytes of a place's answer, roughly.
const PLACE_BYTES: usize = 1_024;

/// A place as it is usually given, read in one go. Whatever else there is goes through the
/// door of all parameters, which knows what to say of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlainOrigin<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    lat: &'a RawValue,
    #[serde(borrow)]
    lon: &'a RawValue,
}

/// All that the places of one batch share.
#[derive(Clone, Copy)]
struct Batch<'a> {
    service: &'a Service,
    served: &'a Served,
    request: &'a NearestRequest,
}

/// The results of some of the places.
#[derive(Default)]
struct Part {
    text: String,
    lacks_holiday_data: bool,
    /// Places at which no station fitted.
    n_empty: usize,
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
    if body.len() <= SMALL_BODY_BYTES && service.network().is_none() {
        return Ok(reply(JSON, answer_batch(&service, &served, &body)?));
    }
    // The cores are shared with other requests' handlers, so the batch leaves their thread.
    let answering = Arc::clone(&service);
    let answer = move || answer_batch(&answering, &served, &body);
    let turns = if service.network().is_some() {
        service.street_turns()
    } else {
        service.batch_turns()
    };
    Ok(reply(JSON, on_a_turn(turns, answer).await??))
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
    let batch = Batch {
        service,
        served,
        request: &request,
    };
    let parts: Vec<Part> = origins
        .par_chunks(PLACES_A_TURN)
        .map(|places| batch.answer_places(places))
        .collect();
    let n_empty = parts.iter().map(|part| part.n_empty).sum();
    let metrics = service.metrics();
    metrics.add_empty_answers(served.snapshot(), &request.query, n_empty);
    Ok(join(served, &request, &parts))
}

impl Batch<'_> {
    fn answer_places(self, places: &[Box<RawValue>]) -> Part {
        let mut part = Part {
            text: String::with_capacity(places.len() * PLACE_BYTES),
            ..Part::default()
        };
        for (row, place) in places.iter().enumerate() {
            let begin = if row > 0 { r#",{"id":"# } else { r#"{"id":"# };
            part.text.push_str(begin);
            self.answer_place(&mut part, place);
            part.text.push('}');
        }
        part
    }

    fn answer_place(self, part: &mut Part, place: &RawValue) {
        if let Ok(plain) = serde_json::from_str::<PlainOrigin<'_>>(place.get())
            && let Some(position) = plain.position(self.request.crs)
        {
            part.text.push_str(plain.id.map_or("null", RawValue::get));
            return self.write_stations(part, position);
        }
        let (id, position) = read_origin(place, self.request);
        part.text
            .push_str(id.as_ref().map_or("null", |id| id.get()));
        match position {
            Ok(position) => self.write_stations(part, position),
            Err(error) => write_error(&mut part.text, &error),
        }
    }

    fn write_stations(self, part: &mut Part, position: Position) {
        let streets = self.service.streets(self.served);
        let answer = answer(self.served.snapshot(), streets, position, self.request);
        write_answer(&mut part.text, self.served, self.request, &answer);
        part.lacks_holiday_data |= answer.lacks_holiday_data;
        part.n_empty += usize::from(answer.hits.is_empty());
    }
}

impl PlainOrigin<'_> {
    /// Where it is, if it is anywhere; why not is the other reader's to say.
    fn position(&self, crs: Datum) -> Option<Position> {
        let number = |value: &RawValue| {
            let text = value.get();
            is_number(text).then(|| text.parse().ok()).flatten()
        };
        let (lon, lat): (f64, f64) = (number(self.lon)?, number(self.lat)?);
        let is_on_earth = lon.abs() <= 180.0 && lat.abs() <= 90.0;
        is_on_earth
            .then(|| crs.to_position(lon, lat).ok())
            .flatten()
    }
}

/// Reads any place: its id as it came, and where it is or what is wrong with it.
fn read_origin(
    origin: &RawValue,
    request: &NearestRequest,
) -> (Option<Box<RawValue>>, Result<Position, ParamError>) {
    let Ok(mut members) = serde_json::from_str::<Members>(origin.get()) else {
        let detail = "an origin must be an object {id, lat, lon}";
        return (None, Err(ParamError::new("origins", detail)));
    };
    let (id, is_repeated) = members.take("id");
    let position = if is_repeated {
        Err(ParamError::new("id", "id is given more than once"))
    } else {
        origin_position(members, request)
    };
    (id, position)
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

/// The answer from the results of its parts, each at least one place's.
fn join(served: &Served, request: &NearestRequest, parts: &[Part]) -> String {
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

fn write_answer(out: &mut String, served: &Served, request: &NearestRequest, answer: &Answer) {
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
