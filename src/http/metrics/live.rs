//! Notices and reports: whether their database is there, and how much is in force.

use prometheus::proto::MetricFamily;

use super::family::{Family, one_gauge, to_f64};
use crate::live::Status;

/// The families of what is said, if that is kept.
pub fn families(status: Option<&Status>) -> Vec<Option<MetricFamily>> {
    let Some(status) = status else {
        return Vec::new();
    };
    let is_connected = status.away_since.is_none();
    vec![
        one_gauge(
            "yizhan_live_connected",
            "1 while the database of notices and reports is there, else 0.",
            f64::from(u8::from(is_connected)),
        ),
        one_gauge(
            "yizhan_live_sequence",
            "The number of the last change of notices, reports and keepers that is known.",
            to_f64(status.version.sequence.unsigned_abs()),
        ),
        one_gauge(
            "yizhan_live_notices",
            "Notices in force or to come.",
            to_f64(u64::try_from(status.n_notices).unwrap_or(u64::MAX)),
        ),
        status.n_unmet_dropped.and_then(unmet_dropped),
    ]
}

fn unmet_dropped(n_dropped: u64) -> Option<MetricFamily> {
    let mut family = Family::counter(
        "yizhan_live_unmet_dropped_total",
        "Counts of questions that found nothing which there was no room for.",
    );
    family.count(&[], n_dropped);
    family.finish()
}
