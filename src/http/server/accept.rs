//! Accepts connections, up to the limits of the system.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::sleep;

use super::registry::Registry;

/// How long to wait when the system has no resources for a connection.
const PAUSE: Duration = Duration::from_millis(100);
/// Shortest interval between log lines about that.
const LOG_INTERVAL: Duration = Duration::from_secs(10);

/// Connections that the system queues until they are accepted. Further ones are dropped, and the
/// client retries only after a second. The system's own limit applies too.
const BACKLOG: u32 = 4_096;

/// File descriptors beside connections: the station files, the log, the runtime's own.
const OTHER_FILES: u64 = 64;

/// Listens at an address, for many clients that connect at once.
pub fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // Lingering connections of a previous process do not block the port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Accepts connections from a listener.
pub struct Acceptor {
    listener: TcpListener,
    said_at: Option<Instant>,
    n_unsaid: u64,
}

impl Acceptor {
    pub const fn new(listener: TcpListener) -> Self {
        Self {
            listener,
            said_at: None,
            n_unsaid: 0,
        }
    }

    /// The next connection. When the system has no resources for one, idle connections are closed
    /// and it tries again soon; the others continue to be answered.
    pub async fn accept(&mut self, registry: &Registry) -> (TcpStream, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok(accepted) => return accepted,
                Err(error) if is_of_one_connection(error.kind()) => {}
                Err(error) => {
                    let n_left = registry.make_room();
                    self.say(&error, n_left);
                    sleep(PAUSE).await;
                }
            }
        }
    }

    fn say(&mut self, error: &std::io::Error, n_left: usize) {
        self.n_unsaid += 1;
        let is_due = self.said_at.is_none_or(|at| at.elapsed() >= LOG_INTERVAL);
        if is_due {
            let times = self.n_unsaid;
            tracing::warn!(%error, times, n_left, "no connection can be accepted at present");
            (self.said_at, self.n_unsaid) = (Some(Instant::now()), 0);
        }
    }
}

/// Whether the error concerns only a client that has already gone.
const fn is_of_one_connection(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    )
}

/// Raises the limit on open files as far as the system allows; logs a warning if that is too low
/// for all connections.
#[cfg(unix)]
pub fn raise_file_limit(max_connections: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let before = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: before.maximum,
        maximum: before.maximum,
    };
    let current = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => before.maximum,
        Err(error) => {
            tracing::warn!(%error, "the limit on open files cannot be raised");
            before.current
        }
    };
    let wanted = u64::try_from(max_connections).unwrap_or(u64::MAX);
    if let Some(files) = current.filter(|files| *files < wanted.saturating_add(OTHER_FILES)) {
        tracing::warn!(
            files,
            max_connections,
            "the system lets this process open fewer files than it may have connections"
        );
    }
}

/// There is no such limit, or none that is known here.
#[cfg(not(unix))]
pub fn raise_file_limit(_max_connections: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn hundreds_of_simultaneous_connections_are_queued_until_accepted() {
        let most = std::fs::read_to_string("/proc/sys/net/core/somaxconn").unwrap();
        let n_clients = most.trim().parse::<usize>().unwrap().min(600);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let _inside = runtime.enter();
        let listener = listen(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let limit = Duration::from_secs(10);
        let connect = |_| std::net::TcpStream::connect_timeout(&address, limit).unwrap();
        let held: Vec<_> = (0..n_clients).map(connect).collect();
        assert_eq!(held.len(), n_clients);
    }
}
