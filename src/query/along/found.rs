//! The stops that were found, in order, and as many as are asked for.

use super::pieces::Point;
use super::turn::Turn;
use super::{AlongAnswer, AlongQuery, Order, Stop};
use crate::clock::UnixTime;
use crate::index::Entry;
use crate::query::Verdict;
use crate::query::candidate::{Candidate, Ranked};
use crate::query::open_filter::OpenFilter;
use crate::query::opening::{EffectiveHours, OpeningSearch};
use crate::snapshot::Snapshot;
use crate::station::{StationId, StationIdx};
use crate::travel::Travel;

/// A stop that matches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) station: StationIdx,
    pub(super) point_m: Point,
    pub(super) turn: Turn,
    pub(super) distance_m: f64,
    pub(super) travel: Travel,
    /// Its place in the answer, before that of its id.
    place: [i64; 2],
}

/// The stops of a question that were found so far, by state.
pub(super) struct Finds<'a> {
    search: &'a OpeningSearch<'a>,
    query: &'a AlongQuery,
    open_filter: OpenFilter<'a>,
    open: Vec<Found>,
    unknown: Vec<Found>,
}

impl<'a> Finds<'a> {
    pub(super) fn new(search: &'a OpeningSearch<'a>, query: &'a AlongQuery) -> Self {
        let origin = query.route.points()[0];
        Self {
            search,
            query,
            open_filter: OpenFilter::new(search, origin, &query.terms),
            open: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// What tests the stations.
    pub(super) const fn open_filter(&self) -> &OpenFilter<'a> {
        &self.open_filter
    }

    /// The last of the open stops that are enough for the answer, if there are enough: what comes
    /// after it in the order of detours and distances does not matter.
    pub(super) fn last(&self) -> Option<&Found> {
        self.open
            .get(self.query.terms.limit.get() - 1)
            .filter(|_| self.query.order == Order::Detour)
    }

    /// The detour that a stop must be shorter than to matter, metres.
    pub(super) fn below_m(&self) -> f64 {
        let last_m = self.last().map_or(f64::INFINITY, |last| {
            // Up to a tenth more is the same place in the order.
            last.turn.detour_m + 0.1
        });
        last_m.min(self.query.max_detour_m.next_up())
    }

    /// Takes a station that the traits asked for fit, with what it costs, if it is open or may be.
    pub(super) fn offer(
        &mut self,
        entry: &Entry,
        point_m: Point,
        turn: Turn,
        distance_m: f64,
        travel: Travel,
    ) {
        let arrive_at = || arrival(self.query, &turn).0;
        let list = match self.open_filter.verdict_at(entry, arrive_at) {
            Verdict::Open => &mut self.open,
            Verdict::Unknown if Ranked::takes_unknown(&self.query.terms) => &mut self.unknown,
            _ => return,
        };
        let found = Found {
            station: entry.station,
            point_m,
            turn,
            distance_m,
            travel,
            place: place(self.query.order, &turn, distance_m),
        };
        let snapshot = self.search.snapshot();
        let row = list.partition_point(|held| held.key(snapshot) < found.key(snapshot));
        if row < self.query.terms.limit.get() {
            list.insert(row, found);
            list.truncate(self.query.terms.limit.get());
        }
    }

    /// The answer, described.
    pub(super) fn answer(self, travel: Travel) -> AlongAnswer {
        let found = self.open.iter().chain(&self.unknown);
        let stops: Vec<Stop> = found
            .take(self.query.terms.limit.get())
            .map(|found| self.stop(found))
            .collect();
        let lacks = |stop: &Stop| stop.hit.opening.lacks_holiday_data;
        AlongAnswer {
            lacks_holiday_data: self.open_filter.lacks_holiday_data() || stops.iter().any(lacks),
            stops,
            travel,
            way: None,
        }
    }

    fn stop(&self, found: &Found) -> Stop {
        let (search, query) = (self.search, self.query);
        let (arrive_at, travel_time_s) = arrival(query, &found.turn);
        let wanted = query.terms.filter.amenities;
        let candidate = Candidate {
            station: found.station,
            hours: EffectiveHours::new(search.snapshot(), found.station, wanted),
            always_active: false,
            distance_m: found.distance_m,
            travel_time_s,
            arrive_at,
            travel: found.travel,
        };
        let pieces = query.route.pieces();
        Stop {
            hit: candidate.hit(search, &query.terms),
            detour_m: found.turn.detour_m,
            detour_s: found.turn.detour_m / query.terms.pace.speed_m_s,
            leaves_route_at_m: found.turn.leave_m,
            joins_route_at_m: found.turn.join_m,
            side: pieces.side(found.point_m, &pieces.nearest(found.point_m)),
        }
    }
}

impl Found {
    fn key<'s>(&self, snapshot: &'s Snapshot) -> ([i64; 2], &'s StationId) {
        (self.place, &snapshot.station(self.station).id)
    }
}

/// When one arrives: the first whole second not before, and the seconds since setting out.
pub(super) fn arrival(query: &AlongQuery, turn: &Turn) -> (UnixTime, f64) {
    let speed_m_s = query.terms.pace.speed_m_s;
    let passed_s = query.route.clock_s(turn.leave_m, turn.passed_m, speed_m_s);
    let seconds = passed_s + turn.way_there_m / speed_m_s;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "no way on Earth at the slowest pace takes 2^53 seconds"
    )]
    let whole = seconds.ceil() as i64;
    (query.terms.at.plus_seconds(whole), seconds)
}

/// The order of stops: tenths of a metre, as they are answered.
fn place(order: Order, turn: &Turn, distance_m: f64) -> [i64; 2] {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "lengths on Earth are far below 2^53 tenths of a metre"
    )]
    let tenths = |metres: f64| (metres * 10.0).round() as i64;
    match order {
        Order::Detour => [tenths(turn.detour_m), tenths(distance_m)],
        Order::Route => [tenths(turn.leave_m), tenths(turn.detour_m)],
    }
}
