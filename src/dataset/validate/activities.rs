//! Activities that are over, and words for their categories that the vocabulary lacks.

use hashbrown::HashMap;

use super::words;
use crate::clock::LocalMinute;
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::shown::shortened;
use crate::hours::schedules::HoursSettings;
use crate::station::Station;
use crate::vocabulary::activities;

/// The categories of a file's activities that the vocabulary lacks.
pub(super) fn unknown_categories(stations: &[Station]) -> Vec<Finding> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for station in stations {
        for activity in station.activities() {
            *counts.entry(&*activity.category).or_insert(0) += 1;
        }
    }
    counts.retain(|word, _| activities().find(word).is_none());
    words::findings("category", activities(), counts.into_iter().collect())
}

/// A finding for each activity of a station that was over before today; it stays, for equal files must be equal
/// sets whenever they are loaded.
pub(super) fn over(station: &Station, settings: &HoursSettings) -> impl Iterator<Item = Finding> {
    let zone = settings.zone;
    let today = zone.instant(LocalMinute::midnight(settings.today));
    let ended = station.activities().iter().filter_map(move |activity| {
        let end = activity.ends_for_good(zone).filter(|end| *end <= today)?;
        Some((activity, end))
    });
    ended.map(move |(activity, end)| {
        let message = format!(
            "the activity '{}' was over on {}, so no answer has it; one to come is wanted",
            shortened(&activity.id),
            zone.format_instant(end),
        );
        Finding::new(IssueCode::PastActivity, message)
    })
}
