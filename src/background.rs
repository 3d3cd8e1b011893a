//! Threads that give way: work that nobody waits for must not slow those who are waited for.
//!
//! On Linux such threads run at the lowest priority of their process group, so that on a
//! busy machine they get what the others leave. Elsewhere they are ordinary threads.

use std::io;
use std::thread::{Builder, JoinHandle};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// The nice value of threads that give way, the highest there is.
#[cfg(target_os = "linux")]
const LOWEST_PRIORITY: i32 = 19;

/// Begins a thread that gives way.
pub fn spawn<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    Builder::new().name(name.to_owned()).spawn(move || {
        give_way();
        work()
    })
}

/// A pool whose threads give way; as many as there are cores.
///
/// What runs in [`ThreadPool::install`] shares its work among them, and not among those that
/// requests use.
pub fn pool(name: &'static str) -> Result<ThreadPool, ThreadPoolBuildError> {
    ThreadPoolBuilder::new()
        .thread_name(move |number| format!("{name}-{number}"))
        .start_handler(|_| give_way())
        .build()
}

/// Lets every other thread go first, from now to the end of this thread.
#[cfg(target_os = "linux")]
fn give_way() {
    // Linux keeps the value for each thread, and "no process" is the thread that calls.
    if let Err(error) = rustix::process::setpriority_process(None, LOWEST_PRIORITY) {
        tracing::debug!(%error, "a thread in the background keeps its priority");
    }
}

#[cfg(not(target_os = "linux"))]
fn give_way() {}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    fn nice_value() -> i32 {
        rustix::process::getpriority_process(None).unwrap()
    }

    #[test]
    fn threads_in_the_background_have_the_lowest_priority_and_the_caller_keeps_its_own() {
        let before = nice_value();
        assert!(before < LOWEST_PRIORITY);
        assert_eq!(
            spawn("test", nice_value).unwrap().join().unwrap(),
            LOWEST_PRIORITY
        );
        let of_pool = pool("test").unwrap().broadcast(|_| nice_value());
        assert!(
            of_pool.iter().all(|value| *value == LOWEST_PRIORITY),
            "{of_pool:?}"
        );
        assert_eq!(nice_value(), before);
    }
}
