//! The rows of all parts of a file as one demand: ids that are unique, and whether anything is left.

use std::collections::HashMap;

use super::code::Code;
use super::error::{DemandFault, in_words};
use super::issues::IssueLog;
use super::parsed::{ParsedRow, ParsedRows};
use super::row::{Row, duplicate_id, missing_id};
use super::{Cell, Demand, DemandFormat};
use crate::datum::Datum;

/// Puts a file together; its parts are in the order of the file.
pub(super) fn demand(
    parts: Vec<ParsedRows>,
    format: DemandFormat,
    datum: Datum,
) -> Result<Demand, DemandFault> {
    let mut rows = Vec::with_capacity(parts.iter().map(|part| part.rows.len()).sum());
    let mut log = IssueLog::default();
    let (mut n_rows, mut n_in_degrees) = (0, 0);
    let is_by_hour = parts.iter().any(|part| part.is_by_hour);
    for part in parts {
        rows.extend(part.rows);
        log.append(part.log);
        n_rows += part.n_rows;
        n_in_degrees += part.n_in_degrees;
    }
    if n_in_degrees == 0 && log.count(Code::OutOfRange) > 0 {
        return Err(projected(&log, format));
    }
    if is_by_hour {
        rows = added_up(rows);
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

/// Adds the people of later rows of a cell, with the same id and place, to its first row.
fn added_up(rows: Vec<ParsedRow>) -> Vec<ParsedRow> {
    let mut place_of_id: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<ParsedRow> = Vec::new();
    for parsed in rows {
        if let Some(id) = &parsed.row.id {
            let first = *place_of_id.entry(id.clone()).or_insert(kept.len());
            let same = kept.get_mut(first).map(|parsed| &mut parsed.row);
            if let Some(same) = same.filter(|same| same.position == parsed.row.position) {
                same.people += parsed.row.people;
                continue;
            }
        }
        kept.push(parsed);
    }
    kept
}

/// Keeps the first row of every id, and makes ids for rows that have none.
fn name_cells(rows: Vec<ParsedRow>, format: DemandFormat, log: &mut IssueLog) -> Vec<Cell> {
    let (mut repeated, mut made) = (IssueLog::default(), IssueLog::default());
    let mut place_of_id: HashMap<&str, usize> = HashMap::with_capacity(rows.len());
    let mut names = Vec::with_capacity(rows.len());
    for (place, parsed) in rows.iter().enumerate() {
        let id = parsed.row.id.as_deref();
        let first = id.map_or(place, |id| *place_of_id.entry(id).or_insert(place));
        if first != place {
            let fault = duplicate_id(format.row_word(), rows[first].number);
            repeated.push(parsed.number, id, fault);
        }
        names.push((first == place).then_some(Name::Own));
    }
    // No id is made before all given ones are known.
    for (parsed, name) in rows.iter().zip(&mut names) {
        if parsed.row.id.is_none() {
            let id = made_id(parsed.number, format, &place_of_id);
            made.push(parsed.number, None, missing_id(&format!("called {id}")));
            *name = Some(Name::Made(id));
        }
    }
    log.append(repeated);
    log.append(made);
    let rows = rows.into_iter().zip(names);
    rows.filter_map(|(parsed, name)| parsed.row.named(name?))
        .collect()
}

/// What a row is called in the end.
enum Name {
    /// By its own id.
    Own,
    /// By one that was made for it.
    Made(String),
}

impl Row {
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

/// An id that tells the row, the same in every run, and that no other row has.
fn made_id(row: usize, format: DemandFormat, taken: &HashMap<&str, usize>) -> String {
    let mut id = format!("{}-{row}", format.row_word());
    // Made ids differ in the row's number, which ends them but for the marks.
    while taken.contains_key(&*id) {
        id.push('+');
    }
    id
}
