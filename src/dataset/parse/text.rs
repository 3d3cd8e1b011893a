//! The text of a file: its encoding, and places in it as editors count them.
//!
//! A place is always that of the whole file, also when a part of it was parsed alone.

use crate::dataset::error::{FaultKind, Place};

/// What some editors put before UTF-8 text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A cursor that turns ascending byte offsets of a text into places.
///
/// All lookups together read the text once.
pub(super) struct Cursor<'a> {
    text: &'a str,
    offset: usize,
    place: Place,
}

/// A part of a text that cannot be parsed at all.
pub(crate) struct SyntaxFault {
    /// Where in memory the fault was noticed: parts are slices of the file's text.
    address: usize,
    /// What is wrong.
    pub(crate) what: String,
}

/// The text of a file, without a byte order mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<&str, FaultKind> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let before = bytes.get(..offset).unwrap_or_default();
        let valid = std::str::from_utf8(before).unwrap_or_default();
        FaultKind::NotUtf8 {
            offset,
            place: Cursor::new(valid).advance_to(offset),
        }
    })?;
    Ok(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text))
}

/// The byte offset in `text` at which the JSON reader noticed a fault.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let line_start: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    (line_start + error.column().saturating_sub(1)).min(text.len())
}

/// What the JSON reader says, without its own line and column.
pub(crate) fn what(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}

impl SyntaxFault {
    /// What the JSON reader says of a part of a text.
    pub(super) fn of(part: &str, error: &serde_json::Error) -> Self {
        Self {
            address: part.as_ptr().addr() + offset_of(part, error),
            what: what(error),
        }
    }

    /// Where in the whole text it is, bytes.
    pub(super) fn offset_in(&self, text: &str) -> usize {
        self.address.saturating_sub(text.as_ptr().addr())
    }
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self {
            text,
            offset: 0,
            place: Place { line: 1, column: 1 },
        }
    }

    /// The place of an offset that is not before the last one asked for.
    pub(super) fn advance_to(&mut self, offset: usize) -> Place {
        let rest = self.text.get(self.offset..).unwrap_or_default();
        for character in rest.chars() {
            if self.offset + character.len_utf8() > offset {
                break;
            }
            self.offset += character.len_utf8();
            if character == '\n' {
                self.place.line += 1;
                self.place.column = 1;
            } else {
                self.place.column += 1;
            }
        }
        self.place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let text = "ab\n驿站x\r\nz";
        let mut cursor = Cursor::new(text);
        for (offset, line, column) in [(0, 1, 1), (2, 1, 3), (3, 2, 1), (9, 2, 3), (12, 3, 1)] {
            assert_eq!(cursor.advance_to(offset), Place { line, column });
        }
        assert_eq!(cursor.advance_to(99), Place { line: 3, column: 2 });
    }

    #[test]
    fn the_offset_of_a_json_fault_is_where_it_was_noticed() {
        for (text, offset) in [
            ("[1,\n2,,3]", 6),
            ("{\"驿站\" 1}", 10),
            ("[1,\n", 4),
            ("", 0),
        ] {
            let error = serde_json::from_str::<serde::de::IgnoredAny>(text).unwrap_err();
            assert_eq!(offset_of(text, &error), offset, "{text}: {error}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_dropped_and_other_encodings_are_refused() {
        assert_eq!(decode(b"\xef\xbb\xbf{}").unwrap(), "{}");
        let fault = decode(b"{\n \"name\": \"\xc4\xe3\"}").unwrap_err();
        let expected = "is not UTF-8 at byte 12, line 2, column 11; save it as UTF-8";
        assert_eq!(fault.to_string(), expected);
    }
}
