//! The worker threads, and the query that bypasses the router.

use std::collections::BTreeMap;
use std::thread::{available_parallelism, current};

use axum::Router;
use axum::routing::get;
use yizhan::clock::Zone;
use yizhan::http::{AppState, Limits};
use yizhan::state::ServedSet;
use yizhan::travel::Paces;

use crate::support::http::{collection, station_at};
use crate::support::snapshot;
use crate::support::tcp::{Tcp, read};

const NEAREST: &str = "/v1/stations/nearest?lat=22.3&lon=114.17&at=2026-11-24T12:00";

async fn name_of_thread() -> String {
    current().name().unwrap_or_default().to_owned()
}

#[test]
fn connections_are_spread_evenly_over_a_thread_for_each_core() {
    let routes = Router::new().route("/", get(name_of_thread));
    let server = Tcp::routes(routes, Limits::default());
    let n_cores = available_parallelism().unwrap().get();
    let mut streams: Vec<_> = (0..3 * n_cores)
        .map(|_| server.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n"))
        .collect();
    let mut n_connections: BTreeMap<String, usize> = BTreeMap::new();
    for stream in &mut streams {
        *n_connections.entry(read(stream).body).or_default() += 1;
    }
    assert_eq!(n_connections.len(), n_cores, "{n_connections:?}");
    assert!(n_connections.values().all(|n| *n == 3), "{n_connections:?}");
}

/// The head of an answer but for what is another's each time.
fn head(server: &Tcp, method: &str, uri: &str, headers: &str) -> Vec<String> {
    use std::io::Read;

    let request =
        format!("{method} {uri} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}\r\n");
    let mut answer = Vec::new();
    server.send(request).read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).to_ascii_lowercase();
    let (head, _) = answer.split_once("\r\n\r\n").unwrap();
    let is_another_each_time =
        |line: &&str| line.starts_with("date:") || line.starts_with("x-request-id:");
    let mut lines: Vec<String> = head
        .lines()
        .filter(|line| !is_another_each_time(line))
        .map(str::to_owned)
        .collect();
    lines[1..].sort();
    lines
}

#[test]
fn the_nearest_query_has_the_same_head_past_the_router_and_through_it() {
    let service = AppState::new(Zone::default(), Paces::default());
    // More than a packet, which is what is compressed.
    let address = format!(r#""address":"{}""#, "Long Street ".repeat(50));
    let world = collection("", &[station_at("near", [114.17, 22.3], &address)]);
    service
        .set()
        .replace(ServedSet::new(snapshot(&[&world]), 0.0));
    let server = Tcp::serving(service);
    // What is only asked for by its head goes through the router.
    for uri in [NEAREST, "/v1/stations/nearest?lat=here"] {
        for headers in ["", "x-request-id: a-1\r\n", "accept-encoding: identity\r\n"] {
            let past = head(&server, "GET", uri, headers);
            assert_eq!(past, head(&server, "HEAD", uri, headers), "{uri} {headers}");
        }
    }
    let compressed = head(&server, "GET", NEAREST, "accept-encoding: gzip\r\n");
    assert!(compressed.contains(&"content-encoding: gzip".to_owned()));
    let counted = server.get("/metrics").body;
    let line = |method: &str, status: u16, n: u32| {
        let labels =
            format!("route=\"/v1/stations/nearest\",method=\"{method}\",status=\"{status}\"");
        format!("yizhan_http_requests_total{{{labels}}} {n}\n")
    };
    for (method, status, n) in [("GET", 200, 4), ("GET", 400, 3), ("HEAD", 200, 3)] {
        assert!(counted.contains(&line(method, status, n)), "{counted}");
    }
}
