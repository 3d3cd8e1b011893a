//! NaN and Infinity, which JSON has no word for and some programs write all the same.
//!
//! They are looked for only once a file could not be read: each becomes null, so that it costs
//! what it stands in and nothing else, and what stood where is told.

use super::parsed::RawRecord;
use super::text::Cursor;
use crate::dataset::error::Place;
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::shown::shortened;

/// How they are written, in any letter case, with a sign or without one.
const WORDS: [&str; 3] = ["nan", "infinity", "inf"];
const NULL: &str = "null";
/// How many are replaced; a text with more stays as unreadable as it is.
const MAX_NON_FINITE: usize = 100_000;
/// How deep objects and lists may be nested; the reader of JSON goes no deeper.
const MAX_LEVELS: usize = 128;
/// How much is told of the names that lead to one, bytes; the last name may go beyond it.
const MAX_PATH_BYTES: usize = 256;

/// A text in which they are replaced.
#[derive(Default)]
pub(crate) struct Replaced {
    pub(super) text: String,
    /// Where the text has grown by a byte, ascending.
    grown_at: Vec<usize>,
    /// Those that stand beside the features.
    of_file: Vec<Note>,
    /// Those that stand in a feature, with its number.
    of_features: Vec<(usize, Note)>,
}

/// One that was found.
struct Note {
    /// As it was written.
    word: String,
    /// The names that lead to it, from the collection or the feature on.
    path: String,
}

/// An object or a list that has begun.
enum Level<'a> {
    /// The name of the member that is being read.
    Object(&'a str),
    /// The number of the entry that is being read.
    List(usize),
}

/// Where in a text a scan is.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    levels: Vec<Level<'a>>,
    done: Replaced,
    /// How much of the text is in `done`.
    copied: usize,
}

impl Replaced {
    /// The text without them; `None` if it has none, or too many, or is nested too deeply.
    pub(super) fn of(text: &str) -> Option<Self> {
        let scan = Scan {
            text,
            at: 0,
            levels: Vec::new(),
            done: Self::default(),
            copied: 0,
        };
        scan.finish().filter(|done| done.text != text)
    }

    /// An offset in this text as one in the text that was read, bytes.
    pub(super) fn original_offset(&self, offset: usize) -> usize {
        offset - self.grown_at.partition_point(|grown| *grown < offset)
    }

    /// A place of this text in the one that was read. Costs a pass of the text.
    pub(super) fn original(&self, place: Place) -> Place {
        let mut cursor = Cursor::new(&self.text);
        let is_before = |grown: &Place| grown.line == place.line && grown.column < place.column;
        let grown = self.grown_at.iter().map(|at| cursor.advance_to(*at));
        Place {
            column: place.column.saturating_sub(grown.filter(is_before).count()),
            ..place
        }
    }

    /// What is said of the file as a whole.
    pub(super) fn file_findings(&self) -> Vec<Finding> {
        const READ: [&str; 5] = ["name", "source", "datum", "calendar", "crs"];
        let notes = self.of_file.iter();
        let read = notes.filter(|note| READ.contains(&note.path.as_str()));
        read.map(|note| note.read_as_null(&note.path)).collect()
    }

    /// Tells each record what was found in it; the first of them is the feature of this number.
    pub(super) fn tell(&self, records: &mut [RawRecord], first: usize) {
        let from = self.of_features.partition_point(|note| note.0 < first);
        for (feature, note) in &self.of_features[from..] {
            let Some(record) = records.get_mut(*feature - first) else {
                break;
            };
            note.tell(&mut record.findings);
        }
    }
}

impl Note {
    fn tell(&self, findings: &mut Vec<Finding>) {
        let Self { path, word } = self;
        if let Some(name) = path.strip_prefix("properties.") {
            findings.push(self.read_as_null(name));
        } else if path == "properties" {
            findings.push(self.read_as_null(path));
        } else if path == "id" {
            let message = format!("`id` is {word}; text or a number is wanted");
            replace(findings, IssueCode::MissingId, message);
        } else if path.starts_with("geometry") {
            let message = format!(
                "the geometry holds {word}, which is no number of degrees; numbers are wanted, \
                 longitude first"
            );
            replace(findings, IssueCode::NoPosition, message);
        }
    }

    fn read_as_null(&self, name: &str) -> Finding {
        let name = shortened(name);
        let message = format!(
            "`{name}` is {}, which is no JSON; it is read as null",
            self.word
        );
        Finding::new(IssueCode::BadProperty, message)
    }
}

/// As much of a name as is told.
fn begin_of(name: &str) -> &str {
    &name[..name.floor_char_boundary(MAX_PATH_BYTES)]
}

/// What the reader said of the null is said of what stood there.
fn replace(findings: &mut [Finding], code: IssueCode, message: String) {
    if let Some(finding) = findings.iter_mut().find(|finding| finding.code == code) {
        finding.message = message;
    }
}

impl Scan<'_> {
    fn finish(mut self) -> Option<Replaced> {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            if self.levels.len() > MAX_LEVELS || self.n_noted() > MAX_NON_FINITE {
                return None;
            }
            match byte {
                b'"' => self.string(),
                b'{' => self.begin(Level::Object("")),
                b'[' => self.begin(Level::List(0)),
                b'}' | b']' => self.end(),
                b',' => self.next(),
                b':' => self.at += 1,
                blank if blank.is_ascii_whitespace() => self.at += 1,
                _ => self.word(),
            }
        }
        self.done.text.push_str(&self.text[self.copied..]);
        Some(self.done)
    }

    const fn n_noted(&self) -> usize {
        self.done.of_file.len() + self.done.of_features.len()
    }

    fn begin(&mut self, level: Level<'static>) {
        self.levels.push(level);
        self.at += 1;
    }

    fn end(&mut self) {
        self.levels.pop();
        self.at += 1;
    }

    fn next(&mut self) {
        if let Some(Level::List(n)) = self.levels.last_mut() {
            *n += 1;
        }
        self.at += 1;
    }

    /// Passes a string; in an object the last one before a value is its name.
    fn string(&mut self) {
        let start = self.at + 1;
        let mut end = start;
        while let Some(byte) = self.text.as_bytes().get(end) {
            match byte {
                b'"' => break,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        self.at = end + 1;
        let after = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_name = after.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
        let Some(name) = self.text.get(start..end).filter(|_| is_name) else {
            return;
        };
        if self.levels.len() == 1 && name == "features" {
            // Of a list that is given twice the last counts.
            self.done.of_features.clear();
        }
        if let Some(Level::Object(last)) = self.levels.last_mut() {
            *last = name;
        }
    }

    /// Passes a number or a word, and replaces what JSON has no word for.
    fn word(&mut self) {
        let rest = &self.text[self.at..];
        let ends = |c: char| c.is_ascii_whitespace() || ",:[]{}\"".contains(c);
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let start = self.at;
        self.at += word.len();
        let unsigned = word.strip_prefix(['-', '+']).unwrap_or(word);
        if !WORDS
            .iter()
            .any(|known| unsigned.eq_ignore_ascii_case(known))
        {
            return;
        }
        self.done.text.push_str(&self.text[self.copied..start]);
        self.copied = self.at;
        if self.is_altitude() {
            // It is dropped in any case.
            self.put("0", word.len());
            return;
        }
        self.put(NULL, word.len());
        if word.len() < NULL.len() {
            self.done.grown_at.push(self.done.text.len() - 1);
        }
        let (feature, path) = self.path();
        let note = Note {
            word: word.to_owned(),
            path,
        };
        match feature {
            Some(feature) => self.done.of_features.push((feature, note)),
            None => self.done.of_file.push(note),
        }
    }

    /// Writes a value in the place of a word, so that what follows stays where it is.
    fn put(&mut self, value: &str, length: usize) {
        self.done.text.push_str(value);
        let n_blanks = length.saturating_sub(value.len());
        self.done.text.extend(std::iter::repeat_n(' ', n_blanks));
    }

    /// Whether a number here comes after longitude and latitude.
    fn is_altitude(&self) -> bool {
        let is_third = matches!(self.levels.last(), Some(Level::List(2..)));
        is_third && self.path().1.starts_with("geometry.coordinates")
    }

    /// The feature that is being read, and the names from it on.
    fn path(&self) -> (Option<usize>, String) {
        let (feature, levels) = match &self.levels[..] {
            [Level::Object("features"), Level::List(n), levels @ ..] => (Some(*n), levels),
            levels => (None, levels),
        };
        let mut path = String::new();
        for level in levels {
            if path.len() > MAX_PATH_BYTES {
                break;
            }
            match level {
                Level::Object(name) if path.is_empty() => path.push_str(begin_of(name)),
                Level::Object(name) => path.extend([".", begin_of(name)]),
                Level::List(n) => path.extend(["[", &n.to_string(), "]"]),
            }
        }
        (feature, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_outside_of_texts_are_replaced_and_the_rest_stays_where_it_is() {
        for (text, expected) in [
            (r#"{"a":NaN}"#, r#"{"a":null}"#),
            (r#"{"a":Infinity,"b":1}"#, r#"{"a":null    ,"b":1}"#),
            ("[-Infinity, -inf,nan]", "[null     , null,null]"),
            (r#"["\"NaN",NaN ]"#, r#"["\"NaN",null ]"#),
        ] {
            assert_eq!(Replaced::of(text).unwrap().text, expected, "{text}");
        }
        for text in ["", "{", r#"{"NaN":"Infinity"}"#, "[nano, NaNs, 1e5, \"NaN"] {
            assert!(Replaced::of(text).is_none(), "{text}");
        }
    }

    #[test]
    fn so_many_are_replaced_and_one_more_leaves_the_text_as_it_is() {
        let list = |n: usize| format!("[{}0]", "NaN,".repeat(n));
        assert!(Replaced::of(&list(MAX_NON_FINITE)).is_some());
        assert!(Replaced::of(&list(MAX_NON_FINITE + 1)).is_none());
        let nested = |n: usize| format!("{}NaN{}", "[".repeat(n), "]".repeat(n));
        assert!(Replaced::of(&nested(MAX_LEVELS)).is_some());
        assert!(Replaced::of(&nested(MAX_LEVELS + 1)).is_none());
    }

    #[test]
    fn what_is_told_of_a_long_name_is_bounded() {
        let name = "站".repeat(100_000);
        let text = format!(r#"{{"features":[{{"properties":{{"{name}":[NaN,NaN]}}}}]}}"#);
        let replaced = Replaced::of(&text).unwrap();
        let mut notes = replaced.of_features.iter();
        assert!(notes.all(|(_, note)| note.path.len() < 2 * MAX_PATH_BYTES));
    }

    #[test]
    fn places_behind_them_are_those_of_the_text_that_was_read() {
        let text = "[NaN,\nNaN, Infinity, NaN, x]";
        let replaced = Replaced::of(text).unwrap();
        let place = |text: &str| Cursor::new(text).advance_to(text.find('x').unwrap());
        assert_eq!(replaced.original(place(&replaced.text)), place(text));
    }
}
