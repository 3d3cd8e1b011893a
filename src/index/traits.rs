//! What stations are, offer and when they may be open; and what a question wants of them.
//!
//! Traits of a box are the union of those in it: whoever is refused by them can be skipped
//! unseen. They are kept sixteen at a time, each trait in a row of its own, so that a test
//! touches only what it asks for.

use super::block::Nearness;
use super::{FAN_OUT, KindIdx};
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
pub struct Wanted {
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
const PARTS_OF_DAY: usize = 4;
/// Hours in each.
const HOURS_A_PART: usize = 24 / PARTS_OF_DAY;

/// The traits of the stations of a leaf, or of the boxes of a node.
#[derive(Clone, Default)]
pub(super) struct TraitRows {
    amenities: [AmenitySet; FAN_OUT],
    kinds: [u64; FAN_OUT],
    open: [u32; FAN_OUT],
    unknown: [u32; FAN_OUT],
}

/// What amenities and hours of a box apart do not say: that it is one station that has both.
#[derive(Clone, Default)]
pub(super) struct JointRows {
    /// Amenities of those that can be open in a part of the day.
    if_open: [[AmenitySet; FAN_OUT]; PARTS_OF_DAY],
    /// Amenities of those that can be unknown at some hour.
    if_unknown: [AmenitySet; FAN_OUT],
}

/// The traits of a box as they are united on the way up.
#[derive(Clone, Copy, Default)]
pub(super) struct Union {
    traits: Traits,
    if_open: [AmenitySet; PARTS_OF_DAY],
    if_unknown: AmenitySet,
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
}

impl Wanted {
    /// Whether nobody is refused.
    pub(super) fn is_anybody(&self) -> bool {
        *self == Self::default()
    }
}

impl TraitRows {
    pub(super) fn set(&mut self, child: usize, traits: &Traits) {
        self.amenities[child] = traits.amenities;
        self.kinds[child] = traits.kinds;
        self.open[child] = traits.hours.open;
        self.unknown[child] = traits.hours.unknown;
    }

    /// Takes out the children of which nobody can be what is wanted.
    ///
    /// Each trait that is asked for is a pass over all sixteen without a branch.
    pub(super) fn refuse(&self, wanted: &Wanted, nearness: &mut Nearness) {
        if !wanted.amenities.is_empty() {
            nearness.remove_if(|child| !self.amenities[child].contains_all(wanted.amenities));
        }
        if let Some(kinds) = wanted.kinds {
            nearness.remove_if(|child| self.kinds[child] & kinds == 0);
        }
        if let Some(clock) = wanted.clock {
            let hours_if_unknown = if clock.or_unknown { clock.hours } else { 0 };
            nearness.remove_if(|child| {
                self.open[child] & clock.hours | self.unknown[child] & hours_if_unknown == 0
            });
        }
    }
}

impl JointRows {
    pub(super) fn set(&mut self, child: usize, union: &Union) {
        for (part, if_open) in self.if_open.iter_mut().zip(union.if_open) {
            part[child] = if_open;
        }
        self.if_unknown[child] = union.if_unknown;
    }

    /// Takes out the boxes in which nobody can have all amenities and the hours, both; only
    /// where both are asked for is there anything to look up.
    pub(super) fn refuse(&self, wanted: &Wanted, nearness: &mut Nearness) {
        let Some(clock) = wanted.clock.filter(|_| !wanted.amenities.is_empty()) else {
            return;
        };
        let mut has_all = [false; FAN_OUT];
        let mut accept = |amenities: &[AmenitySet; FAN_OUT]| {
            for (has_all, amenities) in has_all.iter_mut().zip(amenities) {
                *has_all |= amenities.contains_all(wanted.amenities);
            }
        };
        if clock.or_unknown {
            accept(&self.if_unknown);
        }
        for (part, if_open) in self.if_open.iter().enumerate() {
            if clock.hours & hours_of_part(part) != 0 {
                accept(if_open);
            }
        }
        nearness.remove_if(|child| !has_all[child]);
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
        let traits = &mut self.traits;
        traits.amenities = traits.amenities.union(other.traits.amenities);
        traits.kinds |= other.traits.kinds;
        traits.hours = traits.hours.union(other.traits.hours);
        for (part, others) in self.if_open.iter_mut().zip(other.if_open) {
            *part = part.union(others);
        }
        self.if_unknown = self.if_unknown.union(other.if_unknown);
    }

    pub(super) const fn traits(&self) -> &Traits {
        &self.traits
    }
}

/// The hours of a part of the day, one bit each.
const fn hours_of_part(part: usize) -> u32 {
    ((1 << HOURS_A_PART) - 1) << (part * HOURS_A_PART)
}
