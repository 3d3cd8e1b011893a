//! Overload: refused at once, explained, and without effect on other clients.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::routing::get;
use tokio::sync::Semaphore;
use yizhan::clock::Zone;
use yizhan::http::{
    AppState, Limits, MAX_HEADER_BYTES, MAX_HEADERS, MAX_URI_BYTES, RateLimit, TrustedProxies,
};
use yizhan::state::ServedSet;
use yizhan::travel::Paces;

use crate::support::http::{collection, problem, send, service, station};
use crate::support::snapshot;
use crate::support::tcp::{Tcp, read};

/// A route whose requests wait until the test lets them go.
fn waiting() -> (Router, Arc<Semaphore>) {
    let gate = Arc::new(Semaphore::new(0));
    let shared = Arc::clone(&gate);
    let wait = move || async move {
        shared.acquire().await.unwrap().forget();
        "done"
    };
    let routes = Router::new()
        .route("/wait", get(wait))
        .route("/health/live", get(|| async { "live" }))
        .route("/quick", get(|| async { "quick" }));
    (routes, gate)
}

fn world() -> AppState {
    let text = collection("", &[station("a", 100.0, r#""opening_hours":"24/7""#)]);
    let service = AppState::new(Zone::default(), Paces::default());
    service
        .set()
        .replace(ServedSet::new(snapshot(&[&text]), 0.0));
    service
}

const WAIT: &str = "GET /wait HTTP/1.1\r\nhost: test\r\n\r\n";
const QUICK: &str = "GET /quick HTTP/1.1\r\nhost: test\r\n\r\n";

#[test]
fn a_request_over_the_limit_is_refused_at_once_but_never_health() {
    let (routes, gate) = waiting();
    let limits = Limits {
        max_in_flight: 2,
        ..Limits::default()
    };
    let server = Tcp::routes(routes, limits);
    let mut first = server.send(WAIT);
    server.wait_for_in_flight(1);
    assert_eq!(server.get("/quick").status(), 200);
    let mut second = server.send(WAIT);
    server.wait_for_in_flight(2);
    let refused = server.get("/quick");
    refused.problem(503, "overloaded");
    assert_eq!(refused.retry_after_s(), 1);
    assert!(refused.head.contains("access-control-allow-origin: *"));
    assert_eq!(server.get("/health/live").status(), 200);
    gate.add_permits(1);
    server.wait_for_in_flight(1);
    assert_eq!(server.get("/quick").status(), 200);
    gate.add_permits(1);
    for stream in [&mut first, &mut second] {
        assert_eq!(read(stream).body, "done");
    }
    server.wait_for_in_flight(0);
}

#[test]
fn a_request_is_under_way_until_its_answer_is_sent_or_its_client_gone() {
    let large = axum::body::Bytes::from(vec![b'x'; 64 << 20]);
    let routes = Router::new().route("/large", get(move || async move { large }));
    let server = Tcp::routes(routes, Limits::default());
    let request = "GET /large HTTP/1.1\r\nhost: test\r\n\r\n";
    let gone = server.send(request);
    let mut slow = server.send(request);
    server.wait_for_in_flight(2);
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(server.admission.in_flight(), 2);
    drop(gone);
    server.wait_for_in_flight(1);
    assert_eq!(read(&mut slow).body.len(), 64 << 20);
    server.wait_for_in_flight(0);
}

#[test]
fn a_waiting_request_is_dropped_when_its_client_disconnects() {
    let (routes, _gate) = waiting();
    let server = Tcp::routes(routes, Limits::default());
    let stream = server.send(WAIT);
    server.wait_for_in_flight(1);
    drop(stream);
    server.wait_for_in_flight(0);
}

#[test]
fn a_handler_that_takes_too_long_gives_503_and_frees_its_place() {
    let (routes, _gate) = waiting();
    let limits = Limits {
        request_time: Duration::from_millis(100),
        ..Limits::default()
    };
    let server = Tcp::routes(routes, limits);
    let begun = std::time::Instant::now();
    let given_up = server.get("/wait");
    given_up.problem(503, "took-too-long");
    assert_eq!(given_up.retry_after_s(), 5);
    assert!(begun.elapsed() >= Duration::from_millis(100));
    server.wait_for_in_flight(0);
    assert_eq!(server.get("/quick").status(), 200);
}

fn rated(trusted: &[&str]) -> Tcp {
    Tcp::serving(world().with_limits(Limits {
        rate: Some(RateLimit::new(0.1, 2).unwrap()),
        trusted_proxies: TrustedProxies::parse(trusted).unwrap(),
        ..Limits::default()
    }))
}

#[test]
fn a_client_over_its_rate_is_told_when_to_try_again() {
    let server = rated(&[]);
    for _ in 0..2 {
        // An untrusted peer cannot become another client by naming one.
        assert_eq!(
            server
                .get_with("/v1/meta", "x-forwarded-for: 1.2.3.4\r\n")
                .status(),
            200
        );
    }
    let refused = server.get("/v1/meta");
    refused.problem(429, "too-many-requests");
    assert!((1..=10).contains(&refused.retry_after_s()));
    assert_eq!(server.get("/health/ready").status(), 200);
}

#[test]
fn behind_a_trusted_proxy_each_client_has_its_own_rate() {
    let server = rated(&["127.0.0.0/8"]);
    let ask = |forwarded: &str| {
        let header = format!("x-forwarded-for: {forwarded}\r\n");
        server.get_with("/v1/meta", &header).status()
    };
    assert_eq!(
        [ask("1.2.3.4"), ask("9.9.9.9, 1.2.3.4"), ask("1.2.3.4")],
        [200, 200, 429]
    );
    assert_eq!(
        [ask("1.2.3.5"), ask("2001:db8::1"), ask("2001:db8::2")],
        [200; 3]
    );
    assert_eq!(ask("2001:db8::3"), 429);
    // Junk names no client: the proxy itself is the client.
    assert_eq!(
        [ask("unknown"), ask("1.2.3.9, unknown"), ask("!")],
        [200, 200, 429]
    );
}

#[test]
fn without_a_rate_a_client_may_ask_as_often_as_it_likes() {
    let server = Tcp::serving(world());
    let mut stream = server.connect();
    for _ in 0..500 {
        std::io::Write::write_all(&mut stream, b"GET /health/live HTTP/1.1\r\nhost: t\r\n\r\n")
            .unwrap();
        assert_eq!(read(&mut stream).status(), 200);
    }
}

#[test]
fn a_uri_is_read_up_to_its_cap_and_refused_beyond_with_a_problem() {
    let server = Tcp::serving(world());
    let of = |bytes: usize| server.get(&format!("/{}", "a".repeat(bytes - 1)));
    of(MAX_URI_BYTES).problem(404, "not-found");
    of(MAX_URI_BYTES + 1).problem(414, "uri-too-long");
    of(60_000).problem(414, "uri-too-long");
    // Beyond what is read at all the library itself hangs up.
    assert_eq!(
        server.get(&format!("/{}", "a".repeat(100_000))).status(),
        431
    );
}

#[test]
fn headers_are_read_up_to_their_caps_and_refused_beyond_with_a_problem() {
    let server = Tcp::serving(world());
    let sent = ["host", "test", "connection", "close"];
    let with = |headers: &str| server.get_with("/health/live", headers);
    let many = |n: usize| "x: 1\r\n".repeat(n - 2);
    assert_eq!(with(&many(MAX_HEADERS)).status(), 200);
    with(&many(MAX_HEADERS + 1)).problem(431, "headers-too-large");
    let others: usize = sent.iter().map(|text| text.len()).sum();
    let long = |bytes: usize| format!("x: {}\r\n", "a".repeat(bytes - others - 1));
    assert_eq!(with(&long(MAX_HEADER_BYTES)).status(), 200);
    with(&long(MAX_HEADER_BYTES + 1)).problem(431, "headers-too-large");
    assert_eq!(with(&many(200)).status(), 431);
}

#[test]
fn a_panic_in_a_handler_is_a_problem_and_affects_no_other_request() {
    let shared = Arc::new(Mutex::new(0_u32));
    let count = Arc::clone(&shared);
    let panics = || async { if true { panic!("in the handler") } else { "" } };
    let panics_aside = || async {
        let aside = tokio::task::spawn_blocking(|| panic!("on a thread aside"));
        aside.await.map(|()| "").unwrap()
    };
    let panics_with_lock = move || async move {
        let _count = shared.lock().unwrap_or_else(PoisonError::into_inner);
        if true { panic!("with a lock") } else { "" }
    };
    let counts = move || async move {
        let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
        *count += 1;
        count.to_string()
    };
    let (routes, gate) = waiting();
    let routes = routes
        .route("/panic", get(panics))
        .route("/panic/aside", get(panics_aside))
        .route("/panic/lock", get(panics_with_lock))
        .route("/count", get(counts));
    let server = Tcp::routes(
        routes,
        Limits {
            max_in_flight: 2,
            ..Limits::default()
        },
    );
    let mut other = server.send(WAIT);
    server.wait_for_in_flight(1);
    for path in ["/panic", "/panic/aside", "/panic/lock"] {
        for _ in 0..3 {
            server.get(path).problem(500, "internal");
        }
    }
    assert_eq!(server.get("/count").body, "1");
    // The same connection goes on after a panic.
    let mut stream = server.send("GET /panic HTTP/1.1\r\nhost: test\r\n\r\n");
    read(&mut stream).problem(500, "internal");
    std::io::Write::write_all(&mut stream, QUICK.as_bytes()).unwrap();
    assert_eq!(read(&mut stream).body, "quick");
    gate.add_permits(1);
    assert_eq!(read(&mut other).body, "done");
    server.wait_for_in_flight(0);
}

#[test]
fn an_interrupted_body_is_not_reported_as_too_large() {
    let broken = broken_body();
    let request = Request::post("/v1/stations/nearest").body(broken).unwrap();
    let refused = problem(&send(&service(&[station("a", 1.0, "")]), request), 400);
    assert_eq!(refused["type"], "/problems/bad-body");
}

/// A body that ends with an error.
fn broken_body() -> Body {
    struct Broken;
    impl http_body::Body for Broken {
        type Data = axum::body::Bytes;
        type Error = std::io::Error;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
            std::task::Poll::Ready(Some(Err(std::io::ErrorKind::UnexpectedEof.into())))
        }
    }
    Body::new(Broken)
}
