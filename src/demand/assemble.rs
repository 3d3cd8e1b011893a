//! The rows of all batches as one demand: ids that are unique, and whether anything is left.

use std::collections::HashMap;

use super::code::Code;
use super::error::{DemandFault, in_words};
use super::issues::{Fault, IssueLog};
use super::row::{Batch, RawCell};
use super::{Cell, Demand, DemandFormat};
use crate::datum::Datum;

/// Puts a file together; its batches are in the order of the file.
pub(super) fn demand(
    batches: Vec<Batch>,
    format: DemandFormat,
    datum: Datum,
) -> Result<Demand, DemandFault> {
    let mut rows = Vec::with_capacity(batches.iter().map(|batch| batch.cells.len()).sum());
    let mut log = IssueLog::default();
    let (mut n_rows, mut n_in_degrees) = (0, 0);
    for batch in batches {
        rows.extend(batch.cells);
        log.append(batch.log);
        n_rows += batch.n_rows;
        n_in_degrees += batch.n_in_degrees;
    }
    if n_in_degrees == 0 && log.count(Code::OutOfRange) > 0 {
        return Err(projected(&log, format));
    }
    let cells = name_cells(rows, format, &mut log);
    let (issues, issue_counts) = log.finish();
    if cells.is_empty() {
        return Err(DemandFault::NoUsableRow {
            n_rows,
            issues,
            issue_counts,
            format,
        });
    }
    Ok(Demand {
        cells,
        issues,
        issue_counts,
        n_rows,
        format,
        datum,
    })
}

fn projected(log: &IssueLog, format: DemandFormat) -> DemandFault {
    let first = log.first(Code::OutOfRange);
    DemandFault::Projected {
        example: first.map_or_else(String::new, |first| in_words(first, format)),
        format,
    }
}

/// Keeps the first row of every id, and makes ids for rows that have none.
fn name_cells(rows: Vec<RawCell>, format: DemandFormat, log: &mut IssueLog) -> Vec<Cell> {
    let (mut repeated, mut made) = (IssueLog::default(), IssueLog::default());
    let mut place_of_id: HashMap<&str, usize> = HashMap::with_capacity(rows.len());
    let mut names = Vec::with_capacity(rows.len());
    for (place, cell) in rows.iter().enumerate() {
        let id = cell.id.as_deref();
        let first = id.map_or(place, |id| *place_of_id.entry(id).or_insert(place));
        if first != place {
            repeated.push(cell.row, id, duplicate(rows[first].row, format));
        }
        names.push((first == place).then_some(Name::Own));
    }
    // No id is made before all given ones are known.
    for (cell, name) in rows.iter().zip(&mut names) {
        if cell.id.is_none() {
            let id = made_id(cell.row, format, &place_of_id);
            made.push(cell.row, None, missing(&id));
            *name = Some(Name::Made(id));
        }
    }
    log.append(repeated);
    log.append(made);
    let cells = rows.into_iter().zip(names);
    cells.filter_map(|(cell, name)| cell.named(name?)).collect()
}

/// What a row is called in the end.
enum Name {
    /// By its own id.
    Own,
    /// By one that was made for it.
    Made(String),
}

impl RawCell {
    fn named(self, name: Name) -> Option<Cell> {
        let id = match name {
            Name::Own => self.id?,
            Name::Made(id) => id,
        };
        Some(Cell {
            id,
            position: self.position,
            people: self.people,
            district: self.district,
        })
    }
}

fn duplicate(first: usize, format: DemandFormat) -> Fault {
    let message = format!(
        "the id was given before, in {} {first}; the first is kept, give each cell its own",
        format.row_word()
    );
    Fault::new(Code::DuplicateId, message)
}

fn missing(made_id: &str) -> Fault {
    let message = format!("the row has no `id`; it is called {made_id}");
    Fault::new(Code::MissingId, message)
}

/// An id that tells the row, the same in every run, and that no other row has.
fn made_id(row: usize, format: DemandFormat, taken: &HashMap<&str, usize>) -> String {
    let mut id = format!("{}-{row}", format.row_word());
    // Made ids differ in the row's number, which ends them but for the marks.
    while taken.contains_key(&*id) {
        id.push('+');
    }
    id
}
