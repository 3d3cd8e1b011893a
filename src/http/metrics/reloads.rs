//! Attempts to load the files again, by their outcome.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use prometheus::proto::MetricFamily;

use super::family::Family;
use super::unix_seconds;
use crate::clock::Instant;
use crate::http::service::ReloadOutcome;

/// Outcomes that are told from the start, with a count of nothing.
const OUTCOMES: [ReloadOutcome; 3] = [
    ReloadOutcome::Swapped,
    ReloadOutcome::Unchanged,
    ReloadOutcome::Kept,
];

/// How often each outcome came, and when last.
pub(super) struct Reloads(Mutex<BTreeMap<&'static str, (u64, Option<Instant>)>>);

impl Default for Reloads {
    fn default() -> Self {
        let none_yet = OUTCOMES.map(|outcome| (outcome.key(), (0, None)));
        Self(Mutex::new(none_yet.into()))
    }
}

impl Reloads {
    /// Counts an attempt that ended.
    pub(super) fn add(&self, outcome: ReloadOutcome, at: Instant) {
        let mut reloads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, last) = reloads.entry(outcome.key()).or_default();
        *count += 1;
        *last = Some(at);
    }

    /// What was counted until now.
    pub(super) fn families(&self) -> [Option<MetricFamily>; 2] {
        let mut total = Family::counter(
            "yizhan_reloads_total",
            "Attempts to load the files again, by what is served since.",
        );
        let mut last = Family::gauge(
            "yizhan_last_reload_timestamp_seconds",
            "When the last attempt of each outcome ended.",
        );
        let reloads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (outcome, (count, at)) in reloads.iter() {
            total.count(&[("outcome", outcome)], *count);
            if let Some(at) = at {
                last.value(&[("outcome", outcome)], unix_seconds(*at));
            }
        }
        [total.finish(), last.finish()]
    }
}
