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
/// How often in a row what changed may be read too slowly, though the database answers: the last time
/// counts as its loss. What is known is some seconds older each time.
const MAX_WAITS: u32 = 3;

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
        let mut waits = Waits::default();
        while self.is_connected() {
            tokio::select! {
                heard = hear(listener.as_mut()) => heard?,
                // Whether it is lost is asked above: it may be of a loss that is over.
                () = self.lost.notified() => continue,
                () = self.in_question.notified() => self.database.ask().await?,
            }
            if waits.has_to_wait(self.catch_up().await)? {
                self.database.ask().await?;
            }
        }
        Ok(())
    }
}

/// How often in a row what changed was read too slowly.
#[derive(Default)]
struct Waits(u32);

impl Waits {
    /// Whether it is to be read again after a wait that was too long; an error where that is a loss.
    fn has_to_wait(&mut self, caught_up: Result<(), LiveError>) -> Result<bool, LiveError> {
        match caught_up {
            Err(error) if error.is_wait() && self.0 + 1 < MAX_WAITS => {
                self.0 += 1;
                tracing::warn!(%error, n_waits = self.0, "what changed is not read yet");
                Ok(true)
            }
            Err(error) => Err(error),
            Ok(()) => {
                self.0 = 0;
                Ok(false)
            }
        }
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
    use crate::live::database::{DATABASE_TIME, Database, MAX_CONNECTIONS};
    use crate::state::CurrentSet;

    #[test]
    fn what_is_read_too_slowly_three_times_in_a_row_is_a_loss_and_twice_is_not() {
        let slow = || Err(LiveError::TooSlow(DATABASE_TIME));
        let no_connection = || Err(LiveError::Database(sqlx::Error::PoolTimedOut));
        let mut waits = Waits::default();
        for _ in 0..2 {
            assert!(waits.has_to_wait(slow()).unwrap());
            assert!(waits.has_to_wait(no_connection()).unwrap());
            assert!(!waits.has_to_wait(Ok(())).unwrap());
        }
        assert!(waits.has_to_wait(no_connection()).unwrap());
        assert!(waits.has_to_wait(slow()).unwrap());
        assert!(waits.has_to_wait(slow()).is_err());
        let mut waits = Waits::default();
        assert!(waits.has_to_wait(Err(LiveError::Away)).is_err());
    }

    #[tokio::test]
    async fn a_service_whose_own_connections_stay_in_use_says_that_its_database_is_away() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("live.db");
        let address: Address = format!("sqlite:{}", file.display()).parse().unwrap();
        let set = Arc::new(CurrentSet::empty(Zone::default()));
        let live = Arc::new(Live::new(address, set).unwrap());
        let following = tokio::spawn(Arc::clone(&live).follow());
        while !live.is_connected() {
            sleep(Duration::from_millis(5)).await;
        }
        let mut held = Vec::new();
        for _ in 0..MAX_CONNECTIONS {
            held.push(live.database.pool().acquire().await.unwrap());
        }
        // A test that fails ends here.
        let longest = DATABASE_TIME * (MAX_WAITS + 1) * 4;
        let lost = async {
            while live.is_connected() {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(longest, lost).await.unwrap();
        drop(held);
        let back = async {
            while !live.is_connected() {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(longest, back).await.unwrap();
        following.abort();
    }

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
