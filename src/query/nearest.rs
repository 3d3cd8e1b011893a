//! The k nearest matches, exactly.
//!
//! The tree returns stations by their chords, near ones first. Each gets a range that contains its
//! geodesic; those that could be among the k are kept, and ordered as by their geodesics.

use std::num::NonZeroUsize;

use super::candidate::Ranked;
use super::candidates::{Candidates, bound_m2};
use super::open_filter::OpenFilter;
use super::opening::OpeningSearch;
use super::work_budget::WorkBudget;
use super::{Answer, NearestQuery, OpenWhen, UnknownHours, Verdict};
use crate::distance::MAX_GEODESIC_M;
use crate::index::{Ahead, Index, NO_BOUND_M2, Neighbour, SearchFilter, WantedHours, Work};
use crate::notices::Truth;
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// How many times larger the circles are that are searched if the circle of the question is empty.
const WIDENINGS: [f64; 2] = [4.0, 32.0];

/// The nearest stations that pass all tests of the query.
///
/// A microsecond or two for a handful of stations, whatever the filter.
pub fn nearest(snapshot: &Snapshot, origin: Position, query: &NearestQuery) -> Answer {
    nearest_counting_work(snapshot, origin, query).0
}

/// [`nearest`], and the work that the index did for it.
pub fn nearest_counting_work(
    snapshot: &Snapshot,
    origin: Position,
    query: &NearestQuery,
) -> (Answer, Work) {
    let search = OpeningSearch::new(snapshot, WorkBudget::whole());
    nearest_in(&search, origin, query)
}

/// [`nearest_counting_work`] as a part of a request, which also says whether what people say counts.
pub fn nearest_in(
    search: &OpeningSearch<'_>,
    origin: Position,
    query: &NearestQuery,
) -> (Answer, Work) {
    let open_filter = OpenFilter::new(search, origin, query);
    let (ranked, work) = nearest_among(search, query, &open_filter, |_| true);
    let mut answer = ranked.answer(search, query);
    answer.lacks_holiday_data |= open_filter.lacks_holiday_data();
    (answer, work)
}

/// Walks the tree as far as the budget of the request allows.
///
/// Where boxes are skipped by the clock, stations that a notice may open are passed afterwards, from
/// a tree of their own.
pub(super) fn walk<'a>(
    search: &OpeningSearch<'a>,
    origin_m: [f64; 3],
    bound_m2: f64,
    wanted: &SearchFilter,
    mut visit: impl FnMut(Neighbour<'a>) -> Ahead,
) -> Work {
    let snapshot = search.snapshot();
    let opened = search.truth().and_then(Truth::opened);
    let Some(opened) = opened.filter(|_| wanted.clock.is_some()) else {
        return walk_index(search, snapshot.index(), origin_m, bound_m2, wanted, visit);
    };
    let mut left_m2 = bound_m2;
    let visit_others = |neighbour: Neighbour<'a>| {
        if opened.contains(neighbour.entry.station) {
            return Ahead::within(left_m2);
        }
        let ahead = visit(neighbour);
        left_m2 = ahead.bound_m2;
        ahead
    };
    let index = snapshot.index();
    let others = walk_index(search, index, origin_m, bound_m2, wanted, visit_others);
    let whenever = SearchFilter {
        clock: None,
        ..*wanted
    };
    // A point that is done is so by the order of the other tree.
    let visit_opened = |neighbour| {
        let neighbour = opened.in_index(neighbour, snapshot);
        Ahead::within(visit(neighbour).bound_m2)
    };
    let (index, bound_m2) = (opened.index(), left_m2);
    let more = walk_index(search, index, origin_m, bound_m2, &whenever, visit_opened);
    Work {
        boxes: others.boxes + more.boxes,
        stations: others.stations + more.stations,
        is_cut: others.is_cut || more.is_cut,
    }
}

pub(super) fn walk_index<'a>(
    search: &OpeningSearch<'_>,
    index: &'a Index,
    origin_m: [f64; 3],
    bound_m2: f64,
    wanted: &SearchFilter,
    mut visit: impl FnMut(Neighbour<'a>) -> Ahead,
) -> Work {
    let budget = search.budget();
    let visit = |neighbour: Neighbour<'a>| {
        if budget.goes_on() {
            visit(neighbour)
        } else {
            Ahead::within(NO_BOUND_M2)
        }
    };
    let work = index.walk_at_most(budget.steps_left(), origin_m, bound_m2, wanted, visit);
    budget.take_steps(work.boxes + work.stations + usize::from(work.is_cut));
    work
}

/// The nearest of the stations that `is_asked` admits, open and unknown, each list up to the limit
/// of the query.
pub(super) fn nearest_among<'a>(
    search: &OpeningSearch<'a>,
    query: &NearestQuery,
    open_filter: &OpenFilter<'_>,
    is_asked: impl Fn(StationIdx) -> bool,
) -> (Ranked<'a>, Work) {
    let meter = open_filter.meter();
    let mut open = Candidates::new(query.limit);
    let mut unknown = Candidates::new(query.limit);
    let bound_m2 = bound_m2(query.radius_m);
    let work = walk(
        search,
        meter.origin_m(),
        bound_m2,
        &wanted(query, open_filter),
        |neighbour| {
            let entry = neighbour.entry;
            if is_asked(entry.station) && query.filter.passes_other(entry) {
                let length = meter.length(&neighbour);
                match open_filter.verdict(entry, length) {
                    Verdict::Open => open.offer(search, meter, length, neighbour),
                    Verdict::Unknown => unknown.offer(search, meter, length, neighbour),
                    Verdict::Closed | Verdict::OutOfService => {}
                }
            }
            let ahead = open.ahead(neighbour.point_m);
            Ahead {
                bound_m2: ahead.bound_m2.min(bound_m2),
                ..ahead
            }
        },
    );
    let snapshot = search.snapshot();
    let mut ranked = Ranked {
        open: open.ranked(snapshot, query, meter),
        unknown: Vec::new(),
    };
    if Ranked::takes_unknown(query) {
        ranked.unknown = unknown.ranked(snapshot, query, meter);
    }
    (ranked, work)
}

/// The conditions that the tree can test: all but the status and the exact state.
pub(super) fn wanted(query: &NearestQuery, open_filter: &OpenFilter<'_>) -> SearchFilter {
    let asks_clock = query.open != OpenWhen::Any;
    SearchFilter {
        amenities: query.filter.amenities,
        kinds: query.filter.kind_mask(),
        clock: asks_clock.then(|| WantedHours {
            hours: open_filter.hours_that_count(),
            or_unknown: query.unknown_hours == UnknownHours::Include,
        }),
        access: query.filter.access_mask(),
        min_star: query.filter.min_star,
        with_offer: query.filter.offer_on.is_some(),
    }
}

/// Whether the query accepts a state.
pub(super) fn is_taken(query: &NearestQuery, verdict: Verdict) -> bool {
    match verdict {
        Verdict::Open => true,
        Verdict::Unknown => query.unknown_hours == UnknownHours::Include,
        Verdict::Closed | Verdict::OutOfService => false,
    }
}

/// The nearest station in a straight line that passes everything but the circle, of those that
/// `is_asked` admits, and its distance.
///
/// Stations that are open on arrival are searched in slightly larger circles first: the larger the
/// circle, the more hours of arrival it has, until the tree can rule out no station by them.
pub(super) fn nearest_anywhere(
    search: &OpeningSearch<'_>,
    origin: Position,
    query: &NearestQuery,
    is_asked: impl Fn(StationIdx) -> bool,
) -> Option<(StationIdx, f64)> {
    let near_first = match query.open {
        OpenWhen::Arrival => WIDENINGS.as_slice(),
        OpenWhen::Now | OpenWhen::Any => &[],
    };
    let radii_m = near_first.iter().map(|times| query.radius_m * times);
    radii_m
        .filter(|radius_m| *radius_m < MAX_GEODESIC_M)
        .chain([MAX_GEODESIC_M])
        .find_map(|radius_m| nearest_within(radius_m, search, origin, query, &is_asked))
}

/// The nearest one of a circle other than the query's.
fn nearest_within(
    radius_m: f64,
    search: &OpeningSearch<'_>,
    origin: Position,
    query: &NearestQuery,
    is_asked: impl Fn(StationIdx) -> bool,
) -> Option<(StationIdx, f64)> {
    let query = NearestQuery {
        radius_m,
        limit: NonZeroUsize::MIN,
        ..query.clone()
    };
    let open_filter = OpenFilter::new(search, origin, &query);
    let meter = open_filter.meter();
    let mut taken = Candidates::new(query.limit);
    let bound_m2 = bound_m2(radius_m);
    walk(
        search,
        meter.origin_m(),
        bound_m2,
        &wanted(&query, &open_filter),
        |neighbour| {
            let entry = neighbour.entry;
            if is_asked(entry.station) && query.filter.passes_other(entry) {
                let length = meter.length(&neighbour);
                if is_taken(&query, open_filter.verdict(entry, length)) {
                    taken.offer(search, meter, length, neighbour);
                }
            }
            let ahead = taken.ahead(neighbour.point_m);
            Ahead {
                bound_m2: ahead.bound_m2.min(bound_m2),
                ..ahead
            }
        },
    );
    let ranked = taken.ranked(search.snapshot(), &query, meter);
    let first = ranked.first()?;
    Some((first.station, first.distance_m))
}
