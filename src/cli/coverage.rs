//! The options of `yizhan coverage`.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum, ValueHint};

use super::{FetchArgs, HoursArgs, NetworkArgs, PaceArgs};

/// `yizhan coverage`
#[derive(Clone, Debug, Args)]
pub struct CoverageArgs {
    /// The people and stations of the question, and where the results go
    #[command(flatten)]
    pub planner: PlannerArgs,
    /// The title of the report, up to 120 characters; it stands above the finding
    #[arg(long, env = "YIZHAN_TITLE", value_name = "TEXT")]
    pub title: Option<String>,
    /// A logo for the report: PNG, JPEG or SVG of up to 512 KiB, which becomes part of the page
    #[arg(
        long,
        env = "YIZHAN_LOGO",
        value_name = "FILE",
        value_hint = ValueHint::FilePath
    )]
    pub logo: Option<PathBuf>,
    /// What would be: station files to add, read as those of --stations are
    #[arg(
        long,
        env = "YIZHAN_ADD",
        value_name = "FILE",
        num_args = 1..,
        value_delimiter = ',',
        value_hint = ValueHint::FilePath
    )]
    pub add: Vec<PathBuf>,
    /// What would be: ids of stations that are closed
    #[arg(long, env = "YIZHAN_CLOSE", value_name = "ID", num_args = 1..)]
    pub close: Vec<String>,
    /// What would be: a station with other opening hours, as in a station file; with --at or --week
    #[arg(long, env = "YIZHAN_SET_HOURS", value_name = "ID=HOURS", num_args = 1..)]
    pub set_hours: Vec<String>,
    /// Compare with the run that `coverage --out` left in this folder: the same people, limit and
    /// amenities [default: with --stations as they are, if anything is supposed]
    #[arg(
        long,
        env = "YIZHAN_COMPARE",
        value_name = "DIR",
        value_hint = ValueHint::DirPath
    )]
    pub compare: Option<PathBuf>,
    /// The cells in columns too: - as a stream of Arrow IPC on standard output, where nothing else is
    /// then written; parquet as cells.parquet in the folder of --out
    #[arg(
        long,
        env = "YIZHAN_CELLS",
        value_name = "WHERE",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub cells: Vec<CellsTarget>,
    /// Instead of computing: add up the runs over parts of the demand that `coverage --out` left in
    /// these folders, all asked the same of the same stations; those are read again, from where the
    /// parts had them or from --stations. With --demand, the parts must be those of that file
    #[arg(
        long,
        env = "YIZHAN_MERGE",
        value_name = "DIR",
        num_args = 1..,
        value_delimiter = ',',
        value_hint = ValueHint::DirPath
    )]
    pub merge: Vec<PathBuf>,
    /// Instead of all that: sample trips on the streets and print how much longer they are
    /// than straight lines, for --detour
    #[arg(long, env = "YIZHAN_CALIBRATE", value_parser = BoolishValueParser::new())]
    pub calibrate: bool,
}

/// Where the cells go in columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CellsTarget {
    /// Standard output, as a stream of Arrow IPC
    #[value(name = "-")]
    StandardOutput,
    /// A Parquet file in the folder of the results
    Parquet,
}

/// What `coverage` and `site` have in common.
#[derive(Clone, Debug, Args)]
pub struct PlannerArgs {
    /// Station files (GeoJSON) or their http(s) addresses [default: data/stations/*.geojson]
    #[arg(
        long,
        env = "YIZHAN_STATIONS",
        value_name = "FILE",
        num_args = 1..,
        value_delimiter = ',',
        value_hint = ValueHint::FilePath
    )]
    pub stations: Vec<PathBuf>,
    /// How addresses are fetched
    #[command(flatten)]
    pub fetch: FetchArgs,
    /// Where people are: CSV with id, lon, lat, population; GeoJSON points or polygons; Parquet or
    /// GeoParquet with such columns or points in WKB; - reads a stream of Arrow IPC from standard input
    #[arg(
        long,
        env = "YIZHAN_DEMAND",
        value_name = "FILE",
        allow_hyphen_values = true,
        value_hint = ValueHint::FilePath
    )]
    pub demand: Option<PathBuf>,
    /// Datum of the demand's coordinates: wgs84, gcj02 or bd09 [default: what a GeoJSON file
    /// says, else wgs84]. Results are in WGS-84
    #[arg(long, env = "YIZHAN_DEMAND_CRS", value_name = "CRS")]
    pub demand_crs: Option<String>,
    /// The streets; a graph of the mode is made of them
    #[command(flatten)]
    pub network: NetworkArgs,
    /// How far, which of their amenities, and when
    #[command(flatten)]
    pub question: CoverageQuestionArgs,
    /// How fast people move
    #[command(flatten)]
    pub pace: PaceArgs,
    /// The clock and the calendars
    #[command(flatten)]
    pub hours: HoursArgs,
    /// The folder to write to; made if it is not there
    #[arg(
        long,
        env = "YIZHAN_OUT",
        value_name = "DIR",
        value_hint = ValueHint::DirPath
    )]
    pub out: Option<PathBuf>,
}

/// The parameters of a coverage question, as text.
#[derive(Clone, Debug, Args)]
pub struct CoverageQuestionArgs {
    /// How people move: walk, bike or ebike [default: walk]
    #[arg(long, env = "YIZHAN_MODE")]
    pub mode: Option<String>,
    /// How long the way may take, 1 to 60 minutes [default: 15]
    #[arg(long, env = "YIZHAN_MINUTES")]
    pub minutes: Option<String>,
    /// Instead of minutes: how far it may be, 1 to 50000 metres; along streets with --network
    #[arg(long, env = "YIZHAN_MAX_DISTANCE_M", value_name = "METRES")]
    pub max_distance_m: Option<String>,
    /// What a station must have, as a key or in Chinese; all of them
    #[arg(long, env = "YIZHAN_AMENITY", value_name = "KEY")]
    pub amenity: Vec<String>,
    /// When people set out, RFC 3339: stations must be open on arrival [default: hours are
    /// not looked at]
    #[arg(long, env = "YIZHAN_AT", value_name = "INSTANT")]
    pub at: Option<String>,
    /// Also every hour of the week that --at lies in (of this week without --at)
    #[arg(long, env = "YIZHAN_WEEK", value_parser = BoolishValueParser::new())]
    pub week: bool,
}

impl CoverageQuestionArgs {
    /// The parameters that were given, by their names in HTTP.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let week = self.week.then(|| "true".to_owned());
        let singles = [
            ("mode", &self.mode),
            ("minutes", &self.minutes),
            ("max_distance_m", &self.max_distance_m),
            ("at", &self.at),
            ("week", &week),
        ];
        let singles = singles
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let amenities = self.amenity.iter().map(|key| ("amenity", key));
        singles
            .chain(amenities)
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect()
    }
}
