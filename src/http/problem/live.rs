//! Problems of notices and reports.

use axum::http::StatusCode;

use super::Problem;
use crate::live::{MAX_NOTICES_A_STATION, Refusal};
use crate::request::live::WrittenError;

/// Seconds after which to try again while the database is away.
const AWAY_RETRY_AFTER_S: u16 = 5;
/// What a client is told to send that has no token.
const CHALLENGE: &str = "Bearer realm=\"yizhan\"";
/// The same to one whose token is not known (RFC 6750, 3.1).
const CHALLENGE_AGAIN: &str = "Bearer realm=\"yizhan\", error=\"invalid_token\"";

impl Problem {
    /// 404: the service keeps no notices and reports.
    pub fn live_is_off() -> Self {
        Self::not_found("live is off: this service keeps no notices and reports (serve --live)")
    }

    /// 404: an unknown station.
    pub fn no_such_station() -> Self {
        Self::not_found("there is no station of that id")
    }

    /// 401: no token.
    pub fn no_token() -> Self {
        Self::unauthorized(
            CHALLENGE,
            "keepers send their token: Authorization: Bearer TOKEN",
        )
    }

    /// 401: a token that no keeper has.
    pub fn wrong_token() -> Self {
        Self::unauthorized(
            CHALLENGE_AGAIN,
            "no keeper has this token; it may have been removed",
        )
    }

    fn unauthorized(challenge: &'static str, detail: &str) -> Self {
        let mut problem = Self::new(
            "/problems/unauthorized",
            "A token is needed",
            StatusCode::UNAUTHORIZED,
            detail.to_owned(),
        );
        problem.0.challenge = Some(challenge);
        problem
    }

    /// 403: a station that is not the keeper's.
    pub fn not_yours() -> Self {
        Self::new(
            "/problems/not-yours",
            "The station is not this keeper's",
            StatusCode::FORBIDDEN,
            "this token is for other stations".to_owned(),
        )
    }

    /// 429: more reports of a client, or about a station, than are taken.
    pub fn too_many_reports(retry_after_s: u16) -> Self {
        Self::new(
            "/problems/too-many-reports",
            "Too many reports",
            StatusCode::TOO_MANY_REQUESTS,
            "there are more reports from here, or about this station, than are taken at a time"
                .to_owned(),
        )
        .retry_after(retry_after_s)
    }

    /// 503: the database cannot be used, or was not read since the start.
    pub fn live_away() -> Self {
        Self::new(
            "/problems/live-away",
            "The database of notices and reports is away",
            StatusCode::SERVICE_UNAVAILABLE,
            "the database of notices and reports is away or too slow; send it again, with the \
             same Idempotency-Key if it had one"
                .to_owned(),
        )
        .retry_after(AWAY_RETRY_AFTER_S)
    }

    fn too_many_notices() -> Self {
        Self::new(
            "/problems/too-many-notices",
            "The station has too many notices",
            StatusCode::CONFLICT,
            format!(
                "a station has at most {MAX_NOTICES_A_STATION} notices in force or to come; \
                 withdraw some first"
            ),
        )
    }

    fn key_reused() -> Self {
        let mut problem = Self::new(
            "/problems/key-reused",
            "The key came with another request",
            StatusCode::UNPROCESSABLE_ENTITY,
            "this Idempotency-Key came with another request within a day; use a new one for each \
             write"
                .to_owned(),
        );
        problem.0.parameter = Some("Idempotency-Key".to_owned());
        problem
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Live(_) => Self::live_away(),
            Refusal::NotFound => Self::not_found("there is nothing of that id"),
            Refusal::NotYours => Self::not_yours(),
            Refusal::TooManyNotices => Self::too_many_notices(),
            Refusal::KeyReused => Self::key_reused(),
        }
    }
}

impl From<WrittenError> for Problem {
    fn from(error: WrittenError) -> Self {
        match error {
            WrittenError::Body(error) => error.into(),
            WrittenError::Member(error) | WrittenError::Late(error) => error.into(),
        }
    }
}
