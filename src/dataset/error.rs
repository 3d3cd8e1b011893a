//! Why a whole load fails.
//!
//! One broken file fails the load, and all broken files are named in one error. Faults of
//! single records are issues, not errors; they ride along so that they can be printed.

use std::fmt;

use super::issue::{Issue, IssueCode};
use super::issues::Issues;
use super::limits::{MAX_FEATURES, MAX_FILE_BYTES, MAX_FILES, MAX_STATIONS};
use super::shown::shown;

/// How many broken files [`LoadError::without_folders`] names.
const MAX_FAULTS_SHOWN: usize = 5;

/// Why nothing was loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// No file was named.
    #[error("no station file was given")]
    NoFiles,
    /// More than [`MAX_FILES`] files were named.
    #[error("{n_files} station files were given, {MAX_FILES} is the most; join some")]
    TooManyFiles {
        /// How many were named.
        n_files: usize,
    },
    /// The files hold more than [`MAX_STATIONS`] stations.
    #[error("the files hold more than {MAX_STATIONS} stations, which is the most")]
    TooManyStations,
    /// Some files cannot be used; all of them are named, one a line.
    #[error("{}", lines(.faults))]
    Files {
        /// What is wrong with which file; never empty.
        faults: Vec<FileFault>,
        /// What was found, the faults included.
        issues: Issues,
    },
}

/// Why one file cannot be used.
#[derive(Debug)]
pub struct FileFault {
    /// The file, as the caller named it.
    pub file: String,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum FaultKind {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(std::io::Error),
    /// It is larger than [`MAX_FILE_BYTES`].
    #[error("has {bytes} bytes, {MAX_FILE_BYTES} is the most; split it into several files")]
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// It is a table, which is imported, not loaded.
    #[error("is {what} and no GeoJSON; `yizhan import FILE --out stations.geojson` reads it")]
    Table {
        /// What sort of table.
        what: &'static str,
    },
    /// It is not UTF-8 text.
    #[error("is not UTF-8 at byte {offset}, {place}; save it as UTF-8")]
    NotUtf8 {
        /// The offset of the first wrong byte, from 0.
        offset: usize,
        /// Where that is.
        place: Place,
    },
    /// It is not JSON, or its end is missing.
    #[error("is not JSON at {place}: {what}")]
    NotJson {
        /// Where the fault was noticed.
        place: Place,
        /// What the JSON reader says.
        what: String,
    },
    /// It is JSON, but something else than a collection of features.
    #[error("is not a GeoJSON FeatureCollection: {found}")]
    NotACollection {
        /// What it is instead.
        found: String,
    },
    /// Its coordinates are not longitude and latitude on WGS-84.
    #[error(
        "has the coordinate reference system {crs}; reproject it to longitude and latitude, \
         as in `ogr2ogr -t_srs EPSG:4326 stations.geojson <file>`, and leave `crs` out"
    )]
    ForeignCrs {
        /// The system as the file names it.
        crs: String,
    },
    /// Its `datum` is none that is known.
    #[error("has the datum {datum}; wgs84, gcj02 or bd09 is wanted")]
    UnknownDatum {
        /// The datum as the file names it.
        datum: String,
    },
    /// It has more than [`MAX_FEATURES`] features.
    #[error(
        "has more than {MAX_FEATURES} features, which is the most; split it into several files"
    )]
    TooManyFeatures,
    /// No feature of it can be used.
    #[error("holds no usable station among its {n_features} features")]
    NoStation {
        /// How many features it has.
        n_features: usize,
    },
    /// None of its first features can be used; the rest was not read.
    #[error("holds no usable station among its first {n_features} features; the rest was not read")]
    NoStationAtFirst {
        /// How many features were read.
        n_features: usize,
    },
}

/// A place in a text file as editors count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

impl LoadError {
    /// What was found before the load failed, as far as it was kept.
    pub fn issues(&self) -> &[Issue] {
        match self {
            Self::Files { issues, .. } => issues,
            _ => &[],
        }
    }

    /// The same with the names of files alone, and no more than the first few of them: for
    /// answers, which tell nothing of this machine's folders.
    pub fn without_folders(&self) -> String {
        let faults = self.faults();
        if faults.is_empty() {
            return self.to_string();
        }
        let mut named: Vec<String> = faults
            .iter()
            .take(MAX_FAULTS_SHOWN)
            .map(|fault| format!("{} {}", file_name(&fault.file), fault.kind))
            .map(|fault| shown(&fault).into_owned())
            .collect();
        if faults.len() > MAX_FAULTS_SHOWN {
            named.push(format!("and {} more", faults.len() - MAX_FAULTS_SHOWN));
        }
        named.join("; ")
    }

    /// The files that cannot be used.
    pub fn faults(&self) -> &[FileFault] {
        match self {
            Self::Files { faults, .. } => faults,
            _ => &[],
        }
    }
}

impl FaultKind {
    /// The code under which the fault is listed among the issues.
    pub const fn code(&self) -> IssueCode {
        match self {
            Self::Unreadable(_) | Self::TooLarge { .. } | Self::TooManyFeatures => {
                IssueCode::Unreadable
            }
            Self::Table { .. }
            | Self::NotUtf8 { .. }
            | Self::NotJson { .. }
            | Self::NotACollection { .. } => IssueCode::NotGeojson,
            Self::ForeignCrs { .. } => IssueCode::ForeignCrs,
            Self::UnknownDatum { .. } => IssueCode::UnknownDatum,
            Self::NoStation { .. } | Self::NoStationAtFirst { .. } => IssueCode::NoStation,
        }
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&format!("{} {}", self.file, self.kind)))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

fn file_name(path: &str) -> String {
    std::path::Path::new(path)
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn lines(faults: &[FileFault]) -> String {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(n_files: usize) -> LoadError {
        let fault = |row| FileFault {
            file: format!("/srv/secret/{row}.geojson"),
            kind: FaultKind::NoStation { n_features: 3 },
        };
        LoadError::Files {
            faults: (0..n_files).map(fault).collect(),
            issues: Issues::default(),
        }
    }

    #[test]
    fn the_first_few_broken_files_are_named_without_their_folders() {
        let all = broken(MAX_FAULTS_SHOWN).without_folders();
        assert!(
            all.starts_with("0.geojson holds no usable station"),
            "{all}"
        );
        assert!(all.contains("4.geojson") && !all.contains("more"), "{all}");
        let some = broken(MAX_FAULTS_SHOWN + 1).without_folders();
        assert!(some.ends_with("; and 1 more"), "{some}");
        assert!(!some.contains('/'), "{some}");
    }
}
