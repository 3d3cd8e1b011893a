//! Connections: how many there may be, and how long each may stay inactive.
//!
//! hyper implements the protocols; this module adds the timeouts. Each connection notes its
//! activity by a coarse clock, and one task checks all connections a few times a second, so
//! requests cost no timers and idle connections cost little. hyper's own header timeout is not
//! used: it also counts the pauses between requests, so it cannot be both short for half a head and
//! long for an idle client (hyper 1.12, `proto/h1/conn.rs`: it restarts as soon as an answer is
//! written).

mod accept;
mod activity;
mod clock;
mod connection;
mod file_limit;
mod limits;
mod registry;
mod shutdown;
mod tracked_body;
mod tracked_stream;
mod workers;

pub use accept::listen;
pub use connection::{MAX_STREAMS, RequestService};
pub use file_limit::connections_within_file_limit;
pub use limits::{
    ANSWER_TIME, ConnectionLimits, DEFAULT_MAX_CONNECTIONS, HEAD_TIME, IDLE_TIME, MAX_CONNECTIONS,
    STALL_TIME,
};

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::time::timeout;

use self::accept::Acceptor;
use self::connection::Protocols;
use self::registry::{Registry, sweep};
use self::shutdown::Shutdown;
use self::workers::Workers;

/// How long requests under way may take after a stop was requested.
const DRAIN_TIME: Duration = Duration::from_secs(10);
/// The part of it in which a connection without a request under way stays open for one more.
const LAST_REQUEST_TIME: Duration = Duration::from_secs(1);

/// Serves a listener until `stop` resolves, then finishes the requests under way and those that
/// were sent already.
///
/// `routes` is called for each worker thread. Requests carry their peer as `ConnectInfo`. Requests that are unfinished ten seconds after the stop are dropped. Fails
/// if the system provides no threads.
pub async fn serve<R: RequestService>(
    listener: TcpListener,
    routes: impl Fn() -> R,
    limits: &ConnectionLimits,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let registry = Arc::new(Registry::new(*limits));
    let workers = Workers::start(|| Protocols::new(routes()))?;
    let sweeping = tokio::spawn(sweep(Arc::clone(&registry)));
    let mut acceptor = Acceptor::new(listener);
    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = acceptor.accept(&registry) => accepted,
        };
        workers.answer(stream, peer, &registry);
    }
    for (stream, peer) in acceptor.into_accepted() {
        workers.answer(stream, peer, &registry);
    }
    end_all(&registry).await;
    sweeping.abort();
    Ok(())
}

/// Ends all connections. What was sent before the stop is answered: a request may be on its way, or
/// in the system's buffer, while its connection seems idle.
async fn end_all(registry: &Registry) {
    registry.shut_down_all(Shutdown::LastRequest);
    if timeout(LAST_REQUEST_TIME, registry.emptied()).await.is_ok() {
        return;
    }
    registry.shut_down_all(Shutdown::Graceful);
    let rest = DRAIN_TIME.saturating_sub(LAST_REQUEST_TIME);
    if timeout(rest, registry.emptied()).await.is_err() {
        tracing::warn!("requests were still under way ten seconds after the stop");
        registry.shut_down_all(Shutdown::Abort);
    }
}
