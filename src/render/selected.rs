//! Features with only the properties that are asked for.

use super::Source;
use super::source::write_static_feature;
use super::station_json::FEATURE_START;
use super::write_point;
use crate::datum::Datum;
use crate::request::{Field, Fields};
use crate::station::StationIdx;

/// The last of the properties of a station and its file that can be asked for.
const LAST_OF_STATION: Field = Field::named("offers");
/// The last of the lists as texts.
const LAST_OF_TEXTS: Field = Field::named("honours_text");

/// Writes a feature in a datum with the properties that are asked for, or all of them; returns which
/// members may follow, then `FEATURE_END`.
pub(super) fn write_asked_feature(
    out: &mut String,
    source: Source<'_>,
    crs: Datum,
    idx: StationIdx,
    asked: Option<Fields>,
) -> Fields {
    if let Some(fields) = asked {
        write_selected_feature(out, source, crs, idx, fields);
        fields
    } else {
        write_static_feature(out, source, crs, idx);
        Fields::ALL
    }
}

/// Writes a feature in a datum with a choice of its properties; members may follow, then
/// `FEATURE_END`. It costs a look at the properties up to the last one that is asked for.
pub(super) fn write_selected_feature(
    out: &mut String,
    source: Source<'_>,
    crs: Datum,
    idx: StationIdx,
    fields: Fields,
) {
    let json = source.station_json;
    out.push_str(FEATURE_START);
    out.push_str(json.id(idx));
    out.push_str(r#","geometry":"#);
    write_point(out, source.snapshot.station(idx).position, crs);
    out.push_str(r#","properties":{"#);
    let mut chosen = Chosen {
        left: fields,
        row: 0,
    };
    chosen.write_up_to(LAST_OF_STATION, out, || json.properties(idx));
    chosen.write_up_to(LAST_OF_TEXTS, out, || json.list_texts(idx));
}

/// The properties that are not written yet.
struct Chosen {
    left: Fields,
    /// Where the next name is looked for first.
    row: usize,
}

impl Chosen {
    /// Writes those of a text that are left, which are none after `last`.
    fn write_up_to<'a>(&mut self, last: Field, out: &mut String, text: impl FnOnce() -> &'a str) {
        if self.left.has_none_up_to(last) {
            return;
        }
        for (name, member) in members(text()) {
            if self.take(name) {
                if !out.ends_with('{') {
                    out.push(',');
                }
                out.push_str(member);
                if self.left.has_none_up_to(last) {
                    return;
                }
            }
        }
    }

    fn take(&mut self, name: &str) -> bool {
        let Some((row, field)) = Field::find_from(self.row, name) else {
            return false;
        };
        self.row = row + 1;
        self.left.take(field)
    }
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
