//! How many reports of a station are known: what riders send takes no more memory than that.

use std::collections::{HashMap, HashSet};

use super::Known;
use crate::clock::UnixTime;
use crate::notices::{Report, ReportState, ReportWhat};

/// Most reports of a station that are known of each sort, the newest. Three make a doubt, and one of
/// thanks or one rejection contradicts all that were made before it, so that older ones add nothing.
pub(super) const MAX_KNOWN_A_STATION: usize = 1_000;

/// Each sort has room of its own: however much comes of one, it pushes out nothing of another.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Sort {
    /// Found it locked.
    Locked,
    /// The same, which a keeper rejected: it contradicts.
    Rejected,
    /// It contradicts.
    Thanks,
}

impl Sort {
    const fn of(report: &Report) -> Self {
        match (report.what, report.state) {
            (ReportWhat::Thanks, _) => Self::Thanks,
            (_, ReportState::Rejected) => Self::Rejected,
            _ => Self::Locked,
        }
    }
}

/// When it was said what a report says.
fn said_at(report: &Report) -> UnixTime {
    match Sort::of(report) {
        Sort::Rejected => report.answered_at.unwrap_or(report.at),
        Sort::Locked | Sort::Thanks => report.at,
    }
}

impl Known {
    /// Forgets the oldest reports of some stations that have too many; a look at each report.
    pub(super) fn cap_reports(&mut self, stations: &HashSet<String>) {
        let mut ids: HashMap<(&str, Sort), Vec<(UnixTime, &str)>> = HashMap::new();
        let reports = self.reports.values();
        for report in reports.filter(|report| stations.contains(&report.station)) {
            let sort = (&*report.station, Sort::of(report));
            ids.entry(sort)
                .or_default()
                .push((said_at(report), &report.id));
        }
        let mut forgotten = Vec::new();
        for mut ids in ids.into_values() {
            if let Some(n_beyond @ 1..) = ids.len().checked_sub(MAX_KNOWN_A_STATION) {
                ids.sort_unstable();
                let oldest = ids[..n_beyond].iter();
                forgotten.extend(oldest.map(|(_, id)| (*id).to_owned()));
            }
        }
        for id in forgotten {
            self.reports.remove(&id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::known::Batch;

    fn moment(second: usize) -> UnixTime {
        let since = i64::try_from(second).unwrap();
        UnixTime {
            unix_s: 1_796_000_000 + since,
        }
    }

    fn report(station: &str, what: ReportWhat, state: ReportState, second: usize) -> Report {
        Report {
            id: format!("{station} {} {} {second:05}", what.key(), state.key()),
            station: station.to_owned(),
            what,
            amenity: None,
            text: None,
            reporter_digest: Some(second.to_string()),
            at: moment(second),
            state,
            answered_at: (state == ReportState::Rejected).then(|| moment(second + 1)),
        }
    }

    fn hear(known: &mut Known, reports: Vec<Report>) {
        let batch = Batch {
            sequence: known.sequence().unwrap_or_default() + 1,
            reports,
            ..Batch::default()
        };
        known.add(batch, moment(2 * MAX_KNOWN_A_STATION));
    }

    /// How many reports of a station are known of a kind, and the oldest second of them.
    fn of(known: &Known, station: &str, what: ReportWhat, state: ReportState) -> (usize, String) {
        let reports = known.reports.values();
        let reports =
            reports.filter(|one| one.station == station && one.what == what && one.state == state);
        let mut ids: Vec<&str> = reports.map(|one| &*one.id).collect();
        ids.sort_unstable();
        let oldest = ids.first().map_or("", |id| &id[id.len() - 5..]);
        (ids.len(), oldest.to_owned())
    }

    const SORTS: [(ReportWhat, ReportState); 3] = [
        (ReportWhat::Locked, ReportState::New),
        (ReportWhat::Locked, ReportState::Rejected),
        (ReportWhat::Thanks, ReportState::New),
    ];

    #[test]
    fn the_newest_thousand_reports_of_a_station_are_known_and_one_sort_pushes_out_no_other() {
        for (what, state) in SORTS {
            let mut known = Known::default();
            for (what, state) in SORTS {
                hear(&mut known, vec![report("a", what, state, 0)]);
                hear(&mut known, vec![report("b", what, state, 0)]);
            }
            let flood = 1..MAX_KNOWN_A_STATION;
            hear(
                &mut known,
                flood.map(|n| report("a", what, state, n)).collect(),
            );
            let whole = (MAX_KNOWN_A_STATION, "00000".to_owned());
            assert_eq!(of(&known, "a", what, state), whole);
            let one_more = report("a", what, state, MAX_KNOWN_A_STATION);
            hear(&mut known, vec![one_more]);
            let newest = (MAX_KNOWN_A_STATION, "00001".to_owned());
            assert_eq!(of(&known, "a", what, state), newest);
            for (other, other_state) in SORTS {
                let alone = (1, "00000".to_owned());
                assert_eq!(of(&known, "b", other, other_state), alone);
                if (other, other_state) != (what, state) {
                    assert_eq!(of(&known, "a", other, other_state), alone);
                }
            }
        }
    }

    #[test]
    fn a_rejection_counts_by_its_own_moment_however_old_its_report_is() {
        let mut known = Known::default();
        let (locked, rejected) = (ReportWhat::Locked, ReportState::Rejected);
        let late = MAX_KNOWN_A_STATION + 5;
        let of_old = Report {
            answered_at: Some(moment(late)),
            ..report("a", locked, rejected, 0)
        };
        let flood = (1..=MAX_KNOWN_A_STATION).map(|n| report("a", locked, rejected, n));
        hear(&mut known, flood.collect());
        hear(&mut known, vec![of_old.clone()]);
        assert_eq!(of(&known, "a", locked, rejected).1, "00000");
        // Taken back it is a report of its old moment again.
        let taken_back = Report {
            state: ReportState::New,
            answered_at: None,
            ..of_old
        };
        let flood = (1..=MAX_KNOWN_A_STATION).map(|n| report("a", locked, ReportState::New, n));
        hear(&mut known, flood.chain([taken_back]).collect());
        let newest = (MAX_KNOWN_A_STATION, "00001".to_owned());
        assert_eq!(of(&known, "a", locked, ReportState::New), newest);
        assert_eq!(of(&known, "a", locked, rejected).1, "00002");
    }
}
