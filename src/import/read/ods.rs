//! Workbooks in Open Document (`.ods`).
//!
//! calamine was looked at: it writes repeated cells and blanks out one by one, and a few bytes of
//! a hostile file become gigabytes. Here repeated cells are counted against the budget.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::budget::{Budget, Rows};
use super::{xlsx, zipped};
use crate::import::cell::{Cell, Form, Merged, Sheet};
use crate::import::limits::{MAX_CELL_BYTES, MAX_SHEETS};

/// How often cells with a value, or rows with cells, may be repeated and still be read.
const MAX_REPEATS: u32 = 1_000;

/// A sheet in the making.
#[derive(Default)]
struct Table {
    rows: Rows,
    row: u32,
    column: u32,
    /// The cells of the row that is being read, each with how often it is repeated.
    cells: Vec<(u32, u32, Cell)>,
    merged: Vec<Merged>,
    row_repeats: u32,
}

/// A cell in the making.
#[derive(Default)]
struct OpenCell {
    value: Option<Cell>,
    text: String,
    repeats: u32,
    /// How many rows it goes over.
    n_rows: u32,
    n_paragraphs: usize,
    /// Within a comment, whose text is not the cell's.
    in_comment: bool,
}

/// Reads all sheets in their order.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    let mut archive = zipped::open(bytes)?;
    let content = zipped::part(&mut archive, "content.xml")?;
    let content = content.ok_or("is no workbook: it lacks content.xml")?;
    let xml = String::from_utf8(content).map_err(|_| "is no workbook: content.xml is not UTF-8")?;
    read_content(&xml)
}

fn read_content(xml: &str) -> Result<Vec<Sheet>, String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let broken = |error: quick_xml::Error| format!("is no whole workbook: {error}");
    let mut budget = Budget::default();
    let mut sheets = Vec::new();
    let mut table = Table::default();
    let mut name = None;
    let mut cell: Option<OpenCell> = None;
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(start) => match start.name().as_ref() {
                "table:table" => {
                    name = attribute(&start, "table:name");
                    table = Table::default();
                }
                "table:table-row" => table.begin_row(&start),
                "table:table-cell" | "table:covered-table-cell" => {
                    cell = Some(OpenCell::begin(&start));
                }
                within => {
                    if let Some(cell) = &mut cell {
                        cell.begin_within(within, &start);
                    }
                }
            },
            Event::Text(text) => push(&mut cell, &text.xml10_content())?,
            Event::CData(text) => push(&mut cell, &text.xml10_content())?,
            Event::GeneralRef(reference) => {
                let resolved = reference.resolve_char_ref().ok().flatten();
                let named = || quick_xml::escape::resolve_predefined_entity(&reference);
                match resolved {
                    Some(c) => push(&mut cell, c.encode_utf8(&mut [0; 4]))?,
                    None => push(&mut cell, named().unwrap_or_default())?,
                }
            }
            Event::End(end) => match end.name().as_ref() {
                "table:table-cell" | "table:covered-table-cell" => {
                    if let Some(cell) = cell.take() {
                        table.end_cell(cell);
                    }
                }
                "table:table-row" => table.end_row(&mut budget)?,
                "table:table" if sheets.len() < MAX_SHEETS => sheets.push(Sheet {
                    name: name.take(),
                    form: Form::Grid,
                    merged: std::mem::take(&mut table.merged),
                    rows: std::mem::take(&mut table).rows.finish(),
                }),
                "office:annotation" => {
                    if let Some(cell) = &mut cell {
                        cell.in_comment = false;
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

fn push(cell: &mut Option<OpenCell>, text: &str) -> Result<(), String> {
    let Some(cell) = cell.as_mut().filter(|cell| !cell.in_comment) else {
        return Ok(());
    };
    cell.text.push_str(text);
    if cell.text.len() > MAX_CELL_BYTES {
        return Err(format!("has a cell of more than {MAX_CELL_BYTES} bytes"));
    }
    Ok(())
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.try_get_attribute(name).ok()??;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

fn repeats(start: &BytesStart<'_>, name: &str) -> u32 {
    let given = attribute(start, name).and_then(|repeats| repeats.parse().ok());
    given.unwrap_or(1).max(1)
}

impl OpenCell {
    fn begin(start: &BytesStart<'_>) -> Self {
        let value = |name| attribute(start, name);
        let typed = match value("office:value-type").as_deref() {
            Some("float" | "currency" | "percentage") => value("office:value")
                .and_then(|number| number.parse().ok())
                .filter(|number: &f64| number.is_finite())
                .map(Cell::Number),
            Some("date") => value("office:date-value").and_then(|date| xlsx::iso(&date)),
            Some("time") => value("office:time-value").and_then(|time| xlsx::iso(&time)),
            Some("boolean") => value("office:boolean-value").map(|is| Cell::Bool(is == "true")),
            _ => None,
        };
        Self {
            value: typed,
            repeats: repeats(start, "table:number-columns-repeated"),
            n_rows: repeats(start, "table:number-rows-spanned"),
            ..Self::default()
        }
    }

    fn begin_within(&mut self, name: &str, start: &BytesStart<'_>) {
        match name {
            "office:annotation" => self.in_comment = true,
            "text:p" if !self.in_comment => {
                self.n_paragraphs += 1;
                if self.n_paragraphs > 1 {
                    self.text.push('\n');
                }
            }
            "text:s" if !self.in_comment => {
                // Several blanks are worth one.
                let _ = start;
                self.text.push(' ');
            }
            "text:line-break" | "text:tab" if !self.in_comment => self.text.push('\n'),
            _ => {}
        }
    }
}

impl Table {
    fn begin_row(&mut self, start: &BytesStart<'_>) {
        self.row_repeats = repeats(start, "table:number-rows-repeated");
        self.column = 0;
        self.cells.clear();
    }

    fn end_cell(&mut self, cell: OpenCell) {
        if cell.n_rows > 1 {
            self.merged.push(Merged {
                column: self.column,
                first_row: self.row.saturating_add(1),
                last_row: self.row.saturating_add(cell.n_rows),
            });
        }
        if let Some(value) = cell.value.or_else(|| Cell::text(&cell.text)) {
            self.cells.push((self.column, cell.repeats, value));
        }
        self.column = self.column.saturating_add(cell.repeats);
    }

    /// Writes the row as often as it is repeated.
    fn end_row(&mut self, budget: &mut Budget) -> Result<(), String> {
        let n_times = if self.cells.is_empty() {
            0
        } else {
            self.row_repeats
        };
        let is_too_often = |n: u32| n > MAX_REPEATS;
        let has_too_many = self
            .cells
            .iter()
            .any(|(_, repeats, _)| is_too_often(*repeats));
        if is_too_often(n_times) || has_too_many {
            return Err(format!(
                "repeats a cell with a value more than {MAX_REPEATS} times"
            ));
        }
        for time in 0..n_times {
            let row = self.row.saturating_add(time);
            for (column, repeats, cell) in &self.cells {
                for repeat in 0..*repeats {
                    let column = column.saturating_add(repeat);
                    self.rows.add(row, column, cell.clone(), budget)?;
                }
            }
        }
        self.row = self.row.saturating_add(self.row_repeats);
        self.cells.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(rows: &str) -> String {
        format!("<r><table:table table:name=\"一\">{rows}</table:table></r>")
    }

    #[test]
    fn cells_are_read_with_their_types_and_blanks_between_them() {
        let xml = content(
            "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row>\
             <table:table-row>\
             <table:table-cell office:value-type=\"string\"><office:annotation><text:p>no</text:p>\
             </office:annotation><text:p>饮水 &amp;</text:p><text:p>充电</text:p></table:table-cell>\
             <table:table-cell table:number-columns-repeated=\"3\"/>\
             <table:table-cell office:value-type=\"time\" office:time-value=\"PT08H30M00S\"/>\
             <table:table-cell table:number-columns-repeated=\"16379\"/></table:table-row>\
             <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell/>\
             </table:table-row>",
        );
        let sheets = read_content(&xml).unwrap();
        assert_eq!(sheets[0].name.as_deref(), Some("一"));
        let row = &sheets[0].rows[0];
        assert_eq!(row.number, 3);
        assert_eq!(row.cell(0), Cell::text("饮水 &\n充电").as_ref());
        assert_eq!(row.cell(4), Some(&Cell::Time(510)));
    }

    #[test]
    fn a_value_repeated_as_often_as_may_be_passes_and_once_more_does_not() {
        for (n, passes) in [(MAX_REPEATS, true), (MAX_REPEATS + 1, false)] {
            let xml = content(&format!(
                "<table:table-row table:number-rows-repeated=\"{n}\"><table:table-cell>\
                 <text:p>a</text:p></table:table-cell></table:table-row>"
            ));
            assert_eq!(read_content(&xml).is_ok(), passes);
        }
    }
}
