//! Amenities as bits: each key has a number below 128, and sets of keys are bit masks.

use crate::vocabulary::{Term, Vocabulary, amenities};

/// How many distinct amenity keys one set of files may use, the vocabulary's included.
pub const MAX_AMENITIES: usize = 128;

/// A set of amenities, one bit each, as numbered by an [`AmenityKeys`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AmenitySet(u128);

/// The number of an amenity key, 0 to 127.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AmenityIdx(u8);

/// The amenity keys in use: the vocabulary's first, then what the files add.
#[derive(Clone, Debug)]
pub struct AmenityKeys {
    vocabulary: &'static Vocabulary,
    /// Keys that are in no vocabulary, in the order of their first use.
    added: Vec<Box<str>>,
}

impl AmenitySet {
    /// No amenity.
    pub const EMPTY: Self = Self(0);

    /// Adds one.
    pub const fn insert(&mut self, amenity: AmenityIdx) {
        self.0 |= 1 << amenity.0;
    }

    /// Whether the set contains `amenity`.
    pub const fn contains(self, amenity: AmenityIdx) -> bool {
        self.0 & (1 << amenity.0) != 0
    }

    /// Whether the set contains all of `wanted`.
    pub const fn contains_all(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The union.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The intersection.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// All that are not in the other set.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// All amenities of the set, in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = AmenityIdx> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let lowest = u8::try_from(rest.trailing_zeros()).ok()?;
            rest &= rest.checked_sub(1)?;
            Some(AmenityIdx(lowest))
        })
    }
}

impl AmenityIdx {
    /// As an index of a slice.
    pub const fn number(self) -> usize {
        self.0 as usize
    }
}

impl FromIterator<AmenityIdx> for AmenitySet {
    fn from_iter<I: IntoIterator<Item = AmenityIdx>>(amenities: I) -> Self {
        let mut set = Self::EMPTY;
        for amenity in amenities {
            set.insert(amenity);
        }
        set
    }
}

impl Default for AmenityKeys {
    fn default() -> Self {
        Self {
            vocabulary: amenities(),
            added: Vec::new(),
        }
    }
}

impl AmenityKeys {
    /// The number of a key, label or synonym that is in use.
    pub fn find(&self, word: &str) -> Option<AmenityIdx> {
        let known = self.vocabulary.find(word).or_else(|| {
            let added = self.added.iter().position(|key| **key == *word.trim())?;
            Some(self.vocabulary.terms().len() + added)
        });
        known.and_then(number)
    }

    /// The number of a key, given one if it is new; `None` once all 128 are taken.
    pub fn intern(&mut self, word: &str) -> Option<AmenityIdx> {
        if let Some(known) = self.find(word) {
            return Some(known);
        }
        let fresh = number(self.len())?;
        self.added.push(word.trim().into());
        Some(fresh)
    }

    /// The key of a number that this registry gave.
    pub fn key(&self, amenity: AmenityIdx) -> &str {
        let index = usize::from(amenity.0);
        match self.term(amenity) {
            Some(term) => &term.key,
            None => &self.added[index - self.vocabulary.terms().len()],
        }
    }

    /// Labels and group of an amenity of the vocabulary.
    pub fn term(&self, amenity: AmenityIdx) -> Option<&'static Term> {
        self.vocabulary.terms().get(usize::from(amenity.0))
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.vocabulary.terms().len() + self.added.len()
    }

    /// Never: the vocabulary is bundled.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every number in use, the vocabulary's first.
    pub fn iter(&self) -> impl Iterator<Item = AmenityIdx> {
        (0..self.len()).filter_map(number)
    }
}

fn number(index: usize) -> Option<AmenityIdx> {
    if index >= MAX_AMENITIES {
        return None;
    }
    u8::try_from(index).ok().map(AmenityIdx)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_128th_key_is_taken_and_the_129th_is_not() {
        let mut keys = AmenityKeys::default();
        let free = MAX_AMENITIES - keys.len();
        for n in 0..free {
            assert!(keys.intern(&format!("extra_{n}")).is_some());
        }
        assert_eq!(keys.len(), MAX_AMENITIES);
        assert_eq!(keys.intern("one_too_many"), None);
        assert_eq!(keys.intern("extra_0"), keys.find("extra_0"));
        assert_eq!(keys.key(keys.find("extra_3").unwrap()), "extra_3");
    }

    #[test]
    fn a_set_gives_back_what_was_put_in() {
        let mut keys = AmenityKeys::default();
        let words = ["aed", "饮水机", "sauna"];
        let set: AmenitySet = words.iter().filter_map(|w| keys.intern(w)).collect();
        let back: Vec<&str> = set.iter().map(|amenity| keys.key(amenity)).collect();
        assert_eq!(back, ["drinking_water", "aed", "sauna"]);
        assert!(set.contains_all(keys.find("aed").into_iter().collect()));
        assert!(!set.contains(keys.find("toilet").unwrap()));
        assert_eq!(AmenitySet::EMPTY.iter().count(), 0);
    }
}
