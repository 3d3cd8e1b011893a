//! Why nothing matches: which tests failed within the circle, and what would have matched.

use super::candidates::bound_m2;
use super::distance_meter::{DistanceBounds, DistanceMeter};
use super::nearest::{nearest_anywhere, walk};
use super::open_filter::OpenFilter;
use super::opening::{EffectiveHours, Opening, OpeningSearch};
use super::streets::Streets;
use super::work_budget::WorkBudget;
use super::{NearestQuery, OpenWhen, Verdict};
use crate::clock::UnixTime;
use crate::index::{Ahead, Entry, SearchFilter};
use crate::network::to_m;
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// Counts of the stations in the circle, each under the first test that it fails, and suggestions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WhyEmpty {
    /// Stations in the circle.
    pub in_circle: usize,
    /// Of these, stations without a wanted amenity.
    pub amenity: usize,
    /// With it, but of another kind, access or rating, or out of service.
    pub other: usize,
    /// Otherwise matching, but closed when it counts, or not open long enough.
    pub closed: usize,
    /// Otherwise matching, but left out because it is unknown whether they are open.
    pub unknown_hours: usize,
    /// The nearest station that passes all tests but the circle.
    pub nearest_beyond: Option<Beyond>,
    /// Of the stations in the circle that pass all tests but the hours, the one that opens next.
    pub next_opening: Option<NextOpening>,
    /// Whether an opening of some station was not looked for to its end, because the request had
    /// done all the work that it may: that station may open before `next_opening`.
    pub is_search_stopped: bool,
    /// Whether a state was computed for a year without holiday data.
    pub lacks_holiday_data: bool,
}

/// A station beyond the circle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beyond {
    /// The station's row.
    pub station: StationIdx,
    /// Geodesic metres from the user.
    pub distance_m: f64,
}

/// A station that is not open yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NextOpening {
    /// The station's row.
    pub station: StationIdx,
    /// Geodesic metres from the user.
    pub distance_m: f64,
    /// When it opens after the moment that counts.
    pub opens_at: UnixTime,
}

/// Explains an empty answer; examines every station in the circle.
pub fn why_empty(snapshot: &Snapshot, origin: Position, query: &NearestQuery) -> WhyEmpty {
    let search = OpeningSearch::new(snapshot, WorkBudget::whole());
    why_empty_in(&search, origin, query)
}

/// [`why_empty`] as a part of a request.
pub(super) fn why_empty_in(
    search: &OpeningSearch<'_>,
    origin: Position,
    query: &NearestQuery,
) -> WhyEmpty {
    let mut inquiry = Inquiry::new(search, origin);
    inquiry.look_in_circle(query, |_| true);
    inquiry.look_beyond(query, |_| true)
}

/// Explains an empty answer of [`nearest_along`](super::nearest_along) by the stations within reach
/// along streets, and those off the streets within the circle; `None` if the user is on no street.
///
/// The nearest beyond is the nearest in a straight line, with its hours, of those not within: the
/// search along streets does not extend beyond its limit.
pub fn why_empty_along(
    search: &OpeningSearch<'_>,
    streets: Streets<'_>,
    origin: Position,
    query: &NearestQuery,
    way_limit_m: f64,
) -> Option<WhyEmpty> {
    let start = streets.network.snap(query.mode, origin)?;
    let along = query.along_streets(way_limit_m);
    let snapshot = search.snapshot();
    let open_filter = OpenFilter::new(search, origin, &along);
    let mut inquiry = Inquiry::new(search, origin);
    let mut is_within = vec![false; snapshot.stations().len()];
    streets.walk(query.mode, &start, way_limit_m, |station, way_mm| {
        is_within[station.row()] = true;
        let entry = snapshot.entry(station);
        let arrive_at = along.pace.arrive_at(along.at, to_m(way_mm));
        let verdict = open_filter.verdict_at(&entry, || arrive_at);
        let length = DistanceBounds::exactly(open_filter.meter().geodesic_m(station));
        inquiry.judge(&along, &entry, verdict, length, || arrive_at);
        search.while_it_goes_on()
    });
    inquiry.why.lacks_holiday_data |= open_filter.lacks_holiday_data();
    let is_off = |station| streets.is_off(query.mode, station);
    if streets.stations.n_unmatched(query.mode) > 0 {
        inquiry.look_in_circle(query, is_off);
    }
    Some(inquiry.look_beyond(query, |station| !is_within[station.row()]))
}

/// What is known so far about an empty answer.
struct Inquiry<'a> {
    search: &'a OpeningSearch<'a>,
    origin: Position,
    meter: DistanceMeter<'a>,
    why: WhyEmpty,
    /// The distance of the station that opens next, as far as it is known.
    next_opening_length: DistanceBounds,
}

impl<'a> Inquiry<'a> {
    fn new(search: &'a OpeningSearch<'a>, origin: Position) -> Self {
        Self {
            search,
            origin,
            meter: DistanceMeter::new(search.snapshot(), origin),
            why: WhyEmpty::default(),
            next_opening_length: DistanceBounds::exactly(0.0),
        }
    }

    /// Tests the stations of the straight-line circle that `is_asked` admits.
    fn look_in_circle(&mut self, query: &NearestQuery, is_asked: impl Fn(StationIdx) -> bool) {
        let (search, meter) = (self.search, self.meter);
        let open_filter = OpenFilter::new(search, self.origin, query);
        let bound_m2 = bound_m2(query.radius_m);
        walk(
            search,
            meter.origin_m(),
            bound_m2,
            &SearchFilter::default(),
            |neighbour| {
                let (entry, station) = (neighbour.entry, neighbour.entry.station);
                let length = meter.length(&neighbour);
                if meter.is_within(station, length, query.radius_m) && is_asked(station) {
                    let verdict = open_filter.verdict(entry, length);
                    let arrive_at = || meter.arrive_at(query, station, length);
                    self.judge(query, entry, verdict, length, arrive_at);
                }
                Ahead::within(bound_m2)
            },
        );
        self.why.lacks_holiday_data |= open_filter.lacks_holiday_data();
    }

    fn judge(
        &mut self,
        query: &NearestQuery,
        entry: &Entry,
        verdict: Verdict,
        length: DistanceBounds,
        arrive_at: impl FnOnce() -> UnixTime,
    ) {
        let failed = FailedTest::of(query, entry, verdict);
        self.why.count(failed);
        if matches!(failed, FailedTest::Closed | FailedTest::UnknownHours) {
            let counts = match query.open {
                OpenWhen::Now | OpenWhen::Any => query.at,
                OpenWhen::Arrival => arrive_at(),
            };
            self.consider_opening(query, entry, length, counts);
        }
    }

    fn consider_opening(
        &mut self,
        query: &NearestQuery,
        entry: &Entry,
        length: DistanceBounds,
        counts: UnixTime,
    ) {
        let opening = self.describe(query, entry, counts);
        // A station that closes before the stay ends opens again after that.
        let again = opening
            .open_until
            .map(|until| self.describe(query, entry, until));
        let both = || [Some(opening), again].into_iter().flatten();
        self.why.lacks_holiday_data |= both().any(|opening| opening.lacks_holiday_data);
        self.why.is_search_stopped |= both().any(|opening| opening.is_search_stopped);
        let Some(opens_at) = again.unwrap_or(opening).opens_at else {
            return;
        };
        let station = entry.station;
        let is_sooner = self.why.next_opening.is_none_or(|held| {
            let nearer = || {
                let held = (held.station, self.next_opening_length);
                self.meter.compare((station, length), held)
            };
            opens_at.cmp(&held.opens_at).then_with(nearer).is_lt()
        });
        if is_sooner {
            self.next_opening_length = length;
            self.why.next_opening = Some(NextOpening {
                station,
                distance_m: self.meter.answered_m(query, station, length),
                opens_at,
            });
        }
    }

    fn describe(&self, query: &NearestQuery, entry: &Entry, at: UnixTime) -> Opening {
        let snapshot = self.search.snapshot();
        let hours = EffectiveHours::of_entry(snapshot, entry, query.filter.amenities);
        if entry.always_active {
            return self.search.describe_effective(&hours, query.zone, at);
        }
        let record = snapshot.station(entry.station);
        let search = self.search;
        search.describe_in_service(&hours, record, query.zone, at)
    }

    fn look_beyond(
        mut self,
        query: &NearestQuery,
        is_asked: impl Fn(StationIdx) -> bool,
    ) -> WhyEmpty {
        let found = nearest_anywhere(self.search, self.origin, query, is_asked);
        self.why.nearest_beyond = found.map(|(station, distance_m)| Beyond {
            station,
            distance_m,
        });
        self.why
    }
}

/// The first test that a station of the circle fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FailedTest {
    Amenity,
    Other,
    Closed,
    UnknownHours,
}

impl FailedTest {
    pub(super) fn of(query: &NearestQuery, entry: &Entry, verdict: Verdict) -> Self {
        if !entry.traits.amenities.contains_all(query.filter.amenities) {
            Self::Amenity
        } else if !query.filter.passes_other(entry) || verdict == Verdict::OutOfService {
            Self::Other
        } else if verdict == Verdict::Unknown {
            Self::UnknownHours
        } else {
            Self::Closed
        }
    }
}

impl WhyEmpty {
    pub(super) fn count(&mut self, failed: FailedTest) {
        self.in_circle += 1;
        *match failed {
            FailedTest::Amenity => &mut self.amenity,
            FailedTest::Other => &mut self.other,
            FailedTest::Closed => &mut self.closed,
            FailedTest::UnknownHours => &mut self.unknown_hours,
        } += 1;
    }
}
