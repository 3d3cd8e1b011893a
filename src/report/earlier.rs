//! An earlier run, read back from the folder that `coverage --out` wrote it to.

mod same;
pub(super) mod tables;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::coverage::Question;
use crate::coverage::difference::{Earlier, EarlierFigures};
use crate::coverage::run::{InputFile, StreetsInfo};
use crate::demand::Demand;
use crate::snapshot::Snapshot;

pub(super) use same::said;

/// The largest `summary.json` that is read, bytes.
pub const MAX_SUMMARY_BYTES: u64 = 64 << 20;
/// The largest table of a run that is read, bytes: five million cells take half of it.
pub const MAX_TABLE_BYTES: u64 = 1 << 30;

/// What is asked now, before it is computed.
#[derive(Clone, Copy)]
pub struct AskedNow<'a> {
    /// The stations.
    pub snapshot: &'a Snapshot,
    /// The demand.
    pub demand: &'a Demand,
    /// The question.
    pub question: &'a Question,
    /// The street network, if there is one.
    pub network: Option<&'a StreetsInfo>,
    /// The files that were read.
    pub inputs: &'a [InputFile],
}

/// Why an earlier run cannot be compared with.
#[derive(Debug, thiserror::Error)]
pub enum EarlierError {
    /// A file of it cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// A file is larger than any that is read.
    #[error("{} has more than {most} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most that is read.
        most: u64,
    },
    /// A file is not as `coverage --out` writes it.
    #[error("{} is not as `coverage --out` writes it: {what}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A part does not belong to the same run as the first.
    #[error("{} is no part of the same run as {}: {}", dir.display(), first.display(), differences.join("; "))]
    Part {
        /// The folder of the first part.
        first: PathBuf,
        /// The folder of the other.
        dir: PathBuf,
        /// What differs, in words.
        differences: Vec<String>,
    },
    /// The run answers another question.
    #[error("the run in {} cannot be compared with this one: {}", dir.display(), differences.join("; "))]
    Other {
        /// The folder.
        dir: PathBuf,
        /// What differs, in words.
        differences: Vec<String>,
    },
}

/// What is read of `summary.json`.
#[derive(Deserialize)]
struct Summary {
    dataset_version: String,
    generated_at: String,
    at_least: AtLeast,
    if_unknown_open: IfUnknownOpen,
    station_counts: Stations,
    parameters: Value,
    demand_crs: String,
    network: Option<Input>,
    inputs: Vec<Input>,
}

#[derive(Deserialize)]
struct AtLeast {
    #[serde(rename = "2")]
    two: f64,
}

#[derive(Deserialize)]
struct IfUnknownOpen {
    people_covered: f64,
}

#[derive(Deserialize)]
struct Stations {
    eligible: usize,
    open: usize,
}

#[derive(Deserialize)]
struct Input {
    role: Option<String>,
    name: String,
    sha256: String,
}

/// Reads the run in a folder; an error if it answers another question over other people.
///
/// The stations, the moment and the week may differ: those are what is compared. Linear in its
/// cells and stations.
pub fn read(dir: &Path, now: &AskedNow<'_>) -> Result<Earlier, EarlierError> {
    let path = dir.join("summary.json");
    let summary: Summary = serde_json::from_slice(&bytes(&path, MAX_SUMMARY_BYTES)?)
        .map_err(|error| foreign(&path, &error))?;
    let differences = same::differences(&summary, now);
    if !differences.is_empty() {
        let dir = dir.to_owned();
        return Err(EarlierError::Other { dir, differences });
    }
    let n_eligible = summary.station_counts.eligible;
    let has_week = summary.parameters["week"] == Value::Bool(true);
    let at = summary.parameters["at"].as_str().map(str::to_owned);
    Ok(Earlier {
        cells: tables::cells(&dir.join("cells.csv"), now.demand, n_eligible)?,
        stations: tables::stations(&dir.join("stations.csv"))?,
        figures: EarlierFigures {
            dataset_version: summary.dataset_version,
            generated_at: summary.generated_at,
            people_by_two: summary.at_least.two,
            people_if_unknown_open: summary.if_unknown_open.people_covered,
            stations_eligible: n_eligible,
            stations_open: at.as_ref().map(|_| summary.station_counts.open),
            at,
            week: if has_week {
                tables::week(&dir.join("week.csv"))?
            } else {
                Vec::new()
            },
        },
    })
}

/// The bytes of a file, `most` of them.
pub(super) fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, EarlierError> {
    let mut bytes = Vec::new();
    let read = opened(path)?.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|source| unreadable(path, source))?;
    check_size(path, bytes.len() as u64, most)?;
    Ok(bytes)
}

/// A file; a pipe or a device is none.
fn opened(path: &Path) -> Result<File, EarlierError> {
    let metadata = std::fs::metadata(path).map_err(|source| unreadable(path, source))?;
    if !metadata.is_file() {
        return Err(foreign(path, &"it is not a file"));
    }
    File::open(path).map_err(|source| unreadable(path, source))
}

fn check_size(path: &Path, bytes: u64, most: u64) -> Result<(), EarlierError> {
    if bytes > most {
        let path = path.to_owned();
        return Err(EarlierError::TooLarge { path, most });
    }
    Ok(())
}

fn unreadable(path: &Path, source: io::Error) -> EarlierError {
    let path = path.to_owned();
    EarlierError::Unreadable { path, source }
}

pub(super) fn foreign(path: &Path, what: &dyn std::fmt::Display) -> EarlierError {
    EarlierError::Foreign {
        path: path.to_owned(),
        what: what.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_as_large_as_the_caps_are_read_and_larger_ones_are_not() {
        let path = Path::new("summary.json");
        for most in [MAX_SUMMARY_BYTES, MAX_TABLE_BYTES] {
            assert!(check_size(path, most, most).is_ok());
            let told = check_size(path, most + 1, most).unwrap_err().to_string();
            assert!(told.contains("summary.json has more than"), "{told}");
        }
    }
}
