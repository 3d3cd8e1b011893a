//! What is kept for a time alone goes when that has passed.

use super::answers::ANSWER_KEPT_S;
use super::database::{Database, within};
use super::error::LiveError;
use super::unmet_table::UNMET_KEPT_DAYS;
use crate::clock::UnixTime;

/// Seconds of a day.
const DAY_S: i64 = 86_400;
/// How long the digest of a reporter is kept, seconds: 30 days.
pub const REPORTER_KEPT_S: i64 = 30 * 86_400;

impl Database {
    /// Removes the digests of reporters after 30 days, answers to keepers' writes after one, and
    /// counts of unmet demand after 800.
    pub async fn sweep(&self, now: UnixTime) -> Result<(), LiveError> {
        within(async {
            sqlx::query(
                "UPDATE yizhan_reports SET reporter_digest = NULL \
                 WHERE reported_at <= $1 AND reporter_digest IS NOT NULL",
            )
            .bind(now.plus_seconds(-REPORTER_KEPT_S).unix_s)
            .execute(self.pool())
            .await?;
            sqlx::query("DELETE FROM yizhan_answers WHERE answered_at <= $1")
                .bind(now.plus_seconds(-ANSWER_KEPT_S).unix_s)
                .execute(self.pool())
                .await?;
            sqlx::query("DELETE FROM yizhan_unmet WHERE day < $1")
                .bind(now.unix_s / DAY_S - UNMET_KEPT_DAYS)
                .execute(self.pool())
                .await?;
            Ok(())
        })
        .await
    }
}
