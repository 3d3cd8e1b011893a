//! The answer to a nearest question: along streets if the user is near one, else in a straight
//! line.

use super::{
    Answer, NearestQuery, Streets, WhyEmpty, nearest, nearest_along, why_empty, why_empty_along,
};
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::travel::Travel;

/// The nearest stations, along streets if there are any, at most `way_limit_m` metres of them.
pub fn answer(
    snapshot: &Snapshot,
    streets: Option<Streets<'_>>,
    origin: Position,
    query: &NearestQuery,
    way_limit_m: f64,
) -> Answer {
    streets
        .and_then(|streets| nearest_along(snapshot, streets, origin, query, way_limit_m))
        .unwrap_or_else(|| nearest(snapshot, origin, query))
}

/// Why an answer holds no station; `None` if it holds one.
pub fn why_nothing(
    snapshot: &Snapshot,
    streets: Option<Streets<'_>>,
    origin: Position,
    query: &NearestQuery,
    way_limit_m: f64,
    answer: &Answer,
) -> Option<WhyEmpty> {
    if !answer.hits.is_empty() {
        return None;
    }
    let along = streets
        .filter(|_| answer.travel == Travel::Network)
        .and_then(|streets| why_empty_along(snapshot, streets, origin, query, way_limit_m));
    Some(along.unwrap_or_else(|| why_empty(snapshot, origin, query)))
}
