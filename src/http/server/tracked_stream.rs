//! A TCP stream that notes its activity, and whether it is HTTP/2.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::activity::ConnectionActivity;

/// How long a handler continues after the client has closed its half: the client may be gone, or
/// waiting for its answer, as `nc -N` does.
const HALF_CLOSE_GRACE: Duration = Duration::from_secs(1);

/// The beginning of the HTTP/2 client preface (RFC 9113, 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0";

/// A stream and the activity of its connection.
pub struct TrackedStream {
    stream: TcpStream,
    activity: Arc<ConnectionActivity>,
    preface: Preface,
    /// Runs while a client that has closed its half has requests under way.
    half_close_grace: Option<Pin<Box<Sleep>>>,
}

impl TrackedStream {
    pub const fn new(stream: TcpStream, activity: Arc<ConnectionActivity>) -> Self {
        Self {
            stream,
            activity,
            preface: Preface::new(),
            half_close_grace: None,
        }
    }

    fn note_written(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match &written {
            Poll::Ready(Ok(1..)) => self.activity.wrote(),
            Poll::Ready(_) => {}
            Poll::Pending => self.activity.stalled(),
        }
        written
    }

    /// Reports that the client has closed its half only once its requests are answered, or after a
    /// grace period: hyper drops the requests under way when it reads the end. A client that reads
    /// its answer is still there.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.activity.has_requests() {
            let begin = || Box::pin(sleep(HALF_CLOSE_GRACE));
            let grace = self.half_close_grace.get_or_insert_with(begin);
            ready!(grace.as_mut().poll(context));
            if !self.activity.is_answering() {
                break;
            }
            self.half_close_grace = None;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for TrackedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let received = &buffer.filled()[before..];
        if received.is_empty() {
            return self.poll_end(context);
        }
        if self.preface.is_completed_by(received) {
            self.activity.speaks_http2();
        }
        self.activity.received();
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for TrackedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.note_written(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.note_written(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// hyper flushes once it has written everything.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.activity.flushed();
        if self.half_close_grace.is_some() && !self.activity.has_requests() {
            // The end of the stream can be reported now.
            context.waker().wake_by_ref();
        }
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// The missing rest of the preface; empty once it is complete or can no longer come.
pub struct Preface(&'static [u8]);

impl Preface {
    /// Nothing received yet.
    pub const fn new() -> Self {
        Self(PREFACE)
    }

    /// Whether these bytes complete it, in whatever pieces they arrive.
    pub fn is_completed_by(&mut self, bytes: &[u8]) -> bool {
        let (now, later) = self.0.split_at(self.0.len().min(bytes.len()));
        let goes_on = bytes.starts_with(now);
        self.0 = if goes_on { later } else { &[] };
        goes_on && !now.is_empty() && later.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often these bytes, received in pieces of this length, complete the preface.
    fn completed(bytes: &[u8], piece: usize) -> usize {
        let mut preface = Preface::new();
        let pieces = bytes.chunks(piece);
        pieces
            .filter(|piece| preface.is_completed_by(piece))
            .count()
    }

    #[test]
    fn the_preface_of_http2_is_seen_once_whatever_pieces_it_comes_in() {
        for piece in 1..=40 {
            for (bytes, times) in [
                (&b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0"[..], 1),
                (b"PRI * HTTP/2.0", 1),
                (b"PRI * HTTP/2.1\r\n\r\nPRI * HTTP/2.0", 0),
                (b"PUT / HTTP/1.1\r\n\r\nPRI * HTTP/2.0", 0),
                (b"PRI", 0),
            ] {
                assert_eq!(completed(bytes, piece), times, "{piece}: {bytes:?}");
            }
        }
    }
}
