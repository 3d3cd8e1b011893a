//! What a connection is doing, and since when, by a clock that is read without a system call.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering::Relaxed};

use tokio::sync::Notify;

use super::clock::{Clock, NEVER, Patience};
use super::order::Order;

/// Answers are counted by the period that they began in: those of the one before the last
/// are too old.
const N_PERIODS: u32 = 4;

/// What one connection is doing. Written by its own tasks, read by the one that looks at all.
#[derive(Debug)]
pub struct Pulse {
    clock: Arc<Clock>,
    order: AtomicU8,
    ordered: Notify,
    is_http2: AtomicBool,
    /// Requests whose answers are not sent yet.
    requests: AtomicU32,
    /// Answers that are being sent, by the period that they began in.
    answers: [AtomicU32; N_PERIODS as usize],
    period_ticks: u32,
    /// Since when there was no request.
    quiet_since: AtomicU32,
    /// When the first byte of a head came; never, if none is awaited.
    head_since: AtomicU32,
    /// Since when the system takes no more bytes for the client.
    stalled_since: AtomicU32,
    /// Since when there are bytes that the system has not taken.
    unsent_since: AtomicU32,
    /// When HTTP/2 last took something of any answer; it stalls before the system does.
    taken_at: AtomicU32,
}

/// A request under way.
#[derive(Debug)]
pub struct RequestPulse {
    pulse: Arc<Pulse>,
    /// In which period its answer began.
    answered_in: Option<usize>,
}

impl Pulse {
    pub fn new(clock: Arc<Clock>, patience: &Patience) -> Self {
        let now = clock.now();
        Self {
            clock,
            order: AtomicU8::new(0),
            ordered: Notify::new(),
            is_http2: AtomicBool::new(false),
            requests: AtomicU32::new(0),
            answers: Default::default(),
            period_ticks: patience.answer.max(1),
            quiet_since: AtomicU32::new(now),
            head_since: AtomicU32::new(NEVER),
            stalled_since: AtomicU32::new(NEVER),
            unsent_since: AtomicU32::new(NEVER),
            taken_at: AtomicU32::new(now),
        }
    }

    /// The connection speaks HTTP/2: bytes that come need not be those of a head.
    pub fn speaks_http2(&self) {
        self.is_http2.store(true, Relaxed);
        self.head_since.store(NEVER, Relaxed);
    }

    /// Bytes came.
    pub fn heard(&self) {
        let awaits_head = self.head_since.load(Relaxed) == NEVER
            && !self.is_http2.load(Relaxed)
            && !self.has_requests();
        if awaits_head {
            self.head_since.store(self.clock.now(), Relaxed);
        }
    }

    /// A head is complete; its request is under way until what is returned is dropped.
    pub fn begin(self: &Arc<Self>) -> RequestPulse {
        self.head_since.store(NEVER, Relaxed);
        self.requests.fetch_add(1, Relaxed);
        RequestPulse {
            pulse: Arc::clone(self),
            answered_in: None,
        }
    }

    /// The system took bytes for the client.
    pub fn wrote(&self) {
        if self.unsent_since.load(Relaxed) == NEVER {
            self.unsent_since.store(self.clock.now(), Relaxed);
        }
        if self.stalled_since.load(Relaxed) != NEVER {
            self.stalled_since.store(NEVER, Relaxed);
        }
    }

    /// The system takes no bytes for the client at present.
    pub fn stalled(&self) {
        if self.stalled_since.load(Relaxed) == NEVER {
            self.stalled_since.store(self.clock.now(), Relaxed);
        }
    }

    /// The system has taken all that there was.
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

    /// Since which step nothing is asked or sent; `None` if something is.
    pub fn idle_since(&self) -> Option<u32> {
        let is_idle = !self.has_requests()
            && self.head_since.load(Relaxed) == NEVER
            && self.unsent_since.load(Relaxed) == NEVER
            && self.order() == Order::Stay;
        is_idle.then(|| self.quiet_since.load(Relaxed))
    }

    /// What is to become of the connection, and why.
    pub fn judge(&self, patience: &Patience) -> Option<(Order, &'static str)> {
        let clock = &self.clock;
        if clock.is_past(&self.stalled_since, patience.stall) {
            return Some((Order::Cut, "the client takes nothing of its answer"));
        }
        if clock.is_past(&self.unsent_since, patience.answer) || self.has_old_answer() {
            return Some((Order::Cut, "the client takes its answer too slowly"));
        }
        if self.is_http2_stalled(patience) {
            return Some((Order::Cut, "the client takes nothing of its answers"));
        }
        if self.has_requests() {
            return None;
        }
        if clock.is_past(&self.head_since, patience.head) {
            return Some((Order::Cut, "the head of a request came too slowly"));
        }
        if clock.is_past(
            &self.quiet_since,
            patience.idle.saturating_add(patience.head),
        ) {
            return Some((Order::Cut, "the client did not take leave"));
        }
        let is_idle = clock.is_past(&self.quiet_since, patience.idle);
        is_idle.then_some((Order::Finish, "the client asks nothing"))
    }

    /// Whether answers stand still. Over HTTP/2 each has a window of its own, and the system
    /// has nothing to take while they are closed.
    fn is_http2_stalled(&self, patience: &Patience) -> bool {
        self.is_http2.load(Relaxed)
            && self.is_answering()
            && self.clock.is_past(&self.taken_at, patience.stall)
    }

    /// Whether an answer of the period before the last is still being sent: it is one to two
    /// times as old as an answer may be. Only streams of HTTP/2 need it, some of which can
    /// stand still while others go on.
    fn has_old_answer(&self) -> bool {
        let old = period_slot(self.clock.now() / self.period_ticks + N_PERIODS - 2);
        self.answers[old].load(Relaxed) > 0
    }

    /// Orders what is to become of the connection; an order is never taken back.
    pub fn give(&self, order: Order) -> bool {
        let before = self.order.fetch_max(order.code(), Relaxed);
        if before < order.code() {
            self.ordered.notify_one();
        }
        before < order.code()
    }

    /// The order as it stands.
    pub fn order(&self) -> Order {
        Order::of(self.order.load(Relaxed))
    }

    /// Resolves when an order was given.
    pub async fn ordered(&self) -> Order {
        self.ordered.notified().await;
        self.order()
    }
}

impl RequestPulse {
    /// Its answer begins to be sent.
    pub fn answered(&mut self) {
        let pulse = &self.pulse;
        let period = period_slot(pulse.clock.now() / pulse.period_ticks);
        pulse.answers[period].fetch_add(1, Relaxed);
        self.answered_in = Some(period);
        self.taken();
    }

    /// Something of the answer was taken.
    pub fn taken(&self) {
        let pulse = &self.pulse;
        pulse.taken_at.store(pulse.clock.now(), Relaxed);
    }
}

impl Drop for RequestPulse {
    fn drop(&mut self) {
        self.taken();
        let pulse = &self.pulse;
        if let Some(period) = self.answered_in {
            pulse.answers[period].fetch_sub(1, Relaxed);
        }
        pulse.quiet_since.store(pulse.clock.now(), Relaxed);
        pulse.requests.fetch_sub(1, Relaxed);
    }
}

fn period_slot(period: u32) -> usize {
    usize::try_from(period % N_PERIODS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::http::server::ConnectionLimits;

    const LIMITS: ConnectionLimits = ConnectionLimits {
        max_connections: 1,
        head_time: Duration::from_secs(2),
        idle_time: Duration::from_secs(8),
        stall_time: Duration::from_secs(4),
        answer_time: Duration::from_secs(16),
    };

    struct Connection {
        clock: Arc<Clock>,
        patience: Patience,
        pulse: Arc<Pulse>,
    }

    impl Connection {
        fn open() -> Self {
            let clock = Arc::new(Clock::for_limits(&LIMITS));
            let patience = Patience::new(&LIMITS, &clock);
            let pulse = Arc::new(Pulse::new(Arc::clone(&clock), &patience));
            Self {
                clock,
                patience,
                pulse,
            }
        }

        /// Lets time pass; what is ordered then.
        fn after_s(&self, seconds: u32) -> Order {
            let steps = seconds * 1_000 / u32::try_from(self.clock.tick.as_millis()).unwrap();
            for _ in 0..steps {
                self.clock.move_on();
            }
            let judged = self.pulse.judge(&self.patience);
            judged.map_or(Order::Stay, |(order, _)| order)
        }
    }

    #[test]
    fn a_quiet_connection_may_finish_after_the_idle_time_and_must_end_soon_after() {
        let quiet = Connection::open();
        assert_eq!(quiet.after_s(8), Order::Stay);
        assert_eq!(quiet.after_s(1), Order::Finish);
        assert_eq!(quiet.after_s(2), Order::Cut);
        let busy = Connection::open();
        busy.after_s(7);
        drop(busy.pulse.begin());
        assert_eq!(busy.after_s(8), Order::Stay);
        assert_eq!(busy.after_s(1), Order::Finish);
    }

    #[test]
    fn a_head_that_has_begun_must_be_complete_within_its_time() {
        let slow = Connection::open();
        slow.after_s(5);
        slow.pulse.heard();
        assert_eq!(slow.after_s(1), Order::Stay);
        // Another byte does not begin it anew.
        slow.pulse.heard();
        assert_eq!(slow.after_s(1), Order::Stay);
        assert_eq!(slow.after_s(1), Order::Cut);
        let complete = Connection::open();
        complete.pulse.heard();
        let request = complete.pulse.begin();
        assert_eq!(complete.after_s(100), Order::Stay);
        // What comes meanwhile is its body.
        complete.pulse.heard();
        drop(request);
        assert_eq!(complete.after_s(3), Order::Stay);
    }

    #[test]
    fn over_http2_bytes_between_requests_are_no_head() {
        let connection = Connection::open();
        connection.pulse.heard();
        connection.pulse.speaks_http2();
        connection.pulse.heard();
        assert_eq!(connection.after_s(7), Order::Stay);
        assert_eq!(connection.after_s(2), Order::Finish);
    }

    #[test]
    fn who_takes_nothing_is_cut_off_and_who_takes_little_later() {
        let nothing = Connection::open();
        let _request = nothing.pulse.begin();
        nothing.pulse.wrote();
        nothing.pulse.stalled();
        assert_eq!(nothing.after_s(4), Order::Stay);
        assert_eq!(nothing.after_s(1), Order::Cut);
        let little = Connection::open();
        let _request = little.pulse.begin();
        for _ in 0..5 {
            little.pulse.wrote();
            little.pulse.stalled();
            assert_eq!(little.after_s(3), Order::Stay);
        }
        little.pulse.wrote();
        assert_eq!(little.after_s(2), Order::Cut);
        let enough = Connection::open();
        for _ in 0..20 {
            let _request = enough.pulse.begin();
            enough.pulse.wrote();
            enough.pulse.stalled();
            enough.after_s(3);
            enough.pulse.wrote();
            enough.pulse.flushed();
            assert_eq!(enough.after_s(1), Order::Stay);
        }
    }

    #[test]
    fn answers_that_stand_still_over_http2_end_the_connection() {
        let all = Connection::open();
        all.pulse.speaks_http2();
        let mut request = all.pulse.begin();
        assert_eq!(all.after_s(100), Order::Stay, "its handler is at work");
        request.answered();
        assert_eq!(all.after_s(4), Order::Stay);
        assert_eq!(all.after_s(1), Order::Cut);
        let one = Connection::open();
        one.pulse.speaks_http2();
        let mut still = one.pulse.begin();
        still.answered();
        let mut seconds = 0;
        while one.after_s(1) == Order::Stay {
            seconds += 1;
            let mut other = one.pulse.begin();
            other.answered();
        }
        assert!((16..=33).contains(&seconds), "{seconds}");
    }

    #[test]
    fn an_order_is_never_taken_back() {
        let pulse = Connection::open().pulse;
        assert!(pulse.give(Order::Finish));
        assert!(!pulse.give(Order::Finish));
        assert!(pulse.give(Order::Cut));
        assert!(!pulse.give(Order::Finish));
        assert_eq!(pulse.order(), Order::Cut);
    }
}
