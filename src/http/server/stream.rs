//! A TCP stream that notes what passes through it.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::preface::Preface;
use super::pulse::Pulse;

/// How long a handler goes on for a client that says no more: it may be gone, or only wait for
/// its answer, as `nc -N` does.
const FAREWELL_TIME: Duration = Duration::from_secs(1);

/// A stream and the pulse of its connection.
pub struct WatchedStream {
    stream: TcpStream,
    pulse: Arc<Pulse>,
    preface: Preface,
    /// Runs while a client that says no more has requests under way.
    farewell: Option<Pin<Box<Sleep>>>,
}

impl WatchedStream {
    pub const fn new(stream: TcpStream, pulse: Arc<Pulse>) -> Self {
        Self {
            stream,
            pulse,
            preface: Preface::new(),
            farewell: None,
        }
    }

    fn note_written(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match &written {
            Poll::Ready(Ok(1..)) => self.pulse.wrote(),
            Poll::Ready(_) => {}
            Poll::Pending => self.pulse.stalled(),
        }
        written
    }

    /// That the client says no more is told once its requests are answered, or after a moment
    /// of work on them: hyper drops what is under way when it hears of it. A client that takes
    /// its answer is there.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.pulse.has_requests() {
            let moment = || Box::pin(sleep(FAREWELL_TIME));
            let farewell = self.farewell.get_or_insert_with(moment);
            ready!(farewell.as_mut().poll(context));
            if !self.pulse.is_answering() {
                break;
            }
            self.farewell = None;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for WatchedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let heard = &buffer.filled()[before..];
        if heard.is_empty() {
            return self.poll_end(context);
        }
        if self.preface.is_completed_by(heard) {
            self.pulse.speaks_http2();
        }
        self.pulse.heard();
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for WatchedStream {
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

    /// hyper flushes once it has written all that it holds.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.pulse.flushed();
        if self.farewell.is_some() && !self.pulse.has_requests() {
            // The end can be told now.
            context.waker().wake_by_ref();
        }
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
