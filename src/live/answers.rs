//! What was answered to writes with an `Idempotency-Key`, so that a repeated one does nothing.

use sqlx::AnyConnection;

use super::error::{LiveError, Refusal};
use crate::clock::UnixTime;
use crate::dataset::bytes::sha256_in_hex;

/// How long an answer is kept, seconds.
pub const ANSWER_KEPT_S: i64 = 86_400;

/// A keeper's write as it came.
#[derive(Clone, Debug)]
pub struct Request {
    key: Option<String>,
    digest: String,
}

/// The answer to a keeper's write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Status of HTTP.
    pub status: u16,
    /// Path of what was made, if something was.
    pub location: Option<String>,
    /// JSON; empty is none.
    pub body: String,
}

impl Request {
    /// `target` is what it is sent to, with the method.
    pub fn new(key: Option<String>, target: &str, body: &[u8]) -> Self {
        let whole = [target.as_bytes(), b"\0", body].concat();
        Self {
            key,
            digest: sha256_in_hex(&whole),
        }
    }

    /// Whether it is done once, however often it is sent.
    pub(super) const fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// What was answered to the same request before; a refusal if another had the same key.
    pub(super) async fn earlier_answer(
        &self,
        connection: &mut AnyConnection,
        keeper_id: &str,
    ) -> Result<Option<Answer>, Refusal> {
        let Some(key) = &self.key else {
            return Ok(None);
        };
        let row: Option<(String, i64, Option<String>, String)> = sqlx::query_as(
            "SELECT request_digest, status, location, body FROM yizhan_answers \
             WHERE keeper = $1 AND request_key = $2",
        )
        .bind(keeper_id.to_owned())
        .bind(key.clone())
        .fetch_optional(connection)
        .await?;
        match row {
            None => Ok(None),
            Some((digest, ..)) if digest != self.digest => Err(Refusal::KeyReused),
            Some((_, status, location, body)) => Ok(Some(Answer {
                status: u16::try_from(status).unwrap_or_default(),
                location,
                body,
            })),
        }
    }

    /// Keeps what is answered, if the request has a key.
    pub(super) async fn keep(
        &self,
        connection: &mut AnyConnection,
        keeper_id: &str,
        answer: &Answer,
        now: UnixTime,
    ) -> Result<(), LiveError> {
        let Some(key) = &self.key else {
            return Ok(());
        };
        sqlx::query(
            "INSERT INTO yizhan_answers (keeper, request_key, request_digest, status, location, \
             body, answered_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(keeper_id.to_owned())
        .bind(key.clone())
        .bind(self.digest.clone())
        .bind(i64::from(answer.status))
        .bind(answer.location.clone())
        .bind(answer.body.clone())
        .bind(now.unix_s)
        .execute(connection)
        .await?;
        Ok(())
    }
}
