//! "Did you mean": the known word that is most like what was given.

use super::fold;

/// Words less alike than this are no suggestion (Jaro-Winkler, 0 to 1).
const MIN_LIKENESS: f64 = 0.75;
/// Longer words are not compared; no name is so long.
const MAX_WORD_CHARS: usize = 64;

/// The candidate most like `word`, if any is like it at all.
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
