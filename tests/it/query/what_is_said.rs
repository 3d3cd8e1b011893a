//! Random notices and reports, and what they say at a moment, by looking through all of them.

use std::collections::HashMap;
use std::sync::Arc;

use yizhan::amenity::{AmenityKeys, AmenitySet};
use yizhan::clock::UnixTime;
use yizhan::hours::OpenState;
use yizhan::notices::{
    DOUBT_S, Notice, NoticeKind, POSTED_OPEN_S, Report, ReportState, ReportWhat, Said,
};
use yizhan::snapshot::Snapshot;

use super::questions::pick;
use crate::support::world::SHARES;

/// What notices alone decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticeWord {
    Closed,
    Open,
}

/// All that is said, by station.
pub(crate) struct SaidByStation {
    /// By when they were written.
    notices: HashMap<String, Vec<Arc<Notice>>>,
    /// By moment.
    reports: HashMap<String, Vec<Arc<Report>>>,
}

impl SaidByStation {
    pub(crate) fn of(said: &Said) -> Self {
        let mut by_station = Self {
            notices: HashMap::new(),
            reports: HashMap::new(),
        };
        for notice in &said.notices {
            let list = by_station.notices.entry(notice.station.clone());
            list.or_default().push(Arc::clone(notice));
        }
        for list in by_station.notices.values_mut() {
            list.sort_by_key(|notice| (notice.created_at, notice.id.clone()));
        }
        for report in &said.reports {
            let list = by_station.reports.entry(report.station.clone());
            list.or_default().push(Arc::clone(report));
        }
        by_station
    }

    fn notices(&self, id: &str) -> &[Arc<Notice>] {
        self.notices.get(id).map_or(&[], Vec::as_slice)
    }

    fn reports(&self, id: &str) -> &[Arc<Report>] {
        self.reports.get(id).map_or(&[], Vec::as_slice)
    }

    /// Every moment at which something about a station may begin or end.
    pub(crate) fn moments(&self, id: &str) -> impl Iterator<Item = UnixTime> {
        let notices = self.notices(id).iter();
        let of_notices = notices.flat_map(|one| [one.from, one.until, one.created_at]);
        let reports = self.reports(id).iter();
        let of_reports = reports.flat_map(|one| {
            let answered_at = one.answered_at.unwrap_or(one.at);
            [one.at, one.at.plus_seconds(DOUBT_S), answered_at]
        });
        of_notices.chain(of_reports)
    }

    /// What notices decide for someone who wants some amenities.
    pub(crate) fn notice_word(
        &self,
        id: &str,
        wanted: AmenitySet,
        keys: &AmenityKeys,
        at: UnixTime,
    ) -> Option<NoticeWord> {
        let in_force = || self.notices(id).iter().filter(|one| one.holds_at(at));
        let is_out = |one: &Notice| one.kind == NoticeKind::AmenityOut && is_of(one, wanted, keys);
        if in_force().any(|one| one.kind == NoticeKind::Closed || is_out(one)) {
            return Some(NoticeWord::Closed);
        }
        let is_open = |one: &Arc<Notice>| one.kind == NoticeKind::Open;
        in_force().any(is_open).then_some(NoticeWord::Open)
    }

    /// The id of the notice that is shown.
    pub(crate) fn shown(
        &self,
        id: &str,
        wanted: AmenitySet,
        keys: &AmenityKeys,
        at: UnixTime,
    ) -> Option<String> {
        let in_force = || self.notices(id).iter().filter(|one| one.holds_at(at));
        let of_kind = |kind| in_force().filter(move |one| one.kind == kind);
        let has_text = |one: &&Arc<Notice>| one.text.is_some() || one.text_en.is_some();
        let mut outs = of_kind(NoticeKind::AmenityOut).filter(|one| is_of(one, wanted, keys));
        let closed = of_kind(NoticeKind::Closed).next_back();
        let deciding = match (closed, outs.clone().next()) {
            (Some(closed), _) => Some(closed),
            (None, Some(_)) => outs.rfind(has_text),
            (None, None) => of_kind(NoticeKind::Open).next_back(),
        };
        let newest = || in_force().rfind(has_text);
        let shown = deciding.filter(has_text).or_else(newest);
        shown.map(|notice| notice.id.clone())
    }

    /// Whether enough reporters found a station locked, and nobody contradicted until a moment.
    pub(crate) fn is_doubtful(
        &self,
        id: &str,
        at: UnixTime,
        posted: &dyn Fn(UnixTime) -> OpenState,
    ) -> bool {
        let reports = self.reports(id);
        let counting: Vec<&Report> = reports
            .iter()
            .map(Arc::as_ref)
            .filter(|one| one.what == ReportWhat::Locked)
            .filter(|one| posted(one.at) != OpenState::Closed)
            .filter(|one| !self.is_contradicted(id, one, at))
            .collect();
        let lasts = |last: &&&Report| last.at <= at && at < last.at.plus_seconds(DOUBT_S);
        counting.iter().filter(lasts).any(|last| {
            let before = counting.iter().filter(|one| one.at <= last.at);
            let recent = before.filter(|one| open_s(one.at, last.at, posted) <= POSTED_OPEN_S);
            let mut reporters: Vec<&String> = recent
                .filter_map(|one| one.reporter_digest.as_ref())
                .collect();
            reporters.sort_unstable();
            reporters.dedup();
            reporters.len() >= 3
        })
    }

    fn is_contradicted(&self, id: &str, report: &Report, at: UnixTime) -> bool {
        let by_reports = self.reports(id).iter().any(|one| match one.what {
            ReportWhat::Thanks => {
                one.state != ReportState::Rejected && one.at <= at && one.at > report.at
            }
            ReportWhat::Locked => {
                let answered_at = one.answered_at.unwrap_or(one.at);
                let is_answered = report.at <= answered_at && answered_at <= at;
                one.state == ReportState::Rejected && is_answered
            }
            _ => false,
        });
        let is_answer = |one: &Arc<Notice>| {
            matches!(one.kind, NoticeKind::Open | NoticeKind::Closed)
                && one.created_at >= report.at
                && one.created_at <= at
                && one.from <= at
                && one.withdrawn_at.is_none_or(|withdrawn_at| {
                    withdrawn_at > one.created_at && withdrawn_at > one.from
                })
        };
        by_reports || self.notices(id).iter().any(is_answer)
    }
}

/// Seconds of posted opening between two moments, minute by minute.
fn open_s(from: UnixTime, to: UnixTime, posted: &dyn Fn(UnixTime) -> OpenState) -> i64 {
    let mut at = from;
    let mut open_s = 0;
    while at < to {
        let next = UnixTime {
            unix_s: (at.unix_s.div_euclid(60) * 60 + 60).min(to.unix_s),
        };
        if posted(at) != OpenState::Closed {
            open_s += next.unix_s - at.unix_s;
        }
        at = next;
    }
    open_s
}

fn is_of(notice: &Notice, wanted: AmenitySet, keys: &AmenityKeys) -> bool {
    let amenity = notice.amenity.as_deref().and_then(|key| keys.find(key));
    amenity.is_some_and(|amenity| wanted.contains(amenity))
}

/// Hours around a moment in which things are said.
const AROUND_H: i64 = 12;

/// Notices about a third of the stations, and reports about a tenth.
pub(crate) fn random_said(
    random: &mut fastrand::Rng,
    snapshot: &Snapshot,
    around: UnixTime,
) -> Said {
    let n_stations = snapshot.stations().len();
    let id = |random: &mut fastrand::Rng| {
        let station = &snapshot.stations()[random.usize(0..n_stations)];
        station.id.to_string()
    };
    let n_notices = pick(random, &[0, n_stations / 50, n_stations / 3]);
    let notices = (0..n_notices).map(|row| {
        let station = id(random);
        Arc::new(random_notice(random, row, station, around))
    });
    let notices: Vec<Arc<Notice>> = notices.collect();
    let mut reports = Vec::new();
    for _ in 0..n_stations / 10 {
        let station = id(random);
        reports.extend(random_reports(random, &station, around));
    }
    reports.sort_by_key(|report| report.at);
    Said {
        version: random.u64(..),
        notices,
        reports,
    }
}

/// A moment some hours around another; half of them at a full minute.
fn random_moment(random: &mut fastrand::Rng, around: UnixTime, hours: i64) -> UnixTime {
    let at = around.plus_seconds(random.i64(-hours * 3_600..hours * 3_600));
    let part_s = if random.bool() {
        at.unix_s.rem_euclid(60)
    } else {
        0
    };
    at.plus_seconds(-part_s)
}

fn random_notice(
    random: &mut fastrand::Rng,
    row: usize,
    station: String,
    around: UnixTime,
) -> Notice {
    let kind = pick(random, &NoticeKind::ALL);
    let from = random_moment(random, around, AROUND_H);
    let text = |random: &mut fastrand::Rng| random.bool().then(|| format!("notice {row}"));
    let is_out = kind == NoticeKind::AmenityOut;
    let key = SHARES[random.usize(0..6)].0;
    Notice {
        id: format!("n{row}"),
        station,
        kind,
        amenity: is_out.then(|| key.to_owned()),
        from,
        until: from.plus_seconds(pick(random, &[1, 60, 1_800, 5_000, 20_000, 90_000])),
        text: text(random),
        text_en: text(random),
        created_at: pick(random, &[from, from.plus_seconds(-7_200), around]),
        withdrawn_at: (random.f64() < 0.1).then_some(around),
    }
}

/// Reports about one station within some hours, as they come.
fn random_reports(random: &mut fastrand::Rng, station: &str, around: UnixTime) -> Vec<Arc<Report>> {
    let first = random_moment(random, around, AROUND_H);
    let within_s = pick(random, &[600, 7_000, 15_000, 80_000]);
    let n_reports = random.usize(2..9);
    let report = |row| {
        let at = first.plus_seconds(random.i64(0..within_s));
        let state = match random.u32(0..12) {
            0 => ReportState::Rejected,
            1 => ReportState::Confirmed,
            _ => ReportState::New,
        };
        let answered_s = random.i64(0..4_000);
        Arc::new(Report {
            id: format!("{station} {row}"),
            station: station.to_owned(),
            what: if random.f64() < 0.08 {
                ReportWhat::Thanks
            } else {
                ReportWhat::Locked
            },
            amenity: None,
            text: None,
            reporter_digest: (random.f64() < 0.9).then(|| random.u32(0..5).to_string()),
            at,
            state,
            answered_at: (state != ReportState::New).then(|| at.plus_seconds(answered_s)),
        })
    };
    (0..n_reports).map(report).collect()
}
