//! Recurring days against those that the crate rrule walks through one by one.

use std::fmt::Write;

use chrono::{DateTime, Days, NaiveDate, Utc};
use rrule::{RRule, RRuleSet, Tz, Unvalidated};
use yizhan::clock::{UnixTime, Zone};
use yizhan::station::{MAX_OCCURRENCES, Recurrence, RecurrenceError};

use crate::support::instant;

fn parse(rule: &str, starts: &str) -> Result<Recurrence, RecurrenceError> {
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
    assert_eq!(
        parse("FREQ=MONTHLY;BYDAY=MO,TU,WE", starts),
        Err(RecurrenceError::TooMany)
    );
}

#[test]
fn a_rule_that_never_comes_or_comes_within_days_is_refused() {
    let starts = "2026-12-01T08:00";
    for rule in [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4",
    ] {
        assert_eq!(parse(rule, starts), Err(RecurrenceError::Never), "{rule}");
    }
    for rule in ["FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=DAILY;BYHOUR=8,12"] {
        assert_eq!(
            parse(rule, starts),
            Err(RecurrenceError::WithinDays),
            "{rule}"
        );
    }
    for rule in [
        "",
        "every Tuesday",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;UNTIL=soon",
        "FREQ=WEEKLY;COUNT=2;UNTIL=20270101",
        "FREQ=WEEKLY;UNTIL=20270101;UNTIL=20270102",
        "FREQ=WEEKLY;UNTIL=20250101",
        "FREQ=WEEKLY;INTERVAL=-1",
    ] {
        let refused = parse(rule, starts);
        assert!(
            matches!(refused, Err(RecurrenceError::NoRule(_))),
            "{rule}: {refused:?}"
        );
    }
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

#[test]
fn any_text_is_a_rule_or_a_reason() {
    let mut random = fastrand::Rng::with_seed(5545);
    let parts = [
        "FREQ=DAILY",
        "FREQ=WEEKLY",
        "FREQ=MONTHLY",
        "FREQ=YEARLY",
        "INTERVAL=0",
        "INTERVAL=65535",
        "INTERVAL=65536",
        "COUNT=0",
        "COUNT=1",
        "UNTIL=20270101",
        "UNTIL=99991231",
        "BYDAY=MO",
        "BYDAY=5MO",
        "BYDAY=-54SU",
        "BYMONTH=13",
        "BYMONTH=2",
        "BYMONTHDAY=31",
        "BYMONTHDAY=0",
        "BYYEARDAY=366",
        "BYWEEKNO=53",
        "BYSETPOS=1",
        "WKST=SU",
        "=",
        "X=1",
        "FREQ",
        "律师",
    ];
    for _ in 0..2_000 {
        let n = random.usize(0..5);
        let rule: Vec<&str> = (0..n).map(|_| *random.choice(&parts).unwrap()).collect();
        let rule = rule.join(";");
        if let Ok(recurrence) = parse(&rule, "2026-12-01T23:59:59") {
            assert!(
                recurrence
                    .last()
                    .is_none_or(|last| last >= recurrence.first()),
                "{rule}"
            );
            let week = days(&recurrence, "2027-01-01".parse().unwrap(), 7);
            assert!(week.len() <= 8, "{rule}");
        }
    }
}
