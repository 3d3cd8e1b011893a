//! `offer=true` and `kind=partner` in nearest questions.

use super::SEEDS;
use crate::support::http::{get, get_json, ids, post, problem, service_of};

const CHANGCHUN: &str = "/v1/stations/nearest?lat=43.81&lon=125.349&open=any";

#[test]
fn offers_are_asked_for_and_those_that_have_ended_do_not_count() {
    let service = service_of(&[SEEDS]);
    let found = |uri: &str| {
        let answer = get_json(&service, uri);
        let mut ids: Vec<String> = ids(&answer).into_iter().map(str::to_owned).collect();
        ids.sort();
        ids
    };
    let on = |day: &str| format!("{CHANGCHUN}&at={day}T12:00:00%2B08:00&offer=true");
    assert_eq!(
        found(&on("2026-11-24")),
        ["cc-nanguan-xingfu", "cc-partner"]
    );
    assert_eq!(
        found(&on("2026-11-23")),
        ["cc-nanguan-xingfu", "cc-partner", "cc-partner-ended"]
    );
    assert_eq!(
        found(&on("2026-12-31")),
        ["cc-nanguan-xingfu", "cc-partner"]
    );
    assert_eq!(found(&on("2027-01-01")), ["cc-partner"]);
    assert_eq!(found(&format!("{CHANGCHUN}&offer=false")).len(), 3);
    let partners = format!("{CHANGCHUN}&kind=partner");
    assert_eq!(found(&partners), ["cc-partner", "cc-partner-ended"]);
    assert_eq!(
        get_json(&service, &on("2026-11-24"))["query"]["offer"],
        true
    );
    problem(&get(&service, &format!("{CHANGCHUN}&offer=yes")), 400);
}

#[test]
fn a_batch_asks_for_offers_too() {
    let service = service_of(&[SEEDS]);
    let body = r#"{"origins":[{"lat":43.81,"lon":125.349}],"open":"any","at":"2026-11-24T12:00:00+08:00","offer":true}"#;
    let answer = post(&service, body).json();
    assert_eq!(
        answer["results"][0]["stations"].as_array().unwrap().len(),
        2
    );
}
