//! The run that a run is compared with.

use std::path::Path;

use crate::cli::CoverageArgs;
use crate::commands::CommandError;
use crate::commands::planning::{Job, required};
use crate::coverage::difference::Earlier;
use crate::report::earlier::{AskedNow, read};

/// The run in the folder of `--compare`; else, if anything is supposed, that of the stations as they
/// are, which is computed. `None` if there is nothing to compare.
pub(super) fn earlier(args: &CoverageArgs, job: &Job) -> Result<Option<Earlier>, CommandError> {
    if let Some(folder) = &args.compare {
        refuse_same(folder, required("out", args.planner.out.as_ref())?)?;
        let (info, inputs) = (job.streets_info(), job.inputs());
        let now = AskedNow {
            snapshot: &job.snapshot,
            demand: &job.demand.demand,
            question: &job.question,
            network: info.as_ref(),
            inputs: &inputs,
        };
        let earlier = read(folder, &now);
        return earlier
            .map(Some)
            .map_err(|error| CommandError::option("compare", error));
    }
    Ok(super::supposed::is_any(args).then(|| today(job)))
}

/// The stations as they are.
fn today(job: &Job) -> Earlier {
    let stations = job.match_stations();
    let outcome = job.cover(job.network(stations.as_ref()).as_ref());
    Earlier::of(&job.run(&outcome, None, &[], &[], &[]))
}

/// The folder that is written to would no longer hold what this is compared with.
fn refuse_same(compared: &Path, out: &Path) -> Result<(), CommandError> {
    let place = |path: &Path| path.canonicalize().ok();
    if compared == out || place(compared).is_some_and(|one| place(out) == Some(one)) {
        let detail = "is the folder of --out, which would be written over; take another for --out";
        return Err(CommandError::option("compare", detail));
    }
    Ok(())
}
