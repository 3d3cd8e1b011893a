//! Nearest queries without a result: the wanted amenities and the hour, and nothing about the
//! place.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use prometheus::proto::MetricFamily;

use super::family::Family;
use crate::amenity::MAX_AMENITIES;
use crate::clock::MINUTES_A_DAY;
use crate::query::NearestQuery;
use crate::snapshot::Snapshot;

/// Hours per day.
const HOURS: usize = 24;
/// Minutes per hour.
const MINUTES_AN_HOUR: i64 = MINUTES_A_DAY / 24;
/// The label of a query without an amenity.
const NONE: &str = "none";

/// Counts by amenity (or none) and hour.
type Counts = BTreeMap<Box<str>, [u64; HOURS]>;

/// Counts by amenity and hour: at most 24 for each of the 128 amenities of a set, and for none.
#[derive(Default)]
pub struct EmptyAnswers {
    /// A lock is cheap here: an empty answer has checked every station in its circle.
    counts: Mutex<Counts>,
}

impl EmptyAnswers {
    /// Counts empty answers to a query under each amenity that it wants.
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

    /// Removes amenities that the new set does not know, so that the words of many files do not
    /// accumulate.
    pub fn keep_known(&self, snapshot: &Snapshot) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        retain_known(&mut counts, snapshot);
    }

    /// The current counts.
    pub fn family(&self) -> Option<MetricFamily> {
        let mut family = Family::counter(
            "yizhan_nearest_empty_total",
            "Nearest queries without a result, by amenity and by the hour of day asked \
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

/// The hour of day, on the clock of the service, that a query is about.
fn hour(query: &NearestQuery) -> usize {
    let minute = query.zone.local_minute(query.at).minute_of_day();
    usize::try_from(minute / MINUTES_AN_HOUR).unwrap_or_default()
}
