//! Coverage: which people are within reach of an open station that has what they need.
//!
//! A pure function of a snapshot, the demand and, if there is one, the street network.

pub mod demand;
pub mod outcome;

use crate::amenity::AmenitySet;
use crate::clock::{Instant, Zone};
use crate::travel::{Mode, Pace};

/// How far beyond the limit the nearest station of an uncovered cell is looked for, minutes.
pub const MAX_GAP_MINUTES: f64 = 120.0;

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
