//! The page of a choice of places: what is covered today, with the places on its map.

use crate::commands::CommandError;
use crate::commands::planning::Job;
use crate::coverage::StreetNetwork;
use crate::coverage::outcome::Outcome;
use crate::coverage::run::InputFile;
use crate::report::cover::{Cover, Proposal};
use crate::report::report_html;
use crate::siting::outcome::{Pick, Standing};
use crate::siting::run::Found;

/// The page, from the coverage of `today`; `None` if a chosen place is not known by its position.
pub(super) fn page(
    job: &Job,
    today: &Outcome,
    network: Option<&StreetNetwork<'_>>,
    found: &Found<'_>,
    inputs: &[InputFile],
) -> Result<Option<String>, CommandError> {
    let Some(proposals) = proposals(found) else {
        return Ok(None);
    };
    let cover = Cover {
        proposals,
        ..Cover::default()
    };
    let names = job.read_names()?;
    let (info, lines) = (job.streets_info(), job.street_lines(network));
    let run = job.run(today, info.as_ref(), &lines, &names, inputs);
    Ok(Some(report_html(&run, &cover)))
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
