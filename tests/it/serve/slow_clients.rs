//! Clients that send or read too slowly are cut off; those that only take their time are not.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::routing::get;
use yizhan::clock::Zone;
use yizhan::http::{AppState, ConnectionLimits, Limits};
use yizhan::state::ServedSet;
use yizhan::travel::Paces;

use crate::support::http::{collection, station};
use crate::support::snapshot;
use crate::support::tcp::{Tcp, read, read_to_hang_up};

const HEAD_TIME: Duration = Duration::from_millis(300);
const IDLE_TIME: Duration = Duration::from_secs(1);
const STALL_TIME: Duration = Duration::from_millis(400);
const ANSWER_TIME: Duration = Duration::from_secs(1);
const BODY_TIME: Duration = Duration::from_millis(300);
/// More than the system keeps for a client that does not read.
const LARGE: usize = 64 << 20;

const LIVE: &[u8] = b"GET /health/live HTTP/1.1\r\nhost: test\r\n\r\n";
const GET_LARGE: &[u8] = b"GET /large HTTP/1.1\r\nhost: test\r\n\r\n";

fn limits() -> Limits {
    Limits {
        body_time: BODY_TIME,
        connections: ConnectionLimits {
            max_connections: 100,
            head_time: HEAD_TIME,
            idle_time: IDLE_TIME,
            stall_time: STALL_TIME,
            answer_time: ANSWER_TIME,
        },
        ..Limits::default()
    }
}

fn server() -> Tcp {
    let large = Bytes::from(vec![b'x'; LARGE]);
    let routes = Router::new()
        .route("/health/live", get(|| async { "live" }))
        .route("/large", get(move || async move { large }));
    Tcp::routes(routes, limits())
}

#[test]
fn an_incomplete_head_times_out() {
    let server = server();
    for half in [
        &b"G"[..],
        b"GET /health/live HTTP/1.1\r\nhost: te",
        b"PRI * HT",
    ] {
        let begun = Instant::now();
        let mut stream = server.send(half);
        assert_eq!(read_to_hang_up(&mut stream), 0);
        assert!(begun.elapsed() >= HEAD_TIME, "{:?}", begun.elapsed());
        assert!(begun.elapsed() < IDLE_TIME, "{:?}", begun.elapsed());
    }
}

#[test]
fn a_head_sent_byte_by_byte_must_be_complete_in_time() {
    let server = server();
    let mut stream = server.connect();
    let begun = Instant::now();
    let sent = LIVE.iter().try_for_each(|byte| {
        std::thread::sleep(Duration::from_millis(40));
        stream.write_all(&[*byte])
    });
    let is_cut = sent.is_err() || read_to_hang_up(&mut stream) == 0;
    assert!(is_cut && begun.elapsed() >= HEAD_TIME);
    let mut stream = server.connect();
    for part in LIVE.chunks(10) {
        std::thread::sleep(Duration::from_millis(10));
        stream.write_all(part).unwrap();
    }
    assert_eq!(read(&mut stream).body, "live");
}

#[test]
fn an_idle_connection_is_held_beyond_the_time_for_a_head_and_ends_after_its_own() {
    let server = server();
    let mut unused = server.connect();
    let mut used = server.send(LIVE);
    assert_eq!(read(&mut used).body, "live");
    std::thread::sleep(HEAD_TIME * 2);
    for stream in [&mut unused, &mut used] {
        stream.write_all(LIVE).unwrap();
        assert_eq!(read(stream).body, "live");
    }
    let begun = Instant::now();
    assert_eq!(read_to_hang_up(&mut used), 0);
    assert!(begun.elapsed() > HEAD_TIME * 2, "{:?}", begun.elapsed());
    let mut never_used = server.connect();
    assert_eq!(read_to_hang_up(&mut never_used), 0);
}

#[test]
fn an_incomplete_head_after_an_answer_times_out_too() {
    let server = server();
    let mut stream = server.send(LIVE);
    assert_eq!(read(&mut stream).body, "live");
    stream.write_all(b"GET /hea").unwrap();
    let begun = Instant::now();
    assert_eq!(read_to_hang_up(&mut stream), 0);
    assert!(begun.elapsed() < IDLE_TIME, "{:?}", begun.elapsed());
}

#[test]
fn a_body_must_arrive_within_its_time_limit() {
    let text = collection("", &[station("a", 100.0, r#""opening_hours":"24/7""#)]);
    let service = AppState::new(Zone::default(), Paces::default()).with_limits(limits());
    service
        .set()
        .replace(ServedSet::new(snapshot(&[&text]), 0.0));
    let server = Tcp::serving(service);
    let body = r#"{"origins":[{"id":1,"lat":30,"lon":110}]}"#;
    let head = format!(
        "POST /v1/stations/nearest HTTP/1.1\r\nhost: test\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let (early, late) = body.split_at(9);
    let mut in_time = server.send(format!("{head}{early}"));
    std::thread::sleep(Duration::from_millis(50));
    in_time.write_all(late.as_bytes()).unwrap();
    assert_eq!(read(&mut in_time).status(), 200);
    let mut never = server.send(format!("{head}{early}"));
    read(&mut never).problem(408, "body-too-slow");
    assert_eq!(read_to_hang_up(&mut never), 0);
    let mut by_bytes = server.send(&head);
    let begun = Instant::now();
    for byte in early.bytes() {
        std::thread::sleep(Duration::from_millis(60));
        let _ = by_bytes.write_all(&[byte]);
    }
    assert!(begun.elapsed() > BODY_TIME);
    read(&mut by_bytes).problem(408, "body-too-slow");
    server.wait_for_in_flight(0);
}

#[test]
fn a_client_that_reads_nothing_of_its_answer_is_cut_off() {
    let server = server();
    let begun = Instant::now();
    let mut stream = server.send(GET_LARGE);
    server.wait_for_in_flight(1);
    server.wait_for_in_flight(0);
    assert!(begun.elapsed() >= STALL_TIME);
    assert!(read_to_hang_up(&mut stream) < LARGE);
}

#[test]
fn a_client_that_reads_its_answer_too_slowly_is_cut_off() {
    let server = server();
    let begun = Instant::now();
    let mut stream = server.send(GET_LARGE);
    let mut buffer = vec![0; 1 << 18];
    let mut n_bytes = 0;
    // Some megabytes a second: never still for long, and never done in time.
    while let Ok(n) = stream.read(&mut buffer) {
        n_bytes += n;
        if n == 0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(n_bytes < LARGE, "{n_bytes}");
    assert!(begun.elapsed() >= ANSWER_TIME, "{:?}", begun.elapsed());
    server.wait_for_in_flight(0);
}

#[test]
fn a_client_that_pauses_briefly_gets_its_whole_answer() {
    let server = server();
    let mut stream = server.send(GET_LARGE);
    std::thread::sleep(STALL_TIME / 2);
    let answer = read(&mut stream);
    assert_eq!(answer.body.len(), LARGE);
    server.wait_for_in_flight(0);
}

/// A frame of HTTP/2 (RFC 9113, 4.1).
fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).unwrap();
    [&[0, 0, length, kind, flags, 0, 0, 0, stream], payload].concat()
}

/// What a client of HTTP/2 says first: windows of so many bytes for each answer.
pub(super) fn http2_greeting(window: u32) -> Vec<u8> {
    const SETTINGS: u8 = 4;
    const INITIAL_WINDOW_SIZE: [u8; 2] = [0, 4];
    let window = [&INITIAL_WINDOW_SIZE[..], &window.to_be_bytes()].concat();
    let settings = frame(SETTINGS, 0, 0, &window);
    [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), settings].concat()
}

/// A GET as its first request.
pub(super) fn http2_get(path: &str) -> Vec<u8> {
    const HEADERS: u8 = 1;
    const END_STREAM_AND_HEADERS: u8 = 5;
    // Indexed `:method: GET` and `:scheme: http`, then `:path` and `:authority` as literals.
    let literal = |name: u8, value: &str| {
        let length = u8::try_from(value.len()).unwrap();
        [&[name, length], value.as_bytes()].concat()
    };
    let headers = [vec![0x82, 0x86], literal(0x04, path), literal(0x01, "test")].concat();
    frame(HEADERS, END_STREAM_AND_HEADERS, 1, &headers)
}

#[test]
fn over_http2_a_client_that_opens_no_window_is_cut_off() {
    let server = server();
    let begun = Instant::now();
    let mut stream = server.send([http2_greeting(0), http2_get("/large")].concat());
    server.wait_for_in_flight(1);
    let n_bytes = read_to_hang_up(&mut stream);
    assert!(begun.elapsed() >= STALL_TIME, "{:?}", begun.elapsed());
    assert!(n_bytes < 1_000, "{n_bytes}");
    server.wait_for_in_flight(0);
}

#[test]
fn over_http2_an_idle_connection_is_kept_and_closes_gracefully() {
    let server = server();
    let begun = Instant::now();
    let mut stream = server.send([http2_greeting(1 << 16), http2_get("/health/live")].concat());
    let mut said = Vec::new();
    stream.read_to_end(&mut said).unwrap();
    assert!(begun.elapsed() >= IDLE_TIME, "{:?}", begun.elapsed());
    assert!(said.windows(4).any(|bytes| bytes == b"live"));
    // A frame of the kind GOAWAY, on the connection as a whole, without an error.
    let goaway = |bytes: &[u8]| bytes[3..9] == [7, 0, 0, 0, 0, 0];
    assert!(said.windows(9).any(goaway));
}
