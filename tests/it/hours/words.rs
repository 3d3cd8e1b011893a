//! Hours in everyday words and signs: spans of one day, round the clock, a clock of twelve hours.

use yizhan::hours::{HoursIssueKind, OpenState};

use crate::hours::setting::{compiled, rules_in, shown};

/// A Tuesday and the Saturday after it.
const DAYS: [&str; 2] = ["2026-11-24", "2026-11-28"];

/// What the two days show, of a text that must be understood with a finding.
fn week(text: &str) -> [String; 2] {
    let compiled = compiled(text);
    let mut issues = compiled.issues.iter();
    let is_said = issues.any(|issue| issue.kind == HoursIssueKind::Suspicious);
    assert!(is_said, "{text}: {:?}", compiled.issues);
    let rules = compiled.rules.unwrap_or_else(|| panic!("{text}"));
    DAYS.map(|date| shown(&rules.day(date.parse().unwrap())))
}

fn assert_unknown(texts: &[&str]) {
    for text in texts {
        let compiled = compiled(text);
        assert!(compiled.rules.is_none(), "{text}");
        assert!(compiled.issues[0].message.contains("expected"), "{text}");
    }
}

#[test]
fn spans_parted_by_semicolons_are_of_one_day_where_no_day_is_named() {
    for text in [
        "8:30-11:30;13:00-17:30",
        "8:30-11:30；13:00-17:30",
        "8：30—11：30； 13：00—17：30",
        "8:30-11:30; 13:00-17:30;",
    ] {
        let day = "c 08:30 o 11:30 c 13:00 o 17:30 c".to_owned();
        assert_eq!(week(text), [day.clone(), day], "{text}");
    }
    let three = "08:00-10:00; 11:00-12:00; 22:00-02:00";
    let day = "o 02:00 c 08:00 o 10:00 c 11:00 o 12:00 c 22:00 o".to_owned();
    assert_eq!(week(three), [day.clone(), day]);
    let day = "c 08:30 o 11:30 c".to_owned();
    assert_eq!(
        week("8:30-11:30; 13:00-17:30; 13:00-17:30 off"),
        [day.clone(), day]
    );
}

#[test]
fn spans_that_overlap_without_days_are_unknown_unless_the_last_holds_the_others() {
    assert_unknown(&["09:00-17:00; 10:00-16:00", "09:00-17:00; 12:00-20:00"]);
    assert!(rules_in("cn", "10:00-12:00; 00:00-24:00").is_always_open());
}

#[test]
fn a_state_without_hours_lasts_over_none_that_follow_it() {
    for text in [
        "open; 09:00-17:00",
        "Open; 9am-5pm",
        "open \"x\"; 09:00-17:00",
        "unknown; 09:00-17:00",
    ] {
        let rules = rules_in("cn", text);
        let shown = DAYS.map(|date| shown(&rules.day(date.parse().unwrap())));
        assert_eq!(shown, ["c 09:00 o 17:00 c"; 2].map(str::to_owned), "{text}");
    }
    let day = "c 09:00 o 12:00 c 13:00 o 17:00 c".to_owned();
    for text in [
        "open; 09:00-12:00; 13:00-17:00",
        "09:00-12:00 open; 13:00-17:00",
    ] {
        assert_eq!(week(text), [day.clone(), day.clone()], "{text}");
    }
}

#[test]
fn spans_that_overlap_are_unknown_with_a_state_too() {
    assert_unknown(&[
        "08:00-20:00 open; 09:00-17:00",
        "00:00-24:00 open; 09:00-17:00",
        "08:00-20:00; 09:00-17:00 open",
        "08:00-20:00 open \"x\"; 09:00-17:00",
        "08:00-20:00; 09:00-17:00 unknown",
    ]);
    let day = "c 08:00 o 12:00 c 13:00 o 20:00 c".to_owned();
    assert_eq!(
        DAYS.map(|date| {
            let rules = rules_in("cn", "08:00-20:00; 12:00-13:00 off");
            shown(&rules.day(date.parse().unwrap()))
        }),
        [day.clone(), day]
    );
}

#[test]
fn spans_without_days_after_those_with_days_are_unknown_on_other_days() {
    let workday = "c 08:30 o 11:30 c 13:00 o 17:30 c".to_owned();
    let other = "c 13:00 u(arranged) 17:30 c".to_owned();
    assert_eq!(
        week("Mo-Fr 8:30-11:30;13:00-17:30"),
        [workday.clone(), other]
    );
    let saturday = "c 09:00 o 10:30 c".to_owned();
    let text = "Mo-Fr 8:30-11:30;13:00-17:30;Sa 9:00-10:30";
    assert_eq!(week(text), [workday, saturday]);
    assert_unknown(&["Mo-Fr 8:00-10:00; 11:00-12:00; 13:00-17:00"]);
}

#[test]
fn a_text_that_names_a_day_keeps_the_standard_and_says_what_is_lost() {
    let day = "c 13:00 o 17:30 c".to_owned();
    assert_eq!(week("8:30-11:30;13:00-17:30;Su off"), [day.clone(), day]);
}

#[test]
fn round_the_clock_is_read_in_everyday_words() {
    for text in [
        "24h",
        "24H",
        "24 h",
        "24hrs",
        "24 Hrs.",
        "24 hours",
        "24 Hours a day",
        "Open 24 hours",
        "OPEN 24H",
        "24 hours open",
        "7×24",
        "7x24",
        "7*24",
        "7 x 24",
        "24x7",
        "24×7",
        "open 24/7",
        "24/7 open",
        "24h/7",
        "Always open",
        "２４Ｈ",
    ] {
        assert!(rules_in("cn", text).is_always_open(), "{text}");
    }
    let closed = "c".to_owned();
    let open = "o".to_owned();
    for text in [
        "Sa-Su 24/7",
        "Sa-Su 24h",
        "Sa-Su: Open 24 hours",
        "Sa,Su 24 hours",
    ] {
        assert_eq!(week(text), [closed.clone(), open.clone()], "{text}");
    }
    assert_unknown(&[
        "not open 24 hours",
        "closed 24 hours",
        "24 hours notice",
        "always",
        "24",
        "h24x",
    ]);
}

#[test]
fn a_day_that_ends_at_23_59_is_round_the_clock_and_that_is_said() {
    for text in [
        "00:00-23:59",
        "0:00-23:59",
        "Mo-Su 00:00-23:59",
        "12:00 AM – 11:59 PM",
    ] {
        let compiled = compiled(text);
        assert!(compiled.rules.unwrap().is_always_open(), "{text}");
        let mut issues = compiled.issues.iter();
        assert!(
            issues.any(|issue| issue.message.contains("round the clock")),
            "{text}"
        );
    }
    let friday =
        rules_in("cn", "Fr 00:00-23:59; Sa 10:00-12:00").day("2026-11-27".parse().unwrap());
    assert_eq!(friday.at(1_439).state, OpenState::Open);
    for (text, end) in [("00:01-23:59", 1_439), ("10:00-23:59", 1_439)] {
        let day = rules_in("cn", text).day("2026-11-27".parse().unwrap());
        assert_eq!(day.at(end).state, OpenState::Closed, "{text}");
    }
}

#[test]
fn a_clock_of_twelve_hours_is_read_where_its_halves_are_named() {
    let table = [
        ("9am-5pm", "c 09:00 o 17:00 c"),
        ("9 a.m. – 5 p.m.", "c 09:00 o 17:00 c"),
        ("9:00 AM – 5:00 PM", "c 09:00 o 17:00 c"),
        (
            "9:00\u{202f}AM\u{2009}–\u{2009}5:00\u{202f}PM",
            "c 09:00 o 17:00 c",
        ),
        ("9.30am to 5.30pm", "c 09:30 o 17:30 c"),
        (
            "9:00 AM–12:00 PM, 1:00–5:00 PM",
            "c 09:00 o 12:00 c 13:00 o 17:00 c",
        ),
        ("12pm-12am", "c 12:00 o"),
        ("12:30 AM - 12:30 PM", "c 00:30 o 12:30 c"),
        ("6pm-2am", "o 02:00 c 18:00 o"),
        ("11-2pm", "c 11:00 o 14:00 c"),
        ("1-5 pm", "c 13:00 o 17:00 c"),
    ];
    for (text, expected) in table {
        assert_eq!(
            week(text),
            [expected, expected].map(str::to_owned),
            "{text}"
        );
    }
    assert_eq!(
        week("Mon to Fri 9am-5pm"),
        ["c 09:00 o 17:00 c", "c"].map(str::to_owned)
    );
    assert_unknown(&[
        "9am-5",
        "9:00 AM - 17:00",
        "13pm-3pm",
        "0am-5pm",
        "11-1am",
        "9am",
        "after 5pm",
        "9:60am-5pm",
    ]);
}

#[test]
fn a_half_of_the_day_that_would_make_a_long_or_empty_span_is_not_guessed() {
    assert_unknown(&[
        "12-12pm",
        "Mo-Fr 12:00-12:00 PM",
        "12-12am",
        "12am-12am",
        "12pm-12pm",
        "9am-9am",
        "12:00 PM - 12:00 PM",
        "1-12pm",
        "9-8pm",
        "12:30-12:15 PM",
    ]);
    let table = [
        ("12:00 AM - 12:00 AM", "o(always)"),
        ("12-5pm", "c 12:00 o 17:00 c"),
        ("12:00 – 5:00 PM", "c 12:00 o 17:00 c"),
        ("9:01-8:00 PM", "c 09:01 o 20:00 c"),
        ("9am-8pm", "c 09:00 o 20:00 c"),
    ];
    for (text, expected) in table {
        assert_eq!(week(text), [expected; 2].map(str::to_owned), "{text}");
    }
}

#[test]
fn an_afternoon_written_on_a_clock_of_twelve_hours_is_unknown() {
    assert_unknown(&[
        "8:30-12:00,2:00-5:30",
        "Mo-Fr 8:00-12:00,2:00-6:00",
        "Mo-Fr 8:00-12:00, 2:00-6:00; Sa 9:00-12:00",
        "8：00-12：00、2：30-5：30",
        "8:00-12:00;1:00-5:00",
        "Mo-Fr 8:00-12:00; 1:00-5:00",
        "Mo 8:00-12:00, Mo 1:00-5:00",
        "Mo 8:00-12:00; Mo 1:00-5:00",
        "08:00-12:00,7:59-9:00",
        "8:30-5:30",
        "9:00-5:00",
        "6:00-6:00",
        "Mo-Fr 8:00-18:00; Sa 9:00-4:00",
        "Mo-Fr 8:00-12:00; Sa 10:00-4:00",
        "12:30-1:30",
    ]);
    for text in [
        "22:00-05:00",
        "18:00-02:00",
        "18:00-2:00",
        "08:30-05:30",
        "08:30-5:30",
        "Mo-Th 11:00-23:00; Fr 11:00-3:00",
        "9:00-0:30",
        "0:00-0:00",
        "08:00-12:00,02:00-05:00",
        "7:00-9:00,17:00-19:00",
        "2:00-5:00,8:00-12:00",
        "22:00-2:00,7:00-12:00",
        "Mo 8:00-12:00; Tu 2:00-5:00",
        "8:00-12:00,8:00-12:30",
    ] {
        assert!(
            compiled(text).rules.is_some(),
            "{text}: {:?}",
            compiled(text).issues
        );
    }
}

#[test]
fn weekday_lines_are_rules_of_their_own() {
    let lines = [
        "Monday: 9:00\u{202f}AM\u{2009}–\u{2009}5:00\u{202f}PM",
        "Tuesday: 9:00\u{202f}AM – 12:00\u{202f}PM, 1:00 – 5:00\u{202f}PM",
        "Wednesday: Closed",
        "Thursday: Closed",
        "Friday: Open 24 hours",
        "Saturday: Open 24 hours",
        "Sunday: Closed",
    ];
    for joiner in ["\n", "\r\n", "; ", ";", " | ", "|", ", ", "；"] {
        let text = lines.join(joiner);
        let expected = ["c 09:00 o 12:00 c 13:00 o 17:00 c", "o"].map(str::to_owned);
        assert_eq!(week(&text), expected, "{text}");
        let rules = rules_in("cn", &text);
        assert_eq!(
            shown(&rules.day("2026-11-25".parse().unwrap())),
            "c",
            "{text}"
        );
        assert_eq!(
            shown(&rules.day("2026-11-29".parse().unwrap())),
            "c",
            "{text}"
        );
    }
    assert_unknown(&[
        "Monday\nTuesday\nWednesday 9:00-17:00",
        "Monday | 9:00-17:00",
        "17:00-21:00 | Mo-Su 07:00-15:00",
    ]);
}

#[test]
fn a_dash_written_twice_between_hours_is_one() {
    for text in ["6:00--22:00", "6:00 -- 22:00", "6:00––22:00"] {
        let day = "c 06:00 o 22:00 c".to_owned();
        assert_eq!(week(text), [day.clone(), day], "{text}");
    }
    assert_unknown(&["6:00---22:00", "Mo--Fr 6:00-22:00", "Jan 5--10 6:00-22:00"]);
}

#[test]
fn days_in_brackets_are_those_of_the_hours_before_them() {
    let table = [
        ("8:30-17:30 (Mo-Fr)", ["c 08:30 o 17:30 c", "c"]),
        ("8:30-17:30(Mo-Fr)", ["c 08:30 o 17:30 c", "c"]),
        (
            "8:30-12:00, 13:00-17:30 (Mo-Fr)",
            ["c 08:30 o 12:00 c 13:00 o 17:30 c", "c"],
        ),
        (
            "8:30-17:30（Mo-Fr）；9:00-12:00（Sa, Su）",
            ["c 08:30 o 17:30 c", "c 09:00 o 12:00 c"],
        ),
        (
            "8:30-17:30 (Mo-Fr), 9:00-12:00 (Sa-Su)",
            ["c 08:30 o 17:30 c", "c 09:00 o 12:00 c"],
        ),
        (
            "9am-5pm (Monday to Friday) 10am-2pm (Saturday)",
            ["c 09:00 o 17:00 c", "c 10:00 o 14:00 c"],
        ),
        ("8:30-17:30 (Mo-Fr); Sa-Su off", ["c 08:30 o 17:30 c", "c"]),
    ];
    for (text, expected) in table {
        assert_eq!(week(text), expected.map(str::to_owned), "{text}");
    }
    assert_unknown(&[
        "8:30-11:30; 13:00-17:30 (Mo-Fr)",
        "8:30-11:30 (Mo-Fr); 13:00-17:30",
        "Mo-Fr 8:30-17:30 (Sa)",
        "8:30-17:30 (Mo-Fr only)",
        "(Mo-Fr)",
        "8:30-17:30 (Mo-Fr) (Sa)",
    ]);
}
