//! Serving a connection: HTTP/1.1 or HTTP/2, answered by the routes.

use std::cell::RefCell;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Request, Response, header};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tower::Service;

use super::registry::Slot;
use super::shutdown::Shutdown;
use super::tracked_body::TrackedBody;
use super::tracked_stream::TrackedStream;

/// Longest head that is read at all, bytes. The limits of the service are lower and answered with
/// an explanation. Answers are written through a buffer of the same size.
const MAX_HEAD_BUFFER_BYTES: usize = 64 << 10;
/// The same for HTTP/2, which adds 32 bytes per header (RFC 9113, 6.5.2).
const MAX_HEADER_LIST_BYTES: u32 = 64 << 10;
/// Concurrent requests on one HTTP/2 connection.
pub const MAX_STREAMS: u32 = 100;
/// Streams that a client may open and reset before they are accepted, until it is cut off.
const MAX_PENDING_RESETS: usize = 20;
/// Streams that may be reset for errors of the client, until it is cut off.
const MAX_FAULTY_STREAMS: usize = 256;
/// How often an HTTP/2 client with requests under way is pinged, and how long it may take to reply.
const PING_INTERVAL: Duration = Duration::from_secs(30);
const PING_TIME: Duration = Duration::from_secs(20);

/// Rejected connections that are drained at a time, and for how long.
const MAX_DRAINED: usize = 128;
const DRAIN_TIME: Duration = Duration::from_secs(1);

/// The answer to a connection that finds no slot.
const NO_SLOT: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\n\
    content-type: application/problem+json\r\nretry-after: 5\r\nconnection: close\r\n\
    content-length: 138\r\n\r\n\
    {\"type\":\"/problems/overloaded\",\"title\":\"Too much at once\",\"status\":503,\
    \"detail\":\"there are as many connections as can be; try again soon\"}";

/// What answers requests.
pub trait RequestService:
    Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send + 'static>
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<S> RequestService for S where
    S: Service<
            Request<Body>,
            Response = Response<Body>,
            Error = Infallible,
            Future: Send + 'static,
        > + Clone
        + Send
        + Sync
        + 'static
{
}

/// The protocols of connections, and the routes.
pub struct Protocols<R> {
    builder: Builder<TokioExecutor>,
    routes: R,
}

impl<R: RequestService> Protocols<R> {
    pub fn new(routes: R) -> Self {
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .header_read_timeout(None)
            .max_buf_size(MAX_HEAD_BUFFER_BYTES);
        builder
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(PING_INTERVAL)
            .keep_alive_timeout(PING_TIME)
            .max_header_list_size(MAX_HEADER_LIST_BYTES)
            .max_concurrent_streams(MAX_STREAMS)
            .max_pending_accept_reset_streams(MAX_PENDING_RESETS)
            .max_local_error_reset_streams(MAX_FAULTY_STREAMS);
        Self { builder, routes }
    }

    /// Serves a connection until it ends.
    pub async fn serve_connection(&self, stream: TcpStream, peer: SocketAddr, slot: Slot) {
        let activity = &slot.activity;
        let io = TokioIo::new(TrackedStream::new(stream, Arc::clone(activity)));
        // A clone for the connection, not for each request: it counts references.
        let routes = RefCell::new(self.routes.clone());
        let service = service_fn(move |request| {
            let under_way = activity.begin();
            let answer = routes.borrow_mut().call(prepared(request, peer));
            async move {
                let mut answer = answer.await?;
                if under_way.is_the_last() {
                    let headers = answer.headers_mut();
                    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
                }
                Ok::<_, Infallible>(answer.map(|body| TrackedBody::new(body, under_way)))
            }
        });
        let mut connection = pin!(self.builder.serve_connection(io, service));
        loop {
            tokio::select! {
                biased;
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::trace!(%error, "a connection was interrupted");
                    }
                    return;
                }
                shutdown = activity.shutdown_requested() => match shutdown {
                    Shutdown::Abort => return,
                    Shutdown::LastRequest if !activity.is_http2() => {}
                    Shutdown::None | Shutdown::LastRequest | Shutdown::Graceful => {
                        connection.as_mut().graceful_shutdown();
                    }
                },
            }
        }
    }
}

/// The request in the form that the routes take.
fn prepared(request: Request<Incoming>, peer: SocketAddr) -> Request<Body> {
    // Most have no body and need no box for it.
    let mut request = request.map(|body| {
        if body.is_end_stream() {
            Body::empty()
        } else {
            Body::new(body)
        }
    });
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

/// Sends the reason and closes a connection, in the background.
///
/// Some of them are read from for a moment: a stream that is closed with unread bytes is reset, and
/// its client would never see the reason.
pub fn reject(mut stream: TcpStream) {
    static DRAINING: Semaphore = Semaphore::const_new(MAX_DRAINED);
    tracing::debug!("a connection found no slot");
    // A client that misses it still notices that the connection ends.
    let _ = stream.try_write(NO_SLOT);
    let Ok(draining) = DRAINING.try_acquire() else {
        return;
    };
    tokio::spawn(async move {
        let _draining = draining;
        let drain = async {
            stream.shutdown().await?;
            while stream.read(&mut [0; 1_024]).await? > 0 {}
            std::io::Result::Ok(())
        };
        // It is dropped after that in any case.
        let _ = timeout(DRAIN_TIME, drain).await;
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_without_a_slot_is_complete_http() {
        let text = std::str::from_utf8(NO_SLOT).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.ends_with(&format!("content-length: {}", body.len())));
        let problem: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(problem["status"], 503);
    }
}
