//! Architecture rules, checked on the source: which module may import which, and where each crate
//! may be used.

use std::path::{Path, PathBuf};

/// The rooms from the ground up: each may import only those before it.
const ROOMS: [&str; 36] = [
    "low_priority",
    "position",
    "clock",
    "datum",
    "distance",
    "travel",
    "reach_circle",
    "vocabulary",
    "amenity",
    "station",
    "hours",
    "dataset",
    "import",
    "index",
    "snapshot",
    "notices",
    "search",
    "network",
    "query",
    "demand",
    "coverage",
    "siting",
    "request",
    "tiles",
    "render",
    "report",
    "audit",
    "sheets",
    "state",
    "reload",
    "live",
    "guide",
    "http",
    "cli",
    "commands",
    "main",
];

/// Crates that only some places may name.
const CONFINED: &[(&str, &[&str])] = &[
    ("rstar", &["network"]),
    ("axum", &["http"]),
    ("arc_swap", &["state/current_set"]),
    ("tower_http", &["http/frame"]),
    ("hyper", &["http/server"]),
    ("hyper_util", &["http/server"]),
    ("tower", &["http"]),
    ("zmij", &["render/json"]),
    ("itoa", &["render/json"]),
    ("ipnet", &["http/frame"]),
    ("rustix", &["low_priority", "http/server"]),
    ("prometheus", &["http/handlers/metrics", "http/metrics"]),
    ("tracing_subscriber", &["commands/log"]),
    ("http_body", &["http"]),
    ("http_body_util", &["http"]),
    ("httpdate", &["http"]),
    (
        "flate2",
        &[
            "http/frame/compression",
            "http/handlers/body",
            "network/osm",
            "state/encoding",
        ],
    ),
    ("brotli", &["http/handlers/body", "state/encoding"]),
    (
        "zstd",
        &[
            "http/frame/compression",
            "http/handlers/body",
            "state/encoding",
        ],
    ),
    (
        "arrow_array",
        &[
            "demand/arrow",
            "render/nearest_columns",
            "report/output/columns",
        ],
    ),
    (
        "arrow_schema",
        &[
            "demand/arrow",
            "render/columns",
            "render/nearest_columns",
            "report/output/columns",
        ],
    ),
    (
        "arrow_ipc",
        &[
            "demand/arrow",
            "render/nearest_columns",
            "report/output/columns",
        ],
    ),
    ("parquet", &["demand/arrow", "report/output/columns"]),
    ("tikv_jemallocator", &["main"]),
    ("clap", &["cli", "commands", "main"]),
    ("clap_complete", &["cli", "commands"]),
    ("indicatif", &["commands/progress"]),
    ("fast_hilbert", &["position"]),
    ("comfy_table", &["commands"]),
    ("textwrap", &["commands"]),
    ("console", &["commands"]),
    ("geojson", &["dataset/parse", "demand", "report/output"]),
    ("hanconv", &["search/fold"]),
    ("pinyin", &["search/initials"]),
    ("fast_mvt", &["tiles/encode", "tiles/streets/encode"]),
    ("quick_cache", &["http/handlers/tiles"]),
    (
        "maud",
        &[
            "report/page",
            "report/printed",
            "audit/page",
            "sheets",
            "http/handlers/docs",
            "http/handlers/not_found",
            "http/handlers/pages",
        ],
    ),
    ("qrcode", &["sheets"]),
    ("pulldown_cmark", &["http/handlers/docs/markdown"]),
    ("tempfile", &["report/output", "commands/whole_file"]),
    ("calamine", &["import/read/xlsx"]),
    ("cfb", &["import/read/xls"]),
    ("zip", &["import/read"]),
    ("quick_xml", &["import/read/ods"]),
    ("encoding_rs", &["import/read/text"]),
    ("chardetng", &["import/read/text"]),
    ("unicode_width", &["commands/import"]),
    ("contour", &["network/area"]),
    ("microlp", &["siting"]),
    ("opening_hours_syntax", &["hours"]),
    ("osmpbf", &["network/osm"]),
    ("ureq", &["reload/fetch"]),
    ("tokio", &["http", "live", "reload", "commands"]),
    ("sqlx", &["live"]),
    ("subtle", &["live/token"]),
    ("h3o", &["live/cell"]),
    ("getrandom", &["live/error", "live/token"]),
];

/// Rooms in which a function may wait.
const ASYNC_ROOMS: [&str; 4] = ["http", "live", "reload", "commands"];

struct SourceFile {
    /// Path below `src`, without the ending.
    name: String,
    text: String,
}

impl SourceFile {
    fn room(&self) -> &str {
        self.name.split('/').next().unwrap()
    }

    /// The lines that are code, up to the unit tests.
    fn code(&self) -> impl Iterator<Item = &str> {
        self.text
            .lines()
            .take_while(|line| !line.starts_with("#[cfg(test)]"))
            .filter(|line| !line.trim_start().starts_with("//"))
    }

    fn names(&self, word: &str) -> bool {
        let path = format!("{word}::");
        self.code().any(|line| {
            line.match_indices(&path).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
            })
        })
    }
}

fn source_files() -> Vec<SourceFile> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths
        .into_iter()
        .map(|path| SourceFile {
            name: path
                .strip_prefix(&root)
                .unwrap()
                .with_extension("")
                .display()
                .to_string(),
            text: std::fs::read_to_string(&path).unwrap(),
        })
        .collect()
}

fn floor(room: &str) -> usize {
    ROOMS
        .iter()
        .position(|known| *known == room)
        .unwrap_or_else(|| panic!("the room {room} has no floor yet"))
}

#[test]
fn no_room_imports_from_a_floor_above() {
    for file in source_files().iter().filter(|file| file.name != "lib") {
        for line in file.code() {
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + "crate::".len()..];
                let room: String = rest
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if room.is_empty() || line[..at].ends_with('$') {
                    continue;
                }
                assert!(
                    floor(&room) <= floor(file.room()),
                    "{} imports {room}, which is above it: {line}",
                    file.name
                );
            }
        }
    }
}

#[test]
fn each_confined_crate_is_named_only_in_its_rooms() {
    let files = source_files();
    for (dependency, homes) in CONFINED {
        let users: Vec<&SourceFile> = files.iter().filter(|file| file.names(dependency)).collect();
        for file in &users {
            assert!(
                homes
                    .iter()
                    .any(|home| file.name == *home || file.name.starts_with(&format!("{home}/"))),
                "{} names {dependency}, which lives in {homes:?}",
                file.name
            );
        }
        assert!(!users.is_empty(), "no file names {dependency} any more");
    }
}

#[test]
fn nothing_is_async_below_the_outer_modules() {
    for file in source_files() {
        let waits = file
            .code()
            .any(|line| line.contains("async fn") || line.contains(".await"));
        assert!(
            !waits || ASYNC_ROOMS.contains(&file.room()),
            "{} waits",
            file.name
        );
    }
}

/// The query and its answer describe the same moment, however long an answer takes.
#[test]
fn a_request_looks_at_the_clock_once_where_its_context_is_made() {
    let looks = |file: &&SourceFile| {
        let takes_ours = file
            .code()
            .any(|line| line.contains("use crate::clock::") && line.contains("UnixTime"));
        takes_ours && file.code().any(|line| line.contains("UnixTime::now()"))
    };
    let files = source_files();
    let edge = files.iter().filter(|file| file.room() == "http");
    let mut looking: Vec<&str> = edge.filter(looks).map(|file| &*file.name).collect();
    looking.sort_unstable();
    // The age of a set is asked by each scrape.
    assert_eq!(looking, ["http/app_state", "http/metrics/set"]);
}

#[test]
fn no_source_file_grows_beyond_four_hundred_lines() {
    for file in source_files() {
        assert!(file.text.lines().count() <= 400, "{} is crowded", file.name);
    }
}
