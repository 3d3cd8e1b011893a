//! The options of what people say about stations: its database, and the keepers.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, Subcommand, ValueHint};

use super::TableFormat;

/// The database of notices and reports.
#[derive(Clone, Debug, Args)]
pub struct LiveArgs {
    /// Database of notices and reports: sqlite:FILE, or postgres://USER@HOST/DATABASE; a password
    /// belongs into YIZHAN_LIVE or --live-file, for others see arguments [default: none is kept]
    #[arg(long, env = "YIZHAN_LIVE", value_name = "URL", hide_env_values = true)]
    pub live: Option<String>,
    /// A file that holds the same address, in place of --live
    #[arg(long, env = "YIZHAN_LIVE_FILE", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub live_file: Option<PathBuf>,
}

/// `yizhan live`
#[derive(Debug, Args)]
pub struct LiveCommandArgs {
    /// What to write
    #[command(subcommand)]
    pub action: LiveAction,
}

/// What is made of what people said and asked.
#[derive(Debug, Subcommand)]
pub enum LiveAction {
    /// Write where questions found nothing, as a demand for `coverage`
    ///
    /// Cells (H3, resolution 8) with fewer than ten such questions are left out.
    Demand(LiveDemandArgs),
    /// Write counts of reports and notices by station and month
    Export(LiveExportArgs),
}

/// `yizhan live demand`
#[derive(Debug, Args)]
pub struct LiveDemandArgs {
    /// Where it was counted
    #[command(flatten)]
    pub live: LiveArgs,
    /// The first day on which they were asked, as 2026-11-01 [default: all that is kept]
    #[arg(long, env = "YIZHAN_FROM", value_name = "DATE")]
    pub from: Option<String>,
    /// The last day [default: today]
    #[arg(long, env = "YIZHAN_TO", value_name = "DATE")]
    pub to: Option<String>,
    /// The CSV to write: id, lon, lat, population, amenity, weekday, hour
    #[arg(long, env = "YIZHAN_OUT", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: PathBuf,
}

/// `yizhan live export`
#[derive(Debug, Args)]
pub struct LiveExportArgs {
    /// Where they are kept
    #[command(flatten)]
    pub live: LiveArgs,
    /// The clock that months are of
    #[arg(
        long,
        env = "YIZHAN_UTC_OFFSET",
        value_name = "OFFSET",
        default_value = "+08:00",
        allow_hyphen_values = true
    )]
    pub utc_offset: String,
    /// The folder to write reports.csv and notices.csv to; made if it is not there
    #[arg(long, env = "YIZHAN_OUT", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
}

/// `yizhan keeper`
#[derive(Debug, Args)]
pub struct KeeperArgs {
    /// What to do
    #[command(subcommand)]
    pub action: KeeperAction,
}

/// What is done with keepers.
#[derive(Debug, Subcommand)]
pub enum KeeperAction {
    /// Make a keeper and print its token, which is shown this once
    Add(AddKeeperArgs),
    /// List the keepers
    List(ListKeepersArgs),
    /// Remove a keeper: its token is worth nothing from then on
    Remove(RemoveKeeperArgs),
}

/// `yizhan keeper add`
#[derive(Debug, Args)]
pub struct AddKeeperArgs {
    /// Where they are kept
    #[command(flatten)]
    pub live: LiveArgs,
    /// What the keeper is called, in lists alone
    #[arg(long, env = "YIZHAN_NAME", value_name = "TEXT")]
    pub name: String,
    /// The stations that it speaks for, by id
    #[arg(
        long,
        env = "YIZHAN_STATION",
        value_name = "ID",
        num_args = 1..,
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    pub station: Vec<String>,
    /// It speaks for all stations
    #[arg(long, env = "YIZHAN_ALL", value_parser = BoolishValueParser::new())]
    pub all: bool,
}

/// `yizhan keeper list`
#[derive(Debug, Args)]
pub struct ListKeepersArgs {
    /// Where they are kept
    #[command(flatten)]
    pub live: LiveArgs,
    /// How to print them
    #[arg(long, env = "YIZHAN_FORMAT", default_value = "table")]
    pub format: TableFormat,
}

/// `yizhan keeper remove`
#[derive(Debug, Args)]
pub struct RemoveKeeperArgs {
    /// Where they are kept
    #[command(flatten)]
    pub live: LiveArgs,
    /// The id of the keeper, as `list` shows it
    #[arg(value_name = "KEEPER")]
    pub keeper: String,
}
