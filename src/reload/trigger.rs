//! Requests to load again.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

/// Requests loads; can be cloned freely.
#[derive(Clone)]
pub struct ReloadTrigger(SyncSender<()>);

/// Listens for requests from outside: SIGHUP, where it exists.
pub struct SighupListener {
    #[cfg(unix)]
    signals: tokio::signal::unix::Signal,
}

impl ReloadTrigger {
    /// The two ends of the queue: at most one request waits, and stands for all made meanwhile.
    pub fn channel() -> (Self, Receiver<()>) {
        let (sender, receiver) = sync_channel(1);
        (Self(sender), receiver)
    }

    /// Requests a load that begins after now; false if the reloader has ended.
    pub fn send(&self) -> bool {
        !matches!(self.0.try_send(()), Err(TrySendError::Disconnected(())))
    }
}

impl SighupListener {
    /// Listens from now on; a signal before the first load can begin is neither lost nor ends the
    /// process.
    pub fn listen() -> std::io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                signals: signal(SignalKind::hangup())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Passes signals on; runs until dropped.
    pub async fn pass_on(mut self, requests: ReloadTrigger) {
        loop {
            self.next().await;
            tracing::info!("loading the files again");
            requests.send();
        }
    }

    async fn next(&mut self) {
        #[cfg(unix)]
        if self.signals.recv().await.is_some() {
            return;
        }
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_made_while_one_waits_are_one() {
        let (requests, taken) = ReloadTrigger::channel();
        let other = requests.clone();
        assert!(requests.send() && other.send() && requests.send());
        assert_eq!(taken.try_recv(), Ok(()));
        assert!(taken.try_recv().is_err());
        assert!(other.send());
        assert_eq!(taken.try_recv(), Ok(()));
        drop(taken);
        assert!(!requests.send());
    }
}
