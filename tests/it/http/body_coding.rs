//! Bodies that are compressed, begin with a mark, or are in another encoding.

use std::io::Write;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use yizhan::http::AppState;

use crate::support::http::{Reply, post_to, problem, send, service, station};

const NEAREST: &str = "/v1/stations/nearest";
const COVERAGE: &str = "/v1/coverage";
/// The most bytes that each of them reads.
const CAPS: [(&str, usize); 2] = [(NEAREST, 1 << 20), (COVERAGE, 4 << 20)];

fn world() -> Arc<AppState> {
    service(&[station("a", 100.0, r#""opening_hours":"24/7""#)])
}

fn good(path: &str) -> Vec<u8> {
    let body = if path == NEAREST {
        r#"{"origins":[{"lat":30,"lon":110}],"at":"2026-11-24T12:00:00"}"#
    } else {
        r#"{"demand":[{"id":"x","lat":30,"lon":110,"population":7}]}"#
    };
    body.into()
}

/// A text in every coding, under the names that clients give them.
fn packed(text: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let level = Compression::new(6);
    let mut gzip = GzEncoder::new(Vec::new(), level);
    gzip.write_all(text).unwrap();
    let gzip = gzip.finish().unwrap();
    let mut zlib = ZlibEncoder::new(Vec::new(), level);
    zlib.write_all(text).unwrap();
    let mut bare = DeflateEncoder::new(Vec::new(), level);
    bare.write_all(text).unwrap();
    let mut br = brotli::CompressorWriter::new(Vec::new(), 4_096, 5, 20);
    br.write_all(text).unwrap();
    vec![
        ("gzip", gzip.clone()),
        ("x-gzip", gzip.clone()),
        ("GZip", gzip),
        ("deflate", zlib.finish().unwrap()),
        ("deflate", bare.finish().unwrap()),
        ("br", br.into_inner()),
        ("zstd", zstd::encode_all(text, 3).unwrap()),
        ("identity", text.into()),
    ]
}

fn post(path: &str, coding: &str, body: Vec<u8>) -> Reply {
    let request = Request::post(path)
        .header("content-type", "application/json")
        .header("content-encoding", coding);
    send(&world(), request.body(Body::from(body)).unwrap())
}

#[test]
fn a_compressed_body_is_answered_like_an_uncompressed_one() {
    for (path, _) in CAPS {
        let plain = post_to(&world(), path, good(path));
        assert_eq!(plain.status, 200, "{}", plain.text());
        for (coding, body) in packed(&good(path)) {
            let reply = post(path, coding, body);
            assert_eq!(reply.status, 200, "{path} {coding}: {}", reply.text());
            assert_eq!(
                reply.json()["results"],
                plain.json()["results"],
                "{path} {coding}"
            );
            assert_eq!(
                reply.json()["cells"],
                plain.json()["cells"],
                "{path} {coding}"
            );
        }
    }
}

#[test]
fn the_limit_on_a_body_counts_decoded_bytes_and_a_bomb_is_refused() {
    for (path, cap) in CAPS {
        let mut full = good(path);
        full.resize(cap, b' ');
        for (coding, body) in packed(&full) {
            assert_eq!(post(path, coding, body).status, 200, "{path} {coding}");
        }
        full.push(b' ');
        for (coding, body) in packed(&full) {
            problem(&post(path, coding, body), 413);
        }
        full.resize(64 << 20, b' ');
        for (coding, body) in packed(&full) {
            problem(&post(path, coding, body), 413);
        }
    }
}

#[test]
fn an_unsupported_coding_is_named_with_the_supported_ones() {
    for coding in ["compress", "lzma", "gzip, br", "gzip;q=1", "aws-chunked"] {
        let reply = post(NEAREST, coding, good(NEAREST));
        let refused = problem(&reply, 415);
        assert_eq!(reply.header("accept-encoding"), "gzip, deflate, br, zstd");
        let detail = refused["detail"].as_str().unwrap();
        assert!(
            detail.contains(coding) && detail.contains("gzip, deflate, br, zstd"),
            "{detail}"
        );
    }
}

#[test]
fn a_body_that_is_not_what_its_coding_says_is_refused_without_repeating_it() {
    for (coding, whole) in packed(&good(NEAREST)) {
        if coding == "identity" {
            continue;
        }
        for body in [good(NEAREST), whole[..whole.len() / 2].into(), Vec::new()] {
            let reply = post(NEAREST, coding, body);
            problem(&reply, 400);
            assert!(!reply.text().contains("110"), "{coding}: {}", reply.text());
        }
    }
    // What says nothing of how it is compressed is no JSON, which is said as ever.
    let undeclared = packed(&good(NEAREST)).remove(0).1;
    problem(&post_to(&world(), NEAREST, undeclared), 400);
}

#[test]
fn a_utf_8_byte_order_mark_is_skipped_and_utf_16_is_named() {
    let good = good(NEAREST);
    let marked = [b"\xef\xbb\xbf", &*good].concat();
    let gzip = packed(&marked).remove(0).1;
    assert_eq!(post_to(&world(), NEAREST, marked.clone()).status, 200);
    assert_eq!(post(NEAREST, "gzip", gzip).status, 200);
    let twice = [b"\xef\xbb\xbf", &*marked].concat();
    problem(&post_to(&world(), NEAREST, twice), 400);
    let wide: Vec<u16> = String::from_utf8(good).unwrap().encode_utf16().collect();
    let little: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for utf_16 in [
        [b"\xff\xfe", &*little].concat(),
        [b"\xfe\xff", &*big].concat(),
        little,
        big,
    ] {
        let refused = problem(&post_to(&world(), NEAREST, utf_16), 400);
        assert!(
            refused["detail"].as_str().unwrap().contains("UTF-16"),
            "{refused}"
        );
    }
}
