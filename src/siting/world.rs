//! The world of a siting question: who is where, which sites there are, and how far apart.

use std::ops::Range;

use super::rows::{Merging, Rows};
use super::solved::sum;

/// Pairs of a cell and a candidate that one question may have: a gigabyte of them.
pub const MAX_PAIRS: usize = 50_000_000;

/// Which candidates each cell reaches, and how far they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// Where the candidates of each cell begin, and at the end where the last ones end.
    starts: Vec<usize>,
    /// Rows of candidates, ascending within a cell.
    sites: Vec<u32>,
    /// Metres to each of these.
    distances_m: Vec<f64>,
}

/// Cells, candidates and distances; what stands already is part of the cells.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// The cells, in the order of the demand.
    pub cells: Vec<CellState>,
    /// How many candidates there are.
    pub n_sites: usize,
    /// Which of them each cell reaches, as far as the question looks.
    pub pairs: Pairs,
    /// How far a station may be to cover people, metres; the limit itself is within.
    pub limit_m: f64,
    /// Longer ways, and those that lead to no station, count as this long; metres.
    pub far_m: f64,
}

/// A cell, and the stations that are there already.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellState {
    /// People.
    pub people: f64,
    /// Existing stations within the limit that count.
    pub n_existing: u32,
    /// Metres to the nearest existing station that counts, within the limit or beyond.
    pub existing_m: Option<f64>,
    /// Whether a way to a candidate is known that is longer than the question looks.
    pub has_longer_way: bool,
}

/// A question would need more than [`MAX_PAIRS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than {MAX_PAIRS} pairs of a cell and a candidate are within reach")]
pub struct TooManyPairs;

/// Whether a question may have so many pairs.
pub(super) const fn check_pairs(n: usize) -> Result<(), TooManyPairs> {
    if n > MAX_PAIRS {
        Err(TooManyPairs)
    } else {
        Ok(())
    }
}

impl Pairs {
    /// No cells yet.
    pub fn new() -> Self {
        Self {
            starts: vec![0],
            sites: Vec::new(),
            distances_m: Vec::new(),
        }
    }

    /// Appends a cell with the candidates that it reaches and the metres to each; of a candidate
    /// that is named twice, the shorter way counts.
    pub fn push(&mut self, mut reached: Vec<(u32, f64)>) -> Result<(), TooManyPairs> {
        check_pairs(self.sites.len() + reached.len())?;
        reached.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        reached.dedup_by_key(|pair| pair.0);
        for (site, distance_m) in reached {
            self.sites.push(site);
            self.distances_m.push(distance_m);
        }
        self.starts.push(self.sites.len());
        Ok(())
    }

    /// The candidates that a cell reaches, ascending, and the metres to each.
    pub fn of(&self, cell: usize) -> impl ExactSizeIterator<Item = (u32, f64)> + Clone {
        let range = self.starts[cell]..self.starts[cell + 1];
        let sites = self.sites[range.clone()].iter().copied();
        sites.zip(self.distances_m[range].iter().copied())
    }

    /// Those of the candidates from one row up to before another.
    pub(super) fn between(
        &self,
        cell: usize,
        sites: Range<u32>,
    ) -> impl Iterator<Item = (u32, f64)> + Clone {
        let all = self.starts[cell]..self.starts[cell + 1];
        let before = |end: u32| self.sites[all.clone()].partition_point(|site| *site < end);
        let range = all.start + before(sites.start)..all.start + before(sites.end);
        let sites = self.sites[range.clone()].iter().copied();
        sites.zip(self.distances_m[range].iter().copied())
    }

    /// Metres from a cell to a candidate; `None` if it does not reach it.
    pub(super) fn between_m(&self, cell: usize, site: u32) -> Option<f64> {
        let first = self.starts[cell];
        let sites = &self.sites[first..self.starts[cell + 1]];
        let place = sites.binary_search(&site).ok()?;
        Some(self.distances_m[first + place])
    }

    /// The candidates of all pairs, in no order that means anything.
    pub(super) fn sites(&self) -> &[u32] {
        &self.sites
    }

    /// All metres, in no order that means anything.
    pub(super) fn distances_m(&self) -> &[f64] {
        &self.distances_m
    }
}

impl Default for Pairs {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// Cells as rows to cover within the limit, each by `at_least` stations, existing ones among
    /// them.
    pub(super) fn rows(&self, at_least: u32) -> Rows {
        self.merged(self.limit_m, |cell| {
            at_least.saturating_sub(cell.n_existing)
        })
    }

    /// Cells as rows to cover within another distance, each by one station.
    pub(super) fn rows_within_alone(&self, distance_m: f64) -> Rows {
        let is_covered =
            |cell: &CellState| cell.existing_m.is_some_and(|way_m| way_m <= distance_m);
        self.merged(distance_m, |cell| u32::from(!is_covered(cell)))
    }

    fn merged(&self, distance_m: f64, need: impl Fn(&CellState) -> u32) -> Rows {
        let near = |row: usize| {
            let near = self.pairs.of(row).filter(|(_, way_m)| *way_m <= distance_m);
            near.map(|(site, _)| site).collect::<Vec<u32>>()
        };
        let mut rows = Merging::default();
        for (row, cell) in self.cells.iter().enumerate() {
            rows.add(need(cell), cell.people, &near(row));
        }
        rows.finish(self.n_sites)
    }

    /// Metres from each cell to its nearest existing or chosen station, at most those that count
    /// as far.
    pub(super) fn nearest_m(&self, chosen: &[u32]) -> Vec<f64> {
        let is_chosen = self.marked(chosen);
        let nearest = |(row, cell): (usize, &CellState)| {
            let ways = self
                .pairs
                .of(row)
                .filter(|(site, _)| is_chosen[*site as usize]);
            let start_m = cell.existing_m.unwrap_or(self.far_m).min(self.far_m);
            ways.fold(start_m, |least_m, (_, way_m)| least_m.min(way_m))
        };
        self.cells.iter().enumerate().map(nearest).collect()
    }

    /// How much shorter all ways become with each site beside such ways of the cells, metres times
    /// people.
    pub(super) fn savings(&self, way_of: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut savings = vec![0.0; self.n_sites];
        for (row, cell) in self.cells.iter().enumerate() {
            let held_m = way_of(row);
            for (site, way_m) in self.pairs.of(row) {
                if way_m < held_m {
                    savings[site as usize] += cell.people * (held_m - way_m);
                }
            }
        }
        savings
    }

    /// Such ways of the cells, metres times people.
    pub(super) fn person_metres(&self, nearest_m: &[f64]) -> f64 {
        let cells = self.cells.iter().zip(nearest_m);
        sum(cells.map(|(cell, way_m)| cell.people * way_m))
    }

    /// The longest of such ways that people go, metres.
    pub(super) fn longest_m(&self, nearest_m: &[f64]) -> f64 {
        let peopled = self.cells.iter().zip(nearest_m);
        peopled
            .filter(|(cell, _)| cell.people > 0.0)
            .fold(0.0, |longest, (_, way_m)| way_m.max(longest))
    }

    /// The same without the people of cells that reach no station and no candidate.
    pub(super) fn without_unreached(&self) -> Self {
        let mut reached = self.clone();
        for row in 0..self.cells.len() {
            if !self.is_reached(row) {
                reached.cells[row].people = 0.0;
            }
        }
        reached
    }

    /// All people.
    pub fn people(&self) -> f64 {
        sum(self.cells.iter().map(|cell| cell.people))
    }

    /// People of cells that reach no station and no candidate, and of which no longer way is known.
    pub(super) fn people_out_of_reach(&self) -> f64 {
        let reached = self.cells.iter().enumerate();
        let reached = reached.filter(|(row, cell)| cell.has_longer_way || self.is_reached(*row));
        self.people() - sum(reached.map(|(_, cell)| cell.people))
    }

    fn is_reached(&self, row: usize) -> bool {
        self.cells[row].existing_m.is_some() || self.pairs.of(row).len() > 0
    }

    /// Of each candidate, whether it is one of these.
    pub(super) fn marked(&self, chosen: &[u32]) -> Vec<bool> {
        let mut is_chosen = vec![false; self.n_sites];
        for site in chosen {
            is_chosen[*site as usize] = true;
        }
        is_chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_pairs_as_the_cap_are_taken_and_one_more_is_refused() {
        assert_eq!(check_pairs(MAX_PAIRS), Ok(()));
        let told = check_pairs(MAX_PAIRS + 1).unwrap_err().to_string();
        assert!(told.starts_with("more than 50000000 pairs"), "{told}");
    }

    #[test]
    fn of_a_candidate_that_is_named_twice_the_shorter_way_counts() {
        let mut pairs = Pairs::new();
        pairs.push(vec![(2, 7.0), (0, 3.0), (2, 5.0)]).unwrap();
        assert_eq!(pairs.of(0).collect::<Vec<_>>(), [(0, 3.0), (2, 5.0)]);
    }
}
