//! `yizhan coverage --calibrate`: how much longer ways are than straight lines.

use std::io::Write;

use super::network::read_osm;
use super::{CommandError, Exit, paces};
use crate::cli::CoverageArgs;
use crate::network::Graph;
use crate::network::calibration::Calibration;
use crate::network::osm::OsmFile;
use crate::travel::{Mode, Paces};

/// Trips that are sampled for each mode.
const TRIPS: usize = 5_000;
/// Trips are at most as long as the radius of the circle of this many minutes.
const MINUTES: f64 = 15.0;
/// Every run samples the same trips.
const SEED: u64 = 20_260_715;

/// Samples trips of each mode and prints percentiles of their detours.
pub(super) fn calibrate(args: &CoverageArgs, out: &mut impl Write) -> Result<Exit, CommandError> {
    refuse_others(args)?;
    let args = &args.planner;
    let is_asked_more = args.demand.is_some()
        || args.demand_crs.is_some()
        || args.out.is_some()
        || !args.stations.is_empty()
        || !args.question.pairs().is_empty();
    if is_asked_more {
        let detail = "samples the streets of all modes and nothing else; leave out --stations, \
                      --demand, --out, and what says how far, when and to which stations";
        return Err(CommandError::option("calibrate", detail));
    }
    let Some(path) = &args.network.network else {
        return Err(CommandError::option("network", "give the street map"));
    };
    let paces = paces(&args.pace)?;
    let file = read_osm(path)?;
    let write = CommandError::io("writing the detours");
    writeln!(out, "{}", table(&file, &paces)).map_err(write)?;
    Ok(Exit::Done)
}

/// Refuses the first option of a coverage run that would be passed over.
fn refuse_others(args: &CoverageArgs) -> Result<(), CommandError> {
    let planner = &args.planner;
    let others = [
        ("add", !args.add.is_empty()),
        ("close", !args.close.is_empty()),
        ("set-hours", !args.set_hours.is_empty()),
        ("compare", args.compare.is_some()),
        ("title", args.title.is_some()),
        ("logo", args.logo.is_some()),
        ("snap-limit-m", planner.network.snap_limit_m.is_some()),
        ("holidays", !planner.hours.holidays.is_empty()),
    ];
    let detail = "cannot be used with --calibrate, which samples the streets and nothing else";
    match others.iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => Err(CommandError::option(option, detail)),
        None => Ok(()),
    }
}

fn table(file: &OsmFile, paces: &Paces) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_header([
        "mode", "trips", "no way", "up to m", "p10", "p50", "p90", "set",
    ]);
    for mode in Mode::ALL {
        table.add_row(row(file, paces, mode));
    }
    table.to_string()
}

fn row(file: &OsmFile, paces: &Paces, mode: Mode) -> [String; 8] {
    let radius_m = paces.of(mode).radius_m(MINUTES);
    let graph = Graph::build(&file.streets, mode);
    let calibration = Calibration::sample(&graph, TRIPS, radius_m, SEED);
    let percentile = |percent| {
        calibration
            .percentile(percent)
            .map_or_else(|| "-".to_owned(), |detour| format!("{detour:.2}"))
    };
    let option = match calibration.percentile(50) {
        Some(median) => format!("--detour {}={median:.2}", mode.key()),
        None => "no street of this mode".to_owned(),
    };
    [
        mode.key().to_owned(),
        calibration.n_trips().to_string(),
        calibration.n_without_way.to_string(),
        format!("{radius_m:.0}"),
        percentile(10),
        percentile(50),
        percentile(90),
        option,
    ]
}
