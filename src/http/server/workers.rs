//! Threads that answer connections, each with a reactor, a queue and routes of its own.
//!
//! A connection stays with its thread: an answer takes a few microseconds, less than it costs
//! to wake another thread for it, and what a request writes to is in no other core's cache.
//! Handlers that take longer do their work on threads for that, so that no other connection
//! waits for them.

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use tokio::net::TcpStream;
use tokio::runtime::{Builder, Handle};
use tokio::sync::watch;

use super::connection::{Protocols, RequestService, reject};
use super::registry::Registry;

/// Threads that end when this is dropped, and with them whatever is still under way there.
pub struct Workers<R> {
    workers: Vec<Worker<R>>,
    _until_dropped: watch::Sender<()>,
}

struct Worker<R> {
    runtime: Handle,
    /// Each connection on this thread holds it.
    protocols: Arc<Protocols<R>>,
}

impl<R: RequestService> Workers<R> {
    /// Starts one for each core.
    pub fn start(protocols: impl Fn() -> Protocols<R>) -> io::Result<Self> {
        let n_cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let (until_dropped, dropped) = watch::channel(());
        let workers = (0..n_cores)
            .map(|number| {
                Ok(Worker {
                    runtime: start_thread(number, dropped.clone())?,
                    protocols: Arc::new(protocols()),
                })
            })
            .collect::<io::Result<_>>()?;
        Ok(Self {
            workers,
            _until_dropped: until_dropped,
        })
    }

    /// Answers on a connection, on the thread that has the fewest, if there is a slot for it.
    pub fn answer(&self, stream: TcpStream, peer: SocketAddr, registry: &Arc<Registry>) {
        let Some(slot) = registry.enter() else {
            reject(stream);
            return;
        };
        // Only slower if it fails.
        let _ = stream.set_nodelay(true);
        let n_connections = |worker: &&Worker<R>| Arc::strong_count(&worker.protocols);
        let worker = self.workers.iter().min_by_key(n_connections);
        // A stream belongs to the reactor of its thread.
        let (Some(worker), Ok(stream)) = (worker, stream.into_std()) else {
            return;
        };
        let protocols = Arc::clone(&worker.protocols);
        worker.runtime.spawn(async move {
            match TcpStream::from_std(stream) {
                Ok(stream) => protocols.serve_connection(stream, peer, slot).await,
                Err(error) => tracing::warn!(%error, "a connection cannot be served"),
            }
        });
    }
}

fn start_thread(number: usize, mut dropped: watch::Receiver<()>) -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    // An error is what says that the sender is gone.
    let until_dropped = async move { while dropped.changed().await.is_ok() {} };
    thread::Builder::new()
        .name(format!("answers-{number}"))
        .spawn(move || runtime.block_on(until_dropped))?;
    Ok(handle)
}
