//! What is a recurrence rule, and what is refused with what would be right.

use chrono::Days;
use yizhan::station::{MAX_INTERVAL, RecurrenceError};

use super::recurrence::parse;

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
        "FREQ=WEEKLY;INTERVAL=-1",
        "FREQ=WEEKLY;",
        "FREQ=WEEKLY;;COUNT=2",
        "FREQ=WEEKLY;FREQ=DAILY",
        "COUNT=2",
        "FREQ=WEEKLY;COUNT=",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;COUNT=+2",
        "FREQ=WEEKLY;COUNT=２",
        "FREQ=WEEKLY;UNTIL=20270132",
        "FREQ=WEEKLY;UNTIL=+0270101",
        "FREQ=WEEKLY;UNTIL= 20270101",
        "FREQ=WEEKLY;UNTIL=20270101Z",
        "FREQ=WEEKLY;UNTIL=20270101T0000",
        "FREQ=WEEKLY;UNTIL=2027-01-01",
        "FREQ=WEEKLY;WKST=1MO",
        "FREQ=WEEKLY;X-NAME=1",
    ] {
        let refused = parse(rule, starts);
        assert!(
            matches!(refused, Err(RecurrenceError::NoRule(_))),
            "{rule}: {refused:?}"
        );
    }
}

#[test]
fn days_of_the_week_that_are_not_those_of_the_standard_are_refused_with_what_is_wanted() {
    for days in [
        "周二",
        "周TU",
        "TU周",
        "二",
        "1 SA",
        " TU",
        "TU,",
        ",TU",
        "TU MO",
        "TU\nMO",
        "TU\r\nX:1",
        "ＴＵ",
        "0MO",
        "54MO",
        "-54MO",
        "+-1MO",
        "1",
        "MOTU",
        "",
    ] {
        for frequency in ["WEEKLY", "MONTHLY", "YEARLY"] {
            let rule = format!("FREQ={frequency};BYDAY={days}");
            let Err(RecurrenceError::NoRule(why)) = parse(&rule, "2026-12-01T08:00") else {
                panic!("{rule:?} is taken");
            };
            let given = format!("{:?}", days.to_ascii_uppercase());
            assert!(why.contains(&given), "{why}");
            assert!(why.contains("such as TU, 1SA or -1SU"), "{why}");
            assert!(!why.contains(['\n', '\r']), "{why:?}");
        }
    }
}

#[test]
fn numbers_of_a_rule_are_taken_up_to_their_limits_and_no_further() {
    let starts = "2026-12-01T08:00";
    for (part, max) in [
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=", 366),
        ("FREQ=MONTHLY;BYMONTHDAY=", 31),
        ("FREQ=YEARLY;BYYEARDAY=", 366),
        ("FREQ=YEARLY;BYWEEKNO=", 53),
    ] {
        for n in [-max, -1, 1, max] {
            let taken = parse(&format!("{part}{n}"), starts);
            assert!(
                !matches!(taken, Err(RecurrenceError::NoRule(_))),
                "{part}{n}"
            );
        }
        for n in [-max - 1, 0, max + 1, 99_999] {
            let refused = parse(&format!("{part}{n}"), starts);
            assert!(
                matches!(refused, Err(RecurrenceError::NoRule(_))),
                "{part}{n}"
            );
        }
    }
    let taken = |rule: String| parse(&rule, starts).is_ok();
    assert!(taken(format!("FREQ=DAILY;INTERVAL={MAX_INTERVAL};COUNT=1")));
    assert!(!taken(format!(
        "FREQ=DAILY;INTERVAL={};COUNT=1",
        MAX_INTERVAL + 1
    )));
    let months: Vec<bool> = [0, 1, 12, 13]
        .map(|n| taken(format!("FREQ=DAILY;BYMONTH={n}")))
        .into();
    assert_eq!(months, [false, true, true, false]);
    assert!(!taken("FREQ=DAILY;BYMONTH=-1".into()));
}

#[test]
fn parts_that_the_standard_does_not_let_go_together_are_refused() {
    for rule in [
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=DAILY;BYDAY=-1MO",
        "FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO",
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYYEARDAY=1",
        "FREQ=MONTHLY;BYWEEKNO=1",
        "FREQ=MONTHLY;BYSETPOS=1",
    ] {
        let refused = parse(rule, "2026-12-01T08:00");
        assert!(matches!(refused, Err(RecurrenceError::NoRule(_))), "{rule}");
    }
    let over = parse("FREQ=WEEKLY;UNTIL=20261130", "2026-12-01T08:00");
    assert_eq!(over, Err(RecurrenceError::OverAtFirst));
    assert!(parse("FREQ=WEEKLY;UNTIL=20261201", "2026-12-01T08:00").is_ok());
}

#[test]
fn any_parts_are_a_rule_or_a_reason() {
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
            let from: chrono::NaiveDate = "2027-01-01".parse().unwrap();
            let week: Vec<_> = recurrence.within(from..=from + Days::new(7)).collect();
            assert!(week.len() <= 8, "{rule}");
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config {
        cases: 4_000,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(5545),
        ..proptest::test_runner::Config::default()
    })]

    #[test]
    fn any_text_is_a_rule_of_ascii_or_a_reason(
        garbage in "\\PC{0,12}",
        part in "(FREQ=|BYDAY=|BYMONTH=|UNTIL=|COUNT=|INTERVAL=|WKST=|BYSETPOS=|)",
        ending in "(;BYDAY=TU|\r\nATTACH:x|;UNTIL=20270101|\\PC{0,3}|)",
    ) {
        for rule in [
            garbage.clone(),
            format!("FREQ=WEEKLY;{part}{garbage}{ending}"),
            format!("FREQ=YEARLY;{garbage}{ending}"),
            format!("FREQ={garbage}{ending}"),
        ] {
            if let Ok(recurrence) = parse(&rule, "2026-12-01T08:00") {
                let written = recurrence.rule();
                let is_plain = |byte: u8| byte.is_ascii_graphic();
                proptest::prop_assert!(written.bytes().all(is_plain), "{written:?}");
            }
        }
    }
}
