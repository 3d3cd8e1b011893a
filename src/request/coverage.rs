//! The parameters of a coverage question.

use super::nearest::{DEFAULT_MINUTES, MAX_RADIUS_M, minutes, mode};
use super::{Context, Param, ParamError, Params, flag, list, single};
use crate::coverage::{Clock, Limit, Question};
use crate::datum::Datum;

/// The parameters of `POST /v1/coverage` beside the demand.
pub const COVERAGE_PARAMS: [Param; 7] = [
    single("crs"),
    list("amenity"),
    single("mode"),
    single("minutes"),
    single("max_distance_m"),
    single("at"),
    flag("week"),
];

/// A parsed question, and the datum of the demand.
#[derive(Clone, Copy, Debug)]
pub struct CoverageRequest {
    /// The question.
    pub question: Question,
    /// Datum of the coordinates given.
    pub crs: Datum,
}

/// Reads all parameters except the demand.
pub fn coverage_request(
    params: &Params,
    context: &Context<'_>,
) -> Result<CoverageRequest, ParamError> {
    let mode = mode(params)?;
    let question = Question {
        mode,
        pace: context.paces.of(mode),
        limit: limit(params)?,
        amenities: params.amenities(context.snapshot)?,
        clock: clock(params, context)?,
        zone: context.zone,
    };
    Ok(CoverageRequest {
        question,
        crs: params.crs()?,
    })
}

/// Minutes or metres; 15 minutes by default.
fn limit(params: &Params) -> Result<Limit, ParamError> {
    let max_distance_m = params.number("max_distance_m", 1.0, MAX_RADIUS_M)?;
    match (max_distance_m, minutes(params)?) {
        (Some(_), Some(_)) => Err(ParamError::new(
            "max_distance_m",
            "give minutes or max_distance_m, not both",
        )),
        (Some(max_distance_m), None) => Ok(Limit::DistanceM(max_distance_m)),
        (None, minutes) => Ok(Limit::Minutes(minutes.unwrap_or(DEFAULT_MINUTES))),
    }
}

/// Opening hours count only if a moment or a week is given; the week is that of the moment, or the
/// current one.
fn clock(params: &Params, context: &Context<'_>) -> Result<Clock, ParamError> {
    let at = params.instant("at", context.zone, context.now)?;
    Ok(match (params.flag("week")?, at) {
        (true, at) => Clock::Week(at.unwrap_or(context.now)),
        (false, Some(at)) => Clock::At(at),
        (false, None) => Clock::Ignored,
    })
}
