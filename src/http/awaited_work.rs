//! Work on another thread for a client that may stop waiting for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::problem::Problem;
use super::work_queue::{WorkQueue, run_queued};

/// Held by a request while it waits for work; dropping it, because the work is done, the client has
/// gone or the time is out, tells the work to end.
#[derive(Debug, Default)]
pub struct Awaited {
    is_abandoned: Arc<AtomicBool>,
}

impl Awaited {
    /// What the work looks at: set once no request waits for it any more.
    pub fn is_abandoned(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_abandoned)
    }
}

impl Drop for Awaited {
    fn drop(&mut self) {
        self.is_abandoned.store(true, Ordering::Relaxed);
    }
}

/// [`run_queued`] for work that ends early once it is abandoned.
pub async fn run_while_awaited<T: Send + 'static>(
    queue: &WorkQueue,
    work: impl FnOnce(&AtomicBool) -> T + Send + 'static,
) -> Result<T, Problem> {
    let awaited = Awaited::default();
    let is_abandoned = awaited.is_abandoned();
    run_queued(queue, move || work(&is_abandoned)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_is_told_when_its_request_has_ended() {
        let queue = WorkQueue::new(1);
        let (told, ended) = std::sync::mpsc::channel();
        let work = move |is_abandoned: &AtomicBool| {
            told.send(false).unwrap();
            while !is_abandoned.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            told.send(true).unwrap();
        };
        let request = tokio::spawn(async move { run_while_awaited(&queue, work).await });
        while ended.try_recv().is_err() {
            tokio::task::yield_now().await;
        }
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
        assert!(ended.recv().unwrap());
    }
}
