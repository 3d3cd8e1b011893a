//! Staying current: hears of changes, looks for them, and comes back after a loss.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::time::{Instant, sleep, timeout};

use super::error::LiveError;
use super::service::Live;
use crate::clock::UnixTime;

/// How often SQLite is looked at for changes of other processes, such as `yizhan keeper`.
const SQLITE_POLL: Duration = Duration::from_millis(500);
/// How often PostgreSQL is looked at in case it told of a change and was not heard.
const POSTGRES_POLL: Duration = Duration::from_secs(2);
/// The pause before the first attempt to come back; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause between two attempts.
const MAX_PAUSE: Duration = Duration::from_secs(10);
/// How often what is kept for a time alone is looked through.
const SWEEP_INTERVAL: Duration = Duration::from_hours(1);

impl Live {
    /// Keeps what is known current for as long as it is polled. A database that is away is tried
    /// again with growing pauses.
    pub async fn follow(self: Arc<Self>) {
        let mut pause = FIRST_PAUSE;
        loop {
            let mut has_connected = false;
            let ended = self.follow_connection(&mut has_connected).await;
            if has_connected {
                pause = FIRST_PAUSE;
            }
            // Without an error a write has found the loss, and noted it.
            if let Err(error) = ended {
                self.note_lost(&error);
            }
            sleep(pause).await;
            pause = MAX_PAUSE.min(pause * 2);
        }
    }

    /// Follows a connection until it is lost.
    async fn follow_connection(&self, has_connected: &mut bool) -> Result<(), LiveError> {
        self.database.prepare().await?;
        let mut listener = self.database.listen().await?;
        self.catch_up().await?;
        self.note_connected();
        *has_connected = true;
        let mut sweep_at = Instant::now();
        while self.is_connected() {
            if Instant::now() >= sweep_at {
                self.database.sweep(UnixTime::now()).await?;
                sweep_at = Instant::now() + SWEEP_INTERVAL;
            }
            tokio::select! {
                heard = hear(listener.as_mut()) => heard?,
                // Whether it is lost is asked above: it may be of a loss that is over.
                () = self.lost.notified() => continue,
            }
            self.catch_up().await?;
        }
        Ok(())
    }
}

/// Returns when there may be a change.
async fn hear(listener: Option<&mut PgListener>) -> Result<(), LiveError> {
    let Some(listener) = listener else {
        sleep(SQLITE_POLL).await;
        return Ok(());
    };
    match timeout(POSTGRES_POLL, listener.try_recv()).await {
        // The connection broke: whatever was told meanwhile is read by number.
        Ok(Ok(None)) => Err(LiveError::Away),
        Ok(Err(error)) => Err(error.into()),
        Ok(Ok(Some(_))) => {
            // Many changes are read at once.
            while listener.next_buffered().is_some() {}
            Ok(())
        }
        Err(_) => Ok(()),
    }
}
