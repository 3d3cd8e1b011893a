//! What is kept for a time alone goes when that has passed.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::answers::ANSWER_KEPT_S;
use super::database::{Database, within};
use super::error::LiveError;
use super::service::Live;
use super::unmet_table::UNMET_KEPT_DAYS;
use crate::clock::UnixTime;

/// Seconds of a day.
const DAY_S: i64 = 86_400;
/// How long the digest of a reporter is kept, seconds: 30 days.
pub const REPORTER_KEPT_S: i64 = 30 * 86_400;
/// Most rows that one statement changes, so that it ends in time however many there are.
const ROWS_A_STATEMENT: i64 = 5_000;
/// How often what is kept for a time alone is looked through.
const SWEEP_INTERVAL: Duration = Duration::from_hours(1);
/// The same after an attempt that failed, or while the database is away.
const RETRY_INTERVAL: Duration = Duration::from_mins(1);

const REPORTERS: &str = "UPDATE yizhan_reports SET reporter_digest = NULL WHERE id IN \
    (SELECT id FROM yizhan_reports WHERE reported_at <= $1 AND reporter_digest IS NOT NULL LIMIT $2)";
const ANSWERS: &str = "DELETE FROM yizhan_answers WHERE (keeper, request_key) IN \
    (SELECT keeper, request_key FROM yizhan_answers WHERE answered_at <= $1 LIMIT $2)";
const UNMET: &str = "DELETE FROM yizhan_unmet WHERE (day, cell, hour_of_week, amenity) IN \
    (SELECT day, cell, hour_of_week, amenity FROM yizhan_unmet WHERE day < $1 LIMIT $2)";

impl Live {
    /// Removes what is kept for a time alone, each hour for as long as it is polled. What fails is
    /// tried again, and nothing waits for it: it says nothing of the database.
    pub async fn keep_sweeping(self: Arc<Self>) {
        loop {
            sleep(self.sweep_once().await).await;
        }
    }

    /// Returns when to do it again.
    async fn sweep_once(&self) -> Duration {
        if !self.is_connected() {
            return RETRY_INTERVAL;
        }
        match self.database.sweep(UnixTime::now()).await {
            Ok(()) => SWEEP_INTERVAL,
            Err(error) => {
                tracing::warn!(%error, "what is kept for a time alone is not removed yet");
                RETRY_INTERVAL
            }
        }
    }
}

impl Database {
    /// Removes the digests of reporters after 30 days, answers to keepers' writes after one, and
    /// counts of unmet demand after 800; some thousand rows at a time.
    pub async fn sweep(&self, now: UnixTime) -> Result<(), LiveError> {
        let first_day = now.unix_s / DAY_S - UNMET_KEPT_DAYS;
        for (statement, limit) in [
            (REPORTERS, now.plus_seconds(-REPORTER_KEPT_S).unix_s),
            (ANSWERS, now.plus_seconds(-ANSWER_KEPT_S).unix_s),
            (UNMET, first_day),
        ] {
            self.change_all(statement, limit, ROWS_A_STATEMENT).await?;
        }
        Ok(())
    }

    /// Repeats a statement until it finds fewer rows than it may change.
    async fn change_all(
        &self,
        statement: &'static str,
        limit: i64,
        n_rows: i64,
    ) -> Result<(), LiveError> {
        loop {
            // In the turn of those who write, who come in between two statements.
            let changed = within(async {
                let mut aside = self.begin_aside().await?;
                let query = sqlx::query(statement).bind(limit).bind(n_rows);
                let changed = query.execute(aside.connection()).await?.rows_affected();
                aside.commit().await?;
                Ok::<_, LiveError>(changed)
            });
            if changed.await? < n_rows.unsigned_abs() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::database::tests::{empty_database, plan};

    #[tokio::test]
    async fn what_is_to_go_is_found_by_an_index() {
        let (database, _folder) = empty_database().await;
        for statement in [REPORTERS, ANSWERS, UNMET] {
            let plan = plan(&database, statement).await.join("\n");
            assert!(!plan.contains("SCAN yizhan"), "{statement}: {plan}");
        }
        let plan = plan(&database, REPORTERS).await.join("\n");
        assert!(plan.contains("yizhan_reports_with_reporters"), "{plan}");
    }

    #[tokio::test]
    async fn all_that_is_to_go_goes_however_few_rows_a_statement_takes() {
        let (database, _folder) = empty_database().await;
        for n in 0..7_i64 {
            sqlx::query(
                "INSERT INTO yizhan_answers (keeper, request_key, request_digest, status, body, \
                 answered_at) VALUES ('k', $1, 'd', 201, '', $2)",
            )
            .bind(n.to_string())
            .bind(n)
            .execute(database.pool())
            .await
            .unwrap();
        }
        let rows = async || -> i64 {
            let count = sqlx::query_scalar("SELECT COUNT(*) FROM yizhan_answers");
            count.fetch_one(database.pool()).await.unwrap()
        };
        database.change_all(ANSWERS, 4, 2).await.unwrap();
        assert_eq!(rows().await, 2);
        database.change_all(ANSWERS, 6, 2).await.unwrap();
        assert_eq!(rows().await, 0);
    }
    #[tokio::test]
    async fn what_is_to_go_waits_for_a_write_under_way_and_then_goes() {
        let (database, _folder) = empty_database().await;
        let change = database.begin_change().await.unwrap();
        // It waits for its turn without a connection, so that SQLite has nothing to refuse.
        let mut sweeping = Box::pin(database.sweep(UnixTime::now()));
        let early = tokio::time::timeout(Duration::from_millis(100), &mut sweeping).await;
        assert!(early.is_err(), "{early:?}");
        assert_eq!(database.pool().size(), 1);
        change.commit().await.unwrap();
        sweeping.await.unwrap();
    }
}
