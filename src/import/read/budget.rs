//! How many cells and how much text a list may still have: the bound on memory.

use std::sync::Arc;

use crate::import::cell::{Cell, Row};
use crate::import::limits::{
    MAX_CELL_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT_TOTAL_BYTES,
};

/// What is left for the cells of a list.
#[derive(Debug)]
pub(super) struct Budget {
    n_cells: usize,
    n_text_bytes: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            n_cells: MAX_CELLS,
            n_text_bytes: MAX_TEXT_TOTAL_BYTES,
        }
    }
}

impl Budget {
    /// Takes a cell from what is left; an error, as a sentence, if that is too little.
    pub(super) fn take(&mut self, cell: &Cell) -> Result<(), String> {
        let n_cells = self.n_cells.checked_sub(1);
        self.n_cells = n_cells.ok_or_else(|| {
            format!("has more than {MAX_CELLS} cells, which is the most; split it")
        })?;
        if let Cell::Text(text) | Cell::Json(text) = cell {
            self.take_text(text)?;
        }
        Ok(())
    }

    fn take_text(&mut self, text: &Arc<str>) -> Result<(), String> {
        if text.len() > MAX_CELL_BYTES {
            return Err(format!(
                "has a cell of {} bytes, {MAX_CELL_BYTES} is the most",
                text.len()
            ));
        }
        let n_left = self.n_text_bytes.checked_sub(text.len());
        self.n_text_bytes = n_left.ok_or_else(|| {
            format!(
                "has more than {MAX_TEXT_TOTAL_BYTES} bytes of text, which is the most; split it"
            )
        })?;
        Ok(())
    }
}

/// Rows in the making, whose cells come in any order.
#[derive(Debug, Default)]
pub(super) struct Rows {
    rows: std::collections::BTreeMap<u32, Vec<(u32, Cell)>>,
}

impl Rows {
    /// Adds a cell at a row and column from 0. Of two at one place the last counts.
    pub(super) fn add(
        &mut self,
        row: u32,
        column: u32,
        cell: Cell,
        budget: &mut Budget,
    ) -> Result<(), String> {
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(format!(
                "has a cell in row {} and column {}, {MAX_ROWS} and {MAX_COLUMNS} are the most",
                u64::from(row) + 1,
                u64::from(column) + 1
            ));
        }
        budget.take(&cell)?;
        let cells = self.rows.entry(row).or_default();
        match cells.last() {
            Some((last, _)) if *last >= column => insert(cells, column, cell),
            _ => cells.push((column, cell)),
        }
        Ok(())
    }

    /// The rows in their order, numbered from 1.
    pub(super) fn finish(self) -> Vec<Row> {
        let rows = self.rows.into_iter();
        rows.map(|(row, cells)| Row {
            number: row + 1,
            cells,
            feature: None,
        })
        .collect()
    }
}

fn insert(cells: &mut Vec<(u32, Cell)>, column: u32, cell: Cell) {
    match cells.binary_search_by_key(&column, |(at, _)| *at) {
        Ok(place) => cells[place].1 = cell,
        Err(place) => cells.insert(place, (column, cell)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_in_any_order_and_the_last_at_a_place_counts() {
        let (mut rows, mut budget) = (Rows::default(), Budget::default());
        for (row, column, number) in [(1, 3, 1.0), (0, 2, 2.0), (1, 1, 3.0), (1, 3, 4.0)] {
            let cell = Cell::Number(number);
            rows.add(row, column, cell, &mut budget).unwrap();
        }
        let rows = rows.finish();
        assert_eq!(rows[0].number, 1);
        let second = [(1, Cell::Number(3.0)), (3, Cell::Number(4.0))];
        assert_eq!(rows[1].cells, second);
    }

    #[test]
    fn the_last_row_column_cell_and_byte_pass_and_one_more_does_not() {
        let add = |row, column| {
            let cell = Cell::Bool(true);
            Rows::default().add(row, column, cell, &mut Budget::default())
        };
        assert!(add(MAX_ROWS - 1, MAX_COLUMNS - 1).is_ok());
        assert!(add(MAX_ROWS, 0).is_err() && add(0, MAX_COLUMNS).is_err());
        let mut budget = Budget {
            n_cells: 1,
            n_text_bytes: 1,
        };
        assert!(budget.take(&Cell::Text("a".into())).is_ok());
        assert!(budget.take(&Cell::Bool(true)).is_err());
        let mut budget = Budget::default();
        let long = |n: usize| Cell::Text("a".repeat(n).into());
        assert!(budget.take(&long(MAX_CELL_BYTES)).is_ok());
        assert!(budget.take(&long(MAX_CELL_BYTES + 1)).is_err());
        budget.n_text_bytes = 1;
        assert!(budget.take(&long(2)).is_err());
    }
}
