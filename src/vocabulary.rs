//! The bundled vocabularies of amenities, kinds, statuses and activities: keys, labels and synonyms.
//!
//! Words are matched in any letter case and in full width, in files and in requests.

mod suggest;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use suggest::most_alike;
pub use suggest::nearest_word;

/// One entry of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The stable key in files, requests and answers.
    pub key: Box<str>,
    /// The group it belongs to; only amenities have one.
    pub group: Option<Box<str>>,
    /// Label in Chinese.
    pub zh: Box<str>,
    /// Label in English.
    pub en: Box<str>,
}

/// The terms of one bundled CSV file, in its order.
#[derive(Debug, Default)]
pub struct Vocabulary {
    terms: Vec<Term>,
    term_of_word: HashMap<String, usize>,
}

static AMENITIES: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(include_str!("../data/vocabulary/amenities.csv")));
static KINDS: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(include_str!("../data/vocabulary/kinds.csv")));
static STATUSES: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(include_str!("../data/vocabulary/status.csv")));
static ACTIVITIES: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(include_str!("../data/vocabulary/activities.csv")));

/// What a station can offer (`data/vocabulary/amenities.csv`).
pub fn amenities() -> &'static Vocabulary {
    &AMENITIES
}

/// What a station can be (`data/vocabulary/kinds.csv`).
pub fn kinds() -> &'static Vocabulary {
    &KINDS
}

/// Whether a station is in service (`data/vocabulary/status.csv`).
pub fn statuses() -> &'static Vocabulary {
    &STATUSES
}

/// What can go on at a station (`data/vocabulary/activities.csv`).
pub fn activities() -> &'static Vocabulary {
    &ACTIVITIES
}

/// A word as it is compared: compatibility forms and letter case removed, trimmed.
pub fn fold(word: &str) -> String {
    word.trim().nfkc().collect::<String>().to_lowercase()
}

/// [`fold`]; keys are usually folded already, and are then not copied.
fn folded(word: &str) -> Cow<'_, str> {
    let is_folded = |byte: u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase();
    if word.bytes().all(is_folded) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(fold(word))
    }
}

impl Vocabulary {
    /// All terms in the file's order.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Every key, label and synonym as they are compared, in no order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.term_of_word.keys().map(String::as_str)
    }

    /// The place in [`Self::terms`] of a key, a label or a synonym.
    pub fn find(&self, word: &str) -> Option<usize> {
        self.term_of_word.get(&*folded(word)).copied()
    }

    /// The terms with a word most like this one, the most like first, a few at most.
    ///
    /// Cost: a comparison with each word of the vocabulary.
    pub fn alike(&self, word: &str) -> Vec<&Term> {
        let words = self.term_of_word.iter();
        let places = most_alike(word, words.map(|(known, place)| (&**known, *place)));
        places.into_iter().map(|place| &self.terms[place]).collect()
    }

    /// The key that a word stands for; an unknown word is kept as it is.
    pub fn key_of<'a>(&'a self, word: &'a str) -> &'a str {
        self.find(word)
            .map_or_else(|| word.trim(), |index| &self.terms[index].key)
    }

    /// Rows that cannot be read are left out; a test holds that the bundled files have none.
    fn parse(csv_text: &str) -> Self {
        let mut vocabulary = Self::default();
        let mut reader = csv::Reader::from_reader(csv_text.as_bytes());
        for row in reader.deserialize::<HashMap<String, String>>().flatten() {
            vocabulary.push(&row);
        }
        vocabulary
    }

    fn push(&mut self, row: &HashMap<String, String>) {
        let field = |name: &str| row.get(name).map_or("", String::as_str);
        let index = self.terms.len();
        let words = [field("key"), field("zh"), field("en")]
            .into_iter()
            .chain(field("zh_synonyms").split(';'))
            .filter(|word| !word.is_empty());
        for word in words {
            self.term_of_word.entry(fold(word)).or_insert(index);
        }
        self.terms.push(Term {
            key: field("key").into(),
            group: row.get("group").map(|group| group.as_str().into()),
            zh: field("zh").into(),
            en: field("en").into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_bundled_vocabularies_is_read() {
        for (vocabulary, text) in [
            (
                amenities(),
                include_str!("../data/vocabulary/amenities.csv"),
            ),
            (kinds(), include_str!("../data/vocabulary/kinds.csv")),
            (statuses(), include_str!("../data/vocabulary/status.csv")),
            (
                activities(),
                include_str!("../data/vocabulary/activities.csv"),
            ),
        ] {
            assert_eq!(vocabulary.terms().len(), text.lines().count() - 1);
        }
    }

    #[test]
    fn a_word_that_is_folded_already_is_not_copied_and_any_other_is_folded() {
        assert!(matches!(folded("drinking_water"), Cow::Borrowed(_)));
        let ascii = (0..0x80_u8).map(|byte| char::from(byte).to_string());
        let words = ["", " aed ", "AED", "ＡＥＤ", "饮水机", "a b"].map(str::to_owned);
        for word in ascii.chain(words) {
            assert_eq!(folded(&word), fold(&word));
        }
    }

    #[test]
    fn labels_and_synonyms_mean_their_key() {
        for (word, key) in [
            ("饮水机", "drinking_water"),
            ("Drinking water", "drinking_water"),
            ("ＡＥＤ", "aed"),
            ("免费WiFi", "wifi"),
            ("sauna", "sauna"),
        ] {
            assert_eq!(amenities().key_of(word), key);
        }
        assert_eq!(kinds().key_of("户外劳动者服务站点"), "union_station");
    }
}
