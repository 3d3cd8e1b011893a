//! Three protocols as far as the client needs them: how a request is written, where an answer
//! ends, and which ids it holds.

use memchr::memmem;

/// A protocol.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Protocol {
    Http,
    Redis,
    Postgres,
}

/// What is said on a connection.
pub(crate) struct Conversation {
    pub(crate) protocol: Protocol,
    /// What is said before the first request, and answered as one.
    pub(crate) opening: Vec<u8>,
    /// The requests, to be sent again and again in their order.
    pub(crate) requests: Vec<Vec<u8>>,
}

impl Protocol {
    pub(crate) fn of(word: &str) -> Self {
        match word {
            "http" => Self::Http,
            "redis" => Self::Redis,
            "postgres" => Self::Postgres,
            _ => panic!("a protocol is http, redis or postgres, got {word}"),
        }
    }

    /// Bytes of the answer that `received` begins with; `None` if it is not whole yet.
    pub(crate) fn answer_length(self, received: &[u8]) -> Option<usize> {
        match self {
            Self::Http => HttpAnswer::read(received).map(|answer| answer.length),
            Self::Redis => redis_value(received).map(|rest| received.len() - rest.len()),
            // One message says that the server waits for more.
            Self::Postgres => {
                let mut rest = received;
                loop {
                    let (kind, _, after) = postgres_message(rest)?;
                    rest = after;
                    if kind == b'Z' {
                        return Some(received.len() - rest.len());
                    }
                }
            }
        }
    }

    /// Whether a whole answer is one, not an error.
    pub(crate) fn is_good(self, answer: &[u8]) -> bool {
        match self {
            Self::Http => answer.starts_with(b"HTTP/1.1 200 "),
            Self::Redis => answer.starts_with(b"*"),
            Self::Postgres => postgres_messages(answer).all(|(kind, _)| kind != b'E'),
        }
    }

    /// Bytes of an answer that are not the protocol's, as far as that can be said.
    pub(crate) fn payload(self, answer: &[u8]) -> usize {
        match self {
            Self::Http => HttpAnswer::read(answer).map_or(0, |answer| answer.payload),
            Self::Redis | Self::Postgres => answer.len(),
        }
    }
}

/// How long a whole answer of HTTP is.
struct HttpAnswer {
    /// Bytes from its first to its last.
    length: usize,
    /// Bytes of its body, without the lengths of chunks.
    payload: usize,
}

impl HttpAnswer {
    /// The answer that `received` begins with; `None` if it is not whole yet.
    fn read(received: &[u8]) -> Option<Self> {
        let head = memmem::find(received, b"\r\n\r\n")? + 4;
        let (head_text, rest) = received.split_at(head);
        let (framed, payload) = match content_length(head_text) {
            Some(length) => (length, length),
            None => chunked(rest)?,
        };
        let length = head + framed;
        (received.len() >= length).then_some(Self { length, payload })
    }
}

/// The length that a head claims; `None` for a body in chunks.
fn content_length(head: &[u8]) -> Option<usize> {
    let head = std::str::from_utf8(head).expect("a head of ASCII");
    let fields = || head.lines().filter_map(|line| line.split_once(':'));
    let value = |wanted: &str| {
        let mut fields = fields().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        fields.next().map(|(_, value)| value.trim())
    };
    let length = value("content-length").map(|length| length.parse().expect("a length"));
    assert!(
        length.is_some() || value("transfer-encoding") == Some("chunked"),
        "an answer has a length or comes in chunks"
    );
    length
}

/// Bytes of a body in chunks, with and without their framing; `None` if it is not whole yet.
fn chunked(body: &[u8]) -> Option<(usize, usize)> {
    let (mut at, mut payload) = (0, 0);
    loop {
        let line = memmem::find(&body[at..], b"\r\n")?;
        let digits = std::str::from_utf8(&body[at..at + line]).expect("a length in ASCII");
        let length = usize::from_str_radix(digits, 16).expect("a hexadecimal length");
        // The line, the chunk, and the end of its line.
        at += line + 2 + length + 2;
        payload += length;
        if at > body.len() {
            return None;
        }
        if length == 0 {
            return Some((at, payload));
        }
    }
}

/// Fields of a request, with what real clients accept or, as wrk asks, nothing.
fn http_fields(accept: Option<&str>) -> String {
    let accept = accept.map(|encoding| format!("Accept-Encoding: {encoding}\r\n"));
    format!("Host: localhost\r\n{}", accept.unwrap_or_default())
}

/// A GET.
pub(crate) fn http_request(path: &str, accept: Option<&str>) -> Vec<u8> {
    let fields = http_fields(accept);
    format!("GET {path} HTTP/1.1\r\n{fields}\r\n").into_bytes()
}

/// A POST of JSON.
pub(crate) fn http_post(path: &str, body: &str, accept: Option<&str>) -> Vec<u8> {
    let (length, fields) = (body.len(), http_fields(accept));
    let head = format!("POST {path} HTTP/1.1\r\n{fields}Content-Length: {length}\r\n");
    format!("{head}Content-Type: application/json\r\n\r\n{body}").into_bytes()
}

/// The ids of the features of a GeoJSON answer.
pub(crate) fn http_ids(answer: &[u8]) -> Vec<String> {
    let head = memmem::find(answer, b"\r\n\r\n").expect("a head") + 4;
    let body: serde_json::Value = serde_json::from_slice(&answer[head..]).expect("JSON");
    let features = body["features"].as_array().expect("features");
    let id = |feature: &serde_json::Value| feature["id"].as_str().expect("an id").to_owned();
    features.iter().map(id).collect()
}

/// A command as an array of strings.
pub(crate) fn redis_command(words: &[String]) -> Vec<u8> {
    let word = |word: &String| format!("${}\r\n{word}\r\n", word.len());
    let strings: String = words.iter().map(word).collect();
    format!("*{}\r\n{strings}", words.len()).into_bytes()
}

/// What follows a value of the protocol; `None` if it is not whole yet.
fn redis_value(bytes: &[u8]) -> Option<&[u8]> {
    let end = memmem::find(bytes, b"\r\n")?;
    let (line, rest) = (&bytes[..end], &bytes[end + 2..]);
    let number = || -> i64 {
        let digits = std::str::from_utf8(&line[1..]).expect("digits");
        digits.parse().expect("a length")
    };
    match line[0] {
        b'*' => (0..number()).try_fold(rest, |rest, _| redis_value(rest)),
        b'$' => match usize::try_from(number()) {
            Ok(length) => rest.get(length + 2..),
            Err(_) => Some(rest),
        },
        _ => Some(rest),
    }
}

/// The names in an answer to `GEOSEARCH … WITHDIST`: every other string.
pub(crate) fn redis_ids(answer: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(answer).expect("text");
    let strings = text
        .split("\r\n")
        .filter(|line| !line.starts_with(['*', '$']));
    strings
        .filter(|line| !line.is_empty())
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// What opens a connection as `postgres` to the database of the same name, and prepares a
/// statement of two parameters.
pub(crate) fn postgres_opening(statement: &str) -> Vec<u8> {
    let version: u32 = 3 << 16;
    let names = b"user\0postgres\0database\0postgres\0\0";
    let mut opening = u32::try_from(names.len() + 8)
        .expect("short")
        .to_be_bytes()
        .to_vec();
    opening.extend(version.to_be_bytes());
    opening.extend(names);
    let parse = [b"asked\0", statement.as_bytes(), b"\0\0\0"].concat();
    // Its own answer comes with that to the first execution.
    opening.extend(postgres_message_of(b'P', &parse));
    opening
}

/// Runs the prepared statement with two parameters in text.
pub(crate) fn postgres_execution(parameters: &[String; 2]) -> Vec<u8> {
    let mut bind = b"\0asked\0\0\0\0\x02".to_vec();
    for parameter in parameters {
        bind.extend(u32::try_from(parameter.len()).expect("short").to_be_bytes());
        bind.extend(parameter.as_bytes());
    }
    bind.extend(b"\0\0");
    let mut messages = postgres_message_of(b'B', &bind);
    messages.extend(postgres_message_of(b'E', b"\0\0\0\0\0"));
    messages.extend(postgres_message_of(b'S', b""));
    messages
}

fn postgres_message_of(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 4)
        .expect("short")
        .to_be_bytes();
    [&[kind], length.as_slice(), content].concat()
}

/// The first message: its kind, its content, and what follows; `None` if it is not whole yet.
fn postgres_message(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let length = bytes.get(1..5)?.try_into().expect("four bytes");
    let end = 1 + usize::try_from(u32::from_be_bytes(length)).expect("short");
    Some((bytes[0], bytes.get(5..end)?, &bytes[end..]))
}

fn postgres_messages(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (kind, content, after) = postgres_message(rest)?;
        rest = after;
        Some((kind, content))
    })
}

/// The first column of each row.
pub(crate) fn postgres_ids(answer: &[u8]) -> Vec<String> {
    let rows = postgres_messages(answer).filter(|(kind, _)| *kind == b'D');
    let id = |(_, row): (u8, &[u8])| {
        let length = u32::from_be_bytes(row[2..6].try_into().expect("four bytes"));
        let end = 6 + usize::try_from(length).expect("short");
        String::from_utf8(row[6..end].to_vec()).expect("text")
    };
    rows.map(id).collect()
}
