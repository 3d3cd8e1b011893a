//! `GET /v1/stations/{id}`: everything that is known of one station.

use serde_json::{Value, json};

use crate::support::http::{get, get_json, problem, service, station, unready_service};

fn one(properties: &str, at: &str) -> Value {
    get_json(
        &service(&[station("a", 10.0, properties)]),
        &format!("/v1/stations/a?at={at}"),
    )
}

#[test]
fn a_station_is_found_by_its_id_in_any_encoding() {
    let service = service(&[
        station("驿站/一 号", 10.0, ""),
        station("nearest", 20.0, ""),
        station("100%+", 30.0, ""),
        station("..", 40.0, ""),
    ]);
    for (path, id) in [
        ("%E9%A9%BF%E7%AB%99%2F%E4%B8%80%20%E5%8F%B7", "驿站/一 号"),
        ("%e9%a9%bf%e7%ab%99%2f%e4%b8%80%20%e5%8f%b7", "驿站/一 号"),
        ("%6Eearest", "nearest"),
        ("100%25+", "100%+"),
        ("100%25%2B", "100%+"),
        ("..", ".."),
    ] {
        let answer = get_json(&service, &format!("/v1/stations/{path}"));
        assert_eq!(answer["id"], id, "{path}");
        assert_eq!(answer["properties"]["station_id"], id);
    }
}

#[test]
fn an_id_that_is_not_there_is_a_problem_and_so_is_an_unknown_parameter() {
    let service = service(&[station("a", 10.0, "")]);
    for path in [
        "b",
        "A",
        "a%00",
        "%00",
        "a%20",
        "%FF",
        "%zz",
        "a/b",
        "",
        "a/",
        "%2e%2e%2fa",
    ] {
        problem(&get(&service, &format!("/v1/stations/{path}")), 404);
    }
    for (query, parameter) in [
        ("crs=wgs48", "crs"),
        ("at=tomorrow", "at"),
        ("at=now&at=now", "at"),
        ("lat=30", "lat"),
    ] {
        let refused = problem(&get(&service, &format!("/v1/stations/a?{query}")), 400);
        assert_eq!(refused["parameter"], parameter);
    }
    problem(&get(&unready_service(), "/v1/stations/a"), 503);
}

#[test]
fn the_answer_is_a_feature_with_the_state_at_the_moment_asked_about() {
    let open = r#""opening_hours":"Tu 08:00-18:00","kind":"公厕","city":"宜昌""#;
    let service = service(&[station("a", 10.0, open)]);
    let reply = get(
        &service,
        "/v1/stations/a?at=2026-11-24T12:00%2B08:00&crs=gcj02",
    );
    assert_eq!(reply.header("content-type"), "application/geo+json");
    let answer = reply.json();
    assert_eq!(answer["type"], "Feature");
    assert_eq!(answer["geometry"]["type"], "Point");
    assert_eq!(
        answer["query"],
        json!({ "at": "2026-11-24T12:00:00+08:00", "crs": "gcj02" })
    );
    assert_eq!(answer["holiday_data"], "complete");
    assert!(answer["dataset_version"].is_string());
    let properties = &answer["properties"];
    for (name, value) in [
        ("kind", json!("public_toilet")),
        ("city", json!("宜昌")),
        ("district", json!(null)),
        ("open_state", json!("open")),
        ("open_reason", json!("hours")),
        ("open_until", json!("2026-11-24T18:00:00+08:00")),
        ("opens_at", json!(null)),
        ("amenity_details", json!({})),
    ] {
        assert_eq!(properties[name], value, "{name}");
    }
    assert_eq!(properties.get("distance_m"), None);
}

#[test]
fn the_week_runs_from_monday_to_sunday_around_the_moment() {
    let office = r#""opening_hours":"Mo-Fr 08:30-12:00,13:30-17:30; PH off""#;
    let day = json!([["08:30", "12:00"], ["13:30", "17:30"]]);
    // The week of the National Day, and the one that ends with the make-up workday.
    for (at, expected) in [
        ("2026-09-28T00:00", [1, 1, 1, 0, 0, 0, 0]),
        ("2026-10-04T23:59", [1, 1, 1, 0, 0, 0, 0]),
        ("2026-10-05T00:00", [0, 0, 0, 1, 1, 1, 0]),
        ("2026-11-24T12:00", [1, 1, 1, 1, 1, 0, 0]),
    ] {
        let answer = one(office, at);
        let week = answer["properties"]["week"].as_object().unwrap();
        let found: Vec<&Value> = week.values().collect();
        let closed = json!([]);
        let wanted = expected.map(|is_open| if is_open == 1 { &day } else { &closed });
        assert_eq!(found, wanted, "{at}");
    }
    let answer = one(office, "2026-10-04T23:59");
    let week = answer["properties"]["week"].as_object().unwrap();
    let dates: Vec<&String> = week.keys().collect();
    assert_eq!(
        (dates[0].as_str(), dates[6].as_str()),
        ("2026-09-28", "2026-10-04")
    );
}

#[test]
fn hours_past_midnight_are_cut_at_it_and_go_on_the_next_day() {
    let answer = one(
        r#""opening_hours":"Mo 18:00-02:00; We 22:00-24:00""#,
        "2026-11-24T12:00",
    );
    let week = &answer["properties"]["week"];
    for (date, expected) in [
        ("2026-11-23", json!([["18:00", "24:00"]])),
        ("2026-11-24", json!([["00:00", "02:00"]])),
        ("2026-11-25", json!([["22:00", "24:00"]])),
        ("2026-11-26", json!([])),
    ] {
        assert_eq!(week[date], expected, "{date}");
    }
    let always = one(r#""opening_hours":"24/7""#, "2026-11-24T12:00");
    assert_eq!(
        always["properties"]["week"]["2026-11-29"],
        json!([["00:00", "24:00"]])
    );
    assert_eq!(always["properties"]["open_until"], json!(null));
}

#[test]
fn periods_of_unknown_state_are_in_a_week_of_their_own() {
    let asks = r#""opening_hours":"Mo-Fr 09:00-17:00; Sa 10:00-12:00 \"by appointment\"""#;
    let answer = one(asks, "2026-11-28T11:00");
    let properties = &answer["properties"];
    assert_eq!(properties["week"]["2026-11-28"], json!([]));
    assert_eq!(
        properties["week_unknown"]["2026-11-28"],
        json!([["10:00", "12:00"]])
    );
    assert_eq!(properties["week_unknown"]["2026-11-27"], json!([]));
    assert_eq!(properties["open_state"], "unknown");
    assert_eq!(properties["open_reason"], "by_arrangement");
    assert_eq!(properties["opens_at"], "2026-11-30T09:00:00+08:00");
    for hours in ["", r#""opening_hours":"ask inside""#] {
        let answer = one(hours, "2026-11-28T11:00");
        assert_eq!(answer["properties"]["week"], json!(null));
        assert_eq!(answer["properties"]["week_unknown"], json!(null));
    }
}

#[test]
fn a_suspended_station_is_closed_in_its_week_until_the_status_is_over() {
    let suspended = r#""opening_hours":"24/7","status":"suspended","status_until":"2026-11-25""#;
    let answer = one(suspended, "2026-11-24T12:00");
    let properties = &answer["properties"];
    assert_eq!(properties["open_state"], "closed");
    assert_eq!(properties["open_reason"], "suspended");
    assert_eq!(properties["opens_at"], "2026-11-26T00:00:00+08:00");
    assert_eq!(properties["week"]["2026-11-25"], json!([]));
    assert_eq!(
        properties["week"]["2026-11-26"],
        json!([["00:00", "24:00"]])
    );
}

#[test]
fn each_amenity_has_its_own_state() {
    let answer = one(
        r#""opening_hours":"08:00-20:00","amenities":{
            "toilet":true,"wifi":"limited","shower":false,"sauna":{"available":false},
            "aed":{"opening_hours":"24/7"},
            "microwave":{"opening_hours":"11:00-13:00","note":"自备餐具","booking":true},
            "legal_aid":{"opening_hours":"Th 14:00-17:00","booking":"12345"},
            "clinic":{"opening_hours":"ask inside"}}"#
            .replace('\n', " ")
            .as_str(),
        "2026-11-24T12:00",
    );
    let properties = &answer["properties"];
    let details = properties["amenity_details"].as_object().unwrap();
    for (key, available, state, until, opens) in [
        ("toilet", json!(true), "open", Some("24T20:00"), None),
        ("wifi", json!("limited"), "open", Some("24T20:00"), None),
        ("aed", json!(true), "open", Some("24T20:00"), None),
        ("microwave", json!(true), "open", Some("24T13:00"), None),
        ("legal_aid", json!(true), "closed", None, Some("26T14:00")),
        ("clinic", json!(true), "unknown", None, None),
    ] {
        let detail = &details[key];
        let instant = |text: Option<&str>| text.map(|text| format!("2026-11-{text}:00+08:00"));
        assert_eq!(detail["available"], available, "{key}");
        assert_eq!(detail["open_state"], state, "{key}");
        assert_eq!(detail["open_until"], json!(instant(until)), "{key}");
        assert_eq!(detail["opens_at"], json!(instant(opens)), "{key}");
    }
    assert_eq!(details["shower"], json!({ "available": false }));
    assert_eq!(details["sauna"], json!({ "available": false }));
    assert_eq!(details["microwave"]["note"], "自备餐具");
    assert_eq!(details["microwave"]["booking"], json!(true));
    assert_eq!(details["legal_aid"]["booking"], "12345");
    assert_eq!(details["clinic"]["open_reason"], "unparsed_hours");
    let offered = properties["amenities"].as_array().unwrap();
    assert_eq!(offered.len(), 6);
    assert!(!offered.contains(&json!("shower")) && !offered.contains(&json!("sauna")));
}
