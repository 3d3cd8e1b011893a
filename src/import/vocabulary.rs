//! The words of lists: headers, yes and no, facilities, kinds, access, notes and tags.
//!
//! They are `data/vocabulary/columns.csv` and `words.csv`. A key that the vocabulary of amenities
//! lacks is not made: a row for it has no effect until that vocabulary has it.

use std::sync::LazyLock;

use hashbrown::HashMap;

use super::fold;
use crate::vocabulary::{amenities, kinds};

/// What a word of `words.csv` is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sort {
    /// Yes, in a column of one facility.
    Yes,
    /// No.
    No,
    /// Only partly.
    Limited,
    /// A sign for what is not known.
    Unknown,
    /// One or more amenity keys.
    Amenity,
    /// What may stand before a facility without changing it.
    StripBefore,
    /// What may stand behind a facility without changing it.
    StripAfter,
    /// A kind of station.
    Kind,
    /// How one gets access.
    Access,
    /// A whole text of hours in OSM syntax.
    Hours,
    /// A note beside hours: what it adds to them.
    Note,
    /// A tag of OpenStreetMap, `key=value`.
    Osm,
}

/// The bundled words.
#[derive(Debug, Default)]
pub(super) struct Words {
    by_sort: HashMap<Sort, HashMap<String, String>>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::parse(include_str!("../../data/vocabulary/words.csv")));
/// Fields and their headers, in the file's order.
static COLUMNS: LazyLock<Vec<(String, Vec<String>)>> =
    LazyLock::new(|| parse_columns(include_str!("../../data/vocabulary/columns.csv")));

/// The words of lists.
pub(super) fn words() -> &'static Words {
    &WORDS
}

/// Each field's key with the headers that stand for it.
pub(super) fn columns() -> &'static [(String, Vec<String>)] {
    &COLUMNS
}

impl Sort {
    const ALL: [(Self, &'static str); 12] = [
        (Self::Yes, "yes"),
        (Self::No, "no"),
        (Self::Limited, "limited"),
        (Self::Unknown, "unknown"),
        (Self::Amenity, "amenity"),
        (Self::StripBefore, "strip_before"),
        (Self::StripAfter, "strip_after"),
        (Self::Kind, "kind"),
        (Self::Access, "access"),
        (Self::Hours, "hours"),
        (Self::Note, "note"),
        (Self::Osm, "osm"),
    ];

    fn from_key(key: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(_, name)| *name == key).map(|(sort, _)| sort)
    }
}

impl Words {
    /// What a word means; the word is folded here.
    pub(super) fn find(&self, sort: Sort, word: &str) -> Option<&str> {
        self.find_plain(sort, &fold::plain(word))
    }

    /// The same of a word that is folded.
    pub(super) fn find_plain(&self, sort: Sort, word: &str) -> Option<&str> {
        self.by_sort.get(&sort)?.get(word).map(String::as_str)
    }

    /// All words of a sort, folded.
    pub(super) fn of(&self, sort: Sort) -> impl Iterator<Item = &str> {
        let words = self.by_sort.get(&sort).into_iter();
        words.flat_map(HashMap::keys).map(String::as_str)
    }

    /// Rows that cannot be read are left out; a test holds that the bundled file has none.
    fn parse(text: &str) -> Self {
        let mut words = Self::default();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for row in reader.deserialize::<(String, String, String)>().flatten() {
            let (sort, word, means) = row;
            let Some(sort) = Sort::from_key(&sort) else {
                continue;
            };
            let of_sort = words.by_sort.entry(sort).or_default();
            // A tag is compared as it is written.
            let word = match sort {
                Sort::Osm => word,
                _ => fold::plain(&word),
            };
            of_sort.entry(word).or_insert(means);
        }
        words
    }
}

fn parse_columns(text: &str) -> Vec<(String, Vec<String>)> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize::<(String, String)>().flatten();
    rows.map(|(field, headers)| (field, headers.split(';').map(str::to_owned).collect()))
        .collect()
}

/// The key of an amenity that the vocabulary has.
pub(super) fn known_amenity(word: &str) -> Option<&'static str> {
    let place = amenities().find(word)?;
    Some(&*amenities().terms()[place].key)
}

/// The key of a kind: of the vocabulary of kinds, or a word of lists.
pub(super) fn known_kind(word: &str) -> Option<&'static str> {
    let mut known = kinds().find(word);
    if known.is_none() {
        let means = words().find(Sort::Kind, &unquoted(word));
        known = means.and_then(|key| kinds().find(key));
    }
    known.map(|place| &*kinds().terms()[place].key)
}

/// A word without the marks of quotation that titles have.
fn unquoted(word: &str) -> String {
    word.replace(['“', '”', '"', '「', '」', '‘', '’'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_bundled_words_is_read_and_means_what_is_known() {
        let text = include_str!("../../data/vocabulary/words.csv");
        let n_rows = text.lines().count() - 1;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows = reader.deserialize::<(String, String, String)>().flatten();
        let read: Vec<_> = rows.collect();
        assert_eq!(read.len(), n_rows);
        for (sort, word, means) in read {
            let sort = Sort::from_key(&sort).unwrap_or_else(|| panic!("{sort}"));
            match sort {
                Sort::Amenity => {
                    for key in means.split(';') {
                        assert_eq!(known_amenity(key), Some(key), "{word}");
                    }
                }
                Sort::Kind => assert_eq!(known_kind(&means), Some(&*means), "{word}"),
                Sort::Osm => {
                    for meaning in means.split(';') {
                        let (_, key) = meaning.split_once(':').unwrap();
                        let is_known = known_amenity(key).is_some() || known_kind(key).is_some();
                        assert!(is_known, "{word}: {key}");
                    }
                }
                _ => {}
            }
        }
    }

    #[test]
    fn every_column_of_one_amenity_has_a_key_of_the_vocabulary() {
        let text = include_str!("../../data/vocabulary/columns.csv");
        assert_eq!(columns().len(), text.lines().count() - 1);
        for (field, headers) in columns() {
            assert!(
                headers
                    .iter()
                    .all(|header| !fold::header(header).is_empty())
            );
            if let Some(key) = field.strip_prefix("amenities.") {
                assert_eq!(known_amenity(key), Some(key));
            }
        }
    }
}
