//! A web server whose answers and whose requests a test sees.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use crate::support::serve::PATIENCE;

/// A web server whose answers a test controls.
pub(super) struct Host {
    address: SocketAddr,
    answer: Arc<Mutex<Vec<u8>>>,
    /// The heads of requests, in lower case.
    pub(super) heads: Receiver<String>,
}

impl Host {
    /// What holds the condition `"etag"` is answered by 304.
    pub(super) fn new(answer: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answer = Arc::new(Mutex::new(answer));
        let (send, heads) = channel();
        let told = Arc::clone(&answer);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    if stream.read(&mut byte).unwrap_or(0) == 0 {
                        break;
                    }
                    head.push(byte[0]);
                }
                let head = String::from_utf8_lossy(&head).to_lowercase();
                let answer = told.lock().unwrap().clone();
                let answer = match condition(&head) {
                    Some(etag) if contains(&answer, &format!("ETag: {etag}\r\n")) => {
                        b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_vec()
                    }
                    _ => answer,
                };
                // The client may hang up when it has seen enough.
                let _ = stream.write_all(&answer);
                if send.send(head).is_err() {
                    break;
                }
            }
        });
        Self {
            address,
            answer,
            heads,
        }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(super) fn tell(&self, answer: Vec<u8>) {
        *self.answer.lock().unwrap() = answer;
    }

    pub(super) fn next_head(&self) -> String {
        self.heads.recv_timeout(PATIENCE).unwrap()
    }
}

fn condition(head: &str) -> Option<&str> {
    let (_, rest) = head.split_once("if-none-match: ")?;
    rest.lines().next()
}

fn contains(answer: &[u8], text: &str) -> bool {
    answer
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

pub(super) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut answer = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    .into_bytes();
    answer.extend(body);
    answer
}

pub(super) fn ok(etag: &str, text: &str) -> Vec<u8> {
    answer("200 OK", &format!("ETag: {etag}\r\n"), text.as_bytes())
}
