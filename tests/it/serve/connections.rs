//! The limit on connections, and what happens to one more.

use std::process::Command;

use axum::Router;
use axum::routing::get;
use yizhan::http::{ConnectionLimits, Limits};

use crate::support::cli::{Folder, command};
use crate::support::http::station;
use crate::support::serve::Server;
use crate::support::tcp::{Tcp, read, read_to_hang_up};

const LIVE: &str = "GET /live HTTP/1.1\r\nhost: test\r\n\r\n";
const WAIT: &str = "GET /wait HTTP/1.1\r\nhost: test\r\n\r\n";

fn three_places() -> Tcp {
    let routes = Router::new()
        .route("/live", get(|| async { "live" }))
        .route("/wait", get(std::future::pending::<()>));
    Tcp::routes(
        routes,
        Limits {
            connections: ConnectionLimits {
                max_connections: 3,
                ..ConnectionLimits::default()
            },
            ..Limits::default()
        },
    )
}

#[test]
fn a_new_connection_replaces_the_longest_idle_one() {
    let server = three_places();
    let mut streams: Vec<_> = (0..3).map(|_| server.send(LIVE)).collect();
    for stream in &mut streams {
        assert_eq!(read(stream).body, "live");
    }
    let mut fourth = server.send(LIVE);
    assert_eq!(read(&mut fourth).body, "live");
    for stream in &streams {
        let short = std::time::Duration::from_millis(500);
        stream.set_read_timeout(Some(short)).unwrap();
    }
    let mut is_closed = |row: usize| {
        let end = std::io::Read::read(&mut streams[row], &mut [0]);
        matches!(end, Ok(0))
    };
    let closed = [is_closed(0), is_closed(1), is_closed(2)];
    assert_eq!(
        closed.into_iter().filter(|closed| *closed).count(),
        1,
        "{closed:?}"
    );
}

#[test]
fn when_all_are_busy_a_new_connection_gets_a_problem() {
    let server = three_places();
    let busy: Vec<_> = (0..3).map(|_| server.send(WAIT)).collect();
    server.wait_for_in_flight(3);
    for _ in 0..3 {
        let mut turned_away = server.send(LIVE);
        let answer = read(&mut turned_away);
        answer.problem(503, "overloaded");
        assert_eq!(answer.retry_after_s(), 5);
        assert_eq!(read_to_hang_up(&mut turned_away), 0);
    }
    drop(busy);
    server.wait_for_in_flight(0);
    let deadline = std::time::Instant::now() + crate::support::serve::PATIENCE;
    while read(&mut server.send(LIVE)).status() != 200 {
        assert!(std::time::Instant::now() < deadline);
    }
}

/// The server with a bound on its files: `-n` sets both bounds, `-S -n` the soft one only.
fn with_files(folder: &Folder, bound: &str) -> Server {
    let inner = command(
        folder.as_ref(),
        &["serve", "--listen", "127.0.0.1:0", "stations.geojson"],
    );
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("ulimit {bound}; exec \"$0\" \"$@\"")])
        .arg(inner.get_program())
        .args(inner.get_args())
        .current_dir(folder.as_ref());
    Server::run(command).until_ready()
}

#[test]
fn with_few_file_descriptors_idle_connections_close_and_others_are_answered() {
    let folder = Folder::with(&[station("a", 1.0, "")]);
    let server = with_files(&folder, "-n 48");
    assert!(server.log.contains("fewer files"), "{}", server.log);
    let idle: Vec<_> = (0..80).map(|_| server.connect()).collect();
    for _ in 0..5 {
        let (head, _) = server.get("/health/ready");
        assert!(head.starts_with("http/1.1 200"), "{head}");
    }
    drop(idle);
}

/// A limit just above what it has open leaves room for fewer connections than it may have.
#[cfg(target_os = "linux")]
#[test]
fn without_free_file_descriptors_idle_connections_close_and_others_are_answered() {
    let folder = Folder::with(&[station("a", 1.0, "")]);
    let n_files = with_files(&folder, "-n 200").n_open_files();
    let mut server = with_files(&folder, &format!("-n {}", n_files + 4));
    let idle: Vec<_> = (0..80).map(|_| server.connect()).collect();
    server.wait_for("no connection can be accepted");
    for _ in 0..5 {
        let (head, _) = server.get("/health/ready");
        assert!(head.starts_with("http/1.1 200"), "{head}");
    }
    drop(idle);
}

#[test]
fn a_low_limit_on_files_lowers_the_limit_on_connections() {
    let folder = Folder::with(&[station("a", 1.0, "")]);
    let server = with_files(&folder, "-n 128");
    assert!(server.log.contains("fewer connections"), "{}", server.log);
    let idle: Vec<_> = (0..300).map(|_| server.connect()).collect();
    let limits = &server.get_json("/v1/meta")["limits"];
    assert_eq!(limits["connections"], 64);
    drop(idle);
}

#[test]
fn the_soft_limit_on_files_is_raised_to_the_hard_one() {
    let folder = Folder::with(&[station("a", 1.0, "")]);
    let server = with_files(&folder, "-S -n 32");
    let idle: Vec<_> = (0..80).map(|_| server.connect()).collect();
    let (head, _) = server.get("/health/ready");
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(!server.log.contains("can be accepted"), "{}", server.log);
    drop(idle);
}

#[test]
fn invalid_limits_end_the_server_with_2_and_name_the_option() {
    let folder = Folder::with(&[station("a", 1.0, "")]);
    for (arguments, option) in [
        (&["--max-in-flight", "0"][..], "max-in-flight"),
        (&["--max-in-flight", "1000001"], "max-in-flight"),
        (&["--max-answer-bytes", "16777215"], "max-answer-bytes"),
        (&["--max-answer-bytes", "1099511627777"], "max-answer-bytes"),
        (&["--max-connections", "0"], "max-connections"),
        (&["--max-connections", "1000001"], "max-connections"),
        (&["--request-timeout", "0"], "request-timeout"),
        (&["--request-timeout", "3601"], "request-timeout"),
        (&["--request-timeout", "NaN"], "request-timeout"),
        (&["--rate-limit", "0"], "rate-limit"),
        (&["--rate-limit", "2000000"], "rate-limit"),
        (
            &["--rate-limit", "1", "--rate-limit-burst", "0"],
            "rate-limit-burst",
        ),
        (&["--rate-limit-burst", "5"], "rate-limit"),
        (&["--trusted-proxy", "10.0.0.0/33"], "trusted-proxy"),
    ] {
        let arguments = [&["serve", "stations.geojson"], arguments].concat();
        let outcome = command(folder.as_ref(), &arguments).output().unwrap();
        assert_eq!(outcome.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8(outcome.stderr).unwrap();
        assert!(said.contains(option), "{said}");
    }
}

#[test]
fn the_limits_from_the_environment_apply_and_are_shown() {
    let folder = Folder::with(&[station("a", 1.0, "")]);
    let mut inner = command(
        folder.as_ref(),
        &["serve", "--listen", "127.0.0.1:0", "stations.geojson"],
    );
    for (name, value) in [
        ("YIZHAN_MAX_IN_FLIGHT", "7"),
        ("YIZHAN_MAX_CONNECTIONS", "9"),
        ("YIZHAN_REQUEST_TIMEOUT", "2.5"),
        ("YIZHAN_RATE_LIMIT", "1.5"),
        ("YIZHAN_TRUSTED_PROXY", "10.0.0.0/8,fd00::/8"),
    ] {
        inner.env(name, value);
    }
    let server = Server::run(inner).until_ready();
    let limits = &server.get_json("/v1/meta")["limits"];
    assert_eq!(limits["requests_in_flight"], 7);
    assert_eq!(limits["connections"], 9);
    assert_eq!(limits["request_time_s"], 2.5);
    assert_eq!(
        (&limits["requests_per_s"], &limits["request_burst"]),
        (&1.5.into(), &3.into())
    );
}
