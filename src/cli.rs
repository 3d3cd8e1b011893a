//! The command line: its arguments, not what is done with them.
//!
//! Every option also comes from the environment as `YIZHAN_<OPTION>`, unless that is empty. The
//! parameters of a question stay text: the reader for HTTP checks them here too.

mod along;
mod audit;
mod coverage;
mod environment;
mod fetch;
mod import;
mod limits;
mod live;
mod log;
mod nearest;
mod qr;
mod reload;
mod site;
mod terms;

use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

pub use along::{AlongArgs, RouteArgs};
pub use audit::AuditArgs;
pub use coverage::{CellsTarget, CoverageArgs, CoverageQuestionArgs, PlannerArgs};
pub use environment::FromEnvironment;
pub use fetch::FetchArgs;
pub use import::ImportArgs;
pub use limits::LimitsArgs;
pub use live::{
    AddKeeperArgs, KeeperAction, KeeperArgs, ListKeepersArgs, LiveAction, LiveArgs,
    LiveCommandArgs, LiveDemandArgs, LiveExportArgs, RemoveKeeperArgs,
};
pub use log::{LogArgs, LogFormat, LogLevel};
pub use nearest::{NearestArgs, QuestionArgs};
pub use qr::QrArgs;
pub use reload::ReloadArgs;
pub use site::{GoalName, SitingArgs};
pub use terms::TermsArgs;

/// Finds the closest service stations that are open when you get there and have what you need.
#[derive(Debug, Parser)]
#[command(name = "yizhan", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// The options that were taken from the environment, not the command line.
    #[arg(skip)]
    pub from_environment: FromEnvironment,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer over HTTP
    Serve(Box<ServeArgs>),
    /// Answer one question and exit
    Nearest(Box<NearestArgs>),
    /// Find the stations that cost least on a route that you ride anyway, and exit
    Along(Box<AlongArgs>),
    /// Report everything that is wrong with station files
    ///
    /// Exit codes: 0 no errors (warnings alone are 0), 1 errors found, 2 a file could not be read.
    Check(CheckArgs),
    /// Judge a list of stations as an inspection does: criteria, stars, doubles
    ///
    /// Exit codes: 0 nothing is wrong (what is unknown alone is 0), 1 something is, 2 wrong use or
    /// unreadable input.
    Audit(AuditArgs),
    /// Make a station file of lists: workbooks, CSV, exports of GIS and `OpenStreetMap`
    ///
    /// Exit codes: 0 every row became a station, 1 something was left out or not understood, 2
    /// nothing usable, or a choice is missing.
    Import(Box<ImportArgs>),
    /// Find the people beyond reach of an open station, and write the results to a folder
    Coverage(Box<CoverageArgs>),
    /// Find where the next stations should go, or which hours to extend
    Site(Box<SitingArgs>),
    /// Make sheets with QR codes, to be printed and hung up at the doors of stations
    Qr(Box<QrArgs>),
    /// Make, list and remove keepers, who write notices for their stations
    Keeper(KeeperArgs),
    /// Write what was asked in vain, and counts of notices and reports
    Live(LiveCommandArgs),
    /// Print the completions for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// What is loaded, and on which clock.
#[derive(Clone, Debug, Args)]
pub struct DataArgs {
    /// Station files (GeoJSON) or their http(s) addresses [default: data/stations/*.geojson]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// How addresses are fetched
    #[command(flatten)]
    pub fetch: FetchArgs,
    #[command(flatten)]
    /// The clock and the calendars
    pub hours: HoursArgs,
}

/// The clock and the calendars that opening hours are read with.
#[derive(Clone, Debug, Args)]
pub struct HoursArgs {
    /// The clock that hours are read on, and instants without an offset
    #[arg(
        long,
        env = "YIZHAN_UTC_OFFSET",
        value_name = "OFFSET",
        default_value = "+08:00",
        allow_hyphen_values = true
    )]
    pub utc_offset: String,
    /// Days off and make-up workdays of the calendar NAME (cn if not given): the years in FILE
    /// take the place of the same years, all others stay; as data/calendar/holidays-cn.json has
    /// them, or a year as holiday-cn publishes it
    #[arg(
        long,
        env = "YIZHAN_HOLIDAYS",
        value_name = "[NAME=]FILE",
        value_delimiter = ','
    )]
    pub holidays: Vec<String>,
}

/// How fast people move.
#[derive(Clone, Debug, Args)]
pub struct PaceArgs {
    /// Speed of a mode in metres a second, as walk=1.2
    #[arg(
        long,
        env = "YIZHAN_SPEED",
        value_name = "MODE=M_S",
        value_delimiter = ','
    )]
    pub speed: Vec<String>,
    /// Length of the way divided by the straight line, as walk=1.35
    #[arg(
        long,
        env = "YIZHAN_DETOUR",
        value_name = "MODE=FACTOR",
        value_delimiter = ','
    )]
    pub detour: Vec<String>,
}

/// The streets that people move on.
#[derive(Clone, Debug, Args)]
pub struct NetworkArgs {
    /// A street map (OpenStreetMap PBF): ways go along its streets [default: straight lines]
    #[arg(long, env = "YIZHAN_NETWORK", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub network: Option<PathBuf>,
    /// How far from a street people and stations may be, 0 to 5000 metres [default: 300]
    #[arg(long, env = "YIZHAN_SNAP_LIMIT_M", value_name = "METRES")]
    pub snap_limit_m: Option<String>,
}

/// `yizhan serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// What is loaded
    #[command(flatten)]
    pub data: DataArgs,
    /// How fast people move
    #[command(flatten)]
    pub pace: PaceArgs,
    /// The streets, read once; the stations are matched to them whenever they are loaded
    #[command(flatten)]
    pub network: NetworkArgs,
    /// How the stations are kept current
    #[command(flatten)]
    pub reload: ReloadArgs,
    /// Address or name, and port to listen on; port 0 takes a free one and names it in the log
    #[arg(
        long,
        env = "YIZHAN_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080"
    )]
    pub listen: String,
    /// The address that clients use, for absolute links [default: http and the request's Host]
    #[arg(long, env = "YIZHAN_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// What the map page shows below the stations
    #[command(flatten)]
    pub site: SiteArgs,
    /// Where notices and reports are kept
    #[command(flatten)]
    pub live: LiveArgs,
    /// With --live, do not count where questions find nothing
    #[arg(long, env = "YIZHAN_NO_DEMAND", value_parser = BoolishValueParser::new())]
    pub no_demand: bool,
    /// Overload and bad clients
    #[command(flatten)]
    pub limits: LimitsArgs,
    /// The log
    #[command(flatten)]
    pub log: LogArgs,
}

/// The base map of the page.
#[derive(Debug, Args)]
pub struct SiteArgs {
    /// Tiles of the map page, as <https://tiles.example/{z}/{x}/{y}.png> [default: none]
    #[arg(long, env = "YIZHAN_BASEMAP", value_name = "URL")]
    pub basemap: Option<String>,
    /// Attribution of the tiles, shown on the map page
    #[arg(
        long,
        env = "YIZHAN_BASEMAP_ATTRIBUTION",
        value_name = "TEXT",
        requires = "basemap"
    )]
    pub basemap_attribution: Option<String>,
    /// The datum that the tiles are drawn in: wgs84, or gcj02 as Chinese map services do
    #[arg(
        long,
        env = "YIZHAN_BASEMAP_DATUM",
        value_name = "DATUM",
        default_value = "wgs84"
    )]
    pub basemap_datum: String,
}

/// How to print stations.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum TableFormat {
    /// Columns for people
    Table,
    /// As the HTTP endpoint answers
    Json,
}

/// `yizhan check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// What is checked: what `serve` would load
    #[command(flatten)]
    pub data: DataArgs,
    /// The moment from which hours are tried for what is suspicious, RFC 3339 [default: now]
    #[arg(long, env = "YIZHAN_AT", value_name = "INSTANT")]
    pub at: Option<String>,
    /// List each finding on a line of its own, in place of those alike together
    #[arg(long, env = "YIZHAN_ALL", value_parser = BoolishValueParser::new())]
    pub all: bool,
    /// How to print what was found
    #[arg(long, env = "YIZHAN_FORMAT", default_value = "text")]
    pub format: ReportFormat,
}

/// How to print a report.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ReportFormat {
    /// Sentences for people
    Text,
    /// One JSON object
    Json,
}
