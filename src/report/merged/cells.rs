//! The cells of all parts, one part after another.

use std::collections::HashMap;

use super::{Merged, PartCells};
use crate::coverage::outcome::{CellOutcome, CellStatus, NearestStation};
use crate::demand::{Cell, Demand, MAX_PEOPLE};
use crate::position::Position;
use crate::report::earlier::tables::Table;
use crate::report::earlier::{EarlierError, foreign};
use crate::report::output::{CELL_COLUMNS, unplain};
use crate::snapshot::Snapshot;

/// How many cells the parts of one run may have together.
pub const MAX_MERGED_CELLS: usize = 20_000_000;

/// The cells of all parts with their results.
#[derive(Debug, Default)]
pub struct MergedCells {
    /// The cells.
    pub cells: Vec<Cell>,
    /// The result of each.
    pub outcomes: Vec<CellOutcome>,
}

impl Merged {
    /// Reads the cells; an error if one of them is of two parts, or if a table is not that of its
    /// sums. Linear.
    pub fn cells(&self, snapshot: &Snapshot) -> Result<MergedCells, EarlierError> {
        let n_cells = self.parts.iter().map(PartCells::n_cells);
        check_count(n_cells.fold(0, usize::saturating_add)).map_err(|what| self.fault(0, &what))?;
        let mut merged = MergedCells::default();
        let mut ends = Vec::new();
        for part in &self.parts {
            let rows = part.read(snapshot)?;
            let districts = part.districts.iter();
            let mut districts = districts.flat_map(|(name, n)| std::iter::repeat_n(name, *n));
            for (mut cell, outcome) in rows {
                cell.district = districts.next().cloned().flatten();
                merged.cells.push(cell);
                merged.outcomes.push(outcome);
            }
            ends.push(merged.cells.len());
        }
        self.refuse_twice(&merged.cells, &ends)?;
        Ok(merged)
    }

    /// Refuses an id that two cells have: their people would count twice.
    fn refuse_twice(&self, cells: &[Cell], ends: &[usize]) -> Result<(), EarlierError> {
        let mut rows: HashMap<&str, usize> = HashMap::with_capacity(cells.len());
        let part_of = |row| ends.partition_point(|end| *end <= row);
        for (row, cell) in cells.iter().enumerate() {
            if let Some(before) = rows.insert(&cell.id, row) {
                let first = self.dirs[part_of(before)].display();
                let id = crate::dataset::shown::shortened(&cell.id);
                let what = format!(
                    "the cell {id} is in {first} too; each part needs cells of its own, with ids of \
                     their own"
                );
                return Err(self.fault(part_of(row), &what));
            }
        }
        Ok(())
    }

    fn fault(&self, part: usize, what: &dyn std::fmt::Display) -> EarlierError {
        foreign(&self.dirs[part].join("cells.csv"), what)
    }
}

impl PartCells {
    fn n_cells(&self) -> usize {
        let cells = self.by_status.into_iter();
        cells.fold(0, usize::saturating_add)
    }

    fn read(&self, snapshot: &Snapshot) -> Result<Vec<(Cell, CellOutcome)>, EarlierError> {
        let path = self.dir.join("cells.csv");
        let table = Table::open(&path, CELL_COLUMNS)?;
        let wanted = self.n_cells();
        let rows = table.read(wanted, |_, fields| row(fields, snapshot))?;
        if rows.len() < wanted {
            let has = rows.len();
            return Err(foreign(&path, &format!("it has {has} of {wanted} cells")));
        }
        for (status, counted) in CellStatus::ALL.into_iter().zip(self.by_status) {
            let has = rows.iter().filter(|(_, found)| found.status == status);
            if has.count() != counted {
                let what = format!("its {} cells are not those that were counted", status.key());
                return Err(foreign(&path, &what));
            }
        }
        Ok(rows)
    }
}

impl MergedCells {
    /// Puts the cells into the order of the demand that they are parts of; what is not the same in
    /// words.
    pub fn order_by(&mut self, demand: &Demand) -> Result<(), String> {
        let shown = crate::dataset::shown::shortened;
        let cells = self.cells.iter().enumerate();
        let rows: HashMap<&str, usize> = cells.map(|(row, cell)| (&*cell.id, row)).collect();
        let mut outcomes = Vec::with_capacity(demand.cells.len());
        for cell in &demand.cells {
            let row = rows.get(&*cell.id).copied();
            let row = row.ok_or_else(|| format!("its cell {} is in no part", shown(&cell.id)))?;
            if self.cells[row] != *cell {
                return Err(format!(
                    "its cell {} is another in the parts",
                    shown(&cell.id)
                ));
            }
            outcomes.push(self.outcomes[row]);
        }
        let (has, wanted) = (self.cells.len(), demand.cells.len());
        if has != wanted {
            return Err(format!("it has {wanted} cells, the parts have {has}"));
        }
        self.outcomes = outcomes;
        self.cells.clone_from(&demand.cells);
        Ok(())
    }
}

fn check_count(n_cells: usize) -> Result<(), String> {
    if n_cells > MAX_MERGED_CELLS {
        return Err(format!(
            "the parts have {n_cells} cells, more than {MAX_MERGED_CELLS}"
        ));
    }
    Ok(())
}

/// A row of `cells.csv`; `None` if it is not as a run writes it.
fn row(fields: [&str; 9], snapshot: &Snapshot) -> Option<(Cell, CellOutcome)> {
    let [
        id,
        lon,
        lat,
        people,
        status,
        station,
        distance_m,
        time_s,
        in_reach,
    ] = fields;
    let people = number(people).filter(|people| (0.0..=MAX_PEOPLE).contains(people))?;
    let nearest = match station {
        "" => None,
        station => Some(NearestStation {
            station: snapshot.find(unplain(station))?,
            distance_m: number(distance_m)?,
            travel_time_s: number(time_s)?,
        }),
    };
    let cell = Cell {
        id: unplain(id).to_owned(),
        position: Position::new(number(lon)?, number(lat)?).ok()?,
        people,
        district: None,
    };
    let outcome = CellOutcome {
        status: CellStatus::ALL
            .into_iter()
            .find(|one| one.key() == status)?,
        nearest,
        stations_in_reach: in_reach.parse().ok()?,
    };
    Some((cell, outcome))
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_cells_as_the_cap_are_added_up_and_one_more_is_refused() {
        assert!(check_count(MAX_MERGED_CELLS).is_ok());
        assert!(check_count(MAX_MERGED_CELLS + 1).is_err());
    }
}
