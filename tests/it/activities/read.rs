//! What the loader makes of `activities` and `offers`.

use yizhan::dataset::{
    IssueCode, Loaded, MAX_ACTIVITIES, MAX_ACTIVITY_DAYS, MAX_OFFERS, MAX_PLACES,
    MAX_PROGRAMME_BYTES, MAX_RECURRING_DAYS,
};
use yizhan::station::{Booking, MAX_RECURS_BYTES, OfferAudience, Station};

use super::SEEDS;
use crate::dataset::{collection, feature, load_all};
use crate::support::instant;

fn load(properties: &str) -> Loaded {
    let feature = feature("one", &format!(r#""name":"One",{properties}"#));
    load_all(&[&collection(&[&feature])]).unwrap()
}

fn codes(loaded: &Loaded) -> Vec<IssueCode> {
    loaded.issues.iter().map(|issue| issue.code).collect()
}

/// An activity that is sound but for these members.
fn activity(members: &str) -> String {
    format!(
        r#"{{"title":"Tea","category":"other","starts":"2026-12-05T09:00","ends":"2026-12-05T11:00"{members}}}"#
    )
}

fn assert_cap(n: usize, code: IssueCode, properties: impl Fn(usize) -> String) {
    assert_eq!(codes(&load(&properties(n))), [], "{n}");
    assert_eq!(codes(&load(&properties(n + 1))), [code], "{n}");
}

#[test]
fn the_seeds_cases_are_read_without_a_finding() {
    let loaded = load_all(&[SEEDS]).unwrap();
    assert_eq!(codes(&loaded), []);
    let station = |id: &str| -> &Station {
        let row = loaded.rows_by_id.find(id, &loaded.stations).unwrap();
        &loaded.stations[row.row()]
    };
    let lawyer = &station("aq-yingjiang-paoyingshan").activities()[0];
    assert_eq!(
        (&*lawyer.category, lawyer.free),
        ("legal_advice", Some(true))
    );
    assert_eq!(lawyer.booking, Some(Booking::How("在驿站预约".into())));
    assert_eq!(lawyer.starts, instant("2026-11-03T09:00:00+08:00"));
    let class = &station("sx-yuecheng-waitan").activities()[0];
    assert_eq!((&*class.category, class.places), ("children", Some(40)));
    let partners = station("cc-nanguan-xingfu").more().programme.as_ref();
    let offers = &partners.unwrap().offers;
    assert_eq!(offers[0].audience, Some(OfferAudience::Members));
    assert_eq!(
        station("cc-nanguan-xingfu").offers_until(),
        "2026-12-31".parse().ok()
    );
}

#[test]
fn a_bad_activity_is_left_out_and_the_others_and_the_station_stay() {
    let good = activity("");
    for (bad, code) in [
        ("5".to_owned(), IssueCode::BadActivity),
        (r#"{"title":"x"}"#.to_owned(), IssueCode::BadActivity),
        (good.replace("T11:00", "T09:00"), IssueCode::BadActivity),
        (
            good.replace("2026-12-05T11", "tomorrow"),
            IssueCode::BadActivity,
        ),
        (good.replace(r#""Tea""#, r#""""#), IssueCode::BadActivity),
        (
            good.replace(r#""title":"Tea""#, r#""title":7"#),
            IssueCode::BadActivity,
        ),
        (
            activity(r#","id":"a","recurs":"FREQ=HOURLY""#),
            IssueCode::BadRecurrence,
        ),
        (
            activity(r#","id":"a","recurs":"weekly""#),
            IssueCode::BadRecurrence,
        ),
        // The id of the first, which has none of its own, is its title.
        (activity(r#","id":"Tea""#), IssueCode::BadActivity),
    ] {
        let loaded = load(&format!(r#""activities":[{good},{bad}]"#));
        assert_eq!(codes(&loaded), [code], "{bad}");
        assert_eq!(loaded.stations[0].activities().len(), 1, "{bad}");
    }
}

#[test]
fn a_wrong_detail_costs_itself_and_unknown_words_are_told() {
    for members in [
        r#","places":-1"#,
        r#","places":2.5"#,
        r#","free":"perhaps""#,
        r#","audience":[1]"#,
        r#","price":5"#,
        r#","booking":{}"#,
    ] {
        let loaded = load(&format!(r#""activities":[{}]"#, activity(members)));
        assert_eq!(codes(&loaded), [IssueCode::BadProperty], "{members}");
        assert_eq!(loaded.stations[0].activities().len(), 1);
    }
    let odd = activity("").replace("other", "karaoke");
    let loaded = load(&format!(r#""activities":[{odd}]"#));
    assert_eq!(codes(&loaded), [IssueCode::UnknownWord]);
    assert_eq!(&*loaded.stations[0].activities()[0].category, "karaoke");
}

#[test]
fn an_activity_that_is_over_is_told_and_kept() {
    // The tests' day is 2026-11-24.
    let ended = |end: &str| {
        let past = activity("")
            .replace("12-05T09", "11-01T09")
            .replace("2026-12-05T11:00", end);
        codes(&load(&format!(r#""activities":[{past}]"#)))
    };
    assert_eq!(ended("2026-11-24T00:00"), [IssueCode::PastActivity]);
    assert_eq!(ended("2026-11-24T00:01"), []);
    let recurring = activity(r#","recurs":"FREQ=DAILY;COUNT=3""#).replace("12-05", "11-01");
    let loaded = load(&format!(r#""activities":[{recurring}]"#));
    assert_eq!(codes(&loaded), [IssueCode::PastActivity]);
    assert_eq!(loaded.stations[0].activities().len(), 1);
}

#[test]
fn caps_of_activities_and_offers_hold_on_both_sides() {
    let listed = |n: usize, one: &dyn Fn(usize) -> String| -> String {
        (0..n).map(one).collect::<Vec<_>>().join(",")
    };
    let activities = |n| {
        let list = listed(n, &|n| activity(&format!(r#","id":"{n}""#)));
        format!(r#""activities":[{list}]"#)
    };
    assert_cap(MAX_ACTIVITIES, IssueCode::BadProperty, activities);
    let offers = |n| {
        format!(
            r#""offers":[{}]"#,
            listed(n, &|_| r#"{"title":"x"}"#.into())
        )
    };
    assert_cap(MAX_OFFERS, IssueCode::BadProperty, offers);
    let bytes = |n: usize| format!(r#""offers":[{}]"#, " ".repeat(n - 2));
    assert_cap(MAX_PROGRAMME_BYTES, IssueCode::BadProperty, bytes);
    let places = |n| {
        format!(
            r#""activities":[{}]"#,
            activity(&format!(r#","places":{n}"#))
        )
    };
    assert_cap(MAX_PLACES as usize, IssueCode::BadProperty, places);
    let rule = |n: usize| {
        let rule = format!("FREQ=DAILY;INTERVAL={}1", "0".repeat(n - 21));
        format!(
            r#""activities":[{}]"#,
            activity(&format!(r#","recurs":"{rule}""#))
        )
    };
    assert_cap(MAX_RECURS_BYTES, IssueCode::BadRecurrence, rule);
}

#[test]
fn the_longest_activities_pass_and_a_minute_more_does_not() {
    for (max_days, members) in [
        (MAX_ACTIVITY_DAYS, ""),
        (MAX_RECURRING_DAYS, r#","recurs":"FREQ=YEARLY""#),
    ] {
        let end = instant("2026-12-05T09:00").plus_seconds(max_days * 86_400);
        let with_end = |end| {
            let end = yizhan::clock::Zone::default().format_instant(end);
            let activity = activity(members).replace("2026-12-05T11:00", &end);
            codes(&load(&format!(r#""activities":[{activity}]"#)))
        };
        assert_eq!(with_end(end), []);
        assert_eq!(with_end(end.plus_seconds(1)), [IssueCode::BadActivity]);
    }
}

#[test]
fn a_bad_offer_is_left_out() {
    for bad in [
        "5",
        r#"{"until":"2026-12-31"}"#,
        r#"{"title":"x","for":"me"}"#,
        r#"{"title":"x","until":"soon"}"#,
    ] {
        let loaded = load(&format!(r#""offers":[{{"title":"tea"}},{bad}]"#));
        assert_eq!(codes(&loaded), [IssueCode::BadProperty], "{bad}");
        let programme = loaded.stations[0].more().programme.as_ref().unwrap();
        assert_eq!(programme.offers.len(), 1);
    }
}
