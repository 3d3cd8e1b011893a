//! Everything that a question needs, immutable: stations, hours, index and names.
//!
//! A snapshot is built whole and never changed; each request takes one and keeps it. At midnight a
//! new one is made that shares all but the compiled window of days.

mod counts;
mod programmes;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use hashbrown::HashMap;
use rayon::prelude::*;

use crate::amenity::AmenityKeys;
use crate::clock::{UnixTime, Zone};
use crate::dataset::bytes::in_hex;
use crate::dataset::{AmenityHours, Issues, Loaded, Source};
use crate::hours::HoursOfDay;
use crate::hours::schedules::Hours;
use crate::hours::timetable::Timetable;
use crate::index::{Entry, Index, KindIdx, Placed, Traits};
use crate::position::Position;
use crate::station::{RowsById, Station, StationIdx, Status};
use crate::vocabulary;

pub use counts::SetCounts;
pub use programmes::Programmes;

/// A loaded set, ready to be queried.
#[derive(Clone)]
pub struct Snapshot {
    set: Arc<StationSet>,
    timetable: Timetable,
}

/// The part of a snapshot that does not depend on the day.
struct StationSet {
    stations: Vec<Station>,
    rows_by_id: RowsById,
    amenity_keys: AmenityKeys,
    kinds: Kinds,
    station_hours: Vec<Hours>,
    /// Ordered by station.
    amenity_hours: Vec<AmenityHours>,
    /// Where the amenity hours of each station begin, and at the end where the last ones end.
    amenity_hours_starts: Vec<u32>,
    index: Index,
    programmes: Programmes,
    /// The place of each station in the tree, by row; made when it is first needed.
    orders: OnceLock<Vec<u32>>,
    sources: Vec<Source>,
    issues: Issues,
    counts: SetCounts,
    version: String,
    loaded_at: UnixTime,
}

/// The kinds of a loaded set, the vocabulary's first.
#[derive(Debug, Default)]
pub struct Kinds {
    keys: Vec<Box<str>>,
    idx_of_key: HashMap<Box<str>, KindIdx>,
}

/// How many characters of the digest are the data version.
const VERSION_LENGTH: usize = 16;

impl Snapshot {
    /// Builds the index and compiles the hours around `today`; n log n.
    pub fn build(loaded: Loaded, loaded_at: UnixTime, today: NaiveDate) -> Self {
        let schedules = Arc::new(loaded.schedules);
        let count = || {
            let kinds = Kinds::of(&loaded.stations);
            let counts = SetCounts::of(&loaded.stations, &kinds, loaded.issues.counts());
            (kinds, counts)
        };
        let (timetable, (kinds, counts)) =
            rayon::join(|| Timetable::build(schedules, today), count);
        let n_stations = loaded.stations.len();
        let mut set = StationSet {
            rows_by_id: loaded.rows_by_id,
            version: version_of(&loaded.sources),
            stations: loaded.stations,
            amenity_keys: loaded.amenity_keys,
            kinds,
            station_hours: loaded.station_hours,
            amenity_hours_starts: starts_by_station(&loaded.amenity_hours, n_stations),
            amenity_hours: loaded.amenity_hours,
            index: Index::build(&[]),
            programmes: Programmes::default(),
            orders: OnceLock::new(),
            sources: loaded.sources,
            issues: loaded.issues,
            counts,
            loaded_at,
        };
        let rows: Vec<StationIdx> = set.rows().collect();
        let placed = |idx: &StationIdx| set.placed(*idx, &timetable);
        let placed: Vec<Placed> = rows.par_iter().map(placed).collect();
        // Answers give stations at one distance by id.
        let id = |row: usize| &set.stations[row].id;
        set.index = Index::build_in_order(&placed, |a, b| id(a).cmp(id(b)));
        set.programmes = Programmes::of(&set.stations, &placed, |a, b| id(a).cmp(id(b)));
        Self {
            set: Arc::new(set),
            timetable,
        }
    }

    /// The same stations with the hours compiled around another day.
    #[must_use]
    pub fn rolled_to(&self, today: NaiveDate) -> Self {
        Self {
            set: Arc::clone(&self.set),
            timetable: self.timetable.rolled_to(today),
        }
    }

    /// All stations, by row.
    pub fn stations(&self) -> &[Station] {
        &self.set.stations
    }

    /// The position of each station, by row.
    pub fn positions(&self) -> Vec<Position> {
        let stations = self.set.stations.iter();
        stations.map(|station| station.position).collect()
    }

    /// A station of this set.
    pub fn station(&self, idx: StationIdx) -> &Station {
        &self.set.stations[idx.row()]
    }

    /// The tree's entry of a station, built anew; some tenths of a microsecond.
    pub fn entry(&self, idx: StationIdx) -> Entry {
        self.set.entry(idx, &self.timetable)
    }

    /// A station as it was put into the tree, built anew.
    pub fn placed(&self, idx: StationIdx) -> Placed {
        self.set.placed(idx, &self.timetable)
    }

    /// The place of a station in the tree: stations on one point are in the order of their ids. The
    /// first call goes through the whole tree, some nanoseconds a station.
    pub fn order_in_index(&self, idx: StationIdx) -> u32 {
        let orders = self
            .set
            .orders
            .get_or_init(|| self.set.index.orders(self.set.stations.len()));
        orders[idx.row()]
    }

    /// The station with this id.
    pub fn find(&self, id: &str) -> Option<StationIdx> {
        self.set.rows_by_id.find(id, &self.set.stations)
    }

    /// Every row.
    pub fn rows(&self) -> impl Iterator<Item = StationIdx> + use<> {
        self.set.rows()
    }

    /// The rows of a range, as far as there are any.
    pub fn rows_within(&self, rows: Range<usize>) -> impl Iterator<Item = StationIdx> + use<> {
        let n_stations = self.set.stations.len();
        let rows = rows.start.min(n_stations)..rows.end.min(n_stations);
        // Stations are counted in 32 bits.
        rows.filter_map(|row| u32::try_from(row).ok())
            .map(StationIdx)
    }

    /// The amenity keys in use.
    pub fn amenity_keys(&self) -> &AmenityKeys {
        &self.set.amenity_keys
    }

    /// The kinds in use.
    pub fn kinds(&self) -> &Kinds {
        &self.set.kinds
    }

    /// The hours of the station itself.
    pub fn station_hours(&self, idx: StationIdx) -> Hours {
        self.set.station_hours[idx.row()]
    }

    /// The amenities of a station that have hours of their own.
    pub fn amenity_hours(&self, idx: StationIdx) -> &[AmenityHours] {
        self.set.amenity_hours(idx)
    }

    /// The zone of the hours and of the activities.
    pub fn zone(&self) -> Zone {
        self.timetable.schedules().settings().zone
    }

    /// What goes on at the stations.
    pub fn programmes(&self) -> &Programmes {
        &self.set.programmes
    }

    /// The tree.
    pub fn index(&self) -> &Index {
        &self.set.index
    }

    /// The compiled hours.
    pub const fn timetable(&self) -> &Timetable {
        &self.timetable
    }

    /// The files that were loaded.
    pub fn sources(&self) -> &[Source] {
        &self.set.sources
    }

    /// The sources that the files name for their facts, each once; a file that names none is listed
    /// by its own name.
    pub fn attributions(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for source in &self.set.sources {
            let name = source.attribution.as_deref().or(source.name.as_deref());
            names.extend(name.filter(|name| !names.contains(name)));
        }
        names
    }

    /// The findings about the files.
    pub fn issues(&self) -> &Issues {
        &self.set.issues
    }

    /// What was counted over its stations and issues when it was built.
    pub fn counts(&self) -> &SetCounts {
        &self.set.counts
    }

    /// The version of the data: equal files have equal versions.
    pub fn version(&self) -> &str {
        &self.set.version
    }

    /// When it was loaded.
    pub fn loaded_at(&self) -> UnixTime {
        self.set.loaded_at
    }
}

impl StationSet {
    fn rows(&self) -> impl Iterator<Item = StationIdx> + use<> {
        (0..u32::try_from(self.stations.len()).unwrap_or(u32::MAX)).map(StationIdx)
    }

    fn amenity_hours(&self, idx: StationIdx) -> &[AmenityHours] {
        let start = |row: usize| self.amenity_hours_starts[row] as usize;
        &self.amenity_hours[start(idx.row())..start(idx.row() + 1)]
    }

    fn placed(&self, idx: StationIdx, timetable: &Timetable) -> Placed {
        Placed {
            point_m: self.stations[idx.row()].position.earth_centred_m(),
            entry: self.entry(idx, timetable),
        }
    }

    fn entry(&self, idx: StationIdx, timetable: &Timetable) -> Entry {
        let station = &self.stations[idx.row()];
        let kind = station.kind.as_deref().and_then(|key| self.kinds.find(key));
        let own_hours = self.amenity_hours(idx);
        Entry {
            traits: Traits::of(
                station.offered,
                kind,
                self.possible_hours(idx, own_hours, timetable),
            ),
            station: idx,
            hours: self.station_hours[idx.row()],
            kind,
            access: station.access,
            star: station.star,
            offers_until: station.offers_until(),
            always_active: station.status == Status::Active,
            amenities_have_hours: !own_hours.is_empty(),
        }
    }

    /// The hours at which the station, with any choice of its amenities, can be open or unknown.
    ///
    /// An amenity's hours decide where the station's are unknown, so they are added.
    fn possible_hours(
        &self,
        idx: StationIdx,
        own_hours: &[AmenityHours],
        timetable: &Timetable,
    ) -> HoursOfDay {
        let of = |hours: Hours| match hours {
            Hours::Scheduled(schedule) => timetable.hours_of_day(schedule),
            Hours::None | Hours::Unparsed => HoursOfDay::ALWAYS_UNKNOWN,
        };
        own_hours
            .iter()
            .map(|own| of(own.hours))
            .fold(of(self.station_hours[idx.row()]), HoursOfDay::union)
    }
}

impl Kinds {
    fn of(stations: &[Station]) -> Self {
        let mut kinds = Self::default();
        for term in vocabulary::kinds().terms() {
            kinds.intern(&term.key);
        }
        for key in stations
            .iter()
            .filter_map(|station| station.kind.as_deref())
        {
            kinds.intern(key);
        }
        kinds
    }

    fn intern(&mut self, key: &str) {
        if self.idx_of_key.contains_key(key) {
            return;
        }
        // Stations are counted in 32 bits, so kinds fit too.
        let number = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        self.keys.push(key.into());
        self.idx_of_key.insert(key.into(), KindIdx(number));
    }

    /// The number of a kind's key.
    pub fn find(&self, key: &str) -> Option<KindIdx> {
        self.idx_of_key.get(key).copied()
    }

    /// The key of a kind's number in this set.
    pub fn key(&self, kind: KindIdx) -> &str {
        &self.keys[kind.0 as usize]
    }

    /// Every key, the vocabulary's first.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|(_, key)| key)
    }

    /// Every key with its number, the vocabulary's first.
    pub fn iter(&self) -> impl Iterator<Item = (KindIdx, &str)> {
        (0..).map(KindIdx).zip(self.keys.iter().map(|key| &**key))
    }
}

/// Where each station's run begins in rows that are ordered by station, and the end.
fn starts_by_station(amenity_hours: &[AmenityHours], n_stations: usize) -> Vec<u32> {
    let mut starts = vec![0_u32; n_stations + 1];
    for own in amenity_hours {
        starts[own.station.row() + 1] += 1;
    }
    for row in 0..n_stations {
        starts[row + 1] += starts[row];
    }
    starts
}

/// The start of a digest over the digests of the files, in their order.
fn version_of(sources: &[Source]) -> String {
    use sha2::{Digest, Sha256};
    let mut digest = Sha256::new();
    for source in sources {
        digest.update(source.sha256.as_bytes());
    }
    let hex = in_hex(&digest.finalize());
    hex[..VERSION_LENGTH].to_owned()
}
