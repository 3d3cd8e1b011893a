//! Questions that found nothing, counted in memory: by cell, hour of the week and wanted amenity, and
//! by nothing finer. No order of questions and no client is kept.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hashbrown::HashMap;

use super::cell::Cell;
use crate::clock::{LocalMinute, MINUTES_A_DAY};

/// Locks that the counts are divided among, so that the threads that answer do not wait for each
/// other.
const N_SHARDS: usize = 16;
/// Most different counts behind one lock; others are dropped until the next minute. All of them take
/// some megabytes.
pub const MAX_COUNTS_A_SHARD: usize = 2_048;
/// Minutes in an hour.
const MINUTES_AN_HOUR: i64 = MINUTES_A_DAY / 24;
/// Hours in a week.
const HOURS_A_WEEK: i64 = 7 * 24;
/// 1970-01-01 was a Thursday.
const HOURS_BEFORE_1970: i64 = 3 * 24;

/// What questions are counted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnmetKey {
    /// Where they were asked.
    pub cell: Cell,
    /// The hour that they asked about.
    pub hour: HourOfWeek,
    /// The key of an amenity that they wanted; empty if they wanted none.
    pub amenity: Box<str>,
}

/// An hour of the week on the clock of the service; 0 is Monday from midnight to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HourOfWeek(pub i64);

/// How many questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// That wanted the amenity.
    pub questions: i64,
    /// That wanted it first: each question is one of these once.
    pub firsts: i64,
}

type Counts = HashMap<UnmetKey, Count>;

/// The counts since they were last taken.
#[derive(Debug, Default)]
pub struct Unmet {
    shards: [Mutex<Counts>; N_SHARDS],
    dropped: AtomicU64,
}

impl HourOfWeek {
    /// The hour that a minute lies in.
    pub const fn of(minute: LocalMinute) -> Self {
        let hours = minute.0.div_euclid(MINUTES_AN_HOUR) + HOURS_BEFORE_1970;
        Self(hours.rem_euclid(HOURS_A_WEEK))
    }
}

impl Unmet {
    /// Counts a question under each amenity that it wanted, or under none.
    pub fn add<'a>(&self, cell: Cell, hour: HourOfWeek, amenities: impl Iterator<Item = &'a str>) {
        let mut amenities = amenities.peekable();
        let wants_none = amenities.peek().is_none();
        let keys = wants_none.then_some("").into_iter().chain(amenities);
        let mut counts = self.shard(cell);
        for (place, amenity) in keys.enumerate() {
            let key = UnmetKey {
                cell,
                hour,
                amenity: amenity.into(),
            };
            let count = Count {
                questions: 1,
                firsts: i64::from(place == 0),
            };
            self.put(&mut counts, key, count);
        }
    }

    /// Takes all counts, in their order, so that several processes write them in the same one.
    pub fn take(&self) -> Vec<(UnmetKey, Count)> {
        let shards = self.shards.iter();
        let mut taken: Vec<_> = shards
            .flat_map(|shard| std::mem::take(&mut *lock(shard)))
            .collect();
        taken.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        taken
    }

    /// Gives back what was taken and could not be stored.
    pub fn give_back(&self, counts: impl IntoIterator<Item = (UnmetKey, Count)>) {
        for (key, count) in counts {
            let mut shard = self.shard(key.cell);
            self.put(&mut shard, key, count);
        }
    }

    /// Notes counts that cannot be kept.
    pub fn note_dropped(&self, n_counts: u64) {
        self.dropped.fetch_add(n_counts, Ordering::Relaxed);
    }

    /// How many were dropped.
    pub fn n_dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn put(&self, counts: &mut Counts, key: UnmetKey, more: Count) {
        if counts.len() >= MAX_COUNTS_A_SHARD && !counts.contains_key(&key) {
            self.note_dropped(more.questions.unsigned_abs());
            return;
        }
        let count = counts.entry(key).or_default();
        count.questions = count.questions.saturating_add(more.questions);
        count.firsts = count.firsts.saturating_add(more.firsts);
    }

    fn shard(&self, cell: Cell) -> MutexGuard<'_, Counts> {
        let place = usize::try_from(cell.spread() % (N_SHARDS as u64)).unwrap_or_default();
        lock(&self.shards[place])
    }
}

fn lock(shard: &Mutex<Counts>) -> MutexGuard<'_, Counts> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Zone;
    use crate::position::Position;

    fn cell() -> Cell {
        Cell::of(Position::new(110.0, 30.0).unwrap()).unwrap()
    }

    #[test]
    fn an_hour_of_the_week_is_that_of_the_clock() {
        let zone = Zone::default();
        for (text, hour) in [
            ("2026-11-23T00:00:00+08:00", 0),
            ("2026-11-22T16:59:59Z", 0),
            ("2026-11-23T01:00:00+08:00", 1),
            ("2026-11-29T23:59:59+08:00", 167),
            ("1992-01-06T00:30:00+08:00", 0),
        ] {
            let minute = zone.local_minute(zone.parse_instant(text).unwrap());
            assert_eq!(HourOfWeek::of(minute), HourOfWeek(hour), "{text}");
        }
    }

    #[test]
    fn a_question_counts_under_each_amenity_and_as_one_question_once() {
        let unmet = Unmet::default();
        unmet.add(cell(), HourOfWeek(5), ["toilet", "wifi"].into_iter());
        unmet.add(cell(), HourOfWeek(5), ["wifi"].into_iter());
        unmet.add(cell(), HourOfWeek(5), std::iter::empty());
        let taken = unmet.take();
        let shown: Vec<_> = taken
            .iter()
            .map(|(key, count)| (&*key.amenity, count.questions, count.firsts))
            .collect();
        assert_eq!(shown, [("", 1, 1), ("toilet", 1, 1), ("wifi", 2, 1)]);
        assert_eq!(unmet.take(), []);
        unmet.give_back(taken.clone());
        unmet.add(cell(), HourOfWeek(5), ["wifi"].into_iter());
        let wifi = &unmet.take()[2];
        assert_eq!((wifi.1.questions, wifi.1.firsts), (3, 2));
    }

    #[test]
    fn one_count_more_than_there_is_room_for_is_dropped_and_known_ones_go_on() {
        let unmet = Unmet::default();
        let names: Vec<String> = (0..MAX_COUNTS_A_SHARD).map(|n| n.to_string()).collect();
        unmet.add(cell(), HourOfWeek(0), names.iter().map(String::as_str));
        assert_eq!(unmet.n_dropped(), 0);
        unmet.add(cell(), HourOfWeek(0), ["7", "one more"].into_iter());
        assert_eq!(unmet.n_dropped(), 1);
        let taken = unmet.take();
        assert_eq!(taken.len(), MAX_COUNTS_A_SHARD);
        let seven = taken.iter().find(|(key, _)| &*key.amenity == "7").unwrap();
        assert_eq!(seven.1.questions, 2);
    }
}
