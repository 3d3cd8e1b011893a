//! What `GET /v1/stations/nearest` answers: the clock, the order, the circle.

use serde_json::json;

use crate::support::http::{ASK, assert_answers, get_json, ids, properties, service, station};

#[test]
fn arrival_turns_on_the_distance_and_now_does_not() {
    // On foot a metre takes 1.04 s: 400 m are 6 min 56 s, 100 m are 1 min 44 s.
    let features = [
        station("closes-near", 100.0, r#""opening_hours":"Tu 08:00-12:05""#),
        station("closes-far", 400.0, r#""opening_hours":"Tu 08:00-12:05""#),
        station("opens-near", 110.0, r#""opening_hours":"Tu 12:05-20:00""#),
        station("opens-far", 410.0, r#""opening_hours":"Tu 12:05-20:00""#),
    ];
    assert_answers(
        &features,
        &[
            ("open=arrival", &["closes-near", "opens-far"]),
            ("open=now", &["closes-near", "closes-far"]),
            (
                "open=any",
                &["closes-near", "opens-near", "closes-far", "opens-far"],
            ),
            ("mode=bike", &["closes-near", "closes-far"]),
        ],
    );
    let answer = get_json(&service(&features), &format!("{ASK}&open=any"));
    for (id, state, until, opens) in [
        (
            "closes-near",
            "open",
            json!("2026-11-24T12:05:00+08:00"),
            json!(null),
        ),
        (
            "closes-far",
            "closed",
            json!(null),
            json!("2026-12-01T08:00:00+08:00"),
        ),
        (
            "opens-near",
            "closed",
            json!(null),
            json!("2026-11-24T12:05:00+08:00"),
        ),
        (
            "opens-far",
            "open",
            json!("2026-11-24T20:00:00+08:00"),
            json!(null),
        ),
    ] {
        let found = properties(&answer, id);
        assert_eq!(found["open_state"], state, "{id}");
        assert_eq!(found["open_reason"], "hours", "{id}");
        assert_eq!(found["open_until"], until, "{id}");
        assert_eq!(found["opens_at"], opens, "{id}");
    }
    assert_eq!(
        properties(&answer, "opens-far")["arrive_at"],
        "2026-11-24T12:07:07+08:00"
    );
}

#[test]
fn a_station_that_closes_the_second_one_arrives_is_closed() {
    // 750 m are 780 s to the second: arrival at 12:13:00.
    let features = [
        station("closes", 749.99, r#""opening_hours":"08:00-12:13""#),
        station("opens", 749.99, r#""opening_hours":"12:13-20:00""#),
    ];
    assert_answers(&features, &[("open=arrival", &["opens"])]);
}

#[test]
fn hours_of_an_amenity_that_cannot_be_read_are_unknown_and_not_those_of_its_station() {
    let with = |toilet: &str| {
        let more = format!(r#""opening_hours":"24/7","amenities":{{"toilet":{{{toilet}}}}}"#);
        assert_answers(&[station("a", 50.0, &more)], &[("", &["a"])]);
        let service = service(&[station("a", 50.0, &more)]);
        let answer = get_json(&service, &format!("{ASK}&amenity=toilet"));
        answer["features"][0]["properties"]["open_state"].clone()
    };
    for hours in [
        r#"{"mon":"9-17"}"#,
        r#"{"mon":"24/7"}"#,
        r#"["Mo 10:00-11:00"]"#,
        r#"["24/7"]"#,
        "24",
        "true",
    ] {
        assert_eq!(
            with(&format!(r#""opening_hours":{hours}"#)),
            "unknown",
            "{hours}"
        );
    }
    assert_eq!(with(r#""opening_hours":null"#), "open");
    // Of two the last counts; that one is closed, so that no station is answered.
    let twice = r#""opening_hours":"24/7","opening_hours":"Mo 10:00-11:00""#;
    assert_eq!(with(twice), json!(null));
}

#[test]
fn open_ones_come_before_unknown_ones_then_the_nearer_then_the_smaller_id() {
    let always = r#""opening_hours":"24/7""#;
    let features = [
        station("unknown-near", 50.0, ""),
        station("b", 200.0, always),
        station("a", 200.0, always),
        station("near", 100.0, always),
        station("unknown-far", 300.0, r#""opening_hours":"ask inside""#),
    ];
    assert_answers(
        &features,
        &[
            ("", &["near", "a", "b", "unknown-near", "unknown-far"]),
            ("limit=4", &["near", "a", "b", "unknown-near"]),
            ("limit=2", &["near", "a"]),
            ("unknown_hours=exclude", &["near", "a", "b"]),
            (
                "open=now",
                &["near", "a", "b", "unknown-near", "unknown-far"],
            ),
            (
                "open=any",
                &["unknown-near", "near", "a", "b", "unknown-far"],
            ),
            (
                "open=any&unknown_hours=exclude",
                &["unknown-near", "near", "a", "b", "unknown-far"],
            ),
        ],
    );
    let answer = get_json(&service(&features), ASK);
    for (id, state, reason) in [
        ("near", "open", "always"),
        ("unknown-near", "unknown", "no_hours"),
        ("unknown-far", "unknown", "unparsed_hours"),
    ] {
        assert_eq!(properties(&answer, id)["open_state"], state);
        assert_eq!(properties(&answer, id)["open_reason"], reason);
        assert_eq!(properties(&answer, id)["open_until"], json!(null));
        assert_eq!(properties(&answer, id)["opens_at"], json!(null));
    }
}

#[test]
fn five_are_answered_if_no_limit_is_given_and_a_hundred_at_most() {
    let many: Vec<String> = (0..120)
        .map(|n| {
            station(
                &format!("s{n:03}"),
                f64::from(n),
                r#""opening_hours":"24/7""#,
            )
        })
        .collect();
    let service = service(&many);
    assert_eq!(ids(&get_json(&service, ASK)).len(), 5);
    let most = get_json(&service, &format!("{ASK}&limit=100"));
    assert_eq!(ids(&most).len(), 100);
    assert_eq!(ids(&most)[99], "s099");
}

#[test]
fn a_stay_must_end_before_the_station_closes() {
    // 100 m on foot end at 12:01:44.
    let features = [
        station("until-13", 100.0, r#""opening_hours":"08:00-13:00""#),
        station(
            "pauses",
            105.0,
            r#""opening_hours":"08:00-12:30,13:00-20:00""#,
        ),
        station(
            "asks",
            110.0,
            r#""opening_hours":"Mo-Su 08:00-12:30, Mo-Su 12:30-20:00 unknown""#,
        ),
        station("always", 130.0, r#""opening_hours":"24/7""#),
    ];
    assert_answers(
        &features,
        &[
            ("", &["until-13", "pauses", "asks", "always"]),
            ("stay_minutes=28", &["until-13", "pauses", "asks", "always"]),
            ("stay_minutes=29", &["until-13", "always", "asks"]),
            ("stay_minutes=58", &["until-13", "always", "asks"]),
            ("stay_minutes=59", &["always", "asks"]),
            ("stay_minutes=59&unknown_hours=exclude", &["always"]),
            ("stay_minutes=60&open=now", &["until-13", "always", "asks"]),
            ("stay_minutes=61&open=now", &["always", "asks"]),
            (
                "stay_minutes=1440&open=any",
                &["until-13", "pauses", "asks", "always"],
            ),
            ("stay_minutes=1440", &["always"]),
        ],
    );
}

#[test]
fn the_circle_ends_at_its_radius() {
    let features = [
        station("in", 499.9, r#""opening_hours":"24/7""#),
        station("out", 500.1, r#""opening_hours":"24/7""#),
        station("quarter", 865.3, r#""opening_hours":"24/7""#),
        station("later", 865.5, r#""opening_hours":"24/7""#),
    ];
    assert_answers(
        &features,
        &[
            ("radius_m=500", &["in"]),
            ("radius_m=501", &["in", "out"]),
            ("minutes=15", &["in", "out", "quarter"]),
            ("minutes=16", &["in", "out", "quarter", "later"]),
        ],
    );
}
