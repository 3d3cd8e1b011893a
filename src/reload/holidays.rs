//! Warnings about a set for which a holiday table is missing.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::Datelike;

use crate::dataset::shown::shown;
use crate::snapshot::Snapshot;

/// A sentence for each year and each calendar named by the station files whose table lacks it.
pub fn lacking_tables(snapshot: &Snapshot, years: RangeInclusive<i32>) -> Vec<String> {
    let calendars = &snapshot.timetable().schedules().settings().calendars;
    let sources = snapshot.sources().iter();
    let names: BTreeSet<&str> = sources.map(|source| source.calendar.as_str()).collect();
    let lacking = years.flat_map(|year| names.iter().map(move |name| (year, *name)));
    lacking
        .filter(|(year, name)| !calendars.get(name).covers_year(*year))
        .map(|(year, name)| (year, shown(name)))
        .map(|(year, name)| {
            format!(
                "the holiday table {name} lacks {year}: its days off and make-up workdays are \
                 not known, hours go by the weekday; add that year with --holidays {name}=FILE"
            )
        })
        .collect()
}

/// Logs, as warnings, which calendars of a set lack the year of the day it is compiled for.
pub fn warn_of_lacking_tables(snapshot: &Snapshot) {
    let year = snapshot.timetable().today().year();
    for sentence in lacking_tables(snapshot, year..=year) {
        tracing::warn!("{sentence}");
    }
}

/// Whether `lacking_tables` may differ between two sets: another year, or other files or tables.
pub(super) fn may_lack_others(before: &Snapshot, now: &Snapshot) -> bool {
    let year = |set: &Snapshot| set.timetable().today().year();
    let schedules = |set: &Snapshot| std::ptr::from_ref(set.timetable().schedules());
    year(before) != year(now) || schedules(before) != schedules(now)
}
