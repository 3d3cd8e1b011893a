//! Stations within reach along streets.

use std::ops::ControlFlow;

use super::departure::Departure;
use super::eligible::Eligible;
use super::straight::InReach;
use super::{Progress, Stage, StreetNetwork};
use crate::network::{
    Catchments, Direction, Graph, MAX_WAY_MM, NearestPlaces, Places, Reached, Search, Snap, to_m,
    to_mm,
};
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// People and stations matched to the streets.
pub(super) struct Matched<'g> {
    graph: &'g Graph,
    people: Places,
    stations: Stations<'g>,
}

/// Stations that were matched here, or before.
enum Stations<'g> {
    Here(Places),
    Before(&'g Places),
}

/// Everything needed for searches along streets.
pub(super) struct StreetReach<'g> {
    matched: &'g Matched<'g>,
    catchments: Catchments,
    /// The nearest eligible station of every node, whatever its hours.
    nearest: NearestPlaces<'g>,
    /// The nearest of those that stay open during all trips.
    nearest_steady: NearestPlaces<'g>,
    /// Whether some open or close during the trips.
    has_changing: bool,
}

/// The position of a cell in the network, whatever the hours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Access {
    /// Too far from any street.
    Unsnapped,
    /// No way leads to any eligible station.
    Unreachable,
    /// The nearest eligible station, however far.
    Nearest(Snap, InReach),
}

impl<'g> Matched<'g> {
    pub(super) fn of(
        network: &StreetNetwork<'g>,
        snapshot: &Snapshot,
        people: &[Position],
    ) -> Self {
        let graph = network.graph;
        let limit_m = network.snap_limit_m;
        let stations = network.stations.map_or_else(
            || Stations::Here(match_stations(network, snapshot)),
            Stations::Before,
        );
        Self {
            graph,
            people: Places::match_to(graph, people, limit_m, Direction::Inward),
            stations,
        }
    }

    /// Whether a station is near enough to a street.
    pub(super) fn is_matched(&self, station: StationIdx) -> bool {
        self.stations().snaps()[station.row()].is_some()
    }

    /// Memory for searches from cells to stations.
    pub(super) fn search_outward(&self) -> Search<'_> {
        Search::new(self.graph, self.stations(), Direction::Outward)
    }

    const fn stations(&self) -> &Places {
        match &self.stations {
            Stations::Here(places) => places,
            Stations::Before(places) => places,
        }
    }
}

impl<'g> StreetReach<'g> {
    /// Searches as far as `limit_m` from every eligible station that is within `limit_m` of a cell
    /// in a straight line.
    pub(super) fn search(
        matched: &'g Matched<'g>,
        eligible: &Eligible,
        departure: &Departure,
        is_near: &[bool],
        limit_m: f64,
        progress: &Progress<'_>,
    ) -> Self {
        let snaps: Vec<Option<Snap>> = matched
            .stations()
            .snaps()
            .iter()
            .zip(is_near)
            .map(|(snap, is_near)| snap.filter(|_| *is_near))
            .collect();
        Self {
            catchments: Catchments::search(
                matched.graph,
                &matched.people,
                &snaps,
                to_mm(limit_m).unwrap_or(MAX_WAY_MM),
                &|done, total| progress(Stage::Catchments, done, total),
            ),
            nearest: NearestPlaces::search(
                matched.graph,
                matched.stations(),
                eligible.takes_part(),
                MAX_WAY_MM,
            ),
            nearest_steady: NearestPlaces::search(
                matched.graph,
                matched.stations(),
                departure.steadily_open(eligible),
                MAX_WAY_MM,
            ),
            has_changing: departure.has_changing(),
            matched,
        }
    }

    /// The nearest station of a place on a street that stays open during all trips.
    pub(super) fn nearest_steady(&self, snap: &Snap) -> Option<InReach> {
        let nearest = self.nearest_steady.of_snap(snap)?;
        Some(InReach {
            station: StationIdx(nearest.place),
            distance_m: to_m(nearest.way_mm),
        })
    }

    /// Whether some stations open or close during the trips.
    pub(super) const fn has_changing(&self) -> bool {
        self.has_changing
    }

    /// Writes the stations within reach of a cell into `in_reach`, the nearest first, ties by row.
    pub(super) fn within(&self, cell: u32, in_reach: &mut Vec<InReach>) {
        in_reach.clear();
        let found = self.catchments.of(cell as usize);
        in_reach.extend(found.iter().map(|found| InReach {
            station: StationIdx(found.station),
            distance_m: to_m(found.way_mm),
        }));
        in_reach.sort_unstable_by(InReach::nearer);
    }

    /// The position of a cell in the network.
    pub(super) fn access(&self, cell: u32) -> Access {
        let Some(snap) = self.matched.people.snaps()[cell as usize] else {
            return Access::Unsnapped;
        };
        match self.nearest.of_snap(&snap) {
            None => Access::Unreachable,
            Some(nearest) => Access::Nearest(
                snap,
                InReach {
                    station: StationIdx(nearest.place),
                    distance_m: to_m(nearest.way_mm),
                },
            ),
        }
    }
}

/// Matches every station of a snapshot to the streets.
pub(super) fn match_stations(network: &StreetNetwork<'_>, snapshot: &Snapshot) -> Places {
    let positions = snapshot.positions();
    let limit_m = network.snap_limit_m;
    Places::match_to(network.graph, &positions, limit_m, Direction::Outward)
}

/// The nearest station along streets that `counts` at its distance, within `limit_m`.
pub(super) fn nearest_that_counts(
    search: &mut Search<'_>,
    start: &Snap,
    limit_m: f64,
    counts: impl Fn(&InReach) -> bool,
) -> Option<InReach> {
    let mut found = None;
    let limit_mm = to_mm(limit_m).unwrap_or(MAX_WAY_MM);
    search.from(start, limit_mm, |reached, way_mm| {
        if let Reached::Place(place) = reached {
            let candidate = InReach {
                station: StationIdx(place),
                distance_m: to_m(way_mm),
            };
            if counts(&candidate) {
                found = Some(candidate);
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    });
    found
}
