//! Traits of stations (kind, amenities, hours, access, rating) and the filter that a search tests
//! them with.
//!
//! The traits of a box are the union of those in it: if the union fails the filter, the whole box
//! is skipped.

use super::{Entry, KindIdx};
use crate::amenity::AmenitySet;
use crate::hours::HoursOfDay;
use crate::station::Access;

/// The kind of one station, what it offers and when it may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traits {
    /// Amenities that are offered.
    pub amenities: AmenitySet,
    /// Kinds, as folded by [`KindIdx::mask`].
    pub kinds: u64,
    /// Hours of the day in which the state can be open, or unknown, on some day.
    pub hours: HoursOfDay,
}

/// What a walk looks for; the default matches every station.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SearchFilter {
    /// All of these are offered.
    pub amenities: AmenitySet,
    /// Any of these kinds, as folded by [`KindIdx::mask`]; `None` is any kind or none.
    pub kinds: Option<u64>,
    /// When the station must be open; `None` ignores hours.
    pub clock: Option<WantedHours>,
    /// Any of these kinds of access, as bits of [`Access::mask`]; `None` is any access or none.
    pub access: Option<u8>,
    /// At least this rating, 1 to 5; `None` is any rating or none.
    pub min_star: Option<u8>,
    /// Whether it must have an offer, of whatever day.
    pub with_offer: bool,
}

/// The access, the rating and the offers of stations, one bit each: the kinds of access, then "at
/// least n stars" for n from 1 to 5, then whether there are offers.
///
/// Entries keep them as they are, and have no room in their cache line for these bits as well.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct AccessStarsOffers(pub(super) u16);

/// The highest rating.
const MAX_STAR: u8 = 5;

/// The hours of the day that count, and which states match.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WantedHours {
    /// The hours of possible arrival, one bit each.
    pub hours: u32,
    /// Whether stations whose state can be unknown then match too.
    pub or_unknown: bool,
}

/// The parts of the day that amenities are united over, six hours each.
pub(super) const PARTS_OF_DAY: usize = 4;
/// Hours in each part.
const HOURS_A_PART: usize = 24 / PARTS_OF_DAY;

/// The traits of a box as they are united towards the root.
///
/// Amenities and hours of a box alone do not tell whether one station has both, so the amenities
/// are also united by the hours of their stations.
#[derive(Clone, Copy, Default)]
pub(super) struct Union {
    pub(super) traits: Traits,
    pub(super) access_and_stars: AccessStarsOffers,
    /// Amenities of stations that can be open in a part of the day.
    pub(super) if_open: [AmenitySet; PARTS_OF_DAY],
    /// Amenities of stations that can be unknown at some hour.
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

    /// The union of both.
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
    /// Whether every station matches.
    pub(super) fn is_anybody(&self) -> bool {
        *self == Self::default()
    }
}

impl AccessStarsOffers {
    /// How many bits there are.
    pub(super) const BITS: usize = Access::ALL.len() + MAX_STAR as usize + 1;
    /// Has an offer.
    pub(super) const OFFER: Self = Self(1 << (Self::BITS - 1));

    /// Those of one station.
    pub(super) fn of(station: &Entry) -> Self {
        let access = Self::any_access(station.access.map_or(0, Access::mask));
        let stars = 1..=station.star.map_or(0, |star| star.clamp(1, MAX_STAR));
        let rated = stars.map(Self::at_least).fold(access, Self::union);
        match station.offers_until {
            Some(_) => rated.union(Self::OFFER),
            None => rated,
        }
    }

    /// Some kinds of access.
    pub(super) const fn any_access(mask: u8) -> Self {
        const KNOWN: u8 = (1 << Access::ALL.len()) - 1;
        Self((mask & KNOWN) as u16)
    }

    /// Ratings from this one on.
    pub(super) fn at_least(star: u8) -> Self {
        Self(1 << (Access::ALL.len() + usize::from(star.clamp(1, MAX_STAR)) - 1))
    }

    /// The union of both.
    #[must_use]
    pub(super) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Union {
    /// Adds one station.
    pub(super) fn add(&mut self, station: &Entry) {
        let hours = station.traits.hours;
        let only_if = |possible| {
            if possible {
                station.traits.amenities
            } else {
                AmenitySet::EMPTY
            }
        };
        self.add_union(&Self {
            traits: station.traits,
            access_and_stars: AccessStarsOffers::of(station),
            if_open: std::array::from_fn(|part| only_if(hours.open & hours_of_part(part) != 0)),
            if_unknown: only_if(hours.unknown != 0),
        });
    }

    /// Adds all of another box.
    pub(super) fn add_union(&mut self, other: &Self) {
        self.traits = self.traits.union(&other.traits);
        self.access_and_stars = self.access_and_stars.union(other.access_and_stars);
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
