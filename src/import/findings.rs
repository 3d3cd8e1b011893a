//! What is found on the way from rows to stations.

use std::collections::BTreeSet;

use hashbrown::HashMap;

use super::limits::MAX_UNKNOWN_WORDS;
use super::persons::without_personal;

/// A row, or a part of a list, that became no station.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// Where it stands: list, sheet and cell.
    #[serde(rename = "where")]
    pub place: String,
    /// Why.
    pub why: String,
    /// What sort of fault it is, of rows of activities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
}

/// A word that no vocabulary has.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct UnknownWord {
    /// As it stands there.
    pub word: String,
    /// The field that it was read for.
    pub field: String,
    /// How many rows have it.
    pub count: usize,
    /// Known words most like it.
    pub nearest: Vec<String>,
}

/// Everything that was found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) left_out: Vec<LeftOut>,
    /// How often a word was there, by field.
    unknown: HashMap<&'static str, HashMap<String, usize>>,
    n_unknown: usize,
    /// Headers of columns of which something personal was left out.
    pub(super) personal: BTreeSet<String>,
    /// Sentences about whole lists and columns, each once.
    pub(super) notes: Vec<String>,
}

impl Findings {
    /// Notes a row that becomes no station.
    pub(super) fn leave_out(&mut self, place: String, why: impl Into<String>) {
        let why = why.into();
        self.left_out.push(LeftOut {
            place,
            why,
            code: None,
        });
    }

    /// Notes a row that becomes no activity.
    pub(super) fn leave_out_as(&mut self, code: &'static str, place: String, why: &str) {
        let why = without_personal(why).into_owned();
        self.left_out.push(LeftOut {
            place,
            why,
            code: Some(code),
        });
    }

    /// Notes a word that no vocabulary has; those beyond the most are not told one by one.
    pub(super) fn unknown(&mut self, field: &'static str, word: &str) {
        // A report is shown and sent on; nothing of a person is in it either.
        let word = &*without_personal(word);
        let words = self.unknown.entry(field).or_default();
        if let Some(count) = words.get_mut(word) {
            *count += 1;
        } else if self.n_unknown < MAX_UNKNOWN_WORDS {
            words.insert(word.to_owned(), 1);
            self.n_unknown += 1;
        }
    }

    /// Notes a sentence, unless it is noted already.
    pub(super) fn note(&mut self, sentence: impl Into<String>) {
        let sentence = without_personal(&sentence.into()).into_owned();
        if !self.notes.contains(&sentence) {
            self.notes.push(sentence);
        }
    }

    /// The unknown words, the commonest first, each with `nearest` for its field.
    pub(super) fn unknown_words(
        &self,
        nearest: impl Fn(&str, &str) -> Vec<String>,
    ) -> Vec<UnknownWord> {
        let fields = self.unknown.iter();
        let words =
            fields.flat_map(|(field, words)| words.iter().map(move |(word, n)| (field, word, n)));
        let mut words: Vec<UnknownWord> = words
            .map(|(field, word, count)| UnknownWord {
                word: word.clone(),
                field: (*field).to_owned(),
                count: *count,
                nearest: nearest(field, word),
            })
            .collect();
        words.sort_by(|a, b| {
            let by_count = b.count.cmp(&a.count);
            by_count.then_with(|| (&a.field, &a.word).cmp(&(&b.field, &b.word)))
        });
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_words_are_counted_up_to_the_most_and_told_by_count() {
        let mut findings = Findings::default();
        for word in ["b", "a", "b"] {
            findings.unknown("amenities", word);
        }
        let told = findings.unknown_words(|_, _| Vec::new());
        let counts: Vec<_> = told.iter().map(|told| (&*told.word, told.count)).collect();
        assert_eq!(counts, [("b", 2), ("a", 1)]);
        for n in 0..MAX_UNKNOWN_WORDS {
            findings.unknown("kind", &n.to_string());
        }
        assert_eq!(
            findings.unknown_words(|_, _| Vec::new()).len(),
            MAX_UNKNOWN_WORDS
        );
    }

    #[test]
    fn a_sentence_is_noted_once() {
        let mut findings = Findings::default();
        findings.note("a");
        findings.note("a");
        assert_eq!(findings.notes, ["a"]);
    }
}
