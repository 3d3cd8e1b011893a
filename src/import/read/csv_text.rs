//! Text in lines of values: the separator is found and said.

use super::budget::{Budget, Rows};
use crate::import::cell::{Cell, Form, Sheet};
use crate::import::headers;

/// The separators that are tried, each with its name.
const SEPARATORS: [(u8, &str); 3] = [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs")];
/// So many records tell which separator it is.
const RECORDS_TRIED: usize = 50;

/// The sheet of a text, and the name of its separator.
pub(super) fn read(text: &str) -> Result<(Sheet, &'static str), String> {
    let (separator, name) = separator(text);
    let mut budget = Budget::default();
    let mut rows = Rows::default();
    let mut records = reader(text, separator);
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while records
        .read_record(&mut record)
        .map_err(|error| format!("cannot be read as lines of values: {error}"))?
    {
        for (column, value) in record.iter().enumerate() {
            if let Some(cell) = Cell::text(value) {
                let column = u32::try_from(column).unwrap_or(u32::MAX);
                rows.add(row, column, cell, &mut budget)?;
            }
        }
        row += 1;
    }
    let sheet = Sheet {
        name: None,
        form: Form::Grid,
        rows: rows.finish(),
        merged: Vec::new(),
    };
    Ok((sheet, name))
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The separator that gives most known headers, then most values.
fn separator(text: &str) -> (u8, &'static str) {
    let score = |separator: u8| {
        let records = reader(text, separator).into_records().take(RECORDS_TRIED);
        let records: Vec<csv::StringRecord> = records.flatten().collect();
        let n_known = |record: &csv::StringRecord| {
            record
                .iter()
                .filter(|value| headers::is_known(value))
                .count()
        };
        let n_values: usize = records.iter().map(csv::StringRecord::len).sum();
        (
            records.iter().map(n_known).max().unwrap_or_default(),
            n_values,
        )
    };
    let mut best = SEPARATORS[0];
    let mut best_score = score(best.0);
    for next in &SEPARATORS[1..] {
        let next_score = score(next.0);
        if next_score > best_score {
            (best, best_score) = (*next, next_score);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_separator_is_found_though_others_are_within_values() {
        for (text, name) in [
            ("name,address\n\"a;b\",c\n", "commas"),
            ("ref;name;lat\n1;a;32,02\n2;b;32,03\n", "semicolons"),
            ("名称\t地址\n甲\t一,二,三\n", "tabs"),
        ] {
            assert_eq!(read(text).unwrap().1, name);
        }
    }

    #[test]
    fn a_value_with_line_breaks_is_one_and_rows_are_counted_as_spreadsheets_do() {
        let (sheet, _) = read("名称,地址\n\"甲\n一\",b\n\n乙,c\n").unwrap();
        assert_eq!(sheet.rows[1].cell(0), Cell::text("甲\n一").as_ref());
        assert_eq!(sheet.rows[2].cell(1), Cell::text("c").as_ref());
    }
}
