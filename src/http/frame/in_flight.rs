//! How many requests are under way, and the bound on them.
//!
//! A counter, not a queue: a request without room is refused at once, for one that waits
//! costs memory and is answered when its client has gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A counter with a bound.
#[derive(Debug)]
pub struct InFlight {
    max: usize,
    count: AtomicUsize,
}

/// Room for one request, given back when it is dropped.
#[derive(Debug)]
pub struct Permit(Arc<InFlight>);

impl InFlight {
    /// Room for so many.
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

    /// Takes room for one, if there is any.
    pub fn enter(self: &Arc<Self>) -> Option<Permit> {
        // The permit is made first: if there is no room, dropping it takes the count back.
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
    fn there_is_room_up_to_the_bound_and_again_once_it_is_given_back() {
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
    fn a_bound_of_nothing_lets_no_request_in() {
        assert!(Arc::new(InFlight::up_to(0)).enter().is_none());
    }
}
