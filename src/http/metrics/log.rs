//! Log lines that were lost.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use prometheus::proto::MetricFamily;

use super::family::Family;

/// The number of lines that a log has lost so far.
pub type LostLines = Box<dyn Fn() -> u64 + Send + Sync>;

/// The counts of the log.
#[derive(Default)]
pub struct Log {
    /// Read at each scrape; `None` if no log that can lose lines is in use.
    pub lost: OnceLock<LostLines>,
    /// Lines about failed answers that were suppressed because there were too many.
    held_back: AtomicU64,
}

impl Log {
    /// Counts a suppressed line.
    pub fn hold_back(&self) {
        self.held_back.fetch_add(1, Ordering::Relaxed);
    }

    pub fn family(&self) -> Option<MetricFamily> {
        let mut family = Family::counter(
            "yizhan_log_lines_lost_total",
            "Log lines that were dropped: standard error was too slow, or there were too many \
             about failed answers.",
        );
        let not_taken = self.lost.get().map_or(0, |lost| lost());
        family.count(&[("reason", "not_taken")], not_taken);
        let held_back = self.held_back.load(Ordering::Relaxed);
        family.count(&[("reason", "too_many")], held_back);
        family.finish()
    }
}
