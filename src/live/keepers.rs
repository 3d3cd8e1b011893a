//! Keepers: the people responsible for stations, each with a token.

use sqlx::AnyConnection;

use super::database::{Database, within};
use super::error::LiveError;
use super::token::{digest, is_of_digest, new_id, new_token};
use crate::clock::UnixTime;

/// A keeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeper {
    /// Random; it begins the token.
    pub id: String,
    /// As the operator calls it.
    pub name: String,
    /// The stations that it speaks for; `None` is all.
    pub stations: Option<Vec<String>>,
    /// When it was made.
    pub created_at: UnixTime,
    /// When it was removed, if it was.
    pub removed_at: Option<UnixTime>,
    token_digest: String,
}

/// A keeper to be made.
#[derive(Clone, Debug)]
pub struct NewKeeper {
    /// As the operator calls it.
    pub name: String,
    /// The stations that it speaks for; `None` is all.
    pub stations: Option<Vec<String>>,
}

type Row = (String, String, Option<String>, String, i64, Option<i64>);

impl Keeper {
    /// Whether it speaks for a station.
    pub fn speaks_for(&self, station: &str) -> bool {
        let of_some = self.stations.as_ref();
        of_some.is_none_or(|stations| stations.iter().any(|own| own == station))
    }

    /// Whether this is its token.
    pub fn has_token(&self, token: &str) -> bool {
        self.removed_at.is_none() && is_of_digest(token, &self.token_digest)
    }

    fn of_row((id, name, stations, token_digest, created_at, removed_at): Row) -> Self {
        let moment = |unix_s| UnixTime { unix_s };
        Self {
            id,
            name,
            // A list that cannot be read speaks for no station.
            stations: stations.map(|json| serde_json::from_str(&json).unwrap_or_default()),
            created_at: moment(created_at),
            removed_at: removed_at.map(moment),
            token_digest,
        }
    }
}

impl Database {
    /// Makes a keeper; the token, which is kept nowhere.
    pub async fn add_keeper(&self, new: &NewKeeper) -> Result<String, LiveError> {
        let id = new_id()?;
        let token = new_token(&id)?;
        let stations = new.stations.as_ref();
        let stations = stations.map(|list| serde_json::to_string(list).unwrap_or_default());
        within(async {
            let mut change = self.begin_change().await?;
            let sequence = change.sequence;
            sqlx::query(
                "INSERT INTO yizhan_keepers \
                 (id, name, stations, token_digest, created_at, sequence) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(id)
            .bind(new.name.clone())
            .bind(stations)
            .bind(digest(&token))
            .bind(UnixTime::now().unix_s)
            .bind(sequence)
            .execute(change.connection())
            .await?;
            change.commit().await
        })
        .await?;
        Ok(token)
    }

    /// Removes a keeper, whose token is worth nothing from then on; whether there was one.
    pub async fn remove_keeper(&self, id: &str) -> Result<bool, LiveError> {
        within(async {
            let mut change = self.begin_change().await?;
            let sequence = change.sequence;
            let removed = sqlx::query(
                "UPDATE yizhan_keepers SET removed_at = $1, sequence = $2 \
                 WHERE id = $3 AND removed_at IS NULL",
            )
            .bind(UnixTime::now().unix_s)
            .bind(sequence)
            .bind(id.to_owned())
            .execute(change.connection())
            .await?;
            let was_there = removed.rows_affected() > 0;
            if was_there {
                change.commit().await?;
            }
            Ok(was_there)
        })
        .await
    }

    /// All keepers that are not removed, the first made first.
    pub async fn keepers(&self) -> Result<Vec<Keeper>, LiveError> {
        within(async {
            let mut connection = self.pool().acquire().await?;
            let mut keepers = keepers_after(&mut connection, 0).await?;
            keepers.retain(|keeper| keeper.removed_at.is_none());
            Ok(keepers)
        })
        .await
    }
}

/// The keepers that changed after a number, in the order of their last change; from 0 on all.
pub async fn keepers_after(
    connection: &mut AnyConnection,
    sequence: i64,
) -> Result<Vec<Keeper>, LiveError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT id, name, stations, token_digest, created_at, removed_at \
         FROM yizhan_keepers WHERE sequence > $1 ORDER BY sequence",
    )
    .bind(sequence)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(Keeper::of_row).collect())
}
