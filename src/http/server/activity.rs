//! What a connection is doing, and since when, by a clock that needs no system call.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering::Relaxed};

use tokio::sync::Notify;

use super::clock::{Clock, NEVER, Timeouts};
use super::shutdown::Shutdown;

/// Answers are counted by the period in which they began; those of the period before the last are
/// too old.
const N_PERIODS: u32 = 4;

/// What one connection is doing. Written by its own tasks, read by the sweep.
#[derive(Debug)]
pub struct ConnectionActivity {
    clock: Arc<Clock>,
    /// The code of a [`Shutdown`].
    shutdown: AtomicU8,
    requested: Notify,
    is_http2: AtomicBool,
    /// Requests whose answers are not sent yet.
    requests: AtomicU32,
    /// Answers that are being sent, by the period that they began in.
    answers: [AtomicU32; N_PERIODS as usize],
    period_ticks: u32,
    /// Since when there has been no request.
    quiet_since: AtomicU32,
    /// When the first byte of a head arrived; `NEVER` if no head is incomplete.
    head_since: AtomicU32,
    /// Since when the system has accepted no more bytes for the client.
    stalled_since: AtomicU32,
    /// Since when there have been bytes that the system has not accepted.
    unsent_since: AtomicU32,
    /// When HTTP/2 last accepted a piece of any answer; it stalls before the system does.
    taken_at: AtomicU32,
}

/// A request under way.
#[derive(Debug)]
pub struct RequestActivity {
    activity: Arc<ConnectionActivity>,
    /// The period in which its answer began.
    answered_in: Option<usize>,
}

impl ConnectionActivity {
    pub fn new(clock: Arc<Clock>, timeouts: &Timeouts) -> Self {
        let now = clock.now();
        Self {
            clock,
            shutdown: AtomicU8::new(Shutdown::None.code()),
            requested: Notify::new(),
            is_http2: AtomicBool::new(false),
            requests: AtomicU32::new(0),
            answers: Default::default(),
            period_ticks: timeouts.answer.max(1),
            quiet_since: AtomicU32::new(now),
            head_since: AtomicU32::new(NEVER),
            stalled_since: AtomicU32::new(NEVER),
            unsent_since: AtomicU32::new(NEVER),
            taken_at: AtomicU32::new(now),
        }
    }

    /// The connection is HTTP/2: received bytes are not always those of a head.
    pub fn speaks_http2(&self) {
        self.is_http2.store(true, Relaxed);
        self.head_since.store(NEVER, Relaxed);
    }

    /// Whether it is HTTP/2.
    pub fn is_http2(&self) -> bool {
        self.is_http2.load(Relaxed)
    }

    /// Bytes were received from the client.
    pub fn received(&self) {
        let awaits_head = self.head_since.load(Relaxed) == NEVER
            && !self.is_http2.load(Relaxed)
            && !self.has_requests();
        if awaits_head {
            self.head_since.store(self.clock.now(), Relaxed);
        }
    }

    /// A head is complete; its request is under way until the returned value is dropped.
    pub fn begin(self: &Arc<Self>) -> RequestActivity {
        self.head_since.store(NEVER, Relaxed);
        self.requests.fetch_add(1, Relaxed);
        RequestActivity {
            activity: Arc::clone(self),
            answered_in: None,
        }
    }

    /// The system accepted bytes for the client.
    pub fn wrote(&self) {
        if self.unsent_since.load(Relaxed) == NEVER {
            self.unsent_since.store(self.clock.now(), Relaxed);
        }
        if self.stalled_since.load(Relaxed) != NEVER {
            self.stalled_since.store(NEVER, Relaxed);
        }
    }

    /// The system accepts no bytes for the client at present.
    pub fn stalled(&self) {
        if self.stalled_since.load(Relaxed) == NEVER {
            self.stalled_since.store(self.clock.now(), Relaxed);
        }
    }

    /// The system has accepted all bytes.
    pub fn flushed(&self) {
        if self.unsent_since.load(Relaxed) != NEVER {
            self.unsent_since.store(NEVER, Relaxed);
        }
    }

    /// Whether requests are under way.
    pub fn has_requests(&self) -> bool {
        self.requests.load(Relaxed) > 0
    }

    /// Whether answers are being sent.
    pub fn is_answering(&self) -> bool {
        self.answers.iter().any(|count| count.load(Relaxed) > 0)
    }

    /// The step since which there has been no request or answer; `None` if there is one.
    pub fn idle_since(&self) -> Option<u32> {
        let is_idle = !self.has_requests()
            && self.head_since.load(Relaxed) == NEVER
            && self.unsent_since.load(Relaxed) == NEVER
            && self.shutdown() == Shutdown::None;
        is_idle.then(|| self.quiet_since.load(Relaxed))
    }

    /// How the connection is to end by now, and why.
    pub fn due_shutdown(&self, timeouts: &Timeouts) -> Option<(Shutdown, &'static str)> {
        let clock = &self.clock;
        if clock.is_past(&self.stalled_since, timeouts.stall) {
            return Some((Shutdown::Abort, "the client reads nothing of its answer"));
        }
        if clock.is_past(&self.unsent_since, timeouts.answer) || self.has_old_answer() {
            return Some((Shutdown::Abort, "the client reads its answer too slowly"));
        }
        if self.is_http2_stalled(timeouts) {
            return Some((Shutdown::Abort, "the client reads nothing of its answers"));
        }
        if self.has_requests() {
            return None;
        }
        if clock.is_past(&self.head_since, timeouts.head) {
            return Some((Shutdown::Abort, "the head of a request arrived too slowly"));
        }
        if clock.is_past(
            &self.quiet_since,
            timeouts.idle.saturating_add(timeouts.head),
        ) {
            return Some((Shutdown::Abort, "the client did not close"));
        }
        let is_idle = clock.is_past(&self.quiet_since, timeouts.idle);
        is_idle.then_some((Shutdown::Graceful, "the client sends no request"))
    }

    /// Whether answers have stalled. Each HTTP/2 stream has its own window, and while the windows
    /// are closed there is nothing for the system to accept.
    fn is_http2_stalled(&self, timeouts: &Timeouts) -> bool {
        self.is_http2.load(Relaxed)
            && self.is_answering()
            && self.clock.is_past(&self.taken_at, timeouts.stall)
    }

    /// Whether an answer of the period before the last is still being sent: its age is one to two
    /// times the limit. Only HTTP/2 needs it, where some streams can stall while others progress.
    fn has_old_answer(&self) -> bool {
        let old = period_slot(self.clock.now() / self.period_ticks + N_PERIODS - 2);
        self.answers[old].load(Relaxed) > 0
    }

    /// Asks the connection to end; whether that is more urgent than the previous request. A request
    /// is never withdrawn.
    pub fn request_shutdown(&self, shutdown: Shutdown) -> bool {
        let before = self.shutdown.fetch_max(shutdown.code(), Relaxed);
        if before < shutdown.code() {
            self.requested.notify_one();
        }
        before < shutdown.code()
    }

    /// How it was asked to end.
    pub fn shutdown(&self) -> Shutdown {
        Shutdown::of(self.shutdown.load(Relaxed))
    }

    /// Resolves when it was asked to end.
    pub async fn shutdown_requested(&self) -> Shutdown {
        self.requested.notified().await;
        self.shutdown()
    }
}

impl RequestActivity {
    /// Whether its answer is to say that no other follows: HTTP/1 has no other way to tell.
    pub fn is_the_last(&self) -> bool {
        self.activity.shutdown() != Shutdown::None && !self.activity.is_http2()
    }

    /// Its answer begins to be sent.
    pub fn answered(&mut self) {
        let activity = &self.activity;
        let period = period_slot(activity.clock.now() / activity.period_ticks);
        activity.answers[period].fetch_add(1, Relaxed);
        self.answered_in = Some(period);
        self.taken();
    }

    /// A piece of the answer was accepted.
    pub fn taken(&self) {
        let activity = &self.activity;
        activity.taken_at.store(activity.clock.now(), Relaxed);
    }
}

impl Drop for RequestActivity {
    fn drop(&mut self) {
        self.taken();
        let activity = &self.activity;
        if let Some(period) = self.answered_in {
            activity.answers[period].fetch_sub(1, Relaxed);
        }
        activity.quiet_since.store(activity.clock.now(), Relaxed);
        activity.requests.fetch_sub(1, Relaxed);
    }
}

fn period_slot(period: u32) -> usize {
    usize::try_from(period % N_PERIODS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::http::server::limits::ConnectionLimits;

    const LIMITS: ConnectionLimits = ConnectionLimits {
        max_connections: 1,
        head_time: Duration::from_secs(2),
        idle_time: Duration::from_secs(8),
        stall_time: Duration::from_secs(4),
        answer_time: Duration::from_secs(16),
    };

    struct Connection {
        clock: Arc<Clock>,
        timeouts: Timeouts,
        activity: Arc<ConnectionActivity>,
    }

    impl Connection {
        fn open() -> Self {
            let clock = Arc::new(Clock::for_limits(&LIMITS));
            let timeouts = Timeouts::new(&LIMITS, &clock);
            let activity = Arc::new(ConnectionActivity::new(Arc::clone(&clock), &timeouts));
            Self {
                clock,
                timeouts,
                activity,
            }
        }

        /// Lets time pass; returns how the connection is to end then.
        fn after_s(&self, seconds: u32) -> Shutdown {
            let steps = seconds * 1_000 / u32::try_from(self.clock.tick.as_millis()).unwrap();
            for _ in 0..steps {
                self.clock.move_on();
            }
            let due = self.activity.due_shutdown(&self.timeouts);
            due.map_or(Shutdown::None, |(shutdown, _)| shutdown)
        }
    }

    #[test]
    fn a_quiet_connection_may_finish_after_the_idle_time_and_must_end_soon_after() {
        let quiet = Connection::open();
        assert_eq!(quiet.after_s(8), Shutdown::None);
        assert_eq!(quiet.after_s(1), Shutdown::Graceful);
        assert_eq!(quiet.after_s(2), Shutdown::Abort);
        let busy = Connection::open();
        busy.after_s(7);
        drop(busy.activity.begin());
        assert_eq!(busy.after_s(8), Shutdown::None);
        assert_eq!(busy.after_s(1), Shutdown::Graceful);
    }

    #[test]
    fn a_head_that_has_begun_must_be_complete_within_its_time() {
        let slow = Connection::open();
        slow.after_s(5);
        slow.activity.received();
        assert_eq!(slow.after_s(1), Shutdown::None);
        // Another byte does not restart the timeout.
        slow.activity.received();
        assert_eq!(slow.after_s(1), Shutdown::None);
        assert_eq!(slow.after_s(1), Shutdown::Abort);
        let complete = Connection::open();
        complete.activity.received();
        let request = complete.activity.begin();
        assert_eq!(complete.after_s(100), Shutdown::None);
        // Bytes received now belong to its body.
        complete.activity.received();
        drop(request);
        assert_eq!(complete.after_s(3), Shutdown::None);
    }

    #[test]
    fn over_http2_bytes_between_requests_start_no_head_timeout() {
        let connection = Connection::open();
        connection.activity.received();
        connection.activity.speaks_http2();
        connection.activity.received();
        assert_eq!(connection.after_s(7), Shutdown::None);
        assert_eq!(connection.after_s(2), Shutdown::Graceful);
    }

    #[test]
    fn a_client_that_reads_nothing_is_cut_off_and_one_that_reads_little_later() {
        let nothing = Connection::open();
        let _request = nothing.activity.begin();
        nothing.activity.wrote();
        nothing.activity.stalled();
        assert_eq!(nothing.after_s(4), Shutdown::None);
        assert_eq!(nothing.after_s(1), Shutdown::Abort);
        let little = Connection::open();
        let _request = little.activity.begin();
        for _ in 0..5 {
            little.activity.wrote();
            little.activity.stalled();
            assert_eq!(little.after_s(3), Shutdown::None);
        }
        little.activity.wrote();
        assert_eq!(little.after_s(2), Shutdown::Abort);
        let enough = Connection::open();
        for _ in 0..20 {
            let _request = enough.activity.begin();
            enough.activity.wrote();
            enough.activity.stalled();
            enough.after_s(3);
            enough.activity.wrote();
            enough.activity.flushed();
            assert_eq!(enough.after_s(1), Shutdown::None);
        }
    }

    #[test]
    fn stalled_answers_over_http2_end_the_connection() {
        let all = Connection::open();
        all.activity.speaks_http2();
        let mut request = all.activity.begin();
        assert_eq!(all.after_s(100), Shutdown::None, "its handler is at work");
        request.answered();
        assert_eq!(all.after_s(4), Shutdown::None);
        assert_eq!(all.after_s(1), Shutdown::Abort);
        let one = Connection::open();
        one.activity.speaks_http2();
        let mut still = one.activity.begin();
        still.answered();
        let mut seconds = 0;
        while one.after_s(1) == Shutdown::None {
            seconds += 1;
            let mut other = one.activity.begin();
            other.answered();
        }
        assert!((16..=33).contains(&seconds), "{seconds}");
    }

    #[test]
    fn a_shutdown_is_never_withdrawn() {
        let activity = Connection::open().activity;
        assert!(activity.request_shutdown(Shutdown::Graceful));
        assert!(!activity.request_shutdown(Shutdown::Graceful));
        assert!(activity.request_shutdown(Shutdown::Abort));
        assert!(!activity.request_shutdown(Shutdown::Graceful));
        assert_eq!(activity.shutdown(), Shutdown::Abort);
    }
}
