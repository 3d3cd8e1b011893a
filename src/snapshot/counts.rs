//! What is counted over all stations of a set, once, so that no request has to.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::Kinds;
use crate::amenity::{AmenityIdx, MAX_AMENITIES};
use crate::dataset::{IssueCode, IssueCounts};
use crate::index::KindIdx;
use crate::station::Station;

/// How many stations one core counts at a time.
const STATIONS_A_PART: usize = 16_384;

/// Stations by amenity and kind, issues by code, and the extent of a set.
#[derive(Clone, Debug, PartialEq)]
pub struct SetCounts {
    stations: StationCounts,
    issues: BTreeMap<&'static str, usize>,
}

/// What is counted over stations.
#[derive(Clone, Debug, PartialEq)]
struct StationCounts {
    by_amenity: [usize; MAX_AMENITIES],
    by_kind: Vec<usize>,
    /// West, south, east and north.
    bounds: [f64; 4],
    /// The first and the last.
    verified_days: Option<[NaiveDate; 2]>,
}

impl SetCounts {
    /// Counts stations, whose kinds are all in `kinds`, and issues.
    pub(super) fn of(stations: &[Station], kinds: &Kinds, issues: &IssueCounts) -> Self {
        let nothing = || StationCounts::of_nothing(kinds.keys.len());
        let part = |stations: &[Station]| {
            let mut counts = nothing();
            for station in stations {
                counts.add(station, kinds);
            }
            counts
        };
        let parts = stations.par_chunks(STATIONS_A_PART).map(part);
        let mut by_code = BTreeMap::new();
        for code in IssueCode::ALL {
            if issues.of(code) > 0 {
                *by_code.entry(code.key()).or_default() += issues.of(code);
            }
        }
        Self {
            stations: parts.reduce(nothing, |a, b| a.and(&b)),
            issues: by_code,
        }
    }

    /// How many stations offer an amenity.
    pub const fn offering(&self, amenity: AmenityIdx) -> usize {
        self.stations.by_amenity[amenity.number()]
    }

    /// How many stations are of a kind of this set.
    pub fn of_kind(&self, kind: KindIdx) -> usize {
        self.stations.by_kind[kind.0 as usize]
    }

    /// Issues by the keys of their codes, without codes that have none.
    pub const fn issues(&self) -> &BTreeMap<&'static str, usize> {
        &self.issues
    }

    /// West, south, east and north of all stations, as a box that does not cross the antimeridian.
    pub const fn bounds(&self) -> [f64; 4] {
        self.stations.bounds
    }

    /// The first and the last day of an on-site check, if there was one.
    pub const fn verified_days(&self) -> Option<[NaiveDate; 2]> {
        self.stations.verified_days
    }
}

impl StationCounts {
    fn of_nothing(n_kinds: usize) -> Self {
        Self {
            by_amenity: [0; MAX_AMENITIES],
            by_kind: vec![0; n_kinds],
            bounds: [
                f64::INFINITY,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NEG_INFINITY,
            ],
            verified_days: None,
        }
    }

    fn add(&mut self, station: &Station, kinds: &Kinds) {
        for amenity in station.offered.iter() {
            self.by_amenity[amenity.number()] += 1;
        }
        if let Some(kind) = station.kind.as_deref().and_then(|key| kinds.find(key)) {
            self.by_kind[kind.0 as usize] += 1;
        }
        let (lon, lat) = (station.position.lon(), station.position.lat());
        self.bounds = around(self.bounds, [lon, lat, lon, lat]);
        let day = station.verified_on.map(|day| [day, day]);
        self.verified_days = spanning(self.verified_days, day);
    }

    fn and(mut self, other: &Self) -> Self {
        add_each(&mut self.by_amenity, &other.by_amenity);
        add_each(&mut self.by_kind, &other.by_kind);
        self.bounds = around(self.bounds, other.bounds);
        self.verified_days = spanning(self.verified_days, other.verified_days);
        self
    }
}

fn add_each(counts: &mut [usize], others: &[usize]) {
    for (count, other) in counts.iter_mut().zip(others) {
        *count += other;
    }
}

/// The box around both.
const fn around(
    [west, south, east, north]: [f64; 4],
    [other_west, other_south, other_east, other_north]: [f64; 4],
) -> [f64; 4] {
    [
        west.min(other_west),
        south.min(other_south),
        east.max(other_east),
        north.max(other_north),
    ]
}

/// The days from the first of both to the last.
fn spanning(
    days: Option<[NaiveDate; 2]>,
    others: Option<[NaiveDate; 2]>,
) -> Option<[NaiveDate; 2]> {
    match (days, others) {
        (Some([first, last]), Some([other_first, other_last])) => {
            Some([first.min(other_first), last.max(other_last)])
        }
        (days, others) => days.or(others),
    }
}
