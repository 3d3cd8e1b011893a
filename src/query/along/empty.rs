//! Why nothing is on the way: which tests failed within the detour, and what would have matched.

use std::cmp::Ordering;

use super::AlongQuery;
use super::detour::Detours;
use super::found::{Finds, arrival};
use super::pieces::{Pieces, Point};
use super::straight::{find_straight, walk};
use super::turn::Turn;
use crate::clock::UnixTime;
use crate::distance::MAX_GEODESIC_M;
use crate::index::{Ball, Entry, Guide, SearchFilter};
use crate::query::empty::FailedTest;
use crate::query::open_filter::OpenFilter;
use crate::query::opening::{EffectiveHours, Opening, OpeningSearch};
use crate::query::{Beyond, NextOpening, OpenWhen, WhyEmpty};
use crate::station::StationIdx;
use crate::travel::Travel;

/// How many times longer the detours are within which one is looked for that is too long.
const WIDENINGS: [f64; 2] = [4.0, 32.0];
/// Boxes and stations of a tree that are looked at for one that is too long, each time: what is rare
/// may be far, and no answer is owed.
const MAX_WORK_BEYOND: usize = 10_000;

/// Explains an empty answer in straight lines; looks at every station within the longest detour.
///
/// The nearest beyond is the one that costs least of those that cost more. Its distance, and that of
/// the next opening, is that from the nearest place of the route.
pub(super) fn why_empty(search: &OpeningSearch<'_>, query: &AlongQuery) -> WhyEmpty {
    let mut inquiry = Inquiry::new(search, query);
    inquiry.look_within(|_| true);
    inquiry.look_beyond(|_| true)
}

/// What is known so far about an empty answer.
pub(super) struct Inquiry<'a> {
    search: &'a OpeningSearch<'a>,
    query: &'a AlongQuery,
    open_filter: OpenFilter<'a>,
    why: WhyEmpty,
}

/// The stations within the longest detour that are asked about.
struct Within<'a, 'i, A> {
    pieces: &'a Pieces,
    detours: Detours<'a>,
    inquiry: &'i mut Inquiry<'a>,
    is_asked: A,
}

impl<'a, A: Fn(StationIdx) -> bool> Guide<'a> for Within<'_, '_, A> {
    fn rank(&mut self, _: &Ball) -> f64 {
        0.0
    }

    fn matters(&mut self, ball: &Ball, _: f64) -> bool {
        let max_m = self.inquiry.query.max_detour_m.next_up();
        self.detours
            .may_be_within(ball.centre_m, ball.radius_m, max_m)
    }

    fn visit(&mut self, point_m: Point, entry: &'a Entry, _: f64) -> bool {
        let max_m = self.inquiry.query.max_detour_m.next_up();
        if (self.is_asked)(entry.station)
            && let Some(turn) = self.detours.least(point_m, max_m)
        {
            let turn = turn.ridden(self.inquiry.query.passed_m(turn.leave_m));
            let distance_m = self.pieces.nearest(point_m).distance_m;
            self.inquiry.judge(entry, &turn, distance_m);
        }
        self.inquiry.search.budget().goes_on()
    }
}

impl<'a> Inquiry<'a> {
    pub(super) fn new(search: &'a OpeningSearch<'a>, query: &'a AlongQuery) -> Self {
        let origin = query.route.points()[0];
        Self {
            search,
            query,
            open_filter: OpenFilter::new(search, origin, &query.terms),
            why: WhyEmpty::default(),
        }
    }

    /// Tests the stations within the longest detour in straight lines that `is_asked` admits.
    pub(super) fn look_within(&mut self, is_asked: impl Fn(StationIdx) -> bool) {
        let (search, query) = (self.search, self.query);
        let pieces = query.route.pieces();
        let mut within = Within {
            pieces,
            detours: Detours::new(pieces, query.terms.pace.detour, search.budget()),
            inquiry: self,
            is_asked,
        };
        let anybody = SearchFilter::default();
        let max_work = search.budget().steps_left();
        let index = search.snapshot().index();
        walk(search, index, max_work, &anybody, &mut within);
    }

    /// Counts a station within the longest detour under the first test that it fails.
    pub(super) fn judge(&mut self, entry: &Entry, turn: &Turn, distance_m: f64) {
        let terms = &self.query.terms;
        let arrive_at = arrival(self.query, turn).0;
        let verdict = self.open_filter.verdict_at(entry, || arrive_at);
        let failed = FailedTest::of(terms, entry, verdict);
        self.why.count(failed);
        if matches!(failed, FailedTest::Closed | FailedTest::UnknownHours) {
            let counts = match terms.open {
                OpenWhen::Now | OpenWhen::Any => terms.at,
                OpenWhen::Arrival => arrive_at,
            };
            self.consider_opening(entry, distance_m, counts);
        }
    }

    fn consider_opening(&mut self, entry: &Entry, distance_m: f64, counts: UnixTime) {
        let opening = self.describe(entry, counts);
        // A station that closes before the stay ends opens again after that.
        let again = opening.open_until.map(|until| self.describe(entry, until));
        let both = || [Some(opening), again].into_iter().flatten();
        self.why.lacks_holiday_data |= both().any(|opening| opening.lacks_holiday_data);
        self.why.is_search_stopped |= both().any(|opening| opening.is_search_stopped);
        let Some(opens_at) = again.unwrap_or(opening).opens_at else {
            return;
        };
        let snapshot = self.search.snapshot();
        let sooner = |held: NextOpening| {
            let id = |station| &snapshot.station(station).id;
            let nearer = || distance_m.total_cmp(&held.distance_m);
            let by_id = || id(entry.station).cmp(id(held.station));
            let order = opens_at.cmp(&held.opens_at);
            order.then_with(nearer).then_with(by_id) == Ordering::Less
        };
        if self.why.next_opening.is_none_or(sooner) {
            self.why.next_opening = Some(NextOpening {
                station: entry.station,
                distance_m,
                opens_at,
            });
        }
    }

    fn describe(&self, entry: &Entry, at: UnixTime) -> Opening {
        let (search, terms) = (self.search, &self.query.terms);
        let hours = EffectiveHours::of_entry(search.snapshot(), entry, terms.filter.amenities);
        let record = search.snapshot().station(entry.station);
        search.describe_in_service(&hours, record, terms.zone, at)
    }

    /// Adds the station that costs least in straight lines of those that cost more than the longest
    /// detour and that `is_asked` admits.
    pub(super) fn look_beyond(mut self, is_asked: impl Fn(StationIdx) -> bool) -> WhyEmpty {
        self.why.lacks_holiday_data |= self.open_filter.lacks_holiday_data();
        let wider = WIDENINGS.map(|times| self.query.max_detour_m * times);
        let farthest_m = 2.0 * MAX_GEODESIC_M * self.query.terms.pace.detour;
        for detour_m in wider.into_iter().chain([farthest_m]) {
            let query = self.query.wider(detour_m);
            let mut finds = Finds::new(self.search, &query);
            find_straight(self.search, &query, &mut finds, MAX_WORK_BEYOND, &is_asked);
            let answer = finds.answer(Travel::StraightLine);
            if let Some(stop) = answer.stops.first() {
                self.why.nearest_beyond = Some(Beyond {
                    station: stop.hit.station,
                    distance_m: stop.hit.distance_m,
                });
                break;
            }
        }
        self.why
    }
}
