//! Requests: any target is answered, and refused with a problem where it asks for nothing.

use axum::body::Body;
use axum::http::{Request, Uri};
use serde_json::Value;

use super::service;

/// A path and query as it stands in a request line.
pub(crate) fn check(data: &[u8]) {
    // What is no target at all does not get past the reader of requests.
    let Ok(target) = Uri::try_from(data) else {
        return;
    };
    let is_nearest = target.path() == "/v1/stations/nearest";
    let request = Request::get(target).header("host", "stations.example.org");
    let (status, body) = service::ask(request.body(Body::empty()).unwrap());
    if is_nearest && status == 200 {
        check_order(&serde_json::from_slice(&body).unwrap());
    }
}

/// The features of an answer are open or unknown, in this order, each nearer than the next,
/// unless the clock was not asked.
fn check_order(answer: &Value) {
    let features = answer["features"].as_array().unwrap();
    let asks_clock = answer["query"]["open"] != "any";
    let mut before = (0, 0.0);
    for feature in features {
        let properties = &feature["properties"];
        let rank = match properties["open_state"].as_str() {
            _ if !asks_clock => 0,
            Some("open") => 0,
            Some("unknown") => 1,
            other => panic!("{other:?} was answered"),
        };
        let place = (rank, properties["distance_m"].as_f64().unwrap());
        assert!(before <= place, "{before:?} {place:?}");
        before = place;
    }
    let limit = answer["query"]["limit"].as_u64().unwrap();
    assert!(features.len() as u64 <= limit);
    assert_eq!(features.is_empty(), answer.get("why_empty").is_some());
}
