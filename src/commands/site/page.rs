//! The page of a choice of places: what is covered today, with the places on its map.

use crate::commands::planning::Job;
use crate::coverage::run::{InputFile, Run};
use crate::report::cover::{Cover, Proposal};
use crate::report::report_html;
use crate::siting::outcome::{Pick, Standing};
use crate::siting::run::Found;

/// The page; `None` where nothing chosen has a place on a map: hours, or sites that only a table of
/// distances names.
///
/// Computes the coverage of today's stations once more, with their hours.
pub(super) fn page(job: &Job, found: &Found<'_>, inputs: &[InputFile]) -> Option<String> {
    let proposals = proposals(found)?;
    let stations = job.match_stations();
    let network = job.network(stations.as_ref());
    let outcome = job.cover(network.as_ref());
    let (info, lines) = (job.streets_info(), job.street_lines(network.as_ref()));
    let run = Run {
        snapshot: &job.snapshot,
        demand: &job.demand.demand,
        question: &job.question,
        outcome: &outcome,
        network: info.as_ref(),
        streets: &lines,
        names: job.names(),
        inputs,
        generated_at: job.generated_at,
    };
    let cover = Cover {
        proposals,
        ..Cover::default()
    };
    Some(report_html(&run, &cover))
}

fn proposals(found: &Found<'_>) -> Option<Vec<Proposal>> {
    let Found::Places {
        candidates,
        outcome,
        ..
    } = found
    else {
        return None;
    };
    let steps = (1..).zip(outcome.steps());
    let proposal = |(rank, (pick, before)): (usize, (&Pick, Standing))| {
        let candidate = &candidates[pick.site as usize];
        Some(Proposal {
            rank,
            name: candidate.id.clone(),
            position: candidate.position?,
            people_gained: pick.standing.people_covered - before.people_covered,
        })
    };
    steps.map(proposal).collect()
}
