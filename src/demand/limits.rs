//! The caps on a demand file: above any planner's grid, below what would hurt.

pub use crate::dataset::{MAX_FILE_BYTES, MAX_ID_BYTES};

/// How many rows or features one file may hold, good and bad.
pub const MAX_ROWS: usize = 5_000_000;
/// The longest header of a CSV file, bytes.
pub const MAX_HEADER_BYTES: usize = 65_536;
/// How many columns a CSV file may have.
pub const MAX_COLUMNS: usize = 256;
/// The longest row of a CSV file that quoted line breaks may make, bytes.
pub const MAX_QUOTED_ROW_BYTES: usize = 65_536;
/// The longest name of a district, bytes.
pub const MAX_DISTRICT_BYTES: usize = 256;
/// The most people of one cell: more than there are on Earth.
pub const MAX_PEOPLE: f64 = 1e10;
/// How many issues are kept in words; all are counted.
pub const MAX_ISSUES_KEPT: usize = 1_000;
/// The most that the columns of a Parquet file that are read may be without their compression, bytes.
pub const MAX_UNPACKED_BYTES: u64 = 2 << 30;
