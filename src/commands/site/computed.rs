//! The world of a choice of places with computed ways: along streets, or in straight lines.

use super::refusal;
use crate::amenity::AmenitySet;
use crate::cli::PlannerArgs;
use crate::commands::planning::Job;
use crate::commands::progress::Bar;
use crate::commands::{CommandError, hours_settings};
use crate::coverage::outcome::Outcome as Coverage;
use crate::coverage::reach::{Reached, distances, reach};
use crate::coverage::{Clock, Limit, Question, StreetNetwork, has_pairs_within};
use crate::demand::Cell;
use crate::siting::Goal;
use crate::siting::assemble::{
    Assembled, Candidate, check_candidates, of_coverage, tell_unreached,
};
use crate::siting::ignored::{Ignored, Unused, tell};
use crate::siting::places::{as_stations, by_candidate};
use crate::siting::world::{MAX_PAIRS, TooManyPairs};
use crate::snapshot::Snapshot;

/// The places to choose among.
struct Among<'a> {
    free: Vec<&'a Cell>,
    /// Those that are stations already.
    built: Vec<&'a Cell>,
}

impl<'a> Among<'a> {
    /// The named places, or else the cells of the demand, without the stations that exist.
    fn of(job: &'a Job, named: Option<&'a [Cell]>) -> Self {
        let all = named.unwrap_or(&job.demand.demand.cells);
        let is_station = |cell: &&Cell| job.snapshot.find(&cell.id).is_some();
        let (built, free) = all.iter().partition(is_station);
        Self { free, built }
    }

    fn ids(cells: &[&'a Cell]) -> impl Iterator<Item = &'a str> {
        cells.iter().map(|cell| &*cell.id)
    }

    fn candidates(&self) -> Vec<Candidate> {
        let candidate = |cell: &&Cell| Candidate {
            id: cell.id.clone(),
            position: Some(cell.position),
        };
        self.free.iter().map(candidate).collect()
    }

    /// What of the named places is not chosen among.
    fn told(&self, reached: &[Vec<Reached>]) -> Vec<Ignored> {
        let mut told = Vec::new();
        tell(&mut told, Unused::BuiltCandidates, Self::ids(&self.built));
        let mut is_reached = vec![false; self.free.len()];
        for found in reached.iter().flatten() {
            is_reached[found.station.row()] = true;
        }
        tell_unreached(&mut told, Self::ids(&self.free), &is_reached);
        told
    }
}

/// The world of the named places or else of the cells of the demand, and what is covered today.
pub(super) fn world(
    args: &PlannerArgs,
    job: &Job,
    named: Option<&[Cell]>,
    network: Option<&StreetNetwork<'_>>,
    goal: Goal,
) -> Result<(Assembled, Coverage), CommandError> {
    let among = Among::of(job, named);
    check_candidates(among.free.len()).map_err(|fault| refusal(&fault))?;
    let settings = hours_settings(&args.hours)?;
    let places = as_stations(&among.free, settings, job.generated_at)?;
    let demand = &job.demand.demand;
    let question = question(job, network.is_some(), goal);
    if !has_pairs_within(&places, demand, &question, network.is_some(), MAX_PAIRS) {
        return Err(refusal(&TooManyPairs.into()));
    }
    let today = job.cover(network);
    let reached = reached(job, &places, &question, network);
    let far = distances(&job.question, network.is_some());
    let n_candidates = among.free.len();
    let world = of_coverage(demand, &today, &reached, n_candidates, far)
        .map_err(|fault| refusal(&fault))?;
    let assembled = Assembled {
        world,
        candidates: among.candidates(),
        ignored: among.told(&reached),
    };
    Ok((assembled, today))
}

/// The question that new stations answer to: they are open, and have what is wanted.
fn question(job: &Job, along_streets: bool, goal: Goal) -> Question {
    let mut question = Question {
        clock: Clock::Ignored,
        amenities: AmenitySet::EMPTY,
        ..job.question
    };
    if goal.looks_far() {
        // As far as the stations that exist are looked for, so that ways to both are compared.
        let far = distances(&job.question, along_streets);
        question.limit = Limit::DistanceM(far.farthest_m);
    }
    question
}

/// What each cell reaches, by the rows of the candidates.
fn reached(
    job: &Job,
    places: &Snapshot,
    question: &Question,
    network: Option<&StreetNetwork<'_>>,
) -> Vec<Vec<Reached>> {
    let bar = Bar::new("searching streets");
    let progress = |_, done, total| bar.show(done, total);
    let demand = &job.demand.demand;
    let mut reached = reach(places, demand, question, network, &progress);
    by_candidate(places, &mut reached);
    reached
}
