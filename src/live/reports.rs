//! Reports in the database.

use sqlx::AnyConnection;

use super::error::{LiveError, Refusal};
use super::keepers::Keeper;
use crate::clock::UnixTime;
use crate::notices::{Report, ReportState, ReportWhat};
use crate::request::live::ReportsRequest;

/// How long the same report counts once, seconds.
const REPORT_DAY_S: i64 = 86_400;

/// The newest reports that pass a condition, `$1` of them.
macro_rules! newest_where {
    ($condition:literal) => {
        concat!(
            "SELECT id, station, what, amenity, words, reporter_digest, reported_at, state, ",
            "answered_at FROM yizhan_reports ",
            $condition,
            " ORDER BY reported_at DESC, id DESC LIMIT $1"
        )
    };
}

/// What of the reports bears on whether a station is open, where a condition holds; see [`Bearing`].
macro_rules! bearing_where {
    ($condition:literal) => {
        concat!(
            "SELECT id, station, what, reporter_digest, reported_at, state, answered_at ",
            "FROM yizhan_reports WHERE what IN ('locked', 'thanks') AND ",
            $condition
        )
    };
}

const CHANGED: &str = bearing_where!("sequence > $1");
/// A condition with OR would find no index.
const BEARING_SINCE: &str = concat!(
    bearing_where!("reported_at > $1"),
    " UNION ",
    bearing_where!("answered_at > $2")
);

// One for each, so that each finds its index.
const NEWEST: &str = newest_where!("");
const NEWEST_IN_STATE: &str = newest_where!("WHERE state = $2");
const NEWEST_OF_STATION: &str = newest_where!("WHERE station = $2");
const NEWEST_OF_STATION_IN_STATE: &str = newest_where!("WHERE station = $2 AND state = $3");

type Row = (
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    i64,
    String,
    Option<i64>,
);

/// What of a report bears on whether its station is open.
type Bearing = (
    String,
    String,
    String,
    Option<String>,
    i64,
    String,
    Option<i64>,
);

/// The reports that changed after a number, of the kinds that bear on whether a station is open; from 0
/// on those that came or were answered after `since`. Later also those that bear no more: a verdict
/// may have been taken back that is known. Without their texts.
pub async fn reports_after(
    connection: &mut AnyConnection,
    sequence: i64,
    since: UnixTime,
) -> Result<Vec<Report>, LiveError> {
    let query = if sequence > 0 {
        sqlx::query_as(CHANGED).bind(sequence)
    } else {
        let query = sqlx::query_as(BEARING_SINCE).bind(since.unix_s);
        query.bind(since.unix_s)
    };
    let rows: Vec<Bearing> = query.fetch_all(connection).await?;
    let without_texts = |(id, station, what, digest, at, state, answered): Bearing| {
        of_row((id, station, what, None, None, digest, at, state, answered))
    };
    Ok(rows.into_iter().filter_map(without_texts).collect())
}

/// Whether the same was reported by the same reporter within a day.
pub async fn is_repeated(
    connection: &mut AnyConnection,
    report: &Report,
) -> Result<bool, LiveError> {
    let same: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM yizhan_reports WHERE station = $1 AND reported_at > $2 \
         AND what = $3 AND reporter_digest = $4 AND COALESCE(amenity, '') = $5",
    )
    .bind(report.station.clone())
    .bind(report.at.plus_seconds(-REPORT_DAY_S).unix_s)
    .bind(report.what.key())
    .bind(report.reporter_digest.clone())
    .bind(report.amenity.clone().unwrap_or_default())
    .fetch_one(connection)
    .await?;
    Ok(same > 0)
}

/// Writes a new report.
pub async fn insert_report(
    connection: &mut AnyConnection,
    report: &Report,
    sequence: i64,
) -> Result<(), LiveError> {
    sqlx::query(
        "INSERT INTO yizhan_reports (id, station, what, amenity, words, reporter_digest, \
         reported_at, state, sequence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(report.id.clone())
    .bind(report.station.clone())
    .bind(report.what.key())
    .bind(report.amenity.clone())
    .bind(report.text.clone())
    .bind(report.reporter_digest.clone())
    .bind(report.at.unix_s)
    .bind(report.state.key())
    .bind(sequence)
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes what a keeper made of a report; the report as it is then.
pub async fn answer(
    connection: &mut AnyConnection,
    id: &str,
    state: ReportState,
    by: &Keeper,
    now: UnixTime,
    sequence: i64,
) -> Result<Report, Refusal> {
    let found: Option<Row> = sqlx::query_as(
        "SELECT id, station, what, amenity, words, reporter_digest, reported_at, state, \
         answered_at FROM yizhan_reports WHERE id = $1",
    )
    .bind(id.to_owned())
    .fetch_optional(&mut *connection)
    .await?;
    let mut report = found.and_then(of_row).ok_or(Refusal::NotFound)?;
    if !by.speaks_for(&report.station) {
        return Err(Refusal::NotYours);
    }
    report.state = state;
    report.answered_at = (state != ReportState::New).then_some(now);
    sqlx::query(
        "UPDATE yizhan_reports SET state = $1, answered_at = $2, answered_by = $3, \
         sequence = $4 WHERE id = $5",
    )
    .bind(state.key())
    .bind(report.answered_at.map(|moment| moment.unix_s))
    .bind(by.id.clone())
    .bind(sequence)
    .bind(id.to_owned())
    .execute(connection)
    .await?;
    Ok(report)
}

/// The newest reports that a keeper asks for, of its stations alone; a statement for each of them.
/// Holds those of two stations at most.
pub async fn inbox(
    connection: &mut AnyConnection,
    request: &ReportsRequest,
    keeper: &Keeper,
) -> Result<Vec<Report>, LiveError> {
    let own = keeper.stations.as_deref();
    let stations = match (&request.station, own) {
        (Some(station), _) => std::slice::from_ref(station),
        (None, Some(own)) => own,
        (None, None) => return newest(connection, request, None).await,
    };
    let mut found = Vec::new();
    for station in stations {
        found.extend(newest(connection, request, Some(station)).await?);
        found.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
        found.truncate(request.limit as usize);
    }
    Ok(found)
}

/// The newest of one station, or of all.
async fn newest(
    connection: &mut AnyConnection,
    request: &ReportsRequest,
    station: Option<&str>,
) -> Result<Vec<Report>, LiveError> {
    let limit = i64::from(request.limit);
    let state = request.state.map(ReportState::key);
    let query = match (state, station) {
        (None, None) => sqlx::query_as(NEWEST).bind(limit),
        (Some(state), None) => sqlx::query_as(NEWEST_IN_STATE).bind(limit).bind(state),
        (None, Some(station)) => {
            let query = sqlx::query_as(NEWEST_OF_STATION).bind(limit);
            query.bind(station.to_owned())
        }
        (Some(state), Some(station)) => {
            let query = sqlx::query_as(NEWEST_OF_STATION_IN_STATE).bind(limit);
            query.bind(station.to_owned()).bind(state)
        }
    };
    let rows: Vec<Row> = query.fetch_all(connection).await?;
    Ok(rows.into_iter().filter_map(of_row).collect())
}

/// `None` for words that this release does not know.
fn of_row(row: Row) -> Option<Report> {
    let (id, station, what, amenity, text, reporter_digest, at, state, answered) = row;
    let moment = |unix_s| UnixTime { unix_s };
    Some(Report {
        id,
        station,
        what: ReportWhat::of_key(&what)?,
        amenity,
        text,
        reporter_digest,
        at: moment(at),
        state: ReportState::of_key(&state)?,
        answered_at: answered.map(moment),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::database::tests::{empty_database, plan};

    #[tokio::test]
    async fn the_inbox_reads_no_more_than_it_shows_by_an_index_that_fits() {
        let (database, _folder) = empty_database().await;
        for (statement, index) in [
            (NEWEST, "yizhan_reports_by_moment"),
            (NEWEST_IN_STATE, "yizhan_reports_by_state"),
            (NEWEST_OF_STATION, "yizhan_reports_by_station"),
            (
                NEWEST_OF_STATION_IN_STATE,
                "yizhan_reports_by_station_and_state",
            ),
        ] {
            let steps = plan(&database, statement).await;
            assert!(steps[0].contains(index), "{statement}: {steps:?}");
            // All of them are never put in order: at most those of one second.
            let is_sorted_whole =
                |step: &&String| step.contains("TEMP B-TREE") && !step.contains("LAST TERM");
            assert_eq!(steps.iter().find(is_sorted_whole), None, "{statement}");
        }
    }

    #[tokio::test]
    async fn the_first_read_of_reports_and_later_ones_find_an_index() {
        let (database, _folder) = empty_database().await;
        for (statement, indexes) in [
            (CHANGED, &["yizhan_reports_by_sequence"][..]),
            (
                BEARING_SINCE,
                &["yizhan_reports_by_moment", "yizhan_reports_by_answer"],
            ),
        ] {
            let plan = plan(&database, statement).await.join("\n");
            assert!(!plan.contains("SCAN yizhan"), "{statement}: {plan}");
            for index in indexes {
                assert!(plan.contains(index), "{statement}: {plan}");
            }
        }
    }
}
