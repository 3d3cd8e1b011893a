//! The words for amenities as numbers and sets.
//!
//! A record is numbered whole or not at all: one that is refused uses up no number.

use std::collections::HashMap;

use crate::amenity::{AmenityIdx, AmenityKeys, AmenitySet, MAX_AMENITIES};
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::parse::{Availability, RawAmenity};
use crate::station::{AmenityDetail, Station};

/// The amenity keys in use, and the words already looked up.
///
/// A word is compared in its folded form, which is costly; files repeat few words often.
#[derive(Default)]
pub(super) struct Numbering {
    keys: AmenityKeys,
    known: HashMap<Box<str>, AmenityIdx>,
}

/// What the entries of one record say together.
#[derive(Default)]
struct Claims {
    offered: AmenitySet,
    not_offered: AmenitySet,
    limited: AmenitySet,
    details: Vec<AmenityDetail>,
}

impl Numbering {
    /// Puts the amenities of a record into its station; an error refuses the record.
    pub(super) fn apply(
        &mut self,
        amenities: Vec<RawAmenity>,
        station: &mut Station,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Finding> {
        self.check_room(&amenities)?;
        let mut claims = Claims::default();
        for amenity in amenities {
            if let Some(number) = self.number(&amenity.word) {
                claims.add(number, amenity);
            }
        }
        let contradicted: AmenitySet = claims
            .offered
            .iter()
            .filter(|amenity| claims.not_offered.contains(*amenity))
            .collect();
        findings.extend(
            contradicted
                .iter()
                .map(|amenity| self.contradiction(amenity)),
        );
        claims.settle(contradicted, station);
        Ok(())
    }

    pub(super) fn key(&self, amenity: AmenityIdx) -> &str {
        self.keys.key(amenity)
    }

    pub(super) fn into_keys(self) -> AmenityKeys {
        self.keys
    }

    fn check_room(&self, amenities: &[RawAmenity]) -> Result<(), Finding> {
        let mut fresh: Vec<&str> = Vec::new();
        for RawAmenity { word, .. } in amenities {
            if self.find(word).is_none() && !fresh.contains(&&**word) {
                fresh.push(word);
            }
        }
        let room = MAX_AMENITIES.saturating_sub(self.keys.len());
        if fresh.len() <= room {
            return Ok(());
        }
        let surplus = fresh.split_off(room).join(", ");
        let message = format!(
            "at most {MAX_AMENITIES} distinct amenities can be told apart, and these are too \
             many: {surplus}; use the keys of the vocabulary"
        );
        Err(Finding::new(IssueCode::TooManyAmenities, message))
    }

    fn find(&self, word: &str) -> Option<AmenityIdx> {
        self.known
            .get(word)
            .copied()
            .or_else(|| self.keys.find(word))
    }

    fn number(&mut self, word: &str) -> Option<AmenityIdx> {
        if let Some(known) = self.known.get(word) {
            return Some(*known);
        }
        let number = self.keys.intern(word)?;
        self.known.insert(word.into(), number);
        Some(number)
    }

    fn contradiction(&self, amenity: AmenityIdx) -> Finding {
        let message = format!(
            "`amenities` says both that there is {key} and that there is none; one is wanted, \
             so it is unknown",
            key = self.keys.key(amenity),
        );
        Finding::new(IssueCode::BadProperty, message)
    }
}

impl Claims {
    fn add(&mut self, amenity: AmenityIdx, entry: RawAmenity) {
        match entry.availability {
            Availability::Offered => self.offered.insert(amenity),
            Availability::Limited => {
                self.offered.insert(amenity);
                self.limited.insert(amenity);
            }
            Availability::NotOffered => self.not_offered.insert(amenity),
            Availability::Unknown => {}
        }
        let RawAmenity {
            opening_hours,
            booking,
            note,
            ..
        } = entry;
        if opening_hours.is_some() || booking.is_some() || note.is_some() {
            self.details.push(AmenityDetail {
                amenity,
                opening_hours,
                booking,
                note,
            });
        }
    }

    /// What is not contradicted goes into the station; of two details the first counts.
    fn settle(mut self, contradicted: AmenitySet, station: &mut Station) {
        let settled = |set: AmenitySet| {
            let kept = set
                .iter()
                .filter(|amenity| !contradicted.contains(*amenity));
            kept.collect()
        };
        station.offered = settled(self.offered);
        station.not_offered = settled(self.not_offered);
        station.limited = settled(self.limited);
        self.details
            .retain(|detail| !contradicted.contains(detail.amenity));
        self.details.sort_by_key(|detail| detail.amenity);
        self.details.dedup_by_key(|detail| detail.amenity);
        station.amenity_details = self.details.into();
    }
}
