//! What is told of rows, columns and words on the way.

use super::columns::Column;
use super::draft::{self, Draft};
use super::error::ImportError;
use super::field::{Field, Key};
use super::findings::Findings;
use super::ids;
use super::report::ColumnReport;
use super::source_table::SourceTable;
use crate::vocabulary::{Vocabulary, amenities, kinds, statuses};

/// The error where no table has names or addresses.
pub(super) fn no_name(tables: &[SourceTable]) -> ImportError {
    let headers: Vec<String> = tables.iter().map(SourceTable::headers).collect();
    ImportError::ChoiceMissing(format!(
        "no column is known to hold names or addresses; the headers are {}. Give --map HEADER=name",
        headers.join("; ")
    ))
}

/// A table whose rows cannot be stations is told once.
pub(super) fn leave_out_table(table: &SourceTable, n_rows: usize, findings: &mut Findings) {
    if n_rows > 0 {
        let place = table.place(table.block.headers.first().map_or(1, |_| 1));
        let why = format!(
            "a table without names or addresses, {n_rows} rows: {}",
            table.headers()
        );
        findings.leave_out(place, why);
    }
}

/// Rows that repeat another one.
pub(super) fn leave_out_repeated(
    repeated: &[ids::Repeated],
    drafts: &[Draft],
    tables: &[SourceTable],
    findings: &mut Findings,
) {
    let place = |draft: &Draft| tables[draft.table].place(draft.row);
    for repeated in repeated {
        let first = place(&drafts[repeated.first]);
        let why = format!("the same code or name, address and position as {first}");
        findings.leave_out(place(&drafts[repeated.again]), why);
    }
}

/// Rows that have neither a name nor an address nor a code nor a position are no stations.
pub(super) fn leave_out_nameless(
    drafts: &mut [Draft],
    tables: &[SourceTable],
    findings: &mut Findings,
) {
    for draft in drafts {
        let is_named = draft.name.is_some() || draft.code.is_some();
        if draft.id.is_empty() || is_named || draft.position.is_some() {
            continue;
        }
        let place = tables[draft.table].place(draft.row);
        findings.leave_out(place, "neither name nor address nor position");
        draft.id.clear();
    }
}

/// Rows without a position.
pub(super) fn leave_out_unplaced(
    drafts: &[Draft],
    tables: &[SourceTable],
    findings: &mut Findings,
) {
    for draft in drafts {
        if draft.position.is_none() && !draft.id.is_empty() {
            let why = draft
                .fault
                .clone()
                .unwrap_or_else(|| "no position".to_owned());
            findings.leave_out(tables[draft.table].place(draft.row), why);
        }
    }
}

/// Each header once, with what became of it.
pub(super) fn column_reports(tables: &[SourceTable]) -> Vec<ColumnReport> {
    let mut reports: Vec<ColumnReport> = Vec::new();
    let mut seen = hashbrown::HashSet::new();
    for column in tables.iter().flat_map(|table| &table.columns.list) {
        let report = column_report(column);
        if seen.insert((report.header.clone(), report.field.clone(), report.how)) {
            reports.push(report);
        }
    }
    reports
}

fn column_report(column: &Column) -> ColumnReport {
    let is_personal = matches!(column.field, Field::Key(Key::Person, _));
    ColumnReport {
        header: draft::one_line(&column.header),
        field: column.field.name().filter(|_| !is_personal),
        how: column.how.text(),
        near: column
            .near
            .map(|(header, field)| format!("{header}={field}")),
    }
}

/// The known words most like an unknown one.
pub(super) fn nearest(field: &str, word: &str) -> Vec<String> {
    let vocabulary: &Vocabulary = match field {
        "amenities" => amenities(),
        "kind" => kinds(),
        "status" => statuses(),
        _ => return Vec::new(),
    };
    vocabulary
        .alike(word)
        .iter()
        .map(|term| term.key.to_string())
        .collect()
}
