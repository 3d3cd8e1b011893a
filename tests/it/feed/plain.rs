//! The plain feed over HTTP: encodings, tags and dates, lengths, and the shared bytes.

use std::io::Read;
use std::sync::Arc;

use axum::http::Method;
use yizhan::datum::Datum;
use yizhan::http::AppState;

use super::{FEED, STATIONS};
use crate::support::http::{Reply, call, get, get_with, service_of};

const CACHE_CONTROL: &str = "public, max-age=60, stale-while-revalidate=600";

/// A service whose plain feed is compressed already.
fn compressed() -> Arc<AppState> {
    let service = service_of(&[STATIONS]);
    service
        .current()
        .unwrap()
        .plain_feeds()
        .compress(Datum::Wgs84);
    service
}

fn decoded(answer: &Reply) -> Vec<u8> {
    let mut out = Vec::new();
    let body = &answer.body[..];
    match answer.header("content-encoding") {
        "" => out.extend_from_slice(body),
        "gzip" => {
            flate2::read::GzDecoder::new(body)
                .read_to_end(&mut out)
                .unwrap();
        }
        "br" => brotli::BrotliDecompress(&mut &*body, &mut out).unwrap(),
        "zstd" => out = zstd::decode_all(body).unwrap(),
        other => panic!("{other}"),
    }
    out
}

#[test]
fn every_client_gets_its_preferred_encoding_of_the_same_feed() {
    let service = compressed();
    let identity = get(&service, FEED);
    assert_eq!(identity.header("content-encoding"), "");
    for (accepts, encoding) in [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("*", "zstd"),
        ("zstd;q=0, *;q=0.5", "br"),
        ("identity", ""),
        ("deflate", ""),
        ("identity;q=0", ""),
        ("*;q=0", ""),
        ("gzip;q=0", ""),
    ] {
        let answer = get_with(&service, FEED, &[("accept-encoding", accepts)]);
        assert_eq!(answer.status, 200, "{accepts}");
        assert_eq!(answer.header("content-encoding"), encoding, "{accepts}");
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert_eq!(
            answer.header("content-length"),
            answer.body.len().to_string()
        );
        assert_eq!(decoded(&answer), identity.body, "{accepts}");
    }
}

#[test]
fn feeds_written_for_a_request_are_encoded_too() {
    let service = service_of(&[STATIONS]);
    for query in ["?kind=union_station", "?at=2026-11-24T12:00:00Z"] {
        let uri = format!("{FEED}{query}");
        let identity = get(&service, &uri);
        for encoding in ["br", "zstd", "gzip"] {
            let answer = get_with(&service, &uri, &[("accept-encoding", encoding)]);
            assert_eq!(answer.header("content-encoding"), encoding);
            assert_eq!(answer.header("vary"), "accept-encoding");
            assert_eq!(
                answer.header("content-length"),
                answer.body.len().to_string()
            );
            assert_eq!(decoded(&answer), identity.body);
        }
    }
}

#[test]
fn the_bytes_of_the_plain_feed_are_sent_and_not_copied() {
    let service = compressed();
    for accepts in ["identity", "gzip", "br", "zstd"] {
        let headers = [("accept-encoding", accepts)];
        let (one, two) = (
            get_with(&service, FEED, &headers),
            get_with(&service, FEED, &headers),
        );
        assert_eq!(one.body.as_ptr(), two.body.as_ptr(), "{accepts}");
        let named = get_with(&service, &format!("{FEED}?crs=wgs84"), &headers);
        assert_eq!(one.body.as_ptr(), named.body.as_ptr(), "{accepts}");
    }
    let shifted = format!("{FEED}?crs=bd09");
    let (one, two) = (get(&service, &shifted), get(&service, &shifted));
    assert_eq!(one.body.as_ptr(), two.body.as_ptr());
}

#[test]
fn compression_starts_in_the_background_and_no_request_waits_for_it() {
    let service = service_of(&[STATIONS]);
    for uri in [FEED.to_owned(), format!("{FEED}?crs=gcj02")] {
        let ask = || get_with(&service, &uri, &[("accept-encoding", "br")]);
        let first = ask();
        assert!(["", "br"].contains(&first.header("content-encoding")));
        let is_compressed = (0..500).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            ask().header("content-encoding") == "br"
        });
        assert!(is_compressed, "{uri}");
    }
}

#[test]
fn the_midnight_roll_over_keeps_the_bytes() {
    let service = compressed();
    let before = get_with(&service, FEED, &[("accept-encoding", "br")]);
    service.set().roll_to("2026-11-25".parse().unwrap());
    let after = get_with(&service, FEED, &[("accept-encoding", "br")]);
    assert_eq!(before.body.as_ptr(), after.body.as_ptr());
    assert_eq!(before.headers_but_the_id(), after.headers_but_the_id());
}

#[test]
fn head_says_what_get_would_without_sending_it() {
    let service = compressed();
    for (query, accepts) in [("", "identity"), ("", "gzip"), ("?bbox=0,0,180,90", "gzip")] {
        let uri = format!("{FEED}{query}");
        let headers = [("accept-encoding", accepts)];
        let got = get_with(&service, &uri, &headers);
        let head = call(&service, Method::HEAD, &uri, &headers);
        assert_eq!(head.status, 200);
        assert_eq!(head.headers_but_the_id(), got.headers_but_the_id());
        assert_eq!(head.header("content-length"), got.body.len().to_string());
        assert!(head.body.is_empty());
    }
}

#[test]
fn the_feed_may_be_kept_for_a_minute_and_is_named_by_a_weak_tag() {
    let service = service_of(&[STATIONS]);
    let version = service.current().unwrap().snapshot().version().to_owned();
    let mut tags = Vec::new();
    for query in ["", "?crs=gcj02", "?crs=bd09", "?amenity=toilet", "?since=x"] {
        let answer = get(&service, &format!("{FEED}{query}"));
        assert_eq!(answer.header("cache-control"), CACHE_CONTROL);
        assert_eq!(
            answer.header("last-modified"),
            "Tue, 24 Nov 2026 04:00:00 GMT"
        );
        let tag = answer.header("etag").to_owned();
        assert!(tag.starts_with(&format!("W/\"{version}-")), "{tag}");
        tags.push(tag);
    }
    assert_ne!(tags[0], tags[1]);
    assert_ne!(tags[1], tags[2]);
    let gzip = get_with(&service, FEED, &[("accept-encoding", "gzip")]);
    assert_eq!(gzip.header("etag"), tags[0]);
}

#[test]
fn a_client_with_the_current_feed_gets_304_without_a_body() {
    let service = service_of(&[STATIONS]);
    let tag = get(&service, FEED).header("etag").to_owned();
    let strong = tag.trim_start_matches("W/").to_owned();
    let list = format!("\"a,b\", {tag}");
    let date = "Tue, 24 Nov 2026 04:00:00 GMT";
    for (name, value) in [
        ("if-none-match", tag.as_str()),
        ("if-none-match", &strong),
        ("if-none-match", &list),
        ("if-none-match", "*"),
        ("if-modified-since", date),
        ("if-modified-since", "Tuesday, 24-Nov-26 04:00:01 GMT"),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let answer = call(&service, method, FEED, &[(name, value)]);
            assert_eq!(answer.status, 304, "{value}");
            assert!(answer.body.is_empty());
            assert_eq!(answer.header("etag"), tag);
            assert_eq!(answer.header("cache-control"), CACHE_CONTROL);
            assert_eq!(answer.header("vary"), "accept-encoding");
            assert_eq!(answer.header("last-modified"), date);
            assert_eq!(answer.header("content-length"), "");
            assert_eq!(answer.header("content-type"), "");
        }
    }
}

#[test]
fn a_client_with_another_version_is_sent_the_feed() {
    let service = service_of(&[STATIONS]);
    let tag = get(&service, FEED).header("etag").to_owned();
    let other_datum = get(&service, &format!("{FEED}?crs=gcj02"));
    let other_datum = other_datum.header("etag");
    let date = ("if-modified-since", "Wed, 25 Nov 2026 00:00:00 GMT");
    for headers in [
        &[("if-none-match", "\"other\"")][..],
        &[("if-none-match", other_datum)],
        &[("if-none-match", &tag[3..])],
        &[("if-none-match", "\"other\""), date],
        &[("if-modified-since", "Tue, 24 Nov 2026 03:59:59 GMT")],
        &[("if-modified-since", "yesterday")],
    ] {
        let answer = get_with(&service, FEED, headers);
        assert_eq!(answer.status, 200, "{headers:?}");
        assert!(!answer.body.is_empty());
    }
}

#[test]
fn ranges_are_answered_with_the_whole() {
    let service = service_of(&[STATIONS]);
    let whole = get(&service, FEED);
    let answer = get_with(&service, FEED, &[("range", "bytes=0-99")]);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, whole.body);
    assert_eq!(answer.header("content-range"), "");
}

#[test]
fn pages_of_other_origins_may_read_the_feed_and_its_headers() {
    let service = service_of(&[STATIONS]);
    let origin = ("origin", "https://example.org");
    let answer = get_with(&service, FEED, &[origin]);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let exposed = answer.header("access-control-expose-headers");
    for name in ["etag", "last-modified", "content-length", "link"] {
        assert!(exposed.contains(name), "{name}");
    }
    let preflight = [
        origin,
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "if-none-match"),
    ];
    let answer = call(&service, Method::OPTIONS, FEED, &preflight);
    assert_eq!(answer.status, 200);
    let allowed = answer.header("access-control-allow-headers");
    assert!(allowed.contains("if-none-match"), "{allowed}");
}

#[test]
fn other_methods_are_not_answered_and_no_set_is_not_ready() {
    let service = service_of(&[STATIONS]);
    let answer = call(&service, Method::POST, FEED, &[]);
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let empty = Arc::new(AppState::new(
        yizhan::clock::Zone::default(),
        yizhan::travel::Paces::default(),
    ));
    assert_eq!(get(&empty, FEED).status, 503);
}

#[test]
fn answers_elsewhere_are_compressed_as_before() {
    let service = service_of(&[STATIONS]);
    let answer = get_with(&service, "/v1/meta", &[("accept-encoding", "gzip")]);
    assert_eq!(answer.header("content-encoding"), "gzip");
}
