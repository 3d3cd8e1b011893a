//! The cells of a body: each is read on its own, and a bad one costs only itself.

use std::collections::HashSet;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;

use super::cell::{Fault, ReadCell};
use crate::datum::Datum;
use crate::demand::{Cell, Demand};

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
    #[serde(flatten)]
    fault: Fault,
}

impl Cells {
    /// Reads all cells, on all cores.
    pub fn read(rows: &[Box<RawValue>], crs: Datum) -> Self {
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
        let mut known = HashSet::new();
        for (row, cell) in read.into_iter().enumerate() {
            cells.push(row, cell, &mut known);
        }
        cells
    }

    fn push(&mut self, row: usize, cell: ReadCell, known: &mut HashSet<String>) {
        let (json, text) = cell.id.map(|id| (id.json, id.text)).unzip();
        let found = cell.found.and_then(|place| match &text {
            Some(text) if !known.insert(text.clone()) => Err(Fault::new(
                "duplicate_id",
                "the id was given before; the first cell of that id is used",
            )),
            _ => Ok(place),
        });
        let (place, faults) = match found {
            Ok(place) => (Some(place), cell.warnings),
            Err(fault) => (None, vec![fault]),
        };
        self.issues
            .extend(faults.into_iter().map(|fault| CellIssue {
                row,
                id: json.clone(),
                fault,
            }));
        let Some(place) = place else { return };
        self.demand.cells.push(Cell {
            // No id that was given has control characters in it.
            id: text.unwrap_or_else(|| format!("\0{row}")),
            position: place.position,
            people: place.people,
            district: place.district,
        });
        self.ids.push(json);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::MAX_ID_BYTES;
    use crate::demand::{MAX_DISTRICT_BYTES, MAX_PEOPLE};

    fn read(cells: &[&str]) -> Cells {
        let rows: Vec<Box<RawValue>> = cells
            .iter()
            .map(|cell| RawValue::from_string((*cell).to_owned()).unwrap())
            .collect();
        Cells::read(&rows, Datum::Wgs84)
    }

    fn codes(cells: &Cells) -> Vec<(usize, &str)> {
        let issues = cells.issues.iter();
        issues.map(|issue| (issue.row, issue.fault.code)).collect()
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
    fn people_are_a_number_from_nobody_to_more_than_all() {
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
}
