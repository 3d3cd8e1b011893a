//! The options of `yizhan nearest`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::{DataArgs, NetworkArgs, PaceArgs, TableFormat, TermsArgs};

/// `yizhan nearest`
#[derive(Debug, Args)]
pub struct NearestArgs {
    /// What is loaded
    #[command(flatten)]
    pub data: DataArgs,
    /// How fast people move
    #[command(flatten)]
    pub pace: PaceArgs,
    /// The streets
    #[command(flatten)]
    pub network: NetworkArgs,
    /// What is asked
    #[command(flatten)]
    pub question: QuestionArgs,
    /// Instead of one place: many, with columns id, lon and lat as --demand of coverage reads them (-:
    /// a stream of Arrow IPC from standard input); the answers go to standard output as such a stream
    #[arg(
        long,
        env = "YIZHAN_BATCH",
        value_name = "FILE",
        allow_hyphen_values = true,
        value_hint = ValueHint::FilePath
    )]
    pub batch: Option<PathBuf>,
    /// How to print the answer; json is the answer of the HTTP endpoint
    #[arg(long, env = "YIZHAN_FORMAT", default_value = "table")]
    pub format: TableFormat,
}

/// The parameters of a nearest question, as text.
#[derive(Debug, Args)]
pub struct QuestionArgs {
    /// Where you are: latitude in degrees
    #[arg(
        long,
        env = "YIZHAN_LAT",
        allow_hyphen_values = true,
        required_unless_present = "batch"
    )]
    pub lat: Option<String>,
    /// Where you are: longitude in degrees
    #[arg(
        long,
        env = "YIZHAN_LON",
        allow_hyphen_values = true,
        alias = "lng",
        required_unless_present = "batch"
    )]
    pub lon: Option<String>,
    /// How long the way may take, 1 to 60 minutes [default: 15]
    #[arg(long, env = "YIZHAN_MINUTES")]
    pub minutes: Option<String>,
    /// Instead of minutes: how far it may be, 1 to 50000 metres
    #[arg(long, env = "YIZHAN_RADIUS_M", value_name = "METRES")]
    pub radius_m: Option<String>,
    /// What the stations must match, and when
    #[command(flatten)]
    pub terms: TermsArgs,
}

impl QuestionArgs {
    /// The parameters that were given, by their names in HTTP.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let place = [
            ("lat", self.lat.as_ref()),
            ("lon", self.lon.as_ref()),
            ("minutes", self.minutes.as_ref()),
            ("radius_m", self.radius_m.as_ref()),
        ];
        let place = place
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?.clone())));
        let lists = (self.terms.lists())
            .flat_map(|(name, values)| values.iter().map(move |value| (name, value.clone())));
        let pairs = place.chain(self.terms.singles()).chain(lists);
        pairs
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}
