//! Questions that found nothing, in the database: processes add theirs up.

use std::fmt::Write as _;

use sqlx::{AnyConnection, Row};

use super::cell::Cell;
use super::database::{Database, within};
use super::error::LiveError;
use super::unmet::{Count, HourOfWeek, UnmetKey};

/// Rows of one statement.
pub const ROWS_A_STATEMENT: usize = 500;
/// Columns of a row.
const N_COLUMNS: usize = 6;
/// Most rows of one day, and those of one statement more; beyond them only counts go on that have a
/// row already.
pub const MAX_ROWS_A_DAY: i64 = 200_000;
/// How long counts are kept, days: two years can be compared.
pub const UNMET_KEPT_DAYS: i64 = 800;
/// Cells of fewer questions are never shown.
pub const LEAST_QUESTIONS: i64 = 10;

/// Days since 1970 on the clock of the service, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: i64,
    /// The last.
    pub to: i64,
}

/// How many questions found nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmetDemand {
    /// What they are counted by.
    pub key: UnmetKey,
    /// How many.
    pub questions: i64,
}

impl Database {
    /// Adds counts to those of a day, at most [`ROWS_A_STATEMENT`]; how many of them have a row then.
    pub(super) async fn add_unmet(
        &self,
        day: i64,
        counts: &[(UnmetKey, Count)],
    ) -> Result<u64, LiveError> {
        self.add_unmet_up_to(day, counts, MAX_ROWS_A_DAY).await
    }

    async fn add_unmet_up_to(
        &self,
        day: i64,
        counts: &[(UnmetKey, Count)],
        max_rows: i64,
    ) -> Result<u64, LiveError> {
        within(async {
            let mut aside = self.begin_aside().await?;
            let connection = aside.connection();
            let n_rows: i64 =
                sqlx::query_scalar("SELECT COUNT(*) FROM yizhan_unmet WHERE day = $1")
                    .bind(day)
                    .fetch_one(&mut *connection)
                    .await?;
            let n_kept = add(connection, day, counts, n_rows >= max_rows).await?;
            aside.commit().await?;
            Ok(n_kept)
        })
        .await
    }

    /// What was counted on some days, without cells of fewer than ten questions on them; in the
    /// order of cells, hours and amenities.
    pub async fn unmet_demand(&self, days: Days) -> Result<Vec<UnmetDemand>, LiveError> {
        let mut connection = self.connection_for_long().await?;
        let rows = sqlx::query(
            "SELECT cell, hour_of_week, amenity, CAST(SUM(questions) AS BIGINT) \
             FROM yizhan_unmet WHERE day >= $1 AND day <= $2 AND cell IN (\
             SELECT cell FROM yizhan_unmet WHERE day >= $3 AND day <= $4 \
             GROUP BY cell HAVING SUM(firsts) >= $5) \
             GROUP BY cell, hour_of_week, amenity ORDER BY cell, hour_of_week, amenity",
        )
        .bind(days.from)
        .bind(days.to)
        .bind(days.from)
        .bind(days.to)
        .bind(LEAST_QUESTIONS)
        .fetch_all(&mut connection)
        .await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            // No other number is written, so that every row has a cell.
            let Some(cell) = Cell::of_number(row.try_get(0)?) else {
                continue;
            };
            let key = UnmetKey {
                cell,
                hour: HourOfWeek(row.try_get(1)?),
                amenity: row.try_get::<String, _>(2)?.into(),
            };
            found.push(UnmetDemand {
                key,
                questions: row.try_get(3)?,
            });
        }
        Ok(found)
    }
}

/// The names of the columns of VALUES are those of both databases.
async fn add(
    connection: &mut AnyConnection,
    day: i64,
    counts: &[(UnmetKey, Count)],
    is_full: bool,
) -> Result<u64, LiveError> {
    if counts.is_empty() {
        return Ok(0);
    }
    let text = format!(
        "INSERT INTO yizhan_unmet (day, cell, hour_of_week, amenity, questions, firsts) \
         SELECT column1, column2, column3, column4, column5, column6 \
         FROM (VALUES {}) AS asked WHERE $1 = 0 OR EXISTS (\
         SELECT 1 FROM yizhan_unmet AS had WHERE had.day = column1 AND had.cell = column2 \
         AND had.hour_of_week = column3 AND had.amenity = column4) \
         ON CONFLICT (day, cell, hour_of_week, amenity) DO UPDATE SET \
         questions = yizhan_unmet.questions + excluded.questions, \
         firsts = yizhan_unmet.firsts + excluded.firsts",
        places(counts.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(i64::from(is_full));
    for (key, count) in counts {
        query = query
            .bind(day)
            .bind(key.cell.number())
            .bind(key.hour.0)
            .bind(key.amenity.to_string())
            .bind(count.questions)
            .bind(count.firsts);
    }
    // Texts differ by their number of rows: they are not worth keeping prepared.
    let done = query.persistent(false).execute(connection).await?;
    Ok(done.rows_affected())
}

/// `($2,$3,…),…`: places for the values of some rows.
fn places(n_rows: usize) -> String {
    let mut text = String::new();
    for row in 0..n_rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..N_COLUMNS {
            let separator = if column == 0 { "" } else { "," };
            // Writing to a String cannot fail.
            let _ = write!(text, "{separator}${}", 2 + row * N_COLUMNS + column);
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::position::Position;

    async fn database(folder: &tempfile::TempDir) -> Database {
        let file = folder.path().join("live.db");
        let database = Database::new(format!("sqlite:{}", file.display()).parse().unwrap());
        database.prepare().await.unwrap();
        database
    }

    /// `n` questions of one cell for each of some amenities.
    fn counts(lon: f64, amenities: &[&str], n: i64) -> Vec<(UnmetKey, Count)> {
        let cell = Cell::of(Position::new(lon, 30.0).unwrap()).unwrap();
        let of = |amenity: &&str| {
            let key = UnmetKey {
                cell,
                hour: HourOfWeek(3),
                amenity: (*amenity).into(),
            };
            let (questions, firsts) = (n, n);
            (key, Count { questions, firsts })
        };
        amenities.iter().map(of).collect()
    }

    async fn shown(database: &Database, from: i64, to: i64) -> Vec<(String, i64)> {
        let found = database.unmet_demand(Days { from, to }).await.unwrap();
        let found = found.into_iter();
        found
            .map(|row| (row.key.amenity.into(), row.questions))
            .collect()
    }

    #[tokio::test]
    async fn counts_add_up_and_a_cell_is_shown_from_ten_questions_on() {
        let folder = tempfile::tempdir().unwrap();
        let database = database(&folder).await;
        database
            .add_unmet(7, &counts(110.0, &["a", "b"], 4))
            .await
            .unwrap();
        database
            .add_unmet(8, &counts(110.0, &["a"], 1))
            .await
            .unwrap();
        database
            .add_unmet(8, &counts(111.0, &["a"], 9))
            .await
            .unwrap();
        assert_eq!(shown(&database, 0, 9).await, []);
        database
            .add_unmet(8, &counts(110.0, &["a"], 1))
            .await
            .unwrap();
        let (a, b) = (("a".to_owned(), 6), ("b".to_owned(), 4));
        assert_eq!(shown(&database, 0, 9).await, [a.clone(), b.clone()]);
        assert_eq!(shown(&database, 7, 8).await, [a, b]);
        assert_eq!(shown(&database, 8, 9).await, []);
        assert_eq!(shown(&database, 0, 7).await, []);
    }

    #[tokio::test]
    async fn a_full_day_takes_no_new_rows_and_adds_to_those_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let database = database(&folder).await;
        let add = async |amenities: &[&str]| {
            let counts = counts(110.0, amenities, 10);
            database.add_unmet_up_to(7, &counts, 2).await.unwrap()
        };
        assert_eq!(add(&["a"]).await, 1);
        assert_eq!(add(&["b"]).await, 1);
        assert_eq!(add(&["a", "c"]).await, 1);
        let found = shown(&database, 7, 7).await;
        assert_eq!(found, [("a".to_owned(), 20), ("b".to_owned(), 10)]);
        database
            .add_unmet_up_to(8, &counts(110.0, &["c"], 10), 2)
            .await
            .unwrap();
        assert_eq!(shown(&database, 8, 8).await.len(), 1);
    }

    #[tokio::test]
    async fn a_statement_takes_as_many_rows_as_it_may() {
        let folder = tempfile::tempdir().unwrap();
        let database = database(&folder).await;
        let names: Vec<String> = (0..ROWS_A_STATEMENT).map(|n| format!("a{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let counts = counts(110.0, &names, 1);
        assert_eq!(database.add_unmet(7, &counts).await.unwrap(), 500);
        assert_eq!(shown(&database, 7, 7).await.len(), 500);
    }
}
