//! Headers that lie, contradict each other, or try to be reflected.

use super::{ASK, NEAREST, Target};

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
fn unusual_request_headers_change_no_answer() {
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
    // An answer that is long enough to be compressed.
    let answer = target.get_with("/v1/meta", &format!("accept-encoding: {many}\r\n"));
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
