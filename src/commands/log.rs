//! The log of the service: lines on standard error, as text or as JSON.
//!
//! Each line written for a request carries the request's id. If standard error is closed or not
//! read, lines are lost, but the service goes on.

mod queue;

use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use tracing::{Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use self::queue::LineQueue;
pub(super) use self::queue::LineWriter;
use crate::cli::{LogArgs, LogFormat, LogLevel};

/// Starts the log of this process; it runs until the returned value is dropped.
pub(super) fn start_log(args: LogArgs) -> LineWriter {
    let (queue, writer) = LineWriter::start(args.log_format, std::io::stderr());
    let level = match args.log_level {
        LogLevel::Error => Level::ERROR,
        LogLevel::Warn => Level::WARN,
        LogLevel::Info => Level::INFO,
        LogLevel::Debug => Level::DEBUG,
    };
    // At debug level the HTTP/2 library logs invalid paths, with the positions in them.
    let ours_and_grave = Targets::new()
        .with_default(level.min(Level::WARN))
        .with_target(env!("CARGO_PKG_NAME"), level);
    tracing_subscriber::registry()
        .with(ours_and_grave)
        .with(lines(args.log_format, queue))
        .init();
    std::panic::set_hook(Box::new(log_panic));
    writer
}

/// The layer that writes lines of a format. It does not report its own errors: that would go to
/// standard error directly, and end the process if that is closed.
fn lines<S>(format: LogFormat, queue: LineQueue) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let lines = fmt::layer()
        .with_target(false)
        .log_internal_errors(false)
        .with_writer(queue);
    match format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    }
}

/// Logs where the program panicked. Not the message: it may quote a request.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let thread = std::thread::current();
    tracing::error!(
        at = panic.location().map(tracing::field::display),
        thread = thread.name(),
        "a fault of the program"
    );
}
