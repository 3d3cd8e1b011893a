//! What a run counts, as sums that are exact: those of parts add up to those of the whole.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::people::People;

/// The sums of a run, or of a part of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// All people.
    pub people: People,
    /// Within the limit; along the streets if there is a network.
    pub covered: CoveredTotals,
    /// Within the circle of the limit.
    pub circle: CoveredTotals,
    /// Within the plain disc of a kilometre.
    pub disc_1km: CoveredTotals,
    /// Cells and people by status, in the order of [`CellStatus::ALL`](super::outcome::CellStatus::ALL).
    pub by_status: [Counted; 4],
    /// The same by district; cells without one are under an empty name.
    pub by_district: BTreeMap<String, DistrictTotals>,
    /// The stations that any people reach, by row.
    pub stations: BTreeMap<u32, StationTotals>,
    /// The hours of the week, Monday 00:00 first; empty if they were not asked for.
    pub week: Vec<HourTotals>,
}

/// People and cells within some limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoveredTotals {
    /// Cells with a station in reach.
    pub cells: usize,
    /// People within reach of at least one, two and three stations.
    pub at_least: [People; 3],
    /// People within reach of at least one if every station of unknown hours were open.
    pub if_unknown_open: People,
}

/// Cells and the people in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Cells.
    pub cells: usize,
    /// People in them.
    pub people: People,
}

/// A district.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DistrictTotals {
    /// All of it.
    pub total: Counted,
    /// Within the limit.
    pub covered: Counted,
}

/// The people of one station.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationTotals {
    /// Within the limit of it.
    pub in_reach: People,
    /// Within the limit of it alone.
    pub only_here: People,
}

/// The people of one hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourTotals {
    /// Within reach of a station that is open on arrival.
    pub covered: People,
    /// The same if every station of unknown hours were open.
    pub if_unknown_open: People,
}

impl Totals {
    /// Adds those of another part.
    pub fn merge(&mut self, other: &Self) {
        self.people += other.people;
        self.covered.merge(&other.covered);
        self.circle.merge(&other.circle);
        self.disc_1km.merge(&other.disc_1km);
        for (sum, more) in self.by_status.iter_mut().zip(other.by_status) {
            sum.merge(more);
        }
        for (name, more) in &other.by_district {
            let sum = self.by_district.entry(name.clone()).or_default();
            sum.total.merge(more.total);
            sum.covered.merge(more.covered);
        }
        for (row, more) in &other.stations {
            self.stations.entry(*row).or_default().merge(*more);
        }
        let n_hours = self.week.len().max(other.week.len());
        self.week.resize(n_hours, HourTotals::default());
        for (sum, more) in self.week.iter_mut().zip(&other.week) {
            sum.merge(*more);
        }
    }
}

impl CoveredTotals {
    /// Adds another sum.
    pub(super) fn merge(&mut self, other: &Self) {
        self.cells = self.cells.saturating_add(other.cells);
        self.if_unknown_open += other.if_unknown_open;
        for (sum, more) in self.at_least.iter_mut().zip(other.at_least) {
            *sum += more;
        }
    }
}

impl Counted {
    /// Adds another sum.
    pub(super) fn merge(&mut self, other: Self) {
        self.cells = self.cells.saturating_add(other.cells);
        self.people += other.people;
    }
}

impl StationTotals {
    /// Adds another sum.
    pub(super) fn merge(&mut self, other: Self) {
        self.in_reach += other.in_reach;
        self.only_here += other.only_here;
    }
}

impl HourTotals {
    /// Adds another sum.
    pub(super) fn merge(&mut self, other: Self) {
        self.covered += other.covered;
        self.if_unknown_open += other.if_unknown_open;
    }
}
