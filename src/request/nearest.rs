//! The parameters of a nearest query.

use std::borrow::Cow;
use std::num::NonZeroUsize;

use super::{Context, Fields, Param, ParamError, Params, flag, list, single};
use crate::clock::UnixTime;
use crate::datum::Datum;
use crate::position::Position;
use crate::query::opening::OpeningSearch;
use crate::query::{
    Answer, Filter, NearestQuery, OpenWhen, Streets, UnknownHours, WhyEmpty, answer, why_nothing,
};
use crate::station::Access;
use crate::travel::{Mode, Pace, Travel};

/// Most stations per answer.
pub const MAX_LIMIT: u32 = 100;
/// Default number of stations per answer.
pub const DEFAULT_LIMIT: u32 = 5;
/// Longest travel time, minutes.
pub const MAX_MINUTES: f64 = 60.0;
/// Default travel time, minutes.
pub const DEFAULT_MINUTES: f64 = 15.0;
/// Largest circle, metres.
pub const MAX_RADIUS_M: f64 = 50_000.0;
/// Longest stay, minutes.
pub const MAX_STAY_MINUTES: u32 = 1_440;

/// All parameters except the place.
const TERMS: [Param; 13] = [
    list("amenity"),
    list("kind"),
    list("access"),
    single("min_star"),
    flag("offer"),
    single("mode"),
    single("minutes"),
    single("radius_m"),
    single("limit"),
    single("open"),
    single("at"),
    single("stay_minutes"),
    single("unknown_hours"),
];

/// The parameters of a batch, beside its places.
pub const NEAREST_PARAMS: [Param; 17] = {
    let mut params = [single("crs"); 17];
    params[0] = single("lat");
    params[1] = single("lon");
    params[2] = single("lng");
    let mut at = 0;
    while at < TERMS.len() {
        params[4 + at] = TERMS[at];
        at += 1;
    }
    params
};

/// The parameters of `GET /v1/stations/nearest`.
pub const NEAREST_GET_PARAMS: [Param; NEAREST_PARAMS.len() + 1] = {
    let mut params = [list("fields"); NEAREST_PARAMS.len() + 1];
    let mut at = 0;
    while at < NEAREST_PARAMS.len() {
        params[at] = NEAREST_PARAMS[at];
        at += 1;
    }
    params
};

/// Words for [`OpenWhen`].
pub const OPEN_WORDS: [(&str, OpenWhen); 3] = [
    ("arrival", OpenWhen::Arrival),
    ("now", OpenWhen::Now),
    ("any", OpenWhen::Any),
];

/// Words for [`UnknownHours`].
pub const UNKNOWN_HOURS_WORDS: [(&str, UnknownHours); 2] = [
    ("include", UnknownHours::Include),
    ("exclude", UnknownHours::Exclude),
];

/// A parsed query, and the datum of its answer.
#[derive(Clone, Debug)]
pub struct NearestRequest {
    /// The query.
    pub query: NearestQuery,
    /// The longest way along streets, metres.
    pub way_limit_m: f64,
    /// Datum of the coordinates given and answered.
    pub crs: Datum,
    /// The stay in the unit it was given in.
    pub stay_minutes: u32,
    /// The properties that are answered; `None`: all.
    pub fields: Option<Fields>,
}

impl NearestRequest {
    /// The nearest stations to a place, along streets where there are any.
    pub fn answer(
        &self,
        search: &OpeningSearch<'_>,
        streets: Option<Streets<'_>>,
        origin: Position,
    ) -> Answer {
        answer(search, streets, origin, &self.query, self.way_limit_m)
    }

    /// Why its answer contains no station; `None` if it does.
    pub fn why_nothing(
        &self,
        search: &OpeningSearch<'_>,
        streets: Option<Streets<'_>>,
        origin: Position,
        answer: &Answer,
    ) -> Option<WhyEmpty> {
        let (query, way_limit_m) = (&self.query, self.way_limit_m);
        why_nothing(search, streets, origin, query, way_limit_m, answer)
    }

    /// The query for stations that are searched along `travel`.
    pub fn along(&self, travel: Travel) -> Cow<'_, NearestQuery> {
        match travel {
            Travel::Network => Cow::Owned(self.query.along_streets(self.way_limit_m)),
            Travel::StraightLine => Cow::Borrowed(&self.query),
        }
    }
}

/// Reads all parameters except the place.
pub fn nearest_request(
    params: &Params,
    context: &Context<'_>,
) -> Result<NearestRequest, ParamError> {
    let mode = mode(params)?;
    let pace = context.paces.of(mode);
    let limit = params
        .integer("limit", 1, MAX_LIMIT)?
        .unwrap_or(DEFAULT_LIMIT);
    let stay_minutes = params
        .integer("stay_minutes", 0, MAX_STAY_MINUTES)?
        .unwrap_or(0);
    let (radius_m, way_limit_m) = limits_m(params, pace)?;
    let at = params.at(context.zone, context.now)?;
    let query = NearestQuery {
        filter: filter(params, context, at)?,
        mode,
        pace,
        radius_m,
        limit: NonZeroUsize::new(limit as usize).unwrap_or(NonZeroUsize::MIN),
        open: params.choice("open", &OPEN_WORDS)?.unwrap_or_default(),
        at,
        stay_s: i64::from(stay_minutes) * 60,
        unknown_hours: params
            .choice("unknown_hours", &UNKNOWN_HOURS_WORDS)?
            .unwrap_or_default(),
        zone: context.zone,
    };
    Ok(NearestRequest {
        query,
        way_limit_m,
        crs: params.crs()?,
        stay_minutes,
        fields: params.fields()?,
    })
}

/// The mode of travel; on foot by default.
pub fn mode(params: &Params) -> Result<Mode, ParamError> {
    let choices = Mode::ALL.map(|mode| (mode.key(), mode));
    Ok(params.choice("mode", &choices)?.unwrap_or_default())
}

/// The travel time in minutes; 15 by default.
pub fn minutes(params: &Params) -> Result<Option<f64>, ParamError> {
    params.number("minutes", 1.0, MAX_MINUTES)
}

/// The radius of the circle and the longest way along streets, metres: minutes reach farther
/// along a measured way than in a circle that allows for detours.
fn limits_m(params: &Params, pace: Pace) -> Result<(f64, f64), ParamError> {
    let radius_m = params.number("radius_m", 1.0, MAX_RADIUS_M)?;
    match (radius_m, minutes(params)?) {
        (Some(_), Some(_)) => Err(ParamError::new(
            "radius_m",
            "give minutes or radius_m, not both",
        )),
        (Some(radius_m), None) => Ok((radius_m, radius_m)),
        (None, minutes) => {
            let minutes = minutes.unwrap_or(DEFAULT_MINUTES);
            Ok((pace.radius_m(minutes), pace.way_m(minutes)))
        }
    }
}

fn filter(params: &Params, context: &Context<'_>, at: UnixTime) -> Result<Filter, ParamError> {
    let today = context.zone.local_minute(at).date();
    Ok(Filter {
        amenities: params.amenities(context.snapshot)?,
        kinds: params.kinds(context.snapshot)?,
        access: ways_in(params)?,
        min_star: params
            .integer("min_star", 1, 5)?
            .and_then(|star| u8::try_from(star).ok()),
        offer_on: params.flag("offer")?.then_some(today),
    })
}

/// Each way in only once, because every station is checked against all of them.
fn ways_in(params: &Params) -> Result<Vec<Access>, ParamError> {
    let mut ways: Vec<Access> = Vec::new();
    for word in params.words("access") {
        let way = access(word)?;
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    Ok(ways)
}

fn access(word: &str) -> Result<Access, ParamError> {
    Access::from_key(word)
        .ok_or_else(|| ParamError::not_among("access", word, Access::ALL.map(Access::key)))
}
