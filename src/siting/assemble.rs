//! Worlds of siting questions: from coverage, or from a table of distances.

use std::collections::{HashMap, HashSet};

use super::matrix::Matrix;
use super::world::{CellState, Pairs, TooManyPairs, World};
use super::{Goal, MAX_CANDIDATES};
use crate::coverage;
use crate::coverage::reach::{Distances, Reached};
use crate::dataset::shown::shortened;
use crate::demand::{Cell, Demand};
use crate::position::Position;

/// Ids that a sentence names; all are counted.
const MAX_IDS_NAMED: usize = 10;

/// A place where a station could be built.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its id: unique among the candidates.
    pub id: String,
    /// Where it is; not known of a site that only a table of distances names.
    pub position: Option<Position>,
}

/// A world with the candidates by row, and what of the input was ignored, in sentences.
#[derive(Clone, Debug, PartialEq)]
pub struct Assembled {
    /// The world.
    pub world: World,
    /// The candidates, by row.
    pub candidates: Vec<Candidate>,
    /// What was ignored.
    pub ignored: Vec<String>,
}

/// Why there is no world.
#[derive(Debug, thiserror::Error)]
pub enum SitingError {
    /// More candidates than [`MAX_CANDIDATES`].
    #[error("there are {0} candidates, {MAX_CANDIDATES} is the most")]
    TooManyCandidates(usize),
    /// None at all.
    #[error("there is no candidate: every one named is a station already")]
    NoCandidate,
    /// More pairs than a question may have.
    #[error(transparent)]
    TooManyPairs(#[from] TooManyPairs),
}

/// Whether so many candidates can be chosen among.
pub fn check_candidates(n: usize) -> Result<(), SitingError> {
    match n {
        0 => Err(SitingError::NoCandidate),
        n if n > MAX_CANDIDATES => Err(SitingError::TooManyCandidates(n)),
        _ => Ok(()),
    }
}

/// The world of a coverage run and the candidates that each cell reaches, by their rows.
pub fn of_coverage(
    demand: &Demand,
    outcome: &coverage::outcome::Outcome,
    reached: &[Vec<Reached>],
    n_candidates: usize,
    distances: Distances,
) -> Result<World, SitingError> {
    check_candidates(n_candidates)?;
    let mut pairs = Pairs::new();
    for found in reached {
        let row = |found: &Reached| u32::try_from(found.station.row()).unwrap_or(u32::MAX);
        pairs.push(
            found
                .iter()
                .map(|found| (row(found), found.distance_m))
                .collect(),
        )?;
    }
    let cells = demand
        .cells
        .iter()
        .zip(&outcome.cells)
        .map(|(cell, found)| CellState {
            people: cell.people,
            n_existing: found.stations_in_reach,
            existing_m: found.nearest.map(|nearest| nearest.distance_m),
        });
    Ok(World {
        cells: cells.collect(),
        n_sites: n_candidates,
        pairs,
        limit_m: distances.limit_m,
        far_m: distances.farthest_m,
    })
}

/// The world of a table of distances. `stations` exist already; `named` are the candidates, or
/// else all sites of the table that are no stations. What names neither is told of.
pub fn of_matrix(
    demand: &Demand,
    matrix: &Matrix,
    stations: &[&str],
    named: Option<&[Cell]>,
    limit_m: f64,
    goal: Goal,
) -> Result<Assembled, SitingError> {
    let mut ignored = Vec::new();
    let is_station: HashSet<&str> = stations.iter().copied().collect();
    let candidates = candidates(matrix, &is_station, named, &mut ignored);
    check_candidates(candidates.len())?;
    let of_site = sites(matrix, &is_station, &candidates, &mut ignored);
    let ways = matrix.entries.iter().map(|entry| entry.distance_m);
    let far_m = ways.fold(limit_m, f64::max);
    let seen_m = if goal.looks_far() { far_m } else { limit_m };
    let mut pairs = Pairs::new();
    let mut cells = Vec::with_capacity(demand.cells.len());
    let by_cell = by_cell(demand, matrix, &mut ignored);
    for (cell, entries) in demand.cells.iter().zip(&by_cell) {
        let mut state = CellState {
            people: cell.people,
            n_existing: 0,
            existing_m: None,
        };
        let mut reached = Vec::new();
        for (site, distance_m) in entries {
            match of_site[*site as usize] {
                Site::Candidate(row) if *distance_m <= seen_m => reached.push((row, *distance_m)),
                Site::Station => state.meet(*distance_m, limit_m),
                Site::Candidate(_) | Site::Unknown => {}
            }
        }
        pairs.push(reached)?;
        cells.push(state);
    }
    Ok(Assembled {
        world: World {
            cells,
            n_sites: candidates.len(),
            pairs,
            limit_m,
            far_m,
        },
        candidates,
        ignored,
    })
}

/// What a site of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Site {
    Candidate(u32),
    Station,
    Unknown,
}

/// What each site of a table is; those that are nothing are told of.
fn sites(
    matrix: &Matrix,
    is_station: &HashSet<&str>,
    candidates: &[Candidate],
    ignored: &mut Vec<String>,
) -> Vec<Site> {
    let ids = candidates.iter().map(|candidate| &*candidate.id);
    let row_of: HashMap<&str, u32> = ids.zip(0..).collect();
    let site = |id: &String| match row_of.get(&**id) {
        Some(row) => Site::Candidate(*row),
        None if is_station.contains(&**id) => Site::Station,
        None => Site::Unknown,
    };
    let of_site: Vec<Site> = matrix.sites.iter().map(site).collect();
    let unknown = matrix.sites.iter().zip(&of_site);
    let unknown = unknown.filter(|(_, site)| **site == Site::Unknown);
    let what = "sites of the matrix are neither stations nor candidates";
    tell(ignored, what, unknown.map(|(id, _)| &**id));
    of_site
}

fn candidates(
    matrix: &Matrix,
    is_station: &HashSet<&str>,
    named: Option<&[Cell]>,
    ignored: &mut Vec<String>,
) -> Vec<Candidate> {
    let of_cell = |cell: &Cell| Candidate {
        id: cell.id.clone(),
        position: Some(cell.position),
    };
    let of_name = |id: &String| Candidate {
        id: id.clone(),
        position: None,
    };
    let all: Vec<Candidate> = named.map_or_else(
        || {
            matrix
                .sites
                .iter()
                .filter(|id| !is_station.contains(&***id))
                .map(of_name)
                .collect()
        },
        |named| named.iter().map(of_cell).collect(),
    );
    let (built, free): (Vec<Candidate>, Vec<Candidate>) = all
        .into_iter()
        .partition(|candidate| is_station.contains(&*candidate.id));
    let built = built.iter().map(|candidate| &*candidate.id);
    tell(ignored, "candidates are stations already", built);
    let in_matrix: HashSet<&str> = matrix.sites.iter().map(|id| &**id).collect();
    let absent = free.iter().filter(|one| !in_matrix.contains(&*one.id));
    tell(
        ignored,
        "candidates are not in the matrix",
        absent.map(|one| &*one.id),
    );
    free
}

/// For each cell of the demand the sites of the table and the distances; of a pair that is named
/// twice the shorter one.
fn by_cell(demand: &Demand, matrix: &Matrix, ignored: &mut Vec<String>) -> Vec<Vec<(u32, f64)>> {
    let row_of: HashMap<&str, usize> = demand.cells.iter().map(|cell| &*cell.id).zip(0..).collect();
    let of_name: Vec<Option<usize>> = matrix
        .demand
        .iter()
        .map(|id| row_of.get(&**id).copied())
        .collect();
    let unknown = matrix
        .demand
        .iter()
        .zip(&of_name)
        .filter(|(_, row)| row.is_none());
    tell(
        ignored,
        "cells of the matrix are not in the demand",
        unknown.map(|(id, _)| &**id),
    );
    let mut by_cell: Vec<Vec<(u32, f64)>> = vec![Vec::new(); demand.cells.len()];
    for entry in &matrix.entries {
        if let Some(row) = of_name[entry.demand as usize] {
            by_cell[row].push((entry.site, entry.distance_m));
        }
    }
    let mut n_twice = 0;
    for entries in &mut by_cell {
        let n_named = entries.len();
        entries.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        entries.dedup_by_key(|entry| entry.0);
        n_twice += n_named - entries.len();
    }
    if n_twice > 0 {
        let sentence = "pairs of the matrix are named twice: the shorter way counts";
        ignored.push(format!("{n_twice} {sentence}"));
    }
    let absent = demand
        .cells
        .iter()
        .zip(&by_cell)
        .filter(|(_, entries)| entries.is_empty());
    tell(
        ignored,
        "cells of the demand are not in the matrix",
        absent.map(|(cell, _)| &*cell.id),
    );
    by_cell
}

/// Adds a sentence about ids, if there are any.
pub fn tell<'a>(told: &mut Vec<String>, what: &str, ids: impl Iterator<Item = &'a str>) {
    let mut named = Vec::new();
    let mut n = 0_usize;
    for id in ids {
        n += 1;
        if named.len() < MAX_IDS_NAMED {
            named.push(shortened(id));
        }
    }
    if n > 0 {
        let more = if n > named.len() { ", …" } else { "" };
        told.push(format!("{n} {what}: {}{more}", named.join(", ")));
    }
}

impl CellState {
    /// Counts an existing station.
    fn meet(&mut self, distance_m: f64, limit_m: f64) {
        if distance_m <= limit_m {
            self.n_existing += 1;
        }
        let nearer_m = self
            .existing_m
            .map_or(distance_m, |held_m| held_m.min(distance_m));
        self.existing_m = Some(nearer_m);
    }
}
