//! `yizhan coverage`: who is within reach of an open station, written to a folder.

use std::io::Write;
use std::path::Path;

use super::holidays::{read_table, table_setting};
use super::network::{read_osm, snap_limit_m};
use super::progress::{Bar, READING_STATIONS};
use super::{
    CommandError, Exit, calibrate, hours_settings, load_stations, paces, refuse, sources, warn,
};
use crate::cli::{CoverageArgs, HoursArgs};
use crate::clock::{Instant, Zone};
use crate::coverage::drawing::street_lines;
use crate::coverage::run::{InputFile, InputRole, Run, StreetsInfo};
use crate::coverage::{Question, Stage, StreetNetwork, cover};
use crate::dataset::bytes::sha256_in_hex;
use crate::datum::Datum;
use crate::demand::{self, DemandFile};
use crate::network::osm::OsmFile;
use crate::network::{Direction, Graph, Places};
use crate::reload::lacking_tables;
use crate::report::output::write_all;
use crate::request::coverage::COVERAGE_PARAMS;
use crate::request::{Context, ParamError, Params, coverage_request};
use crate::snapshot::Snapshot;
use crate::travel::{Mode, Paces};

/// The streets of a file and the graph of the mode that is asked about.
struct LoadedStreets {
    file: OsmFile,
    graph: Graph,
}

/// Reads, covers, writes, and prints the main figures.
pub(super) fn coverage(args: &CoverageArgs, out: &mut impl Write) -> Result<Exit, CommandError> {
    if args.calibrate {
        return calibrate::calibrate(args, out);
    }
    let (Some(demand), Some(folder)) = (&args.demand, &args.out) else {
        let missing = if args.demand.is_none() {
            "demand"
        } else {
            "out"
        };
        return Err(CommandError::option(missing, "is required"));
    };
    let demand = demand::read(demand, demand_datum(args)?)?;
    // Whoever does not read the complaints gets the results all the same.
    let _ = complain(&demand, &mut std::io::stderr().lock());
    let generated_at = Instant::now();
    let paces = paces(&args.pace)?;
    let (snapshot, zone) = snapshot(args, generated_at)?;
    let question = question(args, &snapshot, zone, &paces, generated_at)?;
    if let Some(years) = question.clock.years(zone) {
        warn(&lacking_tables(&snapshot, years));
    }
    let snap_limit_m = snap_limit_m(&args.network.snap_limit_m)?;
    let streets = match &args.network.network {
        Some(path) => Some(read_streets(path, question.mode)?),
        None => None,
    };
    let stations = streets
        .as_ref()
        .map(|streets| streets.match_stations(&snapshot, snap_limit_m));
    let network = streets.as_ref().map(|streets| StreetNetwork {
        graph: &streets.graph,
        snap_limit_m,
        stations: stations.as_ref(),
    });
    let (catchments, cells) = (Bar::new("searching streets"), Bar::new("judging cells"));
    let outcome = cover(
        &snapshot,
        &demand.demand,
        &question,
        network.as_ref(),
        &|stage, done, total| match stage {
            Stage::Catchments => catchments.show(done, total),
            Stage::Cells => cells.show(done, total),
        },
    );
    drop((catchments, cells));
    let info = streets.as_ref().map(|streets| streets.info(snap_limit_m));
    let drawn = network
        .as_ref()
        .map(|network| street_lines(&snapshot, &question, network))
        .unwrap_or_default();
    let mut inputs = inputs(&snapshot, &demand, streets.as_ref());
    inputs.extend(holidays_inputs(&args.hours)?);
    let run = Run {
        snapshot: &snapshot,
        demand: &demand.demand,
        question: &question,
        outcome: &outcome,
        network: info.as_ref(),
        streets: &drawn,
        inputs: &inputs,
        generated_at,
    };
    let written = write_all(folder, &run)?;
    let text = super::coverage_text::text(&run, &written);
    writeln!(out, "{text}").map_err(CommandError::io("writing the figures"))?;
    Ok(Exit::Done)
}

fn demand_datum(args: &CoverageArgs) -> Result<Option<Datum>, CommandError> {
    let Some(given) = &args.demand_crs else {
        return Ok(None);
    };
    let known = || Datum::ALL.map(Datum::key);
    let datum = Datum::from_key(given.trim());
    datum
        .map(Some)
        .ok_or_else(|| refuse(ParamError::not_among("demand_crs", given, known())))
}

fn snapshot(args: &CoverageArgs, now: Instant) -> Result<(Snapshot, Zone), CommandError> {
    let settings = hours_settings(&args.hours)?;
    let (zone, today) = (settings.zone, settings.today);
    let bar = Bar::new(READING_STATIONS);
    let loaded = load_stations(&sources(&args.stations)?, settings, &bar)?;
    bar.turn_to("indexing stations");
    Ok((Snapshot::build(loaded, now, today), zone))
}

fn question(
    args: &CoverageArgs,
    snapshot: &Snapshot,
    zone: Zone,
    paces: &Paces,
    now: Instant,
) -> Result<Question, CommandError> {
    let context = Context {
        snapshot,
        zone,
        paces,
        now,
    };
    let params = Params::from_pairs(args.question.pairs(), &COVERAGE_PARAMS).map_err(refuse)?;
    let request = coverage_request(&params, &context).map_err(refuse)?;
    Ok(request.question)
}

fn read_streets(path: &Path, mode: Mode) -> Result<LoadedStreets, CommandError> {
    let file = read_osm(path)?;
    let graph = Graph::build(&file.streets, mode);
    if graph.edges().is_empty() {
        let detail = format!("{} has no street that {} may use", file.name, mode.key());
        return Err(CommandError::option("network", detail));
    }
    Ok(LoadedStreets { file, graph })
}

impl LoadedStreets {
    fn match_stations(&self, snapshot: &Snapshot, snap_limit_m: f64) -> Places {
        let positions = snapshot.positions();
        Places::match_to(&self.graph, &positions, snap_limit_m, Direction::Outward)
    }

    fn info(&self, snap_limit_m: f64) -> StreetsInfo {
        StreetsInfo {
            file: self.file.name.clone(),
            sha256: self.file.sha256.clone(),
            nodes: self.graph.positions().len(),
            segments: self.graph.edges().len(),
            components: self.graph.n_components(),
            snap_limit_m,
        }
    }
}

fn inputs(
    snapshot: &Snapshot,
    demand: &DemandFile,
    streets: Option<&LoadedStreets>,
) -> Vec<InputFile> {
    let stations = snapshot.sources().iter().map(|source| InputFile {
        role: InputRole::Stations,
        name: file_name(&source.file),
        rows: source.n_features,
        sha256: source.sha256.clone(),
    });
    let demand = InputFile {
        role: InputRole::Demand,
        name: demand.name.clone(),
        rows: demand.demand.n_rows,
        sha256: demand.sha256.clone(),
    };
    let streets = streets.map(|streets| InputFile {
        role: InputRole::Network,
        name: streets.file.name.clone(),
        rows: streets.file.streets.segments.len(),
        sha256: streets.file.sha256.clone(),
    });
    stations.chain([demand]).chain(streets).collect()
}

/// The tables of days off that were given, with their years as records.
fn holidays_inputs(args: &HoursArgs) -> Result<Vec<InputFile>, CommandError> {
    let input = |setting: &String| {
        let (_, file) = table_setting(setting);
        let text = std::fs::read(file).map_err(CommandError::io(format!("--holidays {file}")))?;
        Ok(InputFile {
            role: InputRole::Holidays,
            name: file_name(file),
            rows: read_table(file)?.known_years().len(),
            sha256: sha256_in_hex(&text),
        })
    };
    args.holidays.iter().map(input).collect()
}

fn file_name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(
        || path.to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// Lists what is wrong with the demand, a line each.
fn complain(file: &DemandFile, err: &mut impl Write) -> std::io::Result<()> {
    let word = file.demand.format.row_word();
    for issue in &file.demand.issues {
        let id = issue.id.as_ref().map(|id| format!(" ({id})"));
        let id = id.unwrap_or_default();
        let (row, code, message) = (issue.row, issue.code, &issue.message);
        writeln!(err, "{}, {word} {row}{id}: {code}: {message}", file.name)?;
    }
    let more = file.demand.n_issues() - file.demand.issues.len();
    if more > 0 {
        writeln!(err, "{}: and {more} more like these", file.name)?;
    }
    let (left_out, rows) = (file.demand.n_left_out(), file.demand.n_rows);
    if left_out > 0 {
        writeln!(err, "{}: {left_out} of {rows} rows are left out", file.name)?;
    }
    Ok(())
}
