//! Unmet demand as a service counts it: in memory, and each minute in the database.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::cell::Cell;
use super::database::DATABASE_TIME;
use super::error::LiveError;
use super::service::Live;
use super::unmet::{HourOfWeek, Unmet};
use super::unmet_table::ROWS_A_STATEMENT;
use crate::clock::{MINUTES_A_DAY, UnixTime};
use crate::position::Position;
use crate::query::NearestQuery;
use crate::snapshot::Snapshot;

/// How often what was counted is added to the database.
const STORE_INTERVAL: Duration = Duration::from_mins(1);

impl Live {
    /// Counts questions that found nothing within their circles, if they are counted: a cell
    /// and a lookup for each. What was counted and not yet stored is lost when the process is killed.
    pub fn count_unmet(&self, set: &Snapshot, query: &NearestQuery, origins: &[Position]) {
        let Some(unmet) = &self.unmet else {
            return;
        };
        let hour = HourOfWeek::of(query.zone.local_minute(query.at));
        let keys = set.amenity_keys();
        for cell in origins.iter().filter_map(|origin| Cell::of(*origin)) {
            let wanted = query.filter.amenities.iter().map(|one| keys.key(one));
            // PostgreSQL keeps no text with this character.
            unmet.add(cell, hour, wanted.filter(|key| !key.contains('\0')));
        }
    }

    /// Stores what was counted, each minute for as long as it is polled.
    pub async fn keep_storing_unmet(self: Arc<Self>) {
        loop {
            sleep(STORE_INTERVAL).await;
            self.store_unmet().await;
        }
    }

    /// Stores what was counted when the process ends, if the database takes it in time.
    pub async fn store_last_unmet(&self) {
        if timeout(DATABASE_TIME, self.store_unmet()).await.is_err() {
            tracing::warn!("what questions found nothing is not stored: the database is too slow");
        }
    }

    /// Adds what was counted to the day's counts in the database. While that is away it is kept, as
    /// far as there is room.
    pub async fn store_unmet(&self) {
        let Some(unmet) = &self.unmet else {
            return;
        };
        if !self.is_connected() {
            return;
        }
        // The last storing waits for one under way, which would end with the process.
        let _turn = self.storing_unmet.lock().await;
        if let Err(error) = self.store(unmet).await {
            tracing::warn!(%error, "what questions found nothing is not stored yet");
            self.note_failure(&error);
        }
    }

    async fn store(&self, unmet: &Unmet) -> Result<(), LiveError> {
        let minute = self.set.zone().local_minute(UnixTime::now());
        let day = minute.0.div_euclid(MINUTES_A_DAY);
        let mut rest = unmet.take();
        while !rest.is_empty() {
            let later = rest.split_off(rest.len().min(ROWS_A_STATEMENT));
            match self.database.add_unmet(day, &rest).await {
                Ok(n_kept) => unmet.note_dropped((rest.len() as u64).saturating_sub(n_kept)),
                Err(error) => {
                    unmet.give_back(rest.into_iter().chain(later));
                    return Err(error);
                }
            }
            rest = later;
        }
        Ok(())
    }
}
