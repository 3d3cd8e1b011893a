//! What a station must be and have to be answered: in service, with the amenities, of the
//! kind.

use serde_json::json;

use crate::support::http::{ASK, assert_answers, get_json, properties, service, station};

#[test]
fn what_is_out_of_service_is_answered_only_if_the_clock_is_not_asked() {
    let always = r#""opening_hours":"24/7","status":"#;
    let features = [
        station("suspended", 100.0, &format!(r#"{always}"suspended""#)),
        station("closed", 110.0, &format!(r#"{always}"closed""#)),
        station(
            "relocated",
            120.0,
            &format!(r#"{always}"relocated","moved_to":"closed""#),
        ),
        station(
            "over",
            130.0,
            &format!(r#"{always}"suspended","status_until":"2026-11-23""#),
        ),
        station(
            "today",
            140.0,
            &format!(r#"{always}"suspended","status_until":"2026-11-24""#),
        ),
        station("typo", 150.0, &format!(r#"{always}"activ""#)),
    ];
    let every: &[&str] = &["suspended", "closed", "relocated", "over", "today", "typo"];
    assert_answers(
        &features,
        &[
            // What is said of the last is not understood: it may be open, and comes last.
            ("limit=9", &["over", "typo"]),
            ("limit=9&open=now", &["over", "typo"]),
            ("limit=9&unknown_hours=exclude", &["over"]),
            ("limit=9&open=any", every),
        ],
    );
    let answer = get_json(&service(&features), &format!("{ASK}&limit=9&open=any"));
    for (id, state, reason, opens) in [
        ("suspended", "closed", "suspended", json!(null)),
        ("closed", "closed", "suspended", json!(null)),
        ("relocated", "closed", "relocated", json!(null)),
        ("over", "open", "always", json!(null)),
        (
            "today",
            "closed",
            "suspended",
            json!("2026-11-25T00:00:00+08:00"),
        ),
    ] {
        let found = properties(&answer, id);
        assert_eq!(
            (&found["open_state"], &found["open_reason"]),
            (&json!(state), &json!(reason))
        );
        assert_eq!(found["opens_at"], opens, "{id}");
    }
    assert_eq!(properties(&answer, "relocated")["moved_to"], "closed");
}

#[test]
fn all_amenities_must_be_offered_and_usable_when_one_arrives() {
    let hours = r#""opening_hours":"08:00-20:00","amenities""#;
    let features = [
        station("both", 100.0, &format!(r#"{hours}:["toilet","wifi"]"#)),
        station(
            "not",
            110.0,
            &format!(r#"{hours}:{{"toilet":true,"wifi":false}}"#),
        ),
        station(
            "limited",
            120.0,
            &format!(r#"{hours}:{{"toilet":"limited","wifi":true}}"#),
        ),
        station(
            "gone",
            130.0,
            &format!(r#"{hours}:{{"toilet":{{"available":false}},"wifi":true}}"#),
        ),
        station(
            "own",
            140.0,
            &format!(r#"{hours}:{{"toilet":{{"opening_hours":"08:00-12:02"}},"wifi":true}}"#),
        ),
        station(
            "own-only",
            150.0,
            r#""amenities":{"toilet":{"opening_hours":"24/7"},"wifi":true}"#,
        ),
        station(
            "shut",
            160.0,
            r#""opening_hours":"08:00-12:00","amenities":{"toilet":{"opening_hours":"24/7"}}"#,
        ),
    ];
    assert_answers(
        &features,
        &[
            (
                "amenity=toilet&limit=9",
                &["both", "not", "limited", "own-only"],
            ),
            (
                "amenity=toilet&open=now&limit=9",
                &["both", "not", "limited", "own", "own-only"],
            ),
            (
                "amenity=wifi&limit=9",
                &["both", "limited", "gone", "own", "own-only"],
            ),
            (
                "amenity=toilet,wifi&limit=9",
                &["both", "limited", "own-only"],
            ),
            (
                "amenity=toilet&amenity=wifi&unknown_hours=exclude",
                &["both", "limited"],
            ),
            (
                "amenity=wifi&open=any&limit=9",
                &["both", "limited", "gone", "own", "own-only"],
            ),
        ],
    );
    let answer = get_json(
        &service(&features),
        &format!("{ASK}&amenity=toilet&open=any&limit=9"),
    );
    for (id, state) in [("own", "closed"), ("own-only", "open"), ("shut", "closed")] {
        assert_eq!(properties(&answer, id)["open_state"], state, "{id}");
    }
}

#[test]
fn kind_access_and_stars_are_tested_and_the_unrated_do_not_pass() {
    let features = [
        station("a", 100.0, r#""kind":"市集","access":"scan","star":3"#),
        station("b", 110.0, r#""kind":"market","access":"open","star":5"#),
        station("c", 120.0, r#""kind":"街市""#),
    ];
    assert_answers(
        &features,
        &[
            ("kind=market", &["b", "c"]),
            ("kind=market&kind=%E5%B8%82%E9%9B%86", &["a", "b", "c"]),
            ("kind=public_toilet", &[]),
            ("access=scan", &["a"]),
            ("access=scan,open", &["a", "b"]),
            ("min_star=1", &["a", "b"]),
            ("min_star=4", &["b"]),
            ("kind=market&access=open&min_star=5", &["b"]),
        ],
    );
}
