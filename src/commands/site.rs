//! `yizhan site`: where the next stations should go, or which hours to extend, written to a folder.

mod asked;
mod page;
mod text;

use std::io::Write;
use std::path::Path;

use asked::{Asked, What};

use super::planning::{Job, complain, demand_datum, inputs, required};
use super::progress::Bar;
use super::{CommandError, Exit, hours_settings, warn};
use crate::cli::{PlannerArgs, SitingArgs};
use crate::coverage::outcome::Outcome as Coverage;
use crate::coverage::reach::{distances, reach, week_reach};
use crate::coverage::run::{InputFile, InputRole};
use crate::coverage::{Clock, Limit, Question, StreetNetwork, has_pairs_within};
use crate::demand::{Cell, DemandFile, read_places};
use crate::report::output::write_siting;
use crate::siting::assemble::{
    Assembled, Candidate, SitingError, check_candidates, of_coverage, of_matrix, tell,
};
use crate::siting::matrix::{self, Matrix};
use crate::siting::places::{NO_STATIONS, as_stations, by_candidate};
use crate::siting::run::{Found, SitingRun};
use crate::siting::world::{MAX_PAIRS, TooManyPairs};
use crate::siting::{self, hours, site};
use crate::station::Status;

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
    let named = match asked.candidates {
        Some(path) => {
            let file = read_places(path, demand_datum(args)?)
                .map_err(|fault| CommandError::option("candidates", fault))?;
            let _ = complain(&file, &mut std::io::stderr().lock());
            inputs.push(input(InputRole::Candidates, &file));
            Some(file.demand.cells)
        }
        None => None,
    };
    let network = job.network(None);
    let far = distances(&job.question, network.is_some() || asked.matrix.is_some());
    let found = match asked.matrix {
        Some(path) => {
            let (file, input) = read_matrix(path)?;
            inputs.push(input);
            let stations = job.station_ids_that_count();
            let stations: Vec<&str> = stations.iter().map(String::as_str).collect();
            let (demand, named) = (&job.demand.demand, named.as_deref());
            of_matrix(demand, &file, &stations, named, far.limit_m, question.goal)
                .map(|assembled| (assembled, None))
        }
        None => computed(
            args,
            job,
            named.as_deref(),
            network.as_ref(),
            question.goal.looks_far(),
        )?,
    };
    let (assembled, today) = found.map_err(|fault| refusal(&fault))?;
    warn(&assembled.ignored);
    let bar = Bar::new("choosing sites");
    let outcome = site(&assembled.world, question);
    drop(bar);
    let found = Found::Places {
        question,
        candidates: &assembled.candidates,
        outcome: &outcome,
    };
    let page = today.and_then(|today| page::page(job, &today, network.as_ref(), &found, &inputs));
    finish(
        args,
        job,
        found,
        &assembled.ignored,
        &inputs,
        page.as_deref(),
        out,
    )
}

/// A table of distances; what is wrong with its rows is told.
fn read_matrix(path: &Path) -> Result<(Matrix, InputFile), CommandError> {
    let file = matrix::read(path)
        .map_err(|fault| CommandError::option("matrix", format!("{} {fault}", path.display())))?;
    complain_of_matrix(&file);
    let input = InputFile {
        role: InputRole::Matrix,
        name: file.name,
        rows: file.matrix.n_rows,
        sha256: file.sha256,
    };
    Ok((file.matrix, input))
}

/// The world along streets or in straight lines, and what is covered today.
fn computed(
    args: &PlannerArgs,
    job: &Job,
    named: Option<&[Cell]>,
    network: Option<&StreetNetwork<'_>>,
    looks_far: bool,
) -> Result<Result<(Assembled, Option<Coverage>), SitingError>, CommandError> {
    let demand = &job.demand.demand;
    let mut ignored = Vec::new();
    let all = named.unwrap_or(&demand.cells);
    let is_station = |cell: &&Cell| job.snapshot.find(&cell.id).is_some();
    let (built, free): (Vec<&Cell>, Vec<&Cell>) = all.iter().partition(is_station);
    tell(
        &mut ignored,
        "candidates are stations already",
        built.iter().map(|cell| &*cell.id),
    );
    if let Err(fault) = check_candidates(free.len()) {
        return Ok(Err(fault));
    }
    let settings = hours_settings(&args.hours)?;
    let places = as_stations(&free, settings, job.generated_at)?;
    // A new station is open, and has what is wanted.
    let mut question = Question {
        clock: Clock::Ignored,
        amenities: crate::amenity::AmenitySet::EMPTY,
        ..job.question
    };
    let far = distances(&job.question, network.is_some());
    if looks_far {
        // As far as the stations that exist are looked for, so that ways to both are compared.
        question.limit = Limit::DistanceM(far.farthest_m);
    }
    if !has_pairs_within(&places, demand, &question, network.is_some(), MAX_PAIRS) {
        return Ok(Err(TooManyPairs.into()));
    }
    let today = job.cover(network);
    let bar = Bar::new("searching streets");
    let progress = |_, done, total| bar.show(done, total);
    let mut reached = reach(&places, demand, &question, network, &progress);
    by_candidate(&places, &mut reached);
    let mut is_reached = vec![false; free.len()];
    for found in reached.iter().flatten() {
        is_reached[found.station.row()] = true;
    }
    let unreached = free
        .iter()
        .zip(&is_reached)
        .filter(|(_, is_reached)| !**is_reached);
    let what = "candidates are in reach of no people";
    tell(&mut ignored, what, unreached.map(|(cell, _)| &*cell.id));
    let world = of_coverage(demand, &today, &reached, free.len(), far);
    let candidate = |cell: &&Cell| Candidate {
        id: cell.id.clone(),
        position: Some(cell.position),
    };
    Ok(world.map(|world| {
        let assembled = Assembled {
            world,
            candidates: free.iter().map(candidate).collect(),
            ignored,
        };
        (assembled, Some(today))
    }))
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

fn input(role: InputRole, file: &DemandFile) -> InputFile {
    InputFile {
        role,
        name: file.name.clone(),
        rows: file.demand.n_rows,
        sha256: file.sha256.clone(),
    }
}

fn complain_of_matrix(file: &matrix::MatrixFile) {
    let matrix = &file.matrix;
    let mut told: Vec<String> = matrix
        .left_out
        .iter()
        .map(|fault| format!("{}, {fault}", file.name))
        .collect();
    if matrix.n_left_out > 0 {
        let (n, rows) = (matrix.n_left_out, matrix.n_rows);
        told.push(format!("{}: {n} of {rows} rows are left out", file.name));
    }
    warn(&told);
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

impl Job {
    /// Ids of the stations that are in service and offer what is wanted.
    fn station_ids_that_count(&self) -> Vec<String> {
        let today = self.snapshot.timetable().today();
        let counts = |station: &&crate::station::Station| {
            station.status_on(today) == Status::Active
                && station.offered.contains_all(self.question.amenities)
        };
        let stations = self.snapshot.stations().iter().filter(counts);
        stations.map(|station| station.id.0.to_string()).collect()
    }
}
