//! What stations are, offer and when they may be open; and what a question wants of them.
//!
//! Traits of a box are the union of those in it: whoever is refused by them can be skipped
//! unseen.

use super::KindIdx;
use crate::amenity::AmenitySet;
use crate::hours::HoursOfDay;

/// What one station is, offers and when it may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traits {
    /// Amenities that are offered.
    pub amenities: AmenitySet,
    /// Kinds, as folded by [`KindIdx::mask`].
    pub kinds: u64,
    /// Hours of the day in which the state can be open, or unknown, on some day.
    pub hours: HoursOfDay,
}

/// What a walk is looking for; the default is anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SearchFilter {
    /// All of these are offered.
    pub amenities: AmenitySet,
    /// Any of these kinds, as folded by [`KindIdx::mask`]; `None` is any kind or none.
    pub kinds: Option<u64>,
    /// When somebody must be open; `None` is never mind.
    pub clock: Option<WantedHours>,
}

/// The hours of the day that count, and for what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WantedHours {
    /// One bit for each hour in which somebody may be met.
    pub hours: u32,
    /// Whether one whose state can be unknown then will do too.
    pub or_unknown: bool,
}

/// The quarters of the day that amenities are united over, six hours each.
pub(super) const PARTS_OF_DAY: usize = 4;
/// Hours in each.
const HOURS_A_PART: usize = 24 / PARTS_OF_DAY;

/// The traits of a box as they are united on the way up.
///
/// What amenities and hours of a box apart do not say is that it is one station that has both:
/// the amenities are also united by the hours of their stations.
#[derive(Clone, Copy, Default)]
pub(super) struct Union {
    pub(super) traits: Traits,
    /// Amenities of those that can be open in a part of the day.
    pub(super) if_open: [AmenitySet; PARTS_OF_DAY],
    /// Amenities of those that can be unknown at some hour.
    pub(super) if_unknown: AmenitySet,
}

impl Traits {
    /// The traits of one station.
    pub fn of(amenities: AmenitySet, kind: Option<KindIdx>, hours: HoursOfDay) -> Self {
        Self {
            amenities,
            kinds: kind.map_or(0, KindIdx::mask),
            hours,
        }
    }

    /// What at least one of both has.
    #[must_use]
    pub(super) fn union(&self, other: &Self) -> Self {
        Self {
            amenities: self.amenities.union(other.amenities),
            kinds: self.kinds | other.kinds,
            hours: self.hours.union(other.hours),
        }
    }
}

impl SearchFilter {
    /// Whether nobody is refused.
    pub(super) fn is_anybody(&self) -> bool {
        *self == Self::default()
    }
}

impl Union {
    /// Unites with one station more.
    pub(super) fn add(&mut self, station: &Traits) {
        let hours = station.hours;
        let only_if = |possible| {
            if possible {
                station.amenities
            } else {
                AmenitySet::EMPTY
            }
        };
        self.add_union(&Self {
            traits: *station,
            if_open: std::array::from_fn(|part| only_if(hours.open & hours_of_part(part) != 0)),
            if_unknown: only_if(hours.unknown != 0),
        });
    }

    /// Unites with all of another box.
    pub(super) fn add_union(&mut self, other: &Self) {
        self.traits = self.traits.union(&other.traits);
        for (part, others) in self.if_open.iter_mut().zip(other.if_open) {
            *part = part.union(others);
        }
        self.if_unknown = self.if_unknown.union(other.if_unknown);
    }
}

/// The hours of a part of the day, one bit each.
pub(super) const fn hours_of_part(part: usize) -> u32 {
    ((1 << HOURS_A_PART) - 1) << (part * HOURS_A_PART)
}
