//! Where a row of a CSV text ends.
//!
//! A quoted field may hold line breaks. A quote that is opened by mistake must not swallow
//! the rows after it, so a row goes beyond its line only if it then is whole and well-formed;
//! else its first line stands alone, as a bad row. What remains is a stray quote that later
//! lines happen to close as a whole row would: nothing tells that from one.

use memchr::{memchr, memchr_iter, memchr2};

use super::MAX_QUOTED_ROW_BYTES;
use super::fields::Fields;
use super::layout::Layout;

/// One row of a text.
pub(super) struct Row {
    /// Behind its line break.
    pub(super) end: usize,
    pub(super) n_lines: usize,
    pub(super) is_whole: bool,
}

/// What ends a stretch of text outside quotes.
enum Stop {
    /// A quote that opens a field, here.
    Quote(usize),
    /// The end of the row, behind its line break if it has one.
    RowEnd(usize),
}

/// The row that begins at `start`, or the line if it is no whole row.
pub(super) fn row_at(text: &[u8], start: usize, layout: Layout, fields: &mut Fields) -> Row {
    let one_line = |end, is_whole| Row {
        end,
        n_lines: 1,
        is_whole,
    };
    let first_quote = match stop(text, start, start, layout) {
        Stop::RowEnd(end) => return one_line(end, true),
        Stop::Quote(at) => at,
    };
    let line_end = memchr(b'\n', &text[first_quote..]).map_or(text.len(), |n| first_quote + n + 1);
    match quoted_row_end(text, start, first_quote, line_end, layout) {
        Some(end) if end <= line_end => one_line(end, true),
        Some(end) if fits(&text[start..end], layout, fields) => Row {
            end,
            n_lines: memchr_iter(b'\n', &text[start..end]).count(),
            is_whole: true,
        },
        _ => one_line(line_end, false),
    }
}

/// The end of a row with quoted fields; `None` if a quote is never closed, or not where a
/// field ends, or only beyond what a row may be.
fn quoted_row_end(
    text: &[u8],
    start: usize,
    first_quote: usize,
    line_end: usize,
    layout: Layout,
) -> Option<usize> {
    let limit = line_end.max(text.len().min(start + MAX_QUOTED_ROW_BYTES));
    let (mut quote, mut n_quoted_beyond) = (first_quote, 0);
    loop {
        let closed = closing_quote(&text[..limit], quote)? + 1;
        let is_beyond = closed > line_end;
        let ends_field = match text.get(closed) {
            None | Some(b'\r' | b'\n') => true,
            Some(byte) => *byte == layout.delimiter,
        };
        n_quoted_beyond += usize::from(is_beyond);
        if is_beyond && (!ends_field || n_quoted_beyond > layout.columns.n_fields) {
            return None;
        }
        match stop(&text[..limit], start, closed, layout) {
            Stop::Quote(at) => quote = at,
            Stop::RowEnd(end) => {
                let is_cut = end == limit && limit < text.len() && !text[..end].ends_with(b"\n");
                return (!is_cut).then_some(end);
            }
        }
    }
}

/// Whether a text is one row as the header wants it, with line breaks only in columns that are
/// not read.
fn fits(row: &[u8], layout: Layout, fields: &mut Fields) -> bool {
    fields.read(row);
    let mut places = layout.columns.places();
    fields.len() == layout.columns.n_fields
        && places.all(|column| memchr(b'\n', fields.get(column)).is_none())
}

/// What comes first from `at` on, which is outside quotes in the row that begins at `start`.
fn stop(text: &[u8], start: usize, mut at: usize, layout: Layout) -> Stop {
    while let Some(n) = memchr2(b'\n', b'"', &text[at..]) {
        at += n;
        if text[at] == b'\n' {
            return Stop::RowEnd(at + 1);
        }
        // Anywhere but at the beginning of a field a quote is an ordinary character.
        if at == start || text[at - 1] == layout.delimiter {
            return Stop::Quote(at);
        }
        at += 1;
    }
    Stop::RowEnd(text.len())
}

/// The quote that closes what the one at `quote` opens; two in a row stand for one.
fn closing_quote(text: &[u8], quote: usize) -> Option<usize> {
    let mut at = quote + 1;
    loop {
        at += memchr(b'"', text.get(at..)?)?;
        if text.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}
