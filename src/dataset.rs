//! The data set: GeoJSON station files as checked stations, and what is wrong with them.
//!
//! A set is whole or it is not there: a broken file fails the load, a broken record only
//! costs itself. This is the only reader of station files; it evaluates no hours, builds no
//! index and watches no files. The planner's files are read elsewhere, with the parts of this
//! module that are about GeoJSON and not about stations.

pub(crate) mod bytes;
mod changed;
mod error;
pub(crate) mod issue;
mod issues;
mod limits;
mod loaded;
pub(crate) mod parse;
mod progress;
mod settings;
pub(crate) mod shown;
mod table;
mod validate;

use std::path::PathBuf;

use self::progress::Progress;
use self::validate::Assembly;

pub use changed::SetHoursError;
pub use error::{FaultKind, FileFault, LoadError, Place};
pub use issue::{Issue, IssueCode, Severity};
pub use issues::{IssueCounts, Issues, MAX_ISSUES_KEPT_A_CODE, MAX_ISSUES_LISTED_A_CODE};
pub use limits::*;
pub use loaded::{AmenityHours, Loaded, Source};
pub use parse::ANSWER_PROPERTIES;
pub use progress::OnProgress;
pub use settings::LoadSettings;

/// Loads station files as one set.
///
/// All files are read even if one is broken, so that the error names every broken one. Each
/// file is held in memory while it is parsed, on all cores.
pub fn load(files: &[PathBuf], settings: impl Into<LoadSettings>) -> Result<Loaded, LoadError> {
    load_with_progress(files, settings, &|_, _| {})
}

/// The same; `on_progress` is called with how far it is.
pub fn load_with_progress(
    files: &[PathBuf],
    settings: impl Into<LoadSettings>,
    on_progress: &OnProgress<'_>,
) -> Result<Loaded, LoadError> {
    check_count(files.len())?;
    let sizes = files.iter().map(|file| bytes::size(file));
    let mut assembly = Assembly::new(settings.into(), Progress::new(sizes.sum(), on_progress));
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
    settings: impl Into<LoadSettings>,
) -> Result<Loaded, LoadError> {
    check_count(files.len())?;
    // How much there is is not known before it is there.
    let mut assembly = Assembly::new(settings.into(), Progress::new(0, &|_, _| {}));
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
    settings: impl Into<LoadSettings>,
) -> Result<Loaded, LoadError> {
    check_count(texts.len())?;
    let sizes = texts.iter().map(|(_, bytes)| bytes.as_ref().len() as u64);
    let mut assembly = Assembly::new(settings.into(), Progress::new(sizes.sum(), &|_, _| {}));
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
