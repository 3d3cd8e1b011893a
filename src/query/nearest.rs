//! The k nearest matches, exactly.
//!
//! The tree returns stations by their chords, near ones first. Each gets a range that contains its
//! geodesic; those that could be among the k are kept, and ordered as by their geodesics.

use std::num::NonZeroUsize;

use super::candidate::{Candidate, Ranked};
use super::distance_meter::{DistanceBounds, DistanceMeter};
use super::open_filter::OpenFilter;
use super::opening::EffectiveHours;
use super::{Answer, NearestQuery, OpenWhen, UnknownHours, Verdict};
use crate::distance::MAX_GEODESIC_M;
use crate::index::{Entry, SearchFilter, WantedHours, Work};
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;
use crate::travel::Travel;

/// How many times larger the circles are that are searched if the circle of the question is empty.
const WIDENINGS: [f64; 2] = [4.0, 32.0];

/// The candidates that may be among the nearest `limit`.
struct Candidates<'a> {
    limit: NonZeroUsize,
    /// By the upper ends of their ranges.
    held: Vec<(DistanceBounds, &'a Entry)>,
}

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
    let open_filter = OpenFilter::new(snapshot, origin, query);
    let (ranked, work) = nearest_among(snapshot, query, &open_filter, |_| true);
    let mut answer = ranked.answer(snapshot, query);
    answer.lacks_holiday_data |= open_filter.lacks_holiday_data();
    (answer, work)
}

/// The nearest of the stations that `is_asked` admits, open and unknown, each list up to the limit
/// of the query.
pub(super) fn nearest_among<'a>(
    snapshot: &'a Snapshot,
    query: &NearestQuery,
    open_filter: &OpenFilter<'_>,
    is_asked: impl Fn(StationIdx) -> bool,
) -> (Ranked<'a>, Work) {
    let meter = open_filter.meter();
    let mut open = Candidates::new(query.limit);
    let mut unknown = Candidates::new(query.limit);
    let bound_m2 = bound_m2(query.radius_m);
    let work = snapshot.index().walk(
        meter.origin_m(),
        bound_m2,
        &wanted(query, open_filter),
        |neighbour| {
            let entry = neighbour.entry;
            if is_asked(entry.station) && query.filter.passes_other(entry) {
                let length = meter.length(&neighbour);
                match open_filter.verdict(entry, length) {
                    Verdict::Open => open.offer(length, entry),
                    Verdict::Unknown => unknown.offer(length, entry),
                    Verdict::Closed | Verdict::OutOfService => {}
                }
            }
            open.bound_m2().min(bound_m2)
        },
    );
    let mut ranked = Ranked {
        open: open.ranked(snapshot, query, meter),
        unknown: Vec::new(),
    };
    if Ranked::takes_unknown(query) {
        ranked.unknown = unknown.ranked(snapshot, query, meter);
    }
    (ranked, work)
}

/// The square of the longest chord that a geodesic within the radius can have.
pub(super) fn bound_m2(radius_m: f64) -> f64 {
    /// How much rounding may make a chord longer than its geodesic, metres.
    const ROUNDING_M: f64 = 1e-6;
    (radius_m + ROUNDING_M).powi(2)
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
    snapshot: &Snapshot,
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
        .find_map(|radius_m| nearest_within(radius_m, snapshot, origin, query, &is_asked))
}

/// The nearest one of a circle other than the query's.
fn nearest_within(
    radius_m: f64,
    snapshot: &Snapshot,
    origin: Position,
    query: &NearestQuery,
    is_asked: impl Fn(StationIdx) -> bool,
) -> Option<(StationIdx, f64)> {
    let query = NearestQuery {
        radius_m,
        limit: NonZeroUsize::MIN,
        ..query.clone()
    };
    let open_filter = OpenFilter::new(snapshot, origin, &query);
    let meter = open_filter.meter();
    let mut taken = Candidates::new(query.limit);
    let bound_m2 = bound_m2(radius_m);
    snapshot.index().walk(
        meter.origin_m(),
        bound_m2,
        &wanted(&query, &open_filter),
        |neighbour| {
            let entry = neighbour.entry;
            if is_asked(entry.station) && query.filter.passes_other(entry) {
                let length = meter.length(&neighbour);
                if is_taken(&query, open_filter.verdict(entry, length)) {
                    taken.offer(length, entry);
                }
            }
            taken.bound_m2().min(bound_m2)
        },
    );
    let ranked = taken.ranked(snapshot, &query, meter);
    let first = ranked.first()?;
    Some((first.station, first.distance_m))
}

impl<'a> Candidates<'a> {
    const fn new(limit: NonZeroUsize) -> Self {
        Self {
            limit,
            held: Vec::new(),
        }
    }

    fn offer(&mut self, length: DistanceBounds, entry: &'a Entry) {
        if length.low_m > self.farthest_m() {
            return;
        }
        if self.held.is_empty() {
            // Room for ties and for the one that is about to be dropped.
            self.held.reserve(self.limit.get() + 3);
        }
        let place = self
            .held
            .partition_point(|(held, _)| held.high_m <= length.high_m);
        self.held.insert(place, (length, entry));
        let farthest_m = self.farthest_m();
        while self
            .held
            .last()
            .is_some_and(|(last, _)| last.low_m > farthest_m)
        {
            self.held.pop();
        }
    }

    /// No longer geodesic can be among the nearest.
    fn farthest_m(&self) -> f64 {
        let kth = self.held.get(self.limit.get() - 1);
        kth.map_or(f64::INFINITY, |(length, _)| length.high_m)
    }

    /// The squared chord beyond which nothing can be among the nearest.
    fn bound_m2(&self) -> f64 {
        bound_m2(self.farthest_m())
    }

    /// The nearest within the circle, in order.
    fn ranked(
        mut self,
        snapshot: &'a Snapshot,
        query: &NearestQuery,
        meter: &DistanceMeter<'_>,
    ) -> Vec<Candidate<'a>> {
        let is_within = |(length, entry): &(DistanceBounds, &Entry)| {
            meter.is_within(entry.station, *length, query.radius_m)
        };
        self.held.retain(is_within);
        self.held
            .sort_by(|a, b| meter.compare((a.1.station, a.0), (b.1.station, b.0)));
        let nearest = self.held.iter().take(self.limit.get());
        nearest
            .map(|(length, entry)| candidate(snapshot, query, meter, entry, *length))
            .collect()
    }
}

fn candidate<'a>(
    snapshot: &'a Snapshot,
    query: &NearestQuery,
    meter: &DistanceMeter<'_>,
    entry: &Entry,
    length: DistanceBounds,
) -> Candidate<'a> {
    let distance_m = meter.answered_m(query, entry.station, length);
    Candidate {
        station: entry.station,
        hours: EffectiveHours::of_entry(snapshot, entry, query.filter.amenities),
        always_active: entry.always_active,
        distance_m,
        travel_time_s: query.pace.travel_time_s(distance_m),
        arrive_at: query.pace.arrive_at(query.at, distance_m),
        travel: Travel::StraightLine,
    }
}
