//! The parameters of the feed.

use super::filter::StationFilter;
use super::{Context, Fields, Param, ParamError, Params, list, single};
use crate::clock::UnixTime;
use crate::datum::Datum;

/// The parameters of `GET /v1/stations.geojson`.
pub const FEED_PARAMS: [Param; 7] = [
    single("crs"),
    single("bbox"),
    list("amenity"),
    list("kind"),
    single("at"),
    single("since"),
    list("fields"),
];

/// Longest data version that is looked up, bytes.
pub const MAX_VERSION_BYTES: usize = 64;

/// Which stations, in which form, and since when.
#[derive(Clone, Debug)]
pub struct FeedRequest {
    /// Datum of the box given and of the coordinates answered.
    pub crs: Datum,
    /// Which stations.
    pub filter: StationFilter,
    /// The moment for which open states are answered; `None`: no states.
    pub at: Option<UnixTime>,
    /// The properties that are answered; `None`: all.
    pub fields: Option<Fields>,
    /// The data version that the client has; `None` if it has none.
    pub since: Option<String>,
}

/// Reads the parameters of the feed.
pub fn feed_request(params: &Params, context: &Context<'_>) -> Result<FeedRequest, ParamError> {
    let at = params
        .text("at")
        .map(|_| params.at(context.zone, context.now));
    Ok(FeedRequest {
        crs: params.crs()?,
        filter: StationFilter::read(params, context.snapshot)?,
        at: at.transpose()?,
        fields: params.fields()?,
        since: since(params)?,
    })
}

/// Any text may once have been a version, but none is empty or long.
fn since(params: &Params) -> Result<Option<String>, ParamError> {
    match params.text("since") {
        None => Ok(None),
        Some(version) if (1..=MAX_VERSION_BYTES).contains(&version.len()) => {
            Ok(Some(version.to_owned()))
        }
        Some(_) => Err(ParamError::new(
            "since",
            format!(
                "since is the dataset_version of an earlier answer, 1 to {MAX_VERSION_BYTES} bytes"
            ),
        )),
    }
}

impl FeedRequest {
    /// Whether it is the whole feed, the same for every client.
    pub fn is_plain(&self) -> bool {
        self.at.is_none()
            && self.since.is_none()
            && self.fields.is_none()
            && self.filter == StationFilter::default()
    }
}
