//! The options of `yizhan nearest`.

use clap::Args;

use super::{DataArgs, NetworkArgs, PaceArgs, TableFormat};

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
    /// How to print the answer; json is the answer of the HTTP endpoint
    #[arg(long, env = "YIZHAN_FORMAT", default_value = "table")]
    pub format: TableFormat,
}

/// The parameters of a nearest question, as text.
#[derive(Debug, Args)]
pub struct QuestionArgs {
    /// Where you are: latitude in degrees
    #[arg(long, env = "YIZHAN_LAT", allow_hyphen_values = true)]
    pub lat: String,
    /// Where you are: longitude in degrees
    #[arg(long, env = "YIZHAN_LON", allow_hyphen_values = true, alias = "lng")]
    pub lon: String,
    /// Datum of the coordinates given and answered: wgs84, gcj02 or bd09 [default: wgs84]
    #[arg(long, env = "YIZHAN_CRS", value_name = "DATUM")]
    pub crs: Option<String>,
    /// What it must have, as a key or in Chinese; all of them
    #[arg(long, env = "YIZHAN_AMENITY", value_name = "KEY")]
    pub amenity: Vec<String>,
    /// What it must be; any of them
    #[arg(long, env = "YIZHAN_KIND", value_name = "KEY")]
    pub kind: Vec<String>,
    /// How one gets in: open, scan, app, members or customers; any of them
    #[arg(long, env = "YIZHAN_ACCESS")]
    pub access: Vec<String>,
    /// Stars it must have, 1 to 5
    #[arg(long, env = "YIZHAN_MIN_STAR", value_name = "STARS")]
    pub min_star: Option<String>,
    /// Only stations that have an offer on that day
    #[arg(long, env = "YIZHAN_OFFER")]
    pub offer: bool,
    /// How you move: walk, bike or ebike [default: walk]
    #[arg(long, env = "YIZHAN_MODE")]
    pub mode: Option<String>,
    /// How long the way may take, 1 to 60 minutes [default: 15]
    #[arg(long, env = "YIZHAN_MINUTES")]
    pub minutes: Option<String>,
    /// Instead of minutes: how far it may be, 1 to 50000 metres
    #[arg(long, env = "YIZHAN_RADIUS_M", value_name = "METRES")]
    pub radius_m: Option<String>,
    /// How many stations at most, 1 to 100 [default: 5]
    #[arg(long, env = "YIZHAN_LIMIT")]
    pub limit: Option<String>,
    /// When it must be open: arrival, now or any [default: arrival]
    #[arg(long, env = "YIZHAN_OPEN", value_name = "WHEN")]
    pub open: Option<String>,
    /// The moment you set out, RFC 3339 [default: now]
    #[arg(long, env = "YIZHAN_AT", value_name = "INSTANT")]
    pub at: Option<String>,
    /// How long it must then stay open, 0 to 1440 minutes [default: 0]
    #[arg(long, env = "YIZHAN_STAY_MINUTES", value_name = "MINUTES")]
    pub stay_minutes: Option<String>,
    /// Stations of unknown hours: include (after the open ones) or exclude [default: include]
    #[arg(long, env = "YIZHAN_UNKNOWN_HOURS", value_name = "WHAT")]
    pub unknown_hours: Option<String>,
}

impl QuestionArgs {
    /// The parameters that were given, by their names in HTTP.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let singles = [
            ("lat", Some(&self.lat)),
            ("lon", Some(&self.lon)),
            ("crs", self.crs.as_ref()),
            ("min_star", self.min_star.as_ref()),
            ("mode", self.mode.as_ref()),
            ("minutes", self.minutes.as_ref()),
            ("radius_m", self.radius_m.as_ref()),
            ("limit", self.limit.as_ref()),
            ("open", self.open.as_ref()),
            ("at", self.at.as_ref()),
            ("stay_minutes", self.stay_minutes.as_ref()),
            ("unknown_hours", self.unknown_hours.as_ref()),
        ];
        let lists = [
            ("amenity", &self.amenity),
            ("kind", &self.kind),
            ("access", &self.access),
        ];
        let singles = singles
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let lists = lists
            .into_iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
        let offer = self.offer.then(|| ("offer".to_owned(), "true".to_owned()));
        singles
            .chain(lists)
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .chain(offer)
            .collect()
    }
}
