//! What a run can say of the people: how many are covered, how many are not, and of how many it
//! cannot tell, because the streets that they would take are not in the map.

use std::collections::BTreeMap;

use super::outcome::{CellOutcome, CellStatus, Outcome, StatusCount};
use super::run::{Run, StreetLine, share};
use crate::demand::Cell;
use crate::position::Position;

/// If more than this share of the people could not be computed, results are given with a warning.
pub const MAX_SHARE_NOT_COMPUTED: f64 = 0.02;

/// All people of a run, or of one district, in three parts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    /// Within reach of a station.
    pub covered: StatusCount,
    /// Not within reach of any.
    pub not_covered: StatusCount,
    /// Away from all streets of the map, or on streets that it does not join to any station: it
    /// may be that the map lacks their way.
    pub not_computed: StatusCount,
}

/// Why people could not be computed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cause {
    /// People that live farther from any street than the snap limit.
    pub unsnapped: f64,
    /// Those of them outside of the box around all streets: the street file ends before them.
    pub outside_map: f64,
    /// People on streets without a way to any station that offers what is wanted.
    pub unreachable: f64,
}

impl Parts {
    /// The parts of an outcome.
    ///
    /// If no station offers what is wanted, no people are covered wherever the streets are: then
    /// everything is computed.
    pub fn of(outcome: &Outcome) -> Self {
        let mut parts = Self::default();
        for status in CellStatus::ALL {
            let count = outcome.count(status);
            parts.add(part_of(outcome, status), count);
        }
        parts
    }

    /// The same for each district, by name; empty for cells that name none. Linear in the cells.
    pub fn by_district<'a>(run: &Run<'a>) -> BTreeMap<&'a str, Self> {
        let mut districts: BTreeMap<&str, Self> = BTreeMap::new();
        for (cell, found) in run.cells() {
            let name = cell.district.as_deref().unwrap_or_default();
            let one = StatusCount {
                cells: 1,
                people: cell.people,
            };
            let parts = districts.entry(name).or_default();
            parts.add(part_of(run.outcome, found.status), one);
        }
        districts
    }

    /// People of whom it is known whether they are covered.
    pub fn people_computed(&self) -> f64 {
        self.covered.people + self.not_covered.people
    }

    /// Cells of which it is known whether they are covered.
    pub const fn cells_computed(&self) -> usize {
        self.covered.cells + self.not_covered.cells
    }

    /// All people.
    pub fn people_total(&self) -> f64 {
        self.people_computed() + self.not_computed.people
    }

    /// A number of people as a share of those that could be computed, 0 to 1; `None` if there are
    /// none.
    pub fn share_of_computed(&self, people: f64) -> Option<f64> {
        share(people, self.people_computed())
    }

    /// The share of all people that could not be computed; `None` if there are no people.
    pub fn share_not_computed(&self) -> Option<f64> {
        share(self.not_computed.people, self.people_total())
    }

    /// Whether so many could not be computed that results need a warning.
    pub fn need_warning(&self) -> bool {
        self.share_not_computed()
            .is_some_and(|share| share > MAX_SHARE_NOT_COMPUTED)
    }

    fn add(&mut self, part: Part, count: StatusCount) {
        let sum = match part {
            Part::Covered => &mut self.covered,
            Part::NotCovered => &mut self.not_covered,
            Part::NotComputed => &mut self.not_computed,
        };
        sum.cells += count.cells;
        sum.people += count.people;
    }
}

impl Cause {
    /// The causes in a run; linear in its cells and streets.
    pub fn of(run: &Run<'_>) -> Self {
        let bounds = run.network.and_then(|network| network.bounds);
        let map = bounds.map_or_else(|| Frame::around(run.streets), Frame::of);
        let is_outside = |cell: &Cell, found: &CellOutcome| {
            found.status == CellStatus::Unsnapped && !map.holds(cell.position)
        };
        Self {
            unsnapped: run.outcome.count(CellStatus::Unsnapped).people,
            outside_map: run
                .cells()
                .filter(|(cell, found)| is_outside(cell, found))
                .map(|(cell, _)| cell.people)
                .sum(),
            unreachable: run.outcome.count(CellStatus::Unreachable).people,
        }
    }
}

/// A box around streets, as [`StreetsInfo::bounds`](super::run::StreetsInfo) has it; `None` around
/// none.
pub fn bounds(streets: &[StreetLine]) -> Option<[[f64; 2]; 2]> {
    let Frame { low, high } = Frame::around(streets);
    (!streets.is_empty()).then_some([low, high])
}

/// One of the three parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Within reach of a station.
    Covered,
    /// Not within reach of any.
    NotCovered,
    /// Whether it is within reach of one is not known.
    NotComputed,
}

impl Part {
    /// The part of a cell of this status, where so many stations offer what is wanted.
    pub const fn of(status: CellStatus, n_eligible: usize) -> Self {
        match status {
            CellStatus::Covered => Self::Covered,
            CellStatus::Uncovered => Self::NotCovered,
            _ if n_eligible == 0 => Self::NotCovered,
            CellStatus::Unsnapped | CellStatus::Unreachable => Self::NotComputed,
        }
    }

    /// The name in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::NotCovered => "not_covered",
            Self::NotComputed => "not_computed",
        }
    }
}

const fn part_of(outcome: &Outcome, status: CellStatus) -> Part {
    Part::of(status, outcome.station_counts.eligible)
}

/// A box around streets, degrees. Around streets on both sides of the antimeridian it is too wide,
/// and fewer people are said to be outside.
#[derive(Clone, Copy)]
struct Frame {
    low: [f64; 2],
    high: [f64; 2],
}

impl Frame {
    fn around(streets: &[StreetLine]) -> Self {
        let mut frame = Self {
            low: [f64::INFINITY; 2],
            high: [f64::NEG_INFINITY; 2],
        };
        for end in streets.iter().flat_map(|line| [line.from, line.to]) {
            for (axis, degrees) in [end.lon(), end.lat()].into_iter().enumerate() {
                frame.low[axis] = frame.low[axis].min(degrees);
                frame.high[axis] = frame.high[axis].max(degrees);
            }
        }
        frame
    }

    const fn of([low, high]: [[f64; 2]; 2]) -> Self {
        Self { low, high }
    }

    fn holds(&self, place: Position) -> bool {
        [place.lon(), place.lat()]
            .into_iter()
            .enumerate()
            .all(|(axis, degrees)| (self.low[axis]..=self.high[axis]).contains(&degrees))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(people: [f64; 3]) -> Parts {
        let [covered, not_covered, not_computed] =
            people.map(|people| StatusCount { cells: 1, people });
        Parts {
            covered,
            not_covered,
            not_computed,
        }
    }

    #[test]
    fn two_per_cent_need_no_warning_and_more_do() {
        assert!(!parts([90.0, 8.0, 2.0]).need_warning());
        assert!(parts([90.0, 7.9, 2.1]).need_warning());
        assert!(!parts([0.0; 3]).need_warning());
    }

    #[test]
    fn shares_leave_out_people_of_whom_nothing_is_known() {
        let some = parts([60.0, 20.0, 20.0]);
        assert_eq!(some.share_of_computed(60.0), Some(0.75));
        assert_eq!(some.share_not_computed(), Some(0.2));
        assert_eq!(parts([0.0, 0.0, 5.0]).share_of_computed(0.0), None);
    }
}
