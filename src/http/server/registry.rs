//! All open connections, and the one task that looks at them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::sleep;

use super::ConnectionLimits;
use super::clock::{Clock, Patience};
use super::order::Order;
use super::pulse::Pulse;

/// When all places are taken, one in so many connections is asked to leave at once: the
/// search for the longest idle ones is then rare.
const LEAVE_ONE_IN: usize = 100;

/// The open connections.
#[derive(Debug)]
pub struct Registry {
    max_connections: usize,
    clock: Arc<Clock>,
    patience: Patience,
    open: Mutex<Open>,
    emptied: Notify,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    pulses: HashMap<u64, Arc<Pulse>>,
    /// How many of them were told to leave.
    n_leaving: usize,
}

/// A place among the open connections, given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    registry: Arc<Registry>,
    key: u64,
    pub pulse: Arc<Pulse>,
}

impl Registry {
    pub fn new(limits: ConnectionLimits) -> Self {
        let clock = Arc::new(Clock::for_limits(&limits));
        Self {
            max_connections: limits.max_connections,
            patience: Patience::new(&limits, &clock),
            clock,
            open: Mutex::default(),
            emptied: Notify::new(),
        }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more connection. If there is none, the connections that were idle for
    /// longest leave for it; `None` if none is idle.
    pub fn enter(self: &Arc<Self>) -> Option<Place> {
        let mut open = self.open();
        if open.pulses.len() - open.n_leaving >= self.max_connections && open.make_room() == 0 {
            return None;
        }
        let key = open.next;
        open.next += 1;
        let pulse = Arc::new(Pulse::new(Arc::clone(&self.clock), &self.patience));
        open.pulses.insert(key, Arc::clone(&pulse));
        Some(Place {
            registry: Arc::clone(self),
            key,
            pulse,
        })
    }

    /// Asks connections that are idle to leave; how many there were.
    pub fn make_room(&self) -> usize {
        self.open().make_room()
    }

    /// Lets all finish what is under way.
    pub fn finish_all(&self) {
        self.open().give_all(Order::Finish);
    }

    /// Ends all.
    pub fn cut_all(&self) {
        self.open().give_all(Order::Cut);
    }

    /// Resolves once there is no connection.
    pub async fn emptied(&self) {
        loop {
            let emptied = self.emptied.notified();
            if self.open().pulses.is_empty() {
                return;
            }
            emptied.await;
        }
    }

    fn look(&self) {
        let mut open = self.open();
        let mut n_leaving = 0;
        for pulse in open.pulses.values() {
            if let Some((order, reason)) = pulse.judge(&self.patience) {
                let was_to_stay = pulse.order() == Order::Stay;
                if pulse.give(order) {
                    n_leaving += usize::from(was_to_stay);
                    tracing::debug!(?order, "a connection ends: {reason}");
                }
            }
        }
        open.n_leaving += n_leaving;
    }
}

impl Open {
    fn make_room(&mut self) -> usize {
        let most = self.pulses.len() / LEAVE_ONE_IN + 1;
        let since = |pulse: &Arc<Pulse>| Some((pulse.idle_since()?, Arc::clone(pulse)));
        let mut idle: Vec<_> = self.pulses.values().filter_map(since).collect();
        if idle.len() > most {
            idle.select_nth_unstable_by_key(most, |(since, _)| *since);
            idle.truncate(most);
        }
        let told = idle.iter().filter(|(_, pulse)| pulse.give(Order::Finish));
        let n_told = told.count();
        self.n_leaving += n_told;
        n_told
    }

    fn give_all(&mut self, order: Order) {
        for pulse in self.pulses.values() {
            pulse.give(order);
        }
        self.n_leaving = self.pulses.len();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.registry.open();
        open.pulses.remove(&self.key);
        if self.pulse.order() != Order::Stay {
            open.n_leaving = open.n_leaving.saturating_sub(1);
        }
        if open.pulses.is_empty() {
            self.registry.emptied.notify_waiters();
        }
    }
}

/// Looks at all connections again and again, and moves their clock on.
pub async fn sweep(registry: Arc<Registry>) {
    loop {
        sleep(registry.clock.tick).await;
        registry.clock.move_on();
        registry.look();
    }
}
