//! Reload attempts by outcome.

use prometheus::proto::MetricFamily;

use super::family::{Family, unix_seconds};
use crate::state::{ReloadCounts, ReloadOutcome};

/// The current counts, with a zero for outcomes that never occurred.
pub fn families(counts: &ReloadCounts) -> [Option<MetricFamily>; 2] {
    let mut total = Family::counter(
        "yizhan_reloads_total",
        "Attempts to load the files again, by what is served since.",
    );
    let mut last = Family::gauge(
        "yizhan_last_reload_timestamp_seconds",
        "When the last attempt of each outcome ended.",
    );
    for outcome in ReloadOutcome::ALL {
        let (count, at) = counts.of(outcome);
        total.count(&[("outcome", outcome.key())], count);
        if let Some(at) = at {
            last.value(&[("outcome", outcome.key())], unix_seconds(at));
        }
    }
    [total.finish(), last.finish()]
}
