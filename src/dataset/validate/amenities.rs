//! The words for amenities as numbers and sets.
//!
//! A record is numbered whole or not at all: one that is refused uses up no number.

use hashbrown::HashMap;

use super::words;
use crate::amenity::{AmenityIdx, AmenityKeys, AmenitySet, MAX_AMENITIES};
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::parse::AmenityMerge;
use crate::station::Station;
use crate::vocabulary::amenities;

/// The amenity keys in use, and the words already looked up.
///
/// Those of the vocabulary have their numbers from the parser.
#[derive(Clone, Default)]
pub(super) struct Numbering {
    keys: AmenityKeys,
    known: HashMap<Box<str>, AmenityIdx>,
    /// How many records of the file that is read have a key that no vocabulary has.
    n_unknown: HashMap<AmenityIdx, usize>,
}

impl Numbering {
    /// Puts the amenities of a record into its station; an error refuses the record.
    pub(super) fn apply(
        &mut self,
        mut amenities: AmenityMerge,
        station: &mut Station,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Finding> {
        self.check_room(&amenities)?;
        let mut unknown = AmenitySet::EMPTY;
        for (word, entry) in amenities.take_others() {
            if let Some(number) = self.number(&word) {
                unknown.insert(number);
                amenities.add(number, entry);
            }
        }
        for amenity in unknown.iter() {
            *self.n_unknown.entry(amenity).or_insert(0) += 1;
        }
        let contradicted = amenities.contradicted();
        findings.extend(
            contradicted
                .iter()
                .map(|amenity| self.contradiction(amenity)),
        );
        amenities.finish(station);
        Ok(())
    }

    /// What is said of the unknown words of a file, which is then forgotten.
    pub(super) fn take_unknown_words(&mut self) -> Vec<Finding> {
        let counts = std::mem::take(&mut self.n_unknown);
        let words = counts.into_iter().map(|(key, n)| (self.keys.key(key), n));
        words::findings("amenity", amenities(), words.collect())
    }

    pub(super) fn key(&self, amenity: AmenityIdx) -> &str {
        self.keys.key(amenity)
    }

    pub(super) fn into_keys(self) -> AmenityKeys {
        self.keys
    }

    fn check_room(&self, amenities: &AmenityMerge) -> Result<(), Finding> {
        let mut fresh: Vec<&str> = Vec::new();
        for word in amenities.other_words() {
            if self.find(word).is_none() && !fresh.contains(&word) {
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
