//! The set being served: its size, version, age and issues.

use std::collections::BTreeMap;

use prometheus::proto::MetricFamily;

use super::family::{Family, info, one_gauge, to_f64, unix_seconds};
use crate::clock::UnixTime;
use crate::dataset::IssueCode;
use crate::state::ServedSet;

/// The families of a set; without a set, only the fact that there is none.
pub fn families(served: Option<&ServedSet>) -> Vec<Option<MetricFamily>> {
    let is_ready = one_gauge(
        "yizhan_ready",
        "1 once stations are loaded, else 0.",
        f64::from(u8::from(served.is_some())),
    );
    let mut families = vec![is_ready];
    families.extend(served.map(set_families).into_iter().flatten());
    families
}

fn set_families(served: &ServedSet) -> Vec<Option<MetricFamily>> {
    let snapshot = served.snapshot();
    let loaded_at = snapshot.loaded_at();
    let age_s = UnixTime::now().unix_s.saturating_sub(loaded_at.unix_s);
    vec![
        one_gauge(
            "yizhan_stations",
            "Stations being served.",
            size(snapshot.stations().len()),
        ),
        info(
            "yizhan_dataset_info",
            "Always 1; the label is the version of the data being served.",
            &[("version", snapshot.version())],
        ),
        one_gauge(
            "yizhan_dataset_loaded_timestamp_seconds",
            "When the set being served was loaded.",
            unix_seconds(loaded_at),
        ),
        one_gauge(
            "yizhan_dataset_age_seconds",
            "Time since the set being served was loaded; not below 0 if the clock was set back.",
            to_f64(u64::try_from(age_s).unwrap_or_default()),
        ),
        one_gauge(
            "yizhan_dataset_load_duration_seconds",
            "Time that reading, checking and indexing this set took.",
            served.load_time_s(),
        ),
        issues(served),
    ]
}

/// Every code, including those without a finding.
fn issues(served: &ServedSet) -> Option<MetricFamily> {
    let mut counts: BTreeMap<&str, usize> = IssueCode::ALL.map(|code| (code.key(), 0)).into();
    counts.extend(served.snapshot().counts().issues());
    let mut family = Family::gauge(
        "yizhan_dataset_issues",
        "Findings in the files of the set being served, by code.",
    );
    for (code, count) in counts {
        family.value(&[("code", code)], size(count));
    }
    family.finish()
}

fn size(number: usize) -> f64 {
    to_f64(u64::try_from(number).unwrap_or(u64::MAX))
}
