//! `yizhan coverage --merge`: the runs over parts of a demand as one run over all of it.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::supposed;
use crate::cli::CoverageArgs;
use crate::commands::planning::{Job, inputs, read_demand, required};
use crate::commands::{CommandError, Exit};
use crate::coverage::figures::parameters;
use crate::coverage::outcome::Outcome;
use crate::coverage::run::{Given, InputFile, InputRole, Run};
use crate::coverage::stations_alone;
use crate::datum::Datum;
use crate::demand::DemandFile;
use crate::report::cover::Cover;
use crate::report::earlier::EarlierError;
use crate::report::merged::{self, Merged, StationsNow};

/// The options that a run's parts are added up with again.
pub(super) fn given(args: &CoverageArgs) -> Given {
    let texts = |paths: &[PathBuf]| -> Vec<String> {
        let texts = paths.iter().map(|path| path.display().to_string());
        texts.collect()
    };
    let is_address = |file: &String| file.contains("://");
    let mut given = Given {
        stations: texts(&args.planner.stations),
        holidays: args.planner.hours.holidays.clone(),
        add: texts(&args.add),
        close: args.close.clone(),
        set_hours: args.set_hours.clone(),
    };
    for files in [&mut given.stations, &mut given.add] {
        if files.iter().any(is_address) {
            files.clear();
        }
    }
    given
}

/// Reads the parts, adds them up, and writes what one run over all of them would.
pub(super) fn merge(
    args: &CoverageArgs,
    cover_page: &Cover,
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    refuse_others(args)?;
    let folder = required("out", args.planner.out.as_ref())?;
    refuse_part(args, folder)?;
    let merged = merged::read(&args.merge).map_err(refused)?;
    let asked = asked(args, &merged);
    let mut job = Job::without_people(&asked.planner, merged.generated_at())?;
    let supposed = supposed::suppose(&asked, &mut job)?;
    let snap_limit_m = merged.network().map(|network| network.snap_limit_m);
    let along_streets = merged.network().is_some();
    let mut outcome = stations_alone(&job.snapshot, &job.question, along_streets);
    let holidays = inputs::holidays(&asked.planner.hours)?;
    let now = StationsNow {
        version: job.snapshot.version(),
        parameters: as_read(&parameters(&job.snapshot, &job.question, snap_limit_m)),
        counts: outcome.station_counts,
        holidays: &holidays,
    };
    merged.check(&now).map_err(refused)?;
    let files = take(args, &asked, &merged, &mut job, &mut outcome)?;
    let given = merged.given();
    let run = Run {
        supposed: supposed.as_ref(),
        given: Some(given),
        ..job.run(&outcome, merged.network(), &[], &[], &files)
    };
    super::finish(args, &run, None, cover_page, out)
}

/// Takes the cells and the sums of all parts; the files that they were read from.
fn take(
    args: &CoverageArgs,
    asked: &CoverageArgs,
    merged: &Merged,
    job: &mut Job,
    outcome: &mut Outcome,
) -> Result<Vec<InputFile>, CommandError> {
    let mut cells = merged.cells(&job.snapshot).map_err(refused)?;
    let mut files = merged.inputs();
    if let Some(path) = &args.planner.demand {
        let whole = read_demand(&asked.planner, path)?;
        let wrong =
            |what| CommandError::option("demand", format!("is not that of the parts: {what}"));
        cells.order_by(&whole.demand).map_err(wrong)?;
        job.demand = whole;
        let (is_stations, is_other): (Vec<_>, Vec<_>) = files
            .into_iter()
            .filter(|file| file.role != InputRole::Demand)
            .partition(|file| file.role == InputRole::Stations);
        files = [is_stations, vec![inputs::demand(&job.demand)], is_other].concat();
    } else {
        job.demand = DemandFile {
            demand: merged.demand(),
            ..DemandFile::default()
        };
        job.demand.demand.datum = Datum::from_key(merged.demand_crs()).unwrap_or_default();
        job.demand.demand.cells = cells.cells;
    }
    outcome.take(cells.outcomes, merged.totals().clone());
    outcome.station_counts = merged.station_counts();
    outcome.lacks_holiday_data = merged.lacks_holiday_data();
    Ok(files)
}

/// The options of the parts, with the stations that are named now.
fn asked(args: &CoverageArgs, merged: &Merged) -> CoverageArgs {
    let (mut asked, given, was) = (args.clone(), merged.given(), merged.parameters());
    let paths = |texts: &[String]| texts.iter().map(PathBuf::from).collect();
    if asked.planner.stations.is_empty() {
        asked.planner.stations = paths(&given.stations);
    }
    if asked.planner.hours.holidays.is_empty() {
        asked.planner.hours.holidays.clone_from(&given.holidays);
    }
    if asked.add.is_empty() {
        asked.add = paths(&given.add);
    }
    asked.close.clone_from(&given.close);
    asked.set_hours.clone_from(&given.set_hours);
    let text = |key: &str| was[key].as_str().map(str::to_owned);
    let number = |value: &Value| value.as_f64().map(|number| number.to_string());
    asked.planner.hours.utc_offset = text("utc_offset").unwrap_or_default();
    let question = &mut asked.planner.question;
    question.mode = text("mode");
    question.minutes = number(&was["limit"]["minutes"]);
    question.max_distance_m = number(&was["limit"]["distance_m"]);
    question.at = text("at");
    question.week = was["week"] == Value::Bool(true);
    let amenities = was["amenity"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let amenities = amenities.iter().filter_map(Value::as_str);
    question.amenity = amenities.map(str::to_owned).collect();
    let mode = text("mode").unwrap_or_default();
    let of_mode = |key: &str| number(&was[key]).map(|number| format!("{mode}={number}"));
    asked.planner.pace.speed = of_mode("speed_m_s").into_iter().collect();
    asked.planner.pace.detour = of_mode("detour").into_iter().collect();
    if asked.planner.demand_crs.is_none() {
        asked.planner.demand_crs = Some(merged.demand_crs().to_owned());
    }
    asked
}

/// Refuses what the parts were asked already.
fn refuse_others(args: &CoverageArgs) -> Result<(), CommandError> {
    let planner = &args.planner;
    let is_asked_more = args.compare.is_some()
        || !args.close.is_empty()
        || !args.set_hours.is_empty()
        || planner.network.network.is_some()
        || planner.network.snap_limit_m.is_some()
        || !planner.pace.speed.is_empty()
        || !planner.pace.detour.is_empty()
        || !planner.question.pairs().is_empty();
    if is_asked_more {
        let detail = "adds up what was computed: leave out the streets, what says how far, when and \
                      to which stations, and what is supposed or compared";
        return Err(CommandError::option("merge", detail));
    }
    Ok(())
}

/// The folder that is written to would no longer hold a part.
fn refuse_part(args: &CoverageArgs, folder: &Path) -> Result<(), CommandError> {
    let place = |path: &Path| path.canonicalize().ok();
    let is_it = |part: &&PathBuf| {
        *part == folder || place(part).is_some_and(|one| place(folder) == Some(one))
    };
    if let Some(part) = args.merge.iter().find(is_it) {
        let part = part.display();
        let detail = format!("{part} is the folder of --out, which would be written over");
        return Err(CommandError::option("merge", detail));
    }
    Ok(())
}

/// Parameters as they are read from a file: numbers of JSON.
fn as_read(parameters: &Value) -> Value {
    serde_json::from_str(&parameters.to_string()).unwrap_or_default()
}

fn refused(error: EarlierError) -> CommandError {
    CommandError::option("merge", error)
}
