//! Bodies: any bytes are answered by the batch and by coverage, with as many results as
//! places, or refused with a problem.

use axum::body::Body;
use axum::http::Request;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::service;

/// Lists of what was asked about and of what was answered, in any order.
#[derive(Deserialize)]
struct Lists<'a> {
    #[serde(borrow, alias = "origins")]
    results: Vec<&'a RawValue>,
}

/// A body, sent to both.
pub(crate) fn check(data: &[u8]) {
    if let Some(answer) = post("/v1/stations/nearest", data) {
        let asked: Lists<'_> = serde_json::from_slice(data).unwrap();
        let answered: Lists<'_> = serde_json::from_slice(&answer).unwrap();
        assert_eq!(asked.results.len(), answered.results.len());
    }
    post("/v1/coverage", data);
}

fn post(path: &str, body: &[u8]) -> Option<Vec<u8>> {
    let request = Request::post(path).header("content-type", "application/json");
    let (status, answer) = service::ask(request.body(Body::from(body.to_vec())).unwrap());
    (status == 200).then(|| answer.to_vec())
}
