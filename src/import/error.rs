//! Why nothing is imported: a list that cannot be read, or a choice that only people can make.

use super::limits::{MAX_LIST_BYTES, MAX_LISTS};
use crate::dataset::LoadError;
use crate::dataset::shown::shown;

/// Why an import gives no station.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// No list was named.
    #[error("no list was given; name a workbook, a CSV, a GeoJSON or an Overpass JSON file")]
    NoLists,
    /// More than [`MAX_LISTS`] lists were named.
    #[error("{n_lists} lists were given, {MAX_LISTS} is the most; join some")]
    TooManyLists {
        /// How many were named.
        n_lists: usize,
    },
    /// A list cannot be read.
    #[error("{}: {}", shown(.list), shown(.why))]
    Unreadable {
        /// The list, as the caller named it.
        list: String,
        /// What is wrong and what would be right.
        why: String,
    },
    /// An option cannot be used.
    #[error("--{option}: {}", shown(.why))]
    Option {
        /// Its name without dashes.
        option: &'static str,
        /// What is wrong and what would be right.
        why: String,
    },
    /// A choice is missing that nothing in the lists makes.
    #[error("{}", shown(.0))]
    ChoiceMissing(String),
    /// No row became a station.
    #[error("no row became a station: {}", shown(.0))]
    NothingUsable(String),
    /// The station file that was made cannot be loaded: a fault of the import.
    #[error("the stations that were made cannot be loaded: {0}")]
    Unloadable(#[from] LoadError),
}

impl ImportError {
    /// A list that cannot be read.
    pub(super) fn unreadable(list: &str, why: impl Into<String>) -> Self {
        Self::Unreadable {
            list: list.to_owned(),
            why: why.into(),
        }
    }
}

/// Refuses a list larger than [`MAX_LIST_BYTES`].
pub(super) fn check_size(list: &str, n_bytes: u64) -> Result<(), ImportError> {
    if n_bytes > MAX_LIST_BYTES {
        let why = format!("has {n_bytes} bytes, {MAX_LIST_BYTES} is the most; split it");
        return Err(ImportError::unreadable(list, why));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_list_passes_and_one_byte_more_does_not() {
        assert!(check_size("a.csv", MAX_LIST_BYTES).is_ok());
        assert!(check_size("a.csv", MAX_LIST_BYTES + 1).is_err());
    }

    #[test]
    fn a_hostile_name_of_a_list_is_shown_escaped() {
        let error = ImportError::unreadable("a\u{1b}[2J.csv", "is empty");
        assert_eq!(error.to_string(), "a\\u{1b}[2J.csv: is empty");
    }
}
