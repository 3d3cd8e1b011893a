//! `yizhan site`: where the next stations should go, or which hours to extend, written to a folder.

mod asked;
mod computed;
mod hours;
mod page;
mod places;
mod tabled;
mod text;

use std::io::Write;

use asked::{Asked, What};

use super::planning::{Job, inputs, required};
use super::{CommandError, Exit};
use crate::cli::{PlannerArgs, SitingArgs};
use crate::coverage::reach::distances;
use crate::coverage::run::{InputFile, InputRole};
use crate::report::output::write_siting;
use crate::report::siting_html;
use crate::siting::assemble::SitingError;
use crate::siting::ignored::Ignored;
use crate::siting::places::NO_STATIONS;
use crate::siting::run::{Found, SitingRun};

/// Reads, chooses, writes, and prints the choice.
pub(super) fn site_stations(args: &SitingArgs, out: &mut impl Write) -> Result<Exit, CommandError> {
    let asked = Asked::of(args)?;
    let planner = &args.planner;
    let demand = required("demand", planner.demand.as_ref())?;
    required("out", planner.out.as_ref())?;
    let mut job = match asked.matrix {
        Some(_) if planner.stations.is_empty() => Job::without_stations(planner, demand)?,
        _ => Job::read(planner, demand)?,
    };
    match &asked.what {
        What::Hours(question) => hours::extend(planner, &mut job, question, out),
        What::Places(question) => places::choose(planner, &job, &asked, question, out),
    }
}

/// Writes the files and prints the choice.
fn finish(
    args: &PlannerArgs,
    job: &Job,
    found: Found<'_>,
    ignored: &[Ignored],
    inputs: &[InputFile],
    page: Option<&str>,
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    let folder = required("out", args.out.as_ref())?;
    let info = job.streets_info();
    let from_matrix = inputs.iter().any(|input| input.role == InputRole::Matrix);
    let run = SitingRun {
        snapshot: &job.snapshot,
        demand: &job.demand.demand,
        reach: &job.question,
        seconds_a_metre: distances(&job.question, info.is_some() || from_matrix).seconds_a_metre,
        found,
        ignored,
        network: info.as_ref(),
        inputs,
        generated_at: job.generated_at,
    };
    // Without a coverage of today the choice has a page of its own.
    let own = page.is_none().then(|| siting_html(&run)).flatten();
    let written = write_siting(folder, &run, page.or(own.as_deref()))?;
    writeln!(out, "{}", text::text(&run, &written))
        .map_err(CommandError::io("writing the choice"))?;
    Ok(Exit::Done)
}

/// The files of the job; without the stations that were none.
fn inputs_of(args: &PlannerArgs, job: &Job) -> Result<Vec<InputFile>, CommandError> {
    let mut all = job.inputs();
    all.retain(|input| input.name != NO_STATIONS);
    all.extend(inputs::holidays(&args.hours)?);
    Ok(all)
}

/// What is told of a question that is too large, with what would make it smaller.
fn refusal(fault: &SitingError) -> CommandError {
    let remedy = match fault {
        SitingError::NoCandidate => "",
        SitingError::TooManyCandidates(_) => "; name fewer with --candidates",
        SitingError::TooManyPairs(_) => {
            "; name fewer --candidates, join cells of the demand, or look less far"
        }
    };
    CommandError::option("candidates", format!("{fault}{remedy}"))
}
