//! Places are for work: bodies that have not come hold none, and one client does not hold them all.

use std::io::Write;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::routing::{get, post};
use yizhan::clock::Zone;
use yizhan::http::{AppState, Limits, TrustedProxies};
use yizhan::state::ServedSet;
use yizhan::travel::Paces;

use crate::support::http::{collection, station};
use crate::support::serve::PATIENCE;
use crate::support::snapshot;
use crate::support::tcp::{Tcp, read};

const BODY: &str = r#"{"origins":[{"id":1,"lat":30,"lon":110}]}"#;

fn serving(limits: Limits) -> Tcp {
    let text = collection("", &[station("a", 100.0, r#""opening_hours":"24/7""#)]);
    let service = AppState::new(Zone::default(), Paces::default()).with_limits(limits);
    service
        .set()
        .replace(ServedSet::new(snapshot(&[&text]), 0.0));
    Tcp::serving(service)
}

fn post_head(path: &str, n_bytes: usize) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: test\r\ncontent-length: {n_bytes}\r\n\r\n")
}

fn wait_for_bodies(server: &Tcp, n_bodies: usize) {
    let deadline = std::time::Instant::now() + PATIENCE;
    while server.admission.usage().bodies_awaited != n_bodies {
        let usage = server.admission.usage();
        assert!(std::time::Instant::now() < deadline, "{usage:?}");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

#[test]
fn a_body_that_has_not_come_holds_no_place() {
    let server = serving(Limits {
        max_in_flight: 3,
        ..Limits::default()
    });
    let head = post_head("/v1/stations/nearest", BODY.len());
    let mut waiting: Vec<_> = (0..3).map(|_| server.send(&head)).collect();
    wait_for_bodies(&server, 3);
    assert_eq!(server.admission.in_flight(), 0);
    assert_eq!(server.get("/v1/meta").status(), 200);
    // Bodies that are waited for have a limit of their own.
    let refused = read(&mut server.send(&head));
    refused.problem(503, "overloaded");
    assert_eq!(refused.retry_after_s(), 1);
    assert_eq!(server.get("/v1/meta").status(), 200);
    for stream in &mut waiting {
        stream.write_all(BODY.as_bytes()).unwrap();
        assert_eq!(read(stream).status(), 200);
    }
    wait_for_bodies(&server, 0);
    assert_eq!(server.admission.usage().body_bytes, 0);
    server.wait_for_in_flight(0);
}

#[test]
fn a_whole_body_takes_a_place_or_its_request_is_refused() {
    let routes = Router::new()
        .route("/wait", get(std::future::pending::<()>))
        .route(
            "/read",
            post(|body: Body| async { to_bytes(body, 1_024).await.is_ok().to_string() }),
        )
        .route(
            "/keep",
            post(|body: Body| async {
                let _kept = to_bytes(body, 1_024).await;
                std::future::pending::<()>().await;
            }),
        );
    let limits = Limits {
        max_in_flight: 1,
        ..Limits::default()
    };
    let server = Tcp::routes(routes, limits);
    let ask = || read(&mut server.send(format!("{}12345", post_head("/read", 5))));
    assert_eq!(ask().body, "true");
    let kept = server.send(format!("{}12345", post_head("/keep", 5)));
    server.wait_for_in_flight(1);
    let usage = server.admission.usage();
    assert_eq!((usage.bodies_awaited, usage.body_bytes), (0, 5));
    assert_eq!(ask().body, "false");
    drop(kept);
    server.wait_for_in_flight(0);
    assert_eq!(ask().body, "true");
}

#[test]
fn once_half_of_the_places_are_taken_one_client_holds_at_most_a_quarter() {
    let routes = Router::new().route("/wait", get(std::future::pending::<()>));
    let limits = Limits {
        max_in_flight: 80,
        trusted_proxies: TrustedProxies::parse(&["127.0.0.0/8"]).unwrap(),
        ..Limits::default()
    };
    let server = Tcp::routes(routes.route("/quick", get(|| async { "quick" })), limits);
    let wait = |client: &str| {
        server.send(format!(
            "GET /wait HTTP/1.1\r\nhost: test\r\nx-forwarded-for: {client}\r\n\r\n"
        ))
    };
    let quick = |client: &str| {
        let header = format!("x-forwarded-for: {client}\r\n");
        server.get_with("/quick", &header)
    };
    let alone: Vec<_> = (0..40).map(|_| wait("192.0.2.1")).collect();
    server.wait_for_in_flight(40);
    quick("192.0.2.1").problem(503, "overloaded");
    assert_eq!(quick("192.0.2.2").status(), 200);
    let second: Vec<_> = (0..20).map(|_| wait("192.0.2.2")).collect();
    server.wait_for_in_flight(60);
    quick("192.0.2.2").problem(503, "overloaded");
    assert_eq!(quick("192.0.2.3").status(), 200);
    drop((alone, second));
    server.wait_for_in_flight(0);
    assert_eq!(quick("192.0.2.1").status(), 200);
}
