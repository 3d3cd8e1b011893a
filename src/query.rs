//! The question: the closest stations that are open when one gets there and have what one
//! needs.
//!
//! A pure function of a snapshot and, where there is one, of the street network. Answers are
//! exact in geodesic distance, or in the way along streets; a station whose hours are not
//! known is never taken for open. No HTTP and no JSON here.

mod answer;
mod candidate;
mod distance_meter;
mod empty;
mod nearest;
mod open_filter;
pub mod opening;
mod streets;

use std::num::NonZeroUsize;

use crate::amenity::AmenitySet;
use crate::clock::{Instant, Zone};
use crate::index::{Entry, KindIdx};
use crate::station::{Access, StationIdx};
use crate::travel::{Mode, Pace, Travel};

pub use answer::{answer, why_nothing};
pub use empty::{Beyond, NextOpening, WhyEmpty, why_empty, why_empty_along};
pub use nearest::{nearest, nearest_counting_work};
use opening::Opening;
pub use streets::{StreetStations, Streets, nearest_along};

/// What is asked, wherever the user is.
#[derive(Clone, Debug)]
pub struct NearestQuery {
    /// What the station must be and have.
    pub filter: Filter,
    /// How the user moves.
    pub mode: Mode,
    /// How fast.
    pub pace: Pace,
    /// Radius of the circle, metres of geodesic.
    pub radius_m: f64,
    /// How many stations at most.
    pub limit: NonZeroUsize,
    /// At which moment the station must be open.
    pub open: OpenWhen,
    /// The moment the question is about.
    pub at: Instant,
    /// How long it must then stay open, seconds.
    pub stay_s: i64,
    /// What to do with stations of which that is not known.
    pub unknown_hours: UnknownHours,
    /// The clock that opening hours are read on.
    pub zone: Zone,
}

/// Tests that no clock changes.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// All of these must be offered, and usable when it counts.
    pub amenities: AmenitySet,
    /// Any of these kinds; `None` is any kind at all. A kind that no station has passes none.
    pub kinds: Option<Vec<KindIdx>>,
    /// Any of these ways in; empty is any.
    pub access: Vec<Access>,
    /// At least so many stars; the unrated do not pass.
    pub min_star: Option<u8>,
}

/// The moment at which a station must be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OpenWhen {
    /// When the user gets there.
    #[default]
    Arrival,
    /// At the moment the question is about.
    Now,
    /// Never mind: the clock and the status are not asked.
    Any,
}

/// What to do with stations whose hours are not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownHours {
    /// Answer them after those known to be open.
    #[default]
    Include,
    /// Leave them out.
    Exclude,
}

/// One station of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Which.
    pub station: StationIdx,
    /// Geodesic metres from the user.
    pub distance_m: f64,
    /// Seconds that the way takes.
    pub travel_time_s: f64,
    /// When the user gets there.
    pub arrive_at: Instant,
    /// What that way goes along.
    pub travel: Travel,
    /// Whether it is open then (with [`OpenWhen::Now`]: at the moment asked about).
    pub opening: Opening,
}

/// What is answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Open before unknown, then by distance, then by id; by distance alone if the clock is
    /// not asked. Along streets the travel time stands for the distance.
    pub hits: Vec<Hit>,
    /// What was looked along: the streets, if the user is on them. Stations off the streets
    /// are answered by the straight line all the same.
    pub travel: Travel,
    /// Whether a state was computed for a year without holiday data.
    pub lacks_holiday_data: bool,
}

/// What the clock says of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Open,
    Unknown,
    Closed,
    /// Out of service by its status.
    OutOfService,
}

impl NearestQuery {
    /// The same question about ways along streets, which need no detour.
    #[must_use]
    pub fn along_streets(&self, way_limit_m: f64) -> Self {
        Self {
            pace: self.pace.along_streets(),
            radius_m: way_limit_m,
            ..self.clone()
        }
    }
}

impl Filter {
    /// Whether a station passes all of it.
    fn passes(&self, entry: &Entry) -> bool {
        entry.traits.amenities.contains_all(self.amenities) && self.passes_other(entry)
    }

    /// The kinds, as the tree folds them.
    fn kind_mask(&self) -> Option<u64> {
        let kinds = self.kinds.as_ref()?;
        Some(kinds.iter().fold(0, |mask, kind| mask | kind.mask()))
    }

    /// Whether a station passes all but the amenities.
    fn passes_other(&self, entry: &Entry) -> bool {
        let kind = |kinds: &Vec<KindIdx>| entry.kind.is_some_and(|kind| kinds.contains(&kind));
        self.kinds.as_ref().is_none_or(kind)
            && (self.access.is_empty()
                || entry.access.is_some_and(|way| self.access.contains(&way)))
            && self
                .min_star
                .is_none_or(|min| entry.star.is_some_and(|star| star >= min))
    }
}
