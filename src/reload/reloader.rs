//! The thread that keeps the served set current: it loads, polls, moves to the next day and frees
//! old sets.
//!
//! One task at a time, all on low-priority threads: on a busy machine a load takes longer, but no
//! request does. Replaced sets are kept here until the last request has released them, so that no
//! request pays for freeing one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use rayon::ThreadPool;

use super::holidays::{may_lack_others, warn_of_lacking_tables};
use super::source::Sources;
use super::{Refusal, Shrinking, keep, reload, today};
use crate::low_priority;
use crate::state::CurrentSet;
use crate::state::{ReloadOutcome, ServedSet};

/// How often the wall clock is read. A changed clock or a machine that slept is noticed within this
/// time; answers are exact all the while.
const LOOK_EVERY: Duration = Duration::from_secs(20);
/// How often replaced sets are checked, while there are any.
const CLEAR_EVERY: Duration = Duration::from_millis(100);
/// Name prefix of the threads that load.
const POOL_NAME: &str = "reload";

/// The settings of a reloader.
pub struct Reloader<L> {
    /// The set that is kept current.
    pub set: Arc<CurrentSet>,
    /// Where the stations come from.
    pub sources: Arc<Sources>,
    /// Loads the stations.
    pub load: L,
    /// How a set is treated that has lost stations.
    pub shrinking: Shrinking,
    /// How often web servers are polled; `None` for never.
    pub poll: Option<Duration>,
}

/// A running reloader.
struct Round<L> {
    reloader: Reloader<L>,
    pool: ThreadPool,
    /// Replaced sets that are not freed yet, each once.
    retired: Vec<Arc<ServedSet>>,
    poll_at: Option<Instant>,
}

impl<L: Fn(&Sources) -> Result<ServedSet, Refusal> + Send + Sync + 'static> Reloader<L> {
    /// Starts keeping the set current, on a thread of its own, until every
    /// [`ReloadTrigger`](super::ReloadTrigger) is dropped.
    pub fn begin(self, requests: Receiver<()>) -> std::io::Result<()> {
        let pool = low_priority::pool(POOL_NAME).map_err(std::io::Error::other)?;
        let round = Round {
            poll_at: self.next_poll(),
            reloader: self,
            pool,
            retired: Vec::new(),
        };
        low_priority::spawn(POOL_NAME, move || round.run(&requests))?;
        Ok(())
    }
}

impl<L> Reloader<L> {
    fn next_poll(&self) -> Option<Instant> {
        let every = self.poll.filter(|_| self.sources.has_remote())?;
        Some(Instant::now() + every)
    }
}

impl<L: Fn(&Sources) -> Result<ServedSet, Refusal> + Send + Sync> Round<L> {
    fn run(mut self, requests: &Receiver<()>) {
        loop {
            match requests.recv_timeout(self.time_to_wait()) {
                Ok(()) => self.load_again(),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if self.poll_at.is_some_and(|at| at <= Instant::now()) {
                self.poll();
                self.poll_at = self.reloader.next_poll();
            }
            self.roll_over();
            self.clear_away();
        }
    }

    /// How long to wait for a request at most, until the next regular task.
    fn time_to_wait(&self) -> Duration {
        let clear = (!self.retired.is_empty()).then_some(CLEAR_EVERY);
        let now = Instant::now();
        let poll = self.poll_at.map(|at| at.saturating_duration_since(now));
        [clear, poll]
            .into_iter()
            .flatten()
            .fold(LOOK_EVERY, Duration::min)
    }

    /// Polls the web servers; everything is loaded again if one has something new.
    fn poll(&mut self) {
        let reloader = &self.reloader;
        let asked = catch_unwind(AssertUnwindSafe(|| reloader.sources.have_changed()));
        if asked.unwrap_or(true) {
            self.load_again();
        } else {
            tracing::debug!("the web servers have nothing new");
            let message = "the web servers have nothing new".to_owned();
            reloader.set.note_reload(ReloadOutcome::Unchanged, message);
        }
    }

    fn load_again(&mut self) {
        self.replacing(|reloader| {
            let load = || (reloader.load)(&reloader.sources);
            let attempt = || reload(&reloader.set, reloader.shrinking, load);
            let outcome = catch_unwind(AssertUnwindSafe(attempt)).unwrap_or_else(|_| {
                let refusal = Refusal::from_text("loading failed by a fault of the program");
                keep(&reloader.set, &refusal)
            });
            reloader.sources.settle(outcome != ReloadOutcome::Kept);
        });
    }

    /// Compiles the hours anew when another day has begun.
    fn roll_over(&mut self) {
        let today = today(self.reloader.set.zone());
        self.replacing(|reloader| {
            let roll = || reloader.set.roll_to(today);
            if catch_unwind(AssertUnwindSafe(roll)).is_err() {
                tracing::error!(
                    "compiling the hours of the new day failed; they are evaluated instead"
                );
            }
        });
    }

    /// Runs a task that may replace the served set, on the low-priority threads.
    fn replacing(&mut self, work: impl FnOnce(&Reloader<L>) + Send)
    where
        L: Sync,
    {
        let reloader = &self.reloader;
        let before = reloader.set.get();
        self.pool.install(|| work(reloader));
        let now = reloader.set.get();
        if let (Some(before), Some(now)) = (&before, &now)
            && may_lack_others(before.snapshot(), now.snapshot())
        {
            warn_of_lacking_tables(now.snapshot());
        }
        let is_replaced =
            |set: &Arc<ServedSet>| !now.as_ref().is_some_and(|now| Arc::ptr_eq(now, set));
        self.retired.extend(before.filter(is_replaced));
    }

    /// Frees the sets that no request holds.
    fn clear_away(&mut self) {
        let retired = std::mem::take(&mut self.retired).into_iter();
        self.retired = retired
            .filter_map(|set| Arc::try_unwrap(set).err())
            .collect();
    }
}
