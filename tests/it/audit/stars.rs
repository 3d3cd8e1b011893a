//! Stars claimed beside stars carried.

use yizhan::audit::{StarRules, Stars, Verdict, audit};

use super::{load, settings};
use crate::support::http::station;

const RULES: &str = "star,requirement,value,zh,en\n\
    1,amenity,饮水,饮水,water\n\
    2,amenity,空调|heating,空调或取暖,air\n\
    2,open_hours_a_week,40,四十小时,40 hours\n\
    3,amenities,3,三项,three\n\
    3,open_days_a_week,7,每天,every day\n";

fn stars(properties: &str) -> Stars {
    let loaded = load(&[station("a", 1.0, properties)]);
    let mut settings = settings();
    settings.rules = StarRules::parse(RULES).unwrap();
    let mut audit = audit(&loaded, &settings);
    audit.stations.remove(0).stars
}

#[test]
fn stars_are_carried_by_what_is_there_and_lost_only_by_what_is_known_to_be_missing() {
    let water = r#""amenities":["饮水"]"#;
    let two = r#""amenities":["饮水","取暖"],"opening_hours":"Mo-Fr 9:00-17:00""#;
    let all = r#""amenities":["饮水","取暖","wifi"],"opening_hours":"24/7""#;
    for (properties, carried, possible) in [
        ("", 0, 3),
        (water, 1, 3),
        (r#""amenities":{"饮水":false}"#, 0, 0),
        (r#""amenities":{"饮水":true,"空调":false}"#, 1, 3),
        (
            r#""amenities":{"饮水":true,"空调":false,"取暖":false}"#,
            1,
            1,
        ),
        (two, 2, 2),
        (
            r#""amenities":["饮水","取暖"],"opening_hours":"Mo-Fr 9:00-16:59""#,
            1,
            1,
        ),
        (
            r#""amenities":["饮水","取暖"],"opening_hours":"以现场为准""#,
            1,
            3,
        ),
        (
            r#""amenities":["饮水","取暖"],"opening_hours":"24/7""#,
            2,
            3,
        ),
        (all, 3, 3),
        // What is open by arrangement counts for neither.
        (
            r#""amenities":["饮水","取暖","wifi"],"opening_hours":"Mo-Fr 9:00-17:00; Sa-Su 9:00-12:00 unknown""#,
            2,
            3,
        ),
        // A week with days off is not the one that is judged.
        (
            r#""amenities":["饮水","取暖","wifi"],"opening_hours":"Mo-Su 9:00-17:00; PH off""#,
            3,
            3,
        ),
    ] {
        let found = stars(properties);
        assert_eq!(
            (found.carried, found.possible),
            (carried, possible),
            "{properties}"
        );
        assert_eq!((found.claimed, found.verdict()), (None, ""));
    }
}

#[test]
fn a_claim_is_carried_unproved_or_more_than_can_be() {
    let base = r#""amenities":["饮水","取暖"],"opening_hours":"Mo-Fr 9:00-17:00""#;
    for (properties, verdict, unmet) in [
        (format!(r#""star":2,{base}"#), "carried", vec![]),
        (format!(r#""star":1,{base}"#), "carried", vec![]),
        (
            format!(r#""star":3,{base}"#),
            "not_carried",
            vec![(3, Verdict::Unknown), (4, Verdict::No)],
        ),
        (
            r#""star":2,"amenities":["饮水","取暖"]"#.to_owned(),
            "unproved",
            vec![(2, Verdict::Unknown)],
        ),
        // Beyond what the table knows.
        (
            r#""star":5,"amenities":["饮水","取暖","wifi"],"opening_hours":"24/7""#.to_owned(),
            "not_carried",
            vec![],
        ),
    ] {
        let found = stars(&properties);
        assert_eq!(found.verdict(), verdict, "{properties}");
        assert_eq!(found.unmet, unmet, "{properties}");
        assert_eq!(found.is_overrated(), verdict == "not_carried");
    }
}
