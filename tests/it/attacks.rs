//! Requests that mean harm, over a real socket: each gets a sane answer, or none; whoever
//! comes next is answered as ever, and nothing panics.

use std::fmt::Write as _;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::Value;

use crate::cli_support::Folder;
use crate::http_support::station;
use crate::serve_support::Server;

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

    /// Sends a head of so many lines, without more.
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

#[test]
fn two_readings_of_where_a_body_ends_give_one_answer_at_most() {
    let target = Target::new();
    let smuggled = "GET /v1/meta HTTP/1.1\r\nhost: test\r\n\r\n";
    for headers in [
        "content-length: 5\r\ncontent-length: 6",
        "content-length: 5, 6",
        "content-length: 2, 2",
        "content-length: +2",
        "content-length: -1",
        "content-length: 0x2",
        "content-length: 99999999999999999999",
        "transfer-encoding: xchunked",
        "transfer-encoding: chunked, identity",
        "transfer-encoding: chunked\r\ntransfer-encoding: identity",
        "transfer-encoding : chunked",
        "transfer-encoding:\r\n chunked",
    ] {
        let head = format!("POST {NEAREST} HTTP/1.1\r\nhost: test\r\n{headers}\r\n\r\n");
        target
            .send(format!("{head}0\r\n\r\n{smuggled}").as_bytes())
            .is_refused(400);
    }
    let old = format!("POST {NEAREST} HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
    target.send(old.as_bytes()).is_refused(400);
    // Both headers: the chunks count, and the connection ends with them.
    let both = format!(
        "POST {NEAREST} HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\
         transfer-encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}"
    );
    target.send(both.as_bytes()).is_problem(400);
    target.serves_others();
}

#[test]
fn a_body_whose_chunks_are_broken_is_a_bad_body_and_ends_its_connection() {
    let target = Target::new();
    let smuggled = "GET /v1/meta HTTP/1.1\r\nhost: test\r\n\r\n";
    for chunks in [
        "-1\r\n",
        "ffffffffffffffffff\r\n{}",
        "2\n{}\n0\n\n",
        "zz\r\n",
        "2\r\n{}xx0\r\n",
    ] {
        for path in [NEAREST, "/v1/coverage"] {
            let request = format!(
                "POST {path} HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n\
                 {chunks}\r\n{smuggled}"
            );
            let problem = target.send(request.as_bytes()).is_problem(400);
            assert_eq!(problem["type"], "/problems/bad-body", "{chunks}");
        }
    }
    target.serves_others();
}

#[test]
fn a_head_that_is_not_http_is_refused() {
    let target = Target::new();
    for head in [
        "GET ASK HTTP/1.1\r\nhost: test\r\nx-a: 1\r\n 2\r\n\r\n",
        "GET ASK HTTP/1.1\r\nhost: test\r\nx-a: 1\rx-b: 2\r\n\r\n",
        "GET ASK HTTP/1.1\r\nhost: test\r\nx-a: \0\r\n\r\n",
        "GET ASK HTTP/1.1\r\nhost: test\r\n: 1\r\n\r\n",
        "GET ASK HTTP/1.1\r\nhost: test\r\nx a: 1\r\n\r\n",
        "GET ASK\0 HTTP/1.1\r\nhost: test\r\n\r\n",
        "GET ASK x HTTP/1.1\r\nhost: test\r\n\r\n",
        "GET ASK HTTP/9.9\r\nhost: test\r\n\r\n",
        "GET ASK\r\n\r\n",
        "G@T ASK HTTP/1.1\r\nhost: test\r\n\r\n",
        " ASK HTTP/1.1\r\nhost: test\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\r\n\r\n",
    ] {
        target
            .send(head.replace("ASK", ASK).as_bytes())
            .is_refused(400);
    }
    target
        .send(b"GET /v1/stations/\xff\xfe HTTP/1.1\r\nhost: test\r\n\r\n")
        .is_refused(400);
    target.serves_others();
}

#[test]
fn a_head_that_is_too_long_is_refused() {
    let target = Target::new();
    let mut many = String::new();
    for number in 0..150 {
        write!(many, "x-{number}: 1\r\n").unwrap();
    }
    target.get_with(ASK, &many).is_refused(431);
    let name = format!("{}: 1\r\n", "x".repeat(70_000));
    target.get_with(ASK, &name).is_refused(431);
    let value = format!("x: {}\r\n", "y".repeat(600_000));
    target.get_with(ASK, &value).is_refused(431);
    let long = format!("{NEAREST}?lat={}", "1".repeat(70_000));
    target.get(&long).is_refused(431);
    let parameters = format!("{NEAREST}?{}", "amenity=toilet&".repeat(3_000));
    target.get(&parameters).is_problem(414);
    let parameters = format!("{NEAREST}?{}", "amenity=toilet&".repeat(1_000));
    target.get(&parameters).is_problem(400);
    target.serves_others();
}

#[test]
fn no_path_leads_out_of_the_service() {
    let target = Target::new();
    for path in [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../Cargo.toml",
        "/assets/..%2fCargo.toml",
        "/assets/%2e%2e%5cCargo.toml",
        "/v1/stations/..",
        "/v1/stations/..%2f..%2fetc%2fpasswd",
        "/v1/stations/%c0%ae%c0%ae",
        "/v1/stations/%ff",
        "/v1/stations/%zz",
        "/v1/stations/%00",
        "/v1/stations/a%00",
        "//v1/meta",
        "/v1//meta",
        "/V1/meta",
        "/v1/meta/",
        "*",
    ] {
        target.get(path).is_problem(404);
    }
    target.serves_others();
}

#[test]
fn no_answer_has_a_header_that_a_client_wrote() {
    let target = Target::new();
    let injected = "a%0d%0aset-cookie:%20x=1%0d%0a%0d%0aHTTP/1.1%20200%20OK";
    for path in [
        format!("/v1/stations/{injected}"),
        format!("{ASK}&kind={injected}"),
        format!("{ASK}&{injected}=1"),
        format!("/v1/stations.geojson?since={injected}"),
        format!("/v1/stations.geojson?kind={injected}"),
        format!("/ogc/collections/stations/items?kind={injected}"),
        format!("/ogc/collections/{injected}"),
        format!("/embed?lat={injected}"),
    ] {
        let answer = target.get(&path);
        assert!(answer.head.starts_with("http/1.1 "), "{path}");
        assert!(!answer.head.contains("set-cookie"), "{}", answer.head);
        assert!(!answer.statuses.iter().any(|status| *status >= 500));
    }
    target.serves_others();
}

#[test]
fn links_go_to_the_host_of_the_request_or_nowhere() {
    let target = Target::new();
    for host in [
        "a\"><script>",
        "a/b",
        "a b",
        "a@b",
        "a\u{ff}",
        "a:99999999",
        "a?b",
        "a#b",
        "",
    ] {
        let head = [
            "GET /ogc HTTP/1.1",
            &format!("host: {host}"),
            "connection: close",
        ];
        let problem = target.send_head(&head).is_problem(400);
        assert_eq!(problem["type"], "/problems/bad-host", "{host}");
    }
    let twice = [
        "GET /ogc HTTP/1.1",
        "host: a",
        "host: b",
        "connection: close",
    ];
    target.send_head(&twice).is_problem(400);
    target.send_head(&["GET /ogc HTTP/1.0"]).is_problem(400);
    target
        .get("http://user@elsewhere.example/ogc")
        .is_problem(400);
    let forwarded = "x-forwarded-host: elsewhere.example\r\nforwarded: host=elsewhere.example\r\n\
                     x-host: elsewhere.example\r\nx-original-url: /docs\r\n";
    let answer = target.get_with("/ogc", forwarded);
    assert_eq!(answer.statuses, [200]);
    let links = answer.json()["links"].to_string();
    assert!(
        links.contains("http://test/") && !links.contains("elsewhere"),
        "{links}"
    );
    // A whole address in the request line goes before the host, as HTTP has it.
    let links = target.get("http://stations.example/ogc").json()["links"].to_string();
    assert!(links.contains("http://stations.example/") && !links.contains("http://test/"));
    target.serves_others();
}

#[test]
fn numbers_that_are_none_are_refused_and_odd_ones_are_understood() {
    let target = Target::new();
    let long = "1".repeat(400);
    for number in [
        "1e400",
        "-1e400",
        "NaN",
        "nan",
        "inf",
        "-infinity",
        "%D9%A1",
        "%EF%BC%91",
        "0x10",
        "1_0",
        "1,0",
        "",
        "%20",
        ".",
        "-",
        "1.0.0",
        "1e",
        "99999999999999999999",
        "1%00",
        &long,
    ] {
        for (name, rest) in [
            ("lat", "&lon=1"),
            ("lon", "&lat=1"),
            ("limit", "&lat=1&lon=1"),
        ] {
            let problem = target
                .get(&format!("{NEAREST}?{name}={number}{rest}"))
                .is_problem(400);
            assert_eq!(problem["parameter"], name, "{number}");
        }
    }
    for number in ["-0", "1e-400", "-0.0e0", "+1", "1e1", "00001"] {
        let answer = target.get(&format!("{NEAREST}?lat={number}&lon={number}"));
        assert_eq!(answer.statuses, [200], "{number}");
    }
    target.serves_others();
}

#[test]
fn methods_that_are_not_answered_are_problems() {
    let target = Target::new();
    for method in [
        "BREW",
        "get",
        "TRACE",
        "DELETE",
        "PUT",
        "PATCH",
        &"X".repeat(500),
    ] {
        let line = format!("{method} {ASK} HTTP/1.1");
        let answer = target.send_head(&[&line, "host: test", "connection: close"]);
        answer.is_problem(405);
        assert!(answer.head.contains("\r\nallow: "), "{}", answer.head);
    }
    let connect = [
        "CONNECT elsewhere.example:80 HTTP/1.1",
        "host: test",
        "connection: close",
    ];
    target.send_head(&connect).is_problem(404);
    target.serves_others();
}

#[test]
fn offers_that_are_not_taken_up_change_nothing() {
    let target = Target::new();
    for headers in [
        "upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: eHh4eHh4eHh4eHh4eHh4eA==\r\n",
        "upgrade: h2c\r\nhttp2-settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
        "expect: 200-ok\r\n",
        "range: bytes=0-1\r\n",
        "range: bytes=0-1,0-1,0-1,5-,-7\r\n",
        "x-http-method-override: DELETE\r\n",
        "accept: application/xml\r\n",
        "te: trailers, chunked;q=9\r\n",
        "if-none-match: \"\u{ff}\r\n",
        "if-modified-since: Thu, 99 Foo 9999\r\n",
    ] {
        let answer = target.get_with(ASK, headers);
        assert_eq!(answer.statuses, [200], "{headers}");
        assert_eq!(answer.json()["features"][0]["id"], "a");
    }
    let body = r#"{"origins":[{"lat":30,"lon":110}]}"#;
    let expecting = format!(
        "POST {NEAREST} HTTP/1.1\r\nhost: test\r\nconnection: close\r\nexpect: 100-continue\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(target.send(expecting.as_bytes()).statuses, [100, 200]);
    // A body that is announced as too large is not asked for.
    let too_large = format!(
        "POST {NEAREST} HTTP/1.1\r\nhost: test\r\nconnection: close\r\nexpect: 100-continue\r\n\
         content-length: 999999999\r\n\r\n"
    );
    assert_eq!(
        target.send(too_large.as_bytes()).statuses.last(),
        Some(&413)
    );
    target.serves_others();
}

#[test]
fn encodings_that_contradict_each_other_are_a_plain_answer_or_a_problem() {
    let target = Target::new();
    let many = "gzip,".repeat(3_000);
    for encodings in [
        "gzip;q=2",
        ";;;",
        "deflate, zzz",
        "\u{ff}",
        "br;q=1, br;q=0",
        "gzip;q=",
        ",",
    ] {
        for path in [ASK, "/v1/stations.geojson"] {
            let answer = target.get_with(path, &format!("accept-encoding: {encodings}\r\n"));
            assert_eq!(answer.statuses, [200], "{encodings}");
        }
    }
    let answer = target.get_with(ASK, &format!("accept-encoding: {many}\r\n"));
    assert!(
        answer.head.contains("content-encoding: gzip"),
        "{}",
        answer.head
    );
    for encodings in ["gzip;q=0, *;q=0", "identity;q=0", "*;q=0"] {
        let headers = format!("accept-encoding: {encodings}\r\n");
        target.get_with(ASK, &headers).is_problem(406);
    }
    target.serves_others();
}

#[test]
fn json_that_is_deep_repeated_or_strange_is_a_problem_of_its_own() {
    let target = Target::new();
    let deep = format!("{}{}", "[".repeat(300_000), "]".repeat(300_000));
    for (path, list) in [(NEAREST, "origins"), ("/v1/coverage", "demand")] {
        for body in [
            "[".repeat(900_000),
            "{\"a\":".repeat(150_000),
            format!(r#"{{"{list}":{{}}}}"#),
            format!(r#"{{"{list}":[{{"lat":1,"lon":2}}],"{list}":[]}}"#),
            format!(r#"{{"{list}":[{{"lat":1,"lon":2}}],"mode":"walk","mode":"bike"}}"#),
            format!(r#"{{"{list}":[{{"lat":1,"lon":2}}],"amenity":{deep}}}"#),
            format!(r#"{{"{list}":[{{"lat":1,"lon":2}}]}} x"#),
            format!(r#"{{"{list}":[{}0]}}"#, "0,".repeat(400_000)),
            format!("\u{feff}{{\"{list}\":[]}}"),
            "{\"a\":\"\0\"}".to_owned(),
            String::new(),
        ] {
            let start: String = body.chars().take(40).collect();
            let problem = target.post(path, body.as_bytes()).is_problem(400);
            assert!(problem["detail"].as_str().unwrap().len() < 300, "{start}");
        }
        for body in [
            &b"{\"\xff\":1}"[..],
            b"{\0\"\0a\0\"\0:\0",
            b"\x1f\x8b\x08\0",
        ] {
            target.post(path, body).is_problem(400);
        }
        for item in [
            deep.clone(),
            r#"{"lat":1,"lat":2,"lon":3}"#.to_owned(),
            r#"{"lat":1e400,"lon":3}"#.to_owned(),
            r#"{"lat":"1","lon":3}"#.to_owned(),
            "null".to_owned(),
        ] {
            // One bad place is told beside the others, and does not cost them their answer.
            let answer = target.post(path, format!(r#"{{"{list}":[{item}]}}"#).as_bytes());
            assert_eq!(answer.statuses, [200], "{}", answer.head);
            answer.json();
        }
        target.post(path, &vec![b' '; 5 << 20]).is_problem(413);
    }
    target.serves_others();
}

#[test]
fn a_refusal_repeats_only_the_beginning_of_what_it_refuses() {
    let target = Target::new();
    let places = r#""origins":[{"lat":30,"lon":110}]"#;
    for length in [8_000, 900_000] {
        let long = "x".repeat(length);
        for member in [
            format!(r#""kind":"{long}""#),
            format!(r#""amenity":["{long}"]"#),
            format!(r#""limit":"{long}""#),
            format!(r#""at":"{long}""#),
            format!(r#""mode":"{long}""#),
            format!(r#""min_star":"{long}""#),
            format!(r#""{long}":1"#),
        ] {
            let answer = target.post(NEAREST, format!("{{{places},{member}}}").as_bytes());
            answer.is_problem(400);
            assert!(answer.body.len() < 4_000, "{} bytes", answer.body.len());
        }
        let item = format!(r#"{{"origins":[{{"{long}":1}}]}}"#);
        assert!(target.post(NEAREST, item.as_bytes()).body.len() < 1_000);
    }
    target.serves_others();
}

#[test]
fn one_who_hangs_up_or_says_half_harms_nobody_else() {
    let target = Target::new();
    let body = format!("POST {NEAREST} HTTP/1.1\r\nhost: test\r\ncontent-length: 9000\r\n\r\n{{");
    let parts = [
        "",
        "G",
        "GET ",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nhost: te",
        &body,
    ];
    let mut held = Vec::new();
    for part in parts {
        let mut half = target.server.connect();
        half.write_all(part.as_bytes()).unwrap();
        half.shutdown(Shutdown::Write).unwrap();
        let mut open = target.server.connect();
        open.write_all(part.as_bytes()).unwrap();
        held.push(open);
    }
    let answer = target.get(ASK);
    assert_eq!(answer.statuses, [200]);
    drop(held);
    target.serves_others();
}

#[test]
fn one_connection_asks_again_after_a_refusal_of_ours() {
    let target = Target::new();
    let both = format!(
        "GET {NEAREST} HTTP/1.1\r\nhost: test\r\n\r\nGET {ASK} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n"
    );
    assert_eq!(target.send(both.as_bytes()).statuses, [400, 200]);
    target.serves_others();
}
