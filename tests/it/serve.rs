//! `yizhan serve` as a process: its log, its port, its end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::cli_support::Folder;
use crate::http_support::{collection, get, service, station};

/// How long a test waits for something that must happen.
const PATIENCE: Duration = Duration::from_secs(30);
const ASK: &str = "/v1/stations/nearest?lat=30&lon=110&at=2026-11-24T12:00:00%2B08:00";

/// A server under test; it ends with the test.
struct Server {
    child: Child,
    lines: Receiver<String>,
    /// What was read of the log.
    log: String,
    address: Option<SocketAddr>,
}

impl Server {
    /// Starts it on a free port.
    fn start(folder: &Folder, more: &[&str]) -> Self {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
        let mut command = folder.command(&arguments);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            lines,
            log: String::new(),
            address: None,
        }
    }

    /// Starts it and waits until it can answer.
    fn ready(folder: &Folder, more: &[&str]) -> Self {
        let mut server = Self::start(folder, more);
        let line = server.wait_for("listening on http://");
        let (_, address) = line.split_once("http://").unwrap();
        server.address = Some(address.trim().parse().unwrap());
        server.wait_for("ready");
        server
    }

    /// Reads the log up to a line with that word.
    fn wait_for(&mut self, word: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("no '{word}' in {}", self.log));
            self.log.push_str(&line);
            self.log.push('\n');
            if line.contains(word) {
                return line;
            }
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address.unwrap()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Head and body of the answer to a request that asks to close.
    fn exchange(&self, request: &str) -> (String, String) {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        read_answer(&mut stream)
    }

    fn get(&self, uri: &str) -> (String, String) {
        self.exchange(&format!(
            "GET {uri} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n"
        ))
    }

    fn terminate(&self) {
        self.send("-TERM");
    }

    fn send(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &pid])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for the end; the whole log is read then.
    fn end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < deadline, "it does not end: {}", self.log);
            std::thread::sleep(Duration::from_millis(5));
        };
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            self.log.push_str(&line);
            self.log.push('\n');
        }
        status
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_answer(stream: &mut TcpStream) -> (String, String) {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("{text}"));
    (head.to_ascii_lowercase(), body.to_owned())
}

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
fn a_stop_does_not_wait_for_connections_that_ask_nothing() {
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

#[test]
fn the_log_holds_no_place_of_a_user_even_at_debug() {
    let folder = Folder::with(&world());
    let mut server = Server::ready(&folder, &["stations.geojson", "--log-level", "debug"]);
    let batch = r#"{"origins":[{"lat":39.123456,"lon":116.654321},{"lat":139.123456,"lon":0}]}"#;
    let place = "lat=39.123456&lon=116.654321";
    for uri in [
        format!("/v1/stations/nearest?{place}"),
        format!("/v1/stations/nearest?{place}&mode=car"),
        format!("/v1/stations/nearest?{place}&%zz"),
        format!("/v1/stations/nearest?lat=39.123456&lon=1116.654321"),
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
    ] {
        let mut stream = server.connect();
        stream.write_all(request.as_bytes()).unwrap();
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
