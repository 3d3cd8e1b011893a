//! Matching stations, in order and described: the same for straight lines and streets.

use std::num::NonZeroUsize;

use super::opening::{EffectiveHours, OpeningSearch};
use super::{Answer, Hit, NearestQuery, OpenWhen, UnknownHours};
use crate::clock::UnixTime;
use crate::hours::OpenState;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;
use crate::travel::Travel;

/// A matching station, and the way to it.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) station: StationIdx,
    /// Its effective hours.
    pub(super) hours: EffectiveHours<'a>,
    /// Whether it is known never to be out of service.
    pub(super) always_active: bool,
    /// Geodesic metres from the user.
    pub(super) distance_m: f64,
    pub(super) travel_time_s: f64,
    pub(super) arrive_at: UnixTime,
    pub(super) travel: Travel,
}

/// Matching stations by state, each list in order.
#[derive(Default)]
pub(super) struct Ranked<'a> {
    pub(super) open: Vec<Candidate<'a>>,
    /// Empty if hours are ignored or unknown stations are left out.
    pub(super) unknown: Vec<Candidate<'a>>,
}

impl<'a> Ranked<'a> {
    /// Whether unknown stations may be in the answer at all.
    pub(super) fn takes_unknown(query: &NearestQuery) -> bool {
        query.open != OpenWhen::Any && query.unknown_hours == UnknownHours::Include
    }

    /// Both lists merged, the shorter time first, ties by id.
    #[must_use]
    pub(super) fn merged(mut self, other: Self, snapshot: &Snapshot) -> Self {
        self.open.extend(other.open);
        self.unknown.extend(other.unknown);
        for list in [&mut self.open, &mut self.unknown] {
            list.sort_by(|a, b| {
                let id = |candidate: &Candidate<'_>| &snapshot.station(candidate.station).id;
                a.travel_time_s
                    .total_cmp(&b.travel_time_s)
                    .then_with(|| id(a).cmp(id(b)))
            });
        }
        self
    }

    /// The first stations up to a limit, open before unknown.
    fn first(self, limit: NonZeroUsize) -> impl Iterator<Item = Candidate<'a>> {
        self.open.into_iter().chain(self.unknown).take(limit.get())
    }

    /// Describes as many as the query asks for.
    pub(super) fn answer(self, search: &OpeningSearch<'_>, query: &NearestQuery) -> Answer {
        let hits: Vec<Hit> = self
            .first(query.limit)
            .map(|candidate| candidate.hit(search, query))
            .collect();
        let lacks_holiday_data = hits.iter().any(|hit| hit.opening.lacks_holiday_data);
        debug_assert!(
            query.open == OpenWhen::Any
                || hits
                    .iter()
                    .all(|hit| hit.opening.state != OpenState::Closed),
            "a closed station was answered"
        );
        Answer {
            hits,
            travel: Travel::StraightLine,
            lacks_holiday_data,
        }
    }
}

impl Candidate<'_> {
    /// A straight way of this geodesic length.
    pub(super) fn go_straight(&mut self, query: &NearestQuery, distance_m: f64) {
        self.distance_m = distance_m;
        self.travel_time_s = query.pace.travel_time_s(distance_m);
        self.arrive_at = query.pace.arrive_at(query.at, distance_m);
    }

    /// The station described at the moment that counts.
    pub(super) fn hit(self, search: &OpeningSearch<'_>, query: &NearestQuery) -> Hit {
        let counts = match query.open {
            OpenWhen::Now => query.at,
            OpenWhen::Arrival | OpenWhen::Any => self.arrive_at,
        };
        let opening = if self.always_active {
            search.describe_effective(&self.hours, query.zone, counts)
        } else {
            let record = search.snapshot().station(self.station);
            search.describe_in_service(&self.hours, record, query.zone, counts)
        };
        Hit {
            station: self.station,
            distance_m: self.distance_m,
            travel_time_s: self.travel_time_s,
            arrive_at: self.arrive_at,
            travel: self.travel,
            opening,
        }
    }
}
