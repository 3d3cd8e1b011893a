//! Calendars of days off, and the days that depend on them.

use chrono::NaiveDate;
use yizhan::hours::{Calendar, Calendars, MAX_DAYS, MAX_RUN_DAYS, OpenState, Reason};

use crate::hours::setting::{rules_in, shown};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_bundled_calendars_are_read_whole() {
    let calendars = Calendars::bundled();
    assert_eq!(calendars.names().collect::<Vec<_>>(), ["cn", "hk"]);
    let (cn, hk) = (calendars.get("cn"), calendars.get("hk"));
    assert_eq!(cn.years(), Some((2007, 2026)));
    assert_eq!(hk.years(), Some((2020, 2027)));
    assert!(cn.has_make_up_workdays() && !hk.has_make_up_workdays());
    let days_of = |year: i32| date(&format!("{year}-01-01")).iter_days().take(365);
    assert_eq!(days_of(2026).filter(|day| cn.is_day_off(*day)).count(), 33);
    let worked: Vec<_> = days_of(2026)
        .filter(|day| cn.is_make_up_workday(*day))
        .collect();
    let expected = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"];
    assert_eq!(worked, expected.map(|day| date(&format!("2026-{day}"))));
}

#[test]
fn an_unknown_name_has_a_calendar_that_knows_nothing() {
    let calendars = Calendars::bundled();
    assert_eq!(*calendars.get("mo"), Calendar::empty());
    assert!(!calendars.get("mo").covers_year(2026));
    assert_eq!(calendars.get("mo").years(), None);
}

#[test]
fn what_is_no_calendar_is_refused_with_its_place() {
    let table = [
        ("[", "line 1"),
        ("{}", "missing field `off`"),
        (
            r#"{"off":[["2026-02-30","2026-03-01","x"]]}"#,
            "off[0]: '2026-02-30' is not a date",
        ),
        (
            r#"{"off":[],"work":["2026-01-04","soon"]}"#,
            "work[1]: 'soon' is not a date",
        ),
        (
            r#"{"off":[["2026-01-03","2026-01-01","x"]]}"#,
            "off[0]: a run of days off lasts",
        ),
        (
            r#"{"off":[["2026-01-03","2026-01-04","x"]],"work":["2026-01-04"]}"#,
            "2026-01-04 is listed both",
        ),
        (
            r#"{"off":[],"years_complete":[2026,2025]}"#,
            "expected [first, last]",
        ),
    ];
    for (json, expected) in table {
        let message = Calendar::parse(json).unwrap_err().to_string();
        assert!(message.contains(expected), "{json}: {message}");
    }
}

#[test]
fn runs_and_calendars_are_capped() {
    let run = |days: i64| {
        let from = date("2026-01-01");
        let to = from + chrono::TimeDelta::days(days - 1);
        Calendar::parse(&format!(r#"{{"off":[["{from}","{to}","x"]]}}"#))
    };
    assert!(run(1).is_ok() && run(MAX_RUN_DAYS).is_ok());
    assert!(run(0).is_err() && run(MAX_RUN_DAYS + 1).is_err());
    let work = |days: usize| {
        let dates: Vec<_> = date("1990-01-01").iter_days().take(days).collect();
        let quoted: Vec<_> = dates.iter().map(|day| format!("\"{day}\"")).collect();
        Calendar::parse(&format!(r#"{{"off":[],"work":[{}]}}"#, quoted.join(",")))
    };
    assert!(work(MAX_DAYS).is_ok());
    assert!(work(MAX_DAYS + 1).is_err());
}

#[test]
fn make_up_workdays_are_worked_and_days_off_are_not() {
    let office = "Mo-Fr 08:30-17:30; PH off";
    let with_saturday = "Mo-Fr 08:30-17:30; Sa 09:00-12:00; PH off";
    let table = [
        (office, "2026-02-13", "c 08:30 o 17:30 c"),
        // Saturdays worked in exchange.
        (office, "2026-02-14", "c 08:30 o(make-up) 17:30 c"),
        (office, "2026-02-28", "c 08:30 o(make-up) 17:30 c"),
        (office, "2026-10-10", "c 08:30 o(make-up) 17:30 c"),
        (office, "2026-02-16", "c(holiday)"),
        (office, "2026-10-05", "c(holiday)"),
        (office, "2026-03-07", "c"),
        (with_saturday, "2026-02-14", "c 08:30 o(make-up) 17:30 c"),
        (with_saturday, "2026-03-07", "c 09:00 o 12:00 c"),
        // A weekend's rule alone leaves open what is done on a workday.
        ("Sa 09:00-12:00", "2026-02-14", "c 09:00 u(make-up) 12:00 c"),
        ("Sa 09:00-12:00", "2026-03-07", "c 09:00 o 12:00 c"),
        ("Tu 09:00-11:00", "2026-02-14", "c 09:00 u(make-up) 11:00 c"),
        ("Mo-Sa 09:00-11:00", "2026-02-14", "c 09:00 o 11:00 c"),
        (
            "Mo-Sa 09:00-11:00",
            "2026-01-04",
            "c 09:00 o(make-up) 11:00 c",
        ),
        (
            "Sa[2] 09:00-11:00",
            "2026-02-14",
            "c 09:00 u(make-up) 11:00 c",
        ),
        ("09:00-11:00", "2026-02-14", "c 09:00 o 11:00 c"),
        ("Feb 09:00-11:00", "2026-02-14", "c 09:00 o 11:00 c"),
        // The night of a worked Saturday ends on Sunday, the first day off.
        ("Mo-Fr 18:00-02:00", "2026-02-15", "o(make-up) 02:00 c"),
        ("Mo-Fr 18:00-02:00; PH off", "2026-02-15", "c(holiday)"),
        ("Mo-Fr 18:00-02:00, PH off", "2026-02-15", "c(holiday)"),
        ("PH 10:00-12:00", "2026-10-05", "c 10:00 o(holiday) 12:00 c"),
        ("Mo,PH 10:00-12:00", "2026-10-05", "c 10:00 o 12:00 c"),
        (
            "PH -1 day 10:00-12:00",
            "2026-09-30",
            "c 10:00 o(holiday) 12:00 c",
        ),
    ];
    for (text, day, expected) in table {
        assert_eq!(
            shown(&rules_in("cn", text).day(date(day))),
            expected,
            "{text} on {day}"
        );
    }
}

#[test]
fn hong_kong_has_its_own_days_off_and_works_none_in_exchange() {
    let rules = rules_in("hk", "Mo-Fr 08:30-17:30; PH off");
    assert_eq!(shown(&rules.day(date("2026-07-01"))), "c(holiday)");
    assert_eq!(shown(&rules.day(date("2026-02-14"))), "c");
}

#[test]
fn a_year_without_data_is_said_to_lack_it_where_it_matters() {
    let table = [
        ("cn", "Mo-Fr 08:30-17:30; PH off", true),
        // Without any days off named, a make-up workday still changes the answer.
        ("cn", "Mo-Fr 08:30-17:30", true),
        ("cn", "Mo-Su 08:30-17:30", false),
        ("cn", "08:30-17:30", false),
        ("cn", "24/7", false),
        ("hk", "Mo-Fr 08:30-17:30", false),
        ("hk", "Mo-Fr 08:30-17:30; PH off", true),
        ("none", "Mo-Fr 08:30-17:30; PH off", true),
        ("none", "Mo-Fr 08:30-17:30", false),
    ];
    for (calendar, text, depends) in table {
        let rules = rules_in(calendar, text);
        assert_eq!(rules.depends_on_calendar(), depends, "{calendar} {text}");
        assert_eq!(
            rules.lacks_holiday_data(date("2030-01-01")),
            depends,
            "{text}"
        );
        let lacks_2026 = depends && calendar == "none";
        assert_eq!(
            rules.lacks_holiday_data(date("2026-01-01")),
            lacks_2026,
            "{text}"
        );
    }
}

#[test]
fn a_year_without_data_falls_back_to_the_weekday() {
    let day = rules_in("cn", "Mo-Fr 08:30-17:30; PH off").day(date("2030-10-01"));
    let span = day.at(12 * 60);
    assert_eq!((span.state, span.reason), (OpenState::Open, Reason::Hours));
}
