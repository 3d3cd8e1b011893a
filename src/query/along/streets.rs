//! The stops on the way along streets: those of each leg of the route between two places that must be
//! passed, each station with the one that costs least.

use hashbrown::HashMap;

use super::empty::Inquiry;
use super::found::Finds;
use super::straight::find_straight;
use super::turn::Turn;
use super::{AlongAnswer, AlongQuery, StreetWay};
use crate::network::{StopSearch, StreetLeg, StreetStop, match_route, to_m, to_mm};
use crate::position::Position;
use crate::query::opening::OpeningSearch;
use crate::query::{Streets, WhyEmpty};
use crate::station::StationIdx;
use crate::travel::Travel;

/// The stops of a route that is on the streets.
pub(super) struct StreetStops<'a> {
    search: &'a OpeningSearch<'a>,
    streets: Streets<'a>,
    /// The question, about the way along the streets.
    query: AlongQuery,
    by_station: HashMap<StationIdx, Turn>,
    way: StreetWay,
}

impl<'a> StreetStops<'a> {
    /// Every station on the streets within the longest detour, with where it costs least; `None` if
    /// the route is not on the streets from its beginning to its end.
    pub(super) fn find(
        search: &'a OpeningSearch<'a>,
        streets: Streets<'a>,
        query: &AlongQuery,
    ) -> Option<Self> {
        let (mode, route) = (query.terms.mode, &query.route);
        let graph = streets.network.of(mode);
        let limit_m = streets.network.snap_limit_m();
        let goes_on = || search.budget().goes_on();
        let legs = match_route(graph, route.points(), route.stops(), limit_m, goes_on)?;
        let places = streets.stations.places(mode);
        let max_mm = to_mm(query.max_detour_m)?;
        let mut by_station: HashMap<StationIdx, Turn> = HashMap::new();
        let mut before_m = 0.0;
        let (mut line, mut ridden_m) = (Vec::new(), vec![0.0]);
        for (leg, rows) in legs.iter().zip(route.stops().windows(2)) {
            let measure = Measure {
                leg,
                before_m,
                route_m: &route.at_m()[rows[0]..=rows[1]],
            };
            let n_settled = StopSearch::new(graph, places, leg, max_mm).run(goes_on, |stop| {
                let turn = measure.turn(&stop);
                let held = by_station.entry(StationIdx(stop.place)).or_insert(turn);
                if (turn.detour_m, turn.leave_m) < (held.detour_m, held.leave_m) {
                    *held = turn;
                }
            });
            search.budget().take_steps(n_settled);
            let points_mm = leg.points_mm()[1..].iter();
            ridden_m.extend(points_mm.map(|point_mm| before_m + to_m(*point_mm)));
            before_m += to_m(leg.length_mm());
            line.extend(leg.line(graph));
        }
        Some(Self {
            search,
            streets,
            query: query.on_streets(ridden_m),
            by_station,
            way: StreetWay {
                line: with_both_ends(line),
                length_m: before_m,
            },
        })
    }

    /// The answer: these stops, and those off the streets in straight lines.
    pub(super) fn answer(&self) -> AlongAnswer {
        let (search, query) = (self.search, &self.query);
        let mut finds = Finds::new(search, query);
        let snapshot = search.snapshot();
        self.each(|station, turn, point_m, distance_m| {
            let entry = snapshot.entry(station);
            if query.terms.filter.passes(&entry) {
                finds.offer(&entry, point_m, turn, distance_m, Travel::Network);
            }
        });
        if self.has_stations_off() {
            find_straight(
                search,
                query,
                &mut finds,
                search.budget().steps_left(),
                |station| self.is_off(station),
            );
        }
        AlongAnswer {
            way: Some(self.way.clone()),
            ..finds.answer(Travel::Network)
        }
    }

    /// Why nothing of all that fits.
    pub(super) fn why_empty(&self) -> WhyEmpty {
        let mut inquiry = Inquiry::new(self.search, &self.query);
        let snapshot = self.search.snapshot();
        self.each(|station, turn, _, distance_m| {
            inquiry.judge(&snapshot.entry(station), &turn, distance_m);
        });
        if self.has_stations_off() {
            inquiry.look_within(|station| self.is_off(station));
        }
        inquiry.look_beyond(|station| !self.by_station.contains_key(&station))
    }

    fn has_stations_off(&self) -> bool {
        self.streets.stations.n_unmatched(self.query.terms.mode) > 0
    }

    fn is_off(&self, station: StationIdx) -> bool {
        self.streets.is_off(self.query.terms.mode, station)
    }

    /// Passes each stop with its place and its distance from the route.
    fn each(&self, mut visit: impl FnMut(StationIdx, Turn, [f64; 3], f64)) {
        let pieces = self.query.route.pieces();
        for (station, turn) in &self.by_station {
            if !self.search.budget().goes_on() {
                return;
            }
            let position = self.search.snapshot().station(*station).position;
            let point_m = position.earth_centred_m();
            let distance_m = pieces.nearest(point_m).distance_m;
            visit(*station, *turn, point_m, distance_m);
        }
    }
}

/// The line without places that follow themselves; a way that is a single place has it twice.
fn with_both_ends(mut line: Vec<Position>) -> Vec<Position> {
    line.dedup();
    if let [only] = line[..] {
        line.push(only);
    }
    line
}

/// Turns lengths along streets into metres of the route as it was given.
struct Measure<'a> {
    leg: &'a StreetLeg,
    /// The length along streets of the legs before, metres.
    before_m: f64,
    /// Metres along the route to each of the leg's points.
    route_m: &'a [f64],
}

impl Measure<'_> {
    fn turn(&self, stop: &StreetStop) -> Turn {
        Turn {
            detour_m: to_m(stop.detour_mm),
            leave_m: self.route_m_at(stop.leave_mm),
            join_m: self.route_m_at(stop.join_mm),
            passed_m: self.before_m + to_m(stop.leave_mm),
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
