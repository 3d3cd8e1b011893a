//! What the entries of one record say of its amenities together.

use super::amenities::Availability;
use crate::amenity::{AmenityIdx, AmenitySet};
use crate::station::{AmenityDetail, Station};

/// The entries of one record, their words already numbers.
#[derive(Default)]
pub(in crate::dataset) struct Claims {
    offered: AmenitySet,
    not_offered: AmenitySet,
    limited: AmenitySet,
    details: Vec<AmenityDetail>,
}

impl Claims {
    /// Adds what one entry says.
    pub(in crate::dataset) fn add(
        &mut self,
        amenity: AmenityIdx,
        availability: Availability,
        detail: Option<AmenityDetail>,
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
        self.details.extend(detail);
    }

    /// What is said both to be there and not to be there.
    pub(in crate::dataset) fn contradicted(&self) -> AmenitySet {
        self.offered.intersection(self.not_offered)
    }

    /// What is not contradicted goes into the station; of two details the first counts.
    pub(in crate::dataset) fn settle(mut self, contradicted: AmenitySet, station: &mut Station) {
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
