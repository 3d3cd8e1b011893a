//! Rules of opening hours: how they act on each other, and which days they are for.

use chrono::NaiveDate;
use yizhan::hours::compile;
use yizhan::position::Position;

use crate::hours::setting::{context, rules_in, shown};

/// The day of `text` on a date, in short form, without make-up workdays.
fn day(text: &str, date: &str) -> String {
    let date: NaiveDate = date.parse().unwrap();
    shown(&rules_in("hk", text).day(date))
}

// 2026-11-20 is a Friday.
const FRIDAY: &str = "2026-11-20";
const SATURDAY: &str = "2026-11-21";
const SUNDAY: &str = "2026-11-22";

#[test]
fn rules_override_add_or_fall_back_as_they_are_joined() {
    let table = [
        ("10:00-12:00; Sa 14:00-16:00", SATURDAY, "c 14:00 o 16:00 c"),
        (
            "10:00-12:00, Sa 14:00-16:00",
            SATURDAY,
            "c 10:00 o 12:00 c 14:00 o 16:00 c",
        ),
        (
            "10:00-16:00; Sa 12:00-13:00 off",
            SATURDAY,
            "c 10:00 o 12:00 c 13:00 o 16:00 c",
        ),
        (
            "Fr 10:00-12:00 || unknown \"call\"",
            FRIDAY,
            "u(arranged) 10:00 o 12:00 u(arranged)",
        ),
        // A rule without days does not override one with days.
        ("Fr 10:00-12:00; 11:00-15:00", FRIDAY, "c 10:00 o 15:00 c"),
        (
            "Mo-Fr 10:00-12:00 \"by appointment\"",
            FRIDAY,
            "c 10:00 u(arranged) 12:00 c",
        ),
        (
            "Mo-Fr 10:00-12:00 open \"ring twice\"",
            FRIDAY,
            "c 10:00 o 12:00 c",
        ),
        ("24/7", FRIDAY, "o(always)"),
        ("24/7; Sa off", FRIDAY, "o"),
        ("24/7; Sa off", SATURDAY, "c"),
    ];
    for (text, date, expected) in table {
        assert_eq!(day(text, date), expected, "{text} on {date}");
    }
}

#[test]
fn a_spill_past_midnight_is_cut_by_a_later_rule() {
    let table = [
        ("Mo-Su 18:00-02:00", SATURDAY, "o 02:00 c 18:00 o"),
        (
            "Fr 18:00-02:00; Sa 10:00-14:00",
            SATURDAY,
            "c 10:00 o 14:00 c",
        ),
        (
            "Fr 18:00-02:00, Sa 10:00-14:00",
            SATURDAY,
            "o 02:00 c 10:00 o 14:00 c",
        ),
        ("Fr 18:00-02:00; Sa off", SATURDAY, "c"),
        // The spill of a later rule stays on a day that an earlier rule matched.
        (
            "Mo-Sa 10:00-05:00; Su 11:00-05:00",
            "2026-11-23",
            "o 05:00 c 10:00 o",
        ),
        ("Fr 20:00-44:00", SATURDAY, "o 20:00 c"),
        ("Fr 00:00-48:00", SATURDAY, "o"),
        ("Fr 00:00-00:00", FRIDAY, "o"),
        ("Fr 00:00-00:00", SATURDAY, "c"),
    ];
    for (text, date, expected) in table {
        assert_eq!(day(text, date), expected, "{text} on {date}");
    }
}

#[test]
fn an_open_end_is_unknown_as_long_as_the_reference_has_it() {
    let table = [
        ("10:00+", "c 10:00 u(arranged)"),
        ("16:59+", "c 16:59 u(arranged)"),
        ("17:00+", "u(arranged) 03:00 c 17:00 u(arranged)"),
        ("21:59+", "u(arranged) 07:59 c 21:59 u(arranged)"),
        ("22:00+", "u(arranged) 06:00 c 22:00 u(arranged)"),
        ("10:00-12:00+", "c 10:00 o 12:00 u(arranged)"),
    ];
    for (text, expected) in table {
        assert_eq!(day(text, SATURDAY), expected, "{text}");
    }
}

#[test]
fn dates_select_the_days_they_name() {
    let table = [
        ("Oct-Mar 10:00-12:00", "2026-11-22", true),
        ("Oct-Mar 10:00-12:00", "2026-04-01", false),
        ("2026Oct-Mar 10:00-12:00", "2027-03-31", true),
        ("2026Oct-Mar 10:00-12:00", "2026-03-31", false),
        ("Dec 20-Jan 5 10:00-12:00", "2026-01-05", true),
        ("Dec 20-Jan 5 10:00-12:00", "2026-01-06", false),
        ("2026 Dec 20-2027 Jan 5 10:00-12:00", "2027-01-05", true),
        ("2026 Dec 20-2027 Jan 5 10:00-12:00", "2026-01-05", false),
        ("Dec 25-28 10:00-12:00", "2026-12-28", true),
        ("Feb 29 10:00-12:00", "2028-02-29", true),
        ("Feb 29 10:00-12:00", "2026-02-28", false),
        ("Feb 29 10:00-12:00", "2026-03-01", false),
        ("Feb 20-Feb 29 10:00-12:00", "2026-02-28", true),
        ("Feb 20-Feb 29 10:00-12:00", "2026-03-01", false),
        ("Feb 29-Mar 5 10:00-12:00", "2026-03-01", true),
        ("easter 10:00-12:00", "2026-04-05", true),
        ("easter +1 day 10:00-12:00", "2026-04-06", true),
        ("Su[-1] 10:00-12:00", "2026-11-29", true),
        ("Su[-1] 10:00-12:00", "2026-11-22", false),
        ("Su[4] +1 day 10:00-12:00", "2026-11-23", true),
        ("week 47 10:00-12:00", "2026-11-22", true),
        ("week 1-53/2 10:00-12:00", "2026-11-23", false),
        ("2026 10:00-12:00", "2026-11-22", true),
        ("2020-2030/2 10:00-12:00", "2025-11-22", false),
        ("2027+ 10:00-12:00", "2026-11-22", false),
    ];
    for (text, date, is_open) in table {
        let expected = if is_open { "c 10:00 o 12:00 c" } else { "c" };
        assert_eq!(day(text, date), expected, "{text} on {date}");
    }
}

#[test]
fn the_sun_is_that_of_the_place() {
    assert_eq!(day("sunrise-sunset", "2026-06-21"), "c 04:45 o 19:46 c");
    assert_eq!(
        day("(sunrise-00:45)-(sunset+00:14)", "2026-06-21"),
        "c 04:00 o 20:00 c"
    );
    assert!(rules_in("hk", "sunrise-sunset").depends_on_place());
    assert!(!rules_in("hk", "08:00-18:00").depends_on_place());
    let mut arctic = context("hk");
    arctic.place = Position::new(20.0, 78.0).unwrap();
    let rules = compile("sunrise-sunset", &arctic).rules.unwrap();
    let polar_day = rules.day("2026-06-21".parse().unwrap());
    assert_eq!(shown(&polar_day), "u(arranged)");
}

#[test]
fn what_never_closes_is_known_to_be_so() {
    let always = [
        "24/7",
        "open",
        "00:00-24:00",
        "Mo-Su 00:00-24:00",
        "Mo-Su,PH 00:00-24:00",
    ];
    let not_always = [
        "24/7; PH off",
        "Mo-Fr 00:00-24:00",
        "Jan 00:00-24:00",
        "00:01-23:59",
        "24/7; Sa 10:00-12:00",
        "24/7 unknown",
        "sunrise-sunset",
        "10:00-10:00",
    ];
    let equal = [
        "Mo-Fr 00:00-24:00; Sa-Su 00:00-24:00",
        "00:00-12:00,12:00-24:00",
        "10:00-12:00; 00:00-24:00",
        "24小时",
        "全天",
    ];
    for text in always
        .iter()
        .chain(&equal)
        .filter(|text| !text.contains("PH"))
    {
        assert!(rules_in("cn", text).is_always_open(), "{text}");
    }
    for text in not_always {
        assert!(!rules_in("cn", text).is_always_open(), "{text}");
    }
}

#[test]
fn hours_of_the_day_hold_spills_and_what_is_unknown() {
    let bits = |hours: std::ops::Range<u32>| hours.fold(0_u32, |bits, hour| bits | 1 << hour);
    let table = [
        ("08:30-17:30", bits(8..18), 0),
        ("08:30-17:00", bits(8..17), 0),
        ("22:00-02:00", bits(22..24) | bits(0..2), 0),
        ("Mo-Fr 08:00-10:00; Sa 08:00-09:00", bits(8..10), 0),
        // On make-up workdays.
        (
            "Mo 08:00-10:00; Tu 14:00-15:00",
            bits(8..10) | bits(14..15),
            bits(8..10) | bits(14..15),
        ),
        ("10:00+", 0, bits(10..24)),
        ("10:00-11:00 unknown", 0, bits(10..11)),
        ("24/7", bits(0..24), 0),
        ("off", 0, 0),
        ("sunrise-sunset", bits(0..24), bits(0..24)),
    ];
    for (text, open, unknown) in table {
        let hours = rules_in("cn", text).hours_of_day();
        assert_eq!((hours.open, hours.unknown), (open, unknown), "{text}");
    }
}

#[test]
fn the_ends_of_the_calendar_are_days_like_others() {
    for text in [
        "Mo-Su 20:00-03:00",
        "sunrise-sunset",
        "easter -366 days 10:00-12:00",
        "PH +366 days off",
    ] {
        let rules = rules_in("cn", text);
        for date in [NaiveDate::MIN, NaiveDate::MAX] {
            assert_eq!(rules.day(date).spans()[0].start_min, 0, "{text}");
        }
    }
    assert_eq!(day("Mo-Su 10:00-12:00", SUNDAY), "c 10:00 o 12:00 c");
}
