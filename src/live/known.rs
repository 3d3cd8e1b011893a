//! What a process knows without its database: what holds now or later, what still bears on a doubt,
//! and the keepers.

mod capped;
mod said;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::keepers::Keeper;
use super::notices::Numbered;
use super::token::claimed_keeper;
use super::version::Version;
use crate::clock::UnixTime;
use crate::notices::{Notice, Report};

/// How long a notice that ended is remembered at least, for clients that ask what changed, seconds. One
/// that may have answered reports is remembered for longer.
const ENDED_KEPT_S: i64 = 3_600;

/// What changed after a number.
#[derive(Debug, Default)]
pub struct Batch {
    /// The number up to which everything is here.
    pub sequence: i64,
    pub notices: Vec<Numbered>,
    /// Those that may bear on whether a station is open.
    pub reports: Vec<Report>,
    pub keepers: Vec<Keeper>,
}

/// What is known up to a number.
#[derive(Debug, Default)]
pub struct Known {
    /// `None` before the first batch.
    sequence: Option<i64>,
    notices: BTreeMap<String, Remembered>,
    reports: BTreeMap<String, Arc<Report>>,
    keepers: HashMap<String, Arc<Keeper>>,
    /// Up to here ended notices are forgotten, so that what changed since cannot be told.
    forgotten: Version,
}

#[derive(Debug)]
struct Remembered {
    notice: Arc<Notice>,
    sequence: i64,
}

/// What is in force, for a client that knew an earlier version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InForce {
    /// The version of it.
    pub version: Version,
    /// All that are in force, or those that changed.
    pub notices: Vec<Arc<Notice>>,
    /// Ids of those that were in force and are not; `None` with all.
    pub ended: Option<Vec<String>>,
}

impl Known {
    /// The number of the last change that is known; `None` if nothing was read yet.
    pub const fn sequence(&self) -> Option<i64> {
        self.sequence
    }

    /// Adds what changed. The first batch has all that holds now or later.
    pub fn add(&mut self, batch: Batch, now: UnixTime) {
        if self.sequence.is_none() {
            self.forgotten = Version {
                sequence: batch.sequence,
                turned_at: now.unix_s,
            };
        }
        for (notice, sequence) in batch.notices {
            let id = notice.id.clone();
            let notice = Arc::new(notice);
            self.notices.insert(id, Remembered { notice, sequence });
        }
        let stations: HashSet<String> = batch
            .reports
            .iter()
            .map(|report| report.station.clone())
            .collect();
        for report in batch.reports {
            self.reports.insert(report.id.clone(), Arc::new(report));
        }
        for keeper in batch.keepers {
            if keeper.removed_at.is_some() {
                self.keepers.remove(&keeper.id);
            } else {
                self.keepers.insert(keeper.id.clone(), Arc::new(keeper));
            }
        }
        // Some may be newer than the batch as a whole; they come again.
        self.sequence = Some(batch.sequence);
        self.forget(now);
        if !stations.is_empty() {
            self.cap_reports(&stations);
        }
    }

    fn forget(&mut self, now: UnixTime) {
        let forgotten = &mut self.forgotten;
        self.notices.retain(|_, one| {
            let ended_at = one.ended_at();
            let is_kept =
                said::may_answer(&one.notice, now) || ended_at > now.plus_seconds(-ENDED_KEPT_S);
            if !is_kept {
                forgotten.sequence = forgotten.sequence.max(one.sequence);
                forgotten.turned_at = forgotten.turned_at.max(ended_at.unix_s);
            }
            is_kept
        });
        self.reports.retain(|_, report| said::may_bear(report, now));
    }

    /// The keeper whose token this is.
    pub fn keeper_of(&self, token: &str) -> Option<Arc<Keeper>> {
        let keeper = self.keepers.get(claimed_keeper(token)?)?;
        keeper.has_token(token).then(|| Arc::clone(keeper))
    }

    /// The notices of a station in force or to come, by their beginning.
    pub fn of_station(&self, station: &str, now: UnixTime) -> Vec<Arc<Notice>> {
        let all = self.notices.values().map(|one| &one.notice);
        let own = all.filter(|notice| notice.station == station);
        let mut own: Vec<Arc<Notice>> = own
            .filter(|notice| notice.withdrawn_at.is_none() && notice.until > now)
            .cloned()
            .collect();
        own.sort_by(|a, b| (a.from, &a.id).cmp(&(b.from, &b.id)));
        own
    }

    /// The version of what is in force at a moment.
    pub fn version(&self, now: UnixTime) -> Version {
        let turns = self.notices.values().flat_map(|one| {
            let turns = [one.notice.from, one.ended_at()];
            turns.into_iter().filter(|turn| *turn <= now)
        });
        let last = turns.map(|turn| turn.unix_s).max().unwrap_or_default();
        Version {
            sequence: self.sequence.unwrap_or_default(),
            turned_at: last.max(self.forgotten.turned_at),
        }
    }

    /// What is in force, or what changed since a version, if that is still known.
    pub fn in_force(&self, since: Option<Version>, now: UnixTime) -> InForce {
        let version = self.version(now);
        let all = || self.notices.values();
        let holding = || all().filter(|one| one.notice.holds_at(now));
        let Some(since) = since.filter(|since| self.knows(*since, version)) else {
            let notices = holding().map(|one| Arc::clone(&one.notice)).collect();
            return InForce {
                version,
                notices,
                ended: None,
            };
        };
        let changed = holding().filter(|one| one.changed_within(since, now));
        let gone = all().filter(|one| {
            let has_begun = one.notice.from <= now;
            has_begun && !one.notice.holds_at(now) && one.changed_within(since, now)
        });
        InForce {
            version,
            notices: changed.map(|one| Arc::clone(&one.notice)).collect(),
            ended: Some(gone.map(|one| one.notice.id.clone()).collect()),
        }
    }

    /// Whether all changes from a version to the current one are remembered.
    fn knows(&self, since: Version, current: Version) -> bool {
        let Version {
            sequence,
            turned_at,
        } = self.forgotten;
        (sequence..=current.sequence).contains(&since.sequence)
            && (turned_at..=current.turned_at).contains(&since.turned_at)
    }

    /// How many notices are in force or to come.
    pub fn n_notices(&self, now: UnixTime) -> usize {
        let all = self.notices.values();
        all.filter(|one| one.ended_at() > now).count()
    }
}

impl Remembered {
    /// When it ends or ended.
    fn ended_at(&self) -> UnixTime {
        let until = self.notice.until;
        let withdrawn_at = self.notice.withdrawn_at;
        withdrawn_at.map_or(until, |moment| moment.min(until))
    }

    /// Whether it was written, withdrawn, began or ended after a version and up to now.
    fn changed_within(&self, since: Version, now: UnixTime) -> bool {
        let has_turned = |turn: UnixTime| turn.unix_s > since.turned_at && turn <= now;
        let turns = [self.notice.from, self.ended_at()];
        self.sequence > since.sequence || turns.into_iter().any(has_turned)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::notices::NoticeKind;

    const BEGIN: i64 = 1_796_000_000;

    fn moment(unix_s: i64) -> UnixTime {
        UnixTime { unix_s }
    }

    fn notice(id: u32, from: i64, until: i64, now: i64) -> Notice {
        Notice {
            id: format!("{id:04}"),
            station: "a".to_owned(),
            kind: NoticeKind::Closed,
            amenity: None,
            from: moment(from),
            until: moment(until),
            text: None,
            text_en: None,
            created_at: moment(now),
            withdrawn_at: None,
        }
    }

    /// A client that keeps what it was told, and asks what changed.
    #[derive(Default)]
    struct Client {
        version: Option<Version>,
        has: BTreeSet<String>,
        n_partial: usize,
    }

    impl Client {
        fn ask(&mut self, known: &Known, now: UnixTime) {
            let told = known.in_force(self.version, now);
            self.version = Some(told.version);
            match told.ended {
                None => self.has.clear(),
                Some(ended) => {
                    self.n_partial += 1;
                    for id in ended {
                        self.has.remove(&id);
                    }
                }
            }
            self.has
                .extend(told.notices.iter().map(|notice| notice.id.clone()));
        }
    }

    #[test]
    fn a_client_that_asks_what_changed_has_what_is_in_force_whenever_it_asks() {
        let mut random = fastrand::Rng::with_seed(17);
        for _ in 0..50 {
            let mut known = Known::default();
            let mut all: Vec<Notice> = Vec::new();
            let mut clients: [Client; 3] = std::array::from_fn(|_| Client::default());
            let mut now = BEGIN;
            for sequence in 1..200 {
                now += random.i64(0..120);
                let notices = if all.is_empty() || random.u8(0..3) > 0 {
                    let from = now + random.i64(-100..600);
                    let until = now.max(from) + random.i64(1..5_000);
                    let id = u32::try_from(all.len()).unwrap();
                    all.push(notice(id, from, until, now));
                    all.last().cloned()
                } else {
                    let one = random.usize(..all.len());
                    all[one].withdrawn_at.get_or_insert(moment(now));
                    all.get(one).cloned()
                };
                let batch = Batch {
                    sequence,
                    notices: notices
                        .into_iter()
                        .map(|notice| (notice, sequence))
                        .collect(),
                    ..Batch::default()
                };
                known.add(batch, moment(now));
                // Sometimes a client asks later, when nothing was written but time has passed.
                now += random.i64(0..3) * random.i64(0..700);
                let in_force = all.iter().filter(|notice| notice.holds_at(moment(now)));
                let in_force: BTreeSet<String> = in_force.map(|notice| notice.id.clone()).collect();
                for client in &mut clients {
                    if random.u8(0..4) == 0 {
                        client.ask(&known, moment(now));
                        assert_eq!(client.has, in_force);
                    }
                }
            }
            let n_partial: usize = clients.iter().map(|client| client.n_partial).sum();
            assert!(n_partial > 30, "{n_partial}");
        }
    }
}
