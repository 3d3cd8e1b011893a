//! A bounded queue for expensive work: how many run, how many wait, and for how long.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::problem::Problem;

/// Requests that may wait for each turn that there is.
const WAITING_PER_TURN: usize = 8;
/// How long a request waits for its turn.
const WAITING_TIME: Duration = Duration::from_secs(10);
/// Seconds after which it is worth asking again when there was no turn.
const RETRY_AFTER_S: u16 = 5;

/// Feeds that are written for one request (filters, a moment) at a time; each is a text of its
/// own, as large as the file.
const MAX_FEEDS_WRITTEN_AT_ONCE: usize = 4;
/// Searches along streets at a time, each on a thread of its own and with four bytes of memory
/// a node: more at a time would not be done sooner.
const MAX_STREET_SEARCHES_AT_ONCE: usize = 8;
/// Batches of which the places are answered by many threads, at a time. One keeps all cores
/// busy; the second is read while the first is answered.
const MAX_BATCHES_AT_ONCE: usize = 2;
/// Coverage jobs that are worked on at a time, each on all cores.
const MAX_COVERAGE_JOBS_AT_ONCE: usize = 2;
/// Pages of items that are selected at a time, each by a look at all stations.
const MAX_ITEM_PAGES_AT_ONCE: usize = 8;

/// The queues of the service; work keeps its place when its client has gone.
#[derive(Debug)]
pub struct WorkQueues {
    /// Feeds that are written for one request.
    pub feeds: WorkQueue,
    /// Searches along streets.
    pub street_searches: WorkQueue,
    /// Batches of nearest questions.
    pub batches: WorkQueue,
    /// Coverage jobs.
    pub coverage_jobs: WorkQueue,
    /// Pages of items of OGC API Features.
    pub item_pages: WorkQueue,
}

impl Default for WorkQueues {
    fn default() -> Self {
        Self {
            feeds: WorkQueue::new(MAX_FEEDS_WRITTEN_AT_ONCE),
            street_searches: WorkQueue::new(MAX_STREET_SEARCHES_AT_ONCE),
            batches: WorkQueue::new(MAX_BATCHES_AT_ONCE),
            coverage_jobs: WorkQueue::new(MAX_COVERAGE_JOBS_AT_ONCE),
            item_pages: WorkQueue::new(MAX_ITEM_PAGES_AT_ONCE),
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

/// One who waits; leaving the queue counts down however it happens.
struct Waiting<'a>(&'a AtomicUsize);

impl WorkQueue {
    /// So many turns at a time.
    pub fn new(n_turns: usize) -> Self {
        Self::waiting_at_most(n_turns, n_turns * WAITING_PER_TURN, WAITING_TIME)
    }

    fn waiting_at_most(n_turns: usize, max_waiting: usize, waiting_time: Duration) -> Self {
        Self {
            free: Arc::new(Semaphore::new(n_turns)),
            waiting: AtomicUsize::new(0),
            max_waiting,
            waiting_time,
        }
    }

    /// A turn, now or within some seconds; it lasts until what is returned is dropped.
    ///
    /// A problem if too many wait already, or it does not come in time.
    pub async fn take(&self) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(turn) = Arc::clone(&self.free).try_acquire_owned() {
            return Ok(turn);
        }
        let _waiting = self.queue().ok_or_else(no_turn)?;
        let turn = timeout(self.waiting_time, Arc::clone(&self.free).acquire_owned()).await;
        // The turns are never closed: what fails is the time.
        turn.map_err(|_| no_turn())?.map_err(|_| no_turn())
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

fn no_turn() -> Problem {
    Problem::overloaded(RETRY_AFTER_S)
}

/// Works on a thread of its own when it is its turn: longer than a thread may that others
/// wait for.
///
/// A search sees each street within an hour's way of an e-bike in the worst case, which takes
/// some tens of milliseconds in a large city; a batch takes some milliseconds of all cores.
pub async fn run_queued<T: Send + 'static>(
    queue: &WorkQueue,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let turn = queue.take().await?;
    let working = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
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
    async fn a_turn_is_waited_for_and_comes() {
        let turns = Arc::new(WorkQueue::waiting_at_most(1, 1, LONG));
        let first = turns.take().await.unwrap();
        let queue = Arc::clone(&turns);
        let second = tokio::spawn(async move { queue.take().await.is_ok() });
        tokio::time::sleep(SHORT).await;
        assert!(!second.is_finished());
        drop(first);
        assert!(second.await.unwrap());
        assert_eq!(turns.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn one_more_than_may_wait_is_refused_at_once() {
        let turns = Arc::new(WorkQueue::waiting_at_most(1, 1, LONG));
        let _first = turns.take().await.unwrap();
        let queue = Arc::clone(&turns);
        let waits = tokio::spawn(async move { queue.take().await.is_ok() });
        while turns.waiting.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        assert!(turns.take().await.is_err());
        waits.abort();
        assert!(waits.await.unwrap_err().is_cancelled());
        assert_eq!(turns.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn nobody_waits_longer_than_the_time_for_it() {
        let turns = WorkQueue::waiting_at_most(1, 1, SHORT);
        let first = turns.take().await.unwrap();
        assert!(turns.take().await.is_err());
        drop(first);
        assert!(turns.take().await.is_ok());
    }
}
