//! The options of `yizhan audit`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::DataArgs;

/// `yizhan audit`
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// What is judged
    #[command(flatten)]
    pub data: DataArgs,
    /// The folder to write audit.csv and audit.html to; made if it is not there [default: only
    /// the figures are printed]
    #[arg(
        long,
        env = "YIZHAN_OUT",
        value_name = "DIR",
        value_hint = ValueHint::DirPath
    )]
    pub out: Option<PathBuf>,
    /// Rules of the stars in place of the bundled ones: CSV with star, requirement, value, zh, en
    #[arg(
        long,
        env = "YIZHAN_STARS",
        value_name = "FILE",
        value_hint = ValueHint::FilePath
    )]
    pub stars: Option<PathBuf>,
    /// After how many days a check on the spot is too old, 1 to 3650
    #[arg(
        long,
        env = "YIZHAN_STALE_DAYS",
        value_name = "DAYS",
        default_value = "180"
    )]
    pub stale_days: String,
    /// The moment of the audit, RFC 3339 [default: now]
    #[arg(long, env = "YIZHAN_AT", value_name = "INSTANT")]
    pub at: Option<String>,
}
