//! Malicious requests over a real socket: each gets a sane answer, or none; later clients are
//! served as before, and nothing panics.

mod framing;
mod headers;
mod words;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::support::cli::Folder;
use crate::support::http::station;
use crate::support::serve::Server;

const NEAREST: &str = "/v1/stations/nearest";
/// A question that is answered.
const ASK: &str = "/v1/stations/nearest?lat=30&lon=110&at=2026-11-24T12:00:00Z";
/// How long an answer may take that keeps its connection open.
const SILENCE: Duration = Duration::from_millis(1_500);

/// A server under attack.
struct Target {
    server: Server,
    _folder: Folder,
}

/// What came back.
#[derive(Debug)]
struct Answer {
    /// The status of each answer on the connection, interim ones too.
    statuses: Vec<u16>,
    /// In lower case, of the first answer that is not interim.
    head: String,
    body: Vec<u8>,
}

impl Target {
    fn new() -> Self {
        let stations = [station("a", 100.0, r#""opening_hours":"24/7""#)];
        let folder = Folder::with(&stations);
        Self {
            server: Server::ready(&folder, &["stations.geojson"]),
            _folder: folder,
        }
    }

    /// Sends bytes as they are and reads until the server hangs up or has nothing to say.
    fn send(&self, request: &[u8]) -> Answer {
        let mut stream = self.server.connect();
        stream.set_read_timeout(Some(SILENCE)).unwrap();
        // It may have refused before all is sent.
        let _ = stream.write_all(request);
        Answer::read(&stream)
    }

    /// Sends a head of these lines, without more.
    fn send_head(&self, lines: &[&str]) -> Answer {
        self.send(format!("{}\r\n\r\n", lines.join("\r\n")).as_bytes())
    }

    fn get(&self, target: &str) -> Answer {
        self.get_with(target, "")
    }

    /// `headers` end with a line break each.
    fn get_with(&self, target: &str, headers: &str) -> Answer {
        let request =
            format!("GET {target} HTTP/1.1\r\nhost: test\r\n{headers}connection: close\r\n\r\n");
        self.send(request.as_bytes())
    }

    fn post(&self, path: &str, body: &[u8]) -> Answer {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.send(&[head.as_bytes(), body].concat())
    }

    /// Others are served as ever, and the log tells of no panic.
    fn serves_others(mut self) {
        let answer = self.get(ASK);
        assert_eq!(answer.statuses, [200]);
        assert_eq!(answer.json()["features"][0]["id"], "a");
        self.server.terminate();
        assert_eq!(self.server.end().code(), Some(0));
        assert!(!self.server.log.contains("panic"), "{}", self.server.log);
    }
}

impl Answer {
    fn read(mut stream: &TcpStream) -> Self {
        let mut bytes = Vec::new();
        match stream.read_to_end(&mut bytes) {
            Ok(_) => {}
            // A connection that is kept open, or cut while more was being sent.
            Err(error) => assert!(
                matches!(
                    error.kind(),
                    ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::ConnectionReset
                ),
                "{error}"
            ),
        }
        Self::of(&bytes)
    }

    fn of(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let statuses = text
            .match_indices("HTTP/1.")
            .filter_map(|(at, _)| text.get(at + 9..at + 12)?.parse().ok())
            .collect();
        let mut rest = bytes;
        if rest.starts_with(b"HTTP/1.1 100") {
            rest = &rest[end_of_head(rest)..];
        }
        let (head, body) = rest.split_at(end_of_head(rest));
        Self {
            statuses,
            head: String::from_utf8_lossy(head).to_ascii_lowercase(),
            body: body.to_vec(),
        }
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{}{}", self.head, String::from_utf8_lossy(&self.body)))
    }

    /// Asserts that there was one answer, a problem of that status.
    fn is_problem(&self, status: u16) -> Value {
        assert_eq!(self.statuses, [status], "{}", self.head);
        assert!(
            self.head.contains("application/problem+json"),
            "{}",
            self.head
        );
        let problem = self.json();
        assert_eq!(problem["status"], status);
        problem
    }

    /// Asserts that the request was refused before it reached us, with nothing but a status.
    fn is_refused(&self, status: u16) {
        assert_eq!(self.statuses, [status], "{}", self.head);
        assert!(self.body.is_empty());
    }
}

fn end_of_head(bytes: &[u8]) -> usize {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    end.map_or(bytes.len(), |end| end + 4)
}
