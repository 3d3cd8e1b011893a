//! The rows of a CSV text, and chunks of it that end between rows, so that they can be read on
//! all cores.

use std::ops::Range;

use super::MAX_ROWS;
use super::error::DemandFault;
use super::fields::Fields;
use super::layout::Layout;
use super::quotes::row_at;

/// How many bytes are read in one go.
const CHUNK_BYTES: usize = 256 * 1024;

/// A chunk of a CSV text that begins and ends between rows.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    pub(super) range: Range<usize>,
    /// The line on which it begins.
    pub(super) line: usize,
}

/// The rows of a chunk, one by one; blank lines are none.
pub(super) struct Rows<'a> {
    text: &'a [u8],
    rest: Chunk,
    layout: Layout,
}

/// One row of a text.
pub(super) struct Record<'a> {
    pub(super) text: &'a [u8],
    /// The line on which it begins.
    pub(super) line: usize,
    /// Whether it is a whole row; else it is one line in which a quote is never closed.
    pub(super) is_whole: bool,
}

/// Cuts a chunk into smaller ones.
///
/// Cost: one pass over the bytes; a line with a stray quote is looked beyond by at most
/// [`super::MAX_QUOTED_ROW_BYTES`].
pub(super) fn split(text: &[u8], whole: Chunk, layout: Layout) -> Result<Vec<Chunk>, DemandFault> {
    let mut chunks = Vec::new();
    let mut fields = Fields::new(layout.delimiter);
    let (mut start, mut line, mut n_rows) = (whole.range.start, whole.line, 0);
    let end = whole.range.end;
    let mut rows = Rows::new(text, whole, layout);
    while rows.next(&mut fields).is_some() {
        n_rows += 1;
        check_rows(n_rows)?;
        if rows.rest.range.start - start >= CHUNK_BYTES {
            chunks.push(Chunk {
                range: start..rows.rest.range.start,
                line,
            });
            (start, line) = (rows.rest.range.start, rows.rest.line);
        }
    }
    chunks.push(Chunk {
        range: start..end,
        line,
    });
    Ok(chunks)
}

/// Refuses more than [`MAX_ROWS`].
pub(super) const fn check_rows(n_rows: usize) -> Result<(), DemandFault> {
    if n_rows > MAX_ROWS {
        return Err(DemandFault::TooManyRows);
    }
    Ok(())
}

impl<'a> Rows<'a> {
    pub(super) const fn new(text: &'a [u8], chunk: Chunk, layout: Layout) -> Self {
        Self {
            text,
            rest: chunk,
            layout,
        }
    }

    /// The next row. `fields` are of use to the search, what they hold then is not.
    pub(super) fn next(&mut self, fields: &mut Fields) -> Option<Record<'a>> {
        while !self.rest.range.is_empty() {
            let row = row_at(self.text, self.rest.range.start, self.layout, fields);
            let text = &self.text[self.rest.range.start..row.end];
            let line = self.rest.line;
            self.rest.range.start = row.end;
            self.rest.line += row.n_lines;
            if !is_blank(text) {
                return Some(Record {
                    text,
                    line,
                    is_whole: row.is_whole,
                });
            }
        }
        None
    }
}

fn is_blank(row: &[u8]) -> bool {
    row.iter().all(|byte| matches!(byte, b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demand::columns::Columns;
    use crate::demand::{Contents, MAX_QUOTED_ROW_BYTES};

    fn layout() -> Layout {
        let names = ["id", "lon", "lat", "population", "note"].map(str::to_owned);
        Layout {
            delimiter: b',',
            columns: Columns::of(&names, Contents::People).unwrap(),
        }
    }

    fn chunks(text: &str) -> Vec<Chunk> {
        let whole = Chunk {
            range: 0..text.len(),
            line: 2,
        };
        split(text.as_bytes(), whole, layout()).unwrap()
    }

    /// The rows of a text as their lines and texts, `!` before those that are not whole.
    fn rows(text: &str) -> Vec<String> {
        let mut fields = Fields::new(b',');
        let mut shown = Vec::new();
        for chunk in chunks(text) {
            let mut rows = Rows::new(text.as_bytes(), chunk, layout());
            while let Some(row) = rows.next(&mut fields) {
                let mark = if row.is_whole { "" } else { "!" };
                let text = String::from_utf8_lossy(row.text);
                shown.push(format!("{mark}{} {text}", row.line));
            }
        }
        shown
    }

    #[test]
    fn a_row_is_a_line_and_blank_lines_are_none() {
        for (first, between, second) in [
            ("a,1,2,3,x\n", "", "b,1,2,3,y\n"),
            ("a,1,2,3,x\r\n", "\r\n", "b,1,2,3,y"),
            ("\"a\",1,2,\"3\",\"x \"\" y\"\n", "\n", "\"b\",1,2,3,\"\"\n"),
            ("a,1,2,3,5\" pipe\n", "", "b,1,2,3,6\"\n"),
            ("\"a\"b,1,2,3,x\n", "", "c,1,2,3,y\n"),
        ] {
            let text = format!("{first}{between}{second}");
            let second_line = 3 + between.lines().count();
            let expected = [format!("2 {first}"), format!("{second_line} {second}")];
            assert_eq!(rows(&text), expected);
        }
        assert!(rows("").is_empty());
    }

    #[test]
    fn a_line_break_in_a_column_that_is_not_read_belongs_to_its_row() {
        let first = "a,1,2,3,\"x\n\"\"y\"\"\r\nz\"\n";
        let (second, third) = ("b,1,2,3,y\n", "\"a,1,2,3,x\n");
        assert_eq!(
            rows(&format!("{first}{second}{third}")),
            [
                format!("2 {first}"),
                format!("5 {second}"),
                format!("!6 {third}")
            ]
        );
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_line_only() {
        for (bad, good) in [
            ("\"a,1,2,3,x\n", ["b,1,2,3,y\n", "c,1,2,3,z\n"]),
            ("a,1,2,3,\"x\n", ["\"b\",1,2,3,y\n", "\"c\",1,2,3,\"\"\n"]),
            ("\"a,1,2,3,x\n", ["\"b\",1,2,3,\"y\"\n", "c,1,2,3,z"]),
            ("\"a,1,2\n", ["b,\"1\",2,3,y\n", "c,1,2,3,z"]),
            ("\"\n", ["\"b\",1,2,3,y\n", "c,1,2,3,z"]),
        ] {
            let [b, c] = good;
            let expected = [format!("!2 {bad}"), format!("3 {b}"), format!("4 {c}")];
            assert_eq!(rows(&format!("{bad}{b}{c}")), expected);
        }
        assert_eq!(rows("a,1,2,3,\"x"), ["!2 a,1,2,3,\"x"]);
    }

    #[test]
    fn the_longest_row_of_several_lines_is_whole_and_one_byte_more_is_not() {
        let row = |n: usize| {
            let rest = "a,1,2,3,\"\n\"\n";
            format!("a,1,2,3,\"\n{}\"\n", "x".repeat(n - rest.len()))
        };
        assert_eq!(rows(&row(MAX_QUOTED_ROW_BYTES)).len(), 1);
        let beyond = rows(&row(MAX_QUOTED_ROW_BYTES + 1));
        assert_eq!((&*beyond[0], beyond.len()), ("!2 a,1,2,3,\"\n", 2));
    }

    #[test]
    fn the_last_row_passes_and_one_more_is_refused() {
        assert!(check_rows(MAX_ROWS).is_ok());
        assert!(matches!(
            check_rows(MAX_ROWS + 1),
            Err(DemandFault::TooManyRows)
        ));
    }

    #[test]
    fn long_texts_are_cut_between_rows() {
        let row = "\"cell\",116.4,39.9,12,\"x\ny\"\n\n";
        let text = row.repeat(3 * CHUNK_BYTES / row.len());
        let chunks = chunks(&text);
        assert!(chunks.len() > 2);
        let mut end = 0;
        for Chunk { range, line } in chunks {
            assert_eq!(range.start, end);
            assert_eq!(line, 2 + text[..end].matches('\n').count());
            end = range.end;
        }
        assert_eq!(end, text.len());
        assert_eq!(rows(&text).len(), text.len() / row.len());
    }
}
