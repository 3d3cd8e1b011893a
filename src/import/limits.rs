//! The caps on what is imported: far above real lists, below what would hurt the machine.

/// The largest list, bytes (256 MiB; 100,000 rows of CSV take about 20 MB).
pub const MAX_LIST_BYTES: u64 = 256 << 20;
/// How many lists one import may name.
pub const MAX_LISTS: usize = 1_000;
/// The bytes that a workbook may unpack to (512 MiB): more is a bomb.
pub const MAX_UNPACKED_BYTES: u64 = 512 << 20;
/// How many parts a workbook may have.
pub const MAX_PARTS: usize = 10_000;
/// How many sheets of a workbook are read.
pub const MAX_SHEETS: usize = 256;
/// How many cells that are not empty all sheets of a list may have.
pub const MAX_CELLS: usize = 20_000_000;
/// The last column that is read, from 0 (Excel's own last).
pub const MAX_COLUMNS: u32 = 16_384;
/// The last row that is read, from 0 (Excel's own last).
pub const MAX_ROWS: u32 = 1_048_576;
/// How many rows cells that go over several rows may fill in a table.
pub const MAX_FILLED: usize = 1_000_000;
/// The longest text of a cell, bytes.
pub const MAX_CELL_BYTES: usize = 131_072;
/// How many bytes the texts of all cells of a list may have together (512 MiB).
pub const MAX_TEXT_TOTAL_BYTES: usize = 512 << 20;
/// How deep objects and lists of a property of JSON may be within each other: beyond this
/// `serde_json` refuses them, and the property is left out.
pub const MAX_JSON_DEPTH: usize = 127;
/// How many different unknown words are told.
pub const MAX_UNKNOWN_WORDS: usize = 10_000;
