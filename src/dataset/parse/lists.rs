//! Lists that a table has in one text, by the marks between their entries or as some program
//! writes them.

use serde_json::value::RawValue;

use super::value::checked_text;

/// The JSON that stands in a text: a list or an object.
pub(super) fn json_within(text: &str) -> Option<Box<RawValue>> {
    let is_like_json = text.starts_with(['[', '{']);
    is_like_json
        .then(|| RawValue::from_string(text.to_owned()).ok())
        .flatten()
}

/// The entries of a list that is written as one text, between any of these marks.
pub(super) fn entries<'t>(text: &'t str, marks: &'t [char]) -> impl Iterator<Item = &'t str> {
    let bare = |entry: &'t str| entry.trim().trim_matches(['"', '\'']);
    without_brackets(text)
        .split(marks)
        .filter_map(move |entry| checked_text(bare(entry)).ok().flatten())
}

/// What stands in the brackets of a list: pandas writes `['a', 'b']` into columns of text,
/// PostgreSQL `{a,b}`, GDAL `(2:a,b)`.
fn without_brackets(text: &str) -> &str {
    for (open, close) in [('[', ']'), ('{', '}')] {
        let inner = text
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close));
        if let Some(inner) = inner {
            return inner;
        }
    }
    let counted = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let counted = counted.and_then(|rest| rest.split_once(':'));
    let is_count = |count: &str| !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit());
    let listed = counted.filter(|(count, _)| is_count(count));
    listed.map_or(text, |(_, listed)| listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_in_one_text_is_its_entries() {
        let marks = [';', '；', ',', '，', '、'];
        for (text, expected) in [
            ("饮水;充电", &["饮水", "充电"][..]),
            ("饮水； 充电；", &["饮水", "充电"]),
            ("(2:wifi,toilet)", &["wifi", "toilet"]),
            ("(x:y)", &["(x:y)"]),
            ("['饮水', 'wifi']", &["饮水", "wifi"]),
            ("{wifi,\"aed\"}", &["wifi", "aed"]),
            ("[]", &[]),
            ("wifi", &["wifi"]),
            (" ; ", &[]),
        ] {
            assert_eq!(
                entries(text, &marks).collect::<Vec<_>>(),
                expected,
                "{text}"
            );
        }
    }
}
