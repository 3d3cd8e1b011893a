//! The k nearest that pass, exactly.
//!
//! Candidates come in chord order, roughly; those that could be among the k by geodesic are
//! kept, and only they are measured. A candidate is dropped only if its chord exceeds the
//! longest geodesic that the k-th shortest chord can have.

use std::num::NonZeroUsize;

use super::candidate::{Candidate, Ranked};
use super::clock_test::ClockTest;
use super::{Answer, NearestQuery, OpenWhen, UnknownHours, Verdict};
use crate::distance::{MAX_GEODESIC_M, geodesic_m, max_geodesic_of_chord_m};
use crate::index::{Wanted, WantedHours, Work};
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;
use crate::travel::Travel;

/// The candidates that may be among the nearest `limit`, by squared chord.
struct Candidates {
    limit: NonZeroUsize,
    by_chord: Vec<(f64, StationIdx)>,
}

/// The nearest stations that pass all tests of the query.
///
/// Some microseconds for a handful of stations, whatever the filter.
pub fn nearest(snapshot: &Snapshot, origin: Position, query: &NearestQuery) -> Answer {
    nearest_counting_work(snapshot, origin, query).0
}

/// [`nearest`], and the work that the index did for it.
pub fn nearest_counting_work(
    snapshot: &Snapshot,
    origin: Position,
    query: &NearestQuery,
) -> (Answer, Work) {
    let clock = ClockTest::new(snapshot, origin, query);
    let (ranked, work) = nearest_among(snapshot, origin, query, &clock, |_| true);
    let mut answer = ranked.answer(snapshot, query);
    answer.lacks_holiday_data |= clock.lacks_holiday_data();
    (answer, work)
}

/// The nearest of the stations that `is_asked` admits, open and unknown, as many of each as
/// are asked for.
pub(super) fn nearest_among(
    snapshot: &Snapshot,
    origin: Position,
    query: &NearestQuery,
    clock: &ClockTest<'_>,
    is_asked: impl Fn(StationIdx) -> bool,
) -> (Ranked, Work) {
    let mut open = Candidates::new(query.limit);
    let mut unknown = Candidates::new(query.limit);
    let radius_m2 = query.radius_m * query.radius_m;
    let work = snapshot.index().walk(
        origin.earth_centred_m(),
        radius_m2,
        &wanted(query, clock),
        |entry, chord_m2| {
            if is_asked(entry.station) && query.filter.passes_other(entry) {
                match clock.verdict(entry, chord_m2) {
                    Verdict::Open => open.offer(chord_m2, entry.station),
                    Verdict::Unknown => unknown.offer(chord_m2, entry.station),
                    Verdict::Closed | Verdict::OutOfService => {}
                }
            }
            open.bound_m2().min(radius_m2)
        },
    );
    let mut ranked = Ranked {
        open: measure(snapshot, origin, query, &open),
        unknown: Vec::new(),
    };
    if Ranked::takes_unknown(query) {
        ranked.unknown = measure(snapshot, origin, query, &unknown);
    }
    (ranked, work)
}

/// What the tree can tell of who may pass: amenities, kind and the hours that count.
pub(super) fn wanted(query: &NearestQuery, clock: &ClockTest<'_>) -> Wanted {
    let asks_clock = query.open != OpenWhen::Any;
    Wanted {
        amenities: query.filter.amenities,
        kinds: query.filter.kind_mask(),
        clock: asks_clock.then(|| WantedHours {
            hours: clock.hours_that_count(),
            or_unknown: query.unknown_hours == UnknownHours::Include,
        }),
    }
}

/// Whether a verdict is one that the query takes.
pub(super) fn is_taken(query: &NearestQuery, verdict: Verdict) -> bool {
    match verdict {
        Verdict::Open => true,
        Verdict::Unknown => query.unknown_hours == UnknownHours::Include,
        Verdict::Closed | Verdict::OutOfService => false,
    }
}

/// The nearest one in a straight line that passes everything but the circle, of those that
/// `is_asked` admits.
pub(super) fn nearest_anywhere(
    snapshot: &Snapshot,
    origin: Position,
    query: &NearestQuery,
    is_asked: impl Fn(StationIdx) -> bool,
) -> Option<Candidate> {
    let unbounded = NearestQuery {
        radius_m: MAX_GEODESIC_M,
        limit: NonZeroUsize::MIN,
        ..query.clone()
    };
    let clock = ClockTest::new(snapshot, origin, &unbounded);
    let mut taken = Candidates::new(unbounded.limit);
    snapshot.index().walk(
        origin.earth_centred_m(),
        MAX_GEODESIC_M * MAX_GEODESIC_M,
        &wanted(&unbounded, &clock),
        |entry, chord_m2| {
            if is_asked(entry.station)
                && query.filter.passes_other(entry)
                && is_taken(query, clock.verdict(entry, chord_m2))
            {
                taken.offer(chord_m2, entry.station);
            }
            taken.bound_m2()
        },
    );
    measure(snapshot, origin, &unbounded, &taken)
        .into_iter()
        .next()
}

impl Candidates {
    const fn new(limit: NonZeroUsize) -> Self {
        Self {
            limit,
            by_chord: Vec::new(),
        }
    }

    fn offer(&mut self, chord_m2: f64, station: StationIdx) {
        if chord_m2 > self.bound_m2() {
            return;
        }
        let place = self.by_chord.partition_point(|held| held.0 <= chord_m2);
        self.by_chord.insert(place, (chord_m2, station));
        let bound_m2 = self.bound_m2();
        while self.by_chord.last().is_some_and(|last| last.0 > bound_m2) {
            self.by_chord.pop();
        }
    }

    /// The squared chord beyond which nothing can be among the nearest.
    fn bound_m2(&self) -> f64 {
        self.by_chord
            .get(self.limit.get() - 1)
            .map_or(f64::INFINITY, |kth| {
                max_geodesic_of_chord_m(kth.0.sqrt()).powi(2)
            })
    }
}

/// Measures the candidates and keeps the nearest within the circle, ties by id.
fn measure(
    snapshot: &Snapshot,
    origin: Position,
    query: &NearestQuery,
    candidates: &Candidates,
) -> Vec<Candidate> {
    let mut measured: Vec<Candidate> = candidates
        .by_chord
        .iter()
        .map(|(_, station)| {
            let distance_m = geodesic_m(origin, snapshot.station(*station).position);
            candidate(query, *station, distance_m)
        })
        .filter(|candidate| candidate.distance_m <= query.radius_m)
        .collect();
    measured.sort_by(|a, b| {
        let id = |candidate: &Candidate| &snapshot.station(candidate.station).id;
        a.distance_m
            .total_cmp(&b.distance_m)
            .then_with(|| id(a).cmp(id(b)))
    });
    measured.truncate(query.limit.get());
    measured
}

fn candidate(query: &NearestQuery, station: StationIdx, distance_m: f64) -> Candidate {
    Candidate {
        station,
        distance_m,
        travel_time_s: query.pace.travel_time_s(distance_m),
        arrive_at: query.pace.arrive_at(query.at, distance_m),
        travel: Travel::StraightLine,
    }
}
