//! Lists as people keep them: workbooks, CSV, exports of GIS and of OpenStreetMap become one
//! station file.
//!
//! One way: bytes → `read` (sheets of cells) → `table` (headers and rows) → `columns` (fields) →
//! `meaning` (one file for each sort of field) → `station_file`, which the loader of `dataset`
//! then proves. Invariants: what is blank or not understood is unknown and told, never open and
//! never made into a key; nothing of a person is in an output unless it is asked for; any bytes end
//! in an error or in stations, in bounded memory.

mod activities;
mod amenity_words;
mod cell;
mod columns;
mod draft;
mod error;
mod field;
mod findings;
mod finish;
mod fold;
mod headers;
mod ids;
mod joining;
mod limits;
mod mainland;
mod mapping;
mod meaning;
mod missing;
mod persons;
mod placing;
mod positions;
mod proof;
mod read;
mod report;
mod run;
mod settings;
mod source_table;
mod station_file;
mod table;
mod telling;
mod vocabulary;

pub use error::ImportError;
pub use findings::{LeftOut, UnknownWord};
pub use limits::*;
pub use mapping::Mapping;
pub use report::{ColumnReport, FindingReport, ListReport, Report};
pub use run::{Job, Outcome, import};
pub use settings::Settings;

/// The bytes of a list, and what it is called.
#[derive(Clone, Debug)]
pub struct ListBytes {
    /// Its path or name; reports show it without folders.
    pub name: String,
    /// All of it.
    pub bytes: Vec<u8>,
}
