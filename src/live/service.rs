//! What is said, as a service uses it: known in memory, kept in a database.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tokio::sync::{self, Notify};

use super::address::Address;
use super::database::{Database, within};
use super::error::LiveError;
use super::keepers::Keeper;
use super::known::{InForce, Known};
use super::unmet::Unmet;
use super::version::Version;
use crate::clock::UnixTime;
use crate::notices::Notice;
use crate::state::CurrentSet;

/// What is added to the name of a file of SQLite to mark it as served.
const SERVED_SUFFIX: &str = "-served";

/// What people say, kept current by [`Live::follow`].
pub struct Live {
    pub(super) database: Database,
    /// Told of each change.
    pub(super) set: Arc<CurrentSet>,
    /// Held while changes are read, so that they are read once.
    pub(super) catching_up: sync::Mutex<()>,
    /// Told when a write finds the database away.
    pub(super) lost: Notify,
    /// Told when a wait was too long, so that it is in question whether the database is away.
    pub(super) in_question: Notify,
    /// Questions that found nothing; `None` if they are not counted.
    pub(super) unmet: Option<Unmet>,
    /// Held while they are stored.
    pub(super) storing_unmet: sync::Mutex<()>,
    known: RwLock<Known>,
    connection: Mutex<Connection>,
    /// Marks the file of SQLite as served for as long as it is open.
    _served: Option<File>,
}

enum Connection {
    Connected,
    /// Since when.
    Away(UnixTime),
}

/// How the database is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// `sqlite` or `postgresql`.
    pub database: &'static str,
    /// The version of what is in force.
    pub version: Version,
    /// Notices in force or to come.
    pub n_notices: usize,
    /// Since when the database is away; `None` if it is there.
    pub away_since: Option<UnixTime>,
    /// Counts of questions that found nothing which there was no room for; `None` if they are not
    /// counted.
    pub n_unmet_dropped: Option<u64>,
}

impl Live {
    /// Connects to nothing yet, on the runtime that it is called on; an error if the database is a file that another process serves.
    pub fn new(address: Address, set: Arc<CurrentSet>) -> Result<Self, LiveError> {
        let served = address.file().map(mark_as_served).transpose()?;
        Ok(Self {
            database: Database::new(address),
            set,
            catching_up: sync::Mutex::default(),
            lost: Notify::new(),
            in_question: Notify::new(),
            unmet: Some(Unmet::default()),
            storing_unmet: sync::Mutex::default(),
            known: RwLock::default(),
            connection: Mutex::new(Connection::Away(UnixTime::now())),
            _served: served,
        })
    }

    /// Does not count questions that find nothing.
    #[must_use]
    pub fn without_unmet_demand(self) -> Self {
        Self {
            unmet: None,
            ..self
        }
    }

    /// The first attempt to connect. A file that cannot be used will not come back, so that it is an
    /// error; PostgreSQL may come later, as may its tables where making them takes long.
    pub async fn connect(&self) -> Result<(), LiveError> {
        let connected = async {
            if self.database.address().file().is_some() {
                self.database.prepare().await?;
            } else {
                within(self.database.prepare()).await?;
            }
            self.catch_up().await
        };
        match connected.await {
            Ok(()) => self.note_connected(),
            Err(error) if self.database.address().file().is_some() => return Err(error),
            Err(error) => {
                tracing::error!(%error, "starting without the live database");
            }
        }
        Ok(())
    }

    /// How the database is.
    pub fn status(&self, now: UnixTime) -> Status {
        let away_since = match *self.connection() {
            Connection::Connected => None,
            Connection::Away(since) => Some(since),
        };
        let known = self.known();
        Status {
            database: self.database.address().database_name(),
            version: known.version(now),
            n_notices: known.n_notices(now),
            away_since,
            n_unmet_dropped: self.unmet.as_ref().map(Unmet::n_dropped),
        }
    }

    /// Whether the database was read: before, nothing is known of keepers and notices.
    pub fn is_read(&self) -> bool {
        self.known().sequence().is_some()
    }

    /// The keeper whose token this is.
    pub fn keeper_of(&self, token: &str) -> Option<Arc<Keeper>> {
        self.known().keeper_of(token)
    }

    /// The notices of a station in force or to come, by their beginning.
    pub fn notices_of(&self, station: &str, now: UnixTime) -> Vec<Arc<Notice>> {
        self.known().of_station(station, now)
    }

    /// What is in force, or what changed since a version, if that is still known.
    pub fn in_force(&self, since: Option<Version>, now: UnixTime) -> InForce {
        self.known().in_force(since, now)
    }

    /// The version of what is in force.
    pub fn version(&self, now: UnixTime) -> Version {
        self.known().version(now)
    }

    pub(super) fn is_connected(&self) -> bool {
        matches!(*self.connection(), Connection::Connected)
    }

    pub(super) fn note_connected(&self) {
        let before = std::mem::replace(&mut *self.connection(), Connection::Connected);
        if let Connection::Away(since) = before {
            let away_s = UnixTime::now().unix_s - since.unix_s;
            let database = self.database.address().database_name();
            tracing::info!(database, away_s, "the live database is connected");
        }
    }

    /// Notes that the database is away, and says so once.
    pub(super) fn note_lost(&self, error: &LiveError) {
        let mut connection = self.connection();
        if matches!(*connection, Connection::Connected) {
            *connection = Connection::Away(UnixTime::now());
            tracing::error!(%error, "the live database is away; answering with what was known");
            self.lost.notify_one();
        } else {
            tracing::debug!(%error, "the live database is still away");
        }
    }

    /// Notes what an error says of the database: that it is away, or that it is to be asked.
    pub(super) fn note_failure(&self, error: &LiveError) {
        if error.is_loss() {
            self.note_lost(error);
        } else if error.is_wait() {
            self.in_question.notify_one();
        }
    }

    pub(super) fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn known_mut(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Locks a file beside the database. The lock ends with the process, however it ends.
fn mark_as_served(database: &Path) -> Result<File, LiveError> {
    let mut name = database.as_os_str().to_owned();
    name.push(SERVED_SUFFIX);
    let failed = |cause| LiveError::Lock {
        file: name.to_string_lossy().into_owned(),
        cause,
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&name)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(LiveError::Served(database.display().to_string()))
        }
        Err(std::fs::TryLockError::Error(cause)) => Err(LiveError::Lock {
            file: name.to_string_lossy().into_owned(),
            cause,
        }),
    }
}
