//! When riders who found a station locked make it doubtful whether it is open.
//!
//! Three reporters who said `locked` within the last two hours of posted opening make a doubt of
//! six hours, from the third report on. It ends early when a rider contradicts with thanks in a later
//! second than the first of them, or a keeper answers: rejects one of the reports, or writes that the
//! station is open or closed. The answer stays one when that notice has ended or is withdrawn.

use std::ops::Range;

use super::{Notice, Report, ReportState, ReportWhat};
use crate::clock::{LocalMinute, UnixTime, Zone};
use crate::hours::OpenState;
use crate::hours::schedules::Hours;
use crate::hours::timetable::Timetable;

/// How many different reporters it takes.
pub const REPORTERS_NEEDED: usize = 3;
/// How long ago their reports may be, seconds of posted opening.
pub const POSTED_OPEN_S: i64 = 2 * 3_600;
/// How long a doubt lasts without an answer, seconds.
pub const DOUBT_S: i64 = 6 * 3_600;
/// How long ago a report may be in any case, seconds: stations that open an hour a week.
pub const MAX_REPORT_AGE_S: i64 = 7 * 24 * 3_600;
/// How long after it was said a report, or a keeper's answer, may bear on a doubt, seconds: it is the
/// first of three, and the doubt begins as late as it may.
pub const BEARS_FOR_S: i64 = MAX_REPORT_AGE_S + DOUBT_S;

/// The hours that are posted at a station, without anything that was said since.
#[derive(Clone, Copy)]
pub(super) struct Posted<'a> {
    pub(super) timetable: &'a Timetable,
    pub(super) hours: Hours,
    pub(super) zone: Zone,
}

/// Something that contradicts reports made before it. The order within a second is not kept: a keeper's
/// answer is later than the reports of its second, and thanks are not, for they may have come before
/// the door was locked.
struct Contradiction {
    /// The first moment whose reports it does not contradict.
    before: UnixTime,
    /// From when on it counts.
    from: UnixTime,
}

/// The spans of doubt about one station, whose reports come by moment; they may overlap.
///
/// n log n, and a look at each change of the posted hours between the first and the third report
/// where these are more than two hours apart.
pub(super) fn doubts(
    posted: Posted<'_>,
    reports: &[&Report],
    notices: &[&Notice],
) -> Vec<Range<UnixTime>> {
    let locked = reports
        .iter()
        .filter(|report| report.what == ReportWhat::Locked && !posted.is_closed(report.at));
    let contradictions = Contradictions::of(reports, notices);
    let mut last = LastReporters::default();
    let mut spans = Vec::new();
    for report in locked {
        let Some(digest) = &report.reporter_digest else {
            continue;
        };
        let Some(first) = last.note(digest, report.at) else {
            continue;
        };
        if posted.is_recent(first, report.at) {
            let until = report.at.plus_seconds(DOUBT_S);
            let until = contradictions
                .contradicted_from(first)
                .map_or(until, |c| until.min(c));
            if until > report.at {
                spans.push(report.at..until);
            }
        }
    }
    spans
}

/// The last reporters, the latest first, with their last reports.
#[derive(Default)]
struct LastReporters<'a>(Vec<(&'a str, UnixTime)>);

impl<'a> LastReporters<'a> {
    /// Notes a report; of the latest reports of as many reporters as it takes, the earliest.
    fn note(&mut self, digest: &'a str, said: UnixTime) -> Option<UnixTime> {
        self.0.retain(|(other, _)| *other != digest);
        self.0.insert(0, (digest, said));
        self.0.truncate(REPORTERS_NEEDED);
        self.0.get(REPORTERS_NEEDED - 1).map(|(_, said)| *said)
    }
}

impl Contradiction {
    fn of_keeper(said: UnixTime, from: UnixTime) -> Self {
        Self {
            before: said.plus_seconds(1),
            from,
        }
    }
}

/// All that contradicts, by when it was said; each counts from the earliest moment from which it or
/// a later one counts.
struct Contradictions(Vec<Contradiction>);

impl Contradictions {
    fn of(reports: &[&Report], notices: &[&Notice]) -> Self {
        let of_reports = reports
            .iter()
            .filter_map(|report| match (report.what, report.state) {
                (ReportWhat::Thanks, ReportState::New | ReportState::Confirmed) => {
                    Some(Contradiction {
                        before: report.at,
                        from: report.at,
                    })
                }
                (ReportWhat::Locked, ReportState::Rejected) => {
                    let at = report.answered_at.unwrap_or(report.at);
                    Some(Contradiction::of_keeper(at, at))
                }
                _ => None,
            });
        let answers = notices.iter().filter_map(|notice| {
            let from = notice.answers_from()?;
            Some(Contradiction::of_keeper(notice.created_at, from))
        });
        let mut all: Vec<Contradiction> = of_reports.chain(answers).collect();
        all.sort_by_key(|contradiction| contradiction.before);
        let mut earliest = None;
        for contradiction in all.iter_mut().rev() {
            contradiction.from = earliest.map_or(contradiction.from, |e| contradiction.from.min(e));
            earliest = Some(contradiction.from);
        }
        Self(all)
    }

    /// From when on a report is contradicted.
    fn contradicted_from(&self, report: UnixTime) -> Option<UnixTime> {
        let after = self.0.partition_point(|other| other.before <= report);
        self.0.get(after).map(|contradiction| contradiction.from)
    }
}

impl Posted<'_> {
    fn is_closed(self, at: UnixTime) -> bool {
        self.state(self.zone.local_minute(at)) == OpenState::Closed
    }

    fn state(self, minute: LocalMinute) -> OpenState {
        let known = self.hours.schedule();
        known.map_or(OpenState::Unknown, |schedule| {
            self.timetable.state(schedule, minute)
        })
    }

    /// Whether no more than the last two hours of posted opening are between two moments.
    fn is_recent(self, first: UnixTime, last: UnixTime) -> bool {
        let (mut from, mut open_s) = (first, 0);
        if last.unix_s - first.unix_s > MAX_REPORT_AGE_S {
            return false;
        }
        while from < last
            && open_s <= POSTED_OPEN_S
            && last.unix_s - from.unix_s > POSTED_OPEN_S - open_s
        {
            let minute = self.zone.local_minute(from);
            let change = self
                .hours
                .schedule()
                .and_then(|schedule| self.timetable.span(schedule, minute).until)
                .map_or(last, |change| self.zone.instant(change).min(last));
            if self.state(minute) != OpenState::Closed {
                open_s += change.unix_s - from.unix_s;
            }
            from = change;
        }
        open_s <= POSTED_OPEN_S
    }
}
