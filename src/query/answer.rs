//! The answer to a nearest question: along streets if the user is near one, else in a straight
//! line.

use super::empty::why_empty_in;
use super::nearest::nearest_in;
use super::opening::OpeningSearch;
use super::{Answer, NearestQuery, Streets, WhyEmpty, nearest_along, why_empty_along};
use crate::position::Position;
use crate::travel::Travel;

/// The nearest stations, along streets if there are any, at most `way_limit_m` metres of them.
pub fn answer(
    search: &OpeningSearch<'_>,
    streets: Option<Streets<'_>>,
    origin: Position,
    query: &NearestQuery,
    way_limit_m: f64,
) -> Answer {
    streets
        .and_then(|streets| nearest_along(search, streets, origin, query, way_limit_m))
        .unwrap_or_else(|| nearest_in(search, origin, query).0)
}

/// Why an answer holds no station; `None` if it holds one.
pub fn why_nothing(
    search: &OpeningSearch<'_>,
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
        .and_then(|streets| why_empty_along(search, streets, origin, query, way_limit_m));
    Some(along.unwrap_or_else(|| why_empty_in(search, origin, query)))
}
