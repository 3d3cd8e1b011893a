//! Coverage: which people are within reach of an open station that has what they need.
//!
//! A pure function of a snapshot, the demand and, if there is one, the street network. Cells
//! are judged in blocks on all cores and added up in the order of the blocks, so that a
//! second run gives the same figures to the last digit.

mod block;
mod cover;
mod departure;
pub mod drawing;
mod eligible;
pub mod figures;
mod judge;
pub mod numbers;
pub mod outcome;
mod pairs;
pub mod run;
mod straight;
mod street_reach;
mod sum;
mod week;

pub use cover::cover;
pub use pairs::has_pairs_within;
pub use week::HOURS_A_WEEK;

use std::ops::RangeInclusive;

use chrono::Datelike;

use crate::amenity::AmenitySet;
use crate::clock::{Instant, Zone};
use crate::network::{Graph, Places};
use crate::travel::{Mode, Pace};

/// How far beyond the limit the nearest station of an uncovered cell is looked for, minutes.
pub const MAX_GAP_MINUTES: f64 = 120.0;

/// Radius of the plain disc that the unions' promise names, metres.
const DISC_1KM_M: f64 = 1_000.0;

/// What is asked of every cell of the demand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// How people move.
    pub mode: Mode,
    /// How fast; the detour counts only where there are no streets.
    pub pace: Pace,
    /// How far a station may be.
    pub limit: Limit,
    /// All of these must be offered, and usable when the clock is asked.
    pub amenities: AmenitySet,
    /// Which opening hours are looked at.
    pub clock: Clock,
    /// The clock that opening hours are read on.
    pub zone: Zone,
}

/// How far a station may be; exactly so far is inside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// Minutes on the way.
    Minutes(f64),
    /// Metres: of geodesic, or along the streets where there is a network.
    DistanceM(f64),
}

/// Which opening hours are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// None: a station counts at any time.
    Ignored,
    /// Those at the moment of arrival, of people who set out at this instant.
    At(Instant),
    /// The same, and of those who set out at each full hour of the week that it lies in.
    Week(Instant),
}

/// The streets that people move on.
#[derive(Clone, Copy)]
pub struct StreetNetwork<'a> {
    /// The graph of the mode that is asked about.
    pub graph: &'a Graph,
    /// How far from a street people and stations may be, metres.
    pub snap_limit_m: f64,
    /// The stations of the snapshot, by row, if they are matched to this graph already: to be
    /// found [outward](crate::network::Direction::Outward), within the same limit.
    pub stations: Option<&'a Places>,
}

/// What takes long, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Searches from stations along the streets.
    Catchments,
    /// Cells that are judged.
    Cells,
}

/// Hears how much of a stage is done, of how much; called from several threads.
pub type Progress<'a> = dyn Fn(Stage, u64, u64) + Sync + 'a;

impl Clock {
    /// When people set out, if the clock is asked.
    pub const fn instant(self) -> Option<Instant> {
        match self {
            Self::Ignored => None,
            Self::At(at) | Self::Week(at) => Some(at),
        }
    }

    /// The years in which hours are looked at, if they are: one, or two where a week has both.
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

    /// The longest way along streets, metres.
    pub fn way_m(self, pace: Pace) -> f64 {
        match self {
            Self::Minutes(minutes) => pace.way_m(minutes),
            Self::DistanceM(distance_m) => distance_m,
        }
    }
}
