//! How the rows of a CSV text are written.

use super::columns::Columns;

/// What separates the fields of a CSV text, and which of them is which.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub(super) delimiter: u8,
    pub(super) columns: Columns,
}
