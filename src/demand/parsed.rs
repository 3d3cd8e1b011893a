//! The rows of a part of a file, as they were read.

use super::code::Code;
use super::fault::Fault;
use super::issues::IssueLog;
use super::row::{Place, Row, UsableRow};

/// A row that can be used, as far as it can be told without the others.
#[derive(Debug)]
pub(super) struct ParsedRow {
    /// Its number in the file.
    pub(super) number: usize,
    pub(super) row: Row,
}

/// What some rows of a file say.
#[derive(Debug, Default)]
pub(super) struct ParsedRows {
    pub(super) rows: Vec<ParsedRow>,
    pub(super) log: IssueLog,
    /// Whether rows of the same cell are added up.
    pub(super) is_by_hour: bool,
    /// Rows, good and bad.
    pub(super) n_rows: usize,
    /// Rows whose coordinates are degrees, in the right order or not, and not 0, 0.
    pub(super) n_in_degrees: usize,
}

impl ParsedRows {
    /// Notes what the coordinates of a row are, of rows that are left out too.
    pub(super) fn note_place(&mut self, found: &Result<Place, Fault>) {
        let is_in_degrees = match found {
            Ok(place) => !place.is_null_island(),
            Err(fault) => {
                matches!(fault.code, Code::SwappedLonLat | Code::OutsideDatumArea)
            }
        };
        self.n_in_degrees += usize::from(is_in_degrees);
    }

    /// Keeps a row, or says why not; `id` is what it is called beside its faults.
    pub(super) fn push(
        &mut self,
        number: usize,
        id: Option<&str>,
        found: Result<UsableRow, Fault>,
    ) {
        match found {
            Ok(UsableRow { row, warnings }) => {
                for warning in warnings {
                    self.log.push(number, id, warning);
                }
                self.rows.push(ParsedRow { number, row });
            }
            Err(fault) => self.log.push(number, id, fault),
        }
    }
}
