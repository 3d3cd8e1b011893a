//! Demand: where people are, read from a planner's CSV or GeoJSON file.
//!
//! A bad row costs only itself: it is left out, listed and counted. A file is refused whole
//! if it cannot be understood, or if not one row of it can be used.
//!
//! # CSV
//! The first row names the columns: `id`, `lon`, `lat` and `population` in any order and any
//! letter case, `district` if there is one; other columns are passed over. What else these
//! may be called is in [`COLUMN_ALIASES`]. Fields are separated by commas, semicolons or tabs,
//! whichever makes most of the header understood, or by what a line `sep=` before it names, as
//! Excel has it, and may be quoted. A row may lack its last fields if nothing is needed of them.
//! A number has a decimal point and no other mark in it, whatever separates the fields. The
//! datum is WGS-84 unless the caller says otherwise. If there are columns `weekday` and `hour`, as
//! `yizhan live demand` writes them, the rows of one id and place are added up.
//!
//! # GeoJSON
//! A FeatureCollection of Points, Polygons and MultiPolygons with a property `population`, a
//! number or text that is one. The id is the feature's own or its property `id`; `district`
//! is a property. An area stands at its centroid, or at another point inside it if its
//! centroid is outside. The collection's `datum` counts as in station files; if it has
//! none, what the caller says.
//!
//! # Columns
//! A Parquet file, GeoParquet too, or a stream of Arrow IPC on standard input: columns as those of a
//! CSV, in any type that holds their values; or points in WKB in place of `lon` and `lat`.

mod arrow;
mod assemble;
mod code;
mod columns;
mod csv;
pub(crate) mod digest;
mod error;
mod fault;
mod fields;
mod geojson;
mod header;
mod issues;
mod layout;
mod limits;
mod parsed;
mod quotes;
mod records;
pub(crate) mod row;

use std::io::Read;
use std::path::Path;

use ::bytes::Bytes;

use self::parsed::ParsedRows;
use crate::dataset::bytes;
use crate::datum::Datum;
use crate::position::Position;

pub use arrow::{GEOMETRY_NAMES, MAX_BATCH_ROWS};
pub(crate) use code::Code;
pub use columns::COLUMN_ALIASES;
pub use error::{DemandError, DemandFault};
pub(crate) use fault::Fault;
pub use limits::*;

/// The name by which standard input is a file: a stream of Arrow.
pub const STANDARD_INPUT: &str = "-";

/// A demand file that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DemandFile {
    /// The name of the file, without its folders.
    pub name: String,
    /// The SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// What it says.
    pub demand: Demand,
}

/// Where people are, as a file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Demand {
    /// The cells, in the order of the file.
    pub cells: Vec<Cell>,
    /// What is wrong with the rows that were left out, and with some that were kept; the
    /// first [`MAX_ISSUES_KEPT`] in the order of the file.
    pub issues: Vec<DemandIssue>,
    /// How many rows have which fault, all of them; rows that were left out have one each.
    pub issue_counts: Vec<IssueCount>,
    /// Rows or features of the file, good and bad.
    pub n_rows: usize,
    /// What kind of file it is.
    pub format: DemandFormat,
    /// The datum that its coordinates are in; cells are in WGS-84.
    pub datum: Datum,
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

/// How many rows have one kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssueCount {
    /// The stable name of the kind of fault.
    pub code: &'static str,
    /// Whether such rows are kept; else they are left out.
    pub is_kept: bool,
    /// Rows that have it.
    pub n_rows: usize,
}

/// What is read of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Contents {
    /// Places and the people there.
    People,
    /// Places alone.
    Places,
}

/// The kinds of demand files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DemandFormat {
    /// Comma-separated values, or separated otherwise.
    #[default]
    Csv,
    /// A GeoJSON FeatureCollection.
    GeoJson,
    /// Columns: a Parquet file or a stream of Arrow.
    Columns,
}

/// Reads a demand file. It is held in memory while it is parsed, on all cores.
///
/// `datum` is that of its coordinates; `None`: what the file says, else WGS-84.
pub fn read(path: &Path, datum: Option<Datum>) -> Result<DemandFile, DemandError> {
    read_contents(path, datum, Contents::People)
}

/// Reads a file of places alone, in the same forms: it needs no population and none is read, each
/// place has 0 people.
pub fn read_places(path: &Path, datum: Option<Datum>) -> Result<DemandFile, DemandError> {
    read_contents(path, datum, Contents::Places)
}

fn read_contents(
    path: &Path,
    datum: Option<Datum>,
    contents: Contents,
) -> Result<DemandFile, DemandError> {
    if path == Path::new(STANDARD_INPUT) {
        return read_standard_input(datum, contents);
    }
    let shown = path.display().to_string();
    let bytes = bytes::read(path).map_err(|kind| DemandError {
        name: shown.clone(),
        fault: kind.into(),
    })?;
    let bytes = Bytes::from(bytes);
    let read = || {
        if bytes.starts_with(arrow::MAGIC) {
            let parts = arrow::read_parquet(&bytes, datum, contents);
            return whole(&shown, in_columns(parts, datum));
        }
        named(&shown, &bytes, datum, contents)
    };
    let (demand, sha256) = rayon::join(read, || bytes::sha256_in_hex(&bytes));
    let name = path.file_name().unwrap_or_default();
    Ok(DemandFile {
        name: name.to_string_lossy().into_owned(),
        sha256,
        demand: demand?,
    })
}

fn read_standard_input(
    datum: Option<Datum>,
    contents: Contents,
) -> Result<DemandFile, DemandError> {
    let stream = std::io::stdin().lock();
    streamed(arrow::read_stream(stream, datum, contents), datum)
}

/// Reads a stream of Arrow IPC to its end. It has no bytes that another run would read again: its
/// digest is that of its cells, which is the same in any order and adds up over parts.
pub fn read_stream(stream: impl Read, datum: Option<Datum>) -> Result<DemandFile, DemandError> {
    streamed(arrow::read_stream(stream, datum, Contents::People), datum)
}

fn streamed(
    rows: Result<ParsedRows, DemandFault>,
    datum: Option<Datum>,
) -> Result<DemandFile, DemandError> {
    let demand = whole("standard input", in_columns(rows, datum))?;
    Ok(DemandFile {
        name: STANDARD_INPUT.to_owned(),
        sha256: digest::of_cells(&demand.cells),
        demand,
    })
}

fn in_columns(
    rows: Result<ParsedRows, DemandFault>,
    datum: Option<Datum>,
) -> Result<Demand, DemandFault> {
    assemble::demand(
        vec![rows?],
        DemandFormat::Columns,
        datum.unwrap_or_default(),
    )
}

/// Reads demand that is already in memory; errors call it by `name`.
///
/// What begins like JSON is GeoJSON, everything else is CSV. Cost: linear in the bytes, on
/// all cores.
pub fn read_text(name: &str, bytes: &[u8], datum: Option<Datum>) -> Result<Demand, DemandError> {
    named(name, bytes, datum, Contents::People)
}

/// Reads places that are already in memory, as [`read_places`] does.
pub fn read_places_text(
    name: &str,
    bytes: &[u8],
    datum: Option<Datum>,
) -> Result<Demand, DemandError> {
    named(name, bytes, datum, Contents::Places)
}

fn named(
    name: &str,
    bytes: &[u8],
    datum: Option<Datum>,
    contents: Contents,
) -> Result<Demand, DemandError> {
    whole(name, parse(bytes, datum, contents))
}

fn whole(name: &str, demand: Result<Demand, DemandFault>) -> Result<Demand, DemandError> {
    demand.map_err(|fault| DemandError {
        name: name.to_owned(),
        fault,
    })
}

fn parse(bytes: &[u8], datum: Option<Datum>, contents: Contents) -> Result<Demand, DemandFault> {
    bytes::check_size(bytes.len() as u64)?;
    let first = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .iter()
        .find(|byte| !byte.is_ascii_whitespace());
    match first {
        None => Err(DemandFault::Empty),
        Some(b'{' | b'[') => {
            let (parts, datum) = geojson::read(bytes, datum, contents)?;
            assemble::demand(parts, DemandFormat::GeoJson, datum)
        }
        Some(_) => {
            let parts = csv::read(bytes, datum, contents)?;
            assemble::demand(parts, DemandFormat::Csv, datum.unwrap_or_default())
        }
    }
}

impl Demand {
    /// Faults of all rows, those included that are not kept in words.
    pub fn n_issues(&self) -> usize {
        let counts = self.issue_counts.iter();
        counts.map(|count| count.n_rows).sum()
    }

    /// Rows that were left out; those that were added to others are not.
    pub fn n_left_out(&self) -> usize {
        let counts = self.issue_counts.iter().filter(|count| !count.is_kept);
        counts.map(|count| count.n_rows).sum()
    }
}

impl Contents {
    /// The columns that a table must have.
    const fn wanted(self) -> &'static [&'static str] {
        match self {
            Self::People => &["id", "lon", "lat", "population"],
            Self::Places => &["id", "lon", "lat"],
        }
    }
}

impl DemandFormat {
    /// What [`DemandIssue::row`] numbers.
    pub const fn row_word(self) -> &'static str {
        match self {
            Self::Csv => "line",
            Self::GeoJson => "feature",
            Self::Columns => "row",
        }
    }
}
