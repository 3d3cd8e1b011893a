//! Make-up workdays (调休): what a text says of them follows from its days, not its rules.

use chrono::NaiveDate;

use crate::hours::setting::{rules_in, shown};
use crate::support::http::{collection, get_json, service_of, station};

/// All make-up workdays of 2026: Sundays in January and September, Saturdays else.
const OF_2026: [&str; 6] = [
    "2026-01-04",
    "2026-02-14",
    "2026-02-28",
    "2026-05-09",
    "2026-09-20",
    "2026-10-10",
];
/// A Saturday and the Sunday after it, both worked.
const SATURDAY_AND_SUNDAY: [&str; 2] = ["2022-10-08", "2022-10-09"];

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn day(text: &str, on: &str) -> String {
    shown(&rules_in("cn", text).day(date(on)))
}

#[test]
fn a_text_that_is_open_on_all_workdays_is_open_on_every_make_up_workday() {
    for text in [
        "Mo-Fr 09:00-17:00",
        "Mo-Fr 09:00-17:00; PH off",
        "Mo 09:00-17:00; Tu 09:00-17:00; We 09:00-17:00; Th 09:00-17:00; Fr 09:00-17:00",
        "Mo-Th 09:00-17:00; Fr 09:00-17:00; Sa 10:00-12:00",
        "Mo-Th 09:00-17:00; Fr 09:00-17:00; Sa off",
        "Mo,We,Fr 09:00-17:00, Tu,Th 09:00-17:00",
        "09:00-17:00; Sa-Su off",
        "周一至周五 9:00-17:00",
        "工作日 9:00-17:00",
    ] {
        for on in OF_2026 {
            assert_eq!(
                day(text, on),
                "c 09:00 o(make-up) 17:00 c",
                "{text} on {on}"
            );
        }
    }
}

#[test]
fn a_day_that_the_text_names_stays_open_where_only_some_workdays_are() {
    for text in [
        "Tu-Su 09:00-17:00",
        "We-Su 09:00-17:00",
        "Mo,We-Su 09:00-17:00",
        "Mo-Su 09:00-17:00; Mo off",
        "Th-Su 09:00-17:00; PH off",
        "周二至周日 9:00-17:00",
        "09:00-17:00; Tu off",
    ] {
        for on in OF_2026 {
            assert_eq!(day(text, on), "c 09:00 o 17:00 c", "{text} on {on}");
        }
    }
}

#[test]
fn what_is_open_at_weekends_only_is_unknown_on_make_up_workdays() {
    for text in [
        "Sa-Su 09:00-17:00",
        "周末 9:00-17:00",
        "Sa,Su,PH 09:00-17:00",
    ] {
        for on in OF_2026 {
            assert_eq!(
                day(text, on),
                "c 09:00 u(make-up) 17:00 c",
                "{text} on {on}"
            );
        }
    }
}

#[test]
fn each_minute_follows_from_the_workdays_and_from_the_dates_own_weekday() {
    let (saturday, sunday) = ("2026-10-10", "2026-01-04");
    let table = [
        (
            "Mo-Fr 08:00-12:00; Sa 10:00-14:00",
            saturday,
            "c 08:00 o(make-up) 12:00 u(make-up) 14:00 c",
        ),
        (
            "Mo-Fr 08:00-12:00; Sa 10:00-14:00",
            sunday,
            "c 08:00 o(make-up) 12:00 c",
        ),
        (
            "Mo-Th 08:00-18:00; Fr 08:00-12:00",
            saturday,
            "c 08:00 o(make-up) 12:00 u(make-up) 18:00 c",
        ),
        (
            "Mo-Th 08:00-18:00; Fr-Sa 08:00-12:00",
            saturday,
            "c 08:00 o 12:00 u(make-up) 18:00 c",
        ),
        ("Tu-Sa 08:00-12:00", saturday, "c 08:00 o 12:00 c"),
        ("Tu-Sa 08:00-12:00", sunday, "c 08:00 u(make-up) 12:00 c"),
        ("Mo 08:00-12:00", saturday, "c 08:00 u(make-up) 12:00 c"),
        // Nothing of the week: as on any day.
        ("08:00-12:00", saturday, "c 08:00 o 12:00 c"),
        ("08:00-12:00; PH off", saturday, "c 08:00 o 12:00 c"),
        ("Oct 08:00-12:00", saturday, "c 08:00 o 12:00 c"),
        ("Mo-Su 08:00-12:00", saturday, "c 08:00 o 12:00 c"),
        ("PH 08:00-12:00", saturday, "c"),
        ("24/7", saturday, "o(always)"),
        (
            "Mo-Fr 00:00-24:00; Sa-Su 00:00-24:00",
            saturday,
            "o(always)",
        ),
        // Unknown on some of the days: never for open.
        (
            "Mo-Fr 08:00-12:00 unknown",
            saturday,
            "c 08:00 u(make-up) 12:00 c",
        ),
        (
            "Mo-Fr 08:00-12:00 unknown; Sa 08:00-12:00",
            saturday,
            "c 08:00 u(make-up) 12:00 c",
        ),
        (
            "Mo-Fr 08:00-12:00; Sa 08:00-12:00 unknown",
            saturday,
            "c 08:00 o(make-up) 12:00 c",
        ),
        (
            "Sa 08:00-12:00 unknown",
            saturday,
            "c 08:00 u(arranged) 12:00 c",
        ),
        (
            "Mo-Th 08:00-12:00; Fr-Sa 08:00-12:00 unknown",
            saturday,
            "c 08:00 u(arranged) 12:00 c",
        ),
        (
            "Mo-Fr 08:00-12:00 || unknown",
            saturday,
            "u(arranged) 08:00 o(make-up) 12:00 u(arranged)",
        ),
        (
            "Sa 08:00-12:00 || 10:00-11:00",
            saturday,
            "c 08:00 u(make-up) 10:00 o 11:00 u(make-up) 12:00 c",
        ),
        // Weekdays by their number: Oct 10 would be the second of its month.
        (
            "Mo-Su 08:00-12:00; Mo[2] off",
            saturday,
            "c 08:00 o 12:00 c",
        ),
        (
            "Mo-Fr 08:00-12:00; Mo[2] off",
            saturday,
            "c 08:00 u(make-up) 12:00 c",
        ),
        (
            "Mo-Fr 08:00-12:00; Mo[1] off",
            saturday,
            "c 08:00 o(make-up) 12:00 c",
        ),
        ("Sa[2] 08:00-12:00", saturday, "c 08:00 u(make-up) 12:00 c"),
        (
            "Fr[2] +1 day 08:00-12:00",
            saturday,
            "c 08:00 u(make-up) 12:00 c",
        ),
    ];
    for (text, on, expected) in table {
        assert_eq!(day(text, on), expected, "{text} on {on}");
    }
}

#[test]
fn seasons_and_dates_stay_those_of_the_make_up_workday() {
    let table = [
        ("Mo-Fr 09:00-17:00; Oct 10 off", "2026-10-10", "c"),
        (
            "Mo-Fr 09:00-17:00; 2026 Oct 10 10:00-12:00",
            "2026-10-10",
            "c 10:00 o 12:00 c",
        ),
        (
            "Sa 09:00-17:00; 2026 Oct 10 10:00-12:00",
            "2026-10-10",
            "c 10:00 o 12:00 c",
        ),
        ("2026 Oct 10 09:00-12:00", "2026-10-10", "c 09:00 o 12:00 c"),
        ("Tu-Su 09:00-17:00; Feb 28 off", "2026-02-28", "c"),
        // The Monday after lies in March, and in another week.
        (
            "Jan-Feb Mo-Fr 09:00-12:00; Mar-Dec Mo-Fr 13:00-17:00",
            "2026-02-28",
            "c 09:00 o(make-up) 12:00 c",
        ),
        (
            "week 9 Mo-Fr 09:00-12:00",
            "2026-02-28",
            "c 09:00 o(make-up) 12:00 c",
        ),
        ("week 10 Mo-Fr 09:00-12:00", "2026-02-28", "c"),
        ("2025 Mo-Fr 09:00-12:00", "2026-10-10", "c"),
        // The day before a run of days off is a date, not a weekday.
        (
            "PH -1 day 09:00-12:00",
            "2026-02-14",
            "c 09:00 o(holiday) 12:00 c",
        ),
    ];
    for (text, on, expected) in table {
        assert_eq!(day(text, on), expected, "{text} on {on}");
    }
}

#[test]
fn hours_past_midnight_are_of_the_day_on_which_they_began() {
    let [saturday, sunday] = SATURDAY_AND_SUNDAY;
    let table = [
        // Into a make-up workday, from a Friday and from a day off.
        (
            "Mo-Fr 18:00-02:00",
            "2026-10-10",
            "o 02:00 c 18:00 o(make-up)",
        ),
        (
            "Mo-Fr 18:00-02:00; PH off",
            "2026-01-04",
            "c 18:00 o(make-up)",
        ),
        ("Sa 18:00-02:00", "2026-10-10", "c 18:00 u(make-up)"),
        ("Fr 18:00-02:00", "2026-10-10", "o 02:00 c 18:00 u(make-up)"),
        ("Tu-Su 18:00-02:00", "2026-10-10", "o 02:00 c 18:00 o"),
        // Out of one, into a Sunday.
        ("Mo-Fr 18:00-02:00", "2026-10-11", "o(make-up) 02:00 c"),
        ("Sa 18:00-02:00", "2026-10-11", "u(make-up) 02:00 c"),
        ("Tu-Sa 18:00-02:00", "2026-10-11", "o 02:00 c"),
        ("Tu-Fr 18:00-02:00", "2026-10-11", "u(make-up) 02:00 c"),
        ("Mo-Fr 18:00-02:00; Su off", "2026-10-11", "c"),
        ("18:00-02:00", "2026-10-11", "o 02:00 c 18:00 o"),
        // From one into the next.
        (
            "Mo-Fr 18:00-02:00",
            sunday,
            "o(make-up) 02:00 c 18:00 o(make-up)",
        ),
        ("Sa 18:00-02:00", saturday, "c 18:00 u(make-up)"),
        // As a workday it is closed, and so it is as a Sunday.
        ("Sa 18:00-02:00", sunday, "u(make-up) 02:00 c"),
        ("Tu-Sa 18:00-02:00", sunday, "o 02:00 c 18:00 u(make-up)"),
        (
            "Mo-Fr 18:00-02:00",
            "2022-10-10",
            "o(make-up) 02:00 c 18:00 o",
        ),
    ];
    for (text, on, expected) in table {
        assert_eq!(day(text, on), expected, "{text} on {on}");
    }
}

#[test]
fn a_monday_that_a_table_has_as_worked_is_a_monday() {
    // The holidays of 2020 were made longer, up to the Sunday before.
    for (text, expected) in [
        ("Mo-Fr 09:00-17:00; PH off", "c 09:00 o 17:00 c"),
        ("Tu-Su 09:00-17:00", "c"),
        ("Sa-Su 09:00-17:00", "c"),
        ("Mo 09:00-17:00", "c 09:00 o 17:00 c"),
    ] {
        assert_eq!(day(text, "2020-02-03"), expected, "{text}");
    }
}

#[test]
fn hong_kong_has_no_make_up_workdays_and_plain_weekends() {
    for on in OF_2026 {
        let state = |text: &str| shown(&rules_in("hk", text).day(date(on)));
        assert_eq!(state("Mo-Fr 09:00-17:00"), "c", "{on}");
        assert_eq!(state("Sa-Su 09:00-17:00"), "c 09:00 o 17:00 c", "{on}");
    }
}

#[test]
fn texts_with_equal_workdays_and_nothing_of_weekends_cannot_be_unknown() {
    // The index skips what cannot be unknown: most texts of offices.
    for text in [
        "Mo-Fr 09:00-17:00; PH off",
        "Mo-Fr 09:00-17:00; Sa 09:00-12:00",
        "Mo-Su 09:00-17:00",
        "Tu-Su 09:00-17:00",
    ] {
        assert_eq!(rules_in("cn", text).hours_of_day().unknown, 0, "{text}");
    }
    for text in [
        "Sa 09:00-12:00",
        "Mo-Fr 09:00-17:00; Sa 08:00-12:00",
        "Oct Mo 09:00-12:00",
    ] {
        let hours = rules_in("cn", text).hours_of_day();
        assert_eq!(hours.unknown, hours.open, "{text}");
        assert_eq!(rules_in("hk", text).hours_of_day().unknown, 0, "{text}");
    }
}

#[test]
fn a_question_on_a_make_up_workday_finds_what_is_open_or_may_be() {
    let texts = [
        "Tu-Su 09:00-17:00",
        "Mo-Su 09:00-17:00; Mo off",
        "周二至周日 9:00-17:00",
        "Sa 09:00-12:00",
    ];
    let features: Vec<String> = (0_u8..)
        .zip(texts)
        .map(|(row, text)| {
            let east_m = f64::from(row) * 10.0;
            station(
                &format!("s{row}"),
                east_m,
                &format!(r#""opening_hours":"{text}","amenities":["toilet"]"#),
            )
        })
        .collect();
    let service = service_of(&[&collection("", &features)]);
    let found = |more: &str| {
        let uri =
            format!("/v1/stations/nearest?lat=30&lon=110&amenity=toilet&at=2026-10-10T10:00{more}");
        let answer = get_json(&service, &uri);
        let features = answer["features"].as_array().unwrap().iter();
        features
            .map(|feature| {
                let properties = &feature["properties"];
                let text = |name: &str| properties[name].as_str().unwrap();
                format!(
                    "{} {} {}",
                    text("station_id"),
                    text("open_state"),
                    text("open_reason")
                )
            })
            .collect::<Vec<_>>()
    };
    let open = ["s0 open hours", "s1 open hours", "s2 open hours"];
    assert_eq!(found("&unknown_hours=exclude"), open);
    assert_eq!(
        found(""),
        [&open[..], &["s3 unknown make_up_workday"]].concat()
    );
}
