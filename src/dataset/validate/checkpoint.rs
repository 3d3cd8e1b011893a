//! How far a set was before a file, to return to: the records of a file are added while the rest
//! of it is parsed, and the rest may show that it has to be read as a whole.

use super::amenities::Numbering;
use super::{Assembly, row_after};
use crate::hours::schedules::SchedulesMark;

/// How far a set was before a file.
pub(super) struct Checkpoint {
    n_stations: usize,
    n_amenity_hours: usize,
    n_issues: usize,
    numbering: Numbering,
    schedules: SchedulesMark,
    is_full: bool,
}

impl Assembly<'_> {
    /// Forgets everything that was added since.
    pub(super) fn return_to(&mut self, before: Checkpoint) {
        for (n, station) in self.stations.drain(before.n_stations..).enumerate() {
            if let Some(row) = row_after(before.n_stations + n) {
                self.rows_by_id.remove(&station.id, row);
            }
        }
        self.origins.truncate(before.n_stations);
        self.station_hours.truncate(before.n_stations);
        self.amenity_hours.truncate(before.n_amenity_hours);
        self.issues.truncate(before.n_issues);
        self.numbering = before.numbering;
        self.schedules.return_to(before.schedules);
        self.is_full = before.is_full;
    }
}

impl Checkpoint {
    pub(super) fn of(assembly: &Assembly) -> Self {
        Self {
            n_stations: assembly.stations.len(),
            n_amenity_hours: assembly.amenity_hours.len(),
            n_issues: assembly.issues.len(),
            numbering: assembly.numbering.clone(),
            schedules: assembly.schedules.mark(),
            is_full: assembly.is_full,
        }
    }
}
