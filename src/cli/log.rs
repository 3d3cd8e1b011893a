//! The options of the log.

use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum};

/// What is logged, and how. Lines go to standard error.
#[derive(Clone, Copy, Debug, Args)]
pub struct LogArgs {
    /// How much to log
    #[arg(
        long,
        env = "YIZHAN_LOG_LEVEL",
        value_name = "LEVEL",
        default_value = "info"
    )]
    pub log_level: LogLevel,
    /// How lines are written
    #[arg(
        long,
        env = "YIZHAN_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text"
    )]
    pub log_format: LogFormat,
    /// A line for each request at info, not only at debug: its route, never its path or query
    #[arg(long, env = "YIZHAN_LOG_REQUESTS", value_parser = BoolishValueParser::new())]
    pub log_requests: bool,
}

/// How much to log.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LogLevel {
    /// What broke
    Error,
    /// And what is odd
    Warn,
    /// And what happened
    Info,
    /// And how
    Debug,
}

/// How lines of the log are written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}
