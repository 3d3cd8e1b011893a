//! What was said of stations, by month: counts and durations, no texts and no reporters.

use std::collections::BTreeMap;

use super::database::Database;
use super::error::LiveError;
use crate::clock::{UnixTime, Zone};

/// Seconds of an hour.
const HOUR_S: f64 = 3_600.0;

/// Reports of a station and month that are alike.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportsOfMonth {
    /// The id of the station.
    pub station: String,
    /// When they came, as `2026-11`.
    pub month: String,
    /// What was reported.
    pub what: String,
    /// What keepers made of them.
    pub state: String,
    /// How many.
    pub reports: usize,
    /// Half of them were answered sooner, hours; `None` if none was answered.
    pub median_hours_to_answer: Option<f64>,
}

/// Notices of a station and month that are alike.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticesOfMonth {
    /// The id of the station.
    pub station: String,
    /// When they began, as `2026-11`.
    pub month: String,
    /// Their kind.
    pub kind: String,
    /// How many.
    pub notices: usize,
    /// How many were withdrawn before their end.
    pub withdrawn: usize,
    /// How long they were in force together, hours.
    pub hours_in_force: f64,
    /// Half of them were in force for less, hours.
    pub median_hours_in_force: f64,
}

/// All that was said, in the order of stations and months.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ByMonth {
    /// Reports of riders.
    pub reports: Vec<ReportsOfMonth>,
    /// Notices of keepers that have begun.
    pub notices: Vec<NoticesOfMonth>,
}

/// Station, what, state, when it came, when it was answered.
type ReportRow = (String, String, String, i64, Option<i64>);
/// Station, kind, from when, until when, when it was withdrawn.
type NoticeRow = (String, String, i64, i64, Option<i64>);

impl Database {
    /// Counts all reports and notices, those in force up to `now`; months are those of a zone.
    ///
    /// Holds some hundred bytes for each while it counts.
    pub async fn by_month(&self, zone: Zone, now: UnixTime) -> Result<ByMonth, LiveError> {
        let mut connection = self.connection_for_long().await?;
        let reports: Vec<ReportRow> = sqlx::query_as(
            "SELECT station, what, state, reported_at, answered_at FROM yizhan_reports",
        )
        .fetch_all(&mut connection)
        .await?;
        let notices: Vec<NoticeRow> = sqlx::query_as(
            "SELECT station, kind, holds_from, holds_until, withdrawn_at FROM yizhan_notices \
             WHERE holds_from <= $1",
        )
        .bind(now.unix_s)
        .fetch_all(&mut connection)
        .await?;
        Ok(ByMonth {
            reports: count_reports(reports, zone),
            notices: count_notices(notices, zone, now),
        })
    }
}

fn count_reports(rows: Vec<ReportRow>, zone: Zone) -> Vec<ReportsOfMonth> {
    let mut alike: BTreeMap<[String; 4], (usize, Vec<i64>)> = BTreeMap::new();
    for (station, what, state, at, answered_at) in rows {
        let key = [station, month(zone, at), what, state];
        let (reports, answered_after_s) = alike.entry(key).or_default();
        *reports += 1;
        answered_after_s.extend(answered_at.map(|answered| answered - at));
    }
    let alike = alike.into_iter();
    alike
        .map(|(key, (reports, mut answered_after_s))| {
            let [station, month, what, state] = key;
            ReportsOfMonth {
                station,
                month,
                what,
                state,
                reports,
                median_hours_to_answer: median_hours(&mut answered_after_s),
            }
        })
        .collect()
}

fn count_notices(rows: Vec<NoticeRow>, zone: Zone, now: UnixTime) -> Vec<NoticesOfMonth> {
    let mut alike: BTreeMap<[String; 3], (usize, Vec<i64>)> = BTreeMap::new();
    for (station, kind, from, until, withdrawn_at) in rows {
        let (withdrawn, in_force_s) = alike.entry([station, month(zone, from), kind]).or_default();
        let end = until.min(withdrawn_at.unwrap_or(until));
        *withdrawn += usize::from(end < until);
        in_force_s.push((end.min(now.unix_s) - from).max(0));
    }
    let alike = alike.into_iter();
    alike
        .map(|(key, (withdrawn, mut in_force_s))| {
            let [station, month, kind] = key;
            NoticesOfMonth {
                station,
                month,
                kind,
                notices: in_force_s.len(),
                withdrawn,
                hours_in_force: hours(in_force_s.iter().sum()),
                median_hours_in_force: median_hours(&mut in_force_s).unwrap_or_default(),
            }
        })
        .collect()
}

fn month(zone: Zone, unix_s: i64) -> String {
    let minute = zone.local_minute(UnixTime { unix_s });
    minute.date().format("%Y-%m").to_string()
}

/// The middle one, or the mean of the two in the middle.
fn median_hours(durations_s: &mut [i64]) -> Option<f64> {
    durations_s.sort_unstable();
    let above = *durations_s.get(durations_s.len() / 2)?;
    let below = *durations_s.get((durations_s.len() - 1) / 2)?;
    Some(f64::midpoint(hours(below), hours(above)))
}

#[expect(clippy::cast_precision_loss, reason = "seconds of centuries are exact")]
fn hours(seconds: i64) -> f64 {
    seconds as f64 / HOUR_S
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_in_the_middle_and_of_nothing_there_is_none() {
        for (hours, median) in [
            (vec![], None),
            (vec![3], Some(3.0)),
            (vec![5, 1], Some(3.0)),
            (vec![9, 1, 2], Some(2.0)),
            (vec![9, 1, 2, 3], Some(2.5)),
        ] {
            let mut seconds: Vec<i64> = hours.iter().map(|hours| hours * 3_600).collect();
            assert_eq!(median_hours(&mut seconds), median, "{hours:?}");
        }
    }

    #[test]
    fn a_month_is_that_of_the_clock_and_a_notice_counts_up_to_its_real_end() {
        let at = |text: &str| Zone::default().parse_instant(text).unwrap().unix_s;
        let [first, later, end] =
            ["2026-11-01T00:00", "2026-11-01T06:00", "2026-11-02T00:00"].map(at);
        let of =
            |from, until, withdrawn| ("s".to_owned(), "closed".to_owned(), from, until, withdrawn);
        let rows = vec![
            of(first, end, Some(later)),
            // Withdrawn before it began, and still in force.
            of(later, end, Some(first)),
            of(first, end, None),
            of(first - 1, end, None),
        ];
        let now = UnixTime { unix_s: later };
        let counted = count_notices(rows, Zone::default(), now);
        assert_eq!(counted.len(), 2);
        assert_eq!((&*counted[0].month, counted[0].notices), ("2026-10", 1));
        let november = &counted[1];
        assert_eq!((&*november.month, november.notices), ("2026-11", 3));
        assert_eq!(november.withdrawn, 2);
        assert!((november.hours_in_force - 12.0).abs() < 1e-9);
        assert!((november.median_hours_in_force - 6.0).abs() < 1e-9);
    }
}
