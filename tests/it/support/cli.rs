//! The real binary: commands in a folder of their own, without the caller's settings.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::http::{collection, station};

/// A folder that commands run in, removed in the end.
pub(crate) struct Folder(TempDir);

/// What a command left.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with a station file `stations.geojson`.
    pub(crate) fn with(features: &[String]) -> Self {
        let folder = Self::new();
        folder.write("stations.geojson", &collection("", features));
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The command in this folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        command(self.0.path(), arguments)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(&mut self.command(arguments))
    }

    /// Runs with variables of the environment.
    pub(crate) fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Outcome {
        Outcome::of(self.command(arguments).envs(variables.iter().copied()))
    }
}

impl Outcome {
    fn of(command: &mut Command) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().unwrap();
        Self {
            code: status.code(),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }
}

impl AsRef<Path> for Folder {
    fn as_ref(&self) -> &Path {
        self.0.path()
    }
}

/// The command in any folder, with none of the caller's `YIZHAN_` variables.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yizhan"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("YIZHAN_") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).args(arguments);
    command
}

/// The moment that these questions are about.
pub(crate) const AT: &str = "2026-11-24T12:00:00+08:00";
/// A question about `stations.geojson`.
pub(crate) const NEAREST: [&str; 8] = [
    "nearest",
    "stations.geojson",
    "--lat",
    "30",
    "--lon",
    "110",
    "--at",
    AT,
];

/// The outcome of [`NEAREST`] with more options.
pub(crate) fn ask(folder: &Folder, more: &[&str]) -> Outcome {
    folder.run(&[&NEAREST, more].concat())
}

/// The answer to [`NEAREST`] with more options.
pub(crate) fn ask_json(folder: &Folder, more: &[&str]) -> Value {
    let outcome = ask(folder, &[&["--format", "json"], more].concat());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.err.is_empty(), "{outcome:?}");
    serde_json::from_str(&outcome.out).unwrap()
}

/// Four stations to ask about.
pub(crate) fn world() -> Vec<String> {
    vec![
        station(
            "a",
            100.0,
            r#""opening_hours":"24/7","amenities":["toilet"],"star":4,"kind":"市集","access":"scan""#,
        ),
        station(
            "b",
            200.0,
            r#""opening_hours":"08:00-12:30","amenities":["wifi","toilet"]"#,
        ),
        station("c", 300.0, ""),
        station(
            "d",
            2_000.0,
            r#""opening_hours":"Mo-Fr 08:00-18:00; PH off""#,
        ),
    ]
}
