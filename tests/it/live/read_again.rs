//! What a process reads of a database that it did not write: at its start, and when it is told.

use std::sync::Arc;

use tempfile::TempDir;
use yizhan::clock::{UnixTime, Zone};
use yizhan::live::{Address, Database, Live};
use yizhan::notices::{BEARS_FOR_S, ReportState};
use yizhan::state::CurrentSet;

use crate::support::live::keeper;

/// A database and a process that has not read it.
struct Unread {
    live: Live,
    set: Arc<CurrentSet>,
    database: Database,
    url: String,
    _folder: TempDir,
}

impl Unread {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("live.db");
        let address: Address = format!("sqlite:{}", file.display()).parse().unwrap();
        let database = Database::new(address.clone());
        database.prepare().await.unwrap();
        let set = Arc::new(CurrentSet::empty(Zone::default()));
        Self {
            live: Live::new(address, Arc::clone(&set)).unwrap(),
            set,
            database,
            url: format!("sqlite://{}", file.display()),
            _folder: folder,
        }
    }

    /// Changes the database as another process does.
    async fn write(&self, sql: &str) {
        let pool = sqlx::AnyPool::connect(&self.url).await.unwrap();
        let next = "UPDATE yizhan_sequence SET sequence = sequence + 1";
        sqlx::raw_sql(next).execute(&pool).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
            .execute(&pool)
            .await
            .unwrap();
        pool.close().await;
    }

    async fn report(&self, id: &str, what: &str, at: i64, answered_at: &str) {
        let sql = format!(
            "INSERT INTO yizhan_reports SELECT '{id}', 'a', '{what}', NULL, 'words', 'digest', {at}, \
             'rejected', {answered_at}, NULL, sequence FROM yizhan_sequence"
        );
        self.write(&sql).await;
    }

    async fn notice(&self, id: &str, kind: &str, from: i64, until: i64, withdrawn_at: &str) {
        let sql = format!(
            "INSERT INTO yizhan_notices SELECT '{id}', 'a', '{kind}', NULL, {from}, {until}, NULL, \
             NULL, {from}, 'k', {withdrawn_at}, NULL, sequence FROM yizhan_sequence"
        );
        self.write(&sql).await;
    }

    /// Ids of the reports and of the notices that count.
    async fn known(&self) -> (Vec<String>, Vec<String>) {
        self.live.connect().await.unwrap();
        let said = self.set.said().unwrap();
        assert!(said.reports.iter().all(|report| report.text.is_none()));
        let mut reports: Vec<_> = said.reports.iter().map(|one| one.id.clone()).collect();
        reports.sort();
        let notices = said.notices.iter().map(|one| one.id.clone()).collect();
        (reports, notices)
    }
}

#[tokio::test]
async fn a_process_reads_what_still_bears_on_a_doubt_at_its_start_and_later() {
    let now = UnixTime::now().unix_s;
    // Far from both ends, for the test takes some time.
    let (young, old) = (now - BEARS_FOR_S + 600, now - BEARS_FOR_S - 600);
    let unread = Unread::new().await;
    unread.report("young", "locked", young, "NULL").await;
    unread.report("old", "locked", old, "NULL").await;
    let answered = now.to_string();
    unread.report("answered", "locked", old, &answered).await;
    unread.report("gone", "gone", now, "NULL").await;
    let withdrawn = (now - 60).to_string();
    unread
        .notice("withdrawn", "open", now - 90, now + 90, &withdrawn)
        .await;
    unread
        .notice("ended", "closed", young, young + 60, "NULL")
        .await;
    unread
        .notice("long ago", "open", old, old + 60, "NULL")
        .await;
    unread
        .notice("no answer", "note", now - 90, now - 60, "NULL")
        .await;
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        unread.known().await,
        (ids(&["answered", "young"]), ids(&["ended", "withdrawn"]))
    );
    unread.report("later", "thanks", young, "NULL").await;
    unread.report("too old", "thanks", old, "NULL").await;
    assert_eq!(unread.known().await.0, ids(&["answered", "later", "young"]));
}

#[tokio::test]
async fn a_verdict_that_is_taken_back_counts_no_more_however_old_its_report_is() {
    let now = UnixTime::now().unix_s;
    let (young, old) = (now - BEARS_FOR_S + 600, now - BEARS_FOR_S - 600);
    let unread = Unread::new().await;
    unread.report("old", "locked", old, &now.to_string()).await;
    unread
        .report("young", "locked", young, &now.to_string())
        .await;
    assert_eq!(unread.known().await.0, ["old", "young"]);
    unread
        .write(
            "UPDATE yizhan_reports SET state = 'new', answered_at = NULL, \
             sequence = (SELECT sequence FROM yizhan_sequence)",
        )
        .await;
    assert_eq!(unread.known().await.0, ["young"]);
    let said = unread.set.said().unwrap();
    assert_eq!(said.reports[0].state, ReportState::New);
    assert_eq!(said.reports[0].answered_at, None);
}

#[tokio::test]
async fn a_change_that_bears_on_no_station_makes_nothing_anew() {
    let unread = Unread::new().await;
    unread
        .report("r", "locked", UnixTime::now().unix_s, "NULL")
        .await;
    unread.known().await;
    let before = unread.set.said().unwrap();
    unread
        .report("other", "other", UnixTime::now().unix_s, "NULL")
        .await;
    unread
        .database
        .add_keeper(&keeper("k", None))
        .await
        .unwrap();
    // Changed, and yet the same.
    unread
        .write("UPDATE yizhan_reports SET sequence = (SELECT sequence FROM yizhan_sequence)")
        .await;
    unread.known().await;
    assert!(Arc::ptr_eq(&before, &unread.set.said().unwrap()));
    unread
        .report("s", "locked", UnixTime::now().unix_s, "NULL")
        .await;
    unread.known().await;
    let after = unread.set.said().unwrap();
    assert_eq!(after.version, before.version + 1);
}
