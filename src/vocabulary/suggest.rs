//! "Did you mean": the known word that is most like the one given.

use super::fold;

/// Words less alike than this are no suggestion (Jaro-Winkler, 0 to 1).
const MIN_LIKENESS: f64 = 0.75;
/// The similarity of a word to one that contains it.
const WITHIN: f64 = 0.9;
/// How many words are named at most.
const MAX_ALIKE: usize = 3;
/// Longer words are not compared; no name is so long.
const MAX_WORD_CHARS: usize = 64;

/// The candidate most like `word`, if any is similar at all.
pub fn nearest_word<'w>(word: &str, candidates: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let word = fold(word);
    if word.chars().count() > MAX_WORD_CHARS {
        return None;
    }
    candidates
        .map(|candidate| (strsim::jaro_winkler(&word, &fold(candidate)), candidate))
        .filter(|(likeness, _)| *likeness >= MIN_LIKENESS)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// The places of the words most like `word`, the most like first.
///
/// A word within another counts as similar: lists write 爱心饮水点 for 饮水.
pub(super) fn most_alike<'w>(
    word: &str,
    candidates: impl Iterator<Item = (&'w str, usize)>,
) -> Vec<usize> {
    let word = fold(word);
    if word.chars().count() > MAX_WORD_CHARS {
        return Vec::new();
    }
    let likeness = |(candidate, place): (&str, usize)| {
        let is_within = is_within(candidate, &word) || is_within(&word, candidate);
        let by_letters = strsim::jaro_winkler(&word, candidate);
        let likeness = if is_within {
            by_letters.max(WITHIN)
        } else {
            by_letters
        };
        (likeness >= MIN_LIKENESS).then_some((likeness, place))
    };
    let mut found: Vec<(f64, usize)> = candidates.filter_map(likeness).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut places: Vec<usize> = Vec::with_capacity(MAX_ALIKE);
    for (_, place) in found {
        if !places.contains(&place) && places.len() < MAX_ALIKE {
            places.push(place);
        }
    }
    places
}

/// Whether a meaningful word is part of another.
fn is_within(word: &str, other: &str) -> bool {
    let n_least = if word.is_ascii() { 4 } else { 2 };
    word.chars().count() >= n_least && other.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_finds_its_word_and_nonsense_finds_none() {
        let words = ["toilet", "accessible_toilet", "aed", "wifi"];
        for (typed, meant) in [
            ("tiolet", Some("toilet")),
            ("accessable_toilet", Some("accessible_toilet")),
            ("WiFi", Some("wifi")),
            ("xyzzy", None),
        ] {
            assert_eq!(nearest_word(typed, words.into_iter()), meant);
        }
        assert_eq!(nearest_word(&"a".repeat(65), words.into_iter()), None);
    }
}
