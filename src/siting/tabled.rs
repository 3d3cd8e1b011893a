//! Worlds of siting questions from a table of distances.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Goal;
use super::assemble::{Assembled, Candidate, SitingError, check_candidates, tell_unreached};
use super::ignored::{Ignored, Unused, tell};
use super::matrix::Matrix;
use super::world::{CellState, Pairs, TooManyPairs, World};
use crate::demand::{Cell, Demand};

/// The stations that exist, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Existing<'a> {
    /// Those in service that offer what is wanted.
    pub that_count: BTreeSet<&'a str>,
    /// The others: they cover no people, and they are no places to build at either.
    pub others: BTreeSet<&'a str>,
}

/// What a site of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Site {
    Candidate(u32),
    Station,
    /// A station that does not count.
    Idle,
    Unknown,
}

/// How far a question looks, metres.
#[derive(Clone, Copy, Debug)]
struct Reach {
    limit_m: f64,
    /// The longest way of a candidate that matters.
    seen_m: f64,
}

/// The sites of a table and the metres to each, for each cell of the demand.
type Entries = Vec<Vec<(u32, f64)>>;

/// The world of a table of distances. The candidates are those `named`, or else all sites of the
/// table, without the stations that exist.
///
/// Told of is what only one of the files names, stations of the table that do not count, and
/// candidates that no cell reaches.
pub fn of_matrix(
    demand: &Demand,
    matrix: &Matrix,
    stations: &Existing<'_>,
    named: Option<&[Cell]>,
    limit_m: f64,
    goal: Goal,
) -> Result<Assembled, SitingError> {
    let mut ignored = Vec::new();
    let candidates = candidates(matrix, stations, named, &mut ignored);
    check_candidates(candidates.len())?;
    tell_of_stations(matrix, stations, &mut ignored);
    let of_site = sites(matrix, stations, &candidates, &mut ignored);
    let ways = matrix.entries.iter().map(|entry| entry.distance_m);
    let far_m = ways.fold(limit_m, f64::max);
    let seen_m = if goal.looks_far() { far_m } else { limit_m };
    let entries = by_cell(demand, matrix, &mut ignored);
    let (cells, pairs) = cells(demand, &entries, &of_site, Reach { limit_m, seen_m })?;
    tell_of_reach(matrix, &candidates, &pairs, &mut ignored);
    let world = World {
        cells,
        n_sites: candidates.len(),
        pairs,
        limit_m,
        far_m,
    };
    Ok(Assembled {
        world,
        candidates,
        ignored,
    })
}

impl Existing<'_> {
    fn has(&self, id: &str) -> bool {
        self.that_count.contains(id) || self.others.contains(id)
    }
}

fn cells(
    demand: &Demand,
    entries: &Entries,
    of_site: &[Site],
    reach: Reach,
) -> Result<(Vec<CellState>, Pairs), TooManyPairs> {
    let mut pairs = Pairs::new();
    let mut cells = Vec::with_capacity(demand.cells.len());
    for (cell, entries) in demand.cells.iter().zip(entries) {
        let mut state = CellState {
            people: cell.people,
            n_existing: 0,
            existing_m: None,
            has_longer_way: false,
        };
        let mut reached = Vec::new();
        for (site, way_m) in entries {
            match of_site[*site as usize] {
                Site::Candidate(row) if *way_m <= reach.seen_m => reached.push((row, *way_m)),
                Site::Candidate(_) => state.has_longer_way = true,
                Site::Station => state.meet(*way_m, reach.limit_m),
                Site::Idle | Site::Unknown => {}
            }
        }
        pairs.push(reached)?;
        cells.push(state);
    }
    Ok((cells, pairs))
}

/// What each site of a table is; those that are nothing are told of.
fn sites(
    matrix: &Matrix,
    stations: &Existing<'_>,
    candidates: &[Candidate],
    ignored: &mut Vec<Ignored>,
) -> Vec<Site> {
    let ids = candidates.iter().map(|candidate| &*candidate.id);
    let row_of: HashMap<&str, u32> = ids.zip(0..).collect();
    let site = |id: &String| match row_of.get(&**id) {
        Some(row) => Site::Candidate(*row),
        None if stations.that_count.contains(&**id) => Site::Station,
        None if stations.others.contains(&**id) => Site::Idle,
        None => Site::Unknown,
    };
    let of_site: Vec<Site> = matrix.sites.iter().map(site).collect();
    let are = |wanted: Site| {
        let sites = matrix.sites.iter().zip(&of_site);
        sites
            .filter(move |(_, site)| **site == wanted)
            .map(|(id, _)| &**id)
    };
    tell(ignored, Unused::UnknownSites, are(Site::Unknown));
    tell(ignored, Unused::IdleStations, are(Site::Idle));
    of_site
}

fn candidates(
    matrix: &Matrix,
    stations: &Existing<'_>,
    named: Option<&[Cell]>,
    ignored: &mut Vec<Ignored>,
) -> Vec<Candidate> {
    let Some(named) = named else {
        let free = matrix.sites.iter().filter(|id| !stations.has(id));
        let of_name = |id: &String| Candidate {
            id: id.clone(),
            position: None,
        };
        return free.map(of_name).collect();
    };
    let (built, free): (Vec<&Cell>, Vec<&Cell>) =
        named.iter().partition(|cell| stations.has(&cell.id));
    let built = built.iter().map(|cell| &*cell.id);
    tell(ignored, Unused::BuiltCandidates, built);
    let is_in_matrix = in_matrix(matrix);
    let absent = free.iter().map(|cell| &*cell.id);
    let absent = absent.filter(|id| !is_in_matrix.contains(id));
    tell(ignored, Unused::CandidatesWithoutWays, absent);
    let of_cell = |cell: &Cell| Candidate {
        id: cell.id.clone(),
        position: Some(cell.position),
    };
    free.into_iter().map(of_cell).collect()
}

fn in_matrix(matrix: &Matrix) -> HashSet<&str> {
    matrix.sites.iter().map(|id| &**id).collect()
}

fn tell_of_stations(matrix: &Matrix, stations: &Existing<'_>, ignored: &mut Vec<Ignored>) {
    let is_in_matrix = in_matrix(matrix);
    let all = stations.that_count.union(&stations.others);
    let absent = all.copied().filter(|id| !is_in_matrix.contains(id));
    tell(ignored, Unused::StationsWithoutWays, absent);
}

/// Tells of the candidates that no cell reaches; of those that are not in the table it is told
/// already.
fn tell_of_reach(
    matrix: &Matrix,
    candidates: &[Candidate],
    pairs: &Pairs,
    ignored: &mut Vec<Ignored>,
) {
    let is_in_matrix = in_matrix(matrix);
    let is_absent = |one: &Candidate| !is_in_matrix.contains(&*one.id);
    let mut is_settled: Vec<bool> = candidates.iter().map(is_absent).collect();
    for site in pairs.sites() {
        is_settled[*site as usize] = true;
    }
    let ids = candidates.iter().map(|one| &*one.id);
    tell_unreached(ignored, ids, &is_settled);
}

/// For each cell of the demand the sites of the table and the distances; of a pair that is named
/// twice the shorter one.
fn by_cell(demand: &Demand, matrix: &Matrix, ignored: &mut Vec<Ignored>) -> Entries {
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
    tell(ignored, Unused::UnknownCells, unknown.map(|(id, _)| &**id));
    let mut by_cell: Entries = vec![Vec::new(); demand.cells.len()];
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
        ignored.push(Ignored {
            what: Unused::Repeated,
            n: n_twice,
            named: Vec::new(),
        });
    }
    let absent = demand
        .cells
        .iter()
        .zip(&by_cell)
        .filter(|(_, entries)| entries.is_empty());
    tell(
        ignored,
        Unused::CellsWithoutWays,
        absent.map(|(cell, _)| &*cell.id),
    );
    by_cell
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
