//! What the entries of one record say of its amenities together.

use crate::amenity::{AmenityIdx, AmenitySet};
use crate::station::{AmenityDetail, Station};

/// Whether an amenity is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dataset) enum Availability {
    Offered,
    Limited,
    NotOffered,
    /// Written as null.
    Unknown,
}

/// The entries of one record, their words already numbers.
#[derive(Default)]
pub(in crate::dataset) struct AmenityMerge {
    offered: AmenitySet,
    not_offered: AmenitySet,
    limited: AmenitySet,
}

impl AmenityMerge {
    /// Adds what one entry says.
    pub(in crate::dataset) const fn add(
        &mut self,
        amenity: AmenityIdx,
        availability: Availability,
    ) {
        match availability {
            Availability::Offered => self.offered.insert(amenity),
            Availability::Limited => {
                self.offered.insert(amenity);
                self.limited.insert(amenity);
            }
            Availability::NotOffered => self.not_offered.insert(amenity),
            Availability::Unknown => {}
        }
    }

    /// What is said both to be there and not to be there.
    pub(in crate::dataset) const fn contradicted(&self) -> AmenitySet {
        self.offered.intersection(self.not_offered)
    }

    /// What is not contradicted goes into the station; of two details the first counts.
    pub(in crate::dataset) fn finish(
        self,
        details: impl Iterator<Item = AmenityDetail>,
        station: &mut Station,
    ) {
        let contradicted = self.contradicted();
        station.offered = self.offered.without(contradicted);
        station.not_offered = self.not_offered.without(contradicted);
        station.limited = self.limited.without(contradicted);
        let mut details: Vec<AmenityDetail> = details
            .filter(|detail| !contradicted.contains(detail.amenity))
            .collect();
        details.sort_by_key(|detail| detail.amenity);
        details.dedup_by_key(|detail| detail.amenity);
        station.amenity_details = details.into();
    }
}
