//! `yizhan site`: where the next stations should go, or which hours to extend, written to a folder.

mod asked;
mod computed;
mod page;
mod tabled;
mod text;

use std::io::Write;

use asked::{Asked, What};
use computed::Among;

use super::planning::{Job, complain, demand_datum, inputs, required};
use super::progress::Bar;
use super::{CommandError, Exit, warn};
use crate::cli::{PlannerArgs, SitingArgs};
use crate::coverage::reach::{distances, week_reach};
use crate::coverage::run::{InputFile, InputRole};
use crate::coverage::{Clock, has_pairs_within};
use crate::demand::{Cell, read_places};
use crate::report::output::write_siting;
use crate::siting::assemble::{SitingError, tell};
use crate::siting::places::NO_STATIONS;
use crate::siting::run::{Found, SitingRun};
use crate::siting::world::{MAX_PAIRS, TooManyPairs};
use crate::siting::{self, hours, site};

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
        What::Hours(question) => extend_hours(planner, &mut job, question, out),
        What::Places(question) => choose_places(planner, &job, &asked, question, out),
    }
}

fn choose_places(
    args: &PlannerArgs,
    job: &Job,
    asked: &Asked<'_>,
    question: &siting::Question,
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    let mut inputs = inputs_of(args, job)?;
    let named = named_candidates(args, asked, &mut inputs)?;
    let network = job.network(None);
    let (assembled, today) = match asked.matrix {
        Some(path) => {
            let (file, input) = tabled::read(path)?;
            inputs.push(input);
            let stations = !args.stations.is_empty();
            let found = tabled::world(job, &file, stations, named.as_deref(), question.goal);
            (found.map_err(|fault| refusal(&fault))?, None)
        }
        None => {
            let among = Among::of(job, named.as_deref());
            let streets = network.as_ref();
            let found = computed::world(args, job, &among, streets, question.goal)?;
            let (assembled, today) = found.map_err(|fault| refusal(&fault))?;
            (assembled, Some(today))
        }
    };
    warn(&assembled.ignored);
    let bar = Bar::new("choosing sites");
    let outcome = site(&assembled.world, question);
    drop(bar);
    let found = Found::Places {
        question,
        candidates: &assembled.candidates,
        outcome: &outcome,
    };
    let page = match &today {
        Some(today) => page::page(job, today, network.as_ref(), &found, &inputs)?,
        None => None,
    };
    let page = page.as_deref();
    finish(args, job, found, &assembled.ignored, &inputs, page, out)
}

/// The candidates of the file that is given, if one is.
fn named_candidates(
    args: &PlannerArgs,
    asked: &Asked<'_>,
    inputs: &mut Vec<InputFile>,
) -> Result<Option<Vec<Cell>>, CommandError> {
    let Some(path) = asked.candidates else {
        return Ok(None);
    };
    let file = read_places(path, demand_datum(args)?)
        .map_err(|fault| CommandError::option("candidates", fault))?;
    let _ = complain(&file, &mut std::io::stderr().lock());
    inputs.push(InputFile {
        role: InputRole::Candidates,
        name: file.name.clone(),
        rows: file.demand.n_rows,
        sha256: file.sha256.clone(),
    });
    Ok(Some(file.demand.cells))
}

fn extend_hours(
    args: &PlannerArgs,
    job: &mut Job,
    question: &hours::HoursQuestion,
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    let at = job.question.clock.instant().unwrap_or(job.generated_at);
    job.question.clock = Clock::Week(at);
    let job = &*job;
    let network = job.network(None);
    let demand = &job.demand.demand;
    let bar = Bar::new("searching streets");
    let progress = |_, done, total| bar.show(done, total);
    let along = network.is_some();
    if !has_pairs_within(&job.snapshot, demand, &job.question, along, MAX_PAIRS) {
        return Err(refusal(&TooManyPairs.into()));
    }
    let week = week_reach(
        &job.snapshot,
        demand,
        &job.question,
        at,
        network.as_ref(),
        &progress,
    );
    drop(bar);
    let people: Vec<f64> = demand.cells.iter().map(|cell| cell.people).collect();
    let outcome = hours::extend(&people, &week, question)
        .map_err(|fault| CommandError::option("extend-hours", fault))?;
    let id = |row: &u32| &*job.snapshot.station(crate::station::StationIdx(*row)).id.0;
    let mut ignored = Vec::new();
    tell(
        &mut ignored,
        "stations of unknown hours are not extended",
        outcome.unknown_hours.iter().map(id),
    );
    warn(&ignored);
    let inputs = inputs_of(args, job)?;
    let found = Found::Hours {
        question,
        outcome: &outcome,
    };
    finish(args, job, found, &ignored, &inputs, None, out)
}

/// Writes the files and prints the choice.
fn finish(
    args: &PlannerArgs,
    job: &Job,
    found: Found<'_>,
    ignored: &[String],
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
    let written = write_siting(folder, &run, page)?;
    writeln!(out, "{}", text::text(&run, &written))
        .map_err(CommandError::io("writing the choice"))?;
    Ok(Exit::Done)
}

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
