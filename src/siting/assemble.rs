//! Worlds of siting questions from coverage, and what every world is made of; those of a table of
//! distances are made by [`super::tabled`].

use super::MAX_CANDIDATES;
use super::ignored::{Ignored, Unused, tell};
use super::world::{CellState, Pairs, TooManyPairs, World};
use crate::coverage;
use crate::coverage::reach::{Distances, Reached};
use crate::demand::Demand;
use crate::position::Position;

/// A place where a station could be built.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its id: unique among the candidates.
    pub id: String,
    /// Where it is; not known of a site that only a table of distances names.
    pub position: Option<Position>,
}

/// A world with the candidates by row, and what of the input was ignored.
#[derive(Clone, Debug, PartialEq)]
pub struct Assembled {
    /// The world.
    pub world: World,
    /// The candidates, by row.
    pub candidates: Vec<Candidate>,
    /// What was ignored.
    pub ignored: Vec<Ignored>,
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
            has_longer_way: false,
        });
    Ok(World {
        cells: cells.collect(),
        n_sites: n_candidates,
        pairs,
        limit_m: distances.limit_m,
        far_m: distances.farthest_m,
    })
}

/// Tells of the candidates that no cell reaches, as far as the question looks.
pub fn tell_unreached<'a>(
    told: &mut Vec<Ignored>,
    ids: impl Iterator<Item = &'a str>,
    is_reached: &[bool],
) {
    let unreached = ids.zip(is_reached).filter(|(_, is_reached)| !**is_reached);
    tell(told, Unused::Unreached, unreached.map(|(id, _)| id));
}
