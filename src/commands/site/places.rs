//! The choice of new places.

use std::io::Write;

use super::asked::Asked;
use super::{computed, finish, inputs_of, page, tabled};
use crate::cli::PlannerArgs;
use crate::commands::planning::{Job, complain, demand_datum};
use crate::commands::progress::Bar;
use crate::commands::{CommandError, Exit, warn};
use crate::coverage::run::{InputFile, InputRole};
use crate::demand::{Cell, read_places};
use crate::siting::ignored::sentences;
use crate::siting::run::Found;
use crate::siting::{Outcome, Question, World, site};

/// Chooses among the candidates, writes, and prints the choice.
pub(super) fn choose(
    args: &PlannerArgs,
    job: &Job,
    asked: &Asked<'_>,
    question: &Question,
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    let mut inputs = inputs_of(args, job)?;
    let named = named_candidates(args, asked, &mut inputs)?;
    let (named, goal) = (named.as_deref(), question.goal);
    let network = job.network(None);
    let (assembled, today) = if let Some(path) = asked.matrix {
        let matrix = tabled::read(path, &mut inputs)?;
        (tabled::world(args, job, &matrix, named, goal)?, None)
    } else {
        let (assembled, today) = computed::world(args, job, named, network.as_ref(), goal)?;
        (assembled, Some(today))
    };
    warn(&sentences(&assembled.ignored));
    let outcome = chosen(&assembled.world, question);
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

fn chosen(world: &World, question: &Question) -> Outcome {
    let _bar = Bar::new("choosing sites");
    site(world, question)
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
