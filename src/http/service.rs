//! The state that all requests share: the set being served, and how it is asked.
//!
//! The set is swapped whole; a request takes it once and keeps it to its end.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDate;

use super::fragments::Fragments;
use super::params::Context;
use super::problem::Problem;
use super::response::Source;
use crate::clock::{Instant, Zone};
use crate::snapshot::Snapshot;
use crate::travel::Paces;

/// A snapshot and its serialised stations.
pub struct Served {
    snapshot: Snapshot,
    fragments: Arc<Fragments>,
    /// Seconds that reading, checking and indexing took.
    load_time_s: f64,
}

/// What all handlers share.
pub struct Service {
    zone: Zone,
    paces: Paces,
    /// `None` until the first set is loaded. A plain lock: it is held for one clone.
    current: RwLock<Option<Arc<Served>>>,
}

impl Served {
    /// Serialises the stations of a snapshot.
    pub fn new(snapshot: Snapshot, load_time_s: f64) -> Self {
        Self {
            fragments: Arc::new(Fragments::build(&snapshot)),
            snapshot,
            load_time_s,
        }
    }

    /// The set.
    pub const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What answers are written from.
    pub fn source(&self) -> Source<'_> {
        Source {
            snapshot: &self.snapshot,
            fragments: &self.fragments,
        }
    }

    /// Seconds that reading, checking and indexing took.
    pub const fn load_time_s(&self) -> f64 {
        self.load_time_s
    }

    fn rolled_to(&self, today: NaiveDate) -> Self {
        Self {
            snapshot: self.snapshot.rolled_to(today),
            fragments: Arc::clone(&self.fragments),
            load_time_s: self.load_time_s,
        }
    }
}

impl Service {
    /// A service that has no stations yet.
    pub const fn new(zone: Zone, paces: Paces) -> Self {
        Self {
            zone,
            paces,
            current: RwLock::new(None),
        }
    }

    /// The set being served, or the problem that there is none yet.
    pub fn current(&self) -> Result<Arc<Served>, Problem> {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
            .ok_or_else(Problem::not_ready)
    }

    /// Serves this set from the next request on.
    pub fn replace(&self, served: Served) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Some(Arc::new(served));
    }

    /// Compiles the hours around another day, if they are not yet.
    ///
    /// Answers are right before and after; they are only faster after.
    pub fn roll_to(&self, today: NaiveDate) {
        let Ok(before) = self.current() else {
            return;
        };
        if before.snapshot.timetable().today() == today {
            return;
        }
        let rolled = Arc::new(before.rolled_to(today));
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        // A set that was loaded meanwhile is newer than the one rolled here.
        if current
            .as_ref()
            .is_some_and(|now| Arc::ptr_eq(now, &before))
        {
            *current = Some(rolled);
        }
    }

    /// The clock zone.
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// The paces of the modes.
    pub const fn paces(&self) -> &Paces {
        &self.paces
    }

    /// What parameters of a request are read against.
    pub fn context<'a>(&'a self, snapshot: &'a Snapshot) -> Context<'a> {
        Context {
            snapshot,
            zone: self.zone,
            paces: &self.paces,
            now: Instant::now(),
        }
    }
}
