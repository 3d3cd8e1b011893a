//! Taking in the records of one file: the quick way while it lasts, else the careful one.

use super::amenities::Numbering;
use super::{Assembly, row_after};
use crate::dataset::error::FaultKind;
use crate::dataset::limits::MAX_STATIONS;
use crate::dataset::parse::{self, Header, RawRecord, Regular};
use crate::hours::schedules::SchedulesMark;
use crate::station::SourceIdx;

/// What a file added.
pub(super) struct Added {
    pub(super) header: Header,
    pub(super) n_features: usize,
    pub(super) n_stations: usize,
}

/// Counts the features of a file while they are added.
struct Counting {
    n_stations_before: usize,
    n_features: usize,
}

/// How far a set was before a file.
struct Checkpoint {
    n_stations: usize,
    n_amenity_hours: usize,
    n_issues: usize,
    numbering: Numbering,
    schedules: SchedulesMark,
    is_full: bool,
}

impl Assembly<'_> {
    /// Adds the records, the quick way if the file is regular throughout.
    pub(super) fn add_bytes(&mut self, bytes: &[u8]) -> Result<Added, FaultKind> {
        let source = u16::try_from(self.sources.len()).map_or(SourceIdx(u16::MAX), SourceIdx);
        if let Some(regular) = Regular::open(bytes, source) {
            let before = Checkpoint::of(self);
            if let Some(added) = self.add_regular(&regular) {
                return Ok(added);
            }
            self.return_to(before);
        }
        let parsed = parse::parse(bytes, source)?;
        let mut counting = Counting::from(&*self);
        self.note_all(self.origin(None), None, parsed.findings);
        counting.add_records(self, parsed.records, &parsed.header.calendar);
        Ok(counting.finish(self, parsed.header))
    }

    /// Adds the records of a regular file, each wave while the next is parsed; `None` if it is
    /// not regular after all.
    fn add_regular(&mut self, regular: &Regular) -> Option<Added> {
        let calendar = &regular.header().calendar;
        let mut counting = Counting::from(&*self);
        let mut wave = regular.wave(0)?;
        self.reserve(wave.n_records() * regular.n_waves());
        for next in 1..regular.n_waves() {
            let pieces = std::mem::take(&mut wave.pieces);
            let add = || {
                for records in pieces {
                    counting.add_records(self, records, calendar);
                }
            };
            let (parsed, ()) = rayon::join(|| regular.wave(next), add);
            wave = parsed?;
            self.heard.within_file(regular.end_of(next - 1));
        }
        for records in std::mem::take(&mut wave.pieces) {
            counting.add_records(self, records, calendar);
        }
        let (header, findings) = regular.finish(&wave)?;
        self.note_all(self.origin(None), None, findings);
        Some(counting.finish(self, header))
    }

    /// Room for so many more stations, if there may be so many.
    fn reserve(&mut self, n_stations: usize) {
        let n_stations = n_stations.min(MAX_STATIONS.saturating_sub(self.stations.len()));
        self.stations.reserve(n_stations);
        self.origins.reserve(n_stations);
        self.station_hours.reserve(n_stations);
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
        self.numbering = before.numbering;
        self.schedules.return_to(before.schedules);
        self.is_full = before.is_full;
    }
}

impl Counting {
    const fn from(assembly: &Assembly) -> Self {
        Self {
            n_stations_before: assembly.stations.len(),
            n_features: 0,
        }
    }

    fn add_records(&mut self, into: &mut Assembly, mut records: Vec<RawRecord>, calendar: &str) {
        for record in &mut records {
            into.add_record(self.n_features, record, calendar);
            self.n_features += 1;
        }
    }

    const fn finish(self, assembly: &Assembly, header: Header) -> Added {
        Added {
            header,
            n_features: self.n_features,
            n_stations: assembly.stations.len() - self.n_stations_before,
        }
    }
}

impl Checkpoint {
    fn of(assembly: &Assembly) -> Self {
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
