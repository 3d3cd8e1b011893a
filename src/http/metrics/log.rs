//! Lines that the log did not get.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use prometheus::proto::MetricFamily;

use super::family::Family;

/// How many lines a log has lost until now.
pub type LostLines = Box<dyn Fn() -> u64 + Send + Sync>;

/// What is known of the log.
#[derive(Default)]
pub struct Log {
    /// Asked at each scrape; `None` if nobody writes a log that can lose lines.
    pub lost: OnceLock<LostLines>,
    /// Lines about failed answers that were not written, for there were too many.
    held_back: AtomicU64,
}

impl Log {
    /// Counts a line that is not written.
    pub fn hold_back(&self) {
        self.held_back.fetch_add(1, Ordering::Relaxed);
    }

    pub fn family(&self) -> Option<MetricFamily> {
        let mut family = Family::counter(
            "yizhan_log_lines_lost_total",
            "Log lines that were not written: nobody took them in time, or there were too many \
             about failed answers.",
        );
        let not_taken = self.lost.get().map_or(0, |lost| lost());
        family.count(&[("reason", "not_taken")], not_taken);
        let held_back = self.held_back.load(Ordering::Relaxed);
        family.count(&[("reason", "too_many")], held_back);
        family.finish()
    }
}
