//! Calendars: what stands in them, and that they change only with the data.

use axum::http::Method;

use yizhan::render::calendar::MAX_CALENDAR_BYTES;

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

/// So many activities of a station.
fn activities(n: usize) -> String {
    let one = |n| {
        format!(
            r#"{{"id":"{n}","title":"t","category":"other","starts":"2027-01-01T09:00","ends":"2027-01-01T10:00"}}"#
        )
    };
    let list: Vec<String> = (0..n).map(one).collect();
    format!(r#""activities":[{}]"#, list.join(","))
}

#[test]
fn the_most_activities_of_a_calendar_pass_and_one_more_does_not() {
    let asked = |last: usize| {
        let mut features: Vec<String> = (0..19)
            .map(|n| station(&format!("s{n}"), 1.0, &activities(100)))
            .collect();
        features.push(station("last", 1.0, &activities(last)));
        let service = service(&features);
        get_with(&service, "/v1/activities.ics?bbox=109,29,111,31", &[HOST]).status
    };
    assert_eq!((asked(100), asked(101)), (200, 400));
}

/// The bytes of a line with its folds.
const fn folded(n_bytes: usize) -> usize {
    if n_bytes <= 75 {
        return n_bytes;
    }
    n_bytes + 3 * (n_bytes - 75).div_ceil(74)
}

#[test]
fn a_calendar_of_the_most_bytes_passes_and_one_of_more_does_not() {
    // So many activities at a long address, and one at an address of so many letters.
    let asked = |n_long: usize, last: usize| {
        let of_stations = (0..n_long)
            .step_by(100)
            .map(|done| (100.min(n_long - done), 8_000));
        let of_stations = of_stations.chain([(1, last)]).enumerate();
        let features: Vec<String> = of_stations
            .map(|(n, (n_activities, length))| {
                let (list, address) = (activities(n_activities), "x".repeat(length));
                let properties = format!(r#""address":"{address}",{list}"#);
                station(&format!("s{n:04}"), 1.0, &properties)
            })
            .collect();
        let service = service(&features);
        get_with(&service, "/v1/activities.ics?bbox=109,29,111,31", &[HOST])
    };
    let (one, two) = (asked(1, 1).body.len(), asked(2, 1).body.len());
    let n_long = (MAX_CALENDAR_BYTES - one) / (two - one) + 1;
    let free = MAX_CALENDAR_BYTES - (one + (n_long - 1) * (two - one));
    // "LOCATION:s0000\\, " stands in front of the address.
    let place = |length: usize| folded(17 + length) - folded(17 + 1);
    let most = (1..8_192).rfind(|length| place(*length) <= free).unwrap();
    let longest = asked(n_long, most);
    assert_eq!(longest.status, 200);
    assert!(MAX_CALENDAR_BYTES - longest.body.len() < 4);
    let refused = asked(n_long, most + 1);
    assert_eq!(problem(&refused, 400)["parameter"], "bbox");
}

#[test]
fn the_calendar_of_one_station_passes_whatever_its_texts_are() {
    let text = ";".repeat(8_100);
    let list: Vec<String> = (0..200)
        .map(|n| {
            format!(
                r#"{{"id":"{n}","title":"{}","category":"other","starts":"2027-01-01T09:00","ends":"2027-01-01T10:00"}}"#,
                ";".repeat(500)
            )
        })
        .collect();
    let properties = format!(
        r#""name":"{text}","address":"{text}","activities":[{}]"#,
        list.join(",")
    );
    let service = service(&[station("a", 1.0, &properties)]);
    let answer = get_with(&service, "/v1/stations/a/calendar.ics", &[HOST]);
    assert_eq!(answer.status, 200);
    let lines = lines(&answer.text());
    let n_events = lines.iter().filter(|line| *line == "BEGIN:VEVENT").count();
    assert_eq!(n_events, 200);
    assert!(answer.body.len() > MAX_CALENDAR_BYTES / 2);
}

#[test]
fn a_station_suspended_until_a_day_has_what_takes_place_after_it() {
    let once = |id: &str, start: &str, end: &str| {
        format!(
            r#"{{"id":"{id}","title":"{id}","category":"other","starts":"{start}","ends":"{end}"}}"#
        )
    };
    let again = |id: &str, rule: &str| {
        once(id, "2026-11-02T09:00", "2026-11-02T10:00")
            .replace('}', &format!(r#","recurs":"{rule}"}}"#))
    };
    let list = [
        once("before", "2026-11-29T09:00", "2026-11-30T00:00"),
        once("across", "2026-11-29T09:00", "2026-11-30T00:01"),
        once("after", "2026-11-30T00:00", "2026-11-30T01:00"),
        again("weekly", "FREQ=WEEKLY;INTERVAL=3"),
        again("counted", "FREQ=DAILY;COUNT=30"),
        again("over", "FREQ=DAILY;COUNT=28"),
    ];
    let list = format!(r#""activities":[{}]"#, list.join(","));
    let calendar = |status: &str| {
        let service = service(&[station("a", 1.0, &format!("{list}{status}"))]);
        let own = get_with(&service, "/v1/stations/a/calendar.ics", &[HOST]);
        let area = get_with(&service, "/v1/activities.ics?bbox=109,29,111,31", &[HOST]);
        let events = |answer: &crate::support::http::Reply| {
            let lines = lines(&answer.text()).into_iter();
            let told = ["SUMMARY:", "DTSTART;", "RRULE:"];
            let told = lines.filter(|line| told.iter().any(|start| line.starts_with(start)));
            told.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(events(&own), events(&area));
        events(&own)
    };
    let time = |at: &str| format!("DTSTART;TZID=Asia/Shanghai:{at}00 SUMMARY:");
    let suspended = calendar(r#","status":"suspended","status_until":"2026-11-29""#);
    assert_eq!(
        suspended,
        [
            time("20261129T0900") + "across",
            time("20261130T0000") + "after",
            time("20261214T0900") + "weekly RRULE:FREQ=WEEKLY;INTERVAL=3",
            time("20261130T0900") + "counted RRULE:FREQ=DAILY;UNTIL=20261201T010000Z",
        ]
        .join(" ")
    );
    let active = calendar("");
    assert!(
        active.contains("counted RRULE:FREQ=DAILY;COUNT=30"),
        "{active}"
    );
    assert!(
        active.contains(&(time("20261102T0900") + "weekly")),
        "{active}"
    );
    for status in [r#","status":"suspended""#, r#","status":"closed""#] {
        assert_eq!(calendar(status), "");
    }
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
