//! The options of `yizhan qr`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::DataArgs;

/// `yizhan qr`
#[derive(Debug, Args)]
pub struct QrArgs {
    /// Whose sheets are made
    #[command(flatten)]
    pub data: DataArgs,
    /// The address that riders reach the service under, as `https://example.org/stations`
    #[arg(long, env = "YIZHAN_PUBLIC_URL", value_name = "URL", value_hint = ValueHint::Url)]
    pub public_url: String,
    /// A station by its id; may be given several times [default: all]
    #[arg(long, env = "YIZHAN_STATION", value_name = "ID")]
    pub station: Vec<String>,
    /// The page to write, HTML
    #[arg(long, env = "YIZHAN_OUT", value_name = "SHEET.html", value_hint = ValueHint::FilePath)]
    pub out: PathBuf,
}
