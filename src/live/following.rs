//! Staying current: hears of changes, looks for them, and comes back after a loss.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::time::{sleep, timeout};

use super::error::LiveError;
use super::service::Live;

/// How often SQLite is looked at for changes of other processes, such as `yizhan keeper`.
const SQLITE_POLL: Duration = Duration::from_millis(500);
/// How often PostgreSQL is looked at in case it told of a change and was not heard.
const POSTGRES_POLL: Duration = Duration::from_secs(2);
/// The pause before the first attempt to come back; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause between two attempts.
const MAX_PAUSE: Duration = Duration::from_secs(10);

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
        while self.is_connected() {
            tokio::select! {
                heard = hear(listener.as_mut()) => heard?,
                // Whether it is lost is asked above: it may be of a loss that is over.
                () = self.lost.notified() => continue,
                () = self.in_question.notified() => self.database.ask().await?,
            }
            match self.catch_up().await {
                Err(error) if error.is_wait() => {
                    tracing::warn!(%error, "what changed is not read yet");
                    self.database.ask().await?;
                }
                caught_up => caught_up?,
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Zone;
    use crate::live::Address;
    use crate::live::database::{Database, MAX_CONNECTIONS};
    use crate::state::CurrentSet;

    #[tokio::test]
    async fn a_wait_for_our_own_connections_is_no_loss_of_the_database() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("live.db");
        let address: Address = format!("sqlite:{}", file.display()).parse().unwrap();
        let set = Arc::new(CurrentSet::empty(Zone::default()));
        let live = Live::new(address, set).unwrap();
        live.connect().await.unwrap();
        let mut held = Vec::new();
        for _ in 0..MAX_CONNECTIONS {
            held.push(live.database.pool().acquire().await.unwrap());
        }
        let error = live.catch_up().await.unwrap_err();
        assert!(error.is_wait(), "{error}");
        live.note_failure(&error);
        assert!(live.is_connected());
        live.database.ask().await.unwrap();
        drop(held);
        live.catch_up().await.unwrap();
    }

    #[tokio::test]
    async fn a_database_that_takes_no_connection_is_away_when_it_is_asked() {
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = closed.local_addr().unwrap().port();
        drop(closed);
        let address = format!("postgres://u@127.0.0.1:{port}/d");
        let database = Database::new(address.parse().unwrap());
        let error = database.ask().await.unwrap_err();
        assert!(error.is_loss(), "{error}");
    }
}
