//! The options that questions about a place and about a route share.

use clap::Args;

/// What the stations must match, and when, as text.
#[derive(Debug, Args)]
pub struct TermsArgs {
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

impl TermsArgs {
    /// The single values that were given, by their names in HTTP.
    pub(super) fn singles(&self) -> impl Iterator<Item = (&'static str, String)> {
        let singles = [
            ("crs", self.crs.clone()),
            ("min_star", self.min_star.clone()),
            ("offer", self.offer.then(|| "true".to_owned())),
            ("mode", self.mode.clone()),
            ("limit", self.limit.clone()),
            ("open", self.open.clone()),
            ("at", self.at.clone()),
            ("stay_minutes", self.stay_minutes.clone()),
            ("unknown_hours", self.unknown_hours.clone()),
        ];
        let singles = singles.into_iter();
        singles.filter_map(|(name, value)| Some((name, value?)))
    }

    /// The lists that were given, by their names in HTTP.
    pub(super) fn lists(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        let lists = [
            ("amenity", self.amenity.as_slice()),
            ("kind", self.kind.as_slice()),
            ("access", self.access.as_slice()),
        ];
        lists.into_iter().filter(|(_, values)| !values.is_empty())
    }
}
