//! What was acknowledged is kept, whatever happens to the process.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::Value;

use crate::support::cli::{Folder, world};
use crate::support::http::station;
use crate::support::serve::Server;

const LIVE: [&str; 3] = ["stations.geojson", "--live", "sqlite:live.db"];
/// Connections that write at the same time.
const N_WRITERS: usize = 4;
/// Stations that they write about, so that none has too many notices.
const N_STATIONS: usize = 100;

/// Writes notices one after the other until the server is gone; the ids that were acknowledged.
fn write_until_gone(address: SocketAddr, token: &str, first: usize) -> Vec<String> {
    let mut stream = BufReader::new(TcpStream::connect(address).unwrap());
    let mut acknowledged = Vec::new();
    let body = r#"{"kind":"closed"}"#;
    for n in (first..).step_by(N_WRITERS) {
        let request = format!(
            "POST /v1/stations/s{}/notices HTTP/1.1\r\nhost: test\r\n\
             authorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{body}",
            n % N_STATIONS,
            body.len(),
        );
        if stream.get_mut().write_all(request.as_bytes()).is_err() {
            break;
        }
        let Some(answer) = read_json(&mut stream) else {
            break;
        };
        acknowledged.push(answer["id"].as_str().unwrap().to_owned());
    }
    acknowledged
}

/// The JSON of the next answer on a connection; nothing if it ends before.
fn read_json(stream: &mut impl BufRead) -> Option<Value> {
    let mut n_bytes = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(length) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
            n_bytes = length.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; n_bytes];
    stream.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

#[test]
fn every_acknowledged_write_is_there_after_the_process_was_killed() {
    let features: Vec<String> = (0..N_STATIONS)
        .map(|n| station(&format!("s{n}"), 100.0, ""))
        .collect();
    let folder = Folder::with(&features);
    let added = folder.run(&[
        "keeper",
        "add",
        "--live",
        "sqlite:live.db",
        "--name",
        "n",
        "--all",
    ]);
    let token = added.out.trim();
    let server = Server::ready(&folder, &LIVE);
    let acknowledged: Vec<String> = std::thread::scope(|scope| {
        let address = server.address();
        let writers: Vec<_> = (0..N_WRITERS)
            .map(|first| scope.spawn(move || write_until_gone(address, token, first)))
            .collect();
        // Amid the writes: once some hundred are there.
        while server.get_json("/v1/meta")["live"]["notices"]
            .as_u64()
            .unwrap()
            < 300
        {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        server.send("-KILL");
        let writers = writers.into_iter();
        writers.flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert!(acknowledged.len() >= 290, "{}", acknowledged.len());
    // Its connections break before its lock on the file is gone: waits for the end of the process.
    drop(server);
    let after = Server::ready(&folder, &LIVE);
    let answer = after.get_json("/v1/live.json");
    let notices = answer["notices"].as_array().unwrap().iter();
    let kept: BTreeSet<&str> = notices
        .map(|notice| notice["id"].as_str().unwrap())
        .collect();
    let lost: Vec<_> = acknowledged
        .iter()
        .filter(|id| !kept.contains(&***id))
        .collect();
    assert!(
        lost.is_empty(),
        "{} of {} are lost",
        lost.len(),
        acknowledged.len()
    );
}

#[test]
fn a_second_process_on_the_same_file_is_refused_until_the_first_has_ended() {
    let folder = Folder::with(&world());
    let first = Server::ready(&folder, &LIVE);
    let refused = folder.run(&[&["serve", "--listen", "127.0.0.1:0"], &LIVE[..]].concat());
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused.err.contains("another process serves"),
        "{refused:?}"
    );
    first.send("-KILL");
    drop(first);
    Server::ready(&folder, &LIVE);
}

#[test]
fn processes_that_make_the_tables_at_once_do_not_get_in_each_others_way() {
    let folder = Folder::with(&world());
    let add = [
        "keeper",
        "add",
        "--live",
        "sqlite:live.db",
        "--name",
        "n",
        "--all",
    ];
    let adding: Vec<_> = (0..4)
        .map(|_| {
            folder
                .command(&add)
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut one in adding {
        assert!(one.wait().unwrap().success());
    }
    let listed = folder.run(&[
        "keeper",
        "list",
        "--live",
        "sqlite:live.db",
        "--format",
        "json",
    ]);
    let keepers: Value = serde_json::from_str(&listed.out).unwrap();
    assert_eq!(keepers["keepers"].as_array().unwrap().len(), 4);
}
