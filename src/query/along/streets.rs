//! The stops on the way along streets: those of each leg of the route between two places that must be
//! passed, each station with the one that costs least.

use hashbrown::HashMap;

use super::empty::Inquiry;
use super::found::Finds;
use super::straight::find_straight;
use super::turn::Turn;
use super::{AlongAnswer, AlongQuery};
use crate::network::{StopSearch, StreetLeg, StreetStop, match_route, to_m, to_mm};
use crate::query::opening::OpeningSearch;
use crate::query::{Streets, WhyEmpty};
use crate::station::StationIdx;
use crate::travel::Travel;

/// The stops of a route that is on the streets.
pub(super) struct StreetStops {
    by_station: HashMap<StationIdx, Turn>,
}

impl StreetStops {
    /// Every station on the streets within the longest detour, with where it costs least; `None` if
    /// the route is not on the streets from its beginning to its end.
    pub(super) fn find(
        search: &OpeningSearch<'_>,
        streets: Streets<'_>,
        query: &AlongQuery,
    ) -> Option<Self> {
        let (mode, route) = (query.terms.mode, &query.route);
        let graph = streets.network.of(mode);
        let limit_m = streets.network.snap_limit_m();
        let legs = match_route(graph, route.points(), route.stops(), limit_m)?;
        let places = streets.stations.places(mode);
        let max_mm = to_mm(query.max_detour_m)?;
        let mut by_station: HashMap<StationIdx, Turn> = HashMap::new();
        for (leg, rows) in legs.iter().zip(route.stops().windows(2)) {
            let measure = Measure {
                leg,
                route_m: &route.at_m()[rows[0]..=rows[1]],
            };
            let n_settled = StopSearch::new(graph, places, leg, max_mm).run(
                || search.budget().goes_on(),
                |stop| {
                    let turn = measure.turn(&stop);
                    let held = by_station.entry(StationIdx(stop.place)).or_insert(turn);
                    if (turn.detour_m, turn.leave_m) < (held.detour_m, held.leave_m) {
                        *held = turn;
                    }
                },
            );
            search.budget().take_steps(n_settled);
        }
        Some(Self { by_station })
    }

    /// The answer: these stops, and those off the streets in straight lines.
    pub(super) fn answer(
        &self,
        search: &OpeningSearch<'_>,
        streets: Streets<'_>,
        query: &AlongQuery,
    ) -> AlongAnswer {
        let mut finds = Finds::new(search, query);
        let snapshot = search.snapshot();
        self.each(query, search, |station, turn, point_m, distance_m| {
            let entry = snapshot.entry(station);
            if query.terms.filter.passes(&entry) {
                finds.offer(&entry, point_m, turn, distance_m, Travel::Network);
            }
        });
        let mode = query.terms.mode;
        if streets.stations.n_unmatched(mode) > 0 {
            let is_off = |station| streets.is_off(mode, station);
            find_straight(search, query, &mut finds, is_off);
        }
        finds.answer(Travel::Network)
    }

    /// Why nothing of all that fits.
    pub(super) fn why_empty(
        &self,
        search: &OpeningSearch<'_>,
        streets: Streets<'_>,
        query: &AlongQuery,
    ) -> WhyEmpty {
        let mut inquiry = Inquiry::new(search, query);
        let snapshot = search.snapshot();
        self.each(query, search, |station, turn, _, distance_m| {
            inquiry.judge(&snapshot.entry(station), &turn, distance_m);
        });
        let mode = query.terms.mode;
        if streets.stations.n_unmatched(mode) > 0 {
            inquiry.look_within(|station| streets.is_off(mode, station));
        }
        inquiry.look_beyond(|station| !self.by_station.contains_key(&station))
    }

    /// Passes each stop with its place and its distance from the route.
    fn each(
        &self,
        query: &AlongQuery,
        search: &OpeningSearch<'_>,
        mut visit: impl FnMut(StationIdx, Turn, [f64; 3], f64),
    ) {
        let pieces = query.route.pieces();
        for (station, turn) in &self.by_station {
            if !search.budget().goes_on() {
                return;
            }
            let position = search.snapshot().station(*station).position;
            let point_m = position.earth_centred_m();
            let distance_m = pieces.nearest(point_m).distance_m;
            visit(*station, *turn, point_m, distance_m);
        }
    }
}

/// Turns lengths along streets into metres of the route as it was given.
struct Measure<'a> {
    leg: &'a StreetLeg,
    /// Metres along the route to each of the leg's points.
    route_m: &'a [f64],
}

impl Measure<'_> {
    fn turn(&self, stop: &StreetStop) -> Turn {
        Turn {
            detour_m: to_m(stop.detour_mm),
            leave_m: self.route_m_at(stop.leave_mm),
            join_m: self.route_m_at(stop.join_mm),
            way_there_m: to_m(stop.way_there_mm),
        }
    }

    /// Between two points of the route, in proportion.
    fn route_m_at(&self, at_mm: u32) -> f64 {
        let points_mm = self.leg.points_mm();
        let next = points_mm.partition_point(|point_mm| *point_mm <= at_mm);
        let next = next.min(points_mm.len() - 1);
        let before = next.saturating_sub(1);
        let span_m = to_m(points_mm[next] - points_mm[before]);
        let share = if span_m > 0.0 {
            to_m(at_mm - points_mm[before]) / span_m
        } else {
            0.0
        };
        let route_m = [self.route_m[before], self.route_m[next]];
        route_m[0] + share.min(1.0) * (route_m[1] - route_m[0])
    }
}
