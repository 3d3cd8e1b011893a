//! The cells of a body: each is read on its own, and a bad one costs only itself.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;

use super::cell::ReadCell;
use crate::datum::Datum;
use crate::demand::row::{UsableRow, duplicate_id};
use crate::demand::{Cell, Demand, Fault};

/// The cells that can be used, and what is wrong with the others and with some of these.
pub struct Cells {
    /// Where people are.
    pub demand: Demand,
    /// The id of each cell as it came; `None` if none came.
    pub ids: Vec<Option<Box<RawValue>>>,
    /// In the order of the body.
    pub issues: Vec<CellIssue>,
}

/// One thing that is wrong with a cell.
#[derive(Serialize)]
pub struct CellIssue {
    /// Its place in the body, from 0.
    row: usize,
    /// Its id as it came, if it can be read.
    id: Option<Box<RawValue>>,
    /// A stable name of the kind of fault.
    code: &'static str,
    /// What would be right; what was found is not repeated, it may be a position.
    message: Cow<'static, str>,
}

impl Cells {
    /// Reads all cells, on all cores.
    pub fn read(rows: &[&RawValue], crs: Datum) -> Self {
        let read: Vec<ReadCell> = rows.par_iter().map(|row| ReadCell::of(row, crs)).collect();
        let mut cells = Self {
            demand: Demand {
                datum: crs,
                n_rows: rows.len(),
                ..Demand::default()
            },
            ids: Vec::with_capacity(rows.len()),
            issues: Vec::new(),
        };
        let mut known = HashMap::new();
        for (row, cell) in read.into_iter().enumerate() {
            cells.push(row, cell, &mut known);
        }
        cells
    }

    fn push(&mut self, row: usize, cell: ReadCell, row_of_id: &mut HashMap<String, usize>) {
        let json = cell.id.map(ToOwned::to_owned);
        let found = cell
            .found
            .and_then(|usable| refuse_repeated(usable, row, row_of_id));
        let usable = match found {
            Ok(usable) => usable,
            Err(fault) => return self.issues.push(CellIssue::new(row, json, fault)),
        };
        let warnings = usable.warnings.into_iter();
        let warnings = warnings.map(|fault| CellIssue::new(row, json.clone(), fault));
        self.issues.extend(warnings);
        self.demand.cells.push(Cell {
            // No id that was given has control characters in it.
            id: usable.row.id.unwrap_or_else(|| format!("\0{row}")),
            position: usable.row.position,
            people: usable.row.people,
            district: usable.row.district,
        });
        self.ids.push(json);
    }
}

/// Keeps the first of those cells of an id that can be used.
fn refuse_repeated(
    usable: UsableRow,
    row: usize,
    row_of_id: &mut HashMap<String, usize>,
) -> Result<UsableRow, Fault> {
    if let Some(id) = &usable.row.id {
        match row_of_id.entry(id.clone()) {
            Entry::Occupied(first) => return Err(duplicate_id("row", *first.get())),
            Entry::Vacant(place) => {
                place.insert(row);
            }
        }
    }
    Ok(usable)
}

impl CellIssue {
    fn new(row: usize, id: Option<Box<RawValue>>, fault: Fault) -> Self {
        Self {
            row,
            id,
            code: fault.key(),
            message: fault.into_discreet_message(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::dataset::MAX_ID_BYTES;
    use crate::demand::{MAX_DISTRICT_BYTES, MAX_PEOPLE};

    fn read(cells: &[&str]) -> Cells {
        let rows: Vec<Box<RawValue>> = cells
            .iter()
            .map(|cell| RawValue::from_string((*cell).to_owned()).unwrap())
            .collect();
        let rows: Vec<&RawValue> = rows.iter().map(|row| &**row).collect();
        Cells::read(&rows, Datum::Wgs84)
    }

    fn codes(cells: &Cells) -> Vec<(usize, &str)> {
        let issues = cells.issues.iter();
        issues.map(|issue| (issue.row, issue.code)).collect()
    }

    #[test]
    fn an_id_and_a_district_are_used_up_to_their_caps() {
        for (name, max_bytes, code) in [
            ("id", MAX_ID_BYTES, "bad_id"),
            ("district", MAX_DISTRICT_BYTES, "bad_district"),
        ] {
            let cell = |length: usize| {
                let other = if name == "id" { "district" } else { "id" };
                let text = "x".repeat(length);
                format!(r#"{{"{name}":"{text}","{other}":"o","lat":30,"lon":110,"population":1}}"#)
            };
            let cells = read(&[&cell(max_bytes)]);
            assert!(cells.issues.is_empty());
            let cells = read(&[&cell(max_bytes + 1)]);
            assert_eq!(codes(&cells), [(0, code)]);
        }
    }

    #[test]
    fn people_are_a_number_from_none_to_more_than_all() {
        let cell = |people: &str| format!(r#"{{"id":1,"lat":30,"lon":110,"population":{people}}}"#);
        for (people, expected) in [
            ("0", 0.0),
            ("-0", 0.0),
            ("12.5", 12.5),
            ("1e10", MAX_PEOPLE),
        ] {
            let cells = read(&[&cell(people)]);
            assert_eq!(cells.demand.cells[0].people.to_bits(), expected.to_bits());
        }
        for people in ["-1", "10000000001", "1e999", "null", "\"5\"", "true", "[1]"] {
            let cells = read(&[&cell(people)]);
            assert_eq!(codes(&cells), [(0, "bad_population")], "{people}");
            assert!(cells.demand.cells.is_empty());
        }
    }

    #[test]
    fn a_cell_without_id_is_used_and_never_taken_for_another() {
        let cells = read(&[
            r#"{"lat":30,"lon":110,"population":1}"#,
            r#"{"id":null,"lat":30,"lon":110,"population":1}"#,
            r#"{"id":"0","lat":30,"lon":110,"population":1}"#,
            r#"{"id":0,"lat":30,"lon":110,"population":1}"#,
        ]);
        let expected = [(0, "missing_id"), (1, "missing_id"), (3, "duplicate_id")];
        assert_eq!(codes(&cells), expected);
        let ids: HashSet<&str> = cells.demand.cells.iter().map(|cell| &*cell.id).collect();
        assert_eq!(ids.len(), 3);
        assert_eq!(cells.demand.n_rows, 4);
    }

    #[test]
    fn coordinates_that_are_0_but_for_rounding_are_taken_for_missing_ones_as_in_files() {
        for (degrees, codes_wanted) in [
            ("0", &["null_island"][..]),
            ("9e-7", &["null_island"]),
            ("1e-6", &[]),
        ] {
            let cell = format!(r#"{{"id":1,"lat":0,"lon":{degrees},"population":1}}"#);
            let cells = read(&[&cell]);
            let found: Vec<&str> = cells.issues.iter().map(|issue| issue.code).collect();
            assert_eq!(found, codes_wanted, "{degrees}");
            assert_eq!(cells.demand.cells.len(), 1);
        }
    }
}
