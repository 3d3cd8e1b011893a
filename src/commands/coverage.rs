//! `yizhan coverage`: the people within reach of an open station, written to a folder.

mod change_text;
mod compared;
mod cover_page;
mod merge;
mod supposed;

use std::io::Write;

use super::planning::{Job, inputs, required};
use super::{CommandError, Exit, calibrate, coverage_text, warn};
use crate::cli::{CellsTarget, CoverageArgs};
use crate::coverage::difference::{Difference, Earlier};
use crate::coverage::run::{Run, Supposed};
use crate::report::cover::Cover;
use crate::report::output::{write_all, write_difference, write_stream};

/// Reads, computes, writes, and prints the main figures.
pub(super) fn coverage(args: &CoverageArgs, out: &mut impl Write) -> Result<Exit, CommandError> {
    if args.calibrate {
        return calibrate::calibrate(args, out);
    }
    let cover_page = cover_page::read(args)?;
    if !args.merge.is_empty() {
        return merge::merge(args, &cover_page, out);
    }
    let demand = required("demand", args.planner.demand.as_ref())?;
    check_targets(args)?;
    supposed::check(args)?;
    let mut job = Job::read(&args.planner, demand)?;
    let earlier = compared::earlier(args, &job)?;
    let supposed = supposed::suppose(args, &mut job)?;
    compute(
        args,
        &job,
        supposed.as_ref(),
        earlier.as_ref(),
        &cover_page,
        out,
    )
}

fn compute(
    args: &CoverageArgs,
    job: &Job,
    supposed: Option<&Supposed>,
    earlier: Option<&Earlier>,
    cover_page: &Cover,
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    let stations = job.match_stations();
    let network = job.network(stations.as_ref());
    let outcome = job.cover(network.as_ref());
    // What only a page shows costs nothing where there is none.
    let is_paged = args.planner.out.is_some();
    let lines = is_paged.then(|| job.street_lines(network.as_ref()));
    let (info, lines) = (job.streets_info(), lines.unwrap_or_default());
    let mut inputs = job.inputs();
    inputs.extend(inputs::holidays(&args.planner.hours)?);
    let names = if is_paged {
        job.read_names()?
    } else {
        Vec::new()
    };
    let given = merge::given(args);
    let run = Run {
        supposed,
        given: Some(&given),
        ..job.run(&outcome, info.as_ref(), &lines, &names, &inputs)
    };
    finish(args, &run, earlier, cover_page, out)
}

/// Refuses to compute what goes nowhere.
fn check_targets(args: &CoverageArgs) -> Result<(), CommandError> {
    let is_streamed = args.cells.contains(&CellsTarget::StandardOutput);
    let is_compared = args.compare.is_some() || supposed::is_any(args);
    if is_compared || !is_streamed || args.cells.contains(&CellsTarget::Parquet) {
        required("out", args.planner.out.as_ref())?;
    }
    Ok(())
}

/// Writes the results: the folder, and what standard output is for.
fn finish(
    args: &CoverageArgs,
    run: &Run<'_>,
    earlier: Option<&Earlier>,
    cover_page: &Cover,
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    let run = &Run {
        wants_parquet: args.cells.contains(&CellsTarget::Parquet),
        ..*run
    };
    let text = match args.planner.out {
        Some(_) => Some(written(args, run, earlier, cover_page)?),
        None => None,
    };
    warn(coverage_text::warning(run).as_slice());
    if args.cells.contains(&CellsTarget::StandardOutput) {
        write_stream(out, run).map_err(CommandError::io("writing the cells"))?;
    } else if let Some(text) = text {
        writeln!(out, "{text}").map_err(CommandError::io("writing the figures"))?;
    }
    Ok(Exit::Done)
}

/// Writes the files; the figures to print, or the difference if there is one.
fn written(
    args: &CoverageArgs,
    run: &Run<'_>,
    earlier: Option<&Earlier>,
    cover_page: &Cover,
) -> Result<String, CommandError> {
    let folder = required("out", args.planner.out.as_ref())?;
    let Some(earlier) = earlier else {
        let written = write_all(folder, run, cover_page)?;
        return Ok(coverage_text::text(run, &written));
    };
    let difference = Difference::of(run, earlier);
    let written = write_difference(folder, &difference, cover_page)?;
    Ok(change_text::text(&difference, &written))
}
