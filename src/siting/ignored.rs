//! What of the input of a siting question is not used.

use std::fmt;

use crate::dataset::shown::shortened;

/// Ids that are named; all are counted.
const MAX_IDS_NAMED: usize = 10;

/// Several of the input that are not used for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// What they are.
    pub what: Unused,
    /// How many.
    pub n: usize,
    /// The ids of the first of them, fit for a line of text; pairs have none.
    pub named: Vec<String>,
}

/// What is not used, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unused {
    /// Sites of a table that no file names.
    UnknownSites,
    /// Stations of a table that do not count.
    IdleStations,
    /// Candidates where a station is.
    BuiltCandidates,
    /// Candidates without a way in the table.
    CandidatesWithoutWays,
    /// Candidates that no people reach.
    Unreached,
    /// Stations without a way in the table.
    StationsWithoutWays,
    /// Cells of a table that the demand does not have.
    UnknownCells,
    /// Cells of the demand without a way in the table.
    CellsWithoutWays,
    /// Pairs that a table names more than once.
    Repeated,
    /// Stations of which it is not known when they are open.
    UnknownHours,
}

impl Unused {
    /// The end of the English sentence that begins with their number.
    pub const fn english(self) -> &'static str {
        match self {
            Self::UnknownSites => "sites of the matrix are neither stations nor candidates",
            Self::IdleStations => {
                "sites of the matrix are stations that do not count, closed or without what is wanted"
            }
            Self::BuiltCandidates => "candidates are stations already",
            Self::CandidatesWithoutWays => "candidates are not in the matrix",
            Self::Unreached => "candidates are in reach of no people",
            Self::StationsWithoutWays => "stations are not in the matrix",
            Self::UnknownCells => "cells of the matrix are not in the demand",
            Self::CellsWithoutWays => "cells of the demand are not in the matrix",
            Self::Repeated => "pairs of the matrix are named twice: the shorter way counts",
            Self::UnknownHours => "stations of unknown hours are not extended",
        }
    }
}

impl Ignored {
    /// The ids after a colon and a space, with a mark if they are not all; empty without ids.
    pub fn ids(&self) -> String {
        if self.named.is_empty() {
            return String::new();
        }
        let more = if self.n > self.named.len() {
            ", …"
        } else {
            ""
        };
        format!(": {}{more}", self.named.join(", "))
    }
}

/// A sentence in English.
impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.n, self.what.english(), self.ids())
    }
}

/// Each as a sentence in English.
pub fn sentences(ignored: &[Ignored]) -> Vec<String> {
    ignored.iter().map(ToString::to_string).collect()
}

/// Adds what some ids are, if there are any.
pub fn tell<'a>(told: &mut Vec<Ignored>, what: Unused, ids: impl Iterator<Item = &'a str>) {
    let mut named = Vec::new();
    let mut n = 0_usize;
    for id in ids {
        n += 1;
        if named.len() < MAX_IDS_NAMED {
            named.push(shortened(id));
        }
    }
    if n > 0 {
        told.push(Ignored { what, n, named });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_ids_as_the_cap_are_named_and_more_are_counted() {
        let told = |n: usize| {
            let mut told = Vec::new();
            let ids: Vec<String> = (0..n).map(|id| id.to_string()).collect();
            tell(&mut told, Unused::Unreached, ids.iter().map(|id| &**id));
            sentences(&told).join("\n")
        };
        assert_eq!(told(0), "");
        assert_eq!(told(1), "1 candidates are in reach of no people: 0");
        assert!(told(MAX_IDS_NAMED).ends_with("8, 9"));
        assert!(told(MAX_IDS_NAMED + 1).ends_with("8, 9, …"));
    }
}
