//! What people say outlives the set that it was told to: reloads, midnight, and all of it at once.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;
use yizhan::clock::{UnixTime, Zone};
use yizhan::dataset::load_texts;
use yizhan::hours::schedules::HoursSettings;
use yizhan::notices::{NoticeKind, ReportWhat};
use yizhan::snapshot::Snapshot;
use yizhan::state::{CurrentSet, ServedSet};

use crate::support::http::{collection, station};
use crate::support::said::{notice, report, said};
use crate::support::{TODAY, TODAY_NOON, instant, settings};

/// A set of some stations, and at the end the one that is told about.
fn served(n_others: usize, today: NaiveDate) -> ServedSet {
    let others = (0..n_others).map(|row| station(&format!("s{row}"), 5.0, ""));
    let features: Vec<String> = others.chain([station("told", 10.0, "")]).collect();
    let settings = HoursSettings {
        today,
        ..settings()
    };
    let text = collection("", &features);
    let loaded = load_texts(&[("a.geojson", text)], settings).unwrap();
    ServedSet::new(Snapshot::build(loaded, instant(TODAY_NOON), today), 0.0)
}

fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

/// A notice that ends as many seconds after noon.
fn version(number: u64) -> yizhan::notices::Said {
    let noon = instant(TODAY_NOON);
    let until = noon.plus_seconds(i64::try_from(number).unwrap());
    said(
        vec![notice("told", NoticeKind::Closed, noon, until)],
        Vec::new(),
    )
}

/// When the notice of the set being served ends, if it is known there.
fn ends(set: &CurrentSet) -> Option<UnixTime> {
    let served = set.get().unwrap();
    let told = served
        .truth()?
        .of(served.snapshot().find("told").unwrap())?;
    told.next_after(instant(TODAY_NOON))
}

fn end_of(number: i64) -> UnixTime {
    instant(TODAY_NOON).plus_seconds(number)
}

#[test]
fn what_was_told_before_the_first_set_counts_in_it() {
    let set = CurrentSet::empty(Zone::default());
    assert_eq!(set.said(), None);
    set.tell(version(7));
    set.replace(served(0, today()));
    assert_eq!(ends(&set), Some(end_of(7)));
    assert_eq!(set.said().unwrap().notices, version(7).notices);
}

#[test]
fn what_was_told_counts_after_a_reload_that_moves_its_station_and_after_midnight() {
    let set = CurrentSet::empty(Zone::default());
    set.replace(served(0, today()));
    assert_eq!(ends(&set), None);
    set.tell(version(7));
    assert_eq!(ends(&set), Some(end_of(7)));
    set.replace(served(3, today()));
    assert_eq!(ends(&set), Some(end_of(7)));
    let tomorrow = today().succ_opt().unwrap();
    set.roll_to(tomorrow);
    assert_eq!(ends(&set), Some(end_of(7)));
    let now = set.get().unwrap();
    assert_eq!(now.snapshot().timetable().today(), tomorrow);
    set.tell(version(8));
    assert_eq!(ends(&set), Some(end_of(8)));
    assert_eq!(set.get().unwrap().snapshot().timetable().today(), tomorrow);
}

#[test]
fn a_set_that_is_told_shares_everything_with_the_one_before() {
    let set = CurrentSet::empty(Zone::default());
    set.replace(served(1, today()));
    let before = set.get().unwrap();
    set.tell(version(1));
    let after = set.get().unwrap();
    assert!(std::ptr::eq(before.snapshot(), after.snapshot()));
    assert!(after.is_same_load(&before));
}

#[test]
fn the_same_said_again_changes_nothing_and_what_differs_has_the_next_version() {
    let set = CurrentSet::empty(Zone::default());
    set.replace(served(0, today()));
    let told = |number| {
        set.tell(version(number));
        set.get().unwrap()
    };
    let first = told(7);
    assert!(std::sync::Arc::ptr_eq(&first, &told(7)));
    let of = |served: &ServedSet| served.truth().unwrap().said().version;
    assert_eq!(of(&first), 1);
    assert_eq!(of(&told(8)), 2);
    // As after a database was restored from a copy: what it said before is told again.
    assert_eq!(of(&told(7)), 3);
}

#[test]
fn only_what_changes_whether_stations_are_open_changes_the_version_that_tiles_have() {
    let set = CurrentSet::empty(Zone::default());
    set.replace(served(0, today()));
    let noon = instant(TODAY_NOON);
    let until = noon.plus_seconds(60);
    let locked = |reporter: &str| report("told", reporter, ReportWhat::Locked, noon);
    let of = |kind| notice("told", kind, noon, until);
    let version_of = |notices, reports| {
        set.tell(said(notices, reports));
        set.get().unwrap().truth().unwrap().bearing_version()
    };
    let first = version_of(vec![], vec![]);
    assert_eq!(version_of(vec![of(NoticeKind::Crowded)], vec![]), first);
    let two = vec![locked("x"), locked("y")];
    assert_eq!(version_of(vec![], two.clone()), first);
    let three = [two.clone(), vec![locked("z")]].concat();
    assert_eq!(version_of(vec![], three.clone()), first + 1);
    let crowded = vec![of(NoticeKind::Crowded)];
    assert_eq!(version_of(crowded, three.clone()), first + 1);
    assert_eq!(version_of(vec![], two.clone()), first + 2);
    assert_eq!(version_of(vec![of(NoticeKind::Closed)], two), first + 3);
    assert_eq!(version_of(vec![of(NoticeKind::Open)], vec![]), first + 4);
    let longer = notice("told", NoticeKind::Open, noon, until.plus_seconds(1));
    assert_eq!(version_of(vec![longer.clone()], vec![]), first + 5);
    set.replace(served(0, today()));
    assert_eq!(version_of(vec![longer], three.clone()), first + 5);
    assert_eq!(version_of(vec![], three), first + 6);
}

#[test]
fn reloads_midnights_and_what_is_told_at_once_lose_nothing_of_each_other() {
    const ROUNDS: usize = 200;
    let set = CurrentSet::empty(Zone::default());
    set.replace(served(0, today()));
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let days: Vec<NaiveDate> = today().iter_days().take(5).collect();
            for day in days
                .iter()
                .cycle()
                .take_while(|_| !is_over.load(Ordering::Relaxed))
            {
                set.roll_to(*day);
            }
        });
        let telling = scope.spawn(|| {
            for number in 1..=ROUNDS as u64 {
                set.tell(version(number));
                let served = set.get().unwrap();
                let told = served.truth().unwrap().said().version;
                assert!(told >= number, "{told} after {number}");
            }
        });
        for round in 1..=ROUNDS {
            set.replace(served(round % 7, today()));
            let n_stations = set.get().unwrap().snapshot().stations().len();
            assert_eq!(n_stations, round % 7 + 1);
        }
        telling.join().unwrap();
        is_over.store(true, Ordering::Relaxed);
    });
    let last = i64::try_from(ROUNDS).unwrap();
    assert_eq!(ends(&set), Some(end_of(last)));
    set.roll_to(today().succ_opt().unwrap());
    assert_eq!(ends(&set), Some(end_of(last)));
}
