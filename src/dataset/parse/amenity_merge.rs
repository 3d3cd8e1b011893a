//! What the entries of one record say of its amenities together.

use std::sync::Arc;

use crate::amenity::{AmenityIdx, AmenitySet};
use crate::station::{AmenityDetail, Booking, Station};

/// The entries of one record: those of the vocabulary as sets, the others by their words, which
/// become numbers after those of the records before.
#[derive(Default)]
pub(in crate::dataset) struct AmenityMerge {
    offered: AmenitySet,
    not_offered: AmenitySet,
    limited: AmenitySet,
    details: Vec<AmenityDetail>,
    others: Vec<(Box<str>, RawAmenity)>,
}

/// What an amenity is called.
pub(super) enum AmenityName {
    /// A key, a label or a synonym of the vocabulary.
    Known(AmenityIdx),
    /// Any other word, trimmed.
    Other(Box<str>),
}

/// What one entry says of an amenity.
pub(in crate::dataset) struct RawAmenity {
    pub(super) availability: Availability,
    /// Few entries say more than that it is there.
    pub(super) said: Option<Box<Said>>,
}

/// Whether an amenity is there.
#[derive(Clone, Copy)]
pub(super) enum Availability {
    Offered,
    Limited,
    NotOffered,
    /// Written as null.
    Unknown,
}

/// What is said of an amenity beyond that it is there.
#[derive(Default)]
pub(super) struct Said {
    pub(super) opening_hours: Option<Arc<str>>,
    pub(super) booking: Option<Booking>,
    pub(super) note: Option<Box<str>>,
}

impl AmenityMerge {
    /// Adds what one entry says.
    pub(super) fn push(&mut self, name: AmenityName, entry: RawAmenity) {
        match name {
            AmenityName::Known(amenity) => self.add(amenity, entry),
            AmenityName::Other(word) => self.others.push((word, entry)),
        }
    }

    /// Adds what one entry says, its word a number.
    pub(in crate::dataset) fn add(&mut self, amenity: AmenityIdx, entry: RawAmenity) {
        match entry.availability {
            Availability::Offered => self.offered.insert(amenity),
            Availability::Limited => {
                self.offered.insert(amenity);
                self.limited.insert(amenity);
            }
            Availability::NotOffered => self.not_offered.insert(amenity),
            Availability::Unknown => {}
        }
        let detail = entry.said.and_then(|said| said.detail(amenity));
        self.details.extend(detail);
    }

    /// The words that are no numbers yet.
    pub(in crate::dataset) fn other_words(&self) -> impl Iterator<Item = &str> {
        self.others.iter().map(|(word, _)| &**word)
    }

    /// Takes out the entries whose words are no numbers yet.
    pub(in crate::dataset) fn take_others(&mut self) -> Vec<(Box<str>, RawAmenity)> {
        std::mem::take(&mut self.others)
    }

    /// What is said both to be there and not to be there.
    pub(in crate::dataset) const fn contradicted(&self) -> AmenitySet {
        self.offered.intersection(self.not_offered)
    }

    /// Puts everything into the station if there is nothing to be told or numbered before; else
    /// gives it back.
    pub(super) fn settle(self, station: &mut Station) -> Option<Box<Self>> {
        if !self.others.is_empty() || !self.contradicted().is_empty() {
            return Some(Box::new(self));
        }
        self.finish(station);
        None
    }

    /// What is not contradicted goes into the station; of two details the first counts.
    pub(in crate::dataset) fn finish(mut self, station: &mut Station) {
        let contradicted = self.contradicted();
        station.offered = self.offered.without(contradicted);
        station.not_offered = self.not_offered.without(contradicted);
        station.limited = self.limited.without(contradicted);
        self.details
            .retain(|detail| !contradicted.contains(detail.amenity));
        self.details.sort_by_key(|detail| detail.amenity);
        self.details.dedup_by_key(|detail| detail.amenity);
        station.amenity_details = self.details.into();
    }
}

impl RawAmenity {
    /// Of an amenity that is only named.
    pub(super) const OFFERED: Self = Self {
        availability: Availability::Offered,
        said: None,
    };
}

impl Said {
    /// The detail of an amenity, if anything is said.
    fn detail(self, amenity: AmenityIdx) -> Option<AmenityDetail> {
        let Self {
            opening_hours,
            booking,
            note,
        } = self;
        let is_any = opening_hours.is_some() || booking.is_some() || note.is_some();
        is_any.then_some(AmenityDetail {
            amenity,
            opening_hours,
            booking,
            note,
        })
    }
}
