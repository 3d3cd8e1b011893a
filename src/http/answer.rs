//! The answer to a nearest question: along the streets where the user is on them, else by
//! the straight line.

use super::guard::Turns;
use super::params::NearestRequest;
use super::problem::Problem;
use crate::position::Position;
use crate::query::{Answer, Streets, WhyEmpty, nearest, nearest_along, why_empty, why_empty_along};
use crate::snapshot::Snapshot;
use crate::travel::Travel;

/// The nearest stations, along whatever there is.
pub fn answer(
    snapshot: &Snapshot,
    streets: Option<Streets<'_>>,
    origin: Position,
    request: &NearestRequest,
) -> Answer {
    let (query, way_limit_m) = (&request.query, request.way_limit_m);
    streets
        .and_then(|streets| nearest_along(snapshot, streets, origin, query, way_limit_m))
        .unwrap_or_else(|| nearest(snapshot, origin, query))
}

/// Why an answer holds no station; `None` if it does.
pub fn why_nothing(
    snapshot: &Snapshot,
    streets: Option<Streets<'_>>,
    origin: Position,
    request: &NearestRequest,
    answer: &Answer,
) -> Option<WhyEmpty> {
    if !answer.hits.is_empty() {
        return None;
    }
    let (query, way_limit_m) = (&request.query, request.way_limit_m);
    let along = streets
        .filter(|_| answer.travel == Travel::Network)
        .and_then(|streets| why_empty_along(snapshot, streets, origin, query, way_limit_m));
    Some(along.unwrap_or_else(|| why_empty(snapshot, origin, query)))
}

/// Works on a thread of its own when it is its turn: longer than a thread may that others
/// wait for.
///
/// A search sees each street within an hour's way of an e-bike in the worst case, which takes
/// some tens of milliseconds in a large city; a batch takes some milliseconds of all cores.
pub(super) async fn on_a_turn<T: Send + 'static>(
    turns: &Turns,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let turn = turns.take().await?;
    let working = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    working.await.map_err(|_| Problem::internal())
}
