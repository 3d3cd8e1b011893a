//! Words for amenities and kinds that the vocabularies lack: one warning a word and file, with
//! how many records have it and the known words most like it.

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::shown::shortened;
use crate::station::Station;
use crate::vocabulary::{Vocabulary, kinds};

/// How many unknown words of one sort are told one by one; the commonest are.
pub(super) const MAX_WORDS_TOLD: usize = 100;

/// How often a text is there, by its place in memory.
type CountsByPlace<'s> = HashMap<usize, (&'s str, usize)>;

/// The kinds of a file's stations that the vocabulary lacks.
///
/// Cost: one look at each station, on all cores, and one search for each distinct word. The
/// reader shares the texts of a chunk of a file, so they are counted by where they are first.
pub(super) fn unknown_kinds(stations: &[Station]) -> Vec<Finding> {
    let counts = stations.par_iter().fold(HashMap::new, counted);
    let counts: Vec<CountsByPlace> = counts.collect();
    let mut by_word: HashMap<&str, usize> = HashMap::new();
    for (kind, n) in counts.iter().flat_map(HashMap::values) {
        *by_word.entry(kind).or_insert(0) += n;
    }
    by_word.retain(|kind, _| kinds().find(kind).is_none());
    findings("kind", kinds(), by_word.into_iter().collect())
}

fn counted<'s>(mut counts: CountsByPlace<'s>, station: &'s Station) -> CountsByPlace<'s> {
    if let Some(kind) = station.kind.as_deref() {
        counts.entry(kind.as_ptr().addr()).or_insert((kind, 0)).1 += 1;
    }
    counts
}

/// A warning for each of these words, and one for those that are too many.
pub(super) fn findings(
    sort: &str,
    vocabulary: &Vocabulary,
    mut words: Vec<(&str, usize)>,
) -> Vec<Finding> {
    words.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let rest = words.split_off(words.len().min(MAX_WORDS_TOLD));
    let mut findings: Vec<Finding> = words
        .into_iter()
        .map(|(word, n_records)| finding(sort, vocabulary, word, n_records))
        .collect();
    if !rest.is_empty() {
        let n_records: usize = rest.iter().map(|(_, n_records)| n_records).sum();
        let message = format!(
            "{} more words for {sort} are not in the vocabulary, of {}",
            rest.len(),
            records(n_records)
        );
        findings.push(Finding::new(IssueCode::UnknownWord, message));
    }
    findings
}

fn finding(sort: &str, vocabulary: &Vocabulary, word: &str, n_records: usize) -> Finding {
    let alike: Vec<String> = vocabulary
        .alike(word)
        .into_iter()
        .map(|term| format!("{} ({})", term.key, term.zh))
        .collect();
    let known = if alike.is_empty() {
        "no known word is like it".to_owned()
    } else {
        format!("known words like it are {}", alike.join(", "))
    };
    let message = format!(
        "the {sort} '{}' of {} is not in the vocabulary and is kept as it is; {known}",
        shortened(word),
        records(n_records)
    );
    Finding::new(IssueCode::UnknownWord, message)
}

fn records(n: usize) -> String {
    match n {
        1 => "1 record".to_owned(),
        n => format!("{n} records"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_words_are_told_one_by_one_and_one_more_is_counted() {
        let words: Vec<String> = (0..=MAX_WORDS_TOLD).map(|n| format!("w{n:03}")).collect();
        let counts = |n: usize| words[..n].iter().map(|word| (&**word, 2)).collect();
        let most = findings("kind", kinds(), counts(MAX_WORDS_TOLD));
        assert_eq!(most.len(), MAX_WORDS_TOLD);
        let more = findings("kind", kinds(), counts(MAX_WORDS_TOLD + 1));
        assert_eq!(more.len(), MAX_WORDS_TOLD + 1);
        let last = &more.last().unwrap().message;
        assert!(last.starts_with("1 more words for kind"), "{last}");
    }
}
