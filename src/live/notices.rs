//! Notices in the database.

use sqlx::AnyConnection;

use super::error::{LiveError, Refusal};
use super::keepers::Keeper;
use crate::clock::UnixTime;
use crate::notices::{Notice, NoticeKind};

/// Most notices in force or to come of one station.
pub const MAX_NOTICES_A_STATION: i64 = 50;
/// Most notices in the history of a station, the newest.
const MAX_HISTORY: i64 = 1_000;

/// A notice with the number of its last change.
pub type Numbered = (Notice, i64);

/// The notices where a condition holds; see [`Row`].
macro_rules! notices_where {
    ($condition:literal) => {
        concat!(
            "SELECT id, station, kind, amenity, holds_from, holds_until, words, words_en, ",
            "created_at, withdrawn_at, sequence FROM yizhan_notices WHERE ",
            $condition
        )
    };
}

const CHANGED: &str = notices_where!("sequence > $1");
/// A condition with OR would find no index.
const COUNTING_SINCE: &str = concat!(
    notices_where!("holds_until > $1 AND withdrawn_at IS NULL"),
    " UNION ",
    notices_where!("kind IN ('open', 'closed') AND created_at > $2")
);
const HISTORY: &str =
    notices_where!("station = $1 ORDER BY created_at DESC, sequence DESC LIMIT $2");

type Row = (
    String,
    String,
    String,
    Option<String>,
    i64,
    i64,
    Option<String>,
    Option<String>,
    i64,
    Option<i64>,
    i64,
);

/// The notices that changed after a number; from 0 on those that hold after `now`, and those written
/// after `answered_since` that may have answered reports.
pub async fn notices_after(
    connection: &mut AnyConnection,
    sequence: i64,
    now: UnixTime,
    answered_since: UnixTime,
) -> Result<Vec<Numbered>, LiveError> {
    let query = if sequence > 0 {
        sqlx::query_as(CHANGED).bind(sequence)
    } else {
        let query = sqlx::query_as(COUNTING_SINCE).bind(now.unix_s);
        query.bind(answered_since.unix_s)
    };
    let rows: Vec<Row> = query.fetch_all(connection).await?;
    Ok(rows.into_iter().filter_map(of_row).collect())
}

/// All notices that a station ever had, the newest first.
pub async fn history(
    connection: &mut AnyConnection,
    station: &str,
) -> Result<Vec<Notice>, LiveError> {
    let query = sqlx::query_as(HISTORY).bind(station.to_owned());
    let rows: Vec<Row> = query.bind(MAX_HISTORY).fetch_all(connection).await?;
    let numbered = rows.into_iter().filter_map(of_row);
    Ok(numbered.map(|(notice, _)| notice).collect())
}

/// Writes a new notice, unless its station has too many.
pub async fn insert_notice(
    connection: &mut AnyConnection,
    notice: &Notice,
    by: &Keeper,
    sequence: i64,
) -> Result<(), Refusal> {
    let n_others: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM yizhan_notices \
         WHERE station = $1 AND holds_until > $2 AND withdrawn_at IS NULL",
    )
    .bind(notice.station.clone())
    .bind(notice.created_at.unix_s)
    .fetch_one(&mut *connection)
    .await?;
    if n_others >= MAX_NOTICES_A_STATION {
        return Err(Refusal::TooManyNotices);
    }
    sqlx::query(
        "INSERT INTO yizhan_notices (id, station, kind, amenity, holds_from, holds_until, \
         words, words_en, created_at, created_by, sequence) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(notice.id.clone())
    .bind(notice.station.clone())
    .bind(notice.kind.key())
    .bind(notice.amenity.clone())
    .bind(notice.from.unix_s)
    .bind(notice.until.unix_s)
    .bind(notice.text.clone())
    .bind(notice.text_en.clone())
    .bind(notice.created_at.unix_s)
    .bind(by.id.clone())
    .bind(sequence)
    .execute(connection)
    .await?;
    Ok(())
}

/// Withdraws a notice; whether it was not withdrawn yet.
pub async fn withdraw(
    connection: &mut AnyConnection,
    id: &str,
    by: &Keeper,
    now: UnixTime,
    sequence: i64,
) -> Result<bool, Refusal> {
    let station: Option<String> =
        sqlx::query_scalar("SELECT station FROM yizhan_notices WHERE id = $1")
            .bind(id.to_owned())
            .fetch_optional(&mut *connection)
            .await?;
    if !by.speaks_for(&station.ok_or(Refusal::NotFound)?) {
        return Err(Refusal::NotYours);
    }
    let withdrawn = sqlx::query(
        "UPDATE yizhan_notices SET withdrawn_at = $1, withdrawn_by = $2, sequence = $3 \
         WHERE id = $4 AND withdrawn_at IS NULL",
    )
    .bind(now.unix_s)
    .bind(by.id.clone())
    .bind(sequence)
    .bind(id.to_owned())
    .execute(connection)
    .await?;
    Ok(withdrawn.rows_affected() > 0)
}

/// `None` for a kind that this release does not know.
fn of_row(row: Row) -> Option<Numbered> {
    let (id, station, kind, amenity, from, until, text, text_en, created, withdrawn, sequence) =
        row;
    let moment = |unix_s| UnixTime { unix_s };
    let notice = Notice {
        id,
        station,
        kind: NoticeKind::of_key(&kind)?,
        amenity,
        from: moment(from),
        until: moment(until),
        text,
        text_en,
        created_at: moment(created),
        withdrawn_at: withdrawn.map(moment),
    };
    Some((notice, sequence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::database::tests::{empty_database, plan};

    /// How many notices of a station with so many are its history, and when the oldest was written.
    async fn history_of(n_notices: i64) -> (usize, i64) {
        let (database, _folder) = empty_database().await;
        let mut connection = database.pool().acquire().await.unwrap();
        sqlx::query(
            "WITH RECURSIVE numbers(n) AS \
             (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $1) \
             INSERT INTO yizhan_notices (id, station, kind, holds_from, holds_until, created_at, \
             created_by, sequence) SELECT 'n' || n, 'a', 'closed', n, n + 1, n, 'k', n FROM numbers",
        )
        .bind(n_notices)
        .execute(&mut *connection)
        .await
        .unwrap();
        let found = history(&mut connection, "a").await.unwrap();
        (found.len(), found.last().unwrap().created_at.unix_s)
    }

    #[tokio::test]
    async fn the_history_of_a_station_is_its_newest_thousand_notices() {
        assert_eq!(history_of(MAX_HISTORY).await, (1_000, 1));
        assert_eq!(history_of(MAX_HISTORY + 1).await, (1_000, 2));
    }
    #[tokio::test]
    async fn the_first_read_of_notices_later_ones_and_the_history_find_an_index() {
        let (database, _folder) = empty_database().await;
        for (statement, indexes) in [
            (CHANGED, &["yizhan_notices_by_sequence"][..]),
            (
                COUNTING_SINCE,
                &["yizhan_notices_by_end", "yizhan_notices_by_moment"],
            ),
            (HISTORY, &["yizhan_notices_by_station"]),
        ] {
            let plan = plan(&database, statement).await.join("\n");
            assert!(!plan.contains("SCAN yizhan"), "{statement}: {plan}");
            for index in indexes {
                assert!(plan.contains(index), "{statement}: {plan}");
            }
        }
    }
}
