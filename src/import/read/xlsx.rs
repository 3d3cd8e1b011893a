//! Workbooks in Office Open XML (`.xlsx`), read cell by cell: a sheet is never laid out whole,
//! for two cells in far corners would take gigabytes.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx};
use chrono::{NaiveDate, TimeDelta};

use super::budget::{Budget, Rows};
use super::zipped;
use crate::import::cell::{Cell, Form, Merged, Sheet};
use crate::import::limits::MAX_SHEETS;

/// Reads all sheets in their order.
///
/// calamine 0.38 panics on some broken packages (a part named without a folder); this is
/// contained here, and such a workbook is refused.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    zipped::open(bytes)?;
    let read = catch_unwind(AssertUnwindSafe(|| read_sheets(bytes)));
    read.unwrap_or_else(|_| Err("is a broken workbook; open it and save it again".to_owned()))
}

fn read_sheets(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let names = workbook.sheet_names();
    let mut budget = Budget::default();
    let mut sheets = Vec::new();
    for name in names.into_iter().take(MAX_SHEETS) {
        let rows = read_sheet(&mut workbook, &name, &mut budget)?;
        sheets.push(Sheet {
            rows: rows.finish(),
            merged: merged(&mut workbook, &name),
            name: Some(name),
            form: Form::Grid,
        });
    }
    Ok(sheets)
}

fn read_sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    budget: &mut Budget,
) -> Result<Rows, String> {
    let mut rows = Rows::default();
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        // A sheet that is a chart has no cells.
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(rows),
        Err(error) => return Err(broken(&error)),
    };
    while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
        let (row, column) = cell.get_position();
        if let Some(value) = value(cell.get_value()) {
            rows.add(row, column, value, budget)?;
        }
    }
    Ok(rows)
}

/// The merged cells of one column each; a sheet whose merges cannot be read has none.
fn merged(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Vec<Merged> {
    let found = workbook.merge_cells_by_sheet_name(name).unwrap_or_default();
    let of_one_column = found.iter().filter(|at| at.start.1 == at.end.1);
    of_one_column
        .map(|at| Merged {
            column: at.start.1,
            first_row: at.start.0.saturating_add(1),
            last_row: at.end.0.saturating_add(1),
        })
        .collect()
}

fn broken(error: &calamine::XlsxError) -> String {
    match error {
        calamine::XlsxError::Password => "is locked by a password; save it without".to_owned(),
        error => format!("is no whole workbook: {error}"),
    }
}

fn value(value: &DataRef<'_>) -> Option<Cell> {
    Some(match value {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a cell of a workbook is a double"
        )]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) if number.is_finite() => Cell::Number(*number),
        DataRef::Empty | DataRef::Error(_) | DataRef::Float(_) => return None,
        DataRef::String(text) => return Cell::text(text),
        DataRef::SharedString(text) => return Cell::text(text),
        DataRef::Bool(is_true) => Cell::Bool(*is_true),
        DataRef::DateTime(moment) => {
            return date_or_time(moment.as_f64(), is_of_1904(moment));
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => return iso(text),
    })
}

/// Whether a moment counts from 1904, as old workbooks of Macintosh do.
fn is_of_1904(moment: &calamine::ExcelDateTime) -> bool {
    let from_1900 = calamine::ExcelDateTime::new(
        moment.as_f64(),
        calamine::ExcelDateTimeType::DateTime,
        false,
    );
    moment.to_ymd_hms_milli() != from_1900.to_ymd_hms_milli()
}

/// A serial number of a spreadsheet: a part of a day is a time, a whole number a date, days
/// with a part are the date.
pub(super) fn date_or_time(serial: f64, is_1904: bool) -> Option<Cell> {
    /// Minutes of a day.
    const MINUTES: f64 = 1_440.0;
    if !(0.0..=2_958_465.0).contains(&serial) {
        return None;
    }
    if serial <= 1.0 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to 1,440"
        )]
        return Some(Cell::Time((serial * MINUTES).round() as u16));
    }
    let epoch = if is_1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)
    } else {
        // Spreadsheets count a 29 February 1900 that there was not.
        NaiveDate::from_ymd_opt(1899, 12, 30)
    };
    #[expect(clippy::cast_possible_truncation, reason = "below 2,958,466")]
    let days = TimeDelta::days(serial.trunc() as i64);
    epoch?.checked_add_signed(days).map(Cell::Date)
}

/// A date, a moment or a duration as ISO 8601 writes them.
pub(super) fn iso(text: &str) -> Option<Cell> {
    if let Some(date) = text.get(..10).and_then(|date| date.parse().ok()) {
        return Some(Cell::Date(date));
    }
    let clock = text.strip_prefix("PT").and_then(duration);
    clock.map(Cell::Time).or_else(|| Cell::text(text))
}

/// Minutes of `08H30M00S`, up to a day.
fn duration(text: &str) -> Option<u16> {
    let (hours, rest) = text.split_once('H')?;
    let (minutes, _) = rest.split_once('M')?;
    let minutes =
        hours.parse::<u16>().ok()?.checked_mul(60)? + minutes.parse::<u16>().ok()?.min(59);
    (minutes <= 1_440).then_some(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_day_are_times_and_whole_days_are_dates() {
        let date = |text: &str| Some(Cell::Date(text.parse().unwrap()));
        for (serial, is_1904, expected) in [
            (0.0, false, Some(Cell::Time(0))),
            (0.354_166_666_7, false, Some(Cell::Time(510))),
            (1.0, false, Some(Cell::Time(1_440))),
            (46_082.0, false, date("2026-03-01")),
            (46_082.75, false, date("2026-03-01")),
            (44_620.0, true, date("2026-03-01")),
            (-1.0, false, None),
            (f64::NAN, false, None),
            (1e300, false, None),
        ] {
            assert_eq!(date_or_time(serial, is_1904), expected, "{serial}");
        }
    }

    #[test]
    fn iso_dates_and_durations_are_dates_and_times() {
        assert_eq!(iso("PT08H30M00S"), Some(Cell::Time(510)));
        let date = "2026-03-01".parse().unwrap();
        assert_eq!(iso("2026-03-01T08:30:00"), Some(Cell::Date(date)));
        assert_eq!(iso("PT99H99M"), Cell::text("PT99H99M"));
    }
}
