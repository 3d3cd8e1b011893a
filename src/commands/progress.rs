//! Progress bars on standard error if it is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often the bar is drawn a second.
const DRAWS_A_SECOND: u8 = 10;

/// The label of the bar while station files are read and checked.
pub(super) const READING_STATIONS: &str = "reading stations";

/// The progress bar of one task; removed when dropped.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// A hidden bar, for work in the background.
    pub(super) fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    /// A bar that starts empty, its total still unknown.
    pub(super) fn new(what: &'static str) -> Self {
        let target = ProgressDrawTarget::stderr_with_hz(DRAWS_A_SECOND);
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template("{msg:>22} {wide_bar} {percent:>3} % {eta}")
        {
            bar.set_style(style);
        }
        bar.set_message(what);
        Self(bar)
    }

    /// Starts another task, of which nothing is known yet.
    pub(super) fn turn_to(&self, what: &'static str) {
        self.0.set_message(what);
        self.0.set_position(0);
    }

    /// Shows that `done` of `total` is done; callable from any thread.
    pub(super) fn show(&self, done: u64, total: u64) {
        if self.0.length() != Some(total) {
            self.0.set_length(total);
        }
        self.0.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
