//! The options of `yizhan along`.

use clap::Args;
use serde_json::{Map, Value, json};

use super::{DataArgs, NetworkArgs, PaceArgs, TableFormat, TermsArgs};

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
    /// How much longer a stop may take, 1 to 60 minutes [default: 5]
    #[arg(long, env = "YIZHAN_MAX_DETOUR_MINUTES", value_name = "MINUTES")]
    pub max_detour_minutes: Option<String>,
    /// In which order: detour or route [default: detour]
    #[arg(long, env = "YIZHAN_ORDER")]
    pub order: Option<String>,
    /// What the stations must match, and when
    #[command(flatten)]
    pub terms: TermsArgs,
}

impl RouteArgs {
    /// The same question as the body of a request.
    pub fn body(&self) -> Value {
        let format = match &self.route {
            Some(_) => Some("amap".to_owned()),
            None => self.polyline_format.clone(),
        };
        let texts = [
            ("route", self.route.clone()),
            ("polyline", self.polyline.clone()),
            ("polyline_format", format),
            ("max_detour_minutes", self.max_detour_minutes.clone()),
            ("order", self.order.clone()),
        ];
        let texts = texts
            .into_iter()
            .filter_map(|(name, text)| Some((name, text?)));
        let mut members: Map<String, Value> = texts
            .chain(self.terms.singles())
            .map(|(name, text)| (name.to_owned(), Value::from(text)))
            .collect();
        for (name, values) in self.terms.lists() {
            members.insert(name.to_owned(), json!(values));
        }
        if !self.times.is_empty() {
            members.insert("times".to_owned(), json!(self.times));
        }
        if !self.stops.is_empty() {
            members.insert("stops".to_owned(), json!(self.stops));
        }
        Value::Object(members)
    }
}
