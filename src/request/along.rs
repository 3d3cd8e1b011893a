//! The body of a question about a route: the route, and parameters beside it.

mod route;

use super::body::{BodyError, flatten, read_members_beside};
use super::nearest::{NearestRequest, nearest_request};
use super::{Context, Param, ParamError, Params, flag, list, single};
use crate::query::along::{AlongQuery, Order};
use route::{Given, read_route};

/// Default of the longest detour, minutes.
pub const DEFAULT_DETOUR_MINUTES: f64 = 5.0;
/// The longest detour that can be asked for, minutes.
pub const MAX_DETOUR_MINUTES: f64 = 60.0;

/// The parameters beside the route, its times and its stops.
pub const ALONG_PARAMS: [Param; 17] = [
    single("polyline_format"),
    single("crs"),
    single("at"),
    single("mode"),
    single("max_detour_minutes"),
    single("order"),
    single("limit"),
    list("amenity"),
    list("kind"),
    list("access"),
    single("min_star"),
    flag("offer"),
    single("open"),
    single("stay_minutes"),
    single("unknown_hours"),
    list("fields"),
    flag("way"),
];

/// Words for [`Order`].
pub const ORDER_WORDS: [(&str, Order); 2] = [("detour", Order::Detour), ("route", Order::Route)];

/// A parsed question about a route, and how it is answered.
#[derive(Clone, Debug)]
pub struct AlongRequest {
    /// The question.
    pub query: AlongQuery,
    /// What it shares with one for the nearest stations.
    pub nearest: NearestRequest,
    /// The longest detour in the unit it was given in.
    pub max_detour_minutes: f64,
    /// Whether the answer holds the line along streets that the route was matched to.
    pub wants_way: bool,
}

/// Why a body is no question about a route.
#[derive(Debug, thiserror::Error)]
pub enum AlongError {
    /// It is no JSON object.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// A member of it cannot be used.
    #[error(transparent)]
    Member(#[from] ParamError),
}

/// Reads a body.
pub fn along_request(body: &[u8], context: &Context<'_>) -> Result<AlongRequest, AlongError> {
    let mut members = read_members_beside(body, "route")?;
    let given = Given::take_from(&mut members)?;
    let params = Params::from_pairs(flatten(members, &ALONG_PARAMS)?, &ALONG_PARAMS)?;
    let nearest = nearest_request(&params, context)?;
    if given.has_times() && params.text("at").is_some() {
        let detail = "give at or times, not both: the first of times is when the route begins";
        return Err(ParamError::new("at", detail).into());
    }
    let route = read_route(&given, params.text("polyline_format"), nearest.crs, context)?;
    let max_detour_minutes = params
        .number("max_detour_minutes", 1.0, MAX_DETOUR_MINUTES)?
        .unwrap_or(DEFAULT_DETOUR_MINUTES);
    let max_detour_m = nearest.query.pace.way_m(max_detour_minutes);
    let order = params.choice("order", &ORDER_WORDS)?.unwrap_or_default();
    Ok(AlongRequest {
        query: AlongQuery::new(route, nearest.query.clone(), max_detour_m, order),
        nearest,
        max_detour_minutes,
        wants_way: params.flag("way")?,
    })
}
