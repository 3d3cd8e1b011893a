//! The world of a choice of places with ways from a table of distances.

use std::collections::BTreeSet;
use std::path::Path;

use super::refusal;
use crate::cli::PlannerArgs;
use crate::commands::planning::Job;
use crate::commands::{CommandError, warn};
use crate::coverage::reach::distances;
use crate::coverage::run::{InputFile, InputRole};
use crate::demand::Cell;
use crate::siting::Goal;
use crate::siting::assemble::Assembled;
use crate::siting::matrix::{self, Matrix, MatrixFile};
use crate::siting::tabled::{Existing, of_matrix};
use crate::station::{Station, Status};

/// Reads a table of distances, one of the inputs; what is wrong with its rows is told.
pub(super) fn read(path: &Path, inputs: &mut Vec<InputFile>) -> Result<Matrix, CommandError> {
    let file = matrix::read(path)
        .map_err(|fault| CommandError::option("matrix", format!("{} {fault}", path.display())))?;
    complain(&file);
    inputs.push(InputFile {
        role: InputRole::Matrix,
        name: file.name,
        rows: file.matrix.n_rows,
        sha256: file.sha256,
    });
    Ok(file.matrix)
}

/// The world of a table, with the stations of the job if any were given.
pub(super) fn world(
    args: &PlannerArgs,
    job: &Job,
    matrix: &Matrix,
    named: Option<&[Cell]>,
    goal: Goal,
) -> Result<Assembled, CommandError> {
    let stations = if args.stations.is_empty() {
        Existing::default()
    } else {
        existing(job)
    };
    let limit_m = distances(&job.question, true).limit_m;
    of_matrix(&job.demand.demand, matrix, &stations, named, limit_m, goal)
        .map_err(|fault| refusal(&fault))
}

/// The stations; those count that are in service and offer what is wanted.
fn existing(job: &Job) -> Existing<'_> {
    let today = job.snapshot.timetable().today();
    let counts = |station: &&Station| {
        station.status_on(today) == Status::Active
            && station.offered.contains_all(job.question.amenities)
    };
    let (that_count, others): (Vec<&Station>, Vec<&Station>) =
        job.snapshot.stations().iter().partition(counts);
    Existing {
        that_count: ids(&that_count),
        others: ids(&others),
    }
}

fn ids<'a>(stations: &[&'a Station]) -> BTreeSet<&'a str> {
    stations.iter().map(|station| &*station.id.0).collect()
}

fn complain(file: &MatrixFile) {
    let matrix = &file.matrix;
    let named = matrix.left_out.iter();
    let mut told: Vec<String> = named
        .map(|fault| format!("{}, {fault}", file.name))
        .collect();
    if matrix.n_left_out > 0 {
        let (n, rows) = (matrix.n_left_out, matrix.n_rows);
        told.push(format!("{}: {n} of {rows} rows are left out", file.name));
    }
    warn(&told);
}
