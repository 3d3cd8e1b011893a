//! Features with only the properties that are asked for.

use super::Source;
use super::station_json::{FEATURE_END, FEATURE_START};
use super::write_point;
use crate::datum::Datum;
use crate::request::Fields;
use crate::station::StationIdx;

/// Writes a feature with a choice of its properties; `added` are those that the question adds, each
/// after a comma.
pub(super) fn write_selected_feature(
    out: &mut String,
    source: Source<'_>,
    crs: Datum,
    idx: StationIdx,
    fields: Fields,
    added: &str,
) {
    out.push_str(FEATURE_START);
    out.push_str(source.station_json.id(idx));
    out.push_str(r#","geometry":"#);
    write_point(out, source.snapshot.station(idx).position, crs);
    out.push_str(r#","properties":{"#);
    let start = out.len();
    for part in [
        source.station_json.properties(idx),
        source.station_json.list_texts(idx),
        added,
    ] {
        for (_, member) in members(part).filter(|(name, _)| fields.contains(name)) {
            if out.len() > start {
                out.push(',');
            }
            out.push_str(member);
        }
    }
    out.push_str(FEATURE_END);
}

/// The members of a JSON object that we wrote, given without braces: each name as it is written,
/// and the whole member. Commas before and between them are left out.
fn members(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text.trim_start_matches(',');
    std::iter::from_fn(move || {
        let end = end_of_member(rest);
        let member = &rest[..end];
        rest = rest[end..].strip_prefix(',').unwrap_or_default();
        let name = member.strip_prefix('"')?;
        Some((&name[..name.find('"')?], member))
    })
}

/// Where the first member of a text ends: at the first comma that is in no text, list and object.
fn end_of_member(text: &str) -> usize {
    let (mut depth, mut is_in_text, mut is_escaped) = (0_u32, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => is_in_text = !is_in_text,
            _ if is_in_text => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_end_at_commas_that_are_in_nothing_else() {
        let text = r#""a":"x,\"y\",\\","b":[1,{"c":","}],"d,e":null,"f":{"g":[",",2]}"#;
        let found: Vec<(&str, &str)> = members(text).collect();
        assert_eq!(
            found,
            [
                ("a", r#""a":"x,\"y\",\\""#),
                ("b", r#""b":[1,{"c":","}]"#),
                ("d,e", r#""d,e":null"#),
                ("f", r#""f":{"g":[",",2]}"#),
            ]
        );
        assert_eq!(members("").count(), 0);
        assert_eq!(
            members(r#","a":1"#).collect::<Vec<_>>(),
            [("a", r#""a":1"#)]
        );
    }
}
