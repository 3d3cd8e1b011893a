//! The options of station files that are fetched from web servers.

use std::path::PathBuf;

use clap::{Args, ValueHint, value_parser};

use crate::dataset::MAX_FILE_BYTES;
use crate::reload::USUAL_MAX_FETCHED_BYTES;

/// How station files are fetched.
#[derive(Clone, Debug, Args)]
pub struct FetchArgs {
    /// The largest station file that is taken from a web server, bytes, uncompressed; loading
    /// takes some times as much memory
    #[arg(
        long,
        env = "YIZHAN_MAX_FETCHED_BYTES",
        value_name = "BYTES",
        default_value_t = USUAL_MAX_FETCHED_BYTES,
        value_parser = value_parser!(u64).range(1..=MAX_FILE_BYTES)
    )]
    pub max_fetched_bytes: u64,
    /// A netrc file with users and passwords of web servers, so that no command line shows them
    #[arg(long, env = "YIZHAN_NETRC", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub netrc: Option<PathBuf>,
}
