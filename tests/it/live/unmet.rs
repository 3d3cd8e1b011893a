//! Questions that found nothing: what is counted of them, what is shown, and that it is a demand.

use axum::http::Method;
use yizhan::live::{Cell, Days, UnmetDemand};
use yizhan::position::Position;

use crate::support::cli::{Folder, Outcome, world};
use crate::support::http::station;
use crate::support::live::LiveService;
use crate::support::serve::Server;

const ALL_DAYS: Days = Days {
    from: i64::MIN,
    to: i64::MAX,
};
/// A Monday.
const AT: &str = "2026-11-23T08:30:00%2B08:00";
const LIVE: [&str; 3] = ["stations.geojson", "--live", "sqlite:live.db"];

fn service() -> LiveService {
    LiveService::of(&[station("a", 100.0, r#""amenities":["toilet","wifi"]"#)])
}

fn cell(lon: f64, lat: f64) -> Cell {
    Cell::of(Position::new(lon, lat).unwrap()).unwrap()
}

/// What is stored and may be shown.
fn stored(live: &LiveService) -> Vec<UnmetDemand> {
    live.runtime.block_on(async {
        live.service.live().unwrap().store_unmet().await;
        live.database.unmet_demand(ALL_DAYS).await.unwrap()
    })
}

/// Amenity, hour of the week and questions of each.
fn in_short(demand: &[UnmetDemand]) -> Vec<(&str, i64, i64)> {
    let rows = demand.iter();
    rows.map(|row| (&*row.key.amenity, row.key.hour.0, row.questions))
        .collect()
}

#[test]
fn questions_that_found_nothing_are_counted_by_cell_hour_and_each_wanted_amenity() {
    let live = service();
    for _ in 0..9 {
        live.get_json(&format!("/v1/stations/nearest?lat=30&lon=112&at={AT}"));
    }
    live.get_json(&format!(
        "/v1/stations/nearest?lat=30&lon=112&amenity=wifi,toilet&at={AT}"
    ));
    // These found something, or were refused.
    live.get_json("/v1/stations/nearest?lat=30&lon=110&open=any");
    live.send(Method::GET, "/v1/stations/nearest?lat=30", &[], "");
    let found = stored(&live);
    assert_eq!(
        in_short(&found),
        [("", 8, 9), ("toilet", 8, 1), ("wifi", 8, 1)]
    );
    assert!(found.iter().all(|row| row.key.cell == cell(112.0, 30.0)));
    // What was stored is not stored again.
    assert_eq!(stored(&live), found);
}

#[test]
fn each_place_of_a_batch_that_found_nothing_is_counted_however_it_is_answered() {
    let place = |id: usize, lon: f64| format!(r#"{{"id":{id},"lat":30,"lon":{lon}}}"#);
    // Few places are answered at once, many in the queue.
    for n_places in [12, 40] {
        let live = service();
        let empty = (0..n_places).map(|id| place(id, 112.0));
        let origins: Vec<String> = [place(98, 110.0), place(99, 200.0)]
            .into_iter()
            .chain(empty)
            .collect();
        let body = format!(
            r#"{{"origins":[{}],"at":"2026-11-29T23:59:00+08:00","unknown_hours":"include"}}"#,
            origins.join(",")
        );
        let json = [("content-type", "application/json")];
        let reply = live.send(Method::POST, "/v1/stations/nearest", &json, &body);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let n_questions = i64::try_from(n_places).unwrap();
        assert_eq!(in_short(&stored(&live)), [("", 167, n_questions)]);
    }
}

#[test]
fn a_question_counts_in_the_datum_that_it_was_asked_in() {
    let live = service();
    for _ in 0..10 {
        live.get_json("/v1/stations/nearest?lat=30&lon=112&crs=gcj02");
    }
    let gcj02 = yizhan::datum::Datum::Gcj02
        .to_position(112.0, 30.0)
        .unwrap();
    let found = stored(&live);
    assert_eq!(found[0].key.cell, cell(gcj02.lon(), gcj02.lat()));
    assert_eq!(found[0].questions, 10);
}

#[test]
fn what_is_counted_before_the_database_is_there_is_kept_until_then() {
    use std::sync::Arc;
    use yizhan::http::AppState;
    use yizhan::live::Live;
    use yizhan::state::ServedSet;

    use crate::support::http::{collection, get_json};
    use crate::support::snapshot;

    let other = service();
    let entered = other.runtime.enter();
    let folder = Folder::new();
    let address = format!("sqlite:{}", folder.path("live.db").display());
    let service = AppState::new(
        yizhan::clock::Zone::default(),
        yizhan::travel::Paces::default(),
    );
    let live = Live::new(address.parse().unwrap(), Arc::clone(service.set())).unwrap();
    let live = Arc::new(live);
    let service = Arc::new(service.with_live(Some(Arc::clone(&live))));
    let set = snapshot(&[&collection("", &[station("a", 100.0, "")])]);
    service.set().replace(ServedSet::new(set, 0.25));
    for _ in 0..10 {
        get_json(&service, "/v1/stations/nearest?lat=30&lon=112");
    }
    let database = yizhan::live::Database::new(address.parse().unwrap());
    let found = other.runtime.block_on(async {
        live.store_unmet().await;
        live.connect().await.unwrap();
        assert_eq!(database.unmet_demand(ALL_DAYS).await.unwrap(), []);
        live.store_unmet().await;
        database.unmet_demand(ALL_DAYS).await.unwrap()
    });
    assert_eq!(found[0].questions, 10);
    drop(entered);
}

fn write_demand(folder: &Folder, more: &[&str]) -> Outcome {
    let command = [
        "live",
        "demand",
        "--live",
        "sqlite:live.db",
        "--out",
        "demand.csv",
    ];
    folder.run(&[&command[..], more].concat())
}

/// Asks a server of its own in vain, and ends it as the system does.
fn ask_in_vain(folder: &Folder, times: usize, more: &[&str]) {
    let mut server = Server::ready(folder, &[&LIVE[..], more].concat());
    for _ in 0..times {
        for question in [
            "lon=112&amenity=wifi&at=2026-11-23T08:30",
            "lon=113&at=2026-11-23T08:30",
            "lon=113&at=2026-11-24T23:59",
        ] {
            server.get_json(&format!("/v1/stations/nearest?lat=30&{question}"));
        }
    }
    server.terminate();
    assert!(server.end().success());
}

#[test]
fn the_file_is_a_demand_for_coverage_whose_people_are_the_questions() {
    let folder = Folder::with(&world());
    ask_in_vain(&folder, 4, &[]);
    let none = write_demand(&folder, &[]);
    assert_eq!(none.code, Some(0), "{none:?}");
    assert!(none.err.contains("no cell has 10 questions"), "{none:?}");
    assert_eq!(
        folder.read("demand.csv"),
        "id,lon,lat,population,amenity,weekday,hour\n"
    );
    // What one process stored at its end is added to by the next.
    ask_in_vain(&folder, 7, &[]);
    let written = write_demand(&folder, &[]);
    assert_eq!(written.out.trim(), "wrote demand.csv: 2 cells");
    let text = folder.read("demand.csv");
    let cell = cell(112.0, 30.0);
    let row = text
        .lines()
        .find(|line| line.starts_with(&cell.to_string()));
    let centre = cell.centre().unwrap();
    let expected = format!(
        "{cell},{:.6},{:.6},11,wifi,Monday,8",
        centre.lon(),
        centre.lat()
    );
    assert_eq!(row, Some(&*expected));
    let covered = folder.run(&[
        "coverage",
        "--stations",
        "stations.geojson",
        "--demand",
        "demand.csv",
        "--out",
        "out",
    ]);
    assert_eq!(covered.code, Some(0), "{covered:?}");
    let summary: serde_json::Value =
        serde_json::from_str(&folder.read("out/summary.json")).unwrap();
    assert_eq!(summary["people_total"], 33, "{summary}");
    let rows = ["demand_rows", "demand_rows_left_out", "demand_issues"];
    let rows = rows.map(|name| summary[name].as_u64().unwrap());
    assert_eq!(rows, [3, 0, 0], "{summary}");
}

#[test]
fn without_demand_nothing_is_counted() {
    let folder = Folder::with(&world());
    ask_in_vain(&folder, 11, &["--no-demand"]);
    write_demand(&folder, &[]);
    assert_eq!(folder.read("demand.csv").lines().count(), 1);
}

#[test]
fn days_are_chosen_both_included_and_a_wrong_one_leaves_the_file_as_it_was() {
    let folder = Folder::with(&world());
    ask_in_vain(&folder, 11, &[]);
    for (days, n_lines) in [
        (["--from", "2020-01-01", "--to", "2099-12-31"], 4),
        (["--from", "1992-01-01", "--to", "2020-01-01"], 1),
        (["--from", "2099-12-31", "--to", "2099-12-31"], 1),
    ] {
        let written = write_demand(&folder, &days);
        assert_eq!(written.code, Some(0), "{written:?}");
        assert_eq!(
            folder.read("demand.csv").lines().count(),
            n_lines,
            "{days:?}"
        );
    }
    folder.write("demand.csv", "as it was");
    for (days, said) in [
        (
            ["--from", "2020-01-02", "--to", "2020-01-01"],
            "--to: it is before --from",
        ),
        (
            ["--from", "yesterday", "--to", "2020-01-01"],
            "--from: expected a date",
        ),
        (
            ["--from", "2020-01-02", "--to", "2020-02-30"],
            "--to: expected a date",
        ),
    ] {
        let refused = write_demand(&folder, &days);
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.err.contains(said), "{refused:?}");
    }
    assert_eq!(folder.read("demand.csv"), "as it was");
}
