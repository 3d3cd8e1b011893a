//! A question with all that brute force needs to judge its answer.

use std::num::NonZeroUsize;

use yizhan::hours::OpenState;
use yizhan::notices::Truth;
use yizhan::query::along::{AlongQuery, Order, Stop, along, along_or_why};
use yizhan::query::opening::OpeningSearch;
use yizhan::query::{Filter, NearestQuery, OpenWhen, Streets, UnknownHours, WorkBudget};
use yizhan::snapshot::Snapshot;

use crate::query::brute_force::Oracle;

/// A snapshot with what is said of it.
pub(crate) struct Case<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) oracle: &'a Oracle<'a>,
    pub(crate) truth: &'a Truth,
    pub(crate) streets: Option<Streets<'a>>,
}

impl Case<'_> {
    pub(crate) fn stops(&self, query: &AlongQuery) -> Vec<Stop> {
        let search = OpeningSearch::new(self.snapshot, WorkBudget::whole());
        let search = search.told(Some(self.truth));
        let (answer, _) = along(&search, self.streets, query);
        let (again, why) = along_or_why(&search, self.streets, query);
        assert_eq!(again, answer);
        assert_eq!(why.is_none(), !answer.stops.is_empty());
        answer.stops
    }

    /// Every station within the longest detour, whether it fits or not.
    pub(crate) fn all_stops(&self, query: &AlongQuery) -> Vec<Stop> {
        let mut query = query.clone();
        query.terms.open = OpenWhen::Any;
        query.terms.filter = Filter::default();
        query.terms.limit = NonZeroUsize::new(1_000).unwrap();
        query.order = Order::Route;
        self.stops(&query)
    }

    /// 0 is open, 1 unknown; `None` does not fit.
    fn rank(&self, stop: &Stop, query: &NearestQuery) -> Option<u8> {
        let counts = match query.open {
            OpenWhen::Now => query.at,
            _ => stop.hit.arrive_at,
        };
        // A question at no distance, about the moment that counts.
        let query = NearestQuery {
            at: counts,
            ..query.clone()
        };
        match self.oracle.failed_test(stop.hit.station, 0.0, &query) {
            None => Some(0),
            Some("unknown") if query.unknown_hours == UnknownHours::Include => Some(1),
            Some(_) => None,
        }
    }
}

/// The stops that fit, in the order asked for.
pub(crate) fn expected(case: &Case<'_>, query: &AlongQuery, all: &[Stop]) -> Vec<(u8, f64, Stop)> {
    let ranked = all.iter().filter_map(|stop| {
        let rank = case.rank(stop, &query.terms)?;
        let rank = if query.terms.open == OpenWhen::Any {
            0
        } else {
            rank
        };
        let key = match query.order {
            Order::Detour => stop.detour_m,
            Order::Route => stop.leaves_route_at_m,
        };
        Some((rank, key, stop.clone()))
    });
    let mut expected: Vec<_> = ranked.collect();
    expected.sort_by(|a, b| (a.0, a.1).partial_cmp(&(b.0, b.1)).unwrap());
    expected.truncate(query.terms.limit.get());
    expected
}

pub(crate) fn assert_answer_is(
    case: &Case<'_>,
    expected: &[(u8, f64, Stop)],
    got: &[Stop],
    query: &AlongQuery,
) {
    assert_eq!(got.len(), expected.len(), "{query:?}");
    for ((rank, key, stop), got) in expected.iter().zip(got) {
        if query.terms.open != OpenWhen::Any {
            // Open on arrival, a station may still be of unknown hours before the stay ends.
            assert_eq!(case.rank(got, &query.terms), Some(*rank), "{got:?}");
            assert_ne!(got.hit.opening.state, OpenState::Closed);
        }
        let key_got = match query.order {
            Order::Detour => got.detour_m,
            Order::Route => got.leaves_route_at_m,
        };
        // Stops within a tenth of a metre are ordered by what comes next.
        assert!((key_got - key).abs() < 0.2, "{stop:?} {got:?} {query:?}");
    }
}
