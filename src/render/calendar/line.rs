//! Content lines of calendars (RFC 5545, 3.1 and 3.3.11): escaped, and folded at 75 bytes.
//!
//! Not by the crate icalendar, which counts the characters of a line from its start at each fold: a
//! description of 64 kB takes it some ten milliseconds.

/// The most bytes of a line, its break left out.
const MAX_LINE_BYTES: usize = 75;

/// Writes a line whose value is no text: its characters are taken as they are, but for control
/// characters.
pub(super) fn write_value(out: &mut String, name: &str, value: &str) {
    let mut line = Line::open(out, name);
    value.chars().for_each(|c| line.push_allowed(c));
    line.close();
}

/// Writes a line with a text, whose line breaks stay.
pub(super) fn write_text(out: &mut String, name: &str, text: &str) {
    let mut line = Line::open(out, name);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' => line.push_all("\\n"),
            '\\' | ';' | ',' => {
                line.push('\\');
                line.push(c);
            }
            c => line.push_allowed(c),
        }
    }
    line.close();
}

/// A line that is being written.
struct Line<'a> {
    out: &'a mut String,
    n_bytes: usize,
}

impl<'a> Line<'a> {
    fn open(out: &'a mut String, name: &str) -> Self {
        let mut line = Self { out, n_bytes: 0 };
        line.push_all(name);
        line.push(':');
        line
    }

    fn push_all(&mut self, text: &str) {
        text.chars().for_each(|c| self.push(c));
    }

    /// A space in place of a control character, which the standard forbids.
    fn push_allowed(&mut self, c: char) {
        self.push(if c.is_control() { ' ' } else { c });
    }

    fn push(&mut self, c: char) {
        if self.n_bytes + c.len_utf8() > MAX_LINE_BYTES {
            self.out.push_str("\r\n ");
            self.n_bytes = 1;
        }
        self.out.push(c);
        self.n_bytes += c.len_utf8();
    }

    fn close(self) {
        self.out.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        write_text(&mut out, "A", text);
        out
    }

    #[test]
    fn lines_of_75_bytes_stay_whole_and_longer_ones_are_folded_between_characters() {
        assert_eq!(
            written(&"x".repeat(73)),
            format!("A:{}\r\n", "x".repeat(73))
        );
        let folded = format!("A:{}\r\n x\r\n", "x".repeat(73));
        assert_eq!(written(&"x".repeat(74)), folded);
        // A character of three bytes does not fit after 73.
        let text = format!("{}驿", "x".repeat(71));
        assert_eq!(written(&text), format!("A:{}\r\n 驿\r\n", "x".repeat(71)));
        let long = "驿站".repeat(5_000);
        let lines = written(&long);
        assert!(lines.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(lines.replace("\r\n ", ""), format!("A:{long}\r\n"));
    }

    #[test]
    fn texts_keep_their_breaks_and_lose_control_characters() {
        assert_eq!(
            written("a\r\nb\nc\rd;\\,\u{7}"),
            "A:a\\nb\\nc d\\;\\\\\\, \r\n"
        );
        let mut out = String::new();
        write_value(&mut out, "URL", "http://a/;,\r\nX:1");
        assert_eq!(out, "URL:http://a/;,  X:1\r\n");
    }
}
