//! The sums over all blocks, in their order.

use std::collections::BTreeMap;

use super::DISC_1KM_M;
use super::block::Tally;
use super::eligible::Eligible;
use super::outcome::{
    CellOutcome, CellStatus, Covered, Disc, DistrictOutcome, Outcome, StationCounts,
    StationOutcome, StatusCount,
};
use super::week::HourPeople;
use crate::demand::{Cell, Demand};
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// The sums over all blocks.
pub(super) struct Sum {
    cells: Vec<CellOutcome>,
    stations: Vec<StationOutcome>,
    covered: Covered,
    circle: Covered,
    disc_1km: Covered,
    pub(super) week: Vec<HourPeople>,
}

impl Sum {
    pub(super) fn new(demand: &Demand, snapshot: &Snapshot, n_moments: usize) -> Self {
        let nothing = CellOutcome {
            status: CellStatus::Uncovered,
            nearest: None,
            stations_in_reach: 0,
        };
        Self {
            cells: vec![nothing; demand.cells.len()],
            stations: vec![StationOutcome::default(); snapshot.stations().len()],
            covered: Covered::default(),
            circle: Covered::default(),
            disc_1km: Covered::default(),
            week: vec![HourPeople::default(); n_moments],
        }
    }

    pub(super) fn add(&mut self, tally: &Tally) {
        for (row, cell) in &tally.cells {
            self.cells[*row as usize] = *cell;
        }
        for (station, [in_reach, only_here]) in &tally.stations {
            let sum = &mut self.stations[station.row()];
            sum.people_in_reach += in_reach;
            sum.people_only_here += only_here;
        }
        self.covered.merge(&tally.covered);
        self.circle.merge(&tally.circle);
        self.disc_1km.merge(&tally.disc_1km);
        for (sum, people) in self.week.iter_mut().zip(&tally.week) {
            sum.covered += people.covered;
            sum.if_unknown_open += people.if_unknown_open;
        }
    }

    pub(super) fn outcome(self, demand: &Demand, eligible: &Eligible, circle_m: f64) -> Outcome {
        let stations = (0_u32..)
            .zip(&self.stations)
            .map(|(row, sum)| StationOutcome {
                counts: eligible.contains(StationIdx(row)),
                ..*sum
            });
        Outcome {
            people_total: demand.cells.iter().map(|cell| cell.people).sum(),
            covered: self.covered,
            by_status: by_status(&demand.cells, &self.cells),
            by_district: by_district(&demand.cells, &self.cells),
            circle: Disc {
                radius_m: circle_m,
                covered: self.circle,
            },
            disc_1km: Disc {
                radius_m: DISC_1KM_M,
                covered: self.disc_1km,
            },
            stations: stations.collect(),
            cells: self.cells,
            station_counts: StationCounts::default(),
            week: Vec::new(),
            lacks_holiday_data: false,
        }
    }
}

fn by_status(cells: &[Cell], outcomes: &[CellOutcome]) -> [StatusCount; 4] {
    CellStatus::ALL.map(|status| {
        let mut count = StatusCount::default();
        for (cell, outcome) in cells.iter().zip(outcomes) {
            if outcome.status == status {
                count.cells += 1;
                count.people += cell.people;
            }
        }
        count
    })
}

fn by_district(cells: &[Cell], outcomes: &[CellOutcome]) -> Vec<DistrictOutcome> {
    if cells.iter().all(|cell| cell.district.is_none()) {
        return Vec::new();
    }
    let mut districts: BTreeMap<&str, DistrictOutcome> = BTreeMap::new();
    for (cell, outcome) in cells.iter().zip(outcomes) {
        let name = cell.district.as_deref().unwrap_or_default();
        let district = districts.entry(name).or_insert_with(|| DistrictOutcome {
            name: name.to_owned(),
            people_total: 0.0,
            people_covered: 0.0,
            cells_total: 0,
            cells_covered: 0,
        });
        district.people_total += cell.people;
        district.cells_total += 1;
        if outcome.status == CellStatus::Covered {
            district.people_covered += cell.people;
            district.cells_covered += 1;
        }
    }
    districts.into_values().collect()
}
