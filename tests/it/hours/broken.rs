//! Real values that no parser took: unknown, or a repair that is stated.

use chrono::NaiveDate;
use yizhan::hours::{Compiled, HoursIssueKind, OpenState};

use crate::hours::setting::compiled;

const BROKEN: &str = include_str!("../../data/opening-hours/broken.txt");

/// Words of a text that is open around the clock.
const ALWAYS: [&str; 4] = ["24", "２４", "全天", "always"];

#[test]
fn broken_values_are_unknown_or_a_stated_repair_or_in_words_that_are_understood() {
    let monday: NaiveDate = "2026-11-23".parse().unwrap();
    let (mut unknown, mut in_words, mut stated, mut open_some_time) = (0, 0, 0, 0);
    for line in BROKEN.lines() {
        let Compiled { rules, issues } = compiled(line);
        let Some(rules) = rules else {
            unknown += 1;
            let kinds: Vec<_> = issues.iter().map(|issue| issue.kind).collect();
            assert_eq!(kinds, [HoursIssueKind::Unparsed], "{line}");
            continue;
        };
        if issues.is_empty() {
            in_words += 1;
            assert!(
                line.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
                "{line}"
            );
        } else {
            stated += 1;
        }
        let is_open = |date| {
            let day = rules.day(date);
            let mut spans = day.spans().iter();
            spans.any(|span| span.state == OpenState::Open)
        };
        open_some_time += usize::from(monday.iter_days().take(7).any(is_open));
        assert!(
            !rules.is_always_open() || ALWAYS.iter().any(|word| line.contains(word)),
            "{line}"
        );
    }
    eprintln!("{unknown} unknown, {in_words} in words, {stated} stated, {open_some_time} open");
    assert_eq!((unknown, in_words, stated), (1_707, 20, 272));
    assert_eq!(open_some_time, 286);
}

#[test]
fn a_sample_of_repairs_says_what_was_meant() {
    let table = [
        ("Mo-Fr 0800-1700, Sa 1000-1500", None),
        (
            "Mo-Fr 06:00-24:00 Sa-Su 09:00-24:00",
            Some("Mo-Fr 06:00-24:00; Sa-Su 09:00-24:00"),
        ),
        ("8：00 - 22:00", Some("8:00-22:00")),
        ("下午5:00~凌晨2:00", Some("17:00-02:00")),
        (
            "11時00分～14時30分 17時00分～20時00分",
            Some("11:00-14:30,17:00-20:00"),
        ),
        (
            "Mon- Sat 7:00-22:00 Sun 8:00-22:00",
            Some("Mo-Sa 7:00-22:00; Su 8:00-22:00"),
        ),
        ("Fri., Sat., Sun.", None),
        ("Monday-Friday 9:00-5:30, Saturday 10:00-4:00", None),
        ("Mo-Sa 06:00-24:00: Su 07:00-11:00, 15:00-20:00", None),
        ("5-10pm W-F, 1-10pm Sat, 1-7pm Sun", None),
        ("14:00-20:00 Tu-Fr; Su 10:00-17:00", None),
    ];
    for (text, expected) in table {
        let rules = compiled(text).rules;
        assert_eq!(
            rules.as_ref().map(yizhan::hours::Rules::normalised),
            expected,
            "{text}"
        );
    }
}
