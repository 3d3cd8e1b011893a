//! What is kept for a time alone goes when that has passed.

use super::answers::ANSWER_KEPT_S;
use super::database::{Database, within};
use super::error::LiveError;
use crate::clock::UnixTime;

/// How long the digest of a reporter is kept, seconds: 30 days.
pub const REPORTER_KEPT_S: i64 = 30 * 86_400;

impl Database {
    /// Removes the digests of reporters after 30 days, and answers to keepers' writes after one.
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
            Ok(())
        })
        .await
    }
}
