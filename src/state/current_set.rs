//! The set being served, and its replacement.
//!
//! The set is replaced whole; a request takes it once and keeps it to its end. What a set knows of
//! earlier ones is the history of its feed.
//!
//! Three replace it: the loader, midnight, and what people say. What takes long is done
//! before; the replacement itself is done by one at a time, so that none loses what another did.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use arc_swap::ArcSwapOption;
use chrono::NaiveDate;

use super::{Reload, ReloadCounts, ReloadOutcome, ServedSet};
use crate::clock::{UnixTime, Zone};
use crate::datum::Datum;
use crate::network::Network;
use crate::notices::{Said, Truth};
use crate::query::Streets;
use crate::snapshot::Snapshot;

/// The set being served, and the status of reloads.
pub struct CurrentSet {
    zone: Zone,
    /// The streets are read once and outlive the sets of stations.
    network: OnceLock<Network>,
    /// `None` until the first set is loaded.
    set: ArcSwapOption<ServedSet>,
    /// What people say, as it was told last; `None` if it is not kept.
    said: ArcSwapOption<Said>,
    /// Locked while the set is replaced. What was made of what people say, of the newest version and
    /// of former ones that requests may still use: freed here, so that no request pays for it.
    truths: Mutex<Vec<Arc<Truth>>>,
    reloads: Mutex<Reloads>,
}

#[derive(Default)]
struct Reloads {
    last: Option<Reload>,
    counts: ReloadCounts,
}

impl CurrentSet {
    /// Without stations; days begin by the clock of `zone`.
    pub fn empty(zone: Zone) -> Self {
        Self {
            zone,
            network: OnceLock::new(),
            set: ArcSwapOption::empty(),
            said: ArcSwapOption::empty(),
            truths: Mutex::default(),
            reloads: Mutex::default(),
        }
    }

    /// The clock zone.
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// Uses these streets from the next set of stations on. Only the first call has an effect.
    pub fn use_network(&self, network: Network) {
        self.network.get_or_init(|| network);
    }

    /// The streets, if there are any.
    pub fn network(&self) -> Option<&Network> {
        self.network.get()
    }

    /// The streets with the stations of a set on them, if there are any.
    pub fn streets<'a>(&'a self, served: &'a ServedSet) -> Option<Streets<'a>> {
        Some(Streets {
            network: self.network()?,
            stations: served.on_streets()?,
        })
    }

    /// The set being served; `None` if there is none yet.
    pub fn get(&self) -> Option<Arc<ServedSet>> {
        self.set.load_full()
    }

    /// Borrows the set being served for a moment, without a reference count that all cores would
    /// write to.
    pub fn look<T>(&self, look: impl FnOnce(&ServedSet) -> T) -> Option<T> {
        self.set.load().as_deref().map(look)
    }

    /// Serves this set from the next request on, and starts to compress its feed.
    ///
    /// Must be called by one loader at a time: the history continues that of the set before.
    pub fn replace(&self, served: ServedSet) {
        let served = match self.network() {
            Some(network) => served.matched_to(network),
            None => served,
        };
        let served = match self.get() {
            Some(before) => served.following(&before),
            None => served,
        };
        served.compress_feed_aside(Datum::Wgs84);
        let mut truths = self.lock();
        let truth = self.resolve(&mut truths, served.snapshot());
        self.set.store(Some(Arc::new(served.told(truth))));
    }

    /// Lets what people say count from the next request on, and in every set that is loaded later.
    ///
    /// About a microsecond a notice; next to nothing for what was told before. Its version is the one
    /// after that of what was told before.
    pub fn tell(&self, said: Said) {
        let mut truths = self.lock();
        let before = self.said();
        let is_same = |held: &Said| held.notices == said.notices && held.reports == said.reports;
        if before.as_deref().is_some_and(is_same) {
            return;
        }
        let version = before.map_or(0, |held| held.version) + 1;
        self.said.store(Some(Arc::new(Said { version, ..said })));
        let Some(before) = self.get() else {
            return;
        };
        let truth = self.resolve(&mut truths, before.snapshot());
        self.set.store(Some(Arc::new(before.told(truth))));
    }

    /// What people say, as it was told last; `None` if that is not kept.
    pub fn said(&self) -> Option<Arc<Said>> {
        self.said.load_full()
    }

    /// What people say, resolved on a set.
    fn resolve(&self, truths: &mut Vec<Arc<Truth>>, snapshot: &Snapshot) -> Option<Arc<Truth>> {
        truths.retain(|truth| Arc::strong_count(truth) > 1);
        let truth = Truth::resolve(self.said()?, snapshot, self.zone);
        // The newest is in the set, if there is one.
        let truth = Arc::new(match truths.last() {
            Some(before) => truth.following(before),
            None => truth,
        });
        truths.push(Arc::clone(&truth));
        Some(truth)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Truth>>> {
        self.truths.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Compiles the hours around another day, if necessary.
    ///
    /// Answers are correct before and after; they are only faster after.
    pub fn roll_to(&self, today: NaiveDate) {
        let Some(before) = self.get() else {
            return;
        };
        if before.snapshot().timetable().today() == today {
            return;
        }
        let rolled = before.rolled_to(today);
        let _truths = self.lock();
        // A set that was loaded meanwhile is newer than this one; what was told meanwhile is kept.
        if let Some(now) = self.get().filter(|now| now.is_same_load(&before)) {
            let rolled = rolled.told(now.truth().cloned());
            self.set.store(Some(Arc::new(rolled)));
        }
    }

    /// The outcome of the last attempt to load the files again; `None` if there was none.
    pub fn last_reload(&self) -> Option<Reload> {
        self.reloads().last.clone()
    }

    /// How often each outcome occurred, and when last.
    pub fn reload_counts(&self) -> ReloadCounts {
        self.reloads().counts.clone()
    }

    /// Notes the outcome of an attempt to load the files again.
    pub fn note_reload(&self, outcome: ReloadOutcome, message: String) {
        let at = UnixTime::now();
        let mut reloads = self.reloads();
        reloads.counts.add(outcome, at);
        reloads.last = Some(Reload {
            at,
            outcome,
            message,
        });
    }

    fn reloads(&self) -> MutexGuard<'_, Reloads> {
        self.reloads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
