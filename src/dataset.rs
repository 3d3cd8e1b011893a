//! The data set: GeoJSON station files as checked stations, and what is wrong with them.
//!
//! A set is whole or it is not there: a broken file fails the load, a broken record only
//! costs itself. This is the only reader of station files; it evaluates no hours, builds no
//! index and watches no files. The planner's files are read elsewhere, with the parts of this
//! room that are about GeoJSON and not about stations.

pub(crate) mod bytes;
mod error;
pub(crate) mod issue;
mod limits;
pub(crate) mod parse;
mod validate;
mod watch;

use std::path::PathBuf;

use self::validate::Assembly;
use self::watch::Heard;
use crate::amenity::{AmenityIdx, AmenityKeys};
use crate::datum::Datum;
use crate::hours::schedules::{Hours, HoursSettings, Schedules};
use crate::station::{RowsById, Station, StationIdx};

pub use error::{FaultKind, FileFault, LoadError, Place};
pub use issue::{Issue, IssueCode, Severity};
pub use limits::*;
pub use parse::ANSWER_PROPERTIES;
pub use watch::Watch;

/// All stations of some files, and what was found while reading them.
#[derive(Debug)]
pub struct Loaded {
    /// The stations, in the order of the files and of the features in them; never empty.
    pub stations: Vec<Station>,
    /// Their rows by their ids.
    pub rows_by_id: RowsById,
    /// The amenity keys in use.
    pub amenity_keys: AmenityKeys,
    /// The files, in the order given; `Station::file` is a row of it.
    pub sources: Vec<Source>,
    /// What is wrong with single records, ordered by file and feature.
    pub issues: Vec<Issue>,
    /// The distinct opening hours.
    pub schedules: Schedules,
    /// The opening hours of each station, row by row.
    pub station_hours: Vec<Hours>,
    /// The amenities that have opening hours of their own, ordered by station and amenity.
    pub amenity_hours: Vec<AmenityHours>,
}

/// The opening hours that one amenity of one station has of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmenityHours {
    /// The station.
    pub station: StationIdx,
    /// The amenity, whether it is offered or not.
    pub amenity: AmenityIdx,
    /// The hours; never [`Hours::None`].
    pub hours: Hours,
}

/// A file that was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file, as it was named by whoever loaded it.
    pub file: String,
    /// What the collection calls itself.
    pub name: Option<String>,
    /// Where the collection's facts come from (its member `source`).
    pub attribution: Option<String>,
    /// The datum of its coordinates; those of the stations are converted.
    pub datum: Datum,
    /// The calendar of days off that its hours follow.
    pub calendar: String,
    /// How many features it has.
    pub n_features: usize,
    /// How many of them are stations of the set.
    pub n_stations: usize,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// Loads station files as one set.
///
/// All files are read even if one is broken, so that the error names every broken one. Each
/// file is held in memory while it is parsed, on all cores.
pub fn load(files: &[PathBuf], settings: HoursSettings) -> Result<Loaded, LoadError> {
    load_watched(files, settings, &|_, _| {})
}

/// The same, heard by somebody.
pub fn load_watched(
    files: &[PathBuf],
    settings: HoursSettings,
    watch: &Watch<'_>,
) -> Result<Loaded, LoadError> {
    check_count(files.len())?;
    let sizes = files.iter().map(|file| bytes::size(file));
    let mut assembly = Assembly::new(settings, Heard::new(sizes.sum(), watch));
    for path in files {
        match bytes::read(path) {
            Ok(bytes) => assembly.add(path.display().to_string(), Ok(&bytes)),
            Err(kind) => assembly.add(path.display().to_string(), Err(kind)),
        }
    }
    assembly.finish()
}

/// Loads what an iterator yields, each with the name that issues call it by, or with the
/// reason why it cannot be read. The next is asked for once the one before is parsed.
///
/// The same as [`load`] otherwise.
pub fn load_each(
    files: impl ExactSizeIterator<Item = (String, Result<Vec<u8>, FaultKind>)>,
    settings: HoursSettings,
) -> Result<Loaded, LoadError> {
    check_count(files.len())?;
    // How much there is is not known before it is there.
    let mut assembly = Assembly::new(settings, Heard::new(0, &|_, _| {}));
    for (name, bytes) in files {
        match bytes.and_then(|bytes| bytes::check_size(bytes.len() as u64).map(|()| bytes)) {
            Ok(bytes) => assembly.add(name, Ok(&bytes)),
            Err(kind) => assembly.add(name, Err(kind)),
        }
    }
    assembly.finish()
}

/// Loads texts that are already in memory, each with the name that issues call it by.
///
/// The same as [`load`] otherwise.
pub fn load_texts<N: AsRef<str>, B: AsRef<[u8]>>(
    texts: &[(N, B)],
    settings: HoursSettings,
) -> Result<Loaded, LoadError> {
    check_count(texts.len())?;
    let sizes = texts.iter().map(|(_, bytes)| bytes.as_ref().len() as u64);
    let mut assembly = Assembly::new(settings, Heard::new(sizes.sum(), &|_, _| {}));
    for (name, bytes) in texts {
        let bytes = bytes.as_ref();
        let checked = bytes::check_size(bytes.len() as u64).map(|()| bytes);
        assembly.add(name.as_ref().to_owned(), checked);
    }
    assembly.finish()
}

fn check_count(n_files: usize) -> Result<(), LoadError> {
    match n_files {
        0 => Err(LoadError::NoFiles),
        1..=MAX_FILES => Ok(()),
        _ => Err(LoadError::TooManyFiles { n_files }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_files_pass_and_one_more_does_not() {
        assert!(check_count(MAX_FILES).is_ok());
        assert!(check_count(MAX_FILES + 1).is_err());
        assert!(matches!(check_count(0), Err(LoadError::NoFiles)));
    }
}
