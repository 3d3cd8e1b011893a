//! The cells of a list, whatever it was written with, and where they stand.

use std::sync::Arc;

use chrono::NaiveDate;

/// What a cell holds; empty cells are not kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Text as written.
    Text(Arc<str>),
    /// A number of a workbook or of JSON.
    Number(f64),
    /// A logical value.
    Bool(bool),
    /// A date of a workbook.
    Date(NaiveDate),
    /// A time of a workbook, minutes from midnight, 0 to 1,440.
    Time(u16),
    /// JSON that is neither text nor number: kept as it is.
    Json(Arc<str>),
}

/// A row of a list: its cells that are not empty, by column.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// Its number as people count it, from 1.
    pub(super) number: u32,
    /// Column, from 0, and cell; columns ascend.
    pub(super) cells: Vec<(u32, Cell)>,
    /// What a feature of JSON says beside its properties.
    pub(super) feature: Option<Box<Feature>>,
}

/// A feature of JSON without its properties.
#[derive(Clone, Debug, Default)]
pub(super) struct Feature {
    /// Its id.
    pub(super) id: Option<String>,
    /// The point, or a point within the area; degrees in the list's datum.
    pub(super) lon_lat: Option<[f64; 2]>,
    /// Why it has no point although it has a geometry.
    pub(super) fault: Option<&'static str>,
}

/// How the rows of a sheet are to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A grid of cells: headers, titles and notes are to be found.
    Grid,
    /// Records: the first row holds the names of their properties.
    Records,
}

/// A sheet of a workbook, or the whole of another list.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    /// The name of a sheet of a workbook.
    pub(super) name: Option<String>,
    /// How its rows are to be understood.
    pub(super) form: Form,
    /// Rows that have cells, in their order.
    pub(super) rows: Vec<Row>,
    /// Cells that go over several rows of their column.
    pub(super) merged: Vec<Merged>,
}

/// A cell that goes over several rows of its column; its value stands in the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Merged {
    /// The column, from 0.
    pub(super) column: u32,
    /// The first row, from 1.
    pub(super) first_row: u32,
    /// The last row.
    pub(super) last_row: u32,
}

impl Cell {
    /// A text, unless it is blank.
    pub(super) fn text(text: &str) -> Option<Self> {
        let trimmed = text.trim_matches(is_blank);
        (!trimmed.is_empty()).then(|| Self::Text(trimmed.into()))
    }

    /// The cell as a person reads it.
    pub(super) fn as_text(&self) -> Arc<str> {
        match self {
            Self::Text(text) | Self::Json(text) => Arc::clone(text),
            Self::Number(number) => number_text(*number).into(),
            Self::Bool(is_true) => if *is_true { "true" } else { "false" }.into(),
            Self::Date(date) => date.to_string().into(),
            Self::Time(minutes) => clock_text(*minutes).into(),
        }
    }

    /// Whether it is text.
    pub(super) const fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }
}

impl Row {
    /// The cell of a column.
    pub(super) fn cell(&self, column: u32) -> Option<&Cell> {
        let place = self.cells.binary_search_by_key(&column, |(at, _)| *at);
        place.ok().map(|place| &self.cells[place].1)
    }
}

/// Whether a character is blank in a cell: white space, and what is not seen.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// A text in one line, single blanks between its words.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split(is_blank).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// A number without a fraction that it does not have.
pub(super) fn number_text(number: f64) -> String {
    format!("{number}")
}

/// Minutes from midnight as `08:30`.
pub(super) fn clock_text(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A column's letters as spreadsheets show them, from 0: `A`, `Z`, `AA`.
pub(super) fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(
            b'A' + u8::try_from(rest % 26).unwrap_or_default(),
        ));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// A place as `stacked.xlsx 明细表!B18`, `list.csv B18`, `list.geojson features[17]` or
/// `list.ndjson line 18`.
pub(super) fn place_text(list: &str, sheet: &Sheet, row: u32, column: Option<u32>) -> String {
    let name = sheet.name.as_deref();
    let at = format!("{}{row}", column_letters(column.unwrap_or_default()));
    match (sheet.form, name) {
        (Form::Records, Some("line")) => format!("{list} line {row}"),
        (Form::Records, name) => format!("{list} {}[{row}]", name.unwrap_or_default()),
        (Form::Grid, Some(name)) => format!("{list} {name}!{at}"),
        (Form::Grid, None) => format!("{list} {at}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letters(column), letters);
        }
        assert!(!column_letters(u32::MAX - 1).is_empty());
    }

    #[test]
    fn a_number_is_written_without_a_fraction_that_it_does_not_have() {
        assert_eq!(number_text(110_000_001.0), "110000001");
        assert_eq!(number_text(121.4), "121.4");
    }

    #[test]
    fn a_text_of_blanks_is_no_cell() {
        assert_eq!(Cell::text(" \u{3000}\u{feff}\n"), None);
        assert_eq!(Cell::text("无\u{3000}"), Cell::text("无"));
    }
}
