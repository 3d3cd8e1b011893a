//! A server inside the test, on a real socket: the service's own routes or a test's.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use yizhan::clock::Zone;
use yizhan::http::{Admission, AppState, Limits, RequestService, Routes, protect, serve};
use yizhan::travel::Paces;

use crate::support::serve::PATIENCE;

/// A server that ends with the test.
pub(crate) struct Tcp {
    address: SocketAddr,
    runtime: Runtime,
    stop: Option<oneshot::Sender<()>>,
    pub(crate) admission: Arc<Admission>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// In lower case.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Tcp {
    /// Serves a service's own routes within its limits.
    pub(crate) fn serving(service: AppState) -> Self {
        let admission = Arc::clone(service.admission());
        let service = Arc::new(service);
        Self::start(move || Routes::new(&service), admission)
    }

    /// Serves a test's routes within these limits, protected as the service's own are.
    pub(crate) fn routes(routes: Router, limits: Limits) -> Self {
        let service = AppState::new(Zone::default(), Paces::default()).with_limits(limits);
        let admission = Arc::clone(service.admission());
        let service = Arc::new(service);
        Self::start(move || protect(routes.clone(), &service), admission)
    }

    fn start<R: RequestService>(
        routes: impl Fn() -> R + Send + 'static,
        admission: Arc<Admission>,
    ) -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let limits = admission.limits().clone();
        runtime.spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            let serving = serve(listener, routes, &limits.connections, stopped);
            serving.await.unwrap();
        });
        Self {
            address,
            runtime,
            stop: Some(stop),
            admission,
        }
    }

    /// A connection of its own.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// A connection on which these bytes were sent.
    pub(crate) fn send(&self, bytes: impl AsRef<[u8]>) -> TcpStream {
        let mut stream = self.connect();
        stream.write_all(bytes.as_ref()).unwrap();
        stream
    }

    /// The answer to a GET with more headers, each with its line end.
    pub(crate) fn get_with(&self, uri: &str, headers: &str) -> Answer {
        read(&mut self.send(format!(
            "GET {uri} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}\r\n"
        )))
    }

    /// The answer to a GET.
    pub(crate) fn get(&self, uri: &str) -> Answer {
        self.get_with(uri, "")
    }

    /// Waits until this many requests are under way.
    pub(crate) fn wait_for_in_flight(&self, n_requests: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.admission.in_flight() != n_requests {
            assert!(Instant::now() < deadline, "{}", self.admission.in_flight());
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Tcp {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.stop.take().map(|stop| stop.send(()));
        let runtime = std::mem::replace(
            &mut self.runtime,
            tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap(),
        );
        runtime.shutdown_background();
    }
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.head["http/1.1 ".len()..][..3].parse().unwrap()
    }

    /// Asserts that this is a problem with that status and type, and returns it.
    pub(crate) fn problem(&self, status: u16, kind: &str) -> Value {
        assert_eq!(self.status(), status, "{self:?}");
        assert!(self.head.contains("content-type: application/problem+json"));
        let problem: Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], format!("/problems/{kind}"));
        problem
    }

    /// The seconds after which to try again.
    pub(crate) fn retry_after_s(&self) -> u32 {
        let (_, after) = self.head.split_once("retry-after: ").unwrap();
        after.lines().next().unwrap().parse().unwrap()
    }
}

/// Reads one answer whose length is stated, and leaves the connection as it is.
pub(crate) fn read(stream: &mut TcpStream) -> Answer {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    let (_, length) = head.split_once("content-length: ").unwrap();
    let mut body = vec![0; length.lines().next().unwrap().parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    Answer {
        head: head.trim_end().to_owned(),
        body: String::from_utf8(body).unwrap(),
    }
}

/// Reads on until the server hangs up; how many bytes there were.
pub(crate) fn read_to_hang_up(stream: &mut TcpStream) -> usize {
    let mut buffer = vec![0; 1 << 16];
    let mut n_bytes = 0;
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return n_bytes,
            Ok(n) => n_bytes += n,
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return n_bytes,
            Err(error) => panic!("it does not hang up: {error}"),
        }
    }
}
