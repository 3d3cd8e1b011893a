//! Large answers that wait to be sent share a budget of bytes, whatever asked for them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, Response};
use http_body_util::BodyExt;
use tower::ServiceExt;
use yizhan::clock::Zone;
use yizhan::http::{AppState, Limits, Routes, TrustedProxies};
use yizhan::state::ServedSet;
use yizhan::travel::Paces;

use super::slow_clients::{http2_get, http2_greeting};
use crate::support::http::{collection, station};
use crate::support::serve::PATIENCE;
use crate::support::snapshot;
use crate::support::tcp::{Tcp, read};

const N_STATIONS: usize = 200;
const OWN_BYTES: usize = 50_000;
/// A page or a feed of all stations has about as many bytes.
const ALL_BYTES: usize = N_STATIONS * OWN_BYTES;
const PAGE: &str = "/ogc/collections/stations/items?limit=10000";
const FEED: &str = "/v1/stations.geojson?at=now";

/// Stations with much of their own, and memory for three answers with all of them.
fn service() -> AppState {
    let own = format!(r#""own":"{}""#, "x".repeat(OWN_BYTES));
    let stations: Vec<String> = (0..N_STATIONS)
        .map(|row| station(&format!("s{row}"), 100.0, &own))
        .collect();
    let service = AppState::new(Zone::default(), Paces::default()).with_limits(Limits {
        max_answer_bytes: 3 * ALL_BYTES + ALL_BYTES / 2,
        trusted_proxies: TrustedProxies::parse(&["0.0.0.0", "127.0.0.0/8"]).unwrap(),
        ..Limits::default()
    });
    let text = collection("", &stations);
    service
        .set()
        .replace(ServedSet::new(snapshot(&[&text]), 0.0));
    service
}

fn get(path: &str, client: u8) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: test\r\nx-forwarded-for: 192.0.2.{client}\r\n\r\n")
}

/// Waits until about as many answers with all stations are held.
fn wait_for_answers(server: &Tcp, n_answers: usize) {
    let deadline = Instant::now() + PATIENCE;
    let held = || (server.admission.usage().answer_bytes + ALL_BYTES / 2) / ALL_BYTES;
    while held() != n_answers {
        let usage = server.admission.usage();
        assert!(Instant::now() < deadline, "{usage:?}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn pages_and_feeds_that_nobody_takes_share_one_budget_of_bytes() {
    let server = Tcp::serving(service());
    let unread = [
        server.send(get(PAGE, 1)),
        server.send(get(FEED, 2)),
        server.send([http2_greeting(0), http2_get(PAGE)].concat()),
    ];
    wait_for_answers(&server, 3);
    let refused = server.get_with(PAGE, "x-forwarded-for: 192.0.2.9\r\n");
    refused.problem(503, "overloaded");
    assert_eq!(refused.retry_after_s(), 5);
    // What is small is answered, and the budget is shown.
    assert_eq!(
        server
            .get("/ogc/collections/stations/items?limit=1")
            .status(),
        200
    );
    let metrics = server.get("/metrics").body;
    let used = metrics
        .lines()
        .find(|line| line.starts_with("yizhan_answer_bytes "));
    let used: usize = used.unwrap().split_once(' ').unwrap().1.parse().unwrap();
    assert!(used > ALL_BYTES / 10 * 29, "{used}");
    // A feed waits for memory.
    let mut waiting = server.send(get(FEED, 8));
    drop(unread);
    assert_eq!(read(&mut waiting).status(), 200);
    wait_for_answers(&server, 0);
    assert_eq!(server.admission.usage().answer_bytes, 0);
    let answer = server.get_with(PAGE, "x-forwarded-for: 192.0.2.9\r\n");
    assert!(answer.status() == 200 && answer.body.len() > ALL_BYTES);
}

#[test]
fn one_client_that_takes_nothing_leaves_memory_for_the_others() {
    let server = Tcp::serving(service());
    let _unread = server.send(get(PAGE, 1));
    wait_for_answers(&server, 1);
    let again = server.get_with(PAGE, "x-forwarded-for: 192.0.2.1\r\n");
    again.problem(503, "overloaded");
    let other = server.get_with(FEED, "x-forwarded-for: 192.0.2.2\r\n");
    assert_eq!(other.status(), 200);
}

/// Asks without a socket: what is not read of the answer waits in it.
async fn ask(routes: &Routes, path: &str, encoding: &str, client: usize) -> Response<Body> {
    let request = Request::get(path)
        .header("host", "test")
        .header("accept-encoding", encoding)
        .header("x-forwarded-for", format!("192.0.2.{client}"))
        .body(Body::empty());
    routes.clone().oneshot(request.unwrap()).await.unwrap()
}

fn block_on<F: Future>(work: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(work)
}

#[test]
fn a_compressed_answer_holds_its_compressed_bytes_only() {
    let service = Arc::new(service());
    let routes = Routes::new(&service);
    block_on(async {
        for path in [PAGE, FEED] {
            let answer = ask(&routes, path, "gzip", 1).await;
            assert_eq!(answer.headers()["content-encoding"], "gzip");
            let held = service.admission().usage().answer_bytes;
            assert!((1..ALL_BYTES / 10).contains(&held), "{held}");
            let sent = answer.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(sent.len(), held);
            assert_eq!(service.admission().usage().answer_bytes, 0);
        }
    });
}

#[test]
fn feeds_that_are_not_read_block_no_others() {
    // Four are written at a time.
    const N_UNREAD: usize = 40;
    let service = Arc::new(service());
    let routes = Routes::new(&service);
    block_on(async {
        let mut unread = Vec::new();
        for client in 0..N_UNREAD {
            let answer = ask(&routes, FEED, "gzip", client).await;
            assert_eq!(answer.status(), 200, "{client}");
            unread.push(answer);
        }
        let answer = ask(&routes, FEED, "identity", 200).await;
        assert!(answer.into_body().collect().await.unwrap().to_bytes().len() > ALL_BYTES);
    });
}
