//! `yizhan keeper`, beside a server and alone.

use std::time::{Duration, Instant};

use crate::support::cli::{Folder, world};
use crate::support::serve::{PATIENCE, Server};

const LIVE: [&str; 2] = ["--live", "sqlite:live.db"];

fn add(folder: &Folder, more: &[&str]) -> String {
    let added = folder.run(&[&["keeper", "add"], &LIVE[..], more].concat());
    assert_eq!((added.code, added.err.as_str()), (Some(0), ""), "{added:?}");
    let token = added.out.strip_suffix('\n').unwrap().to_owned();
    assert!(!token.contains(char::is_whitespace), "{token}");
    token
}

/// The status of a request with a token.
fn status(server: &Server, token: &str) -> u16 {
    let (head, _) = server.exchange(&format!(
        "GET /v1/reports HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {token}\r\n\
         connection: close\r\n\r\n"
    ));
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

/// Waits until a token has this status.
fn await_status(server: &Server, token: &str, expected: u16) {
    let deadline = Instant::now() + PATIENCE;
    while status(server, token) != expected {
        assert!(Instant::now() < deadline, "it is not {expected}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_token_is_shown_once_and_its_keeper_is_listed_until_it_is_removed() {
    let folder = Folder::with(&world());
    let token = add(&folder, &["--name", "王 \u{202e}x", "--station", "a", "b"]);
    add(&folder, &["--name", "all", "--all"]);
    let listed = folder.run(&[&["keeper", "list"], &LIVE[..]].concat());
    assert!(
        listed.out.contains("王 x") && listed.out.contains("a b"),
        "{listed:?}"
    );
    let json = folder.run(&[&["keeper", "list", "--format", "json"], &LIVE[..]].concat());
    let keepers: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(
        keepers["keepers"][0]["stations"],
        serde_json::json!(["a", "b"])
    );
    assert!(keepers["keepers"][1]["stations"].is_null());
    let secret = token.split('.').nth(1).unwrap();
    for shown in [&listed.out, &json.out] {
        assert!(!shown.contains(secret));
    }
    for name in ["live.db", "live.db-wal"] {
        let kept = std::fs::read(folder.path(name)).unwrap_or_default();
        assert!(
            !kept
                .windows(secret.len())
                .any(|part| part == secret.as_bytes())
        );
    }
    let id = keepers["keepers"][0]["id"].as_str().unwrap();
    for code in [0, 1] {
        let removed = folder.run(&[&["keeper", "remove", id], &LIVE[..]].concat());
        assert_eq!(removed.code, Some(code), "{removed:?}");
    }
    let listed = folder.run(&[&["keeper", "list"], &LIVE[..]].concat());
    assert!(!listed.out.contains(id), "{listed:?}");
}

#[test]
fn a_server_knows_a_keeper_that_was_made_or_removed_beside_it() {
    let folder = Folder::with(&world());
    let server = Server::ready(&folder, &[&["stations.geojson"], &LIVE[..]].concat());
    let token = add(&folder, &["--name", "n", "--all"]);
    await_status(&server, &token, 200);
    let id = token.split('.').next().unwrap();
    let removed = folder.run(&[&["keeper", "remove", id], &LIVE[..]].concat());
    assert_eq!(removed.code, Some(0));
    await_status(&server, &token, 401);
    let meta = server.get_json("/v1/meta");
    assert_eq!(meta["live"]["database"], "sqlite");
    assert_eq!(meta["live"]["connected"], true);
    assert!(!meta.to_string().contains(token.split('.').nth(1).unwrap()));
}

#[test]
fn wrong_use_is_told_and_no_address_is_repeated() {
    let folder = Folder::with(&world());
    let secret = "postgres:/u:hush@h/d";
    for arguments in [
        &["keeper", "list"][..],
        &["keeper", "list", "--live", secret],
        &["keeper", "list", "--live", "sqlite:nowhere/live.db"],
        &["keeper", "add", "--live", "sqlite:live.db", "--name", "n"],
        &[
            "keeper",
            "add",
            "--live",
            "sqlite:live.db",
            "--name",
            " ",
            "--all",
        ],
        &["keeper", "list", "--live-file", "nowhere"],
        &["keeper", "list", "--live", "postgres://h/d?pasword=hush"],
        &["keeper", "list", "--live", "postgres://h/d?sslmode=hush"],
        &[
            "serve",
            "stations.geojson",
            "--live",
            "postgres://h/d?pasword=hush",
        ],
        &["serve", "stations.geojson", "--live", secret],
        &[
            "serve",
            "stations.geojson",
            "--live",
            "sqlite:nowhere/live.db",
        ],
        &[
            "serve",
            "stations.geojson",
            "--live",
            "sqlite:a.db",
            "--live-file",
            "x",
        ],
    ] {
        let refused = folder.run(arguments);
        assert_eq!(refused.code, Some(2), "{arguments:?} {refused:?}");
        assert!(
            !refused.err.contains("hush") && !refused.err.is_empty(),
            "{refused:?}"
        );
    }
}

#[test]
fn the_address_is_taken_from_a_file_or_the_environment_too() {
    let folder = Folder::with(&world());
    let token = add(&folder, &["--name", "n", "--all"]);
    let id = token.split('.').next().unwrap();
    folder.write("address", "sqlite:live.db\n");
    let of_file = folder.run(&["keeper", "list", "--live-file", "address"]);
    let of_variable = folder.run_with(&[("YIZHAN_LIVE", "sqlite:live.db")], &["keeper", "list"]);
    let of_both = folder.run_with(&[("YIZHAN_LIVE_FILE", "address")], &["keeper", "list"]);
    for listed in [of_file, of_variable, of_both] {
        assert!(listed.out.contains(id), "{listed:?}");
    }
}

#[test]
fn a_command_that_reads_makes_no_file_that_is_not_there() {
    let folder = Folder::with(&world());
    for arguments in [
        &["keeper", "list"][..],
        &["keeper", "remove", "k"],
        &["live", "export", "--out", "out"],
        &["live", "demand", "--out", "out.csv"],
    ] {
        let refused = folder.run(&[arguments, &LIVE[..]].concat());
        assert_eq!(refused.code, Some(2), "{arguments:?} {refused:?}");
        assert!(refused.err.contains("there is no file"), "{refused:?}");
        assert!(!folder.path("live.db").exists(), "{arguments:?}");
    }
}

#[test]
fn a_name_of_the_greatest_length_is_taken_and_a_longer_one_is_not() {
    let folder = Folder::with(&world());
    add(&folder, &["--name", &"字".repeat(100), "--all"]);
    let longer = "字".repeat(101);
    let refused = folder.run(&[&["keeper", "add", "--all", "--name", &longer], &LIVE[..]].concat());
    assert_eq!(refused.code, Some(2), "{refused:?}");
}

#[test]
fn a_file_that_is_too_long_for_an_address_is_refused_and_not_cut() {
    let folder = Folder::with(&world());
    add(&folder, &["--name", "n", "--all"]);
    for (n_bytes, code) in [(4_096, 0), (4_097, 2)] {
        folder.write("address", &format!("{:n_bytes$}", "sqlite:live.db"));
        let listed = folder.run(&["keeper", "list", "--live-file", "address"]);
        assert_eq!(listed.code, Some(code), "{n_bytes} {listed:?}");
    }
}
