//! The options that keep the served stations current.

use clap::builder::BoolishValueParser;
use clap::{Args, value_parser};

/// Longest time between two looks at web servers, seconds: a day.
const MAX_POLL_S: u32 = 86_400;

/// How the stations are kept current.
#[derive(Clone, Debug, Args)]
pub struct ReloadArgs {
    /// Seconds between two looks at http(s) addresses of station files, 1 to 86400; 0: never
    #[arg(
        long,
        env = "YIZHAN_POLL",
        value_name = "SECONDS",
        default_value_t = 300,
        value_parser = value_parser!(u32).range(..=i64::from(MAX_POLL_S))
    )]
    pub poll: u32,
    /// Do not watch the files: they are loaded again only at SIGHUP
    #[arg(long, env = "YIZHAN_NO_WATCH", value_parser = BoolishValueParser::new())]
    pub no_watch: bool,
    /// Also take a new set that has fewer than half of the stations being served
    #[arg(long, env = "YIZHAN_ALLOW_SHRINK", value_parser = BoolishValueParser::new())]
    pub allow_shrink: bool,
}
