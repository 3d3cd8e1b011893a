//! Lists: any bytes are refused with a sentence, or are stations that load without an error.

use std::sync::OnceLock;

use yizhan::clock::Zone;
use yizhan::dataset::{Severity, load_texts};
use yizhan::datum::Datum;
use yizhan::hours::Calendars;
use yizhan::hours::schedules::HoursSettings;
use yizhan::import::{Job, ListBytes, Settings, import};

/// One list, whatever its kind; its first bytes say.
///
/// Workbooks in Office Open XML are tried in `tests/it/import/any_bytes.rs`: calamine panics on
/// broken ones, which is contained, but the fuzzer stops at every panic.
pub(crate) fn check(data: &[u8]) {
    if data.starts_with(b"PK") && data.windows(4).any(|name| name == b"[Con") {
        return;
    }
    let lists = [ListBytes {
        name: "list".to_owned(),
        bytes: data.to_vec(),
    }];
    let mut settings = Settings::new(hours());
    settings.datum = Some(Datum::Wgs84);
    let job = Job {
        lists: &lists,
        positions: None,
        older: None,
        settings: &settings,
    };
    let outcome = match import(&job, &|_, _| {}) {
        Ok(outcome) => outcome,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    assert!(outcome.report.stations <= outcome.report.rows);
    assert!(serde_json::to_string(&outcome.report).is_ok());
    let Some(stations) = outcome.stations else {
        assert_eq!(outcome.report.stations, 0);
        return;
    };
    let loaded = load_texts(&[("stations.geojson", stations)], hours()).unwrap();
    assert_eq!(loaded.stations.len(), outcome.report.stations);
    let mut issues = loaded.issues.iter();
    assert!(issues.all(|issue| issue.code.severity() != Severity::Error));
}

/// The default clock and the bundled calendars, which are read once.
fn hours() -> HoursSettings {
    static HOURS: OnceLock<HoursSettings> = OnceLock::new();
    HOURS
        .get_or_init(|| HoursSettings {
            zone: Zone::default(),
            calendars: Calendars::bundled(),
            today: "2026-11-24".parse().unwrap(),
        })
        .clone()
}
