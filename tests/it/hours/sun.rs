//! Hours that end or begin with the sun: where the sun is past the other end, nothing is open.

use crate::hours::setting::{rules_in, shown};

/// Summer and winter in Beijing: the sun rises at 4:45 and 7:30, and sets at 19:45 and 16:50.
const DAYS: [&str; 2] = ["2026-06-16", "2026-12-15"];

fn days(text: &str) -> [String; 2] {
    let rules = rules_in("cn", text);
    DAYS.map(|date| shown(&rules.day(date.parse().unwrap())))
}

#[test]
fn hours_that_the_sun_ends_before_they_begin_are_none_on_that_day() {
    // Each text, and which of the two days has its hours; npm's opening_hours says the same.
    let table = [
        ("17:00-sunset", [true, false]),
        ("18:00-sunset", [true, false]),
        ("19:00-(sunset+01:00)", [true, false]),
        ("16:00-(sunset-01:00)", [true, false]),
        ("sunset-18:00", [false, true]),
        ("sunset-19:00", [false, true]),
        ("dusk-18:30", [false, true]),
        ("06:00-sunrise", [false, true]),
        ("05:30-dawn", [false, true]),
        ("sunrise-06:00", [true, false]),
        ("(sunrise-01:00)-05:00", [true, false]),
    ];
    for (text, expected) in table {
        for (day, has_hours) in days(text).iter().zip(expected) {
            assert_eq!(
                day.matches('o').count(),
                usize::from(has_hours),
                "{text}: {day}"
            );
            assert!(day.starts_with('c') && day.ends_with('c'), "{text}: {day}");
        }
    }
    let [summer, winter] = days("09:00-12:00,17:00-sunset");
    assert!(
        summer.starts_with("c 09:00 o 12:00 c 17:00 o 19:4"),
        "{summer}"
    );
    assert_eq!(winter, "c 09:00 o 12:00 c");
}

#[test]
fn hours_that_the_sun_ends_on_the_next_day_last_past_midnight() {
    for text in [
        "20:00-sunrise",
        "sunset-06:00",
        "20:00-sunset",
        "sunset-sunrise",
        "sunset-00:30",
        "sunset-26:00",
    ] {
        for day in days(text) {
            assert!(day.starts_with('o') && day.ends_with('o'), "{text}: {day}");
            assert_eq!(day.matches('c').count(), 1, "{text}: {day}");
        }
    }
}

#[test]
fn hours_from_an_event_of_the_sun_to_itself_are_unknown() {
    assert_eq!(
        days("sunset-sunset"),
        ["u(arranged)", "u(arranged)"].map(str::to_owned)
    );
}

#[test]
fn an_open_end_after_hours_that_the_sun_has_ended_is_not_open() {
    for text in ["17:00-sunset+", "sunset-18:00+"] {
        let [summer, winter] = days(text);
        let has_hours = [summer.contains('o'), winter.contains('o')];
        assert_eq!(
            has_hours,
            [text.starts_with("17"), text.starts_with("sun")],
            "{text}"
        );
        assert!(summer.contains('u') && winter.contains('u'), "{text}");
    }
}
