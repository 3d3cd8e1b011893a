//! The work that one request may do, counted in stations and in days of opening hours.
//!
//! Time is not measured: the same question always ends at the same place. A search of the next
//! opening that meets the end of the budget says so in the answer; one that is cut among the
//! stations has no answer, and is asked again with more.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

/// Boxes and stations that a question may look at on the thread that answers connections: some
/// tenths of a millisecond.
pub const MAX_QUICK_STEPS: usize = 8_192;
/// Days that a question may evaluate there for next openings: about a millisecond.
pub const MAX_QUICK_DAYS: usize = 2_048;
/// The same while others wait: enough for common questions, a tenth of a millisecond.
const MAX_BUSY_STEPS: usize = 512;
/// Days of hours at such a time.
const MAX_BUSY_DAYS: usize = 32;
/// Days that a whole request may evaluate for next openings: a thousand texts through all the 400
/// days that a search extends to.
pub const MAX_DAYS: usize = 400_000;

/// What is left of the work that one request may do.
#[derive(Debug)]
pub struct WorkBudget<'a> {
    steps_left: Cell<usize>,
    days_left: Cell<usize>,
    is_cut: Cell<bool>,
    lacks_days: Cell<bool>,
    /// Whether a larger budget follows if this one is not enough.
    is_quick: bool,
    /// Set once no client waits for the answer any more.
    is_abandoned: Option<&'a AtomicBool>,
}

impl<'a> WorkBudget<'a> {
    /// For the thread that answers connections: little enough not to delay others.
    pub const fn quick() -> Self {
        let mut budget = Self::new(MAX_QUICK_STEPS, MAX_QUICK_DAYS, None);
        budget.is_quick = true;
        budget
    }

    /// The same while other questions wait for threads of their own: each that comes now may be such
    /// a one too, and hundreds of them would delay the rest.
    pub const fn quick_while_others_wait() -> Self {
        let mut budget = Self::new(MAX_BUSY_STEPS, MAX_BUSY_DAYS, None);
        budget.is_quick = true;
        budget
    }

    /// For a request that has a thread of its own: all stations, and days up to [`MAX_DAYS`].
    pub const fn whole() -> Self {
        Self::new(usize::MAX, MAX_DAYS, None)
    }

    /// The same, ended as soon as `is_abandoned` is set.
    pub const fn until(is_abandoned: &'a AtomicBool) -> Self {
        Self::new(usize::MAX, MAX_DAYS, Some(is_abandoned))
    }

    /// One of `n_parts` that share what is left.
    #[must_use]
    pub fn share(&self, n_parts: usize) -> Self {
        let part = |left: &Cell<usize>| Cell::new(left.get() / n_parts.max(1));
        Self {
            steps_left: part(&self.steps_left),
            days_left: part(&self.days_left),
            is_cut: self.is_cut.clone(),
            lacks_days: self.lacks_days.clone(),
            ..*self
        }
    }

    /// A budget of boxes and stations, and of days.
    pub const fn new(steps: usize, days: usize, is_abandoned: Option<&'a AtomicBool>) -> Self {
        Self {
            steps_left: Cell::new(steps),
            days_left: Cell::new(days),
            is_cut: Cell::new(false),
            lacks_days: Cell::new(false),
            is_quick: false,
            is_abandoned,
        }
    }

    /// Boxes and stations that may still be looked at.
    pub(super) const fn steps_left(&self) -> usize {
        self.steps_left.get()
    }

    /// Counts boxes and stations; `false` once there are no more, or no client waits.
    pub(super) fn take_steps(&self, n_steps: usize) -> bool {
        let left = self.steps_left.get().checked_sub(n_steps);
        self.steps_left.set(left.unwrap_or(0));
        if left.is_none() {
            self.is_cut.set(true);
        }
        self.goes_on()
    }

    /// Whether the work makes sense any more: it was not cut, its client has not gone, and it can
    /// still give an answer.
    pub fn goes_on(&self) -> bool {
        let is_abandoned = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        if self.is_abandoned.is_some_and(is_abandoned) {
            self.is_cut.set(true);
        }
        self.gives_an_answer()
    }

    /// Counts days; `false` if that many are not left.
    pub(super) fn take_days(&self, n_days: usize) -> bool {
        if !self.goes_on() {
            return false;
        }
        let left = self.days_left.get().checked_sub(n_days);
        match left {
            Some(left) => self.days_left.set(left),
            None => self.lacks_days.set(true),
        }
        left.is_some()
    }

    /// Days that may still be evaluated.
    pub const fn days_left(&self) -> usize {
        self.days_left.get()
    }

    /// Whether what was found is an answer: all stations were looked at, and openings as far as the
    /// largest budget allows.
    pub const fn gives_an_answer(&self) -> bool {
        let lacks_days = self.is_quick && self.lacks_days.get();
        !self.is_cut.get() && !lacks_days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_enough_for_exactly_what_it_holds() {
        let budget = WorkBudget::new(3, 400, None);
        assert!(budget.take_steps(3) && budget.take_days(400));
        assert!(!budget.take_days(1));
        assert!(budget.gives_an_answer());
        assert!(!budget.take_steps(1));
        assert!(!budget.gives_an_answer());
    }

    #[test]
    fn a_quick_search_ends_once_it_lacks_days_and_a_whole_one_goes_on() {
        let quick = WorkBudget::quick();
        assert!(!quick.take_days(MAX_QUICK_DAYS + 1) && !quick.goes_on());
        assert!(!quick.take_steps(0));
        let whole = WorkBudget::whole();
        assert!(!whole.take_days(MAX_DAYS + 1) && whole.goes_on());
    }

    #[test]
    fn a_quick_search_that_lacks_days_is_no_answer() {
        let budget = WorkBudget::quick();
        assert!(budget.take_steps(MAX_QUICK_STEPS) && budget.take_days(MAX_QUICK_DAYS));
        assert!(budget.gives_an_answer());
        assert!(!budget.take_days(1));
        assert!(!budget.gives_an_answer());
    }

    #[test]
    fn nothing_goes_on_for_a_client_that_has_gone() {
        let has_gone = AtomicBool::new(false);
        let budget = WorkBudget::until(&has_gone);
        assert!(budget.take_steps(1) && budget.take_days(1));
        has_gone.store(true, Ordering::Relaxed);
        assert!(!budget.take_days(1) && !budget.take_steps(1));
        assert!(!budget.gives_an_answer());
    }

    #[test]
    fn parts_share_the_days_that_are_left() {
        let budget = WorkBudget::new(10, 100, None);
        assert!(budget.take_days(20));
        assert_eq!(budget.share(4).days_left(), 20);
        assert_eq!(budget.share(0).days_left(), 80);
    }
}
