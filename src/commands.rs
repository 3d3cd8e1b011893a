//! The subcommands. Results go to the given writer, warnings and errors to standard error.

mod along;
mod audit;
mod calibrate;
mod check;
mod coverage;
mod coverage_text;
mod current;
mod first_load;
mod holidays;
mod import;
mod limits;
mod listen;
mod live;
mod loaded;
mod log;
mod nearest;
mod network;
mod planning;
mod progress;
mod qr;
mod serve;
mod site;
mod table;
mod whole_file;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::CommandFactory;

pub use self::holidays::MAX_HOLIDAYS_BYTES;
use self::progress::Bar;
use crate::cli::{Cli, Command, FetchArgs, HoursArgs, PaceArgs};
use crate::clock::{UnixTime, Zone};
use crate::dataset::{LoadError, Loaded};
use crate::demand::DemandError;
use crate::hours::schedules::HoursSettings;
use crate::import::ImportError;
use crate::reload::{
    DEFAULT_FOLDER, FetchSettings, MAX_NETRC_BYTES, Netrc, SourceUrlError, Sources, today,
};
use crate::report::output::OutputError;
use crate::request::ParamError;
use crate::snapshot::Snapshot;
use crate::state::ServedSet;
use crate::travel::Paces;

/// How a command ended; the numbers are part of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Success: 0.
    Done,
    /// Success, with faults found: 1.
    FaultsFound,
}

/// Why a command failed: wrong use or unreadable input, exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// An option cannot be used.
    #[error("--{option}: {detail}")]
    Option {
        /// Its name without dashes.
        option: String,
        /// What is wrong and what would be right.
        detail: String,
    },
    /// The station files cannot be used.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The address of a station file cannot be used.
    #[error(transparent)]
    Source(#[from] SourceUrlError),
    /// The demand cannot be used.
    #[error(transparent)]
    Demand(#[from] DemandError),
    /// The lists cannot be imported.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The results cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// No file was named and the default folder has none.
    #[error(
        "no station file: give FILE arguments, or run where {DEFAULT_FOLDER} holds *.geojson files"
    )]
    NoFiles,
    /// Reading, writing or listening failed.
    #[error("{what}: {cause}")]
    Io {
        /// The operation that failed.
        what: String,
        /// The error of the system.
        cause: std::io::Error,
    },
}

/// Runs the subcommand.
pub fn run(cli: &Cli, out: &mut impl Write) -> Result<Exit, CommandError> {
    match &cli.command {
        Command::Serve(args) => serve::serve(args, cli.variable_of("live").is_some()),
        Command::Nearest(args) => nearest::nearest(args, out),
        Command::Along(args) => along::along_route(args, out),
        Command::Check(args) => check::check(args, out),
        Command::Audit(args) => audit::run(args, out),
        Command::Import(args) => import::run(args, out),
        Command::Coverage(args) => coverage::coverage(args, out),
        Command::Site(args) => site::site_stations(args, out),
        Command::Qr(args) => qr::run(args, out),
        Command::Keeper(args) => live::keeper(args, cli.variable_of("live").is_some(), out),
        Command::Live(args) => live::live(args, cli.variable_of("live").is_some(), out),
        Command::Completions { shell } => {
            // The generator panics on write errors, and a pipe may be closed.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "yizhan", &mut script);
            out.write_all(&script)
                .map_err(CommandError::io("writing the completions"))?;
            Ok(Exit::Done)
        }
    }
}

impl CommandError {
    /// The option that the error is about, without dashes.
    pub fn option_name(&self) -> Option<&str> {
        match self {
            Self::Option { option, .. } => Some(option),
            Self::Import(ImportError::Option { option, .. }) => Some(option),
            Self::Import(_) => None,
            Self::Load(_) | Self::Source(_) | Self::NoFiles => Some("stations"),
            Self::Demand(_) => Some("demand"),
            Self::Output(_) => Some("out"),
            Self::Io { what, .. } => what.strip_prefix("--")?.split(' ').next(),
        }
    }

    fn option(option: &str, detail: impl std::fmt::Display) -> Self {
        Self::Option {
            option: option.to_owned(),
            detail: detail.to_string(),
        }
    }

    /// The reason for the public, without the folders of this machine.
    fn without_folders(&self) -> String {
        match self {
            Self::Load(error) => error.without_folders(),
            Self::Demand(_) | Self::Output(_) | Self::Import(_) => {
                "a file of the planner cannot be used; the log of the service says why".to_owned()
            }
            Self::NoFiles => "there is no station file".to_owned(),
            Self::Source(error) => error.to_string(),
            Self::Option { option, .. } => {
                format!("--{option} cannot be used; the log of the service says why")
            }
            Self::Io { cause, .. } => format!("a file cannot be read: {cause}"),
        }
    }

    fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |cause| Self::Io { what, cause }
    }
}

/// Loads, indexes and serialises the named stations; `bar` shows the progress.
fn load_served(
    sources: &Sources,
    settings: HoursSettings,
    bar: &Bar,
) -> Result<ServedSet, CommandError> {
    let stopwatch = Instant::now();
    let today = settings.today;
    let loaded = load_stations(sources, settings, bar)?;
    bar.turn_to("indexing stations");
    let snapshot = Snapshot::build(loaded, UnixTime::now(), today);
    let load_time_s = stopwatch.elapsed().as_secs_f64();
    bar.turn_to("writing the feed");
    Ok(ServedSet::new(snapshot, load_time_s))
}

/// Loads the named stations: files, addresses, or the default folder.
fn load_stations(
    sources: &Sources,
    settings: HoursSettings,
    bar: &Bar,
) -> Result<Loaded, CommandError> {
    match sources.load(settings, &|done, total| bar.show(done, total)) {
        Err(LoadError::NoFiles) => Err(CommandError::NoFiles),
        loaded => Ok(loaded?),
    }
}

/// Parses the names of station files.
fn sources(files: &[PathBuf], args: &FetchArgs) -> Result<Sources, CommandError> {
    let netrc = match &args.netrc {
        Some(path) => read_netrc(path)?,
        None => Netrc::default(),
    };
    let settings = FetchSettings {
        max_bytes: args.max_fetched_bytes,
        netrc,
    };
    Ok(Sources::parse(files, &settings)?)
}

fn read_netrc(path: &Path) -> Result<Netrc, CommandError> {
    let text = std::fs::File::open(path).and_then(|file| {
        let mut text = String::new();
        file.take(MAX_NETRC_BYTES as u64 + 1)
            .read_to_string(&mut text)?;
        Ok(text)
    });
    let text = text.map_err(CommandError::io(format!("--netrc {}", path.display())))?;
    let wrong = |error| CommandError::option("netrc", format!("{} {error}", path.display()));
    Netrc::parse(&text).map_err(wrong)
}

fn hours_settings(args: &HoursArgs) -> Result<HoursSettings, CommandError> {
    let zone =
        Zone::parse(&args.utc_offset).map_err(|error| CommandError::option("utc-offset", error))?;
    Ok(HoursSettings {
        zone,
        calendars: holidays::read_calendars(&args.holidays)?,
        today: today(zone),
    })
}

/// Warns on standard error about what an answer lacks; the answer does not change.
fn warn(sentences: &[String]) {
    let mut err = std::io::stderr().lock();
    for sentence in sentences {
        let _ = writeln!(err, "warning: {sentence}");
    }
}

fn paces(args: &PaceArgs) -> Result<Paces, CommandError> {
    let mut paces = Paces::default();
    for setting in &args.speed {
        paces
            .set_speed(setting)
            .map_err(|error| CommandError::option("speed", error))?;
    }
    for setting in &args.detour {
        paces
            .set_detour(setting)
            .map_err(|error| CommandError::option("detour", error))?;
    }
    Ok(paces)
}

/// A parameter's error under the name of its option, with the same help as in HTTP.
fn refuse(error: ParamError) -> CommandError {
    let mut detail = error.detail;
    if let Some(word) = error.did_you_mean {
        detail = format!("{detail}; did you mean {word}?");
    } else if !error.allowed.is_empty() {
        detail = format!("{detail}; known are {}", error.allowed.join(", "));
    }
    CommandError::Option {
        option: error.parameter.replace('_', "-"),
        detail,
    }
}
