//! The nearest along streets: stations in the order of travel time, each tested at its own arrival.
//!
//! Stations too far from any street are measured in a straight line, as if there were no streets,
//! so that the edge of the street map loses no station.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use super::candidate::{Candidate, Ranked};
use super::nearest::nearest_among;
use super::open_filter::OpenFilter;
use super::opening::{EffectiveHours, OpeningSearch};
use super::{Answer, NearestQuery, Verdict};
use crate::distance::geodesic_m;
use crate::network::{MAX_WAY_MM, Network, Places, Reached, Snap, to_m, to_mm};
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;
use crate::travel::{Mode, Travel};

/// The stations of one loaded set, matched to the streets of every mode.
pub struct StreetStations {
    by_mode: [Places; 3],
    n_matched: [usize; 3],
}

/// The streets, and the stations of a snapshot on them.
#[derive(Clone, Copy)]
pub struct Streets<'a> {
    /// The streets of all modes.
    pub network: &'a Network,
    /// The stations; of the snapshot that is asked.
    pub stations: &'a StreetStations,
}

impl StreetStations {
    /// Matches every station to the streets, on all cores; some microseconds each.
    pub fn match_to(network: &Network, snapshot: &Snapshot) -> Self {
        let by_mode = network.match_places(&snapshot.positions());
        let n_matched = std::array::from_fn(|mode| {
            let snaps = by_mode[mode].snaps();
            snaps.iter().flatten().count()
        });
        Self { by_mode, n_matched }
    }

    /// The stations as places on the streets of a mode, by row.
    pub const fn places(&self, mode: Mode) -> &Places {
        &self.by_mode[mode as usize]
    }

    /// How many stations are near enough to a street of the mode.
    pub const fn n_matched(&self, mode: Mode) -> usize {
        self.n_matched[mode as usize]
    }

    /// How many stations are not.
    pub fn n_unmatched(&self, mode: Mode) -> usize {
        self.places(mode).snaps().len() - self.n_matched(mode)
    }
}

impl Streets<'_> {
    /// Whether a station is too far from any street of the mode.
    pub(super) fn is_off(&self, mode: Mode, station: StationIdx) -> bool {
        self.stations.places(mode).snaps()[station.row()].is_none()
    }

    /// Passes every station within a distance, the nearest first, ties in no order, until `visit`
    /// breaks; a station at exactly the limit is included.
    pub(super) fn walk(
        &self,
        mode: Mode,
        start: &Snap,
        way_limit_m: f64,
        mut visit: impl FnMut(StationIdx, u32) -> ControlFlow<()>,
    ) {
        let limit_mm = to_mm(way_limit_m).unwrap_or(MAX_WAY_MM);
        let places = self.stations.places(mode);
        self.network.search(mode, Some(places), |search| {
            search.from(start, limit_mm, |reached, way_mm| match reached {
                Reached::Place(place) => visit(StationIdx(place), way_mm),
                Reached::Node(_) => ControlFlow::Continue(()),
            });
        });
    }
}

/// The nearest stations along streets that pass all tests of the query; `None` if the user is too
/// far from any street.
///
/// Stations off the streets are searched with `query` as it is, all others within `way_limit_m`
/// metres along streets. The search ends when enough open stations have been reached; one that
/// finds nothing visits every street within the limit, at about 0.1 us a node.
pub fn nearest_along(
    search: &OpeningSearch<'_>,
    streets: Streets<'_>,
    origin: Position,
    query: &NearestQuery,
    way_limit_m: f64,
) -> Option<Answer> {
    let snapshot = search.snapshot();
    let start = streets.network.snap(query.mode, origin)?;
    let along = query.along_streets(way_limit_m);
    let open_filter = OpenFilter::new(search, origin, &along);
    let mut ranked = on_streets(search, streets, origin, &start, &along, &open_filter);
    let mut lacks_holiday_data = open_filter.lacks_holiday_data();
    if streets.stations.n_unmatched(query.mode) > 0 {
        let open_filter = OpenFilter::new(search, origin, query);
        let is_off = |station| streets.is_off(query.mode, station);
        let (mut off, _) = nearest_among(search, query, &open_filter, is_off);
        // They are merged with those on streets by travel time.
        for candidate in off.open.iter_mut().chain(&mut off.unknown) {
            let place = snapshot.station(candidate.station).position;
            candidate.go_straight(query, geodesic_m(origin, place));
        }
        ranked = ranked.merged(off, snapshot);
        lacks_holiday_data |= open_filter.lacks_holiday_data();
    }
    let answer = ranked.answer(search, query);
    Some(Answer {
        travel: Travel::Network,
        lacks_holiday_data: lacks_holiday_data || answer.lacks_holiday_data,
        ..answer
    })
}

/// The matching stations on streets, open and unknown, each list up to the limit of the query.
fn on_streets<'a>(
    search: &OpeningSearch<'a>,
    streets: Streets<'_>,
    origin: Position,
    start: &Snap,
    along: &NearestQuery,
    open_filter: &OpenFilter<'_>,
) -> Ranked<'a> {
    let snapshot = search.snapshot();
    let mut open = Nearest::new(along.limit);
    let mut unknown = Nearest::new(along.limit);
    streets.walk(along.mode, start, along.radius_m, |station, way_mm| {
        if open.is_settled_before(way_mm) {
            return ControlFlow::Break(());
        }
        let entry = snapshot.entry(station);
        if along.filter.passes(&entry) {
            let arrive_at = || along.pace.arrive_at(along.at, to_m(way_mm));
            match open_filter.verdict_at(&entry, arrive_at) {
                Verdict::Open => open.offer(station, way_mm),
                Verdict::Unknown => unknown.offer(station, way_mm),
                Verdict::Closed | Verdict::OutOfService => {}
            }
        }
        search.while_it_goes_on()
    });
    if !Ranked::takes_unknown(along) {
        unknown.by_way.clear();
    }
    let candidates = |nearest: Nearest| {
        let found = nearest.by_way.into_iter();
        found
            .map(|(way_mm, station)| candidate(snapshot, origin, along, station, way_mm))
            .collect()
    };
    Ranked {
        open: candidates(open),
        unknown: candidates(unknown),
    }
    .merged(Ranked::default(), snapshot)
}

fn candidate<'a>(
    snapshot: &'a Snapshot,
    origin: Position,
    along: &NearestQuery,
    station: StationIdx,
    way_mm: u32,
) -> Candidate<'a> {
    let way_m = to_m(way_mm);
    Candidate {
        station,
        hours: EffectiveHours::new(snapshot, station, along.filter.amenities),
        always_active: false,
        distance_m: geodesic_m(origin, snapshot.station(station).position),
        travel_time_s: along.pace.travel_time_s(way_m),
        arrive_at: along.pace.arrive_at(along.at, way_m),
        travel: Travel::Network,
    }
}

/// The nearest along streets, which arrive in order, with all that tie with the last.
struct Nearest {
    limit: NonZeroUsize,
    by_way: Vec<(u32, StationIdx)>,
}

impl Nearest {
    const fn new(limit: NonZeroUsize) -> Self {
        Self {
            limit,
            by_way: Vec::new(),
        }
    }

    /// Whether nothing at this distance or beyond can be among them.
    fn is_settled_before(&self, way_mm: u32) -> bool {
        let last = self.by_way.get(self.limit.get() - 1);
        last.is_some_and(|last| last.0 < way_mm)
    }

    fn offer(&mut self, station: StationIdx, way_mm: u32) {
        if !self.is_settled_before(way_mm) {
            self.by_way.push((way_mm, station));
        }
    }
}
