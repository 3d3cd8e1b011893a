//! Connections that ask one question after another, and how long each answer took.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use super::protocol::{Conversation, Protocol};

/// How hard to ask.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    pub(crate) connections: usize,
    pub(crate) seconds: f64,
    /// Questions a second over all connections; as many as are answered if `None`.
    pub(crate) rate: Option<f64>,
    /// The process that answers, whose processor time is counted.
    pub(crate) server: Option<u32>,
}

/// The tick that Linux counts processor time in, as `getconf CLK_TCK` has it on every machine.
const TICKS_PER_S: f64 = 100.0;

/// What came of it.
pub(crate) struct Outcome {
    seconds: f64,
    errors: usize,
    payload_bytes: usize,
    /// Of the server, seconds.
    processor_s: f64,
    /// In order.
    latencies: Vec<Duration>,
}

/// What the connections of one run share.
struct Run<'a> {
    conversation: &'a Conversation,
    load: Load,
    start: Instant,
    /// What the server had used at the start, seconds.
    processor_before_s: f64,
    /// Questions asked so far.
    asked: Cell<usize>,
    errors: Cell<usize>,
    payload_bytes: Cell<usize>,
    latencies: RefCell<Vec<Duration>>,
}

/// One connection.
struct Connection {
    stream: TcpStream,
    protocol: Protocol,
    received: Vec<u8>,
}

/// Asks on all connections until the time is over.
pub(crate) fn drive(
    at: SocketAddr,
    conversation: &Conversation,
    load: Load,
) -> std::io::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let run = runtime.block_on(async {
        let mut connections = Vec::new();
        for _ in 0..load.connections {
            connections.push(Connection::open(at, conversation).await?);
        }
        let run = Rc::new(Run::begin(conversation, load));
        let asking = LocalSet::new();
        asking.run_until(run.ask_on(connections)).await?;
        Ok::<_, std::io::Error>(run)
    })?;
    Ok(run.outcome())
}

/// Asks each question once, one after another.
pub(crate) fn ask_each(
    at: SocketAddr,
    conversation: &Conversation,
) -> std::io::Result<Vec<Vec<u8>>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(at, conversation).await?;
        let mut answers = Vec::new();
        for request in &conversation.requests {
            let answer = connection.ask(request).await?;
            assert!(
                conversation.protocol.is_good(answer),
                "a question is refused"
            );
            answers.push(answer.to_vec());
        }
        Ok(answers)
    })
}

impl Connection {
    async fn open(at: SocketAddr, conversation: &Conversation) -> std::io::Result<Self> {
        let stream = TcpStream::connect(at).await?;
        stream.set_nodelay(true)?;
        let mut connection = Self {
            stream,
            protocol: conversation.protocol,
            received: Vec::with_capacity(1 << 16),
        };
        if !conversation.opening.is_empty() {
            let answer = connection.ask(&conversation.opening).await?;
            assert!(
                conversation.protocol.is_good(answer),
                "the opening is refused"
            );
        }
        Ok(connection)
    }

    /// Sends a request and waits for its whole answer.
    async fn ask(&mut self, request: &[u8]) -> std::io::Result<&[u8]> {
        self.stream.write_all(request).await?;
        self.received.clear();
        loop {
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(length) = self.protocol.answer_length(&self.received) {
                return Ok(&self.received[..length]);
            }
        }
    }
}

impl<'a> Run<'a> {
    fn begin(conversation: &'a Conversation, load: Load) -> Self {
        Self {
            conversation,
            load,
            start: Instant::now(),
            processor_before_s: processor_s(load.server),
            asked: Cell::new(0),
            errors: Cell::new(0),
            payload_bytes: Cell::new(0),
            latencies: RefCell::new(Vec::with_capacity(1 << 20)),
        }
    }

    async fn ask_on(&self, connections: Vec<Connection>) -> std::io::Result<()> {
        let asking = connections
            .into_iter()
            .map(|connection| self.ask_until_over(connection));
        futures_util::future::try_join_all(asking).await.map(drop)
    }

    async fn ask_until_over(&self, mut connection: Connection) -> std::io::Result<()> {
        loop {
            let number = self.asked.get();
            self.asked.set(number + 1);
            let due = self.due(number).await;
            if self.start.elapsed().as_secs_f64() >= self.load.seconds {
                return Ok(());
            }
            let requests = &self.conversation.requests;
            let answer = connection.ask(&requests[number % requests.len()]).await?;
            self.latencies.borrow_mut().push(due.elapsed());
            let protocol = self.conversation.protocol;
            if !protocol.is_good(answer) {
                self.errors.set(self.errors.get() + 1);
            }
            self.payload_bytes
                .set(self.payload_bytes.get() + protocol.payload(answer));
        }
    }

    /// Waits until a question is to be asked. Its time counts from then, even if no
    /// connection was free: a user would have waited too.
    async fn due(&self, number: usize) -> Instant {
        let Some(rate) = self.load.rate else {
            return Instant::now();
        };
        let number = u32::try_from(number).map_or(f64::INFINITY, f64::from);
        let due = self.start + Duration::from_secs_f64(number / rate);
        // A timer wakes within a millisecond, which is longer than most answers take.
        while Instant::now() < due {
            tokio::task::yield_now().await;
        }
        due
    }

    fn outcome(&self) -> Outcome {
        let mut latencies = self.latencies.take();
        latencies.sort_unstable();
        Outcome {
            seconds: self.start.elapsed().as_secs_f64(),
            errors: self.errors.get(),
            payload_bytes: self.payload_bytes.get(),
            processor_s: processor_s(self.load.server) - self.processor_before_s,
            latencies,
        }
    }
}

impl Outcome {
    /// The time within which a share of all answers came, microseconds.
    fn percentile_us(&self, thousandths: usize) -> f64 {
        let rank = (self.latencies.len() * thousandths).div_ceil(1_000).max(1);
        self.latencies
            .get(rank - 1)
            .map_or(f64::NAN, |time| time.as_secs_f64() * 1e6)
    }
}

impl fmt::Display for Outcome {
    /// Answers a second, p50, p99 and p99.9 in microseconds, mean bytes of an answer, the
    /// server's processor time for it in microseconds (`NaN` if no process is named), errors.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n_answers = self.latencies.len();
        let answers = f64::from(u32::try_from(n_answers).unwrap_or(u32::MAX));
        write!(
            f,
            "{:.0} {:.0} {:.0} {:.0} {} {:.2} {}",
            answers / self.seconds,
            self.percentile_us(500),
            self.percentile_us(990),
            self.percentile_us(999),
            self.payload_bytes / n_answers.max(1),
            self.processor_s / answers * 1e6,
            self.errors,
        )
    }
}

/// The processor time that a process has used, in it and for it in the system, seconds.
fn processor_s(process: Option<u32>) -> f64 {
    let Some(process) = process else {
        return f64::NAN;
    };
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("a process");
    // The name in brackets may hold blanks; the 14th and 15th fields are user and system.
    let (_, fields) = stat.rsplit_once(')').expect("a name in brackets");
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks = ticks.map(|ticks| ticks.parse::<f64>().expect("a count"));
    ticks.sum::<f64>() / TICKS_PER_S
}
