//! Progress bars on standard error: on a terminal, and none in a pipe.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often the bar is drawn, times a second.
const DRAWS_A_SECOND: u8 = 10;

/// What the bar says while station files are read and checked.
pub(super) const READING_STATIONS: &str = "reading stations";

/// A bar for one piece of work; gone when it is dropped.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// A bar that nobody sees, for work beside other work.
    pub(super) fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    /// A bar that stands at nothing until it hears of a total.
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

    /// Shows that other work begins, of which nothing more is known.
    pub(super) fn turn_to(&self, what: &'static str) {
        self.0.set_message(what);
        self.0.set_position(0);
    }

    /// Shows that `done` of `total` is done; any thread may say so.
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
