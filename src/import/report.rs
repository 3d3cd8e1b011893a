//! What an import tells: for programs as it is serialised, for people as commands print it.

use serde::Serialize;
use serde_json::Value;

use super::findings::{LeftOut, UnknownWord};

/// What became of the lists.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// How many rows could have been stations.
    pub rows: usize,
    /// How many are.
    pub stations: usize,
    /// How many activities they have.
    pub activities: usize,
    /// What each column stands for.
    pub columns: Vec<ColumnReport>,
    /// Rows that became no station.
    pub left_out: Vec<LeftOut>,
    /// Words that no vocabulary has, the commonest first.
    pub unknown_words: Vec<UnknownWord>,
    /// Headers of columns from which something personal was left out.
    pub dropped_personal: Vec<String>,
    /// How many stations the older file lacks.
    pub added: usize,
    /// How many say something else than in the older file.
    pub changed: usize,
    /// How many of the older file the lists lack.
    pub gone: usize,
    /// Which stations those are.
    pub added_ids: Vec<String>,
    /// Which stations those are.
    pub changed_ids: Vec<String>,
    /// Which stations those are.
    pub gone_ids: Vec<String>,
    /// The lists and what they are.
    pub lists: Vec<ListReport>,
    /// The datum of the coordinates that were read; they are written on WGS-84.
    pub datum: Option<&'static str>,
    /// Sentences about whole lists and columns.
    pub notes: Vec<String>,
    /// What `check` would find in the stations, by code.
    pub findings: Vec<FindingReport>,
    /// The first stations as they will be served.
    pub sample: Vec<Value>,
}

/// A list that was read.
#[derive(Clone, Debug, Serialize)]
pub struct ListReport {
    /// Its name.
    pub name: String,
    /// Its kind, encoding and separator.
    pub what: String,
    /// How many rows it has.
    pub rows: usize,
}

/// What a column stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnReport {
    /// The header, in one line.
    pub header: String,
    /// The field; null for what is kept as it is or left out.
    pub field: Option<String>,
    /// Why.
    pub how: &'static str,
    /// A known header like this one, as `header=field`, where this one is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near: Option<String>,
}

/// What `check` would find, of one code.
#[derive(Clone, Debug, Serialize)]
pub struct FindingReport {
    /// The code, as in `check`.
    pub code: &'static str,
    /// How often.
    pub count: usize,
    /// The first few, each with its place in the list.
    pub first: Vec<LeftOut>,
}

impl Report {
    /// Whether every row became a station and every word was understood.
    pub fn is_complete(&self) -> bool {
        self.left_out.is_empty() && self.unknown_words.is_empty()
    }
}
