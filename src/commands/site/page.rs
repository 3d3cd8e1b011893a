//! The page of a choice: what is covered today, with the places on its map or the hours in its week.

use crate::commands::CommandError;
use crate::commands::planning::Job;
use crate::coverage::StreetNetwork;
use crate::coverage::outcome::Outcome;
use crate::coverage::run::InputFile;
use crate::report::cover::{Cover, Proposal, ProposedBlock, ProposedHours};
use crate::report::report_html;
use crate::siting::hours::{HoursOutcome, HoursPick};
use crate::siting::outcome::{Pick, Standing};
use crate::siting::run::Found;
use crate::station::StationIdx;

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
    of_coverage(job, today, network, &cover, inputs).map(Some)
}

/// The page of a choice of hours, whose coverage of today is computed for it.
pub(super) fn of_hours(
    job: &Job,
    outcome: &HoursOutcome,
    inputs: &[InputFile],
) -> Result<String, CommandError> {
    let stations = job.match_stations();
    let network = job.network(stations.as_ref());
    let today = job.cover(network.as_ref());
    let cover = Cover {
        hours: Some(proposed(job, outcome)),
        ..Cover::default()
    };
    of_coverage(job, &today, network.as_ref(), &cover, inputs)
}

fn proposed(job: &Job, outcome: &HoursOutcome) -> ProposedHours {
    let block = |pick: &HoursPick| {
        let station = job.snapshot.station(StationIdx(pick.block.station));
        let has_name = !station.name.is_empty();
        ProposedBlock {
            station: if has_name {
                &station.name
            } else {
                &station.id.0
            }
            .to_string(),
            position: station.position,
            first_hour: pick.block.first_hour,
            n_hours: pick.block.n_hours,
            hours: pick.block.hours(),
            person_hours: pick.person_hours,
        }
    };
    ProposedHours {
        person_hours_total: outcome.person_hours_total,
        person_hours_before: outcome.before,
        blocks: outcome.picks.iter().map(block).collect(),
    }
}

fn of_coverage(
    job: &Job,
    today: &Outcome,
    network: Option<&StreetNetwork<'_>>,
    cover: &Cover,
    inputs: &[InputFile],
) -> Result<String, CommandError> {
    let names = job.read_names()?;
    let (info, lines) = (job.streets_info(), job.street_lines(network));
    let run = job.run(today, info.as_ref(), &lines, &names, inputs);
    Ok(report_html(&run, cover))
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
