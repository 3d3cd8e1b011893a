//! Requests through the real routes without a socket, and small worlds to ask about.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;
use yizhan::clock::Zone;
use yizhan::distance::destination;
use yizhan::http::{AppState, Routes};
use yizhan::position::Position;
use yizhan::state::ServedSet;
use yizhan::travel::Paces;

use crate::support::snapshot;

/// Where the user of these tests stands.
pub(crate) const HERE: [f64; 2] = [110.0, 30.0];
/// The place of the user as parameters, at noon of a Tuesday without holidays.
pub(crate) const ASK: &str = "/v1/stations/nearest?lat=30&lon=110&at=2026-11-24T12:00:00%2B08:00";

/// The properties that every station has in every answer, in their order.
pub(crate) const STANDARD_PROPERTIES: [&str; 21] = [
    "station_id",
    "name",
    "name_en",
    "kind",
    "address",
    "city",
    "district",
    "operator",
    "phone",
    "opening_hours",
    "amenities",
    "access",
    "star",
    "honours",
    "status",
    "status_until",
    "moved_to",
    "part_of",
    "verified_on",
    "position_accuracy_m",
    "source",
];

/// What a client reads.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    /// The value of a header that is there once, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().map_or("", |value| value.to_str().unwrap());
        assert!(values.next().is_none(), "{name} is there twice");
        value
    }

    /// The headers that two answers to the same request have in common: all but its id.
    pub(crate) fn headers_but_the_id(&self) -> HeaderMap {
        let mut headers = self.headers.clone();
        assert!(headers.remove("x-request-id").is_some());
        headers
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.text()))
    }
}

/// A service that serves these features, each the text of a Feature.
pub(crate) fn service(features: &[String]) -> Arc<AppState> {
    service_of(&[&collection("", features)])
}

/// A service that serves these station files.
pub(crate) fn service_of(texts: &[&str]) -> Arc<AppState> {
    let service = unready_service();
    service.set().replace(ServedSet::new(snapshot(texts), 0.25));
    service
}

/// A service that has no stations yet.
pub(crate) fn unready_service() -> Arc<AppState> {
    Arc::new(AppState::new(Zone::default(), Paces::default()))
}

/// A station file: `members` precede the features, each with a comma after it.
pub(crate) fn collection(members: &str, features: &[String]) -> String {
    let features = features.join(",");
    format!(r#"{{"type":"FeatureCollection",{members}"features":[{features}]}}"#)
}

/// A station this many metres east of [`HERE`]; `properties` are the members of an object.
pub(crate) fn station(id: &str, metres: f64, properties: &str) -> String {
    let here = Position::new(HERE[0], HERE[1]).unwrap();
    let place = destination(here, 90.0, metres).unwrap();
    station_at(id, [place.lon(), place.lat()], properties)
}

/// A station at a longitude and latitude.
pub(crate) fn station_at(id: &str, [lon, lat]: [f64; 2], properties: &str) -> String {
    let name = if properties.is_empty() {
        format!(r#""name":"{id}""#)
    } else {
        format!(r#""name":"{id}",{properties}"#)
    };
    format!(
        r#"{{"type":"Feature","id":"{id}","geometry":{{"type":"Point","coordinates":[{lon},{lat}]}},"properties":{{{name}}}}}"#
    )
}

/// The answer to a GET.
pub(crate) fn get(service: &Arc<AppState>, uri: &str) -> Reply {
    get_with(service, uri, &[])
}

/// The answer to a GET with headers.
pub(crate) fn get_with(service: &Arc<AppState>, uri: &str, headers: &[(&str, &str)]) -> Reply {
    call(service, Method::GET, uri, headers)
}

/// The JSON of a GET that must succeed.
pub(crate) fn get_json(service: &Arc<AppState>, uri: &str) -> Value {
    let reply = get(service, uri);
    assert_eq!(reply.status, 200, "{uri}: {}", reply.text());
    reply.json()
}

/// The answer to any method, without a body.
pub(crate) fn call(
    service: &Arc<AppState>,
    method: Method,
    uri: &str,
    headers: &[(&str, &str)],
) -> Reply {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(service, request.body(Body::empty()).unwrap())
}

/// The answer to a batch.
pub(crate) fn post(service: &Arc<AppState>, body: impl Into<Body>) -> Reply {
    post_to(service, "/v1/stations/nearest", body)
}

/// The answer to a body of JSON.
pub(crate) fn post_to(service: &Arc<AppState>, path: &str, body: impl Into<Body>) -> Reply {
    let request = Request::post(path).header("content-type", "application/json");
    send(service, request.body(body.into()).unwrap())
}

/// The answer to any request.
pub(crate) fn send(service: &Arc<AppState>, request: Request<Body>) -> Reply {
    let routes = Routes::new(service);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let response = routes.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes(),
        }
    })
}

/// The ids of a FeatureCollection, in its order.
pub(crate) fn ids(answer: &Value) -> Vec<&str> {
    answer["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| feature["id"].as_str().unwrap())
        .collect()
}

/// Asserts that this is a problem of RFC 9457 with that status, and returns it.
pub(crate) fn problem(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text());
    assert_eq!(reply.header("content-type"), "application/problem+json");
    let problem = reply.json();
    assert_eq!(problem["status"], status);
    for member in ["type", "title", "detail"] {
        assert!(
            problem[member]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
    }
    problem
}

/// The properties of the station with that id in an answer.
pub(crate) fn properties<'a>(answer: &'a Value, id: &str) -> &'a Value {
    let features = answer["features"].as_array().unwrap();
    let found = features.iter().find(|feature| feature["id"] == id);
    &found.unwrap_or_else(|| panic!("{id} is not in {answer}"))["properties"]
}

/// Asserts which stations are answered to [`ASK`] with more parameters, in order.
pub(crate) fn assert_answers(features: &[String], table: &[(&str, &[&str])]) {
    let service = service(features);
    for (given, expected) in table {
        let answer = get_json(&service, &format!("{ASK}&{given}"));
        assert_eq!(ids(&answer), *expected, "{given}");
    }
}
