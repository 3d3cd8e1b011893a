//! `yizhan import`: lists as people keep them become a station file.

mod layout;
mod text;

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::progress::Bar;
use super::whole_file;
use super::{CommandError, Exit, hours_settings};
use crate::cli::{ImportArgs, ReportFormat};
use crate::datum::Datum;
use crate::import::{ImportError, Job, ListBytes, Mapping, Outcome, Report, Settings, import};

/// The most bytes of a mapping file.
const MAX_MAPPING_BYTES: u64 = 1 << 20;

/// Imports, writes what is asked for, and prints what became of the lists.
pub(super) fn run(args: &ImportArgs, out: &mut impl Write) -> Result<Exit, CommandError> {
    refuse_inputs_as_outputs(args)?;
    let settings = settings(args)?;
    let lists: Vec<ListBytes> = args.files.iter().map(read).collect::<Result<_, _>>()?;
    let positions = args.positions.as_deref().map(read).transpose()?;
    let older = args.out.as_deref().map(read_older).transpose()?.flatten();
    let bar = Bar::new("reading rows");
    let job = Job {
        lists: &lists,
        positions: positions.as_ref(),
        older: older.as_deref(),
        settings: &settings,
    };
    let outcome = import(&job, &|done, total| bar.show(done, total))?;
    drop(bar);
    write_files(args, &outcome)?;
    print(args, &outcome, older.is_some(), out)?;
    if outcome.stations.is_none() {
        return Err(ImportError::NothingUsable(why_nothing(&outcome.report)).into());
    }
    Ok(if outcome.report.is_complete() {
        Exit::Done
    } else {
        Exit::FaultsFound
    })
}

fn settings(args: &ImportArgs) -> Result<Settings, CommandError> {
    let mut settings = Settings::new(hours_settings(&args.hours)?);
    for map in &args.map {
        settings.map(map)?;
    }
    for set in &args.set {
        settings.set(set)?;
    }
    if let Some(datum) = &args.datum {
        let known = Datum::from_key(datum);
        let wanted =
            || CommandError::option("datum", format!("{datum}; wgs84, gcj02 or bd09 is wanted"));
        settings.datum = Some(known.ok_or_else(wanted)?);
    }
    settings.sheets.clone_from(&args.sheet);
    settings.keeps_personal = args.keep_personal;
    settings.keeps_gone = args.keep_gone;
    if let Some(path) = &args.mapping {
        let text = read_text(path)?;
        Mapping::parse(&text)?.apply(&mut settings)?;
    }
    if let Some(calendar) = &args.calendar {
        settings.calendar.clone_from(calendar);
    }
    Ok(settings)
}

fn read(path: impl AsRef<Path>) -> Result<ListBytes, CommandError> {
    let path = path.as_ref();
    let name = path.display().to_string();
    let bytes = crate::dataset::bytes::read(path).map_err(|fault| ImportError::Unreadable {
        list: name.clone(),
        why: fault.to_string(),
    })?;
    Ok(ListBytes { name, bytes })
}

fn read_text(path: &Path) -> Result<String, CommandError> {
    let refuse =
        |why: String| CommandError::option("mapping", format!("{}: {why}", path.display()));
    let size = std::fs::metadata(path)
        .map_err(|error| refuse(error.to_string()))?
        .len();
    if size > MAX_MAPPING_BYTES {
        return Err(refuse(format!(
            "has {size} bytes, {MAX_MAPPING_BYTES} is the most"
        )));
    }
    std::fs::read_to_string(path).map_err(|error| refuse(error.to_string()))
}

/// The station file that is there already.
fn read_older(path: impl AsRef<Path>) -> Result<Option<Vec<u8>>, CommandError> {
    match std::fs::read(path.as_ref()) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CommandError::option("out", error)),
    }
}

/// Inputs are never written over.
fn refuse_inputs_as_outputs(args: &ImportArgs) -> Result<(), CommandError> {
    let inputs = args
        .files
        .iter()
        .chain(&args.positions)
        .chain(&args.mapping);
    let inputs: Vec<PathBuf> = inputs.filter_map(|path| path.canonicalize().ok()).collect();
    let outputs = [
        ("out", &args.out),
        ("missing-positions", &args.missing_positions),
        ("save-mapping", &args.save_mapping),
    ];
    for (option, path) in outputs {
        let path = path.as_ref().and_then(|path| path.canonicalize().ok());
        // A mapping may be saved over itself.
        let is_input = path.is_some_and(|path| inputs.contains(&path));
        if is_input && option != "save-mapping" {
            return Err(CommandError::option(
                option,
                "is one of the inputs; give another name",
            ));
        }
    }
    Ok(())
}

fn write_files(args: &ImportArgs, outcome: &Outcome) -> Result<(), CommandError> {
    let mut files: Vec<(&Path, &str)> = Vec::new();
    if let (Some(path), Some(stations)) = (&args.out, &outcome.stations) {
        files.push((path, stations));
    }
    if let Some(path) = &args.missing_positions {
        files.push((path, &outcome.missing_positions));
    }
    let mapping = outcome.mapping.to_json();
    if let Some(path) = &args.save_mapping {
        files.push((path, &mapping));
    }
    for (path, text) in files {
        whole_file::write(path, text)
            .map_err(CommandError::io(format!("writing {}", path.display())))?;
    }
    Ok(())
}

fn print(
    args: &ImportArgs,
    outcome: &Outcome,
    is_compared: bool,
    out: &mut impl Write,
) -> Result<(), CommandError> {
    let printed = match args.format {
        ReportFormat::Json => serde_json::to_writer_pretty(&mut *out, &outcome.report)
            .map_err(std::io::Error::from)
            .and_then(|()| writeln!(out)),
        ReportFormat::Text => {
            let written = args.out.as_deref().filter(|_| outcome.stations.is_some());
            text::print(&outcome.report, written, is_compared, out)
        }
    };
    match printed {
        // What was written stays written, however much of the report is read.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed.map_err(CommandError::io("writing the report")),
    }
}

/// The commonest reason, and what may help.
fn why_nothing(report: &Report) -> String {
    let Some(first) = report.left_out.first() else {
        return "the lists have no rows".to_owned();
    };
    let n_same = report
        .left_out
        .iter()
        .filter(|left| left.why == first.why)
        .count();
    let headers: Vec<&str> = report
        .columns
        .iter()
        .map(|column| &*column.header)
        .collect();
    let headers = headers.join(", ");
    let why = format!(
        "{n_same} of {} rows: {}; the headers are {headers}",
        report.rows, first.why
    );
    if first.why != "no position" {
        return why;
    }
    format!(
        "{why}. Give --map HEADER=lon and HEADER=lat, or --positions; --missing-positions writes \
         what is to be filled in"
    )
}
