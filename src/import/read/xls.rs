//! Workbooks of Excel 97 to 2003 (`.xls`): the records of cells in the stream `Workbook`.
//!
//! calamine was looked at: it lays every sheet out whole, reserves what a sheet says it needs, and
//! indexes beyond short records, so a broken file costs gigabytes or a panic. Source of the
//! records: [MS-XLS]; the container is read by the crate cfb.

mod records;
mod strings;

use std::io::{Cursor, Read};

use super::budget::{Budget, Rows};
use super::xlsx::date_or_time;
use crate::import::cell::{Cell, Form, Merged, Sheet};
use crate::import::limits::{MAX_LIST_BYTES, MAX_SHEETS};
use records::{Records, f64_at, u16_at, u32_at};
use strings::shared_strings;

/// Types of records.
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const FILE_PASS: u16 = 0x002f;
const DATE_MODE: u16 = 0x0022;
const FORMAT: u16 = 0x041e;
const XF: u16 = 0x00e0;
const BOUND_SHEET: u16 = 0x0085;
const SST: u16 = 0x00fc;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const BOOL_ERR: u16 = 0x0205;
const FORMULA: u16 = 0x0006;
const STRING: u16 = 0x0207;
const RK: u16 = 0x027e;
const MUL_RK: u16 = 0x00bd;
const LABEL_SST: u16 = 0x00fd;
const MERGED: u16 = 0x00e5;
/// The version of records that is read: Excel 97 and later.
const BIFF8: u16 = 0x0600;

/// What the workbook says for all its sheets.
#[derive(Default)]
struct Globals {
    strings: Vec<Option<Cell>>,
    is_1904: bool,
    /// Numbers of formats that show dates or times.
    date_formats: Vec<u16>,
    /// The format of each style of cells.
    styles: Vec<u16>,
    /// Offset and name of each sheet.
    sheets: Vec<(usize, String)>,
}

/// Reads all sheets in their order.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    let stream = stream(bytes)?;
    let globals = Globals::read(&stream)?;
    let mut budget = Budget::default();
    let sheets = globals.sheets.iter().take(MAX_SHEETS);
    sheets
        .map(|(offset, name)| {
            let stream = stream.get(*offset..).unwrap_or_default();
            let mut merged = Vec::new();
            Ok(Sheet {
                name: Some(name.clone()),
                form: Form::Grid,
                rows: globals
                    .read_sheet(stream, &mut budget, &mut merged)?
                    .finish(),
                merged,
            })
        })
        .collect()
}

/// The bytes of the workbook within its container.
fn stream(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let broken = |error: std::io::Error| format!("is no whole workbook: {error}");
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(broken)?;
    if container.is_stream("EncryptedPackage") {
        return Err("is locked by a password; save it without".to_owned());
    }
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| container.is_stream(name))
        .ok_or("is no workbook; save it as .xlsx or .csv")?;
    let mut stream = Vec::new();
    let opened = container.open_stream(name).map_err(broken)?;
    opened
        .take(MAX_LIST_BYTES)
        .read_to_end(&mut stream)
        .map_err(broken)?;
    Ok(stream)
}

impl Globals {
    fn read(stream: &[u8]) -> Result<Self, String> {
        let mut globals = Self::default();
        let mut records = Records::of(stream);
        if records
            .next()
            .is_none_or(|first| first.kind != BOF || u16_at(first.data, 0) != Some(BIFF8))
        {
            return Err("is a workbook of an old kind; save it as .xlsx".to_owned());
        }
        for record in Records::of(stream) {
            let data = record.data;
            match record.kind {
                FILE_PASS => return Err("is locked by a password; save it without".to_owned()),
                DATE_MODE => globals.is_1904 = u16_at(data, 0) == Some(1),
                FORMAT => globals.learn_format(data),
                XF => globals.styles.push(u16_at(data, 2).unwrap_or_default()),
                BOUND_SHEET => globals.learn_sheet(data),
                SST => globals.strings = shared_strings(stream, record.offset)?,
                EOF => break,
                _ => {}
            }
        }
        Ok(globals)
    }

    fn learn_format(&mut self, data: &[u8]) {
        let text = strings::text_with_length(data.get(2..).unwrap_or_default());
        if let (Some(number), Some(text)) = (u16_at(data, 0), text)
            && shows_date(&text)
        {
            self.date_formats.push(number);
        }
    }

    /// Only sheets of cells: charts and macros have none.
    fn learn_sheet(&mut self, data: &[u8]) {
        let Some(offset) = u32_at(data, 0).and_then(|at| usize::try_from(at).ok()) else {
            return;
        };
        let name = strings::short_text(data.get(6..).unwrap_or_default());
        if data.get(5) == Some(&0) {
            self.sheets.push((offset, name.unwrap_or_default()));
        }
    }

    fn read_sheet(
        &self,
        stream: &[u8],
        budget: &mut Budget,
        merged: &mut Vec<Merged>,
    ) -> Result<Rows, String> {
        let mut rows = Rows::default();
        let mut depth = 0_usize;
        let mut of_formula = None;
        for record in Records::of(stream) {
            match record.kind {
                BOF => depth += 1,
                EOF => depth = depth.saturating_sub(1),
                // A chart within the sheet has records like those of cells.
                _ if depth > 1 => continue,
                MERGED => {
                    merged.extend(merged_cells(record.data));
                    continue;
                }
                STRING => {
                    let text = strings::text_with_length(record.data);
                    if let (Some((row, column)), Some(text)) = (of_formula.take(), text)
                        && let Some(cell) = Cell::text(&text)
                    {
                        rows.add(row, column, cell, budget)?;
                    }
                    continue;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
            let Some((row, column)) = place(record.data) else {
                continue;
            };
            if record.kind == FORMULA {
                of_formula = Some((row, column));
            }
            for (n, cell) in self.cells(record.kind, record.data).into_iter().enumerate() {
                if let Some(cell) = cell {
                    let column = column.saturating_add(u32::try_from(n).unwrap_or(u32::MAX));
                    rows.add(row, column, cell, budget)?;
                }
            }
        }
        Ok(rows)
    }

    /// The values of a record, the first at its own column.
    fn cells(&self, kind: u16, data: &[u8]) -> Vec<Option<Cell>> {
        let style = u16_at(data, 4);
        match kind {
            NUMBER => vec![f64_at(data, 6).and_then(|number| self.number(number, style))],
            // The result of a formula, unless its last bytes say that it is no number.
            FORMULA if u16_at(data, 12) != Some(0xffff) => {
                vec![f64_at(data, 6).and_then(|number| self.number(number, style))]
            }
            RK => vec![u32_at(data, 6).and_then(|rk| self.number(rk_number(rk), style))],
            MUL_RK => {
                let pairs = data
                    .get(4..data.len().saturating_sub(2))
                    .unwrap_or_default();
                let pairs = pairs.chunks_exact(6);
                let value = |pair: &[u8]| self.number(rk_number(u32_at(pair, 2)?), u16_at(pair, 0));
                pairs.map(value).collect()
            }
            LABEL => vec![
                strings::text_with_length(data.get(6..).unwrap_or_default())
                    .and_then(|text| Cell::text(&text)),
            ],
            LABEL_SST => vec![self.shared(data)],
            BOOL_ERR if data.get(7) == Some(&0) => vec![data.get(6).map(|is| Cell::Bool(*is == 1))],
            _ => Vec::new(),
        }
    }

    fn shared(&self, data: &[u8]) -> Option<Cell> {
        let place = usize::try_from(u32_at(data, 6)?).ok()?;
        self.strings.get(place)?.clone()
    }

    /// A number as its style shows it.
    fn number(&self, number: f64, style: Option<u16>) -> Option<Cell> {
        let format = style.and_then(|style| self.styles.get(usize::from(style)));
        let is_date = format.is_some_and(|format| {
            // The formats 14 to 22 and 45 to 47 are built in.
            matches!(format, 14..=22 | 45..=47) || self.date_formats.contains(format)
        });
        if is_date {
            return date_or_time(number, self.is_1904);
        }
        number.is_finite().then_some(Cell::Number(number))
    }
}

/// Row and column of a record of cells.
fn place(data: &[u8]) -> Option<(u32, u32)> {
    Some((u16_at(data, 0)?.into(), u16_at(data, 2)?.into()))
}

/// The merged cells of one column each: first and last row, first and last column.
fn merged_cells(data: &[u8]) -> impl Iterator<Item = Merged> {
    let regions = data.get(2..).unwrap_or_default().chunks_exact(8);
    regions.filter_map(|region| {
        let at = |place| u16_at(region, place).map(u32::from);
        let (first, last) = (at(4)?, at(6)?);
        (first == last).then_some(Merged {
            column: first,
            first_row: at(0)? + 1,
            last_row: at(2)? + 1,
        })
    })
}

/// A number in thirty bits: a whole one or half a double, maybe a hundred times too large.
fn rk_number(rk: u32) -> f64 {
    let number = if rk & 2 != 0 {
        f64::from(rk.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(rk & !3) << 32)
    };
    if rk & 1 != 0 { number / 100.0 } else { number }
}

/// Whether a format shows a date or a time: it has letters of them outside quotes and brackets.
fn shows_date(format: &str) -> bool {
    let mut in_quotes = false;
    let mut in_brackets = false;
    format.chars().any(|c| {
        match c {
            '"' => in_quotes ^= true,
            '[' => in_brackets = true,
            ']' => in_brackets = false,
            _ => {}
        }
        let is_letter = matches!(c.to_ascii_lowercase(), 'y' | 'm' | 'd' | 'h' | 's');
        is_letter && !in_quotes && !in_brackets
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_bits_are_whole_numbers_or_doubles_or_hundredths_of_them() {
        let near = |rk, expected: f64| (rk_number(rk) - expected).abs() < 1e-9;
        assert!(near(5 << 2 | 2, 5.0) && near(5 << 2 | 3, 0.05));
        assert!(near(0x3ff0_0000, 1.0) && near(0x3ff0_0001, 0.01));
        assert!(near(!1, -1.0));
    }

    #[test]
    fn formats_of_dates_are_told_from_those_of_numbers() {
        for format in ["yyyy/m/d", "h:mm", "[$-804]h\"时\"mm\"分\""] {
            assert!(shows_date(format), "{format}");
        }
        for format in ["0.00", "General", "[Red]0", "\"days\" 0", "#,##0"] {
            assert!(!shows_date(format), "{format}");
        }
    }

    #[test]
    fn what_is_no_container_or_no_workbook_is_refused() {
        assert!(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").is_err());
        assert!(Globals::read(&[]).is_err());
    }
}
