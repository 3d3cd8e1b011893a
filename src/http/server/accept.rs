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

    /// The connections that the system has queued and that were not accepted yet: closing the listener
    /// would reset them.
    pub fn into_accepted(self) -> Vec<(TcpStream, SocketAddr)> {
        // It does not wait, as a listener of the runtime.
        let Ok(listener) = self.listener.into_std() else {
            return Vec::new();
        };
        let accepted = std::iter::from_fn(|| listener.accept().ok());
        let streams = accepted
            .take(BACKLOG as usize)
            .filter_map(|(stream, peer)| {
                stream.set_nonblocking(true).ok()?;
                Some((TcpStream::from_std(stream).ok()?, peer))
            });
        streams.collect()
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
