//! Demand: where people are.

use crate::position::Position;

/// Where people are, as a file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Demand {
    /// The cells, in the order of the file.
    pub cells: Vec<Cell>,
    /// What is wrong with the rows that were left out, and with some that were kept.
    pub issues: Vec<DemandIssue>,
    /// Rows or features of the file, good and bad.
    pub n_rows: usize,
}

/// A place and how many people are there.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its id in the file; unique.
    pub id: String,
    /// Where it is; of a polygon, a point inside it.
    pub position: Position,
    /// People: finite, not negative, not always whole.
    pub people: f64,
    /// The district that it is counted under, if the file has one.
    pub district: Option<String>,
}

/// One thing that is wrong with a row of the demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemandIssue {
    /// The line of a CSV file, from 1 and with its header; the number of a feature, from 0.
    pub row: usize,
    /// The id of the row, if it has one.
    pub id: Option<String>,
    /// A stable name of the kind of fault.
    pub code: &'static str,
    /// A sentence that says what was found and what would be right.
    pub message: String,
}
