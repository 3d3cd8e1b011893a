//! Reading what changed, and handing it to those who answer.

use super::database::within;
use super::error::LiveError;
use super::keepers::keepers_after;
use super::known::{Batch, Known};
use super::notices::notices_after;
use super::reports::reports_after;
use super::service::Live;
use crate::clock::UnixTime;
use crate::notices::BEARS_FOR_S;

impl Live {
    /// Takes over what changed in the database up to a number, if this process does not know it
    /// yet: its own change, or any that it hears of.
    pub(super) async fn catch_up_to(&self, sequence: i64) -> Result<(), LiveError> {
        let _turn = self.catching_up.lock().await;
        if self.known().sequence() >= Some(sequence) {
            return Ok(());
        }
        self.catch_up_now().await
    }

    /// The same up to the last change.
    pub(super) async fn catch_up(&self) -> Result<(), LiveError> {
        let _turn = self.catching_up.lock().await;
        self.catch_up_now().await
    }

    async fn catch_up_now(&self) -> Result<(), LiveError> {
        within(async {
            let mut known = self.known().sequence();
            // Read first: what has a higher number comes again the next time.
            let last = self.database.sequence().await?;
            if known > Some(last) {
                // The database was restored from a copy: what is known is not what it holds.
                tracing::warn!(
                    last,
                    known,
                    "the live database went back; reading all of it"
                );
                known = None;
            }
            if known != Some(last) {
                let batch = self.read_after(known.unwrap_or_default(), last).await?;
                self.take_over(batch, known.is_none());
            }
            Ok(())
        })
        .await
    }

    async fn read_after(&self, known: i64, sequence: i64) -> Result<Batch, LiveError> {
        let now = UnixTime::now();
        let bears_since = now.plus_seconds(-BEARS_FOR_S);
        let mut connection = self.database.pool().acquire().await?;
        Ok(Batch {
            sequence,
            notices: notices_after(&mut connection, known, now, bears_since).await?,
            reports: reports_after(&mut connection, known, bears_since).await?,
            keepers: keepers_after(&mut connection, known).await?,
        })
    }

    fn take_over(&self, batch: Batch, is_all: bool) {
        let now = UnixTime::now();
        let is_of_keepers = !is_all && batch.notices.is_empty() && batch.reports.is_empty();
        {
            let mut known = self.known_mut();
            if is_all {
                *known = Known::default();
            }
            known.add(batch, now);
        }
        if is_of_keepers {
            return;
        }
        // Those who ask go on meanwhile: nothing else changes what is known.
        let said = self.known().said(now);
        self.set.tell(said);
    }
}
