//! Connections: how many there are, and how long each may keep us waiting.
//!
//! hyper speaks the protocols; what is here is the patience. Each connection notes what it is
//! doing by a coarse clock, and one task looks at all of them a few times a second: requests
//! cost no timers, and ten thousand idle connections cost as many glances. hyper's own time
//! for headers is not used: it also counts the pauses between requests, so that it cannot be
//! both short for half a head and long for an idle client (hyper 1.12, `proto/h1/conn.rs`:
//! it restarts as soon as an answer is written).

mod accept;
mod answering;
mod clock;
mod files;
mod order;
mod preface;
mod pulse;
mod registry;
mod sent;
mod stream;
mod workers;

pub use accept::listen;
pub use answering::{MAX_STREAMS, RequestService};
pub use files::raise_file_limit;

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::time::timeout;

use self::accept::Acceptor;
use self::answering::Protocols;
use self::registry::{Registry, sweep};
use self::workers::Workers;

/// Connections at a time unless the operator says otherwise; an idle one takes some kilobytes.
pub const DEFAULT_MAX_CONNECTIONS: usize = 20_000;
/// Most connections that can be allowed.
pub const MAX_CONNECTIONS: usize = 1_000_000;
/// How long the head of a request may take from its first byte.
pub const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a connection may ask nothing.
pub const IDLE_TIME: Duration = Duration::from_secs(75);
/// How long a client may take nothing of an answer that is there for it.
pub const STALL_TIME: Duration = Duration::from_secs(30);
/// How long a client may take for a whole answer.
pub const ANSWER_TIME: Duration = Duration::from_mins(5);
/// How long requests under way may take once a stop was asked for.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// How many connections there may be, and how patient we are with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Connections at a time.
    pub max_connections: usize,
    /// From the first byte of a request to the end of its head.
    pub head_time: Duration,
    /// From one request to the next.
    pub idle_time: Duration,
    /// Without any progress of an answer.
    pub stall_time: Duration,
    /// From the beginning of an answer to its end.
    pub answer_time: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            max_connections: DEFAULT_MAX_CONNECTIONS,
            head_time: HEAD_TIME,
            idle_time: IDLE_TIME,
            stall_time: STALL_TIME,
            answer_time: ANSWER_TIME,
        }
    }
}

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
    registry.finish_all();
    if timeout(DRAIN_TIME, registry.emptied()).await.is_err() {
        tracing::warn!("requests were still under way ten seconds after the stop");
        registry.cut_all();
    }
    sweeping.abort();
    Ok(())
}
