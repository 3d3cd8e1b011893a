//! The words that the features of a piece repeat, each looked up and held once.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use crate::amenity::{AmenityIdx, AmenityKeys};
use crate::dataset::parse::amenities::checked_word;
use crate::dataset::parse::value::{Read, checked_text};
use crate::vocabulary::kinds;

/// What was looked up so far.
#[derive(Default)]
pub(super) struct Words {
    vocabulary: AmenityKeys,
    amenities: HashMap<Box<str>, Option<AmenityIdx>>,
    kinds: HashMap<Box<str>, Arc<str>>,
    texts: HashSet<Arc<str>>,
}

impl Words {
    /// The number of an amenity of the vocabulary; `None` for any other word.
    pub(super) fn amenity(&mut self, word: &str) -> Option<AmenityIdx> {
        if let Some(known) = self.amenities.get(word) {
            return *known;
        }
        let checked = checked_word(word.trim().into()).ok();
        let number = checked.and_then(|word| self.vocabulary.find(&word));
        self.amenities.insert(word.into(), number);
        number
    }

    /// The key of a kind.
    pub(super) fn kind(&mut self, word: &str) -> Arc<str> {
        if let Some(known) = self.kinds.get(word) {
            return Arc::clone(known);
        }
        let key: Arc<str> = kinds().key_of(word).into();
        self.kinds.insert(word.into(), Arc::clone(&key));
        key
    }

    /// A text that other stations have too; trimmed, none if it is blank.
    pub(super) fn text(&mut self, text: &str) -> Read<Arc<str>> {
        let Some(text) = checked_text(text)? else {
            return Ok(None);
        };
        let shared = self.texts.get_or_insert_with(text, |text| text.into());
        Ok(Some(Arc::clone(shared)))
    }
}
