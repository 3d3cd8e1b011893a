//! `yizhan live export`: counts by station and month, for those who judge stations.

use axum::http::Method;
use serde_json::json;

use crate::support::cli::{Folder, Outcome};
use crate::support::http::station;
use crate::support::live::LiveService;

fn report(live: &LiveService, station: &str, what: &str, reporter: &str) {
    let uri = format!("/v1/stations/{station}/reports");
    let body = json!({"what": what, "reporter": reporter, "text": "a private text"});
    let reply = live.send(Method::POST, &uri, &[], &body.to_string());
    assert_eq!(reply.status, 202, "{}", reply.text());
}

fn export(live: &LiveService, folder: &Folder) -> Outcome {
    let file = live.database.address().file().unwrap().display();
    let database = format!("sqlite:{file}");
    folder.run(&["live", "export", "--live", &database, "--out", "out"])
}

/// The lines below the header, without the column of the month.
fn rows(text: &str) -> Vec<String> {
    let without_month = |line: &str| {
        let mut fields: Vec<&str> = line.split(',').collect();
        fields.remove(1);
        fields.join(",")
    };
    text.lines().skip(1).map(without_month).collect()
}

#[test]
fn reports_and_notices_are_counted_by_station_without_their_texts_and_reporters() {
    let live = LiveService::of(&[station("a", 100.0, ""), station("=b", 200.0, "")]);
    for reporter in ["r1", "r2", "r3"] {
        report(&live, "a", "locked", reporter);
    }
    report(&live, "=b", "gone", "r1");
    let inbox = live.keep(Method::GET, "/v1/reports?station=a", "").json();
    let id = inbox["reports"][0]["id"].as_str().unwrap();
    let answered = live.keep(
        Method::PATCH,
        &format!("/v1/reports/{id}"),
        r#"{"state":"confirmed"}"#,
    );
    assert_eq!(answered.status, 200, "{}", answered.text());
    live.notice("a", r#"{"kind":"closed"}"#);
    let withdrawn = live.notice("a", r#"{"kind":"closed"}"#);
    let id = withdrawn["id"].as_str().unwrap();
    live.keep(Method::DELETE, &format!("/v1/notices/{id}"), "");
    let folder = Folder::new();
    let written = export(&live, &folder);
    assert_eq!(written.code, Some(0), "{written:?}");
    let reports = folder.read("out/reports.csv");
    assert!(reports.starts_with("station,month,what,state,reports,median_hours_to_answer\n"));
    assert_eq!(
        rows(&reports),
        [
            "'=b,gone,new,1,",
            "a,locked,confirmed,1,0.0",
            "a,locked,new,2,"
        ]
    );
    let notices = folder.read("out/notices.csv");
    assert_eq!(rows(&notices), ["a,closed,2,1,0.0,0.0"]);
    for text in [reports, notices] {
        assert!(!text.contains("private") && !text.contains("r1"), "{text}");
    }
}

#[test]
fn if_one_file_cannot_be_written_the_other_stays_as_it_was() {
    let live = LiveService::of(&[station("a", 100.0, "")]);
    report(&live, "a", "locked", "r1");
    let folder = Folder::new();
    folder.write("out/reports.csv", "as it was");
    folder.write("out/notices.csv/in_the_way", "");
    let refused = export(&live, &folder);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.err.contains("notices.csv"), "{refused:?}");
    assert_eq!(folder.read("out/reports.csv"), "as it was");
    std::fs::remove_dir_all(folder.path("out/notices.csv")).unwrap();
    assert_eq!(export(&live, &folder).code, Some(0));
    assert_eq!(rows(&folder.read("out/reports.csv")), ["a,locked,new,1,"]);
}
