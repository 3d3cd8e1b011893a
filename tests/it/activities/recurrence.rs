//! Recurring days against those that the crate rrule walks through one by one.

use std::fmt::Write;

use chrono::{DateTime, Days, NaiveDate, Utc};
use rrule::{RRule, RRuleSet, Tz, Unvalidated};
use yizhan::clock::{UnixTime, Zone};
use yizhan::station::{MAX_OCCURRENCES, Recurrence, RecurrenceError};

use crate::support::instant;

pub(super) fn parse(rule: &str, starts: &str) -> Result<Recurrence, RecurrenceError> {
    Recurrence::parse(rule, instant(starts), Zone::default())
}

fn days(recurrence: &Recurrence, from: NaiveDate, n_days: u64) -> Vec<NaiveDate> {
    recurrence.within(from..=from + Days::new(n_days)).collect()
}

/// The first days of a rule, its local time handed over as UTC.
fn walked(rule: &str, starts: UnixTime, n: u16) -> Vec<NaiveDate> {
    let local = DateTime::<Utc>::from_timestamp(starts.unix_s + 28_800, 0).unwrap();
    let start = local.with_timezone(&Tz::UTC);
    let rule: RRule<Unvalidated> = rule.parse().unwrap();
    let set: RRuleSet = rule.build(start).unwrap();
    let dates = set.all(n).dates;
    dates.iter().map(DateTime::date_naive).collect()
}

/// A rule by day or week, whose days are found by arithmetic.
fn stepped_rule(random: &mut fastrand::Rng) -> String {
    let mut rule = match random.u8(0..2) {
        0 => "FREQ=DAILY".to_owned(),
        _ => "FREQ=WEEKLY".to_owned(),
    };
    if random.bool() {
        let _ = write!(
            rule,
            ";INTERVAL={}",
            random.choice([1, 2, 3, 5, 8]).unwrap()
        );
    }
    if random.bool() {
        let mut names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        random.shuffle(&mut names);
        let _ = write!(rule, ";BYDAY={}", names[..random.usize(1..4)].join(","));
    }
    if random.u8(0..4) == 0 {
        let _ = write!(rule, ";BYMONTH={},{}", random.u8(1..7), random.u8(7..13));
    }
    if random.bool() {
        let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        let _ = write!(rule, ";WKST={}", random.choice(names).unwrap());
    }
    rule
}

#[test]
fn days_by_arithmetic_are_those_that_the_crate_walks_through() {
    let mut random = fastrand::Rng::with_seed(22);
    for _ in 0..400 {
        let rule = stepped_rule(&mut random);
        let starts = format!(
            "2026-{:02}-{:02}T{:02}:{:02}",
            random.u8(1..13),
            random.u8(1..29),
            random.u8(0..24),
            random.u8(0..60)
        );
        let recurrence = parse(&rule, &starts).unwrap();
        let walked = walked(&rule, instant(&starts), 60);
        assert_eq!(recurrence.first(), walked[0], "{rule} {starts}");
        assert_eq!(recurrence.last(), None);
        // All of a range that begins anywhere among them.
        let nth = random.usize(0..40);
        let from = walked[nth] - Days::new(random.u64(0..3));
        let end = from + Days::new(31);
        let expected: Vec<NaiveDate> = walked
            .iter()
            .copied()
            .filter(|day| (from..=end).contains(day))
            .collect();
        if walked[59] > end {
            assert_eq!(
                days(&recurrence, from, 31),
                expected,
                "{rule} {starts} {from}"
            );
        }
    }
}

#[test]
fn an_until_is_a_day_a_moment_of_the_zone_or_one_in_utc() {
    let starts = "2026-12-01T08:00";
    for (until, last) in [
        ("20261215", "2026-12-15"),
        ("20261215T080000", "2026-12-15"),
        ("20261215T075959", "2026-12-08"),
        ("20261215T000000Z", "2026-12-15"),
        ("20261214T235959Z", "2026-12-08"),
    ] {
        for rule in ["FREQ=WEEKLY", "FREQ=MONTHLY;BYDAY=TU"] {
            let rule = format!("{rule};UNTIL={until}");
            let recurrence = parse(&rule, starts).unwrap();
            let last = last.parse().ok();
            assert_eq!(recurrence.last(), last, "{rule}");
        }
    }
    let recurrence = parse("rrule:freq=weekly;until=20261215", starts).unwrap();
    assert_eq!(recurrence.rule(), "FREQ=WEEKLY;UNTIL=20261215T155959Z");
}

#[test]
fn a_count_ends_a_rule_and_the_most_days_pass_and_one_more_does_not() {
    let starts = "2026-12-01T08:00";
    let three = parse("FREQ=DAILY;COUNT=3", starts).unwrap();
    assert_eq!(three.last(), "2026-12-03".parse().ok());
    assert!(parse(&format!("FREQ=DAILY;COUNT={MAX_OCCURRENCES}"), starts).is_ok());
    let many = parse(&format!("FREQ=DAILY;COUNT={}", MAX_OCCURRENCES + 1), starts);
    assert_eq!(many, Err(RecurrenceError::TooMany));
}

/// A rule of any frequency and parts, whose days the crate can tell.
fn any_rule(random: &mut fastrand::Rng) -> String {
    let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let day = |random: &mut fastrand::Rng| random.choice(names).unwrap();
    let frequency = random
        .choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
        .unwrap();
    let mut parts = vec![format!("FREQ={frequency}")];
    if random.bool() {
        parts.push(format!("INTERVAL={}", random.u8(1..5)));
    }
    if random.u8(0..3) == 0 {
        parts.push(format!("WKST={}", day(random)));
    }
    let n_plain = parts.len();
    let mut by_nth = false;
    if random.bool() {
        // Days with and without a number together are another matter to the crate.
        by_nth = random.bool() && ["MONTHLY", "YEARLY"].contains(&frequency);
        let nth = random.choice(["1", "2", "5", "-1", "-2"]).unwrap();
        let nth = if by_nth { nth } else { "" };
        parts.push(format!("BYDAY={nth}{},{nth}{}", day(random), day(random)));
    }
    if random.u8(0..3) == 0 {
        let (early, late) = (random.u8(1..7), random.u8(7..13));
        parts.push(format!("BYMONTH={early},{late}"));
    }
    if frequency != "WEEKLY" && random.u8(0..4) == 0 {
        let (day, last) = (random.u8(1..32), random.u8(1..32));
        parts.push(format!("BYMONTHDAY={day},-{last}"));
    }
    if frequency == "YEARLY" && random.u8(0..5) == 0 {
        let (day, last) = (random.u16(1..366), random.u16(1..366));
        parts.push(format!("BYYEARDAY={day},-{last}"));
    }
    if frequency == "YEARLY" && !by_nth && random.u8(0..5) == 0 {
        parts.push(format!(
            "BYWEEKNO={},{}",
            random.u8(1..54),
            random.u8(1..54)
        ));
    }
    if parts.len() > n_plain && random.u8(0..3) == 0 {
        parts.push(format!("BYSETPOS={},-1", random.u8(1..4)));
    }
    parts.join(";")
}

#[test]
fn days_of_any_rule_are_those_that_the_crate_walks_through() {
    let mut random = fastrand::Rng::with_seed(55_45);
    let mut n_compared = 0;
    for _ in 0..3_000 {
        let rule = any_rule(&mut random);
        let starts = format!("2026-{:02}-{:02}T08:00", random.u8(1..13), random.u8(1..29));
        let ended = format!("{rule};UNTIL=20361231T080000Z");
        let expected = walked(&ended, instant(&starts), 200);
        let Ok(recurrence) = parse(&rule, &starts) else {
            assert_eq!(expected, [], "{rule} {starts}");
            continue;
        };
        let end: NaiveDate = "2036-12-31".parse().unwrap();
        let found = recurrence.within(NaiveDate::MIN..=end);
        let found: Vec<NaiveDate> = found.take(200).collect();
        assert_eq!(found, expected, "{rule} {starts}");
        n_compared += expected.len();
    }
    assert!(n_compared > 50_000, "{n_compared}");
}

#[test]
fn days_with_a_number_and_without_one_are_days_of_one_list() {
    let recurrence = parse("FREQ=MONTHLY;BYDAY=MO,1TU", "2026-12-01T08:00").unwrap();
    let found: Vec<String> = days(&recurrence, recurrence.first(), 30)
        .iter()
        .map(NaiveDate::to_string)
        .collect();
    assert_eq!(
        found,
        [
            "2026-12-01",
            "2026-12-07",
            "2026-12-14",
            "2026-12-21",
            "2026-12-28"
        ]
    );
}

#[test]
fn a_rule_without_an_end_goes_on_whatever_its_days_are() {
    for rule in [
        "FREQ=MONTHLY;BYDAY=1SA",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE",
        "FREQ=YEARLY",
        "FREQ=DAILY;BYMONTHDAY=1",
        "FREQ=WEEKLY;BYDAY=MO,SA;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    ] {
        for starts in ["1996-02-29T08:00", "2026-11-07T14:00"] {
            let recurrence = parse(rule, starts).unwrap();
            assert_eq!(recurrence.last(), None, "{rule}");
            let year = NaiveDate::from_ymd_opt(2096, 1, 1).unwrap();
            assert!(!days(&recurrence, year, 365).is_empty(), "{rule} {starts}");
        }
    }
}

#[test]
fn a_counted_rule_from_a_later_day_on_ends_with_its_last() {
    let counted = parse("FREQ=WEEKLY;COUNT=5", "2026-12-01T08:00").unwrap();
    let last = Some(instant("2026-12-29T08:00"));
    assert_eq!(
        counted.rule_from(counted.first(), last),
        "FREQ=WEEKLY;COUNT=5"
    );
    let later = counted.first() + Days::new(7);
    assert_eq!(
        counted.rule_from(later, last),
        "FREQ=WEEKLY;UNTIL=20261229T000000Z"
    );
    let endless = parse("FREQ=WEEKLY", "2026-12-01T08:00").unwrap();
    assert_eq!(endless.rule_from(later, None), "FREQ=WEEKLY");
}

#[test]
fn a_rule_by_month_is_listed_as_the_crate_walks_through_it() {
    for rule in [
        "FREQ=MONTHLY;BYDAY=1SA",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=YEARLY",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    ] {
        let recurrence = parse(rule, "2026-11-07T14:00").unwrap();
        let walked = walked(rule, instant("2026-11-07T14:00"), 15);
        let listed: Vec<NaiveDate> = recurrence
            .within(NaiveDate::MIN..=NaiveDate::MAX)
            .take(15)
            .collect();
        assert_eq!(listed, walked, "{rule}");
    }
}
