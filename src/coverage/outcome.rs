//! The results of a coverage run, before they are written.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::totals::Totals;
use crate::station::StationIdx;

/// The answer to a question, for every cell and every station.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// One a cell, in the order of the demand.
    pub cells: Vec<CellOutcome>,
    /// One a station, in the order of the snapshot's rows.
    pub stations: Vec<StationOutcome>,
    /// All people of the demand.
    pub people_total: f64,
    /// People within the limit; along the streets if there is a network.
    pub covered: Covered,
    /// Cells and people by status, in the order of [`CellStatus::ALL`].
    pub by_status: [StatusCount; 4],
    /// The same by district, ordered by name; empty if the demand names none.
    pub by_district: Vec<DistrictOutcome>,
    /// Straight lines for comparison: the circle of the limit, with its detour.
    pub circle: Disc,
    /// And the plain disc of a kilometre.
    pub disc_1km: Disc,
    /// Stations by state at the departure.
    pub station_counts: StationCounts,
    /// The hours of the week, Monday 00:00 first; empty if they were not asked for.
    pub week: Vec<HourOutcome>,
    /// Whether hours in a year without holiday data were evaluated.
    pub lacks_holiday_data: bool,
    /// The sums that all figures are computed from, exact.
    pub totals: Totals,
}

/// People and cells within some limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Covered {
    /// People within reach of at least one station.
    pub people: f64,
    /// Cells with these people.
    pub cells: usize,
    /// People within reach of at least one, two and three stations.
    pub at_least: [f64; 3],
    /// People within reach of at least one if every station of unknown hours were open.
    pub people_if_unknown_open: f64,
}

/// What a straight-line circle covers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disc {
    /// Its radius, metres of geodesic.
    pub radius_m: f64,
    /// What it covers.
    pub covered: Covered,
}

/// The status of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellStatus {
    /// A station is within the limit.
    Covered,
    /// No station within the limit is open on arrival; along streets there is a way to one that
    /// offers what is wanted.
    Uncovered,
    /// Farther from any street than the snap limit.
    Unsnapped,
    /// On a street without a way to any station that offers what is wanted.
    Unreachable,
}

/// How many cells have a status, and the people in them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StatusCount {
    /// Cells.
    pub cells: usize,
    /// People in them.
    pub people: f64,
}

/// The result for one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellOutcome {
    /// Its status.
    pub status: CellStatus,
    /// The nearest station that counts, within the limit or beyond; `None` if there is none
    /// within [`super::MAX_GAP_MINUTES`].
    pub nearest: Option<NearestStation>,
    /// Stations within the limit that count.
    pub stations_in_reach: u32,
}

/// The nearest station of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearestStation {
    /// The station's row.
    pub station: StationIdx,
    /// Metres: along streets if there is a network, else geodesic.
    pub distance_m: f64,
    /// Travel time, seconds.
    pub travel_time_s: f64,
}

/// The contribution of one station.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StationOutcome {
    /// People within the limit of it, when it counts.
    pub people_in_reach: f64,
    /// People within the limit of it alone: uncovered if it closes.
    pub people_only_here: f64,
    /// Whether it offers what is wanted and can be in service at all.
    pub counts: bool,
}

/// A district and its covered people.
#[derive(Clone, Debug, PartialEq)]
pub struct DistrictOutcome {
    /// Its name in the demand; empty for cells that name none.
    pub name: String,
    /// All people of it.
    pub people_total: f64,
    /// People within the limit.
    pub people_covered: f64,
    /// All cells of it.
    pub cells_total: usize,
    /// Cells within the limit.
    pub cells_covered: usize,
}

/// Stations of the snapshot by their state at the departure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationCounts {
    /// All of them.
    pub total: usize,
    /// Those that offer what is wanted; only these are counted further.
    pub eligible: usize,
    /// Open at the departure; all eligible ones if hours are ignored.
    pub open: usize,
    /// Closed at the departure.
    pub closed: usize,
    /// Of unknown hours: they cover no people.
    pub unknown: usize,
    /// Farther from any street than the snap limit: they cover no people along streets.
    pub unsnapped: usize,
}

/// An hour of the week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HourOutcome {
    /// The day.
    pub date: NaiveDate,
    /// The full hour of the departure, 0 to 23.
    pub hour: u32,
    /// Eligible stations that are open at that hour.
    pub stations_open: usize,
    /// People within reach of a station that is open on arrival.
    pub people_covered: f64,
    /// People within reach if every station of unknown hours were open.
    pub people_if_unknown_open: f64,
}

impl CellStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [
        Self::Covered,
        Self::Uncovered,
        Self::Unsnapped,
        Self::Unreachable,
    ];

    /// The name in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Uncovered => "uncovered",
            Self::Unsnapped => "unsnapped",
            Self::Unreachable => "unreachable",
        }
    }
}
