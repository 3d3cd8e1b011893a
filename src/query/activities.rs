//! What goes on near a place: the times of activities that can still be reached, by their starts.
//!
//! Stations that have activities are in a tree of their own; their times are found by arithmetic.
//! A station that is out of service then, or that a notice closes, is not answered; posted hours
//! alone do not put off an activity, and are told beside it.

use std::cmp::Ordering;
use std::num::NonZeroUsize;

use super::Streets;
use super::candidates::bound_m2;
use super::nearest::walk_index;
use super::opening::{Opening, OpeningSearch};
use crate::amenity::AmenitySet;
use crate::clock::{UnixTime, Zone};
use crate::distance::geodesic_m;
use crate::index::{Ahead, SearchFilter, Work};
use crate::network::{Snap, to_m};
use crate::notices::Word;
use crate::position::Position;
use crate::station::{Activity, Occurrence, Station, StationIdx, Status};
use crate::travel::{Mode, Pace, Travel};

/// What is asked, whatever the user's position.
#[derive(Clone, Debug)]
pub struct ActivitiesQuery {
    /// The user's mode of travel.
    pub mode: Mode,
    /// The user's speed.
    pub pace: Pace,
    /// Radius of the circle, metres of geodesic.
    pub radius_m: f64,
    /// The longest way along streets, metres.
    pub way_limit_m: f64,
    /// When the user sets out.
    pub at: UnixTime,
    /// Times that end at this moment or before it are not asked for.
    pub from: UnixTime,
    /// Times that start at this moment or after it are not asked for.
    pub to: UnixTime,
    /// Any of these categories, by their keys; empty is any.
    pub categories: Vec<&'static str>,
    /// The largest number of times to return.
    pub limit: NonZeroUsize,
    /// The zone of hours and activities.
    pub zone: Zone,
}

/// One time of one activity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ActivityHit {
    /// The station's row.
    pub station: StationIdx,
    /// The activity among those of the station.
    pub activity: usize,
    /// When it takes place.
    pub time: Occurrence,
    /// Geodesic metres from the user.
    pub distance_m: f64,
    /// Travel time, seconds.
    pub travel_time_s: f64,
    /// What the travel time was measured along.
    pub travel: Travel,
    /// When a user who sets out at once gets there.
    pub arrive_at: UnixTime,
    /// Whether the station is open when it begins, or on arrival if that is later.
    pub opening: Opening,
}

/// The result of a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActivitiesAnswer {
    /// By start, then by travel time, then by the ids of station and activity.
    pub hits: Vec<ActivityHit>,
    /// What was searched along.
    pub travel: Travel,
    /// Whether a state was computed for a year without holiday data.
    pub lacks_holiday_data: bool,
}

/// The way to a station.
#[derive(Clone, Copy)]
struct Way {
    station: StationIdx,
    distance_m: f64,
    travel_time_s: f64,
    travel: Travel,
    arrive_at: UnixTime,
}

/// A time that passes all tests, not yet described.
struct Found<'a> {
    time: Occurrence,
    way: Way,
    station_id: &'a str,
    nth: usize,
    activity_id: &'a str,
}

/// The first times so far.
struct First<'s, 'a> {
    search: &'s OpeningSearch<'a>,
    query: &'s ActivitiesQuery,
    found: Vec<Found<'a>>,
}

/// How many times the limit are held before the last are dropped.
const HELD_LIMITS: usize = 4;

/// The times of activities within reach, and the work that the index did. Along streets if there
/// are any and the user is near one.
///
/// Cost: a look at each station of the circle that has activities, and some ten nanoseconds for
/// each day on which one of them might take place; the budget counts activities and times.
pub fn activities(
    search: &OpeningSearch<'_>,
    streets: Option<Streets<'_>>,
    origin: Position,
    query: &ActivitiesQuery,
) -> (ActivitiesAnswer, Work) {
    let mut first = First {
        search,
        query,
        found: Vec::new(),
    };
    let along = streets.and_then(|streets| {
        let start = streets.network.snap(query.mode, origin)?;
        Some((streets, start))
    });
    let (work, travel) = match &along {
        Some((streets, start)) => {
            first.walk_streets(*streets, start, origin);
            let is_off = |station| streets.is_off(query.mode, station);
            (first.walk_circle(origin, is_off), Travel::Network)
        }
        None => (first.walk_circle(origin, |_| true), Travel::StraightLine),
    };
    (first.answer(travel), work)
}

impl<'a> First<'_, 'a> {
    /// Offers the stations of the circle that `is_asked` admits.
    fn walk_circle(&mut self, origin: Position, is_asked: impl Fn(StationIdx) -> bool) -> Work {
        let (search, query) = (self.search, self.query);
        let snapshot = search.snapshot();
        let Some(index) = snapshot.programmes().index() else {
            return Work::default();
        };
        let bound_m2 = bound_m2(query.radius_m);
        let everything = SearchFilter::default();
        let origin_m = origin.earth_centred_m();
        walk_index(
            search,
            index,
            origin_m,
            bound_m2,
            &everything,
            |neighbour| {
                let station = neighbour.entry.station;
                if is_asked(station) {
                    let distance_m = geodesic_m(origin, snapshot.station(station).position);
                    if distance_m <= query.radius_m {
                        self.offer_all(&Way {
                            station,
                            distance_m,
                            travel_time_s: query.pace.travel_time_s(distance_m),
                            travel: Travel::StraightLine,
                            arrive_at: query.pace.arrive_at(query.at, distance_m),
                        });
                    }
                }
                Ahead::within(bound_m2)
            },
        )
    }

    /// Offers the stations within reach along streets.
    fn walk_streets(&mut self, streets: Streets<'_>, start: &Snap, origin: Position) {
        let (search, query) = (self.search, self.query);
        let pace = query.pace.along_streets();
        streets.walk(query.mode, start, query.way_limit_m, |station, way_mm| {
            let record = search.snapshot().station(station);
            if !record.activities().is_empty() {
                let way_m = to_m(way_mm);
                self.offer_all(&Way {
                    station,
                    distance_m: geodesic_m(origin, record.position),
                    travel_time_s: pace.travel_time_s(way_m),
                    travel: Travel::Network,
                    arrive_at: pace.arrive_at(query.at, way_m),
                });
            }
            search.while_it_goes_on()
        });
    }

    /// Offers all times at one station.
    fn offer_all(&mut self, way: &Way) {
        let (search, query) = (self.search, self.query);
        let record = search.snapshot().station(way.station);
        let after = way.arrive_at.max(query.from);
        for (nth, activity) in record.activities().iter().enumerate() {
            if !query.asks_for(activity) || !search.budget().take_steps(1) {
                continue;
            }
            for time in activity.occurrences(after, query.to, query.zone) {
                if !search.budget().take_steps(1) {
                    return;
                }
                if takes_place(search, record, way, time, query.zone) {
                    self.offer(Found {
                        time,
                        way: *way,
                        station_id: &record.id.0,
                        nth,
                        activity_id: &activity.id,
                    });
                }
            }
        }
    }

    fn offer(&mut self, found: Found<'a>) {
        let limit = self.query.limit.get();
        if self.found.len() >= HELD_LIMITS * limit {
            self.found.select_nth_unstable_by(limit - 1, Found::order);
            self.found.truncate(limit);
        }
        self.found.push(found);
    }

    /// The first of all, in order and described.
    fn answer(mut self, travel: Travel) -> ActivitiesAnswer {
        self.found.sort_by(Found::order);
        self.found.truncate(self.query.limit.get());
        let hits: Vec<ActivityHit> = self.found.iter().map(|found| self.hit(found)).collect();
        ActivitiesAnswer {
            travel,
            lacks_holiday_data: hits.iter().any(|hit| hit.opening.lacks_holiday_data),
            hits,
        }
    }

    fn hit(&self, found: &Found<'_>) -> ActivityHit {
        let Found { way, time, nth, .. } = found;
        let counts = time.starts.max(way.arrive_at);
        let wanted = AmenitySet::EMPTY;
        let zone = self.query.zone;
        ActivityHit {
            station: way.station,
            activity: *nth,
            time: *time,
            distance_m: way.distance_m,
            travel_time_s: way.travel_time_s,
            travel: way.travel,
            arrive_at: way.arrive_at,
            opening: self.search.describe(way.station, wanted, zone, counts),
        }
    }
}

impl ActivitiesQuery {
    fn asks_for(&self, activity: &Activity) -> bool {
        self.categories.is_empty() || self.categories.contains(&&*activity.category)
    }
}

impl Found<'_> {
    fn order(&self, other: &Self) -> Ordering {
        let key = |found: &Self| (found.time.starts, found.way.travel_time_s);
        let ((starts, way_s), (other_starts, other_way_s)) = (key(self), key(other));
        starts
            .cmp(&other_starts)
            .then(way_s.total_cmp(&other_way_s))
            .then_with(|| self.station_id.cmp(other.station_id))
            .then_with(|| self.activity_id.cmp(other.activity_id))
    }
}

/// Whether a station is in service when a visitor is there, and no notice closes it.
fn takes_place(
    search: &OpeningSearch<'_>,
    record: &Station,
    way: &Way,
    time: Occurrence,
    zone: Zone,
) -> bool {
    let there = time.starts.max(way.arrive_at);
    let is_in_service = record.status_on(zone.local_minute(there).date()) == Status::Active;
    let told = search.told_of(way.station);
    is_in_service && told.is_none_or(|told| told.at(there).word != Word::Closed)
}
