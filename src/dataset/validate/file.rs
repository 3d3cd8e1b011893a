//! Adding one file: in batches, each while the next is parsed, if it can be read so; else whole.

use super::amenities::Numbering;
use super::assembly::{Assembly, row_after};
use super::{activities, words};
use crate::dataset::bytes::sha256_in_hex;
use crate::dataset::error::{FaultKind, FileFault};
use crate::dataset::issue::Finding;
use crate::dataset::issues::IssueCounts;
use crate::dataset::limits::{MAX_BAD_AT_FIRST, MAX_STATIONS};
use crate::dataset::loaded::Source;
use crate::dataset::parse::{self, FastReader, Header, RawRecord};
use crate::dataset::table;
use crate::hours::schedules::SchedulesMark;
use crate::station::SourceIdx;

/// How far a set was before a file, to return to: records are added while the rest of the file
/// is parsed, and the rest may show that it has to be read as a whole.
struct Checkpoint {
    n_stations: usize,
    n_amenity_hours: usize,
    n_issues: usize,
    issue_counts: IssueCounts,
    numbering: Numbering,
    schedules: SchedulesMark,
    is_full: bool,
}

impl Assembly<'_> {
    /// Adds all records of a file, or notes why it cannot be used.
    pub(in crate::dataset) fn add(&mut self, name: String, bytes: Result<&[u8], FaultKind>) {
        self.files.push(name);
        let added = bytes.and_then(|bytes| {
            let added = self.add_bytes(bytes);
            added.map_err(|kind| if_table(kind, bytes))
        });
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
        if let Some(reader) = FastReader::open(bytes, source, self.schedules.settings().zone) {
            let before = Checkpoint::of(self);
            if let Some(added) = self.add_batches(&reader) {
                return Ok(added);
            }
            self.return_to(before);
        }
        self.add_whole(bytes, source)
    }

    /// The same for a file that has to be read as a whole; what is not like a station file ends
    /// the reading early.
    fn add_whole(&mut self, bytes: &[u8], source: SourceIdx) -> Result<(Header, usize), FaultKind> {
        let first = self.stations.len();
        let zone = self.schedules.settings().zone;
        let mut n_features = 0;
        let take = |records: Vec<RawRecord>, header: &Header| {
            n_features += self.add_chunks(n_features, vec![records], &header.calendar);
            if n_features >= MAX_BAD_AT_FIRST && self.stations.len() == first {
                return Err(FaultKind::NoStationAtFirst { n_features });
            }
            Ok(())
        };
        let (header, findings) = parse::parse(bytes, source, zone, take)?;
        self.note_all(self.origin(None), None, findings);
        Ok((header, n_features))
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

    /// Forgets everything that was added since.
    fn return_to(&mut self, before: Checkpoint) {
        for (n, station) in self.stations.drain(before.n_stations..).enumerate() {
            if let Some(row) = row_after(before.n_stations + n) {
                self.rows_by_id.remove(&station.id, row);
            }
        }
        self.origins.truncate(before.n_stations);
        self.station_hours.truncate(before.n_stations);
        self.amenity_hours.truncate(before.n_amenity_hours);
        self.issues.truncate(before.n_issues);
        self.issue_counts = before.issue_counts;
        self.numbering = before.numbering;
        self.schedules.return_to(before.schedules);
        self.is_full = before.is_full;
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

    /// The words that the file added last, whose stations begin with this row, has and the
    /// vocabularies lack.
    fn note_unknown_words(&mut self, first: usize) {
        let mut findings = self.numbering.take_unknown_words();
        findings.extend(words::unknown_kinds(&self.stations[first..]));
        findings.extend(activities::unknown_categories(&self.stations[first..]));
        self.note_all(self.origin(None), None, findings);
    }

    /// Makes room for so many more stations, if there may be so many.
    fn reserve(&mut self, n_stations: usize) {
        let n_stations = n_stations.min(MAX_STATIONS.saturating_sub(self.stations.len()));
        self.stations.reserve(n_stations);
        self.origins.reserve(n_stations);
        self.station_hours.reserve(n_stations);
    }

    fn refuse_file(&mut self, kind: FaultKind) {
        let finding = Finding::new(kind.code(), format!("the file {kind}"));
        self.note_all(self.origin(None), None, vec![finding]);
        let file = self.files.last().cloned().unwrap_or_default();
        self.faults.push(FileFault { file, kind });
    }
}

/// The fault of a file, or that it is a table if that is why it is no GeoJSON.
fn if_table(kind: FaultKind, bytes: &[u8]) -> FaultKind {
    match kind {
        FaultKind::NotUtf8 { .. } | FaultKind::NotJson { .. } => {
            table::kind_of(bytes).map_or(kind, |what| FaultKind::Table { what })
        }
        kind => kind,
    }
}

impl Checkpoint {
    fn of(assembly: &Assembly) -> Self {
        Self {
            n_stations: assembly.stations.len(),
            n_amenity_hours: assembly.amenity_hours.len(),
            n_issues: assembly.issues.len(),
            issue_counts: assembly.issue_counts,
            numbering: assembly.numbering.clone(),
            schedules: assembly.schedules.mark(),
            is_full: assembly.is_full,
        }
    }
}
