//! The log of `yizhan serve`: its lines, their ids, what is never in them, and a standard error
//! that takes none.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::cli::{Folder, command};
use crate::support::http::station;
use crate::support::serve::{PATIENCE, Server, read_answer};
use crate::support::world::{Places, World};

const ASK: &str = "/v1/stations/nearest?lat=30&lon=110&at=2026-11-24T12:00:00%2B08:00";

fn folder() -> Folder {
    Folder::with(&[station("a", 100.0, r#""opening_hours":"24/7""#)])
}

/// Ends a server and returns all that it logged.
fn whole_log(mut server: Server) -> String {
    server.terminate();
    assert_eq!(server.end().code(), Some(0), "{}", server.log);
    std::mem::take(&mut server.log)
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let start = format!("{name}: ");
    let mut lines = head.lines().filter_map(|line| line.strip_prefix(&start));
    lines
        .next()
        .unwrap_or_else(|| panic!("no {name} in {head}"))
}

#[test]
fn every_line_of_a_json_log_is_an_object_and_one_of_a_request_names_it() {
    let folder = folder();
    let options = ["stations.geojson", "--log-format", "json", "--log-requests"];
    let server = Server::ready(&folder, &options);
    let (head, body) = server.get(ASK);
    let id = header(&head, "x-request-id").to_owned();
    server.exchange(
        "GET /nowhere HTTP/1.1\r\nhost: test\r\nx-request-id: Job_12-x\r\nconnection: close\r\n\r\n",
    );
    let log = whole_log(server);
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect();
    for line in &lines {
        assert!(
            line["timestamp"].is_string() && line["level"].is_string(),
            "{line}"
        );
        assert!(line["message"].is_string(), "{line}");
    }
    let answered: Vec<&Value> = lines
        .iter()
        .filter(|line| line["message"] == "answered")
        .collect();
    assert_eq!(answered.len(), 2, "{log}");
    assert_eq!(answered[0]["level"], "INFO");
    assert_eq!(answered[0]["request_id"], id);
    assert_eq!(answered[0]["route"], "/v1/stations/nearest");
    assert_eq!(answered[0]["method"], "GET");
    assert_eq!(answered[0]["status"], 200);
    assert_eq!(answered[0]["bytes"], body.len());
    assert!(answered[0]["duration_us"].as_u64().unwrap() < 60_000_000);
    assert_eq!(answered[1]["request_id"], "Job_12-x");
    assert_eq!(answered[1]["route"], "unmatched");
    let others = lines.iter().filter(|line| line["message"] != "answered");
    assert!(others.count() >= 3, "{log}");
}

#[test]
fn a_request_has_its_line_at_debug_and_at_info_only_if_that_is_asked_for() {
    let folder = folder();
    for (options, level) in [
        (&[][..], None),
        (&["--log-requests"], Some("INFO")),
        (&["--log-level", "debug"], Some("DEBUG")),
        (&["--log-level", "debug", "--log-requests"], Some("INFO")),
    ] {
        let server = Server::ready(&folder, &[&["stations.geojson"], options].concat());
        let (head, _) = server.get(ASK);
        let id = header(&head, "x-request-id").to_owned();
        let log = whole_log(server);
        let line = log.lines().find(|line| line.contains("answered"));
        assert_eq!(line.is_some(), level.is_some(), "{log}");
        if let (Some(line), Some(level)) = (line, level) {
            assert!(line.contains(level), "{line}");
            assert!(line.contains(r#"route="/v1/stations/nearest""#), "{line}");
            assert!(line.ends_with(&format!(" request_id={id}")), "{line}");
        }
    }
}

#[test]
fn an_answer_that_fails_is_always_in_the_log_under_the_id_that_the_client_got() {
    let folder = Folder::new();
    let large = World {
        seed: 1,
        stations: 30_000,
        places: Places::Cities(30),
    };
    folder.write("stations.geojson", &large.geojson());
    let mut server = Server::start(&folder, &["stations.geojson"]);
    let line = server.wait_for("listening on http://");
    let (_, address) = line.split_once("http://").unwrap();
    let mut stream = TcpStream::connect(address.trim()).unwrap();
    stream
        .write_all(format!("GET {ASK} HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n").as_bytes())
        .unwrap();
    let (head, body) = read_answer(&mut stream);
    assert!(head.starts_with("http/1.1 503"), "{head}");
    let id = header(&head, "x-request-id");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["request_id"], id);
    let line = server.wait_for("answered");
    assert!(
        line.contains("WARN") && line.contains("status=503"),
        "{line}"
    );
    assert!(line.ends_with(&format!("request_id={id}")), "{line}");
}

/// A request with a position wherever one can be sent.
fn telling(method: &str, uri: &str, body: &str) -> String {
    let place = "39.123456,116.654321";
    format!(
        "{method} {uri} HTTP/1.1\r\nhost: test\r\nconnection: close\r\nx-request-id: {place}\r\n\
         referer: https://a.example/?at={place}\r\nuser-agent: app/{place}\r\ncookie: at={place}\r\n\
         x-forwarded-for: {place}\r\norigin: https://{place}\r\nif-none-match: \"{place}\"\r\n\
         geo-position: {place}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn no_position_of_a_user_is_in_the_log_in_any_format() {
    let folder = folder();
    for format in ["text", "json"] {
        let options = [
            "stations.geojson",
            "--log-level",
            "debug",
            "--log-requests",
            "--log-format",
            format,
        ];
        let server = Server::ready(&folder, &options);
        let place = "lat=39.123456&lon=116.654321";
        let uris = [
            format!("/v1/stations/nearest?{place}"),
            format!("/v1/stations/nearest?{place}&mode=car"),
            format!("/v1/circle?{place}"),
            format!("/?{place}"),
            format!("/embed?{place}&mode=car"),
            "/v1/stations/39.123456,116.654321".to_owned(),
            "/v1/stations.geojson?bbox=116.654321,39.123456,116.7,39.2".to_owned(),
            "/ogc/collections/stations/items/39.123456".to_owned(),
            "/web/39.123456/116.654321".to_owned(),
            "/39.123456/116.654321".to_owned(),
        ];
        for uri in &uris {
            server.exchange(&telling("GET", uri, ""));
            server.exchange(&telling("39.123456", uri, ""));
        }
        let place = r#"{"lat":39.123456,"lon":116.654321}"#;
        for (uri, member) in [
            ("/v1/stations/nearest", "origins"),
            ("/v1/coverage", "demand"),
        ] {
            let body = format!(r#"{{"{member}":[{place}]}}"#);
            server.exchange(&telling("POST", uri, &body));
            server.exchange(&telling("POST", uri, "39.123456"));
        }
        let log = whole_log(server);
        let answered = log.lines().filter(|line| line.contains("answered")).count();
        // A method with a point is no method; the server hangs up on it or refuses it.
        assert!(answered >= uris.len() + 4, "{log}");
        assert!(!log.contains("123456") && !log.contains("654321"), "{log}");
    }
}

/// A server whose standard error the test holds.
struct Watched {
    child: Child,
    stderr: BufReader<ChildStderr>,
    address: String,
}

impl Watched {
    fn ready(folder: &Folder) -> Self {
        let options = [
            "serve",
            "stations.geojson",
            "--listen",
            "127.0.0.1:0",
            "--log-requests",
        ];
        let mut command = command(folder.as_ref(), &options);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let mut server = Self {
            child,
            stderr,
            address: String::new(),
        };
        let mut line = String::new();
        while !line.contains("ready") {
            line.clear();
            assert!(server.stderr.read_line(&mut line).unwrap() > 0, "it ended");
            if let Some((_, address)) = line.split_once("http://") {
                address.trim().clone_into(&mut server.address);
            }
        }
        server
    }

    /// Sends this many requests over one connection; each must be answered with 200.
    fn ask(&self, requests: usize) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut writing = stream.try_clone().unwrap();
        let sending = std::thread::spawn(move || {
            for _ in 1..requests {
                let request = b"GET /health/live HTTP/1.1\r\nhost: t\r\n\r\n";
                writing.write_all(request).unwrap();
            }
            let last = b"GET /health/live HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n";
            writing.write_all(last).unwrap();
        });
        let mut answers = String::new();
        stream.read_to_string(&mut answers).unwrap();
        sending.join().unwrap();
        assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), requests);
    }

    fn lost_lines(&self) -> usize {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .write_all(b"GET /metrics HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n")
            .unwrap();
        let (_, body) = read_answer(&mut stream);
        let start = r#"yizhan_log_lines_lost_total{reason="not_taken"} "#;
        let mut values = body.lines().filter_map(|line| line.strip_prefix(start));
        values.next().unwrap().parse().unwrap()
    }

    /// Ends it; returns its exit code and what it took.
    fn end(&mut self) -> (Option<i32>, Duration) {
        let began = Instant::now();
        let kill = format!("kill -TERM {}", self.child.id());
        let killed = std::process::Command::new("sh")
            .args(["-c", &kill])
            .status();
        assert!(killed.unwrap().success());
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.code(), began.elapsed());
            }
            assert!(began.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_log_whose_reader_is_gone_loses_its_lines_and_nothing_else() {
    let mut server = Watched::ready(&folder());
    let closed = std::mem::replace(&mut server.stderr, BufReader::new(spare_stderr()));
    drop(closed);
    server.ask(50);
    let deadline = Instant::now() + PATIENCE;
    while server.lost_lines() < 50 {
        assert!(Instant::now() < deadline, "{} lost", server.lost_lines());
        std::thread::sleep(Duration::from_millis(10));
    }
    server.ask(1);
    assert_eq!(server.end().0, Some(0));
}

/// The standard error of a process that says nothing.
fn spare_stderr() -> ChildStderr {
    let mut child = std::process::Command::new("true")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.wait().unwrap();
    child.stderr.take().unwrap()
}

#[test]
fn a_blocked_log_stops_neither_requests_nor_shutdown() {
    let mut server = Watched::ready(&folder());
    // More than the pipe and the queue hold.
    server.ask(19_000);
    assert!(server.lost_lines() > 0);
    server.ask(10);
    let (code, took) = server.end();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(30), "{took:?}");
}
