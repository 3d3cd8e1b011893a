//! Coverage: which people are within reach of an open station that offers what is wanted.
//!
//! A pure function of a snapshot, the demand and, if there is one, the street network. Cells are
//! processed in blocks on all cores. What is counted is added up as integers, so that every run gives
//! the same figures to the last digit, and those of parts add up to those of the whole.

mod block;
mod cover;
mod departure;
pub mod difference;
pub mod drawing;
mod eligible;
pub mod figures;
mod judge;
pub mod numbers;
pub mod outcome;
mod pairs;
pub mod parts;
pub mod people;
mod plan;
pub mod reach;
pub mod run;
mod straight;
mod street_reach;
mod sum;
pub mod totals;
mod week;

pub use cover::{cover, cover_told, stations_alone};
pub use pairs::has_pairs_within;
pub use week::HOURS_A_WEEK;

use std::ops::RangeInclusive;

use chrono::Datelike;

use crate::amenity::AmenitySet;
use crate::clock::{UnixTime, Zone};
use crate::network::{Graph, Places};
use crate::travel::{Mode, Pace};

/// How far beyond the limit the nearest station of an uncovered cell is searched, minutes.
pub const MAX_GAP_MINUTES: f64 = 120.0;

/// Radius of the plain disc that the unions' promise names, metres.
const DISC_1KM_M: f64 = 1_000.0;

/// No way is shorter than the straight line, except by rounding to millimetres.
const ROUNDED_WAY: f64 = 1.001;

/// What is asked of every cell of the demand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// The mode of travel.
    pub mode: Mode,
    /// The pace; its detour is used only without streets.
    pub pace: Pace,
    /// How far a station may be.
    pub limit: Limit,
    /// All of these must be offered, and usable if hours are evaluated.
    pub amenities: AmenitySet,
    /// Which opening hours are evaluated.
    pub clock: Clock,
    /// The time zone in which opening hours are read.
    pub zone: Zone,
}

/// How far a station may be; the limit itself is within.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// Travel time, minutes.
    Minutes(f64),
    /// Metres: of geodesic, or along the streets where there is a network.
    DistanceM(f64),
}

/// Which opening hours are evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// None: a station counts at any time.
    Ignored,
    /// Those at arrival, for a departure at this instant.
    At(UnixTime),
    /// The same, and for a departure at each full hour of the week that contains it.
    Week(UnixTime),
}

/// The streets used for travel.
#[derive(Clone, Copy)]
pub struct StreetNetwork<'a> {
    /// The graph of the question's mode.
    pub graph: &'a Graph,
    /// How far from a street people and stations may be, metres.
    pub snap_limit_m: f64,
    /// The stations of the snapshot, by row, if they are matched to this graph already: to be found
    /// [outward](crate::network::Direction::Outward), within the same limit.
    pub stations: Option<&'a Places>,
}

/// The stages that take long, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Searches from stations along the streets.
    Catchments,
    /// Evaluating the cells.
    Cells,
}

/// Receives how much of a stage is done, and of how much; called from several threads.
pub type Progress<'a> = dyn Fn(Stage, u64, u64) + Sync + 'a;

impl Clock {
    /// The departure, if hours are evaluated.
    pub const fn instant(self) -> Option<UnixTime> {
        match self {
            Self::Ignored => None,
            Self::At(at) | Self::Week(at) => Some(at),
        }
    }

    /// The years in which hours are evaluated, if they are: one, or two if a week spans both.
    pub fn years(self, zone: Zone) -> Option<RangeInclusive<i32>> {
        let days = match self {
            Self::Ignored => return None,
            Self::At(at) => [zone.local_minute(at).date(); 2],
            Self::Week(at) => [week::monday_of(zone, at), week::sunday_of(zone, at)],
        };
        let [first, last] = days.map(|day| day.year());
        Some(first..=last)
    }
}

impl Limit {
    /// The radius of the straight-line circle, metres of geodesic.
    pub fn radius_m(self, pace: Pace) -> f64 {
        match self {
            Self::Minutes(minutes) => pace.radius_m(minutes),
            Self::DistanceM(distance_m) => distance_m,
        }
    }

    /// The longest distance along streets, metres.
    pub fn way_m(self, pace: Pace) -> f64 {
        match self {
            Self::Minutes(minutes) => pace.way_m(minutes),
            Self::DistanceM(distance_m) => distance_m,
        }
    }
}
