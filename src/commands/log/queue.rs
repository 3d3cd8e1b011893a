//! The queue of log lines: writing to it never blocks and never fails.
//!
//! A thread of its own writes the lines to standard error. Lines that cannot be written are lost
//! and counted. (tracing-appender does the same, but does not count what could not be written, and
//! reports errors on standard output, which ends the process if that is closed.)

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use tracing_subscriber::fmt::MakeWriter;

use crate::cli::LogFormat;
use crate::http::{LostLines, current_request_id};

/// The most lines that wait to be written; further ones are lost.
pub(super) const MAX_WAITING_LINES: usize = 16_384;
/// How long the end of the process waits for the last lines.
const FLUSH_TIME: Duration = Duration::from_secs(1);
/// The pause between two attempts at a full queue.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// A message to the writing thread.
enum Message {
    Line(Vec<u8>),
    /// Answered once all lines before it are written.
    Flush(SyncSender<()>),
}

/// Writes whole lines into the queue.
pub(super) struct LineQueue {
    format: LogFormat,
    messages: SyncSender<Message>,
    lost: Arc<AtomicU64>,
}

/// The thread that writes lines; dropping this writes the waiting ones first.
pub(in crate::commands) struct LineWriter {
    messages: SyncSender<Message>,
    lost: Arc<AtomicU64>,
}

impl LineWriter {
    /// Starts a thread that writes to `output`, and its queue.
    pub(super) fn start(
        format: LogFormat,
        output: impl Write + Send + 'static,
    ) -> (LineQueue, Self) {
        let (messages, waiting) = sync_channel(MAX_WAITING_LINES);
        let lost = Arc::new(AtomicU64::new(0));
        let losing = Arc::clone(&lost);
        // If the thread cannot be started, all lines count as lost.
        let _ = std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write_lines(&waiting, output, &losing));
        let queue = LineQueue {
            format,
            messages: messages.clone(),
            lost: Arc::clone(&lost),
        };
        (queue, Self { messages, lost })
    }

    /// How many lines are lost so far.
    pub(in crate::commands) fn lost_lines(&self) -> LostLines {
        let lost = Arc::clone(&self.lost);
        Box::new(move || lost.load(Ordering::Relaxed))
    }
}

impl Drop for LineWriter {
    fn drop(&mut self) {
        let deadline = Instant::now() + FLUSH_TIME;
        let (flushed, is_flushed) = sync_channel(1);
        let mut flush = Message::Flush(flushed);
        while let Err(TrySendError::Full(again)) = self.messages.try_send(flush) {
            if Instant::now() >= deadline {
                return;
            }
            std::thread::sleep(LOOK_AGAIN);
            flush = again;
        }
        // If standard error is not read, the end of the log is lost.
        let _ = is_flushed.recv_timeout(deadline.saturating_duration_since(Instant::now()));
    }
}

impl<'a> MakeWriter<'a> for LineQueue {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> &'a Self {
        self
    }
}

/// Each call writes one line, on the thread of the task that logs it.
impl Write for &LineQueue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let whole = match current_request_id() {
            Some(id) => with_request_id(self.format, line, &id),
            None => line.to_vec(),
        };
        if self.messages.try_send(Message::Line(whole)).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The line with the id as its first member or its last field. Ids need no escapes.
fn with_request_id(format: LogFormat, line: &[u8], id: &str) -> Vec<u8> {
    match (format, line) {
        (LogFormat::Json, [b'{', members @ ..]) => {
            [format!(r#"{{"request_id":"{id}","#).as_bytes(), members].concat()
        }
        (LogFormat::Text, [fields @ .., b'\n']) => {
            [fields, format!(" request_id={id}\n").as_bytes()].concat()
        }
        _ => line.to_vec(),
    }
}

fn write_lines(messages: &Receiver<Message>, mut output: impl Write, lost: &AtomicU64) {
    while let Ok(message) = messages.recv() {
        match message {
            Message::Line(line) => {
                if output.write_all(&line).is_err() {
                    lost.fetch_add(1, Ordering::Relaxed);
                }
            }
            Message::Flush(flushed) => {
                // The caller may have stopped waiting.
                let _ = output.flush();
                let _ = flushed.send(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Stores what is written; holding its lock blocks the writing.
    #[derive(Clone, Default)]
    struct Output(Arc<Mutex<Vec<u8>>>);

    impl Write for Output {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A pipe whose reader is gone.
    struct Broken;

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    #[test]
    fn every_line_is_written_in_order_by_the_time_that_the_writer_is_gone() {
        let output = Output::default();
        let (queue, writer) = LineWriter::start(LogFormat::Text, output.clone());
        for number in 0..1_000 {
            writeln!(&queue, "{number}").unwrap();
        }
        let lost = writer.lost_lines();
        drop(writer);
        let written = String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
        let numbers: Vec<usize> = written.lines().map(|line| line.parse().unwrap()).collect();
        assert!(numbers.into_iter().eq(0..1_000), "{written}");
        assert_eq!(lost(), 0);
    }

    #[test]
    fn lines_beyond_those_that_may_wait_are_lost_and_counted_without_waiting() {
        let output = Output::default();
        let (queue, writer) = LineWriter::start(LogFormat::Text, output.clone());
        let more = 100;
        {
            let _nobody_reads = output.0.lock().unwrap();
            for _ in 0..=MAX_WAITING_LINES + more {
                (&queue).write_all(b"x\n").unwrap();
            }
            // The thread may have taken one line out of the queue.
            let lost = writer.lost_lines()();
            assert!([100, 101].contains(&lost), "{lost}");
        }
        let lost = writer.lost_lines();
        drop(writer);
        let written = output.0.lock().unwrap().len() / 2;
        assert_eq!(
            u64::try_from(written).unwrap() + lost(),
            u64::try_from(MAX_WAITING_LINES + more + 1).unwrap()
        );
    }

    #[test]
    fn lines_that_cannot_be_written_are_counted() {
        let (queue, writer) = LineWriter::start(LogFormat::Json, Broken);
        for _ in 0..7 {
            (&queue).write_all(b"{}\n").unwrap();
        }
        let lost = writer.lost_lines();
        drop(writer);
        assert_eq!(lost(), 7);
    }

    #[test]
    fn the_id_becomes_a_member_or_a_field() {
        let json = with_request_id(LogFormat::Json, b"{\"level\":\"INFO\"}\n", "a-1");
        assert_eq!(json, b"{\"request_id\":\"a-1\",\"level\":\"INFO\"}\n");
        let text = with_request_id(LogFormat::Text, b"INFO answered\n", "a-1");
        assert_eq!(text, b"INFO answered request_id=a-1\n");
    }
}
