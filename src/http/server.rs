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
mod limits;
mod registry;
mod shutdown;
mod tracked_body;
mod tracked_stream;
mod workers;

pub use accept::{listen, raise_file_limit};
pub use connection::{MAX_STREAMS, RequestService};
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

/// Serves a listener until `stop` resolves, then finishes the requests under way.
///
/// `routes` is called for each worker thread. Requests carry their peer as `ConnectInfo` if
/// `names_peers` is set. Requests that are unfinished ten seconds after the stop are dropped. Fails
/// if the system provides no threads.
pub async fn serve<R: RequestService>(
    listener: TcpListener,
    routes: impl Fn() -> R,
    limits: &ConnectionLimits,
    names_peers: bool,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let registry = Arc::new(Registry::new(*limits));
    let workers = Workers::start(|| Protocols::new(routes(), names_peers))?;
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
    drop(acceptor);
    registry.shut_down_all(Shutdown::Graceful);
    if timeout(DRAIN_TIME, registry.emptied()).await.is_err() {
        tracing::warn!("requests were still under way ten seconds after the stop");
        registry.shut_down_all(Shutdown::Abort);
    }
    sweeping.abort();
    Ok(())
}
