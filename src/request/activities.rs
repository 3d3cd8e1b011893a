//! The parameters of `GET /v1/activities`, and those of calendars.

use std::num::NonZeroUsize;

use super::nearest::{DEFAULT_MINUTES, MAX_LIMIT, minutes, mode};
use super::{Bbox, Context, Param, ParamError, Params, list, single};
use crate::clock::UnixTime;
use crate::datum::Datum;
use crate::query::ActivitiesQuery;
use crate::vocabulary::activities;

/// Default number of times per answer.
pub const DEFAULT_ACTIVITIES_LIMIT: u32 = 20;
/// How far `to` is after `from` if it is not given, days.
pub const DEFAULT_ACTIVITIES_DAYS: i64 = 7;
/// How far it may be, days.
pub const MAX_ACTIVITIES_DAYS: i64 = 31;
/// Seconds in a day.
const DAY_S: i64 = 86_400;

/// The parameters of `GET /v1/activities`.
pub const ACTIVITIES_PARAMS: [Param; 11] = [
    single("lat"),
    single("lon"),
    single("lng"),
    single("crs"),
    single("at"),
    single("from"),
    single("to"),
    list("category"),
    single("mode"),
    single("minutes"),
    single("limit"),
];
/// The parameters of `GET /v1/activities.ics`.
pub const CALENDAR_PARAMS: [Param; 3] = [single("bbox"), single("crs"), list("category")];

/// A parsed question, and the datum of its answer.
#[derive(Clone, Debug)]
pub struct ActivitiesRequest {
    /// The question.
    pub query: ActivitiesQuery,
    /// Datum of the coordinates given and answered.
    pub crs: Datum,
}

/// Which activities a calendar has.
#[derive(Clone, Debug)]
pub struct CalendarRequest {
    /// Datum of the box.
    pub crs: Datum,
    /// Those of stations within it.
    pub bbox: Bbox,
    /// Any of these categories, by their keys; empty is any.
    pub categories: Vec<&'static str>,
}

/// Reads all parameters except the place.
pub fn activities_request(
    params: &Params,
    context: &Context<'_>,
) -> Result<ActivitiesRequest, ParamError> {
    let mode = mode(params)?;
    let pace = context.paces.of(mode);
    let minutes = minutes(params)?.unwrap_or(DEFAULT_MINUTES);
    let limit = params
        .integer("limit", 1, MAX_LIMIT)?
        .unwrap_or(DEFAULT_ACTIVITIES_LIMIT);
    let at = params.at(context.zone, context.now)?;
    let from = params.instant("from", context.zone, context.now)?;
    let from = from.unwrap_or(at);
    let query = ActivitiesQuery {
        mode,
        pace,
        radius_m: pace.radius_m(minutes),
        way_limit_m: pace.way_m(minutes),
        at,
        from,
        to: to(params, context, from)?,
        categories: params.categories()?,
        limit: NonZeroUsize::new(limit as usize).unwrap_or(NonZeroUsize::MIN),
        zone: context.zone,
    };
    Ok(ActivitiesRequest {
        query,
        crs: params.crs()?,
    })
}

/// Reads the parameters of a calendar; the box is required.
pub fn calendar_request(params: &Params) -> Result<CalendarRequest, ParamError> {
    let bbox = params.bbox()?;
    Ok(CalendarRequest {
        crs: params.crs()?,
        bbox: bbox
            .ok_or_else(|| ParamError::new("bbox", "bbox=west,south,east,north is required"))?,
        categories: params.categories()?,
    })
}

/// The end of the range, at most [`MAX_ACTIVITIES_DAYS`] after its beginning.
fn to(params: &Params, context: &Context<'_>, from: UnixTime) -> Result<UnixTime, ParamError> {
    let given = params.instant("to", context.zone, context.now)?;
    let to = given.unwrap_or_else(|| from.plus_seconds(DEFAULT_ACTIVITIES_DAYS * DAY_S));
    if to <= from {
        return Err(ParamError::new("to", "to must be after from"));
    }
    if to > from.plus_seconds(MAX_ACTIVITIES_DAYS * DAY_S) {
        let detail = format!("to must be at most {MAX_ACTIVITIES_DAYS} days after from");
        return Err(ParamError::new("to", detail));
    }
    Ok(to)
}

impl Params<'_> {
    /// The categories of activities that are asked for, by their keys.
    fn categories(&self) -> Result<Vec<&'static str>, ParamError> {
        let terms = activities().terms();
        let mut keys: Vec<&'static str> = Vec::new();
        for word in self.words("category") {
            let known = activities().find(word).ok_or_else(|| {
                ParamError::not_among("category", word, terms.iter().map(|term| &*term.key))
            })?;
            let key = &*terms[known].key;
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        Ok(keys)
    }
}
