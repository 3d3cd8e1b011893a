//! Why something of the database did not happen.

use std::time::Duration;

/// Why the database cannot be used now.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// Another process serves this file.
    #[error("another process serves {0}; use PostgreSQL for several processes")]
    Served(String),
    /// The file beside the database that marks it as served cannot be used.
    #[error("{file}: {cause}")]
    Lock {
        /// The file.
        file: String,
        /// The error of the system.
        cause: std::io::Error,
    },
    /// The database refused or broke off. The texts of sqlx hold no password.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// Its tables cannot be made, or are of another program.
    #[error("the tables of the database: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// It did not answer in time.
    #[error("the database did not answer within {} seconds", .0.as_secs())]
    TooSlow(Duration),
    /// It is not there, as was found before.
    #[error("the database is away")]
    Away,
    /// The system gives no random numbers.
    #[error("random numbers of the system: {0}")]
    Random(#[from] getrandom::Error),
}

/// Why a request of a keeper or a rider is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The database cannot be used now; whether the write is kept is not known.
    #[error(transparent)]
    Live(#[from] LiveError),
    /// There is no such notice or report.
    #[error("there is nothing of that id")]
    NotFound,
    /// It is about a station that is not the keeper's.
    #[error("the station is not this keeper's")]
    NotYours,
    /// The station has as many notices as it may.
    #[error("the station has too many notices")]
    TooManyNotices,
    /// The same key came with another request.
    #[error("the key came with another request")]
    KeyReused,
}

impl LiveError {
    /// Whether the connection is of no more use; any other error concerns one statement.
    pub(super) fn is_loss(&self) -> bool {
        match self {
            // Connections (08), resources (53), the operator's stops (57), the system (58).
            Self::Database(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                let is_class = |class: &str| code.len() == 5 && code.starts_with(class);
                ["08", "53", "57", "58"].iter().any(|class| is_class(class))
            }),
            Self::Database(error) => !matches!(
                error,
                sqlx::Error::Decode(_)
                    | sqlx::Error::ColumnDecode { .. }
                    | sqlx::Error::RowNotFound
            ),
            Self::TooSlow(_) => true,
            _ => false,
        }
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Self::Live(error.into())
    }
}
