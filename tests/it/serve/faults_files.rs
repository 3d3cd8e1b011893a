//! Faults: the process is killed, its log is not read, the disk is full.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use crate::feed::STATIONS;
use crate::reload::{count, put};
use crate::support::cli::{Folder, NEAREST, command, world};
use crate::support::serve::Server;

#[test]
fn a_service_that_was_killed_starts_again_at_the_same_address() {
    let folder = Folder::new();
    folder.write("few.geojson", STATIONS);
    let mut first = Server::ready(&folder, &["few.geojson"]);
    // Connections that are open when it dies keep the port in the system's books.
    let open: Vec<_> = (0..5).map(|_| first.connect()).collect();
    first.get("/health/live");
    first.send("-KILL");
    assert_eq!(first.end().signal(), Some(9));
    let address = first.address().to_string();
    let second = Server::ready_at(&address, &folder, &["few.geojson"]);
    assert_eq!(second.address(), first.address());
    assert_eq!(count(&second), 6);
    drop(open);
}

#[test]
fn a_log_whose_reader_is_gone_disturbs_no_request() {
    let folder = Folder::new();
    folder.write("few.geojson", STATIONS);
    let mut server = Server::ready(&folder, &["few.geojson", "--log-level", "debug"]);
    server.hang_up_on_its_log();
    for (n_stations, gone) in [(5, "\"fiji\""), (4, "\"samoa\"")] {
        let mut lines: Vec<&str> = STATIONS.lines().collect();
        lines
            .retain(|line| !line.contains("\"fiji\"") && (n_stations == 5 || !line.contains(gone)));
        put(&folder.path("few.geojson"), &lines.join("\n"));
        let patience = std::time::Instant::now() + crate::support::serve::PATIENCE;
        while count(&server) != n_stations {
            assert!(
                std::time::Instant::now() < patience,
                "{n_stations} are not taken up"
            );
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }
    put(&folder.path("few.geojson"), "{");
    let patience = std::time::Instant::now() + crate::support::serve::PATIENCE;
    while server.get_json("/v1/meta")["last_reload"]["outcome"] != "kept" {
        assert!(
            std::time::Instant::now() < patience,
            "the broken file is not refused"
        );
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(count(&server), 4);
    server.terminate();
    assert_eq!(server.end().code(), Some(0));
}

#[test]
fn a_closed_pipe_is_no_error_and_a_full_disk_is() {
    let folder = Folder::with(&world());
    let mut check = folder.command(&["check", "stations.geojson"]);
    let mut child = check.stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    #[cfg(target_os = "linux")]
    for arguments in [
        &NEAREST[..],
        &["check", "stations.geojson"],
        &["check", "stations.geojson", "--format", "json"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full");
        let output = folder.command(arguments).stdout(full.unwrap()).output();
        let output = output.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("No space left"), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }
}

const DEMAND: &str = "id,lon,lat,population\n1,110,30,5\n2,110.01,30,7\n3,111,30,9\n";
const COVERAGE: [&str; 7] = [
    "coverage",
    "--stations",
    "stations.geojson",
    "--demand",
    "demand.csv",
    "--out",
    "out",
];

#[cfg(target_os = "linux")]
#[test]
fn messages_that_cannot_be_written_cost_no_result() {
    let folder = Folder::with(&world());
    folder.write("demand.csv", &format!("{DEMAND}4,110,30,-1\n"));
    let full = std::fs::File::options().write(true).open("/dev/full");
    let mut command = folder.command(&COVERAGE);
    let status = command.stderr(full.unwrap()).status().unwrap();
    assert_eq!(status.code(), Some(0));
    assert!(folder.path("out/cells.csv").is_file());
}

/// Everything in the folder of results.
fn results(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder.path("out")).unwrap();
    let mut files: Vec<_> = entries
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn results_that_do_not_fit_leave_the_older_ones_as_they_were() {
    let folder = Folder::with(&world());
    folder.write("demand.csv", DEMAND);
    let outcome = folder.run(&COVERAGE);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let before = results(&folder);
    assert!(before.len() >= 5, "{before:?}");
    // Files may grow to one block: the report is larger. The signal that says so is ignored,
    // so that writing fails as on a full disk.
    let yizhan = command(folder.as_ref(), &COVERAGE);
    let mut limited = Command::new("sh");
    limited
        .current_dir(folder.path("."))
        .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh"])
        .arg(yizhan.get_program())
        .args(yizhan.get_args());
    let output = limited.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("cannot write") && said.contains("too large"),
        "{said}"
    );
    assert_eq!(results(&folder), before);
}

#[test]
fn the_program_reports_its_error_even_if_its_results_are_not_read() {
    let folder = Folder::new();
    let mut child = folder
        .command(&["check", "missing.geojson"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut said).unwrap();
    stderr.read_to_string(&mut said).unwrap();
    assert!(
        said.starts_with("yizhan: missing.geojson cannot be read"),
        "{said}"
    );
    assert_eq!(child.wait().unwrap().code(), Some(2));
}
