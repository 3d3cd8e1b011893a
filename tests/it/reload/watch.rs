//! Files that change under a running service, in all the ways that files change.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use yizhan::reload::QUIET_TIME;

use crate::feed::{OTHERS, STATIONS};
use crate::reload::{count, put};
use crate::support::cli::Folder;
use crate::support::http::{collection, station};
use crate::support::serve::{PATIENCE, Server, make_pipe};

/// The log of a set that was taken up.
const SWAPPED: &str = "outcome=\"swapped\"";
/// The log of files that are what is served already.
const UNCHANGED: &str = "outcome=\"unchanged\"";
/// The log of files that cannot be used.
const KEPT: &str = "the stations stay as they were";

fn few() -> Folder {
    let folder = Folder::new();
    folder.write("stations.geojson", STATIONS);
    folder
}

fn without(id: &str) -> String {
    let id = format!("\"{id}\"");
    let lines = STATIONS.lines().filter(|line| !line.contains(&id));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_file_replaced_by_a_rename_or_in_place_is_taken_up() {
    let folder = few();
    let mut server = Server::ready(&folder, &["stations.geojson"]);
    put(&folder.path("stations.geojson"), &without("fiji"));
    server.wait_for(SWAPPED);
    assert_eq!(count(&server), 5);
    folder.write("stations.geojson", STATIONS);
    server.wait_for(SWAPPED);
    assert_eq!(count(&server), 6);
    // The same bytes, as a deployment puts them there.
    put(&folder.path("stations.geojson"), STATIONS);
    server.wait_for(UNCHANGED);
    assert!(!server.log.contains(KEPT), "{}", server.log);
}

#[test]
fn what_cannot_be_used_is_refused_once_and_what_follows_is_taken() {
    let folder = few();
    let path = folder.path("stations.geojson");
    let mut server = Server::ready(&folder, &["stations.geojson"]);
    fs::remove_file(&path).unwrap();
    assert!(
        server
            .wait_for(KEPT)
            .contains("stations.geojson cannot be read")
    );
    fs::create_dir(&path).unwrap();
    assert!(
        server
            .wait_for(KEPT)
            .contains("stations.geojson cannot be read")
    );
    fs::remove_dir(&path).unwrap();
    server.wait_for(KEPT);
    // Cut off in the middle, and finished later.
    let (begun, rest) = STATIONS.split_at(STATIONS.len() / 2);
    folder.write("stations.geojson", begun);
    assert!(server.wait_for(KEPT).contains("is not JSON at line"));
    assert_eq!(count(&server), 6);
    let mut file = File::options().append(true).open(&path).unwrap();
    file.write_all(rest.as_bytes()).unwrap();
    drop(file);
    server.wait_for(UNCHANGED);
    fs::write(&path, "").unwrap();
    server.wait_for(KEPT);
    put(&path, &without("fiji"));
    server.wait_for(SWAPPED);
    assert_eq!(count(&server), 5);
    assert_eq!(server.log.matches(KEPT).count(), 5, "{}", server.log);
    server.terminate();
    assert_eq!(server.end().code(), Some(0));
}

#[test]
fn a_pipe_in_the_place_of_a_file_is_refused_and_the_next_file_is_taken() {
    let folder = few();
    let path = folder.path("stations.geojson");
    let mut server = Server::ready(&folder, &["stations.geojson"]);
    fs::remove_file(&path).unwrap();
    server.wait_for(KEPT);
    make_pipe(&path);
    // Nothing tells that a pipe has something new.
    server.send("-HUP");
    let said = server.wait_for("is a pipe");
    assert!(said.contains(KEPT), "{said}");
    let message = server.get_json("/v1/meta")["last_reload"]["message"].clone();
    let message = message.as_str().unwrap();
    assert!(
        message.starts_with("stations.geojson is a pipe"),
        "{message}"
    );
    put(&path, &without("fiji"));
    server.wait_for(SWAPPED);
    assert_eq!(count(&server), 5);
}

#[test]
fn a_file_is_not_loaded_while_it_is_still_being_written() {
    const N_STATIONS: u32 = 60;
    let folder = few();
    let mut server = Server::ready(&folder, &["stations.geojson"]);
    let stations: Vec<String> = (0..N_STATIONS)
        .map(|number| station(&format!("s{number}"), f64::from(number) * 100.0, ""))
        .collect();
    let text = collection("", &stations);
    let mut file = File::create(folder.path("stations.geojson")).unwrap();
    let mut longest_pause = Duration::ZERO;
    for part in text.as_bytes().chunks(text.len() / 20) {
        let stopwatch = Instant::now();
        // The pace of a slow writer.
        std::thread::sleep(QUIET_TIME / 6);
        file.write_all(part).unwrap();
        assert_eq!(count(&server), 6);
        longest_pause = longest_pause.max(stopwatch.elapsed());
    }
    drop(file);
    server.wait_for(SWAPPED);
    assert_eq!(count(&server), 60);
    // On a machine that was busy elsewhere the writer may have paused too long.
    if longest_pause < QUIET_TIME / 2 {
        assert!(!server.log.contains(KEPT), "{}", server.log);
    }
}

#[test]
fn files_that_never_rest_are_taken_up_after_some_seconds_and_the_log_says_so() {
    let folder = few();
    let path = folder.path("stations.geojson");
    let mut server = Server::ready(&folder, &["stations.geojson"]);
    let is_taken = AtomicBool::new(false);
    let patience = Instant::now() + PATIENCE;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_taken.load(Ordering::Relaxed) && Instant::now() < patience {
                put(&path, &without("fiji"));
                std::thread::sleep(QUIET_TIME / 5);
            }
        });
        let line = server.wait_for("the files do not stop changing");
        assert!(line.contains("WARN"), "{line}");
        server.wait_for(SWAPPED);
        is_taken.store(true, Ordering::Relaxed);
    });
    assert_eq!(count(&server), 5);
    assert!(!server.log.contains(KEPT), "{}", server.log);
}

#[test]
fn a_link_that_is_swapped_is_followed_as_kubernetes_swaps_it() {
    let folder = Folder::new();
    folder.write("mount/..1/stations.geojson", STATIONS);
    symlink("..1", folder.path("mount/..data")).unwrap();
    symlink(
        "..data/stations.geojson",
        folder.path("mount/stations.geojson"),
    )
    .unwrap();
    let mut server = Server::ready(&folder, &["mount/stations.geojson"]);
    for (version, gone) in [(2, "fiji"), (3, "samoa")] {
        let name = format!("mount/..{version}");
        folder.write(&format!("{name}/stations.geojson"), &without(gone));
        symlink(format!("..{version}"), folder.path("mount/..data_tmp")).unwrap();
        fs::rename(folder.path("mount/..data_tmp"), folder.path("mount/..data")).unwrap();
        fs::remove_dir_all(folder.path(&format!("mount/..{}", version - 1))).unwrap();
        server.wait_for(SWAPPED);
        assert!(
            server
                .get("/v1/stations/beijing")
                .0
                .starts_with("http/1.1 200")
        );
        let (head, _) = server.get(&format!("/v1/stations/{gone}"));
        assert!(head.starts_with("http/1.1 404"), "{gone}: {head}");
    }
    assert!(!server.log.contains(KEPT), "{}", server.log);
}

#[test]
fn files_that_come_and_go_in_the_default_folder_are_seen() {
    let folder = Folder::new();
    folder.write("data/stations/a.geojson", STATIONS);
    let mut server = Server::ready(&folder, &[]);
    folder.write("data/stations/b.geojson", OTHERS);
    server.wait_for(SWAPPED);
    assert_eq!(count(&server), 7);
    fs::remove_file(folder.path("data/stations/b.geojson")).unwrap();
    server.wait_for(SWAPPED);
    assert_eq!(count(&server), 6);
    // The whole folder goes, as when a disk is unmounted, and another one comes.
    fs::rename(folder.path("data"), folder.path("away")).unwrap();
    assert!(server.wait_for(KEPT).contains("no station file"));
    assert_eq!(count(&server), 6);
    folder.write("data/stations/c.geojson", &without("fiji"));
    server.wait_for(SWAPPED);
    assert_eq!(count(&server), 5);
    folder.write("data/stations/b.geojson", OTHERS);
    server.wait_for(SWAPPED);
    assert_eq!(count(&server), 6);
}

#[test]
fn a_table_of_days_off_is_watched_too() {
    let folder = few();
    let table = |off: &str| {
        format!(r#"{{"schema":1,"years_complete":[2029,2029],"off":[{off}],"work":[]}}"#)
    };
    folder.write("table.json", &table(""));
    let options = ["stations.geojson", "--holidays", "table.json"];
    let mut server = Server::ready(&folder, &options);
    let state = |server: &Server| {
        let station = server.get_json("/v1/stations/beijing?at=2026-11-24T12:00:00%2B08:00");
        station["properties"]["open_state"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let open_all_day = state(&server);
    folder.write(
        "table.json",
        &table(r#"["2029-11-24","2029-11-24","made up"]"#),
    );
    server.wait_for(SWAPPED);
    assert_eq!(server.get_json("/v1/meta")["holiday_years"]["cn"][1], 2029);
    folder.write("table.json", "[");
    let line = server.wait_for(KEPT);
    assert!(line.contains("table.json"), "{line}");
    assert_eq!(open_all_day, "open");
}

#[test]
fn a_set_that_has_lost_most_of_its_stations_is_refused_until_it_has_them_again() {
    let folder = few();
    let path = folder.path("stations.geojson");
    let mut server = Server::ready(&folder, &["stations.geojson"]);
    put(&path, OTHERS);
    let line = server.wait_for(KEPT);
    assert!(
        line.contains("has 1 stations") && line.contains("of the 6"),
        "{line}"
    );
    let said = server.get_json("/v1/meta")["last_reload"].clone();
    assert_eq!(said["outcome"], "kept");
    assert_eq!(count(&server), 6);
    put(&path, &without("fiji"));
    server.wait_for(SWAPPED);
    drop(server);
    let options = ["stations.geojson", "--allow-shrink"];
    let mut server = Server::ready(&folder, &options);
    put(&path, OTHERS);
    server.wait_for(SWAPPED);
    assert_eq!(count(&server), 1);
}

/// The names of a process's threads.
#[cfg(target_os = "linux")]
fn threads(server: &Server) -> Vec<String> {
    let tasks = fs::read_dir(format!("/proc/{}/task", server.id())).unwrap();
    // A thread may end while they are listed.
    tasks
        .filter_map(|task| fs::read_to_string(task.ok()?.path().join("comm")).ok())
        .map(|name| name.trim().to_owned())
        .collect()
}

#[test]
#[cfg(target_os = "linux")]
fn files_are_not_watched_if_that_is_not_wanted() {
    let folder = few();
    for (options, is_watched) in [
        (&["stations.geojson"][..], true),
        (&["stations.geojson", "--no-watch"], false),
    ] {
        let mut server = Server::ready(&folder, options);
        // What is begun at the start is begun before hang-ups are answered.
        server.send("-HUP");
        server.wait_for(UNCHANGED);
        let names = threads(&server);
        assert_eq!(names.contains(&"watch".to_owned()), is_watched, "{names:?}");
        assert!(names.contains(&"reload".to_owned()), "{names:?}");
    }
}
