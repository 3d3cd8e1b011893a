//! Raw records to one checked set: what needs all records together.
//!
//! Ids are unique, amenities are numbered and hours are interned in the order of the files
//! and features, so the same files always give the same rows. Nothing is parsed here.

mod amenities;
mod checkpoint;
mod neighbours;
mod places;
mod references;
mod words;

use self::amenities::Numbering;
use self::checkpoint::Checkpoint;
use super::bytes::sha256_in_hex;
use super::error::{FaultKind, FileFault, LoadError};
use super::issue::{Finding, Issue, IssueCode, shortened};
use super::limits::MAX_STATIONS;
use super::loaded::{AmenityHours, Loaded, Source};
use super::parse::{self, FastReader, Header, RawAmenity, RawRecord};
use super::progress::Progress;
use crate::hours::schedules::{Hours, HoursSettings, Schedules};
use crate::hours::{HoursIssue, HoursIssueKind};
use crate::station::{RowsById, SourceIdx, Station, StationId, StationIdx, Status};

/// A set in the making: files are added one by one, then it is finished.
pub(super) struct Assembly<'a> {
    stations: Vec<Station>,
    /// Where each station comes from.
    origins: Vec<Origin>,
    rows_by_id: RowsById,
    numbering: Numbering,
    schedules: Schedules,
    station_hours: Vec<Hours>,
    amenity_hours: Vec<AmenityHours>,
    sources: Vec<Source>,
    /// Names of all files added, the refused ones included.
    files: Vec<String>,
    issues: Vec<(Origin, Issue)>,
    faults: Vec<FileFault>,
    is_full: bool,
    progress: Progress<'a>,
}

/// Where a finding belongs: the number of the file, and of the feature in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Origin {
    file: usize,
    feature: Option<usize>,
}

impl<'a> Assembly<'a> {
    pub(super) fn new(settings: HoursSettings, progress: Progress<'a>) -> Self {
        Self {
            stations: Vec::new(),
            origins: Vec::new(),
            rows_by_id: RowsById::default(),
            numbering: Numbering::default(),
            schedules: Schedules::new(settings),
            station_hours: Vec::new(),
            amenity_hours: Vec::new(),
            sources: Vec::new(),
            files: Vec::new(),
            issues: Vec::new(),
            faults: Vec::new(),
            is_full: false,
            progress,
        }
    }

    /// Adds all records of a file, or notes why it cannot be used.
    pub(super) fn add(&mut self, name: String, bytes: Result<&[u8], FaultKind>) {
        self.files.push(name);
        let added = bytes.and_then(|bytes| self.add_bytes(bytes));
        if let Err(kind) = added {
            self.refuse_file(kind);
        }
    }

    fn add_bytes(&mut self, bytes: &[u8]) -> Result<(), FaultKind> {
        let first = self.stations.len();
        let (added, sha256) = rayon::join(|| self.add_records(bytes), || sha256_in_hex(bytes));
        self.note_unknown_words(first);
        self.progress.file(bytes.len());
        let (header, n_features) = added?;
        let n_stations = self.stations.len() - first;
        self.sources.push(Source {
            file: self.files.last().cloned().unwrap_or_default(),
            name: header.name,
            attribution: header.attribution,
            datum: header.datum,
            calendar: header.calendar,
            n_features,
            n_stations,
            bytes: bytes.len() as u64,
            sha256,
        });
        if n_stations == 0 {
            return Err(FaultKind::NoStation { n_features });
        }
        Ok(())
    }

    /// Adds the records of a file, each batch while the next is parsed, if it can be read in
    /// batches; what it says of itself, and how many features it has.
    fn add_records(&mut self, bytes: &[u8]) -> Result<(Header, usize), FaultKind> {
        let source = u16::try_from(self.sources.len()).map_or(SourceIdx(u16::MAX), SourceIdx);
        if let Some(reader) = FastReader::open(bytes, source) {
            let before = Checkpoint::of(self);
            if let Some(added) = self.add_batches(&reader) {
                return Ok(added);
            }
            self.return_to(before);
        }
        let parsed = parse::parse(bytes, source)?;
        self.note_all(self.origin(None), None, parsed.findings);
        let n_features = self.add_chunks(0, vec![parsed.records], &parsed.header.calendar);
        Ok((parsed.header, n_features))
    }

    /// `None` if the file has to be read as a whole after all.
    fn add_batches(&mut self, reader: &FastReader) -> Option<(Header, usize)> {
        let calendar = &reader.header().calendar;
        let mut n_features = 0;
        let mut batch = reader.batch(0)?;
        self.reserve(batch.n_records() * reader.n_batches());
        for next in 1..reader.n_batches() {
            let chunks = std::mem::take(&mut batch.chunks);
            let (parsed, n_added) = rayon::join(
                || reader.batch(next),
                || self.add_chunks(n_features, chunks, calendar),
            );
            batch = parsed?;
            n_features += n_added;
            self.progress.within_file(reader.end_of(next - 1));
        }
        let chunks = std::mem::take(&mut batch.chunks);
        n_features += self.add_chunks(n_features, chunks, calendar);
        let (header, findings) = reader.finish(&batch)?;
        self.note_all(self.origin(None), None, findings);
        Some((header, n_features))
    }

    /// Adds records, the first of them the feature of this number; how many they are.
    fn add_chunks(&mut self, first: usize, chunks: Vec<Vec<RawRecord>>, calendar: &str) -> usize {
        let mut n_added = 0;
        for mut records in chunks {
            for record in &mut records {
                self.add_record(first + n_added, record, calendar);
                n_added += 1;
            }
        }
        n_added
    }

    /// The finished set; an error if any file could not be used.
    pub(super) fn finish(mut self) -> Result<Loaded, LoadError> {
        if self.is_full {
            return Err(LoadError::TooManyStations);
        }
        self.check_together();
        self.issues.sort_by_key(|(origin, _)| *origin);
        let issues = self.issues.into_iter().map(|(_, issue)| issue).collect();
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

    /// The words that the file added last, whose stations begin with this row, has and the
    /// vocabularies lack.
    fn note_unknown_words(&mut self, first: usize) {
        let mut findings = self.numbering.take_unknown_words();
        findings.extend(words::unknown_kinds(&self.stations[first..]));
        self.note_all(self.origin(None), None, findings);
    }

    /// Makes room for so many more stations, if there may be so many.
    fn reserve(&mut self, n_stations: usize) {
        let n_stations = n_stations.min(MAX_STATIONS.saturating_sub(self.stations.len()));
        self.stations.reserve(n_stations);
        self.origins.reserve(n_stations);
        self.station_hours.reserve(n_stations);
    }

    fn add_record(&mut self, feature: usize, record: &mut RawRecord, calendar: &str) {
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
        amenities: Option<Vec<RawAmenity>>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Finding> {
        self.check_id(&station.id)?;
        match amenities {
            Some(amenities) => self.numbering.apply(amenities, station, findings),
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

    fn refuse_file(&mut self, kind: FaultKind) {
        let finding = Finding::new(kind.code(), format!("the file {kind}"));
        self.note_all(self.origin(None), None, vec![finding]);
        let file = self.files.last().cloned().unwrap_or_default();
        self.faults.push(FileFault { file, kind });
    }

    /// A place in the file that was added last.
    const fn origin(&self, feature: Option<usize>) -> Origin {
        Origin {
            file: self.files.len().saturating_sub(1),
            feature,
        }
    }

    fn note_all(&mut self, origin: Origin, id: Option<&str>, findings: Vec<Finding>) {
        for Finding { code, message } in findings {
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
fn row_after(n_stations: usize) -> Option<StationIdx> {
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
