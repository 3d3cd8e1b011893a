//! The options of `yizhan site`.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum, ValueHint};

use super::PlannerArgs;

/// `yizhan site`
#[derive(Debug, Args)]
pub struct SitingArgs {
    /// The people and stations of the question, and where the results go
    #[command(flatten)]
    pub planner: PlannerArgs,
    /// How many new stations, 1 to 1000; with --extend-hours how many blocks of hours
    #[arg(long, env = "YIZHAN_NEW", value_name = "K")]
    pub new: Option<u32>,
    /// Where they may go: CSV with id, lon, lat, or GeoJSON, in the datum of --demand-crs
    /// [default: at any cell of the demand]
    #[arg(long, env = "YIZHAN_CANDIDATES", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub candidates: Option<PathBuf>,
    /// Distances made elsewhere: CSV with demand, site, distance_m, in place of computed ones.
    /// Its sites are the stations (of --stations, if given) and the candidates
    #[arg(long, env = "YIZHAN_MATRIX", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub matrix: Option<PathBuf>,
    /// What is looked for
    #[arg(long, env = "YIZHAN_GOAL", default_value = "people")]
    pub goal: GoalName,
    /// How many stations have to cover people, 1 to 5: their cross coverage
    #[arg(long, env = "YIZHAN_AT_LEAST", value_name = "N", default_value_t = 1)]
    pub at_least: u32,
    /// Try to prove the optimum with a solver for integer programs
    #[arg(long, env = "YIZHAN_EXACT", value_parser = BoolishValueParser::new())]
    pub exact: bool,
    /// How long the solver of --exact may take, seconds; then the best found counts [default: 60]
    #[arg(long, env = "YIZHAN_TIME_LIMIT", value_name = "SECONDS")]
    pub time_limit: Option<f64>,
    /// Choose hours of existing stations in place of new ones, in the week that --at lies in
    #[arg(long, env = "YIZHAN_EXTEND_HOURS", value_parser = BoolishValueParser::new())]
    pub extend_hours: bool,
    /// With --extend-hours: how many hours of one day are a block, 1 to 24 [default: 4]
    #[arg(long, env = "YIZHAN_BLOCK_HOURS", value_name = "HOURS")]
    pub block_hours: Option<u32>,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GoalName {
    /// Most people within the limit
    People,
    /// The fewest stations with which all are within the limit that can be
    CoverAll,
    /// The shortest way on average, however far
    MeanTime,
    /// The shortest longest way, however far
    WorstTime,
}
