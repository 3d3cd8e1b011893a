//! On my way: the stations that cost least on a route that is ridden anyway.
//!
//! A stop costs what leaving the route, going to the station and joining the route again takes more
//! than what lies between without it: the way along the route, or the direct way where the route goes
//! a longer way round. The route may be left at any of its places, and joined at any later one up to
//! the next place that must be passed. Each station is judged at its own arrival by the clock of the
//! route, as in a question for the nearest.
//!
//! In straight lines ways are geodesics by the detour factor of the mode; along streets they are
//! those of the mode's graph. The costs are least over all pairs of places, in straight lines to
//! [`TOLERANCE_M`], along streets to the millimetre.

mod detour;
mod empty;
mod found;
mod pieces;
mod route;
mod straight;
mod streets;
mod turn;

use std::num::NonZeroUsize;

use super::opening::OpeningSearch;
use super::{Hit, NearestQuery, Streets, WhyEmpty};
use crate::distance::MAX_GEODESIC_M;
use crate::index::Work;
use crate::position::Position;
use crate::travel::Travel;

pub use detour::TOLERANCE_M;
pub use pieces::Side;
pub use route::{MAX_ROUTE_M, MAX_ROUTE_POINTS, MAX_STOPS, Route, RouteError};
use streets::StreetStops;

/// What is asked about a route.
#[derive(Clone, Debug)]
pub struct AlongQuery {
    /// The route.
    pub route: Route,
    /// What the stations must match, and when: `at` is the moment of setting out. The radius reaches
    /// as far as one gets until the latest arrival.
    pub terms: NearestQuery,
    /// The longest detour, metres of way.
    pub max_detour_m: f64,
    /// The order of the answer.
    pub order: Order,
    /// Metres along streets from the beginning to each point of the route, where it is ridden there.
    ridden_m: Option<Vec<f64>>,
}

/// The order of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The least detour first.
    #[default]
    Detour,
    /// As the route is left for them.
    Route,
}

/// A stop on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// The station. Its distance is that from the nearest place of the route, its travel time that
    /// from setting out.
    pub hit: Hit,
    /// What the stop costs, metres of way, and in seconds.
    pub detour_m: f64,
    /// The same in seconds.
    pub detour_s: f64,
    /// Where the route is left, metres along it.
    pub leaves_route_at_m: f64,
    /// Where it is joined again.
    pub joins_route_at_m: f64,
    /// On which side of the route the station lies.
    pub side: Side,
}

/// The way along streets that a route follows.
#[derive(Clone, Debug, PartialEq)]
pub struct StreetWay {
    /// Its bends and crossings, with both ends; two or more.
    pub line: Vec<Position>,
    /// Its length, metres.
    pub length_m: f64,
}

/// The stops on the way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlongAnswer {
    /// Open before unknown; then by detour, to a tenth of a metre, by distance from the route, and by
    /// id; or in the order of the route.
    pub stops: Vec<Stop>,
    /// What the ways were measured along: streets, if all of the route is on them. Stations far from
    /// any street are measured in a straight line even then.
    pub travel: Travel,
    /// The way along streets that the route was matched to, if it was.
    pub way: Option<StreetWay>,
    /// Whether a state was computed for a year without holiday data.
    pub lacks_holiday_data: bool,
}

impl AlongQuery {
    /// A question with terms whose moment is that of setting out, unless the route has its own clock.
    pub fn new(route: Route, terms: NearestQuery, max_detour_m: f64, order: Order) -> Self {
        let mut query = Self {
            terms: NearestQuery {
                at: route.begins_at().unwrap_or(terms.at),
                ..terms
            },
            route,
            max_detour_m,
            order,
            ridden_m: None,
        };
        query.reach_to(query.route.length_m());
        query
    }

    /// The same question about a way along streets, with the metres of it to each point of the route.
    fn on_streets(&self, ridden_m: Vec<f64>) -> Self {
        let mut query = self.clone();
        query.ridden_m = Some(ridden_m);
        query.reach_to(query.passed_m(query.route.length_m()));
        query
    }

    /// The way to a place of the route as it is ridden.
    fn passed_m(&self, at_m: f64) -> f64 {
        let ridden_m = self.ridden_m.as_ref();
        ridden_m.map_or(at_m, |ridden_m| {
            self.route.value_at(at_m, |row| ridden_m[row])
        })
    }

    /// Extends the radius of the terms to the latest arrival on a way of this length.
    ///
    /// The way to a stop is no longer than its detour and what is left out of the route, so without a
    /// clock of the route no arrival is later than the end of the way and the detour. A clock that is
    /// faster than the speed bounds only when the route is left.
    fn reach_to(&mut self, way_m: f64) {
        let pace = self.terms.pace;
        let end_s = (self.route).clock_s(self.route.length_m(), way_m, pace.speed_m_s);
        let left_out_m = if self.route.begins_at().is_some() {
            way_m
        } else {
            0.0
        };
        let latest_m = end_s * pace.speed_m_s + left_out_m + self.max_detour_m;
        // Every hour of arrival counts from a day on, and nothing on Earth is farther.
        self.terms.radius_m = (latest_m / pace.detour).min(MAX_GEODESIC_M);
    }

    /// The same question with a longer detour, for one station.
    fn wider(&self, max_detour_m: f64) -> Self {
        let mut query = Self {
            max_detour_m,
            order: Order::Detour,
            ..self.clone()
        };
        query.terms.limit = NonZeroUsize::MIN;
        query.reach_to(self.passed_m(self.route.length_m()));
        query
    }
}

/// The stops on the way that pass all tests of the query, and the work that the index did for them.
///
/// What it takes among 200,000 stations: `cargo bench --bench along`; the guide has the figures.
pub fn along(
    search: &OpeningSearch<'_>,
    streets: Option<Streets<'_>>,
    query: &AlongQuery,
) -> (AlongAnswer, Work) {
    match streets.and_then(|streets| StreetStops::find(search, streets, query)) {
        Some(stops) => (stops.answer(), Work::default()),
        None => straight::along_straight(search, query),
    }
}

/// The same, and why an answer holds no stop; `None` if it holds one.
pub fn along_or_why(
    search: &OpeningSearch<'_>,
    streets: Option<Streets<'_>>,
    query: &AlongQuery,
) -> (AlongAnswer, Option<WhyEmpty>) {
    let stops = streets.and_then(|streets| StreetStops::find(search, streets, query));
    let answer = match &stops {
        Some(stops) => stops.answer(),
        None => straight::along_straight(search, query).0,
    };
    let is_empty = answer.stops.is_empty() && search.is_answer();
    let why = is_empty.then(|| match &stops {
        Some(stops) => stops.why_empty(),
        None => empty::why_empty(search, query),
    });
    (answer, why)
}
