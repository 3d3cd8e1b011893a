//! Loading again while serving: whole or not at all, and what is said about it.

mod fetched;
mod host;
mod poll;
mod rollover;
mod told;
mod watch;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use yizhan::http::AppState;
use yizhan::reload::{FetchSettings, Refusal, ReloadTrigger, Reloader, Shrinking, Sources, reload};
use yizhan::state::{ReloadOutcome, ServedSet};

use super::feed::{FEED, OTHERS, STATIONS};
use super::support::snapshot;
use crate::support::http::{get, get_json, ids, service_of};
use crate::support::serve::{PATIENCE, Server};

fn served(text: &str) -> ServedSet {
    ServedSet::new(snapshot(&[text]), 0.0)
}

#[test]
fn a_sound_and_different_set_is_swapped_in() {
    let service = service_of(&[STATIONS]);
    let outcome = reload(service.set(), Shrinking::Allowed, || Ok(served(OTHERS)));
    assert_eq!(outcome, ReloadOutcome::Swapped);
    assert_eq!(ids(&get_json(&service, FEED)), ["7"]);
    let meta = get_json(&service, "/v1/meta");
    assert_eq!(meta["last_reload"]["outcome"], "swapped");
    let message = meta["last_reload"]["message"].as_str().unwrap();
    let version = meta["dataset_version"].as_str().unwrap();
    assert!(message.contains(version), "{message}");
}

#[test]
fn before_the_first_reload_meta_has_no_outcome() {
    let meta = get_json(&service_of(&[STATIONS]), "/v1/meta");
    assert_eq!(meta["last_reload"], Value::Null);
}

#[test]
fn equal_files_swap_nothing() {
    let service = service_of(&[STATIONS]);
    let before = service.current().unwrap();
    let outcome = reload(service.set(), Shrinking::Allowed, || Ok(served(STATIONS)));
    assert_eq!(outcome, ReloadOutcome::Unchanged);
    assert!(Arc::ptr_eq(&before, &service.current().unwrap()));
    let meta = get_json(&service, "/v1/meta");
    assert_eq!(meta["last_reload"]["outcome"], "unchanged");
}

#[test]
fn other_days_off_are_taken_though_the_files_are_the_same() {
    let service = service_of(&[STATIONS]);
    let mut settings = crate::support::settings();
    let calendar = r#"{"off": [["2026-11-24", "2026-11-24", "made up"]], "work": []}"#;
    let calendar = yizhan::hours::Calendar::parse(calendar).unwrap();
    settings.calendars.insert("cn", calendar);
    let loaded = yizhan::dataset::load_texts(&[("0.geojson", STATIONS)], settings).unwrap();
    let now = crate::support::instant(crate::support::TODAY_NOON);
    let today = crate::support::TODAY.parse().unwrap();
    let next = yizhan::snapshot::Snapshot::build(loaded, now, today);
    let before = get(&service, FEED);
    let outcome = reload(service.set(), Shrinking::Allowed, || {
        Ok(ServedSet::new(next, 0.0))
    });
    assert_eq!(outcome, ReloadOutcome::Swapped);
    let after = get(&service, FEED);
    assert_eq!(before.header("etag"), after.header("etag"));
    assert_eq!(
        before.header("last-modified"),
        after.header("last-modified")
    );
}

#[test]
fn a_refused_set_leaves_the_old_one_and_says_why() {
    let service = service_of(&[STATIONS]);
    let before = service.current().unwrap();
    let refusal = Refusal {
        log: "/srv/secret/x.geojson is broken".to_owned(),
        public: "x.geojson is broken".to_owned(),
    };
    assert_eq!(
        reload(service.set(), Shrinking::Allowed, || Err(refusal)),
        ReloadOutcome::Kept
    );
    assert!(Arc::ptr_eq(&before, &service.current().unwrap()));
    let meta = get_json(&service, "/v1/meta");
    assert_eq!(meta["last_reload"]["outcome"], "kept");
    assert_eq!(meta["last_reload"]["message"], "x.geojson is broken");
}

#[test]
fn a_set_of_fewer_than_half_the_stations_is_refused_unless_that_is_allowed() {
    let service = service_of(&[STATIONS]);
    let outcome = reload(service.set(), Shrinking::Guarded, || Ok(served(OTHERS)));
    assert_eq!(outcome, ReloadOutcome::Kept);
    let meta = get_json(&service, "/v1/meta");
    let message = meta["last_reload"]["message"].as_str().unwrap();
    assert!(
        message.contains(" 1 ") && message.contains(" 6 "),
        "{message}"
    );
    assert_eq!(meta["stations"], 6);
    let outcome = reload(service.set(), Shrinking::Allowed, || Ok(served(OTHERS)));
    assert_eq!(outcome, ReloadOutcome::Swapped);
    let outcome = reload(service.set(), Shrinking::Guarded, || Ok(served(STATIONS)));
    assert_eq!(outcome, ReloadOutcome::Swapped);
}

#[test]
fn a_request_under_way_keeps_its_set() {
    let service = service_of(&[STATIONS]);
    let under_way = service.current().unwrap();
    let body = get(&service, FEED);
    service.set().replace(served(OTHERS));
    assert!(under_way.snapshot().find("beijing").is_some());
    assert!(ids(&body.json()).contains(&"beijing"));
    assert!(
        service
            .current()
            .unwrap()
            .snapshot()
            .find("beijing")
            .is_none()
    );
}

/// A reloader of a service whose loads are controlled by a test.
fn keep<L>(service: &Arc<AppState>, load: L) -> ReloadTrigger
where
    L: Fn() -> Result<ServedSet, Refusal> + Send + Sync + 'static,
{
    let (requests, requested) = ReloadTrigger::channel();
    let reloader = Reloader {
        set: Arc::clone(service.set()),
        sources: Arc::new(
            Sources::parse(&["told by the test".into()], &FetchSettings::default()).unwrap(),
        ),
        load: move |_: &Sources| load(),
        shrinking: Shrinking::Allowed,
        poll: None,
    };
    reloader.begin(requested).unwrap();
    requests
}

/// Waits until something holds.
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let patience = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < patience, "{what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn requests_during_a_load_cause_one_more_and_never_two_at_once() {
    let service = service_of(&[STATIONS]);
    let n_begun = Arc::new(AtomicUsize::new(0));
    let (let_go, held) = channel();
    let held = Mutex::new(held);
    let counted = Arc::clone(&n_begun);
    let requests = keep(&service, move || {
        counted.fetch_add(1, Ordering::SeqCst);
        held.lock().unwrap().recv().unwrap();
        Err(Refusal::from_text("told so"))
    });
    requests.send();
    wait_until("the first load begins", || {
        n_begun.load(Ordering::SeqCst) == 1
    });
    for _ in 0..10 {
        requests.send();
    }
    assert_eq!(n_begun.load(Ordering::SeqCst), 1);
    let_go.send(()).unwrap();
    wait_until("the second load begins", || {
        n_begun.load(Ordering::SeqCst) == 2
    });
    let_go.send(()).unwrap();
    // A third load would wait here for a word that never comes.
    let_go.send(()).unwrap();
    requests.send();
    wait_until("a new request is answered", || {
        n_begun.load(Ordering::SeqCst) == 3
    });
}

#[test]
fn a_load_that_panics_is_a_refusal_and_the_next_one_is_tried() {
    let service = service_of(&[STATIONS]);
    let n_begun = AtomicUsize::new(0);
    let requests = keep(&service, move || {
        assert!(n_begun.fetch_add(1, Ordering::SeqCst) > 0, "told so");
        Ok(served(OTHERS))
    });
    requests.send();
    wait_until("the panic is noted", || {
        service.set().last_reload().is_some()
    });
    let noted = service.set().last_reload().unwrap();
    assert_eq!(noted.outcome, ReloadOutcome::Kept);
    assert!(noted.message.contains("fault of the program"));
    requests.send();
    wait_until("the next load is taken", || {
        ids(&get_json(&service, FEED)) == ["7"]
    });
}

#[test]
fn a_replaced_set_waits_for_its_last_request_and_is_then_freed() {
    let service = service_of(&[STATIONS]);
    let under_way = service.current().unwrap();
    let set = Arc::downgrade(&under_way);
    let requests = keep(&service, || Ok(served(OTHERS)));
    requests.send();
    wait_until("the set is swapped", || {
        service.set().last_reload().is_some()
    });
    // Either the request or the reloader drops the set last, but it is not the request.
    assert_eq!(set.strong_count(), 2);
    assert!(under_way.snapshot().find("beijing").is_some());
    drop(under_way);
    wait_until("the set is freed", || set.strong_count() == 0);
}

/// Tells the server to load again; what it says of it.
fn hang_up(server: &mut Server) -> Value {
    let before = server.get_json("/v1/meta")["last_reload"].clone();
    server.send("-HUP");
    server.wait_for("loading the files again");
    let patience = Instant::now() + PATIENCE;
    loop {
        let now = server.get_json("/v1/meta")["last_reload"].clone();
        if now != before {
            return now;
        }
        assert!(Instant::now() < patience, "no reload ended");
        std::thread::sleep(Duration::from_millis(10));
    }
}

pub(crate) fn count(server: &Server) -> usize {
    server.get_json(FEED)["features"].as_array().unwrap().len()
}

/// Other programs replace files so: never half of one is seen.
pub(crate) fn put(path: &Path, text: &str) {
    let aside = path.with_extension("new");
    std::fs::write(&aside, text).unwrap();
    std::fs::rename(aside, path).unwrap();
}

#[test]
#[cfg(unix)]
fn the_program_loads_again_at_sighup_and_survives_every_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stations.geojson");
    put(&path, STATIONS);
    let mut server = Server::ready(&folder, &[path.to_str().unwrap(), "--no-watch"]);
    let first = server.get_json(FEED)["dataset_version"]
        .as_str()
        .unwrap()
        .to_owned();

    let without_fiji: Vec<&str> = STATIONS
        .lines()
        .filter(|line| !line.contains("\"fiji\""))
        .collect();
    put(&path, &without_fiji.join("\n"));
    assert_eq!(hang_up(&mut server)["outcome"], "swapped");
    let changes = server.get_json(&format!("{FEED}?since={first}"));
    assert_eq!(changes["deleted"], serde_json::json!(["fiji"]));
    assert_eq!(changes["complete"], false);
    assert_eq!(changes["features"], serde_json::json!([]));

    assert_eq!(hang_up(&mut server)["outcome"], "unchanged");

    put(&path, &STATIONS[..STATIONS.len() / 2]);
    let said = hang_up(&mut server);
    assert_eq!(said["outcome"], "kept");
    let message = said["message"].as_str().unwrap();
    assert!(
        message.starts_with("stations.geojson is not JSON at line "),
        "{message}"
    );
    assert!(!message.contains('/'), "{message}");
    assert_eq!(count(&server), 5);

    std::fs::remove_file(&path).unwrap();
    let said = hang_up(&mut server);
    assert_eq!(said["outcome"], "kept");
    assert!(!said.to_string().contains(folder.path().to_str().unwrap()));
    assert_eq!(count(&server), 5);

    put(&path, STATIONS);
    assert_eq!(hang_up(&mut server)["outcome"], "swapped");
    assert_eq!(count(&server), 6);
    assert_eq!(server.get_json("/health/ready")["status"], "ready");

    server.terminate();
    assert_eq!(server.end().code(), Some(0), "{}", server.log);
    let n_refused = server.log.matches("the stations stay as they were").count();
    assert_eq!(n_refused, 2, "{}", server.log);
}
