//! `yizhan serve` as a process: its log, its port, its end.

mod attacks;
mod connections;
mod faults_files;
mod log;
mod overload;
mod places;
mod slow_clients;
mod threads;
mod waiting_answers;

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};

use crate::support::cli::Folder;
use crate::support::http::{collection, get, service, station};
use crate::support::serve::{Server, make_pipe, read_answer};
use crate::support::tcp::{read, read_to_hang_up};

const ASK: &str = "/v1/stations/nearest?lat=30&lon=110&at=2026-11-24T12:00:00%2B08:00";

fn world() -> Vec<String> {
    vec![station("a", 100.0, r#""opening_hours":"24/7""#)]
}

#[test]
fn the_server_answers_over_tcp_what_the_router_answers() {
    let folder = Folder::with(&world());
    let server = Server::ready(&folder, &["stations.geojson"]);
    let (head, body) = server.get(ASK);
    assert!(head.starts_with("http/1.1 200 ok\r\n"), "{head}");
    assert!(
        head.contains("content-type: application/geo+json"),
        "{head}"
    );
    assert_eq!(body, get(&service(&world()), ASK).text());
    let head_request = format!("HEAD {ASK} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
    let (head, nothing) = server.exchange(&head_request);
    assert!(
        head.contains(&format!("content-length: {}", body.len())),
        "{head}"
    );
    assert_eq!(nothing, "");
    let nowhere = "HEAD /nowhere HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n";
    let (head, nothing) = server.exchange(nowhere);
    assert!(
        head.starts_with("http/1.1 404") && nothing.is_empty(),
        "{head}"
    );
}

#[test]
fn a_stop_finishes_the_request_under_way_and_ends_with_0() {
    let folder = Folder::with(&world());
    let mut server = Server::ready(&folder, &["stations.geojson"]);
    let body = r#"{"origins":[{"id":1,"lat":30,"lon":110}]}"#;
    let (early, late) = body.split_at(9);
    let mut stream = server.connect();
    let head = format!(
        "POST /v1/stations/nearest HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The handler asks for the body, so it is at work.
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert!(go_on.starts_with(b"HTTP/1.1 100 Continue"));
    stream.write_all(early.as_bytes()).unwrap();
    server.terminate();
    server.wait_for("stopping");
    stream.write_all(late.as_bytes()).unwrap();
    let (head, body) = read_answer(&mut stream);
    assert!(head.starts_with("http/1.1 200 ok"), "{head}");
    assert!(
        body.starts_with(r#"{"results":[{"id":1,"stations":[{"id":"a""#),
        "{body}"
    );
    let status = server.end();
    assert_eq!(status.code(), Some(0), "{}", server.log);
    assert!(server.log.contains("stopped"), "{}", server.log);
}

#[test]
fn a_stop_does_not_wait_for_idle_connections() {
    let folder = Folder::with(&world());
    let mut server = Server::ready(&folder, &["stations.geojson"]);
    let idle = server.connect();
    let mut kept = server.connect();
    kept.write_all(b"GET /health/live HTTP/1.1\r\nhost: test\r\n\r\n")
        .unwrap();
    let mut first = [0; 15];
    kept.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    server.terminate();
    let status = server.end();
    assert_eq!(status.code(), Some(0), "{}", server.log);
    assert!(!server.log.contains("still under way"), "{}", server.log);
    drop(idle);
}

#[test]
fn a_stop_loses_no_request_of_connections_in_use_and_tells_them_that_it_ends() {
    let folder = Folder::with(&world());
    let mut server = Server::ready(&folder, &["stations.geojson"]);
    let in_use: Vec<_> = (0..8)
        .map(|_| {
            let mut stream = server.connect();
            std::thread::spawn(move || {
                let ask = b"GET /health/live HTTP/1.1\r\nhost: test\r\n\r\n";
                for n_answered in 1.. {
                    stream.write_all(ask).unwrap();
                    let answer = read(&mut stream);
                    assert_eq!(answer.status(), 200);
                    if answer.head.contains("connection: close") {
                        assert_eq!(read_to_hang_up(&mut stream), 0);
                        return n_answered;
                    }
                }
                0
            })
        })
        .collect();
    std::thread::sleep(std::time::Duration::from_millis(100));
    server.terminate();
    for connection in in_use {
        assert!(connection.join().unwrap() > 0);
    }
    let status = server.end();
    assert_eq!(status.code(), Some(0), "{}", server.log);
}

#[test]
fn over_http2_a_stop_says_that_no_more_requests_are_answered() {
    let folder = Folder::with(&world());
    let mut server = Server::ready(&folder, &["stations.geojson"]);
    let mut stream = server.connect();
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    stream.write_all(preface).unwrap();
    let mut settings = [0; 9];
    stream.read_exact(&mut settings).unwrap();
    server.terminate();
    let mut said = Vec::new();
    stream.read_to_end(&mut said).unwrap();
    // A frame of the kind GOAWAY, on the connection as a whole.
    assert!(said.windows(6).any(|bytes| bytes == [7, 0, 0, 0, 0, 0]));
    let status = server.end();
    assert_eq!(status.code(), Some(0), "{}", server.log);
}

#[test]
fn a_stop_while_the_server_starts_ends_it_with_0_too() {
    let folder = Folder::with(&world());
    for signal in ["-TERM", "-INT"] {
        let mut server = Server::start(&folder, &["stations.geojson"]);
        server.wait_for("listening on http://");
        server.send(signal);
        let status = server.end();
        assert_eq!(status.code(), Some(0), "{signal}: {status} {}", server.log);
    }
}

#[test]
fn a_stop_does_not_wait_for_stations_that_never_load() {
    let folder = Folder::new();
    // It takes connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/few.geojson", silent.local_addr().unwrap());
    let mut server = Server::start(&folder, &[&url]);
    server.wait_for("listening on http://");
    server.terminate();
    let status = server.end();
    assert_eq!(status.code(), Some(0), "{}", server.log);
    assert!(server.log.contains("stopped"), "{}", server.log);
}

#[cfg(unix)]
#[test]
fn what_has_no_end_or_is_read_once_is_refused_at_the_start() {
    let folder = Folder::with(&world());
    make_pipe(&folder.path("pipe"));
    for (arguments, named) in [
        (&["serve", "pipe"][..], "pipe is a pipe or a device"),
        (&["serve", "/dev/zero"], "/dev/zero is a pipe or a device"),
        (
            &["serve", "stations.geojson", "--holidays", "pipe"],
            "pipe is a pipe or a device",
        ),
        (
            &["serve", "stations.geojson", "--holidays", "cn=/dev/zero"],
            "/dev/zero is a pipe or a device",
        ),
        (
            &["check", "stations.geojson", "--holidays", "/dev/zero"],
            "/dev/zero has more than 4194304 bytes",
        ),
    ] {
        let outcome = folder.run(arguments);
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {outcome:?}");
        assert!(outcome.err.contains(named), "{arguments:?}: {outcome:?}");
    }
}

#[test]
fn a_client_that_closes_its_half_after_asking_is_still_answered() {
    let folder = Folder::with(&world());
    let server = Server::ready(&folder, &["stations.geojson"]);
    let origins: Vec<String> = (0..50)
        .map(|id| format!(r#"{{"id":{id},"lat":30,"lon":110}}"#))
        .collect();
    let body = format!(r#"{{"origins":[{}]}}"#, origins.join(","));
    let post = format!(
        "POST /v1/stations/nearest HTTP/1.1\r\nhost: test\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n");
    for request in [
        get(ASK),
        get("/v1/meta"),
        get("/v1/stations.geojson?at=now"),
        post,
    ] {
        for _ in 0..5 {
            let mut stream = server.connect();
            stream.write_all(request.as_bytes()).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
            let (head, body) = read_answer(&mut stream);
            assert!(head.starts_with("http/1.1 200 ok"), "{request}: {head}");
            let length = format!("content-length: {}", body.len());
            assert!(head.contains(&length), "{request}: {head}");
        }
    }
}

#[test]
fn stations_that_cannot_be_loaded_end_the_server_with_2_and_the_reason() {
    let folder = Folder::new();
    folder.write(
        "cut.geojson",
        "{\"type\":\"FeatureCollection\",\n \"features\":[",
    );
    folder.write("empty.geojson", &collection("", &[]));
    for (file, reason) in [
        ("cut.geojson", "line 2, column 1"),
        ("empty.geojson", "no usable station"),
        ("missing.geojson", "cannot be read"),
    ] {
        let mut server = Server::start(&folder, &[file]);
        let status = server.end();
        assert_eq!(status.code(), Some(2), "{file}: {}", server.log);
        assert!(
            server.log.contains(reason) && server.log.contains(file),
            "{}",
            server.log
        );
    }
}

#[test]
fn a_port_that_is_taken_ends_the_server_with_2_and_its_address() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = Folder::with(&world());
    let mut command = folder.command(&["serve", "stations.geojson"]);
    let outcome = command.env("YIZHAN_LISTEN", &address).output().unwrap();
    assert_eq!(outcome.status.code(), Some(2));
    let said = String::from_utf8(outcome.stderr).unwrap();
    assert!(said.contains(&address), "{said}");
}

/// A request of HTTP/2: the preface, empty settings, and one frame of headers (RFC 9113, 4.1).
fn http2_with_a_path_that_is_none(path: &str) -> Vec<u8> {
    const SETTINGS: u8 = 4;
    const HEADERS: u8 = 1;
    const END_STREAM_AND_HEADERS: u8 = 5;
    let frame = |kind: u8, flags: u8, stream: u8, payload: &[u8]| {
        let length = u8::try_from(payload.len()).unwrap();
        [&[0, 0, length, kind, flags, 0, 0, 0, stream], payload].concat()
    };
    // Indexed `:method: GET` and `:scheme: http`, then `:path` as a literal (RFC 7541, 6).
    let length = u8::try_from(path.len()).unwrap();
    let headers = [&[0x82, 0x86, 0x04, length], path.as_bytes()].concat();
    [
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        frame(SETTINGS, 0, 0, &[]),
        frame(HEADERS, END_STREAM_AND_HEADERS, 1, &headers),
    ]
    .concat()
}

#[test]
fn the_log_holds_no_place_of_a_user_even_at_debug() {
    let folder = Folder::with(&[station("a", 9.0, r#""opening_hours":"ask inside""#)]);
    let mut server = Server::ready(&folder, &["stations.geojson", "--log-level", "debug"]);
    assert!(server.log.contains("unparsed_hours"), "{}", server.log);
    let batch = r#"{"origins":[{"lat":39.123456,"lon":116.654321},{"lat":139.123456,"lon":0}]}"#;
    let place = "lat=39.123456&lon=116.654321";
    for uri in [
        format!("/v1/stations/nearest?{place}"),
        format!("/v1/stations/nearest?{place}&mode=car"),
        format!("/v1/stations/nearest?{place}&%zz"),
        "/v1/stations/nearest?lat=39.123456&lon=1116.654321".to_owned(),
        format!("/v1/circle?{place}"),
        "/v1/stations/39.123456,116.654321".to_owned(),
        "/39.123456/116.654321".to_owned(),
    ] {
        server.get(&uri);
    }
    for body in [batch, "39.123456", "[116.654321"] {
        server.exchange(&format!(
            "POST /v1/stations/nearest HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ));
    }
    // Not HTTP at all, broken off in the middle, and the start of HTTP/2.
    for request in [
        "39.123456 116.654321\r\n\r\n",
        "GET /?lat=39.123456&lon=116.654321",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n39.123456 116.654321",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into_iter()
    .chain([http2_with_a_path_that_is_none(
        "/v1?lat=39.123456 &lon=116.654321",
    )]) {
        let mut stream = server.connect();
        stream.write_all(&request).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        // Whatever it answers, it may also just hang up.
        let _ = stream.read_to_end(&mut Vec::new());
    }
    server.terminate();
    assert_eq!(server.end().code(), Some(0), "{}", server.log);
    assert!(
        !server.log.contains("123456") && !server.log.contains("654321"),
        "{}",
        server.log
    );
}

#[test]
fn once_the_log_says_ready_the_stations_are_there() {
    let folder = Folder::with(&world());
    for _ in 0..5 {
        let server = Server::ready(&folder, &["stations.geojson"]);
        let (head, _) = server.get("/health/ready");
        assert!(head.starts_with("http/1.1 200"), "{head}");
    }
}

#[test]
fn the_log_level_and_the_paces_come_from_the_environment() {
    let folder = Folder::with(&world());
    let mut command = folder.command(&["serve", "stations.geojson", "--speed", "walk=-1"]);
    assert_eq!(command.output().unwrap().status.code(), Some(2));
    let mut command = folder.command(&["serve", "stations.geojson"]);
    let outcome = command.env("YIZHAN_LOG_LEVEL", "loud").output().unwrap();
    assert_eq!(outcome.status.code(), Some(2));
    let server = Server::ready(&folder, &["stations.geojson", "--speed", "walk=2"]);
    let (_, body) = server.get("/v1/meta");
    assert!(
        body.contains(r#""walk":{"detour":1.3,"speed_m_s":2.0}"#),
        "{body}"
    );
}

#[test]
fn a_name_to_listen_on_is_looked_up() {
    let folder = Folder::with(&world());
    let server = Server::ready_at("localhost:0", &folder, &["stations.geojson"]);
    assert!(server.address().ip().is_loopback());
    assert_eq!(server.get_json("/health/live")["status"], "live");
    for (address, said) in [
        (
            "localhost",
            "--listen: expected an address or a name, and a port",
        ),
        (
            "no-such-name.invalid:8080",
            "--listen no-such-name.invalid:8080: ",
        ),
    ] {
        let outcome = folder.run(&["serve", "stations.geojson", "--listen", address]);
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.err.contains(said), "{}", outcome.err);
    }
}
