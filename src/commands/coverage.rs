//! `yizhan coverage`: the people within reach of an open station, written to a folder.

mod cover_page;

use std::io::Write;

use super::planning::{Job, inputs, required};
use super::{CommandError, Exit, calibrate, coverage_text, warn};
use crate::cli::CoverageArgs;
use crate::report::output::write_all;

/// Reads, computes, writes, and prints the main figures.
pub(super) fn coverage(args: &CoverageArgs, out: &mut impl Write) -> Result<Exit, CommandError> {
    if args.calibrate {
        return calibrate::calibrate(args, out);
    }
    let cover_page = cover_page::read(args)?;
    let args = &args.planner;
    let demand = required("demand", args.demand.as_ref())?;
    let folder = required("out", args.out.as_ref())?;
    let job = Job::read(args, demand)?;
    let stations = job.match_stations();
    let network = job.network(stations.as_ref());
    let outcome = job.cover(network.as_ref());
    let (info, lines) = (job.streets_info(), job.street_lines(network.as_ref()));
    let mut inputs = job.inputs();
    inputs.extend(inputs::holidays(&args.hours)?);
    let names = job.read_names()?;
    let run = job.run(&outcome, info.as_ref(), &lines, &names, &inputs);
    let written = write_all(folder, &run, &cover_page)?;
    warn(coverage_text::warning(&run).as_slice());
    let text = coverage_text::text(&run, &written);
    writeln!(out, "{text}").map_err(CommandError::io("writing the figures"))?;
    Ok(Exit::Done)
}
