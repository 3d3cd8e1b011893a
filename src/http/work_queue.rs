//! A bounded queue for expensive work: how many run, how many wait, and for how long.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::problem::Problem;
use crate::query::WorkBudget;

/// Requests that may wait per slot.
const WAITING_PER_SLOT: usize = 8;
/// How long a request waits for a slot.
const WAITING_TIME: Duration = Duration::from_secs(10);
/// Seconds after which to try again when no slot was free.
const RETRY_AFTER_S: u16 = 5;

/// Feeds with filters or a moment that are written at a time; each text is as large as the file.
const MAX_FEEDS_WRITTEN_AT_ONCE: usize = 4;
/// Searches along streets at a time, each on its own thread and with four bytes of memory per node:
/// more at a time would not finish sooner.
const MAX_STREET_SEARCHES_AT_ONCE: usize = 8;
/// Areas reached along streets at a time: each takes up to a second of a core, some thousand times
/// as long as a nearest question, which therefore does not wait for them.
const MAX_CIRCLES_AT_ONCE: usize = 2;
/// Batches at a time that are answered by many threads. One keeps all cores busy; the second is
/// parsed while the first is answered.
const MAX_BATCHES_AT_ONCE: usize = 2;
/// Coverage jobs at a time, each on all cores.
const MAX_COVERAGE_JOBS_AT_ONCE: usize = 2;
/// Questions at a time that look at more stations or days than the threads that answer connections
/// may: some tens of milliseconds each.
const MAX_WIDE_QUESTIONS_AT_ONCE: usize = 4;
/// Searches by text at a time, each on all cores.
const MAX_SEARCHES_AT_ONCE: usize = 4;
/// Tiles that are made at a time; those far out look at all stations, on all cores.
const MAX_TILES_AT_ONCE: usize = 4;
/// Pages of items at a time; each checks all stations.
const MAX_ITEM_PAGES_AT_ONCE: usize = 8;

/// The queues of the service. Work keeps its slot when its client disconnects.
#[derive(Debug)]
pub struct WorkQueues {
    /// Feeds written for one request.
    pub feeds: WorkQueue,
    /// Feeds that found no memory and look for some.
    pub feeds_without_memory: WorkQueue,
    /// Nearest questions along streets.
    pub street_searches: WorkQueue,
    /// Areas reached along streets.
    pub circles: WorkQueue,
    /// Questions in a straight line, and single stations, that look at much.
    pub wide_questions: WorkQueue,
    /// Batches of nearest queries.
    pub batches: WorkQueue,
    /// Coverage jobs.
    pub coverage_jobs: WorkQueue,
    /// Pages of items of OGC API Features.
    pub item_pages: WorkQueue,
    /// Searches by text.
    pub searches: WorkQueue,
    /// Vector tiles.
    pub tiles: WorkQueue,
}

impl WorkQueues {
    /// What a question may take on the thread that answers connections.
    pub fn quick_budget(&self) -> WorkBudget<'static> {
        if self.wide_questions.has_waiting() {
            WorkBudget::quick_while_others_wait()
        } else {
            WorkBudget::quick()
        }
    }
}

impl Default for WorkQueues {
    fn default() -> Self {
        Self {
            feeds: WorkQueue::new(MAX_FEEDS_WRITTEN_AT_ONCE),
            feeds_without_memory: WorkQueue::new(MAX_FEEDS_WRITTEN_AT_ONCE),
            street_searches: WorkQueue::new(MAX_STREET_SEARCHES_AT_ONCE),
            circles: WorkQueue::new(MAX_CIRCLES_AT_ONCE),
            wide_questions: WorkQueue::new(MAX_WIDE_QUESTIONS_AT_ONCE),
            batches: WorkQueue::new(MAX_BATCHES_AT_ONCE),
            coverage_jobs: WorkQueue::new(MAX_COVERAGE_JOBS_AT_ONCE),
            item_pages: WorkQueue::new(MAX_ITEM_PAGES_AT_ONCE),
            searches: WorkQueue::new(MAX_SEARCHES_AT_ONCE),
            tiles: WorkQueue::new(MAX_TILES_AT_ONCE),
        }
    }
}

/// A queue for one kind of work.
#[derive(Debug)]
pub struct WorkQueue {
    free: Arc<Semaphore>,
    waiting: AtomicUsize,
    max_waiting: usize,
    waiting_time: Duration,
}

/// A waiting request; dropping it decrements the count, for whatever reason it ends.
struct Waiting<'a>(&'a AtomicUsize);

impl WorkQueue {
    /// A queue with this many slots.
    pub fn new(n_slots: usize) -> Self {
        Self::waiting_at_most(n_slots, n_slots * WAITING_PER_SLOT, WAITING_TIME)
    }

    fn waiting_at_most(n_slots: usize, max_waiting: usize, waiting_time: Duration) -> Self {
        Self {
            free: Arc::new(Semaphore::new(n_slots)),
            waiting: AtomicUsize::new(0),
            max_waiting,
            waiting_time,
        }
    }

    /// Waits for a slot; it is held until the returned permit is dropped.
    ///
    /// A problem if too many requests wait already, or no slot becomes free in time.
    pub async fn take(&self) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(slot) = Arc::clone(&self.free).try_acquire_owned() {
            return Ok(slot);
        }
        let _waiting = self.queue().ok_or_else(no_slot)?;
        let slot = timeout(self.waiting_time, Arc::clone(&self.free).acquire_owned()).await;
        // The semaphore is never closed: only the timeout can fail.
        slot.map_err(|_| no_slot())?.map_err(|_| no_slot())
    }

    /// Whether requests wait for a slot.
    pub fn has_waiting(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    fn queue(&self) -> Option<Waiting<'_>> {
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let waiting = Waiting(&self.waiting);
        (before < self.max_waiting).then_some(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn no_slot() -> Problem {
    Problem::overloaded(RETRY_AFTER_S)
}

/// Runs blocking work on its own thread once a slot is free, so that it does not hold up the worker
/// thread.
///
/// A search visits every street within an hour of an e-bike in the worst case, which takes some
/// tens of milliseconds in a large city; a batch takes some milliseconds of all cores.
pub async fn run_queued<T: Send + 'static>(
    queue: &WorkQueue,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let slot = queue.take().await?;
    let working = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(slot);
        done
    });
    working.await.map_err(|_| Problem::internal())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_mins(1);
    const SHORT: Duration = Duration::from_millis(10);

    #[tokio::test]
    async fn a_request_waits_until_a_slot_is_free() {
        let queue = Arc::new(WorkQueue::waiting_at_most(1, 1, LONG));
        let first = queue.take().await.unwrap();
        let shared = Arc::clone(&queue);
        let second = tokio::spawn(async move { shared.take().await.is_ok() });
        tokio::time::sleep(SHORT).await;
        assert!(!second.is_finished());
        drop(first);
        assert!(second.await.unwrap());
        assert!(!queue.has_waiting());
    }

    #[tokio::test]
    async fn a_question_is_given_less_at_once_while_others_wait() {
        let queues = WorkQueues {
            wide_questions: WorkQueue::waiting_at_most(1, 1, SHORT),
            ..WorkQueues::default()
        };
        let before = queues.quick_budget().days_left();
        let _first = queues.wide_questions.take().await.unwrap();
        let meanwhile = async { queues.quick_budget().days_left() };
        let (second, meanwhile) = tokio::join!(queues.wide_questions.take(), meanwhile);
        assert!(second.is_err() && meanwhile < before);
        assert_eq!(queues.quick_budget().days_left(), before);
    }

    #[tokio::test]
    async fn a_request_beyond_the_waiting_limit_is_refused_at_once() {
        let queue = Arc::new(WorkQueue::waiting_at_most(1, 1, LONG));
        let _first = queue.take().await.unwrap();
        let shared = Arc::clone(&queue);
        let waits = tokio::spawn(async move { shared.take().await.is_ok() });
        while queue.waiting.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        assert!(queue.take().await.is_err());
        waits.abort();
        assert!(waits.await.unwrap_err().is_cancelled());
        assert_eq!(queue.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_request_waits_no_longer_than_the_waiting_time() {
        let queue = WorkQueue::waiting_at_most(1, 1, SHORT);
        let first = queue.take().await.unwrap();
        assert!(queue.take().await.is_err());
        drop(first);
        assert!(queue.take().await.is_ok());
    }
}
