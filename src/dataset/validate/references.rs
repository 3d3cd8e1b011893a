//! References from one station to another.
//!
//! A reference that leads nowhere is kept as it is written; only a warning is given.

use std::collections::HashMap;

use crate::dataset::issue::{Finding, IssueCode};
use crate::station::{Station, StationId, StationIdx};

/// A warning for each reference to a station that is not among those loaded, or to itself.
pub(super) fn dangling(
    station: &Station,
    row_of_id: &HashMap<StationId, StationIdx>,
) -> impl Iterator<Item = Finding> {
    let references = [
        ("moved_to", &station.moved_to),
        ("part_of", &station.part_of),
    ];
    references.into_iter().filter_map(|(name, reference)| {
        let target = reference.as_ref()?;
        let problem = if *target == station.id {
            "which is this station itself"
        } else if row_of_id.contains_key(target) {
            return None;
        } else {
            "which is not loaded"
        };
        let message =
            format!("`{name}` is '{target}', {problem}; the id of another station is wanted");
        Some(Finding::new(IssueCode::DanglingReference, message))
    })
}
