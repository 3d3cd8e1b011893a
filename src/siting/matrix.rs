//! Distances that were made elsewhere: a table with a row for each cell and site.

use std::collections::HashMap;
use std::path::Path;

use crate::dataset::bytes;
use crate::dataset::shown::{shortened, shown};

/// Rows that a table of distances may have.
pub const MAX_MATRIX_ROWS: usize = 50_000_000;
/// Rows that are left out and told of; all are counted.
pub const MAX_ROWS_TOLD: usize = 20;

/// The columns, in any order and letter case.
const COLUMNS: [&str; 3] = ["demand", "site", "distance_m"];
/// The longest distance that is taken, metres: around the Earth.
const MAX_DISTANCE_M: f64 = 4.1e7;

/// A table of distances, by the names in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// The cells it names, in the order in which they first appear.
    pub demand: Vec<String>,
    /// The sites, in the same way.
    pub sites: Vec<String>,
    /// The distances.
    pub entries: Vec<Entry>,
    /// Rows that were left out, the first [`MAX_ROWS_TOLD`] of them in words with their lines.
    pub left_out: Vec<String>,
    /// Rows that were left out.
    pub n_left_out: usize,
    /// Rows, good and bad.
    pub n_rows: usize,
}

/// One distance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The place of the cell in [`Matrix::demand`].
    pub demand: u32,
    /// The place of the site in [`Matrix::sites`].
    pub site: u32,
    /// Metres from the cell to the site.
    pub distance_m: f64,
}

/// A table and where it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct MatrixFile {
    /// The name of the file, without its folders.
    pub name: String,
    /// The SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    /// What it says.
    pub matrix: Matrix,
}

/// Why a table of distances cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MatrixError {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    File(String),
    /// Its header lacks a column, or is no text.
    #[error("has the columns {found}; wanted are {}", COLUMNS.join(", "))]
    Columns {
        /// What its first row says.
        found: String,
    },
    /// It has more rows than [`MAX_MATRIX_ROWS`].
    #[error("has more than {0} rows, which is the most; leave out pairs that are far apart")]
    TooManyRows(usize),
    /// Not one of its rows can be used.
    #[error("has no row that can be used{first}")]
    NoUsableRow {
        /// The first fault, if there is one.
        first: String,
    },
}

/// Names, numbered in the order in which they first appear.
#[derive(Default)]
struct Names {
    known: HashMap<String, u32>,
    names: Vec<String>,
}

/// Reads a table of distances.
pub fn read(path: &Path) -> Result<MatrixFile, MatrixError> {
    let bytes = bytes::read(path).map_err(|fault| MatrixError::File(fault.to_string()))?;
    Ok(MatrixFile {
        name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        sha256: bytes::sha256_in_hex(&bytes),
        matrix: parse(&bytes)?,
    })
}

/// The same from memory.
pub fn parse(bytes: &[u8]) -> Result<Matrix, MatrixError> {
    parse_up_to(bytes, MAX_MATRIX_ROWS)
}

fn parse_up_to(bytes: &[u8], most_rows: usize) -> Result<Matrix, MatrixError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers().cloned().unwrap_or_default();
    let [demand, site, distance] = places(&header)?;
    let mut matrix = Matrix::default();
    let (mut cells, mut sites) = (Names::default(), Names::default());
    for record in reader.records() {
        matrix.n_rows += 1;
        if matrix.n_rows > most_rows {
            return Err(MatrixError::TooManyRows(most_rows));
        }
        let found = record.map_err(|fault| (line_of(fault.position()), "is no CSV".to_owned()));
        let entry = found.and_then(|record| {
            let field = |place: usize| record.get(place).unwrap_or_default().trim();
            let ids = [field(demand), field(site)];
            let distance_m = distance_m(ids, field(distance))
                .map_err(|fault| (line_of(record.position()), fault))?;
            Ok(Entry {
                demand: cells.number(ids[0]),
                site: sites.number(ids[1]),
                distance_m,
            })
        });
        match entry {
            Ok(entry) => matrix.entries.push(entry),
            Err((line, fault)) => matrix.leave_out(line, &fault),
        }
    }
    if matrix.entries.is_empty() {
        let first = matrix
            .left_out
            .first()
            .map_or_else(String::new, |first| format!(": {first}"));
        return Err(MatrixError::NoUsableRow { first });
    }
    matrix.demand = cells.names;
    matrix.sites = sites.names;
    Ok(matrix)
}

fn places(header: &csv::StringRecord) -> Result<[usize; 3], MatrixError> {
    let place = |wanted: &str| {
        let mut names = header.iter();
        names.position(|name| name.trim().eq_ignore_ascii_case(wanted))
    };
    if let [Some(demand), Some(site), Some(distance)] = COLUMNS.map(place) {
        return Ok([demand, site, distance]);
    }
    let names: Vec<String> = header.iter().map(shortened).collect();
    Err(MatrixError::Columns {
        found: names.join(", "),
    })
}

fn distance_m(ids: [&str; 2], text: &str) -> Result<f64, String> {
    for (id, column) in ids.iter().zip(COLUMNS) {
        if id.is_empty() {
            return Err(format!("`{column}` is empty"));
        }
    }
    let number: Option<f64> = text.parse().ok();
    let is_one = |metres: &f64| (0.0..=MAX_DISTANCE_M).contains(metres);
    number.filter(is_one).ok_or_else(|| {
        let found = shortened(text);
        format!("`distance_m` is '{found}'; metres are wanted, 0 to 41000000")
    })
}

fn line_of(position: Option<&csv::Position>) -> u64 {
    position.map_or(0, csv::Position::line)
}

impl Matrix {
    fn leave_out(&mut self, line: u64, fault: &str) {
        self.n_left_out += 1;
        if self.left_out.len() < MAX_ROWS_TOLD {
            self.left_out
                .push(shown(&format!("line {line}: {fault}")).into_owned());
        }
    }
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.known.get(name) {
            return *number;
        }
        // There are no more names than rows, far below 2^32.
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.known.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_any_order_and_bad_rows_are_named_by_their_lines() {
        let text = "Distance_m,x,SITE,demand\n5,,s,d\n-1,,s,d\nfar,,s,d\n7,,,d\n1,,t,d\n";
        let matrix = parse(text.as_bytes()).unwrap();
        assert_eq!((matrix.n_rows, matrix.n_left_out), (5, 3));
        assert_eq!(matrix.sites, ["s", "t"]);
        assert_eq!(matrix.demand, ["d"]);
        assert_eq!(matrix.entries[1].site, 1);
        assert_eq!(
            matrix.left_out,
            [
                "line 3: `distance_m` is '-1'; metres are wanted, 0 to 41000000",
                "line 4: `distance_m` is 'far'; metres are wanted, 0 to 41000000",
                "line 5: `site` is empty",
            ]
        );
    }

    #[test]
    fn a_table_without_a_column_or_a_row_is_refused() {
        let told = parse(b"from,to,metres\na,b,1\n").unwrap_err().to_string();
        assert!(
            told.contains("from, to, metres; wanted are demand, site, distance_m"),
            "{told}"
        );
        let told = parse(b"demand,site,distance_m\na,b,x\n")
            .unwrap_err()
            .to_string();
        assert!(told.contains("line 2"), "{told}");
        assert!(parse(b"").is_err());
    }

    #[test]
    fn as_many_rows_as_the_cap_are_read_and_one_more_is_refused() {
        let text = b"demand,site,distance_m\na,b,1\na,c,2\n";
        assert_eq!(parse_up_to(text, 2).unwrap().n_rows, 2);
        assert!(matches!(
            parse_up_to(text, 1),
            Err(MatrixError::TooManyRows(1))
        ));
    }
}
