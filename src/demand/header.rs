//! The header of a CSV text, and what separates its fields.

use csv::{ByteRecord, ReaderBuilder};

use super::MAX_HEADER_BYTES;
use super::columns::Columns;
use super::error::DemandFault;

/// What may separate the fields; the first that makes most of the header understood does.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// What a line before the header begins with that tells Excel the separator, in any letter case.
const SEPARATOR_MARK: &[u8] = b"sep=";

/// The first row that is not blank.
pub(super) struct Header {
    pub(super) names: Vec<String>,
    pub(super) delimiter: u8,
    /// Where the rows begin, and on which line.
    pub(super) end: usize,
    pub(super) line: usize,
}

/// The line before the header that names the separator.
struct SeparatorLine {
    delimiter: u8,
    /// Behind its line break.
    end: usize,
}

impl Header {
    /// The header by whichever delimiter makes most of it understood, the one that is named
    /// first.
    pub(super) fn of(text: &[u8]) -> Result<Self, DemandFault> {
        let named = SeparatorLine::of(text);
        let start = named.as_ref().map_or(0, |line| line.end);
        let rest = &text[start..];
        // A line break may follow.
        let limit = MAX_HEADER_BYTES + 2;
        let is_cut = rest.len() > limit;
        let rest = &rest[..rest.len().min(limit)];
        let delimiters = named.iter().map(|line| line.delimiter).chain(DELIMITERS);
        let headers: Vec<Self> = delimiters
            .filter_map(|delimiter| Self::read(rest, delimiter))
            .collect();
        let mut header = headers
            .into_iter()
            .rev()
            .max_by_key(|header| Columns::n_understood(&header.names))
            .filter(|header| !is_cut || header.end < rest.len())
            .ok_or(DemandFault::LongHeader)?;
        header.end += start;
        header.line += usize::from(named.is_some());
        Ok(header)
    }

    fn read(text: &[u8], delimiter: u8) -> Option<Self> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .delimiter(delimiter)
            .from_reader(text);
        let mut record = ByteRecord::new();
        reader
            .read_byte_record(&mut record)
            .ok()
            .filter(|is_read| *is_read)?;
        let name = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
        let position = reader.position();
        Some(Self {
            names: record.iter().map(name).collect(),
            delimiter,
            end: usize::try_from(position.byte()).ok()?,
            line: usize::try_from(position.line()).ok()?,
        })
    }
}

impl SeparatorLine {
    /// The first line, if it is one: `sep=;`, in quotes or not, and with more of the separators
    /// behind it, as programs add them that took it for a row.
    fn of(text: &[u8]) -> Option<Self> {
        let end = memchr::memchr(b'\n', text)? + 1;
        let line = &text[..end - 1];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let opened = line.strip_prefix(b"\"").unwrap_or(line);
        let (mark, marked) = opened.split_at_checked(SEPARATOR_MARK.len())?;
        let (&delimiter, more) = marked.split_first()?;
        let may_separate = delimiter == b'\t'
            || (delimiter.is_ascii_graphic()
                && !delimiter.is_ascii_alphanumeric()
                && delimiter != b'"');
        let more = match more {
            [b'"', more @ ..] if opened.len() < line.len() => more,
            more => more,
        };
        let is_one = mark.eq_ignore_ascii_case(SEPARATOR_MARK)
            && may_separate
            && more.iter().all(|byte| *byte == delimiter);
        is_one.then_some(Self { delimiter, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> (char, usize, usize) {
        let header = Header::of(text.as_bytes()).unwrap();
        (char::from(header.delimiter), header.end, header.line)
    }

    #[test]
    fn the_separator_is_the_one_that_makes_the_header_understood() {
        for (text, delimiter) in [
            ("id,lon,lat,population\n", ','),
            ("id;lon;lat;population\n", ';'),
            ("id\tlon\tlat\tpopulation\n", '\t'),
            ("\"a,b,c\";id;lon;lat;population;x\n", ';'),
            ("one\n", ','),
        ] {
            assert_eq!(header(text).0, delimiter, "{text}");
        }
    }

    #[test]
    fn a_line_that_names_the_separator_is_not_the_header() {
        for (line, delimiter) in [
            ("sep=,", ','),
            ("sep=;", ';'),
            ("SEP=;", ';'),
            ("\"sep=;\"", ';'),
            ("\"sep=;\";;;", ';'),
            ("sep=,,,,", ','),
            ("sep=\t", '\t'),
            ("sep=|", '|'),
        ] {
            let names = ["id", "lon", "lat", "population"].join(&delimiter.to_string());
            let text = format!("{line}\n{names}\na");
            assert_eq!(header(&text), (delimiter, text.len() - 1, 3), "{text:?}");
            assert_eq!(header(&text.replace('\n', "\r\n")).0, delimiter, "{text:?}");
        }
        // What separates the header counts more than what is said to.
        assert_eq!(header("sep=;\nid,lon,lat,population\n").0, ',');
    }

    #[test]
    fn a_header_that_begins_like_such_a_line_is_a_header() {
        for text in [
            "sep=x,lon\n",
            "sep=\n",
            "sep,id\n",
            "separate=,\n",
            "sep=,x\n",
            "sep=,",
        ] {
            assert_eq!(
                Header::of(text.as_bytes()).unwrap().end,
                text.len(),
                "{text:?}"
            );
        }
    }

    #[test]
    fn the_longest_header_passes_and_one_byte_more_is_refused() {
        for end in ["\n", "\r\n"] {
            let text = |n: usize| {
                let rest = "id,lon,lat,pop,";
                let name = "x".repeat(n - rest.len());
                format!("{rest}{name}{end}a,1,2,3,{end}b,1,2,3,{end}")
            };
            for start in ["", "sep=;\n"] {
                let text = |n: usize| format!("{start}{}", text(n));
                let longest = text(MAX_HEADER_BYTES);
                assert_eq!(header(&longest).0, ',');
                let error = Header::of(text(MAX_HEADER_BYTES + 1).as_bytes()).err();
                assert!(matches!(error, Some(DemandFault::LongHeader)), "{error:?}");
            }
        }
        let unclosed = format!("\"id,lon,lat,pop\n{}", "a,1,2,3\n".repeat(MAX_HEADER_BYTES));
        let error = Header::of(unclosed.as_bytes()).err().unwrap().to_string();
        assert!(error.contains("is a quote in it never closed?"), "{error}");
    }
}
