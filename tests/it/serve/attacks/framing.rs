//! Where a head and a body end: what is no HTTP, and what may be read in two ways.

use std::fmt::Write as _;
use std::io::Write;
use std::net::Shutdown;

use super::{ASK, NEAREST, Target};

#[test]
fn ambiguous_body_lengths_give_at_most_one_answer() {
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
fn a_client_that_disconnects_early_affects_no_other() {
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
fn a_connection_can_be_used_again_after_a_refusal() {
    let target = Target::new();
    let both = format!(
        "GET {NEAREST} HTTP/1.1\r\nhost: test\r\n\r\nGET {ASK} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n"
    );
    assert_eq!(target.send(both.as_bytes()).statuses, [400, 200]);
    target.serves_others();
}
