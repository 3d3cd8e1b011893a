//! Commas in OSM hours: lists, hours of the days before, or unknown; never around the clock.

use chrono::NaiveDate;
use yizhan::hours::{HoursIssueKind, OpenState};

use crate::hours::setting::{compiled, rules_in, shown};

/// The state of a text that must be understood, at a local time.
fn state(text: &str, at: &str) -> OpenState {
    let (date, time) = at.split_once('T').unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    let minute = hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap();
    rules_in("cn", text)
        .day(date.parse().unwrap())
        .at(minute)
        .state
}

fn has_finding(text: &str) -> bool {
    let issues = compiled(text).issues;
    issues
        .iter()
        .any(|issue| issue.kind == HoursIssueKind::Suspicious && issue.message.contains("comma"))
}

#[test]
fn a_comma_after_a_weekday_belongs_to_it() {
    let text = "Mo-Fr, 09:00-17:00";
    assert_eq!(state(text, "2026-11-24T03:00"), OpenState::Closed);
    assert_eq!(state(text, "2026-11-24T10:00"), OpenState::Open);
    assert_eq!(state(text, "2026-11-28T10:00"), OpenState::Closed);
    assert!(has_finding(text));
}

#[test]
fn a_comma_before_hours_belongs_to_the_selector_before_it() {
    // Each selector, a day of it and a day that is none.
    let table = [
        ("Mo-Fr", "2026-11-24", "2026-11-28"),
        ("Mo,We-Th", "2026-11-25", "2026-11-24"),
        ("Tu[4]", "2026-11-24", "2026-11-17"),
        ("PH", "2026-10-01", "2026-10-15"),
        ("Mo, PH", "2026-10-01", "2026-10-15"),
        ("May 3-Sep 8", "2026-07-01", "2026-11-24"),
        ("Dec 25", "2026-12-25", "2026-12-26"),
        ("Jun-Sep", "2026-07-01", "2026-11-24"),
        ("week 48", "2026-11-24", "2026-12-01"),
        ("week 40-48,50", "2026-12-07", "2026-12-01"),
        ("2026", "2026-11-24", "2027-11-24"),
        ("easter", "2026-04-05", "2026-04-06"),
        ("easter +1 day", "2026-04-06", "2026-04-07"),
        ("Jun-Sep Mo-Fr", "2026-07-01", "2026-11-24"),
    ];
    for (days, within, without) in table {
        for comma in [",", ", ", " , ", ",  "] {
            let text = format!("{days}{comma}10:00-17:00");
            let day = |date: &str| shown(&rules_in("cn", &text).day(date.parse().unwrap()));
            let hours = day(within).replace("(holiday)", "");
            assert_eq!(hours, "c 10:00 o 17:00 c", "{text}");
            assert_eq!(day(without), "c", "{text}");
            assert!(has_finding(&text), "{text}");
        }
    }
}

#[test]
fn a_list_of_selectors_is_a_list_with_blanks_after_its_commas_too() {
    let dates: Vec<NaiveDate> = {
        let first: NaiveDate = "2026-11-20".parse().unwrap();
        first.iter_days().take(60).collect()
    };
    let lists = [
        "Dec 25,Jan 1",
        "Dec 24,Dec 25",
        "Dec 24-25,Dec 31",
        "Dec,Jan",
        "Nov-Dec,Jan",
        "Mo,We-Fr",
        "Mo-Fr,PH",
        "Sa[1],Su[-1]",
        "week 48,50",
        "easter,Dec 25",
        "2025,2027",
    ];
    for list in lists {
        for tail in [" off", " 10:00-14:00"] {
            let solid = rules_in("cn", &format!("Mo-Su 09:00-18:00; {list}{tail}"));
            let spaced = list.replace(',', ", ");
            let spaced = rules_in("cn", &format!("Mo-Su 09:00-18:00; {spaced}{tail}"));
            for date in &dates {
                assert_eq!(
                    solid.day(*date),
                    spaced.day(*date),
                    "{list}{tail} on {date}"
                );
            }
        }
    }
    let christmas = "Mo-Su 09:00-18:00; Dec 25, Jan 1 off";
    for at in ["2026-12-25T03:00", "2026-12-25T10:00", "2027-01-01T10:00"] {
        assert_eq!(state(christmas, at), OpenState::Closed, "{at}");
    }
}

#[test]
fn a_day_alone_in_a_list_of_dates_is_of_the_month_before_it() {
    let text = "10:00-16:00; Dec 25, 26, 28-30 off";
    let open = |day: u32| state(text, &format!("2026-12-{day}T12:00")) == OpenState::Open;
    let days: Vec<u32> = (20..=31).filter(|day| open(*day)).collect();
    assert_eq!(days, [20, 21, 22, 23, 24, 27, 31]);
}

#[test]
fn a_comma_between_two_kinds_of_selectors_is_unknown_and_says_what_it_could_mean() {
    let texts = [
        "Jun 1-Sep 30, Mo-Fr 09:00-17:00",
        "Mo-Su 09:00-18:00; Su, Dec 24 off",
        "Mo-Su 09:00-18:00; Dec 24, PH off",
        "week 10, Mo off; 09:00-17:00",
        "2026, Jun-Sep 09:00-17:00",
        "Jun-Sep, week 30 09:00-17:00",
        "easter, Mo 09:00-17:00",
    ];
    for text in texts {
        let compiled = compiled(text);
        assert!(compiled.rules.is_none(), "{text}");
        let message = &compiled.issues[0].message;
        assert!(
            message.contains("both") && message.contains("either"),
            "{text}: {message}"
        );
    }
}

#[test]
fn a_comma_that_joins_nothing_is_unknown() {
    let texts = [
        "Mo-Fr,, 09:00-17:00",
        ", Mo-Fr 09:00-17:00",
        "24/7, Mo off",
        "Mo-Fr, 24/7",
        "Mo-Fr, off; 09:00-17:00",
        "Su,; 09:00-17:00",
    ];
    for text in texts {
        assert!(compiled(text).rules.is_none(), "{text}");
    }
}

#[test]
fn a_comma_after_hours_still_begins_another_rule() {
    let text = "Mo-Fr 09:00-12:00, 13:00-17:00, Sa 10:00-12:00";
    assert_eq!(state(text, "2026-11-24T14:00"), OpenState::Open);
    assert_eq!(state(text, "2026-11-28T11:00"), OpenState::Open);
    assert_eq!(state(text, "2026-11-28T14:00"), OpenState::Closed);
    assert!(!has_finding(text));
}
