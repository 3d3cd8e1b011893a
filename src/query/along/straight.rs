//! The stops on the way in straight lines: the tree of stations, walked by the distance from the
//! route, without boxes in which every detour would be too long.

use super::detour::{Detours, TOLERANCE_M};
use super::found::Finds;
use super::pieces::{Pieces, Point};
use super::{AlongAnswer, AlongQuery};
use crate::index::{Ball, Entry, Guide, Index, SearchFilter, Work};
use crate::notices::Truth;
use crate::query::nearest::wanted;
use crate::query::opening::OpeningSearch;
use crate::station::StationIdx;
use crate::travel::Travel;

/// Tenths of a metre are what distances are ordered by.
const TENTH_M: f64 = 0.1;

/// What guides the walk.
pub(super) struct Corridor<'a, 'f, A> {
    search: &'a OpeningSearch<'a>,
    query: &'a AlongQuery,
    pieces: &'a Pieces,
    detours: Detours<'a>,
    finds: &'f mut Finds<'a>,
    /// Which stations are asked about.
    is_asked: A,
}

/// The stops on the way, straight lines by the detour factor of the mode.
pub(super) fn along_straight(
    search: &OpeningSearch<'_>,
    query: &AlongQuery,
) -> (AlongAnswer, Work) {
    let mut finds = Finds::new(search, query);
    let max_work = search.budget().steps_left();
    let work = find_straight(search, query, &mut finds, max_work, |_| true);
    (finds.answer(Travel::StraightLine), work)
}

/// Adds the stops among the stations that `is_asked` admits; looks at `max_work` boxes and stations
/// of each tree at most.
pub(super) fn find_straight<'a>(
    search: &'a OpeningSearch<'a>,
    query: &'a AlongQuery,
    finds: &mut Finds<'a>,
    max_work: usize,
    is_asked: impl Fn(StationIdx) -> bool,
) -> Work {
    let wanted = wanted(&query.terms, finds.open_filter());
    let opened = search.truth().and_then(Truth::opened);
    let opened = opened.filter(|_| wanted.clock.is_some());
    let snapshot = search.snapshot();
    let pieces = query.route.pieces();
    let is_opened = |station| opened.is_some_and(|opened| opened.contains(station));
    let mut corridor = Corridor {
        search,
        query,
        pieces,
        detours: Detours::new(pieces, query.terms.pace.detour, search.budget()),
        finds,
        is_asked: |station| is_asked(station) && !is_opened(station),
    };
    let others = walk(search, snapshot.index(), max_work, &wanted, &mut corridor);
    // Boxes are skipped by the clock, so stations that a notice may open have a tree of their own.
    let Some(opened) = opened else {
        return others;
    };
    let whenever = SearchFilter {
        clock: None,
        ..wanted
    };
    let mut corridor = Corridor {
        search,
        query,
        pieces,
        detours: Detours::new(pieces, query.terms.pace.detour, search.budget()),
        finds: corridor.finds,
        is_asked,
    };
    let more = walk(search, opened.index(), max_work, &whenever, &mut corridor);
    Work {
        boxes: others.boxes + more.boxes,
        stations: others.stations + more.stations,
        is_cut: others.is_cut || more.is_cut,
    }
}

/// Walks a tree as far as `max_work` and the budget of the request allow.
pub(super) fn walk<'a>(
    search: &OpeningSearch<'_>,
    index: &'a Index,
    max_work: usize,
    wanted: &SearchFilter,
    guide: &mut impl Guide<'a>,
) -> Work {
    let budget = search.budget();
    let steps_left = budget.steps_left();
    let work = index.walk_guided(max_work.min(steps_left), wanted, guide);
    let is_cut = work.is_cut && max_work >= steps_left;
    budget.take_steps(work.boxes + work.stations + usize::from(is_cut));
    work
}

impl<'a, A: Fn(StationIdx) -> bool> Guide<'a> for Corridor<'_, '_, A> {
    fn rank(&mut self, ball: &Ball) -> f64 {
        self.pieces.nearest(ball.centre_m).distance_m - ball.radius_m
    }

    fn matters(&mut self, ball: &Ball, rank: f64) -> bool {
        self.is_near_enough(rank) && {
            let below_m = self.finds.below_m();
            self.detours
                .may_be_within(ball.centre_m, ball.radius_m, below_m)
        }
    }

    fn visit(&mut self, point_m: Point, entry: &'a Entry, rank: f64) -> bool {
        let is_asked = self.is_near_enough(rank) && (self.is_asked)(entry.station);
        if is_asked && self.query.terms.filter.passes_other(entry) {
            let below_m = self.finds.below_m() + TOLERANCE_M;
            if let Some(turn) = self.detours.least(point_m, below_m) {
                let turn = turn.ridden(self.query.passed_m(turn.leave_m));
                let finds = &mut *self.finds;
                // The rank of a single station is its distance.
                finds.offer(entry, point_m, turn, rank, Travel::StraightLine);
            }
        }
        self.search.budget().goes_on()
    }
}

impl<A> Corridor<'_, '_, A> {
    /// Whether what is at least this far from the route may still be among the answers: nothing costs
    /// less than nothing, and of equal costs the nearest to the route is first.
    fn is_near_enough(&self, rank_m: f64) -> bool {
        self.finds.last().is_none_or(|last| {
            last.turn.detour_m >= TENTH_M / 2.0 || rank_m <= last.distance_m + TENTH_M
        })
    }
}
