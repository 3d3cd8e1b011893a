//! Low-priority threads, for work that no request waits for and that must not slow requests.
//!
//! On Linux such threads run at a lower priority than the rest of the process: on a busy machine
//! they get a tenth of what the others get. (At the lowest priority they would get next to nothing,
//! and a thread that waits for a lock held by one of them would be as slow:
//! `benches/scripts/reload_under_load.sh`.) Elsewhere they are ordinary threads.

use std::io;
use std::thread::{Builder, JoinHandle};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// What is added to the nice value of low-priority threads.
#[cfg(target_os = "linux")]
const NICER_BY: i32 = 10;
/// The highest nice value that exists.
#[cfg(target_os = "linux")]
const NICEST: i32 = 19;

/// Starts a low-priority thread.
pub fn spawn<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    Builder::new().name(name.to_owned()).spawn(move || {
        give_way();
        work()
    })
}

/// A pool of low-priority threads, one for each core.
///
/// Work run in [`ThreadPool::install`] is shared among them, not among the threads that serve
/// requests.
pub fn pool(name: &'static str) -> Result<ThreadPool, ThreadPoolBuildError> {
    ThreadPoolBuilder::new()
        .thread_name(move |number| format!("{name}-{number}"))
        .start_handler(|_| give_way())
        .build()
}

/// Gives every other thread priority, from now to the end of this thread.
#[cfg(target_os = "linux")]
fn give_way() {
    use rustix::process::{getpriority_process, setpriority_process};

    // Linux keeps the value per thread, and "no process" means the calling thread.
    let given_way = getpriority_process(None)
        .and_then(|nice| setpriority_process(None, (nice + NICER_BY).min(NICEST)));
    if let Err(error) = given_way {
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
    fn threads_in_the_background_have_a_lower_priority_and_the_caller_keeps_its_own() {
        let before = nice_value();
        let nicer = (before + NICER_BY).min(NICEST);
        assert_eq!(spawn("test", nice_value).unwrap().join().unwrap(), nicer);
        let of_pool = pool("test").unwrap().broadcast(|_| nice_value());
        assert!(of_pool.iter().all(|value| *value == nicer), "{of_pool:?}");
        assert_eq!(nice_value(), before);
    }
}
