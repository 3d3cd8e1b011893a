//! A set in the making: records are checked and added one by one, then all together.

use super::amenities::Numbering;
use super::{activities, neighbours, places, references};
use crate::dataset::error::{FileFault, LoadError};
use crate::dataset::issue::{Finding, Issue, IssueCode};
use crate::dataset::issues::{IssueCounts, Issues};
use crate::dataset::limits::MAX_STATIONS;
use crate::dataset::loaded::{AmenityHours, Loaded, Source};
use crate::dataset::parse::{AmenityMerge, RawRecord};
use crate::dataset::progress::Progress;
use crate::dataset::settings::LoadSettings;
use crate::dataset::shown::shortened;
use crate::hours::schedules::{Hours, Schedules};
use crate::hours::{HoursIssue, HoursIssueKind};
use crate::station::{RowsById, Station, StationId, StationIdx, Status};

/// A set in the making: files are added one by one, then it is finished.
pub(in crate::dataset) struct Assembly<'a> {
    pub(super) stations: Vec<Station>,
    /// Where each station comes from.
    pub(super) origins: Vec<Origin>,
    pub(super) rows_by_id: RowsById,
    pub(super) numbering: Numbering,
    pub(super) schedules: Schedules,
    pub(super) station_hours: Vec<Hours>,
    pub(super) amenity_hours: Vec<AmenityHours>,
    pub(super) sources: Vec<Source>,
    /// Names of all files added, the refused ones included.
    pub(super) files: Vec<String>,
    /// Those that are kept.
    pub(super) issues: Vec<(Origin, Issue)>,
    pub(super) issue_counts: IssueCounts,
    issues_kept_a_code: usize,
    pub(super) faults: Vec<FileFault>,
    pub(super) is_full: bool,
    pub(super) progress: Progress<'a>,
}

/// Where a finding belongs: the number of the file, and of the feature in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    file: usize,
    feature: Option<usize>,
}

impl<'a> Assembly<'a> {
    pub(in crate::dataset) fn new(settings: LoadSettings, progress: Progress<'a>) -> Self {
        Self {
            stations: Vec::new(),
            origins: Vec::new(),
            rows_by_id: RowsById::default(),
            numbering: Numbering::default(),
            schedules: Schedules::new(settings.hours),
            station_hours: Vec::new(),
            amenity_hours: Vec::new(),
            sources: Vec::new(),
            files: Vec::new(),
            issues: Vec::new(),
            issue_counts: IssueCounts::NONE,
            issues_kept_a_code: settings.issues_kept_a_code,
            faults: Vec::new(),
            is_full: false,
            progress,
        }
    }

    /// The finished set; an error if any file could not be used.
    pub(in crate::dataset) fn finish(mut self) -> Result<Loaded, LoadError> {
        if self.is_full {
            return Err(LoadError::TooManyStations);
        }
        self.check_together();
        self.issues.sort_by_key(|(origin, _)| *origin);
        let kept = self.issues.into_iter().map(|(_, issue)| issue).collect();
        let issues = Issues::new(kept, self.issue_counts);
        if !self.faults.is_empty() {
            let faults = self.faults;
            return Err(LoadError::Files { faults, issues });
        }
        Ok(Loaded {
            stations: self.stations,
            rows_by_id: self.rows_by_id,
            amenity_keys: self.numbering.into_keys(),
            sources: self.sources,
            issues,
            schedules: self.schedules,
            station_hours: self.station_hours,
            amenity_hours: self.amenity_hours,
        })
    }

    pub(super) fn add_record(&mut self, feature: usize, record: &mut RawRecord, calendar: &str) {
        let origin = self.origin(Some(feature));
        let mut findings = std::mem::take(&mut record.findings);
        let Some(station) = &mut record.station else {
            self.note_all(origin, record.id.as_deref(), findings);
            return;
        };
        if let Err(refused) = self.check_alone(station, record.amenities.take(), &mut findings) {
            findings.push(refused);
            self.note_all(origin, Some(&station.id.0), findings);
            return;
        }
        let Some(row) = row_after(self.stations.len()) else {
            self.is_full = true;
            return;
        };
        self.intern_hours(row, station, calendar, &mut findings);
        findings.extend(activities::over(station, self.schedules.settings()));
        self.note_all(origin, Some(&station.id.0), findings);
        self.rows_by_id.insert(&station.id, row);
        self.origins.push(origin);
        // A station is large: it is moved once, from the record into its row.
        self.stations.extend(record.station.take());
    }

    /// What must hold before a station is taken in; an error refuses it.
    fn check_alone(
        &mut self,
        station: &mut Station,
        amenities: Option<Box<AmenityMerge>>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Finding> {
        self.check_id(&station.id)?;
        match amenities {
            Some(amenities) => self.numbering.apply(*amenities, station, findings),
            None => Ok(()),
        }
    }

    fn check_id(&self, id: &StationId) -> Result<(), Finding> {
        let Some(first) = self.rows_by_id.find(&id.0, &self.stations) else {
            return Ok(());
        };
        let at = self.origins[first.row()];
        let message = format!(
            "the id '{id}' is that of feature {} of {}, which is kept; another id is wanted",
            at.feature.unwrap_or_default(),
            self.files[at.file],
        );
        Err(Finding::new(IssueCode::DuplicateId, message))
    }

    fn intern_hours(
        &mut self,
        station: StationIdx,
        record: &Station,
        calendar: &str,
        findings: &mut Vec<Finding>,
    ) {
        let place = record.position;
        // Whatever the texts say, it is not known whether the station is in service.
        let is_known = record.status != Status::Unknown;
        let mut intern = |text: &str, property: &str| {
            let (hours, issues) = self.schedules.intern(text, calendar, place);
            findings.extend(issues.iter().map(|issue| in_hours(issue, text, property)));
            if is_known { hours } else { Hours::Unparsed }
        };
        let without_text = if is_known {
            Hours::None
        } else {
            Hours::Unparsed
        };
        let text = record.opening_hours.as_deref();
        let hours = text.map_or(without_text, |text| intern(text, "opening_hours"));
        self.station_hours.push(hours);
        for detail in &record.amenity_details {
            let Some(text) = detail.opening_hours.as_deref() else {
                continue;
            };
            let key = self.numbering.key(detail.amenity);
            self.amenity_hours.push(AmenityHours {
                station,
                amenity: detail.amenity,
                hours: intern(text, &format!("amenities.{key}.opening_hours")),
            });
        }
    }

    /// What can only be told once every station is there.
    fn check_together(&mut self) {
        let ((dangling, co_located), misplaced) = rayon::join(
            || {
                let dangling = references::dangling(&self.stations, &self.rows_by_id);
                (dangling, neighbours::co_located(&self.stations))
            },
            || places::misplaced(&self.stations),
        );
        let by_row = dangling.into_iter().chain(co_located).chain(misplaced);
        for (row, finding) in by_row {
            let id = self.stations[row.row()].id.to_string();
            self.note_all(self.origins[row.row()], Some(&id), vec![finding]);
        }
    }

    /// A place in the file that was added last.
    pub(super) const fn origin(&self, feature: Option<usize>) -> Origin {
        Origin {
            file: self.files.len().saturating_sub(1),
            feature,
        }
    }

    /// Counts what was found, and keeps the first of each code.
    pub(super) fn note_all(&mut self, origin: Origin, id: Option<&str>, findings: Vec<Finding>) {
        for Finding { code, message } in findings {
            if self.issue_counts.add(code) >= self.issues_kept_a_code {
                continue;
            }
            let issue = Issue {
                file: self.files[origin.file].clone(),
                feature: origin.feature,
                id: id.map(str::to_owned),
                code,
                message,
            };
            self.issues.push((origin, issue));
        }
    }
}

/// The row after the first `n_stations`, as long as there may be more.
pub(super) fn row_after(n_stations: usize) -> Option<StationIdx> {
    let is_room = n_stations < MAX_STATIONS;
    let row = u32::try_from(n_stations).ok().filter(|_| is_room);
    row.map(StationIdx)
}

fn in_hours(issue: &HoursIssue, text: &str, property: &str) -> Finding {
    let code = match issue.kind {
        HoursIssueKind::Unparsed => IssueCode::UnparsedHours,
        HoursIssueKind::Suspicious => IssueCode::SuspiciousHours,
    };
    Finding::new(
        code,
        format!("`{property}` is '{}': {}", shortened(text), issue.message),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_row_is_given_and_none_after_it() {
        assert!(row_after(MAX_STATIONS - 1).is_some());
        assert_eq!(row_after(MAX_STATIONS), None);
    }
}
