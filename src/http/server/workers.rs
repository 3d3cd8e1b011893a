//! Worker threads that serve connections, each with its own reactor, queue and routes.
//!
//! A connection stays on its thread: an answer takes a few microseconds, less than waking another
//! thread, and no other core has the data that a request writes to in its cache. Handlers that take
//! longer run on blocking threads, so that no other connection waits for them.

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

/// Threads that end when this is dropped, together with everything still running on them.
pub struct Workers<R> {
    workers: Vec<Worker<R>>,
    _until_dropped: watch::Sender<()>,
}

struct Worker<R> {
    runtime: Handle,
    /// Shared by the connections on this thread.
    protocols: Arc<Protocols<R>>,
}

impl<R: RequestService> Workers<R> {
    /// Starts one thread per core.
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

    /// Serves a connection on the thread that has the fewest, if a slot is free.
    pub fn answer(&self, stream: TcpStream, peer: SocketAddr, registry: &Arc<Registry>) {
        let Some(slot) = registry.enter() else {
            reject(stream);
            return;
        };
        // A failure only makes it slower.
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
    // An error means that the sender is gone.
    let until_dropped = async move { while dropped.changed().await.is_ok() {} };
    thread::Builder::new()
        .name(format!("answers-{number}"))
        .spawn(move || runtime.block_on(until_dropped))?;
    Ok(handle)
}
