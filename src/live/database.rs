//! The database: its connections, its tables, and changes with their numbers.

use std::time::Duration;

use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::migrate::{AppliedMigration, Migrate, Migrator};
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::{Any, AnyConnection, AnyPool, ConnectOptions, Connection, Transaction};
use tokio::sync::{Mutex, MutexGuard};

use super::address::Address;
use super::error::LiveError;

/// How long one piece of work on the database may take.
pub const DATABASE_TIME: Duration = Duration::from_secs(5);
/// How long opening a connection may take.
const CONNECT_TIME: Duration = Duration::from_secs(3);
/// Connections of a process: one writes, the others read.
pub(super) const MAX_CONNECTIONS: u32 = 4;
/// The channel on which PostgreSQL tells processes of changes.
const CHANNEL: &str = "yizhan_live";
/// An acknowledged write of SQLite is on the disk; readers do not wait for writers.
const SQLITE_SETTINGS: &str =
    "PRAGMA busy_timeout = 4000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
/// Statements that wait for ever hold connections for ever.
const POSTGRES_SETTINGS: &str = "SET statement_timeout = '5s'; SET client_min_messages = warning";
/// The same for commands that read much, and for making the tables.
const POSTGRES_SETTINGS_FOR_LONG: &str =
    "SET statement_timeout = '10min'; SET client_min_messages = warning";
const LAST_SEQUENCE: &str = "SELECT sequence FROM yizhan_sequence";
/// How long making the tables may take, and waiting for another process that makes them: an index of
/// many rows takes minutes.
const MIGRATION_TIME: Duration = Duration::from_mins(10);
/// How often making the tables of SQLite is tried while another process does it.
const MIGRATION_ATTEMPTS: u32 = 20;
const MIGRATION_PAUSE: Duration = Duration::from_millis(100);

/// Other programs may keep their tables beside ours, and their migrations too.
const MIGRATIONS_TABLE: &str = "yizhan_migrations";

static MIGRATIONS: Migrator = sqlx::migrate!("src/live/migrations");

/// A database, connected or not.
pub struct Database {
    address: Address,
    pool: AnyPool,
    /// Changes of a process are written one after the other: their numbers are in order anyway.
    turn: Mutex<()>,
}

/// A change that is being written; dropped, it never was.
pub struct Change<'d> {
    transaction: Transaction<'static, Any>,
    /// Its number.
    pub sequence: i64,
    is_told: bool,
    _turn: MutexGuard<'d, ()>,
}

impl Database {
    /// Connects to nothing yet; must be called on the runtime that its connections are to live on.
    pub fn new(address: Address) -> Self {
        install_default_drivers();
        let settings = Self::settings(&address);
        let options = AnyPoolOptions::new()
            .max_connections(MAX_CONNECTIONS)
            .acquire_timeout(CONNECT_TIME)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    sqlx::raw_sql(settings).execute(connection).await?;
                    Ok(())
                })
            });
        Self {
            pool: options.connect_lazy_with(address.options().clone()),
            turn: Mutex::default(),
            address,
        }
    }

    /// Where it is.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// Makes the tables that are missing, within ten minutes; safe when several processes do. Whether
    /// any are missing is found in the time of a question.
    pub async fn prepare(&self) -> Result<(), LiveError> {
        let mut attempts = 1;
        loop {
            match self.make_missing_tables().await {
                // Another process makes them, and SQLite does not always wait.
                Err(LiveError::Database(_) | LiveError::Migration(_))
                    if self.address.file().is_some() && attempts < MIGRATION_ATTEMPTS =>
                {
                    attempts += 1;
                    tokio::time::sleep(MIGRATION_PAUSE).await;
                }
                prepared => return prepared,
            }
        }
    }

    async fn make_missing_tables(&self) -> Result<(), LiveError> {
        if within(self.is_prepared()).await? {
            return Ok(());
        }
        let made = tokio::time::timeout(MIGRATION_TIME, self.migrate()).await;
        made.unwrap_or(Err(LiveError::TooSlow(MIGRATION_TIME)))
    }

    /// Whether all tables are there, as this release makes them.
    async fn is_prepared(&self) -> Result<bool, LiveError> {
        let mut connection = self.connection_with(Self::settings(&self.address)).await?;
        let applied = connection.list_applied_migrations(MIGRATIONS_TABLE).await;
        connection.close().await?;
        // Nothing can be read of a table that is not there yet.
        let applied = applied.unwrap_or_default();
        Ok(MIGRATIONS.iter().all(|migration| {
            let is_it = |one: &AppliedMigration| {
                one.version == migration.version && one.checksum == migration.checksum
            };
            applied.iter().any(is_it)
        }))
    }

    /// On a connection of its own: a lock that is left behind ends with it.
    async fn migrate(&self) -> Result<(), LiveError> {
        let mut migrations = Migrator::with_migrations(MIGRATIONS.iter().cloned().collect());
        // A newer release may have added tables; they do not concern this one.
        migrations.set_ignore_missing(true);
        migrations.dangerous_set_table_name(MIGRATIONS_TABLE);
        let mut connection = within(self.connection_for_long()).await?;
        if self.address.file().is_none() {
            // It locks PostgreSQL itself, but lets go at its end: a transaction around it would be
            // committed too late for the next process.
            migrations.run_direct(None, &mut connection, false).await?;
        } else {
            let mut transaction = connection.begin_with(self.begin()).await?;
            migrations
                .run_direct(None, &mut *transaction, false)
                .await?;
            transaction.commit().await?;
        }
        connection.close().await?;
        Ok(())
    }

    fn settings(address: &Address) -> &'static str {
        match address.file() {
            Some(_) => SQLITE_SETTINGS,
            None => POSTGRES_SETTINGS,
        }
    }

    /// A transaction that writes. SQLite waits for other writers here or not at all.
    fn begin(&self) -> &'static str {
        match self.address.file() {
            Some(_) => "BEGIN IMMEDIATE",
            None => "BEGIN",
        }
    }

    /// Connections for reading.
    pub(super) const fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Begins a change: takes the next number, which locks out other changes until this one ends.
    pub(super) async fn begin_change(&self) -> Result<Change<'_>, LiveError> {
        let turn = self.turn.lock().await;
        let mut transaction = self.pool.begin_with(self.begin()).await?;
        let next = "UPDATE yizhan_sequence SET sequence = sequence + 1 RETURNING sequence";
        let sequence: i64 = sqlx::query_scalar(next)
            .fetch_one(&mut *transaction)
            .await?;
        Ok(Change {
            transaction,
            sequence,
            is_told: self.address.file().is_none(),
            _turn: turn,
        })
    }

    /// Begins to write what has no number.
    pub(super) async fn begin_aside(&self) -> Result<Aside<'_>, LiveError> {
        let turn = self.turn.lock().await;
        Ok(Aside {
            transaction: self.pool.begin_with(self.begin()).await?,
            _turn: turn,
        })
    }

    /// A connection of its own for what may take longer than a request: a command that reads much, and
    /// making the tables.
    pub(super) async fn connection_for_long(&self) -> Result<AnyConnection, LiveError> {
        self.connection_with(match self.address.file() {
            Some(_) => SQLITE_SETTINGS,
            None => POSTGRES_SETTINGS_FOR_LONG,
        })
        .await
    }

    async fn connection_with(&self, settings: &'static str) -> Result<AnyConnection, LiveError> {
        let mut connection = AnyConnection::connect_with(self.address.options()).await?;
        sqlx::raw_sql(settings).execute(&mut connection).await?;
        Ok(connection)
    }

    /// Whether it answers on a new connection, in time; how long others wait for the connections of
    /// this process has no part in it.
    pub(super) async fn ask(&self) -> Result<(), LiveError> {
        within(async {
            let mut connection = AnyConnection::connect_with(self.address.options()).await?;
            sqlx::query(LAST_SEQUENCE).execute(&mut connection).await?;
            connection.close().await?;
            Ok(())
        })
        .await
    }

    /// The number of the last change.
    pub(super) async fn sequence(&self) -> Result<i64, LiveError> {
        Ok(sqlx::query_scalar(LAST_SEQUENCE)
            .fetch_one(&self.pool)
            .await?)
    }

    /// Hears of changes from now on; `None` if the database does not tell.
    pub(super) async fn listen(&self) -> Result<Option<PgListener>, LiveError> {
        if self.address.file().is_some() {
            return Ok(None);
        }
        let options = PgConnectOptions::from_url(&self.address.options().database_url)?;
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(CONNECT_TIME)
            .connect_lazy_with(options.disable_statement_logging());
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.listen(CHANNEL).await?;
        Ok(Some(listener))
    }
}

/// A transaction that writes what has no number, because no process waits to hear of it.
pub struct Aside<'d> {
    transaction: Transaction<'static, Any>,
    _turn: MutexGuard<'d, ()>,
}

impl Aside<'_> {
    /// The connection to write with.
    pub fn connection(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }

    /// Makes it last.
    pub async fn commit(self) -> Result<(), LiveError> {
        Ok(self.transaction.commit().await?)
    }
}

impl Change<'_> {
    /// The connection to write with.
    pub fn connection(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }

    /// Makes it last, and tells other processes.
    pub async fn commit(mut self) -> Result<i64, LiveError> {
        if self.is_told {
            sqlx::query("SELECT pg_notify($1, $2)")
                .bind(CHANNEL)
                .bind(self.sequence.to_string())
                .execute(&mut *self.transaction)
                .await?;
        }
        self.transaction.commit().await?;
        Ok(self.sequence)
    }
}

/// Work on the database, or that it took too long.
pub async fn within<T, E: From<LiveError>>(
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    match tokio::time::timeout(DATABASE_TIME, work).await {
        Ok(done) => done,
        Err(_) => Err(LiveError::TooSlow(DATABASE_TIME).into()),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use tempfile::TempDir;

    use super::*;

    /// A file with tables and nothing in them; it goes with its folder.
    pub(in crate::live) async fn empty_database() -> (Database, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("live.db");
        let address: Address = format!("sqlite:{}", file.display()).parse().unwrap();
        let database = Database::new(address);
        database.prepare().await.unwrap();
        (database, folder)
    }

    /// The steps in which SQLite carries out a statement.
    pub(in crate::live) async fn plan(database: &Database, statement: &str) -> Vec<String> {
        let explained = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        // What is not given is null, which does not matter for how it is looked for.
        let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(explained)
            .fetch_all(&database.pool)
            .await
            .unwrap();
        steps.into_iter().map(|step| step.3).collect()
    }

    #[tokio::test]
    async fn tables_are_missing_until_all_of_them_are_made_as_this_release_makes_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("live.db");
        let address: Address = format!("sqlite:{}", file.display()).parse().unwrap();
        let database = Database::new(address);
        assert!(!database.is_prepared().await.unwrap());
        database.prepare().await.unwrap();
        assert!(database.is_prepared().await.unwrap());
        let change = async |sql: &'static str| {
            sqlx::raw_sql(sql).execute(&database.pool).await.unwrap();
        };
        // One of a newer release does not concern this one.
        change("UPDATE yizhan_migrations SET version = 9999 WHERE version = 3").await;
        assert!(!database.is_prepared().await.unwrap());
        change("UPDATE yizhan_migrations SET version = 3, checksum = x'00' WHERE version = 9999")
            .await;
        assert!(!database.is_prepared().await.unwrap());
        let error = database.migrate().await.unwrap_err();
        assert!(matches!(error, LiveError::Migration(_)), "{error}");
    }

    #[tokio::test]
    async fn a_database_that_says_nothing_is_given_up_in_the_time_of_a_question() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = silent.local_addr().unwrap().port();
        let address = format!("postgres://u@127.0.0.1:{port}/d?sslmode=disable");
        let database = Database::new(address.parse().unwrap());
        let error = database.prepare().await.unwrap_err();
        assert!(
            matches!(error, LiveError::TooSlow(DATABASE_TIME)),
            "{error}"
        );
    }
}
