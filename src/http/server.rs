//! Connections: how many there are, and how long each may keep us waiting.
//!
//! hyper speaks the protocols; what is here are the time-outs. Each connection notes what it is
//! doing by a coarse clock, and one task looks at all of them a few times a second: requests
//! cost no timers, and ten thousand idle connections cost as many looks. hyper's own time
//! for headers is not used: it also counts the pauses between requests, so that it cannot be
//! both short for half a head and long for an idle client (hyper 1.12, `proto/h1/conn.rs`:
//! it restarts as soon as an answer is written).

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

/// How long requests under way may take once a stop was asked for.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// Answers on a listener until `stop` resolves, then finishes what is under way.
///
/// `routes` are made for each thread that answers. Requests find their peer as `ConnectInfo` if
/// `names_peers` is set. Those that are still unfinished ten seconds after the stop are dropped.
/// It is an error if the system has no threads to answer on.
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
