//! A future that must be done within a time.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};

pin_project! {
    /// A future with a deadline. The timer starts when the future first waits, so that one that
    /// never waits never pays for it; until then it has used up no time that could be cut off.
    pub struct Deadline<F> {
        #[pin]
        future: F,
        allowed: Duration,
        #[pin]
        timer: Option<Sleep>,
    }
}

impl<F> Deadline<F> {
    pub const fn new(future: F, allowed: Duration) -> Self {
        Self {
            future,
            allowed,
            timer: None,
        }
    }
}

impl<F: Future> Future for Deadline<F> {
    /// `None` if it was not done in time.
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Poll::Ready(done) = this.future.poll(context) {
            return Poll::Ready(Some(done));
        }
        if this.timer.is_none() {
            this.timer.set(Some(sleep(*this.allowed)));
        }
        match this.timer.as_pin_mut() {
            Some(timer) => timer.poll(context).map(|()| None),
            None => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_waits_needs_no_timer() {
        // This runtime has none: making one would panic.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let done = runtime.block_on(Deadline::new(std::future::ready(7), Duration::ZERO));
        assert_eq!(done, Some(7));
    }

    #[tokio::test]
    async fn what_is_done_in_time_is_answered_and_what_is_not_is_given_up() {
        let soon = sleep(Duration::from_millis(5));
        let done = Deadline::new(soon, Duration::from_mins(1)).await;
        assert_eq!(done, Some(()));
        let never = std::future::pending::<()>();
        let given_up = Deadline::new(never, Duration::from_millis(5)).await;
        assert_eq!(given_up, None);
    }
}
