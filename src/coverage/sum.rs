//! The sums over all blocks.

use super::block::Tally;
use super::outcome::{CellOutcome, CellStatus, Covered, DistrictOutcome, Outcome, StatusCount};
use super::people::People;
use super::totals::{Counted, CoveredTotals, DistrictTotals, HourTotals, Totals};
use super::week::Week;
use crate::demand::{Cell, Demand};

/// The sums over all blocks; exact, so that their order means nothing.
pub(super) struct Sum {
    cells: Vec<CellOutcome>,
    totals: Totals,
    /// By distinct moment of the week.
    moments: Vec<HourTotals>,
}

impl Sum {
    pub(super) fn new(demand: &Demand, n_moments: usize) -> Self {
        let nothing = CellOutcome {
            status: CellStatus::Uncovered,
            nearest: None,
            stations_in_reach: 0,
        };
        Self {
            cells: vec![nothing; demand.cells.len()],
            totals: Totals::default(),
            moments: vec![HourTotals::default(); n_moments],
        }
    }

    pub(super) fn add(&mut self, tally: &Tally) {
        for (row, cell) in &tally.cells {
            self.cells[*row as usize] = *cell;
        }
        for (station, more) in &tally.stations {
            let sum = self.totals.stations.entry(station.0).or_default();
            sum.merge(*more);
        }
        self.totals.covered.merge(&tally.covered);
        self.totals.circle.merge(&tally.circle);
        self.totals.disc_1km.merge(&tally.disc_1km);
        for (sum, more) in self.moments.iter_mut().zip(&tally.week) {
            sum.merge(*more);
        }
    }

    /// The cells in the order of the demand, and all sums.
    pub(super) fn finish(self, demand: &Demand, week: Option<&Week>) -> (Vec<CellOutcome>, Totals) {
        let mut totals = self.totals;
        totals.count_cells(&demand.cells, &self.cells);
        totals.week = week
            .map(|week| week.totals(&self.moments))
            .unwrap_or_default();
        (self.cells, totals)
    }
}

impl Outcome {
    /// Takes the cells and the sums of a run, or of all parts of one, and its figures from them.
    pub fn take(&mut self, cells: Vec<CellOutcome>, totals: Totals) {
        self.cells = cells;
        self.people_total = totals.people.number();
        self.covered = totals.covered.figures();
        self.circle.covered = totals.circle.figures();
        self.disc_1km.covered = totals.disc_1km.figures();
        self.by_status = totals.by_status.map(Counted::figures);
        self.by_district = totals.districts();
        for (row, sum) in (0_u32..).zip(&mut self.stations) {
            let people = totals.stations.get(&row).copied().unwrap_or_default();
            sum.people_in_reach = people.in_reach.number();
            sum.people_only_here = people.only_here.number();
        }
        for (hour, people) in self.week.iter_mut().zip(&totals.week) {
            hour.people_covered = people.covered.number();
            hour.people_if_unknown_open = people.if_unknown_open.number();
        }
        self.totals = totals;
    }
}

impl Totals {
    /// Counts cells by their results: all people, those of each status and of each district.
    fn count_cells(&mut self, cells: &[Cell], outcomes: &[CellOutcome]) {
        for (cell, found) in cells.iter().zip(outcomes) {
            let one = Counted {
                cells: 1,
                people: People::of(cell.people),
            };
            self.people += one.people;
            for (status, sum) in CellStatus::ALL.into_iter().zip(&mut self.by_status) {
                if status == found.status {
                    sum.merge(one);
                }
            }
            self.count_district(cell.district.as_deref(), one, found.status);
        }
    }

    fn count_district(&mut self, name: Option<&str>, one: Counted, status: CellStatus) {
        let name = name.unwrap_or_default();
        if !self.by_district.contains_key(name) {
            let new = DistrictTotals::default();
            self.by_district.insert(name.to_owned(), new);
        }
        if let Some(district) = self.by_district.get_mut(name) {
            district.total.merge(one);
            if status == CellStatus::Covered {
                district.covered.merge(one);
            }
        }
    }

    /// The districts, ordered by name; none if no cell names one.
    fn districts(&self) -> Vec<DistrictOutcome> {
        if self.by_district.keys().all(String::is_empty) {
            return Vec::new();
        }
        let districts = self.by_district.iter();
        districts
            .map(|(name, district)| DistrictOutcome {
                name: name.clone(),
                people_total: district.total.people.number(),
                people_covered: district.covered.people.number(),
                cells_total: district.total.cells,
                cells_covered: district.covered.cells,
            })
            .collect()
    }
}

impl CoveredTotals {
    /// The figures.
    fn figures(&self) -> Covered {
        let at_least = self.at_least.map(People::number);
        Covered {
            people: at_least[0],
            cells: self.cells,
            at_least,
            people_if_unknown_open: self.if_unknown_open.number(),
        }
    }
}

impl Counted {
    /// The figures.
    fn figures(self) -> StatusCount {
        StatusCount {
            cells: self.cells,
            people: self.people.number(),
        }
    }
}
