//! Looking a word up at the beginning of a text.

/// The longest phrase of a table that the text begins with, and what follows it.
pub(in crate::hours) fn longest<'a, T: Copy>(
    text: &'a str,
    table: &[(T, &[&str])],
) -> Option<(T, &'a str)> {
    table
        .iter()
        .flat_map(|(value, phrases)| phrases.iter().map(move |phrase| (*value, phrase)))
        .filter_map(|(value, phrase)| Some((value, text.strip_prefix(phrase)?)))
        .min_by_key(|(_, rest)| rest.len())
}
