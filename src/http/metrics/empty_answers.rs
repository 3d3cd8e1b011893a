//! Nearest questions that came back empty: what was wanted and at which hour, and nothing of
//! where.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use prometheus::proto::MetricFamily;

use super::family::Family;
use crate::amenity::MAX_AMENITIES;
use crate::clock::MINUTES_A_DAY;
use crate::query::NearestQuery;
use crate::snapshot::Snapshot;

/// Hours of a day.
const HOURS: usize = 24;
/// Minutes of an hour.
const MINUTES_AN_HOUR: i64 = MINUTES_A_DAY / 24;
/// What a question without an amenity wants.
const NONE: &str = "none";

/// By amenity, or none, and hour.
type Counts = BTreeMap<Box<str>, [u64; HOURS]>;

/// Counts by amenity and hour: at most the 128 amenities of a set, and none, by 24 hours.
#[derive(Default)]
pub struct EmptyAnswers {
    /// Behind a lock, for an empty answer has looked at every station in its circle.
    counts: Mutex<Counts>,
}

impl EmptyAnswers {
    /// Counts so many empty answers to a question, under each amenity that it wants.
    pub fn add(&self, snapshot: &Snapshot, query: &NearestQuery, answers: u64) {
        let hour = hour(query);
        let keys = snapshot.amenity_keys();
        let wanted = query.filter.amenities;
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut add = |key: &str| {
            if !counts.contains_key(key) {
                if counts.len() > MAX_AMENITIES {
                    retain_known(&mut counts, snapshot);
                }
                counts.insert(key.into(), [0; HOURS]);
            }
            if let Some(count) = counts.get_mut(key).and_then(|hours| hours.get_mut(hour)) {
                *count = count.saturating_add(answers);
            }
        };
        if wanted.is_empty() {
            add(NONE);
        }
        wanted.iter().for_each(|amenity| add(keys.key(amenity)));
    }

    /// Forgets amenities that another set does not know, so that the words of many files do
    /// not add up.
    pub fn keep_known(&self, snapshot: &Snapshot) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        retain_known(&mut counts, snapshot);
    }

    /// What was counted until now.
    pub fn family(&self) -> Option<MetricFamily> {
        let mut family = Family::counter(
            "yizhan_nearest_empty_total",
            "Nearest questions that no station fitted, by amenity and by the hour of day asked \
             about; one that wants several amenities counts under each.",
        );
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for (amenity, hours) in counts.iter() {
            for (hour, count) in hours.iter().enumerate().filter(|(_, count)| **count > 0) {
                let hour = format!("{hour:02}");
                family.count(&[("amenity", amenity), ("hour", &hour)], *count);
            }
        }
        family.finish()
    }
}

fn retain_known(counts: &mut Counts, snapshot: &Snapshot) {
    let keys = snapshot.amenity_keys();
    counts.retain(|key, _| **key == *NONE || keys.find(key).is_some());
}

/// The hour of day, on the clock of the service, that a question is about.
fn hour(query: &NearestQuery) -> usize {
    let minute = query.zone.local_minute(query.at).minute_of_day();
    usize::try_from(minute / MINUTES_AN_HOUR).unwrap_or_default()
}
