//! Calendars: what stands in them, and that they change only with the data.

use axum::http::Method;

use super::SEEDS;
use crate::support::http::{
    call, collection, get, get_with, problem, service, service_of, station,
};

const STATION: &str = "/v1/stations/aq-yingjiang-paoyingshan/calendar.ics";
const HOST: (&str, &str) = ("host", "stations.example");

/// The content lines of a calendar, unfolded.
fn lines(text: &str) -> Vec<String> {
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains(['\r', '\n']), "{line}");
    }
    let text = text.replace("\r\n ", "");
    text.split("\r\n").map(str::to_owned).collect()
}

#[test]
fn a_stations_calendar_has_its_activities_with_rule_and_place() {
    let service = service_of(&[SEEDS]);
    let answer = get_with(&service, STATION, &[HOST]);
    assert_eq!(
        answer.header("content-type"),
        "text/calendar; charset=utf-8"
    );
    let lines = lines(&answer.text());
    for line in [
        "DTSTART;TZID=Asia/Shanghai:20261103T090000",
        "DTEND;TZID=Asia/Shanghai:20261103T113000",
        "RRULE:FREQ=WEEKLY;BYDAY=TU",
        "SUMMARY:律师坐班：免费法律咨询",
        "LOCATION:炮营山社区工会驿站\\, 人民路街道炮营山社区",
        "GEO:30.513000;117.050000",
        "URL:http://stations.example/s/aq-yingjiang-paoyingshan",
        "DTSTAMP:20261120T120000Z",
        "CATEGORIES:法律咨询",
        "TZOFFSETTO:+0800",
    ] {
        assert!(
            lines.iter().any(|found| found == line),
            "{line} in {lines:#?}"
        );
    }
    assert_eq!(
        lines.iter().filter(|line| line.starts_with("UID:")).count(),
        1
    );
}

#[test]
fn a_calendar_is_sent_again_only_if_it_has_changed() {
    let service = service_of(&[SEEDS]);
    for path in [STATION, "/v1/activities.ics?bbox=116,30,122,32"] {
        let first = get_with(&service, path, &[HOST]);
        let tag = first.header("etag").to_owned();
        let again = service_of(&[SEEDS]);
        let same = get_with(&again, path, &[HOST]);
        assert_eq!(same.text(), first.text());
        let known = get_with(&again, path, &[HOST, ("if-none-match", &tag)]);
        assert_eq!((known.status, known.body.len()), (304, 0));
        assert_eq!(known.header("etag"), tag);
        let changed = service_of(&[&SEEDS.replace("律师坐班", "律师在站")]);
        let sent = get_with(&changed, path, &[HOST, ("if-none-match", &tag)]);
        assert_eq!(sent.status, 200);
        let uids = |text: String| -> Vec<String> {
            let lines = lines(&text).into_iter();
            lines.filter(|line| line.starts_with("UID:")).collect()
        };
        assert_eq!(uids(sent.text()), uids(first.text()));
    }
}

#[test]
fn an_areas_calendar_has_what_is_within_the_box_and_of_the_categories() {
    let service = service_of(&[SEEDS]);
    let n_events = |query: &str| {
        let answer = get_with(&service, &format!("/v1/activities.ics?{query}"), &[HOST]);
        lines(&answer.text())
            .iter()
            .filter(|line| *line == "BEGIN:VEVENT")
            .count()
    };
    assert_eq!(n_events("bbox=121,31,122,32"), 3);
    assert_eq!(n_events("bbox=121,31,122,32&category=clinic"), 2);
    assert_eq!(n_events("bbox=0,0,1,1"), 0);
    for (query, parameter) in [
        ("", "bbox"),
        ("bbox=1", "bbox"),
        ("bbox=0,0,1,1&lat=1", "lat"),
    ] {
        let answer = get_with(&service, &format!("/v1/activities.ics?{query}"), &[HOST]);
        assert_eq!(problem(&answer, 400)["parameter"], parameter);
    }
}

#[test]
fn the_most_activities_of_a_calendar_pass_and_one_more_does_not() {
    let list = |n: usize| {
        let one = |n| {
            format!(
                r#"{{"id":"{n}","title":"t","category":"other","starts":"2027-01-01T09:00","ends":"2027-01-01T10:00"}}"#
            )
        };
        let list: Vec<String> = (0..n).map(one).collect();
        format!(r#""activities":[{}]"#, list.join(","))
    };
    let asked = |last: usize| {
        let mut features: Vec<String> = (0..19)
            .map(|n| station(&format!("s{n}"), 1.0, &list(100)))
            .collect();
        features.push(station("last", 1.0, &list(last)));
        let service = service(&features);
        get_with(&service, "/v1/activities.ics?bbox=109,29,111,31", &[HOST]).status
    };
    assert_eq!((asked(100), asked(101)), (200, 400));
}

#[test]
fn texts_of_files_cannot_add_lines_of_their_own() {
    let evil = r#""activities":[{"id":"a","title":"x\r\nEND:VEVENT\r\nBEGIN:VALARM;,\\ \u0007","category":"other","starts":"2027-01-01T09:00","ends":"2027-01-01T10:00","booking":"a\nATTACH:b"}]"#;
    let service = service(&[station("a", 1.0, evil)]);
    let answer = get_with(&service, "/v1/stations/a/calendar.ics", &[HOST]);
    let lines = lines(&answer.text());
    assert_eq!(
        lines
            .iter()
            .filter(|line| line.starts_with("END:VEVENT"))
            .count(),
        1
    );
    assert!(
        !lines
            .iter()
            .any(|line| line.starts_with("BEGIN:VALARM") || line.starts_with("ATTACH"))
    );
    assert!(
        lines
            .iter()
            .any(|line| line == r"SUMMARY:x\nEND:VEVENT\nBEGIN:VALARM\;\,\\  "),
        "{lines:#?}"
    );
}

#[test]
fn a_station_without_activities_or_out_of_service_has_an_empty_calendar() {
    let activity = r#""activities":[{"title":"t","category":"other","starts":"2027-01-01T09:00","ends":"2027-01-01T10:00"}],"status":"closed""#;
    let features = [
        station("a", 1.0, ""),
        station("b", 1.0, activity),
        station("a/b", 1.0, ""),
    ];
    let service = service_of(&[&collection("", &features)]);
    for id in ["a", "b", "a/b", "a%2Fb"] {
        let path = format!("/v1/stations/{id}/calendar.ics");
        let text = get_with(&service, &path, &[HOST]).text();
        assert!(
            !text.contains("VEVENT") && text.contains("BEGIN:VTIMEZONE"),
            "{id}"
        );
    }
    assert_eq!(get(&service, "/v1/stations/none/calendar.ics").status, 400);
    assert_eq!(
        get_with(&service, "/v1/stations/none/calendar.ics", &[HOST]).status,
        404
    );
    let refused = get_with(&service, "/v1/stations/a/calendar.ics?x=1", &[HOST]);
    assert_eq!(problem(&refused, 400)["parameter"], "x");
    let wrong = call(
        &service,
        Method::POST,
        "/v1/stations/a/calendar.ics",
        &[HOST],
    );
    assert_eq!((wrong.status, wrong.header("allow")), (405, "GET,HEAD"));
}
