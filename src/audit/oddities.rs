//! What is odd in a list as a whole: places that do not fit, and hours that nearly all have.

use std::sync::Arc;

use hashbrown::HashMap;

use crate::dataset::{IssueCode, Loaded};
use crate::station::{Station, StationIdx};

/// Fewer stations with hours say nothing about hours that many have.
pub const FEWEST_WITH_HOURS: usize = 10;
/// Hours of more than so many in a hundred of those that have hours are odd.
const MOST_PER_CENT: usize = 80;

/// Hours that most stations have: perhaps the stations were never asked one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EqualHours {
    /// The text.
    pub text: Arc<str>,
    /// How many have it.
    pub n_stations: usize,
    /// How many have any hours.
    pub n_with_hours: usize,
}

/// The text of hours that most stations have, if there is one.
pub(super) fn equal_hours(stations: &[Station]) -> Option<EqualHours> {
    let mut counts: HashMap<&str, (&Arc<str>, usize)> = HashMap::new();
    for text in stations.iter().filter_map(|s| s.opening_hours.as_ref()) {
        counts.entry(text.trim()).or_insert((text, 0)).1 += 1;
    }
    let n_with_hours: usize = counts.values().map(|(_, n)| n).sum();
    let (text, n_stations) = counts.into_values().max_by_key(|(text, n)| (*n, *text))?;
    let is_odd =
        n_with_hours >= FEWEST_WITH_HOURS && n_stations * 100 > n_with_hours * MOST_PER_CENT;
    is_odd.then(|| EqualHours {
        text: Arc::clone(text),
        n_stations,
        n_with_hours,
    })
}

/// Stations whose position is in doubt, as the load found it, by rows.
pub(super) fn misplaced(loaded: &Loaded) -> Vec<(StationIdx, String)> {
    let is_of_place =
        |code: IssueCode| matches!(code, IssueCode::FarOff | IssueCode::LikelySwapped);
    let issues = loaded.issues.iter().filter(|issue| is_of_place(issue.code));
    let found = issues.filter_map(|issue| {
        let row = loaded
            .rows_by_id
            .find(issue.id.as_deref()?, &loaded.stations)?;
        Some((row, issue.message.clone()))
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(|(row, _)| *row);
    found
}
