//! The words that the features of a file repeat, each looked up and held once.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use super::json::Value;
use super::value::{self, Read};
use crate::amenity::{AmenityIdx, AmenityKeys};
use crate::vocabulary::{Vocabulary, activities, kinds};

/// What was looked up so far.
#[derive(Default)]
pub(super) struct Words {
    vocabulary: AmenityKeys,
    amenities: HashMap<Box<str>, Option<AmenityIdx>>,
    kinds: HashMap<Box<str>, Arc<str>>,
    categories: HashMap<Box<str>, Arc<str>>,
    texts: HashSet<Arc<str>>,
}

impl Words {
    /// The number of an amenity of the vocabulary; `None` for any other word.
    pub(super) fn amenity(&mut self, word: &str) -> Option<AmenityIdx> {
        if let Some(known) = self.amenities.get(word) {
            return *known;
        }
        // No request could ask for a word with a comma.
        let has_comma = word.contains([',', '，']);
        let number = self.vocabulary.find(word).filter(|_| !has_comma);
        self.amenities.insert(word.into(), number);
        number
    }

    /// The key of a kind.
    pub(super) fn kind(&mut self, given: &Value) -> Read<Arc<str>> {
        key_of(kinds(), &mut self.kinds, given)
    }

    /// The key of a category of activities.
    pub(super) fn category(&mut self, given: &Value) -> Read<Arc<str>> {
        key_of(activities(), &mut self.categories, given)
    }

    /// A text that other stations probably have too.
    pub(super) fn text(&mut self, given: &Value) -> Read<Arc<str>> {
        let text = value::text(given)?;
        Ok(text.map(|text| {
            let shared = self.texts.get_or_insert_with(&*text, |text| text.into());
            Arc::clone(shared)
        }))
    }
}

/// The key that a word stands for; an unknown word is its own.
fn key_of(
    vocabulary: &Vocabulary,
    known: &mut HashMap<Box<str>, Arc<str>>,
    given: &Value,
) -> Read<Arc<str>> {
    let Some(word) = value::text(given)? else {
        return Ok(None);
    };
    if let Some(key) = known.get(&*word) {
        return Ok(Some(Arc::clone(key)));
    }
    let key: Arc<str> = vocabulary.key_of(&word).into();
    known.insert((*word).into(), Arc::clone(&key));
    Ok(Some(key))
}
