//! Opening hours under arbitrary text: no panic, well-formed days, sound bounds.

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use yizhan::hours::{OpenState, compile};

use crate::hours::setting::context;

const ORACLE: &str = include_str!("../../data/opening-hours/oracle.tsv");
const BROKEN: &str = include_str!("../../data/opening-hours/broken.txt");
/// Pieces that mutations are made of.
const PIECES: [&str; 48] = [
    "Mo",
    "Fr",
    "Su[-1]",
    "PH",
    "SH",
    " off",
    " open",
    " unknown",
    "; ",
    ", ",
    " || ",
    "-",
    "+",
    "24/7",
    "08:00",
    "17:30",
    "26:00",
    "sunrise",
    "(sunset-01:00)",
    "Feb 29",
    "Dec 20-Jan 5",
    "2026",
    "week 1-53/2",
    "easter",
    " +1 day",
    "\"x\"",
    "/",
    ":",
    "周一",
    "至",
    "五",
    "工作日",
    "上午",
    "下午",
    "七時半",
    "8点",
    "休息",
    "节假日",
    "除",
    "24小时",
    "月～金",
    "祝日",
    "を除く",
    "休館",
    "年末年始",
    "曜日",
    "終日",
    "翌2:00",
];

/// A real value, or pieces, with pieces thrown in.
fn text() -> impl Strategy<Value = String> {
    let seeds: Vec<&'static str> = ORACLE
        .lines()
        .filter_map(|row| row.split('\t').next())
        .chain(BROKEN.lines())
        .collect();
    let seed = prop_oneof![prop::sample::select(seeds), Just("")];
    let piece = prop::sample::select(PIECES.to_vec());
    (seed, prop::collection::vec((0..=200_usize, piece), 0..8)).prop_map(|(seed, pieces)| {
        let mut characters: Vec<char> = seed.chars().collect();
        for (at, piece) in pieces {
            let at = at.min(characters.len());
            characters.splice(at..at, piece.chars());
        }
        characters.into_iter().collect()
    })
}

fn check(text: &str, days_ahead: i64) -> Result<(), TestCaseError> {
    let compiled = compile(text, &context("cn"));
    let Some(rules) = compiled.rules else {
        prop_assert!(!compiled.issues.is_empty());
        return Ok(());
    };
    let hours = rules.hours_of_day();
    let start: NaiveDate = "2026-01-01".parse().unwrap();
    for offset in [0, 44, days_ahead, days_ahead + 1] {
        let date = start + TimeDelta::days(offset);
        let day = rules.day(date);
        let spans = day.spans();
        prop_assert_eq!(spans[0].start_min, 0);
        let differ = |pair: &[yizhan::hours::DaySpan]| {
            pair[0].start_min < pair[1].start_min
                && (pair[0].state, pair[0].reason) != (pair[1].state, pair[1].reason)
        };
        prop_assert!(spans.windows(2).all(differ), "{:?}", spans);
        prop_assert!(spans.iter().all(|span| span.start_min < 1_440));
        for minute in 0..1_440_u16 {
            let bits = match day.at(minute).state {
                OpenState::Closed => continue,
                OpenState::Open => hours.open,
                OpenState::Unknown => hours.unknown,
            };
            prop_assert!(
                bits >> (minute / 60) & 1 == 1,
                "{} at {} {}",
                text,
                date,
                minute
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_texts_give_well_formed_days_within_their_hours(text in text(), days_ahead in 0..4_000_i64) {
        check(&text, days_ahead)?;
    }

    #[test]
    fn arbitrary_texts_do_not_panic(text in "\\PC{0,60}", days_ahead in 0..4_000_i64) {
        check(&text, days_ahead)?;
    }
}
