//! Selects the stations of a feed.

use std::collections::BTreeSet;

use crate::render::feed::{Selection, Since};
use crate::render::source::answered_coordinates;
use crate::request::FeedRequest;
use crate::state::ServedSet;
use crate::station::StationIdx;

/// The stations that pass the filter, of all or of the changed ones. A changed station that does
/// not pass may have passed before, so with this filter it counts as removed.
pub fn select<'a>(served: &'a ServedSet, request: &'a FeedRequest) -> Selection<'a> {
    let snapshot = served.snapshot();
    let passes = |row: &StationIdx| {
        let station = snapshot.station(*row);
        let coordinates = answered_coordinates(station.position, request.crs);
        request.filter.passes(snapshot, station, coordinates)
    };
    let changes = request
        .since
        .as_deref()
        .and_then(|version| served.history().changes_since(version));
    let complete = changes.is_none();
    let (rows, deleted) = match changes {
        None => (snapshot.rows().filter(passes).collect(), BTreeSet::new()),
        Some(changes) => {
            let (rows, failing): (Vec<_>, Vec<_>) = changes.rows.into_iter().partition(passes);
            let ids = failing.into_iter().map(|row| &snapshot.station(row).id);
            let deleted = ids.chain(changes.gone).map(|id| &*id.0).collect();
            (rows, deleted)
        }
    };
    let since = request.since.as_deref().map(|version| Since {
        version,
        complete,
        deleted,
    });
    Selection { rows, since }
}
