//! The question: the closest stations that are open on arrival and offer all that is wanted.
//!
//! A pure function of a snapshot and, if there is one, of the street network. Answers are exact in
//! geodesic distance, or in distance along streets; a station with unknown hours is never counted
//! as open. No HTTP and no JSON here.

mod activities;
pub mod along;
mod answer;
mod candidate;
mod candidates;
mod distance_meter;
mod empty;
mod nearest;
mod open_filter;
pub mod opening;
mod streets;
mod work_budget;

use std::num::NonZeroUsize;

use chrono::NaiveDate;

use crate::amenity::AmenitySet;
use crate::clock::{UnixTime, Zone};
use crate::index::{Entry, KindIdx};
use crate::station::{Access, StationIdx};
use crate::travel::{Mode, Pace, Travel};

pub use activities::{ActivitiesAnswer, ActivitiesQuery, ActivityHit, activities};
pub use answer::{answer, why_nothing};
pub use empty::{Beyond, NextOpening, WhyEmpty, why_empty, why_empty_along};
pub use nearest::{nearest, nearest_counting_work, nearest_in};
use opening::Opening;
pub use streets::{StreetStations, Streets, nearest_along};
pub use work_budget::{MAX_DAYS, MAX_QUICK_DAYS, MAX_QUICK_STEPS, WorkBudget};

/// What is asked, whatever the user's position.
#[derive(Clone, Debug)]
pub struct NearestQuery {
    /// What the station must match.
    pub filter: Filter,
    /// The user's mode of travel.
    pub mode: Mode,
    /// The user's speed.
    pub pace: Pace,
    /// Radius of the circle, metres of geodesic.
    pub radius_m: f64,
    /// The largest number of stations to return.
    pub limit: NonZeroUsize,
    /// At which moment the station must be open.
    pub open: OpenWhen,
    /// The moment that the question is about.
    pub at: UnixTime,
    /// How long it must then stay open, seconds.
    pub stay_s: i64,
    /// How to treat stations for which that is not known.
    pub unknown_hours: UnknownHours,
    /// The time zone in which opening hours are read.
    pub zone: Zone,
}

/// Conditions that do not depend on the time.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// All of these must be offered, and usable when it counts.
    pub amenities: AmenitySet,
    /// Any of these kinds; `None` is any kind at all. A kind that no station has matches nothing.
    pub kinds: Option<Vec<KindIdx>>,
    /// Any of these kinds of access; empty is any.
    pub access: Vec<Access>,
    /// At least this rating; unrated stations do not match.
    pub min_star: Option<u8>,
    /// An offer must be there on this day or last beyond it; `None` if none is asked for.
    pub offer_on: Option<NaiveDate>,
}

/// The moment at which a station must be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OpenWhen {
    /// When the user gets there.
    #[default]
    Arrival,
    /// At the moment the question is about.
    Now,
    /// At no moment: hours and status are ignored.
    Any,
}

/// How to treat stations whose hours are not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownHours {
    /// List them after those known to be open.
    #[default]
    Include,
    /// Leave them out.
    Exclude,
}

/// One station of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The station's row.
    pub station: StationIdx,
    /// Geodesic metres from the user.
    pub distance_m: f64,
    /// Travel time, seconds.
    pub travel_time_s: f64,
    /// When the user gets there.
    pub arrive_at: UnixTime,
    /// What the travel time was measured along.
    pub travel: Travel,
    /// Whether it is open then (with [`OpenWhen::Now`]: at the moment asked about).
    pub opening: Opening,
}

/// The result of a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Open before unknown, then by distance, then by id; by distance alone if hours are ignored.
    /// Along streets, travel time takes the place of distance.
    pub hits: Vec<Hit>,
    /// What was searched along: streets, if the user is near one. Stations far from any street are
    /// measured in a straight line even then.
    pub travel: Travel,
    /// Whether a state was computed for a year without holiday data.
    pub lacks_holiday_data: bool,
}

/// The state of a candidate at the moment that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Open,
    Unknown,
    Closed,
    /// Out of service by its status.
    OutOfService,
}

impl NearestQuery {
    /// The same question for distances along streets, which need no detour factor.
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
    /// Whether a station matches all conditions.
    fn passes(&self, entry: &Entry) -> bool {
        entry.traits.amenities.contains_all(self.amenities) && self.passes_other(entry)
    }

    /// The kinds, as the tree folds them.
    fn kind_mask(&self) -> Option<u64> {
        let kinds = self.kinds.as_ref()?;
        Some(kinds.iter().fold(0, |mask, kind| mask | kind.mask()))
    }

    /// The kinds of access, as bits.
    fn access_mask(&self) -> Option<u8> {
        let masks = self.access.iter().map(|access| access.mask());
        masks.reduce(|some, other| some | other)
    }

    /// Whether a station matches all conditions but the amenities.
    fn passes_other(&self, entry: &Entry) -> bool {
        let kind = |kinds: &Vec<KindIdx>| entry.kind.is_some_and(|kind| kinds.contains(&kind));
        self.kinds.as_ref().is_none_or(kind)
            && (self.access.is_empty()
                || entry.access.is_some_and(|way| self.access.contains(&way)))
            && self
                .min_star
                .is_none_or(|min| entry.star.is_some_and(|star| star >= min))
            && self
                .offer_on
                .is_none_or(|day| entry.offers_until.is_some_and(|until| until >= day))
    }
}
