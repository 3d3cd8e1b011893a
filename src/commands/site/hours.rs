//! The choice of hours that stations should be open beside those that they are.

use std::io::Write;

use super::{finish, inputs_of, page, refusal};
use crate::cli::PlannerArgs;
use crate::clock::UnixTime;
use crate::commands::planning::Job;
use crate::commands::progress::Bar;
use crate::commands::{CommandError, Exit, warn};
use crate::coverage::reach::{WeekReach, week_reach};
use crate::coverage::{Clock, has_pairs_within};
use crate::siting::hours::{self, HoursOutcome, HoursQuestion};
use crate::siting::ignored::{Ignored, Unused, sentences, tell};
use crate::siting::run::Found;
use crate::siting::world::{MAX_PAIRS, TooManyPairs};
use crate::station::StationIdx;

/// Chooses among the hours of the week of the question, writes, and prints the choice.
pub(super) fn extend(
    args: &PlannerArgs,
    job: &mut Job,
    question: &HoursQuestion,
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    let at = job.question.clock.instant().unwrap_or(job.generated_at);
    job.question.clock = Clock::Week(at);
    let week = week(job, at)?;
    let cells = job.demand.demand.cells.iter();
    let people: Vec<f64> = cells.map(|cell| cell.people).collect();
    let outcome = hours::extend(&people, &week, question)
        .map_err(|fault| CommandError::option("extend-hours", fault))?;
    let ignored = not_extended(job, &outcome);
    warn(&sentences(&ignored));
    let inputs = inputs_of(args, job)?;
    let found = Found::Hours {
        question,
        outcome: &outcome,
    };
    let page = page::of_hours(job, &outcome, &inputs)?;
    finish(args, job, found, &ignored, &inputs, Some(&page), out)
}

/// What people reach in each hour of a week.
fn week(job: &Job, at: UnixTime) -> Result<WeekReach, CommandError> {
    let network = job.network(None);
    let (stations, demand, question) = (&job.snapshot, &job.demand.demand, &job.question);
    if !has_pairs_within(stations, demand, question, network.is_some(), MAX_PAIRS) {
        return Err(refusal(&TooManyPairs.into()));
    }
    let bar = Bar::new("searching streets");
    let progress = |_, done, total| bar.show(done, total);
    let network = network.as_ref();
    Ok(week_reach(
        stations, demand, question, at, network, &progress,
    ))
}

/// The stations that are not chosen among.
fn not_extended(job: &Job, outcome: &HoursOutcome) -> Vec<Ignored> {
    let id = |row: &u32| &*job.snapshot.station(StationIdx(*row)).id.0;
    let mut told = Vec::new();
    let ids = outcome.unknown_hours.iter().map(id);
    tell(&mut told, Unused::UnknownHours, ids);
    told
}
