//! Station files behind addresses: fetched, asked for again, and never half of one.

use std::io::Write;
use std::net::TcpListener;
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::feed::{OTHERS, STATIONS};
use crate::reload::count;
use crate::reload::host::{Host, answer, ok};
use crate::support::cli::Folder;
use crate::support::serve::{PATIENCE, Server};

/// Waits until the last attempt is told in these words.
fn wait_for_message(server: &Server, words: &str) -> Value {
    let patience = Instant::now() + PATIENCE;
    loop {
        let said = server.get_json("/v1/meta")["last_reload"].clone();
        if said["message"]
            .as_str()
            .is_some_and(|text| text.contains(words))
        {
            return said;
        }
        assert!(Instant::now() < patience, "no '{words}' in {said}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn an_address_is_fetched_asked_for_again_and_taken_up_when_it_changes() {
    let folder = Folder::new();
    let host = Host::new(ok("\"v1\"", STATIONS));
    let secret = host
        .url("/a/few.geojson?key=secret")
        .replace("//", "//ann:secret@");
    let mut server = Server::ready(&folder, &[&secret, "--poll", "1"]);
    assert_eq!(count(&server), 6);
    let head = host.next_head();
    assert!(
        head.starts_with("get /a/few.geojson?key=secret http/1.1\r\n"),
        "{head}"
    );
    assert!(
        head.contains("authorization: basic yw5uonnly3jlda==\r\n"),
        "{head}"
    );
    assert!(head.contains("accept-encoding: gzip\r\n"), "{head}");
    assert!(!head.contains("if-none-match"), "{head}");

    assert!(host.next_head().contains("if-none-match: \"v1\"\r\n"));
    let said = wait_for_message(&server, "the web servers have nothing new");
    assert_eq!(said["outcome"], "unchanged");

    let fewer: Vec<&str> = STATIONS
        .lines()
        .filter(|line| !line.contains("fiji"))
        .collect();
    host.tell(ok("\"v2\"", &fewer.join("\n")));
    server.wait_for("5 stations");
    assert_eq!(count(&server), 5);
    while !host.next_head().contains("if-none-match: \"v2\"\r\n") {}

    let meta = server.get_json("/v1/meta");
    assert_eq!(meta["datasets"][0]["file"], "few.geojson");
    server.terminate();
    assert_eq!(server.end().code(), Some(0));
    assert!(
        !format!("{meta}{}", server.log).contains("secret"),
        "{}",
        server.log
    );
}

#[test]
fn whatever_a_server_answers_the_old_set_stays_and_the_reason_is_told() {
    let folder = Folder::new();
    let host = Host::new(ok("\"v1\"", STATIONS));
    let url = host.url("/few.geojson");
    let mut server = Server::ready(&folder, &[&url]);
    let elsewhere = |to: &str| answer("302 Found", &format!("Location: {to}\r\n"), b"");
    let cut_off = {
        let mut whole = ok("\"v3\"", STATIONS);
        whole.truncate(whole.len() - 100);
        whole
    };
    for (answer, words) in [
        (
            answer("503 Service Unavailable", "", b"{}"),
            "the server answered 503",
        ),
        (
            answer("404 Not Found", "", STATIONS.as_bytes()),
            "the server answered 404",
        ),
        (
            answer("304 Not Modified", "", b""),
            "the server answered 304",
        ),
        (ok("\"v2\"", "<html>"), "is not JSON at line 1"),
        (ok("\"v2\"", OTHERS), "fewer than half of the 6"),
        (cut_off, "few.geojson cannot be read"),
        (elsewhere(&url), "too many redirects"),
        (elsewhere("mailto:?secret"), "few.geojson cannot be read"),
        (
            b"no HTTP at all\r\n\r\n".to_vec(),
            "few.geojson cannot be read",
        ),
        (
            answer("200 OK", "Content-Encoding: gzip\r\n", STATIONS.as_bytes()),
            "few.geojson cannot be read",
        ),
    ] {
        host.tell(answer);
        server.send("-HUP");
        let said = wait_for_message(&server, words);
        assert_eq!(said["outcome"], "kept", "{words}");
        assert!(!said["message"].as_str().unwrap().contains("://"), "{said}");
        assert_eq!(count(&server), 6, "{words}");
        // The next attempt is told from this one.
        host.tell(ok("\"v1\"", STATIONS));
        server.send("-HUP");
        wait_for_message(&server, "the files are the same");
    }
    server.terminate();
    assert_eq!(server.end().code(), Some(0));
    assert!(!server.log.contains("secret"), "{}", server.log);
}

#[test]
fn what_is_compressed_is_opened_and_what_is_moved_is_followed() {
    let folder = Folder::new();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(STATIONS.as_bytes()).unwrap();
    let compressed = gzip.finish().unwrap();
    let target = Host::new(answer("200 OK", "Content-Encoding: gzip\r\n", &compressed));
    let location = format!("Location: {}\r\n", target.url("/moved.geojson"));
    let host = Host::new(answer("301 Moved Permanently", &location, b""));
    let user = host.url("/x").replace("//", "//ann:secret@");
    let outcome = folder.run(&["check", &user]);
    assert!(outcome.out.contains("6 stations"), "{outcome:?}");
    assert!(host.next_head().contains("authorization: basic"));
    // The password is for the host that it was given to.
    assert!(!target.next_head().contains("authorization"));
}

#[test]
fn a_redirect_on_the_same_host_keeps_user_and_password() {
    let folder = Folder::new();
    let host = Host::new(answer(
        "302 Found",
        "Location: moved.geojson?key=secret\r\n",
        b"",
    ));
    let url = host.url("/a/few.geojson").replace("//", "//ann:secret@");
    let outcome = std::thread::scope(|scope| {
        let checking = scope.spawn(|| folder.run(&["check", &url]));
        assert!(host.next_head().starts_with("get /a/few.geojson http/1.1"));
        // It goes round until it is told otherwise, or has followed enough.
        host.tell(ok("\"v1\"", STATIONS));
        checking.join().unwrap()
    });
    let head = host.next_head();
    assert!(
        head.starts_with("get /a/moved.geojson?key=secret http/1.1"),
        "{head}"
    );
    assert!(
        head.contains("authorization: basic yw5uonnly3jlda==\r\n"),
        "{head}"
    );
    assert!(!format!("{outcome:?}").contains("secret"), "{outcome:?}");
}

#[test]
fn a_user_that_a_redirect_names_is_sent_nowhere() {
    let folder = Folder::new();
    let target = Host::new(ok("\"v1\"", STATIONS));
    let location = target.url("/few.geojson").replace("//", "//bob:secret@");
    let host = Host::new(answer(
        "307 Temporary Redirect",
        &format!("Location: {location}\r\n"),
        b"",
    ));
    let outcome = folder.run(&["check", &host.url("/few.geojson")]);
    assert!(outcome.out.contains("6 stations"), "{outcome:?}");
    assert!(!target.next_head().contains("authorization"));
}

#[test]
fn a_file_and_an_address_are_one_set() {
    let folder = Folder::new();
    folder.write("few.geojson", STATIONS);
    let host = Host::new(ok("\"v1\"", OTHERS));
    let mut server = Server::ready(
        &folder,
        &["few.geojson", &host.url("/others.geojson"), "--poll", "0"],
    );
    assert_eq!(count(&server), 7);
    let files: Vec<Value> = server.get_json("/v1/meta")["datasets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|dataset| dataset["file"].clone())
        .collect();
    assert_eq!(files, ["few.geojson", "others.geojson"]);
    host.next_head();
    // A file that changes is loaded together with what the server has then.
    let fewer: Vec<&str> = STATIONS
        .lines()
        .filter(|line| !line.contains("fiji"))
        .collect();
    folder.write("few.geojson", &fewer.join("\n"));
    server.wait_for("6 stations");
    assert!(!host.next_head().contains("if-none-match"));
    // With --poll 0 there was no other request.
    assert!(host.heads.try_recv().is_err());
}

#[test]
fn a_web_server_that_is_away_at_the_start_is_asked_again_with_growing_pauses() {
    let folder = Folder::new();
    let host = Host::new(answer("503 Service Unavailable", "", b""));
    let url = host.url("/few.geojson").replace("//", "//ann:secret@");
    let mut server = Server::start(&folder, &[&url]).until_listening();
    for pause in ["1s", "2s"] {
        let line = server.wait_for("no stations yet");
        assert!(line.contains(&format!("again_in={pause}")), "{line}");
        assert!(line.contains("the server answered 503"), "{line}");
        assert!(server.get("/health/ready").0.starts_with("http/1.1 503"));
        assert!(server.get("/health/live").0.starts_with("http/1.1 200"));
    }
    host.tell(ok("\"v1\"", STATIONS));
    // Not the lines about requests to that path.
    server.wait_for("ready; `yizhan check`");
    assert!(server.get("/health/ready").0.starts_with("http/1.1 200"));
    assert_eq!(count(&server), 6);
    server.terminate();
    assert_eq!(server.end().code(), Some(0));
    assert!(!server.log.contains("secret"), "{}", server.log);
}

#[test]
fn a_stop_ends_the_wait_for_a_web_server_that_is_away() {
    let folder = Folder::new();
    let unused = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/few.geojson", unused.local_addr().unwrap());
    drop(unused);
    let mut server = Server::start(&folder, &[&url]).until_listening();
    server.wait_for("no stations yet");
    server.terminate();
    assert_eq!(server.end().code(), Some(0));
    assert!(server.log.contains("stopped"), "{}", server.log);
}

#[test]
fn an_address_that_cannot_be_fetched_or_read_ends_a_command_with_2_and_the_reason() {
    let folder = Folder::new();
    let unused = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = unused.local_addr().unwrap();
    drop(unused);
    let plain = Host::new(ok("\"v1\"", STATIONS));
    let tls = plain.url("/x").replace("http:", "https:");
    let other = Host::new(ok("\"v1\"", "<html>"));
    for (url, words, ends_the_start) in [
        (
            format!("http://ann:secret@{address}/x?secret"),
            "cannot be read",
            false,
        ),
        (tls, "cannot be read", false),
        (other.url("/x?secret"), "is not JSON", true),
        ("http:///x?secret".to_owned(), "names no host", true),
        (
            "http://example.org/a secret".to_owned(),
            "percent-encode",
            true,
        ),
    ] {
        let serve = ["serve", &url, "--listen", "127.0.0.1:0"];
        let serve = ends_the_start.then_some(&serve[..]);
        for command in [&["check", &url][..]].into_iter().chain(serve) {
            let outcome = folder.run(command);
            let said = format!("{}{}", outcome.out, outcome.err);
            assert_eq!(outcome.code, Some(2), "{said}");
            assert!(said.contains(words), "{url}: {said}");
            assert!(!said.contains("secret"), "{said}");
        }
    }
}

#[test]
fn the_time_between_two_looks_is_bounded_on_both_sides() {
    let folder = Folder::new();
    folder.write("few.geojson", STATIONS);
    for (seconds, words) in [
        ("86401", "0..=86400"),
        ("-1", "-1"),
        ("1.5", "invalid digit"),
        ("", "--poll"),
    ] {
        let outcome = folder.run(&["serve", "few.geojson", &format!("--poll={seconds}")]);
        assert_eq!(outcome.code, Some(2), "{seconds}");
        assert!(outcome.err.contains(words), "{}", outcome.err);
    }
    for seconds in ["0", "1", "86400"] {
        Server::ready(&folder, &["few.geojson", "--poll", seconds]);
    }
}
