//! The options of `yizhan along`.

use clap::Args;
use serde_json::{Map, Value, json};

use super::{DataArgs, NetworkArgs, PaceArgs, TableFormat};

/// `yizhan along`
#[derive(Debug, Args)]
pub struct AlongArgs {
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
    pub question: RouteArgs,
    /// How to print the answer; json is the answer of the HTTP endpoint
    #[arg(long, env = "YIZHAN_FORMAT", default_value = "table")]
    pub format: TableFormat,
}

/// The parameters of a question about a route, as text.
#[derive(Debug, Args)]
pub struct RouteArgs {
    /// The route as lon,lat;lon,lat
    #[arg(
        long,
        env = "YIZHAN_ROUTE",
        value_name = "POINTS",
        allow_hyphen_values = true,
        required_unless_present = "polyline",
        conflicts_with_all = ["polyline", "polyline_format"]
    )]
    pub route: Option<String>,
    /// The route as an encoded polyline
    #[arg(
        long,
        env = "YIZHAN_POLYLINE",
        value_name = "TEXT",
        allow_hyphen_values = true
    )]
    pub polyline: Option<String>,
    /// Decimals of the encoded polyline: 5 or 6 [default: 5]
    #[arg(long, env = "YIZHAN_POLYLINE_FORMAT", value_name = "DECIMALS")]
    pub polyline_format: Option<String>,
    /// Points of the route that must be passed, by their rows, counted from 0
    #[arg(long, env = "YIZHAN_STOPS", value_name = "ROWS", value_delimiter = ',')]
    pub stops: Vec<usize>,
    /// When each point of the route is passed, RFC 3339; in place of --at and the speed
    #[arg(
        long,
        env = "YIZHAN_TIMES",
        value_name = "INSTANTS",
        value_delimiter = ','
    )]
    pub times: Vec<String>,
    /// Datum of the coordinates given and answered: wgs84, gcj02 or bd09 [default: wgs84]
    #[arg(long, env = "YIZHAN_CRS", value_name = "DATUM")]
    pub crs: Option<String>,
    /// How much longer a stop may take, 1 to 60 minutes [default: 5]
    #[arg(long, env = "YIZHAN_MAX_DETOUR_MINUTES", value_name = "MINUTES")]
    pub max_detour_minutes: Option<String>,
    /// In which order: detour or route [default: detour]
    #[arg(long, env = "YIZHAN_ORDER")]
    pub order: Option<String>,
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
    /// How you move: walk, bike or ebike [default: walk]
    #[arg(long, env = "YIZHAN_MODE")]
    pub mode: Option<String>,
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

impl RouteArgs {
    /// The same question as the body of a request.
    pub fn body(&self) -> Value {
        let format = match &self.route {
            Some(_) => Some("amap".to_owned()),
            None => self.polyline_format.clone(),
        };
        let texts = [
            ("route", &self.route),
            ("polyline", &self.polyline),
            ("polyline_format", &format),
            ("crs", &self.crs),
            ("max_detour_minutes", &self.max_detour_minutes),
            ("order", &self.order),
            ("min_star", &self.min_star),
            ("mode", &self.mode),
            ("limit", &self.limit),
            ("open", &self.open),
            ("at", &self.at),
            ("stay_minutes", &self.stay_minutes),
            ("unknown_hours", &self.unknown_hours),
        ];
        let lists = [
            ("times", json!(self.times)),
            ("stops", json!(self.stops)),
            ("amenity", json!(self.amenity)),
            ("kind", json!(self.kind)),
            ("access", json!(self.access)),
        ];
        let given = lists
            .into_iter()
            .filter(|(_, list)| list.as_array().is_some_and(|list| !list.is_empty()));
        let texts = texts
            .into_iter()
            .filter_map(|(name, text)| Some((name, Value::from(text.clone()?))));
        let members: Map<String, Value> = texts
            .chain(given)
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        Value::Object(members)
    }
}
