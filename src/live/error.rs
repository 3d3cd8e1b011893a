//! Why something of the database did not happen.

use std::time::Duration;

/// A statement was ended, for it took longer than it may; the connection goes on.
const CANCELED: &str = "57014";

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
    /// Whether the connection is of no more use.
    pub(super) fn is_loss(&self) -> bool {
        match self {
            // Connections (08), resources (53), the operator's stops (57), the system (58).
            Self::Database(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                let is_class = |class: &str| code.len() == 5 && code.starts_with(class);
                let is_of_class = ["08", "53", "57", "58"].iter().any(|class| is_class(class));
                is_of_class && code != CANCELED
            }),
            Self::Database(error) => !matches!(
                error,
                sqlx::Error::Decode(_)
                    | sqlx::Error::ColumnDecode { .. }
                    | sqlx::Error::RowNotFound
                    | sqlx::Error::PoolTimedOut
            ),
            _ => false,
        }
    }

    /// Whether it was a wait that was too long: for a database that is away, for a statement that is
    /// slow, or for one of our own connections, all of which were in use. Only a new connection
    /// tells. All that is neither this nor a loss concerns one statement.
    pub(super) const fn is_wait(&self) -> bool {
        matches!(
            self,
            Self::TooSlow(_) | Self::Database(sqlx::Error::PoolTimedOut)
        )
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Self::Live(error.into())
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::fmt;

    use sqlx::error::{DatabaseError, ErrorKind};

    use super::*;

    /// An error with a code, as a database answers it.
    #[derive(Debug)]
    struct Coded(&'static str);

    impl fmt::Display for Coded {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl std::error::Error for Coded {}

    impl DatabaseError for Coded {
        fn message(&self) -> &str {
            self.0
        }

        fn code(&self) -> Option<Cow<'_, str>> {
            Some(self.0.into())
        }

        fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
            self
        }

        fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
            self
        }

        fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
            self
        }

        fn kind(&self) -> ErrorKind {
            ErrorKind::Other
        }
    }

    #[test]
    fn a_wait_or_a_statement_that_fails_is_no_loss_and_a_broken_connection_is() {
        let coded = |code| sqlx::Error::Database(Box::new(Coded(code)));
        let io = sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into());
        for (error, is_loss, is_wait) in [
            (coded("57014"), false, false),
            (coded("57P01"), true, false),
            (coded("08006"), true, false),
            (coded("53300"), true, false),
            (coded("23505"), false, false),
            (coded("5"), false, false),
            (io, true, false),
            (sqlx::Error::PoolTimedOut, false, true),
            (sqlx::Error::RowNotFound, false, false),
        ] {
            let error = LiveError::Database(error);
            let found = (error.is_loss(), error.is_wait());
            assert_eq!(found, (is_loss, is_wait), "{error}");
        }
        let slow = LiveError::TooSlow(Duration::from_secs(5));
        assert_eq!((slow.is_loss(), slow.is_wait()), (false, true));
    }
}
