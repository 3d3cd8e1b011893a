//! What `coverage` and `site` read before they compute.

pub(super) mod inputs;

use std::io::Write;
use std::path::{Path, PathBuf};

use super::network::{read_names, read_osm, snap_limit_m};
use super::progress::{Bar, READING_STATIONS};
use super::{CommandError, hours_settings, load_stations, paces, refuse, sources, warn};
use crate::cli::PlannerArgs;
use crate::clock::{UnixTime, Zone};
use crate::coverage::drawing::street_lines;
use crate::coverage::outcome::Outcome;
use crate::coverage::run::{InputFile, Run, StreetLine, StreetsInfo};
use crate::coverage::{Question, Stage, StreetNetwork, cover};
use crate::dataset::shown::shown;
use crate::datum::Datum;
use crate::demand::{self, DemandFile};
use crate::network::osm::{MapName, OsmFile};
use crate::network::{Direction, Graph, Places};
use crate::reload::lacking_tables;
use crate::request::coverage::COVERAGE_PARAMS;
use crate::request::{Context, ParamError, Params, coverage_request};
use crate::siting::places::no_stations;
use crate::snapshot::Snapshot;
use crate::travel::{Mode, Paces};

/// The streets of a file and the graph of the requested mode.
pub(super) struct LoadedStreets {
    path: PathBuf,
    pub(super) file: OsmFile,
    pub(super) graph: Graph,
}

/// All that a run reads before it computes.
pub(super) struct Job {
    pub(super) snapshot: Snapshot,
    pub(super) demand: DemandFile,
    pub(super) question: Question,
    pub(super) streets: Option<LoadedStreets>,
    pub(super) snap_limit_m: f64,
    pub(super) generated_at: UnixTime,
}

pub(super) fn required<'a, T>(
    option: &'static str,
    value: Option<&'a T>,
) -> Result<&'a T, CommandError> {
    value.ok_or_else(|| CommandError::option(option, "is required"))
}

impl Job {
    pub(super) fn read(args: &PlannerArgs, demand: &Path) -> Result<Self, CommandError> {
        let now = inputs::now()?;
        let read = || snapshot(args, now);
        Self::with(args, read_demand(args, demand)?, now, read)
    }

    /// The same without any people.
    pub(super) fn without_people(args: &PlannerArgs, now: UnixTime) -> Result<Self, CommandError> {
        let demand = DemandFile::default();
        Self::with(args, demand, now, || snapshot(args, now))
    }

    /// The same where nothing exists yet.
    pub(super) fn without_stations(
        args: &PlannerArgs,
        demand: &Path,
    ) -> Result<Self, CommandError> {
        let now = inputs::now()?;
        let settings = hours_settings(&args.hours)?;
        let zone = settings.zone;
        Self::with(args, read_demand(args, demand)?, now, || {
            Ok((no_stations(settings, now)?, zone))
        })
    }

    fn with(
        args: &PlannerArgs,
        demand: DemandFile,
        generated_at: UnixTime,
        stations: impl FnOnce() -> Result<(Snapshot, Zone), CommandError>,
    ) -> Result<Self, CommandError> {
        let paces = paces(&args.pace)?;
        let (snapshot, zone) = stations()?;
        let question = question(args, &snapshot, zone, &paces, generated_at)?;
        if let Some(years) = question.clock.years(zone) {
            warn(&lacking_tables(&snapshot, years));
        }
        let snap_limit_m = snap_limit_m(args.network.snap_limit_m.as_deref())?;
        let streets = match &args.network.network {
            Some(path) => Some(read_streets(path, question.mode)?),
            None => None,
        };
        Ok(Self {
            snapshot,
            demand,
            question,
            streets,
            snap_limit_m,
            generated_at,
        })
    }

    /// Takes other stations, and asks the same of them.
    pub(super) fn take(
        &mut self,
        args: &PlannerArgs,
        snapshot: Snapshot,
    ) -> Result<(), CommandError> {
        let zone = self.question.zone;
        let paces = paces(&args.pace)?;
        self.question = question(args, &snapshot, zone, &paces, self.generated_at)?;
        self.snapshot = snapshot;
        Ok(())
    }

    pub(super) fn match_stations(&self) -> Option<Places> {
        let streets = self.streets.as_ref()?;
        Some(streets.match_stations(&self.snapshot, self.snap_limit_m))
    }

    pub(super) fn network<'a>(&'a self, stations: Option<&'a Places>) -> Option<StreetNetwork<'a>> {
        Some(StreetNetwork {
            graph: &self.streets.as_ref()?.graph,
            snap_limit_m: self.snap_limit_m,
            stations,
        })
    }

    pub(super) fn cover(&self, network: Option<&StreetNetwork<'_>>) -> Outcome {
        let (catchments, cells) = (Bar::new("searching streets"), Bar::new("judging cells"));
        let progress = |stage, done, total| match stage {
            Stage::Catchments => catchments.show(done, total),
            Stage::Cells => cells.show(done, total),
        };
        let demand = &self.demand.demand;
        cover(&self.snapshot, demand, &self.question, network, &progress)
    }

    pub(super) fn streets_info(&self) -> Option<StreetsInfo> {
        let streets = self.streets.as_ref()?;
        Some(streets.info(self.snap_limit_m))
    }

    pub(super) fn street_lines(&self, network: Option<&StreetNetwork<'_>>) -> Vec<StreetLine> {
        network
            .map(|network| street_lines(&self.snapshot, &self.question, network))
            .unwrap_or_default()
    }

    /// The names of the street file, which only a page shows: two more passes over it.
    pub(super) fn read_names(&self) -> Result<Vec<MapName>, CommandError> {
        let streets = self.streets.as_ref();
        streets.map_or_else(|| Ok(Vec::new()), |streets| read_names(&streets.path))
    }

    /// The finished run, for all that is written of it.
    pub(super) fn run<'a>(
        &'a self,
        outcome: &'a Outcome,
        info: Option<&'a StreetsInfo>,
        streets: &'a [StreetLine],
        names: &'a [MapName],
        inputs: &'a [InputFile],
    ) -> Run<'a> {
        Run {
            snapshot: &self.snapshot,
            demand: &self.demand.demand,
            question: &self.question,
            outcome,
            network: info,
            streets,
            names,
            inputs,
            supposed: None,
            given: None,
            generated_at: self.generated_at,
            wants_parquet: false,
        }
    }

    pub(super) fn inputs(&self) -> Vec<InputFile> {
        let streets = self.streets.as_ref().map(|streets| &streets.file);
        inputs::files(&self.snapshot, &self.demand, streets)
    }
}

/// Reads the demand, and lists what is wrong with it.
pub(super) fn read_demand(args: &PlannerArgs, path: &Path) -> Result<DemandFile, CommandError> {
    let demand = demand::read(path, demand_datum(args)?)?;
    // A closed standard error costs the warnings, not the results.
    let _ = complain(&demand, &mut std::io::stderr().lock());
    Ok(demand)
}

pub(super) fn demand_datum(args: &PlannerArgs) -> Result<Option<Datum>, CommandError> {
    let Some(given) = &args.demand_crs else {
        return Ok(None);
    };
    let known = || Datum::ALL.map(Datum::key);
    let datum = Datum::from_key(given.trim());
    datum
        .map(Some)
        .ok_or_else(|| refuse(ParamError::not_among("demand_crs", given, known())))
}

fn snapshot(args: &PlannerArgs, now: UnixTime) -> Result<(Snapshot, Zone), CommandError> {
    let settings = hours_settings(&args.hours)?;
    let (zone, today) = (settings.zone, settings.today);
    let bar = Bar::new(READING_STATIONS);
    let loaded = load_stations(&sources(&args.stations, &args.fetch)?, settings, &bar)?;
    bar.turn_to("indexing stations");
    Ok((Snapshot::build(loaded, now, today), zone))
}

fn question(
    args: &PlannerArgs,
    snapshot: &Snapshot,
    zone: Zone,
    paces: &Paces,
    now: UnixTime,
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
    let path = path.to_owned();
    Ok(LoadedStreets { path, file, graph })
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
            bounds: None,
        }
    }
}

/// Lists what is wrong with the demand, a line each.
pub(super) fn complain(file: &DemandFile, err: &mut impl Write) -> std::io::Result<()> {
    let word = file.demand.format.row_word();
    for issue in &file.demand.issues {
        let id = issue.id.as_ref().map(|id| format!(" ({})", shown(id)));
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
