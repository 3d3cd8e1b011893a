//! What a load gives: the stations and what belongs to them.

use super::issues::Issues;
use crate::amenity::{AmenityIdx, AmenityKeys};
use crate::datum::Datum;
use crate::hours::schedules::{Hours, Schedules};
use crate::station::{RowsById, Station, StationIdx};

/// All stations of some files, and what was found while reading them.
#[derive(Debug)]
pub struct Loaded {
    /// The stations, in the order of the files and of the features in them; never empty.
    pub stations: Vec<Station>,
    /// Their rows by their ids.
    pub rows_by_id: RowsById,
    /// The amenity keys in use.
    pub amenity_keys: AmenityKeys,
    /// The files, in the order given; `Station::file` is a row of it.
    pub sources: Vec<Source>,
    /// What is wrong with single records.
    pub issues: Issues,
    /// The distinct opening hours.
    pub schedules: Schedules,
    /// The opening hours of each station, row by row.
    pub station_hours: Vec<Hours>,
    /// The amenities that have opening hours of their own, ordered by station and amenity.
    pub amenity_hours: Vec<AmenityHours>,
}

/// The opening hours that one amenity of one station has of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmenityHours {
    /// The station.
    pub station: StationIdx,
    /// The amenity, whether it is offered or not.
    pub amenity: AmenityIdx,
    /// The hours; never [`Hours::None`].
    pub hours: Hours,
}

/// A file that was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file, as the caller named it.
    pub file: String,
    /// What the collection calls itself.
    pub name: Option<String>,
    /// Where the collection's facts come from (its member `source`).
    pub attribution: Option<String>,
    /// The datum of its coordinates; those of the stations are converted.
    pub datum: Datum,
    /// The calendar of days off that its hours follow.
    pub calendar: String,
    /// How many features it has.
    pub n_features: usize,
    /// How many of them are stations of the set.
    pub n_stations: usize,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
}
