//! The proof: the station file that was made is loaded as it will be served.

use super::error::ImportError;
use crate::dataset::{LoadError, LoadSettings, Severity, load_texts};
use crate::hours::schedules::HoursSettings;

/// What the loader found, of one feature or of the file.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The number of the feature in the file, from 0.
    pub(super) feature: Option<usize>,
    pub(super) code: &'static str,
    pub(super) message: String,
    /// Whether the feature is refused.
    pub(super) is_error: bool,
}

/// The name of the file in the loader's messages.
const NAME: &str = "stations.geojson";

/// Loads a station file, and answers what `check` would find in it.
pub(super) fn load(text: &str, settings: &HoursSettings) -> Result<Vec<Found>, ImportError> {
    let settings = LoadSettings {
        hours: settings.clone(),
        // Each is to be told with its place in the list.
        issues_kept_a_code: usize::MAX,
    };
    let loaded = match load_texts(&[(NAME, text)], settings) {
        Ok(loaded) => loaded.issues,
        Err(LoadError::Files { faults, issues }) => {
            // A file whose every record is refused: each says why.
            if issues.iter().all(|issue| issue.feature.is_none()) {
                return Err(LoadError::Files { faults, issues }.into());
            }
            issues
        }
        Err(error) => return Err(error.into()),
    };
    let found = loaded.iter().map(|issue| Found {
        feature: issue.feature,
        code: issue.code.key(),
        message: issue.message.clone(),
        is_error: issue.code.severity() == Severity::Error,
    });
    Ok(found.collect())
}
