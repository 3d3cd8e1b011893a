//! Cells that go over several rows: each of the rows has the value of the first.

use crate::import::cell::{Merged, Row};
use crate::import::limits::MAX_FILLED;

/// Gives the rows of a table the values of merged cells that begin in it; those of headers do not.
pub(super) fn fill(rows: &mut [Row], merged: &[Merged]) {
    let mut n_left = MAX_FILLED;
    for region in merged {
        let place = rows.binary_search_by_key(&region.first_row, |row| row.number);
        let Ok(first) = place else { continue };
        let Some(cell) = rows[first].cell(region.column).cloned() else {
            continue;
        };
        let below = rows[first + 1..].iter_mut();
        for row in below.take_while(|row| row.number <= region.last_row) {
            let Some(rest) = n_left.checked_sub(1) else {
                return;
            };
            n_left = rest;
            let place = row
                .cells
                .binary_search_by_key(&region.column, |(at, _)| *at);
            if let Err(place) = place {
                row.cells.insert(place, (region.column, cell.clone()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::cell::Cell;

    fn rows(n_rows: u32) -> Vec<Row> {
        let row = |number| Row {
            number,
            cells: vec![(1, Cell::Number(f64::from(number)))],
            feature: None,
        };
        (3..3 + n_rows).map(row).collect()
    }

    #[test]
    fn a_merged_cell_is_in_each_of_its_rows_and_in_no_other() {
        let mut rows = rows(4);
        let district = Cell::Text("姑苏区".into());
        rows[0].cells.insert(0, (0, district.clone()));
        let merged = |first_row, last_row| Merged {
            column: 0,
            first_row,
            last_row,
        };
        // That of a header, above the rows, fills none.
        fill(&mut rows, &[merged(3, 5), merged(1, 9)]);
        let filled: Vec<bool> = rows
            .iter()
            .map(|row| row.cell(0) == Some(&district))
            .collect();
        assert_eq!(filled, [true, true, true, false]);
        assert_eq!(rows[1].cell(1), Some(&Cell::Number(4.0)));
    }
}
