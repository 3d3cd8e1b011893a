//! A loaded set as it would be with some stations closed, or open at other hours.

use std::sync::Arc;

use super::{AmenityHours, Loaded};
use crate::hours::HoursIssueKind;
use crate::hours::schedules::Hours;
use crate::station::{RowsById, Station, StationIdx, Status};

/// Why a station cannot have a text as its hours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetHoursError {
    /// The text is not understood.
    #[error("the hours are not understood: {0}")]
    NotUnderstood(String),
    /// It is not known whether the station is in service, whatever its hours are.
    #[error("it has a status that is not known, so that its hours are not either")]
    UnknownStatus,
}

impl Loaded {
    /// Takes stations out of the set, as if the files did not have them. Linear in the set.
    ///
    /// What was found in the files stays: it is of the files.
    pub fn close(&mut self, closed: &[StationIdx]) {
        let mut is_closed = vec![false; self.stations.len()];
        for idx in closed {
            is_closed[idx.row()] = true;
        }
        let mut rows = is_closed.iter().scan(0, |next, is_closed| {
            let row = (!is_closed).then_some(StationIdx(*next));
            *next += u32::from(!is_closed);
            Some(row)
        });
        let row_of: Vec<Option<StationIdx>> = rows.by_ref().collect();
        keep(&mut self.stations, &is_closed);
        keep(&mut self.station_hours, &is_closed);
        let moved = self.amenity_hours.iter().filter_map(|hours| {
            let station = row_of[hours.station.row()]?;
            Some(AmenityHours { station, ..*hours })
        });
        self.amenity_hours = moved.collect();
        self.rows_by_id = RowsById::default();
        for (idx, station) in (0..).map(StationIdx).zip(&self.stations) {
            self.rows_by_id.insert(&station.id, idx);
        }
    }

    /// Gives a station other opening hours, read as those of its file are. Returns what is
    /// suspicious about them, in sentences.
    pub fn set_hours(
        &mut self,
        station: StationIdx,
        text: &str,
    ) -> Result<Vec<String>, SetHoursError> {
        let record: &mut Station = &mut self.stations[station.row()];
        if record.status == Status::Unknown {
            return Err(SetHoursError::UnknownStatus);
        }
        let source = self.sources.get(usize::from(record.file.0));
        let calendar = source.map_or("", |source| &source.calendar);
        let (hours, issues) = self.schedules.intern(text, calendar, record.position);
        let of = |kind| {
            let issues = issues.iter().filter(move |issue| issue.kind == kind);
            issues
                .map(|issue| issue.message.clone())
                .collect::<Vec<_>>()
        };
        if !matches!(hours, Hours::Scheduled(_)) {
            let why = of(HoursIssueKind::Unparsed).join("; ");
            return Err(SetHoursError::NotUnderstood(why));
        }
        let suspicious = of(HoursIssueKind::Suspicious);
        record.opening_hours = Some(Arc::from(text));
        self.station_hours[station.row()] = hours;
        Ok(suspicious)
    }
}

/// Keeps the items that are not closed.
fn keep<T>(items: &mut Vec<T>, is_closed: &[bool]) {
    let mut closed = is_closed.iter();
    items.retain(|_| closed.next().is_none_or(|is_closed| !is_closed));
}
