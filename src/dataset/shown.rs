//! Foreign text as messages, tables and log lines show it: what would move a cursor, begin a
//! line, turn the order of reading or not be seen at all is escaped.

use std::borrow::Cow;

/// How many characters of a text from a file a message shows.
const SHOWN_CHARACTERS: usize = 60;

/// A text in which nothing acts on a terminal and everything can be seen. Applied twice it is the
/// same, so that a message may be made of parts that are already escaped.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unseen(c) {
            escaped.extend(c.escape_default());
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

/// As much of a text from a file as a message shows.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", shown(&text[..end])),
        None => shown(text).into_owned(),
    }
}

/// A text in one line of what can be seen: line breaks and tabs become blanks, and what acts instead
/// of being seen is left out, as are blanks at the ends.
pub(crate) fn plain(text: &str) -> String {
    let seen = text.chars().filter_map(|c| match c {
        '\n' | '\r' | '\t' => Some(' '),
        _ => (!is_unseen(c)).then_some(c),
    });
    seen.collect::<String>().trim().to_owned()
}

/// Whether a character acts instead of being seen: controls, line breaks, marks of the direction of
/// writing, and characters without width.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{115f}' | '\u{1160}' | '\u{3164}'
            // Zero width and direction; separators of lines; embeddings and overrides.
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            // Joiners, invisible operators, isolates and deprecated marks of format.
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            // Tags, which copy ASCII without being seen.
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_or_is_not_seen_is_escaped_and_the_rest_stands() {
        for (text, expected) in [
            ("人民路驿站 № 5 é 🚴", "人民路驿站 № 5 é 🚴"),
            ("a\\u{1b}", "a\\u{1b}"),
            ("\u{1b}]52;c;x\u{7}", "\\u{1b}]52;c;x\\u{7}"),
            ("a\r\n\tb", "a\\r\\n\\tb"),
            ("a\u{9b}2K\u{7f}", "a\\u{9b}2K\\u{7f}"),
            (
                "a\u{202e}b\u{2066}c\u{200f}",
                "a\\u{202e}b\\u{2066}c\\u{200f}",
            ),
            (
                "a\u{200b}b\u{feff}\u{2028}",
                "a\\u{200b}b\\u{feff}\\u{2028}",
            ),
            ("\u{e0041}", "\\u{e0041}"),
        ] {
            assert_eq!(shown(text), expected);
            assert_eq!(shown(&shown(text)), expected);
        }
    }

    #[test]
    fn plain_text_is_one_line_of_what_can_be_seen() {
        for (text, expected) in [
            ("微波炉坏了 🚴", "微波炉坏了 🚴"),
            (" closed\nuntil\tnoon\r", "closed until noon"),
            ("a\u{0}b\u{1b}[31m\u{202e}c", "ab[31mc"),
            ("\u{200b}", ""),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn sixty_characters_are_shown_and_of_one_more_the_first_sixty() {
        let most = "\n".repeat(SHOWN_CHARACTERS);
        assert_eq!(shortened(&most), "\\n".repeat(SHOWN_CHARACTERS));
        let more = format!("{most}x");
        assert_eq!(shortened(&more), format!("{}…", shown(&most)));
    }
}
