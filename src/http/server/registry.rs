//! All open connections, and the task that checks them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::sleep;

use super::activity::ConnectionActivity;
use super::clock::{Clock, Timeouts};
use super::limits::ConnectionLimits;
use super::shutdown::Shutdown;

/// When all slots are taken, this fraction of the connections is closed at once, so that the search
/// for the longest idle ones is rare.
const LEAVE_ONE_IN: usize = 100;

/// The open connections.
#[derive(Debug)]
pub struct Registry {
    max_connections: usize,
    clock: Arc<Clock>,
    timeouts: Timeouts,
    open: Mutex<Open>,
    emptied: Notify,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    connections: HashMap<u64, Arc<ConnectionActivity>>,
    /// How many of them were asked to close.
    n_leaving: usize,
}

/// A slot among the open connections, freed when dropped.
#[derive(Debug)]
pub struct Slot {
    registry: Arc<Registry>,
    key: u64,
    pub activity: Arc<ConnectionActivity>,
}

impl Registry {
    pub fn new(limits: ConnectionLimits) -> Self {
        let clock = Arc::new(Clock::for_limits(&limits));
        Self {
            max_connections: limits.max_connections,
            timeouts: Timeouts::new(&limits, &clock),
            clock,
            open: Mutex::default(),
            emptied: Notify::new(),
        }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A slot for a new connection. If none is free, the connections that have been idle longest
    /// are closed; `None` if none is idle.
    pub fn enter(self: &Arc<Self>) -> Option<Slot> {
        let mut open = self.open();
        if open.connections.len() - open.n_leaving >= self.max_connections && open.make_room() == 0
        {
            return None;
        }
        let key = open.next;
        open.next += 1;
        let activity = Arc::new(ConnectionActivity::new(
            Arc::clone(&self.clock),
            &self.timeouts,
        ));
        open.connections.insert(key, Arc::clone(&activity));
        Some(Slot {
            registry: Arc::clone(self),
            key,
            activity,
        })
    }

    /// Asks idle connections to close; returns their number.
    pub fn make_room(&self) -> usize {
        self.open().make_room()
    }

    /// Asks all connections to end.
    pub fn shut_down_all(&self, shutdown: Shutdown) {
        self.open().shut_down_all(shutdown);
    }

    /// Resolves once no connection is left.
    pub async fn emptied(&self) {
        loop {
            let emptied = self.emptied.notified();
            if self.open().connections.is_empty() {
                return;
            }
            emptied.await;
        }
    }

    fn look(&self) {
        let mut open = self.open();
        let mut n_leaving = 0;
        for activity in open.connections.values() {
            if let Some((shutdown, reason)) = activity.due_shutdown(&self.timeouts) {
                let was_open = activity.shutdown() == Shutdown::None;
                if activity.request_shutdown(shutdown) {
                    n_leaving += usize::from(was_open);
                    tracing::debug!(?shutdown, "a connection ends: {reason}");
                }
            }
        }
        open.n_leaving += n_leaving;
    }
}

impl Open {
    fn make_room(&mut self) -> usize {
        let most = self.connections.len() / LEAVE_ONE_IN + 1;
        // The steps of the clock are long: of equals the one accepted first goes, not one whose
        // request may be on its way.
        let since = |(key, activity): (&u64, &Arc<ConnectionActivity>)| {
            Some((activity.idle_since()?, *key, Arc::clone(activity)))
        };
        let mut idle: Vec<_> = self.connections.iter().filter_map(since).collect();
        if idle.len() > most {
            idle.select_nth_unstable_by_key(most, |(since, key, _)| (*since, *key));
            idle.truncate(most);
        }
        let told = idle
            .iter()
            .filter(|(_, _, activity)| activity.request_shutdown(Shutdown::Graceful));
        let n_told = told.count();
        self.n_leaving += n_told;
        n_told
    }

    fn shut_down_all(&mut self, shutdown: Shutdown) {
        for activity in self.connections.values() {
            activity.request_shutdown(shutdown);
        }
        self.n_leaving = self.connections.len();
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.registry.open();
        open.connections.remove(&self.key);
        if self.activity.shutdown() != Shutdown::None {
            open.n_leaving = open.n_leaving.saturating_sub(1);
        }
        if open.connections.is_empty() {
            self.registry.emptied.notify_waiters();
        }
    }
}

/// Checks all connections periodically, and advances their clock.
pub async fn sweep(registry: Arc<Registry>) {
    loop {
        sleep(registry.clock.tick).await;
        registry.clock.move_on();
        registry.look();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_connections_that_are_idle_equally_long_those_accepted_first_are_closed() {
        let limits = ConnectionLimits {
            max_connections: 50,
            ..ConnectionLimits::default()
        };
        let registry = Arc::new(Registry::new(limits));
        let slots: Vec<Slot> = (0..90).map(|_| registry.enter().unwrap()).collect();
        let are_open = slots
            .iter()
            .map(|slot| slot.activity.shutdown() == Shutdown::None);
        let are_open: Vec<bool> = are_open.collect();
        assert!(are_open.is_sorted(), "{are_open:?}");
        assert!(are_open[40..].iter().all(|is_open| *is_open));
        assert!(!are_open[0]);
    }
}
