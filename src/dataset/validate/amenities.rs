//! The words for amenities as numbers and sets.
//!
//! A record is numbered whole or not at all: one that is refused uses up no number.

use hashbrown::HashMap;

use crate::amenity::{AmenityIdx, AmenityKeys, MAX_AMENITIES};
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::parse::{Claims, RawAmenity};
use crate::station::Station;

/// The amenity keys in use, and the words already looked up.
///
/// A word is compared in its folded form, which is costly; files repeat few words often.
#[derive(Clone, Default)]
pub(super) struct Numbering {
    keys: AmenityKeys,
    known: HashMap<Box<str>, AmenityIdx>,
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
                claims.add(number, amenity.availability, amenity.detail(number));
            }
        }
        let contradicted = claims.contradicted();
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
