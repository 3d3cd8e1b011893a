//! The number of requests under way, and the limit on it.
//!
//! A counter, not a queue: a request over the limit is refused immediately, because a waiting one
//! takes memory and is answered after its client has gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A counter with a limit.
#[derive(Debug)]
pub struct InFlight {
    max: usize,
    count: AtomicUsize,
}

/// A place for one request, freed when dropped.
#[derive(Debug)]
pub struct Permit(Arc<InFlight>);

impl InFlight {
    /// A limit of `max` requests.
    pub const fn up_to(max: usize) -> Self {
        Self {
            max,
            count: AtomicUsize::new(0),
        }
    }

    /// How many are under way.
    pub fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// Reserves a place, if one is free.
    pub fn enter(self: &Arc<Self>) -> Option<Permit> {
        // The permit is made first: if there is no room, dropping it decrements the count.
        let before = self.count.fetch_add(1, Ordering::Relaxed);
        let permit = Permit(Arc::clone(self));
        (before < self.max).then_some(permit)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.count.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_up_to_the_limit_and_again_once_a_permit_is_dropped() {
        let in_flight = Arc::new(InFlight::up_to(2));
        let first = in_flight.enter().unwrap();
        let second = in_flight.enter().unwrap();
        assert!(in_flight.enter().is_none());
        assert_eq!(in_flight.count(), 2);
        drop(first);
        let third = in_flight.enter().unwrap();
        assert!(in_flight.enter().is_none());
        drop((second, third));
        assert_eq!(in_flight.count(), 0);
    }

    #[test]
    fn a_limit_of_zero_admits_no_request() {
        assert!(Arc::new(InFlight::up_to(0)).enter().is_none());
    }
}
