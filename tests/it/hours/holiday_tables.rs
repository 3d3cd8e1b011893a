//! Tables of days off that are added: which years they bring, and which stay.

use chrono::{Datelike, NaiveDate};
use yizhan::hours::{CALENDAR_YEARS, Calendar, Calendars};

/// A table of 2027 in our form, without `years_complete`.
pub(crate) const OF_2027: &str =
    r#"{"off":[["2027-01-01","2027-01-03","元旦"]],"work":["2027-01-10"]}"#;
/// One in the form of holiday-cn, with days in the December before.
pub(crate) const OF_2027_BY_NOTICE: &str = r#"{
  "$schema": "https://example.org/schema.json", "year": 2027, "papers": [],
  "days": [
    {"name": "元旦", "date": "2026-12-26", "isOffDay": false},
    {"name": "元旦", "date": "2026-12-31", "isOffDay": true},
    {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
    {"name": "元旦", "date": "2027-01-10", "isOffDay": false}
  ]}"#;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn table(json: &str) -> Calendar {
    Calendar::parse(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

/// The bundled calendar `cn` with the years of tables.
fn cn_with(tables: &[&str]) -> Calendar {
    let tables: Vec<_> = tables.iter().map(|json| table(json)).collect();
    Calendars::bundled()
        .get("cn")
        .with_years_of(&tables)
        .unwrap()
}

fn known(calendar: &Calendar) -> Vec<i32> {
    calendar.known_years().iter().copied().collect()
}

/// What the days of a year are: 1 off, 2 worked.
fn days_of(calendar: &Calendar, year: i32) -> Vec<u8> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    let days = first.iter_days().take_while(|day| day.year() == year);
    days.map(|day| {
        u8::from(calendar.is_day_off(day)) + 2 * u8::from(calendar.is_make_up_workday(day))
    })
    .collect()
}

#[test]
fn the_years_of_a_table_are_added_and_all_others_stay() {
    let bundled = Calendars::bundled().get("cn");
    let more = cn_with(&[OF_2027]);
    assert_eq!(known(&more), (2007..=2027).collect::<Vec<_>>());
    for year in 2005..=2026 {
        assert_eq!(days_of(&more, year), days_of(&bundled, year), "{year}");
    }
    assert!(more.is_day_off(date("2027-01-02")) && more.is_make_up_workday(date("2027-01-10")));
}

#[test]
fn a_year_that_a_table_brings_takes_the_place_of_the_same_year() {
    let bundled = Calendars::bundled().get("cn");
    let other = cn_with(&[r#"{"off":[["2020-05-05","2020-05-06","x"]],"work":["2020-05-09"]}"#]);
    assert_eq!(known(&other), known(&bundled));
    let mut expected = vec![0; 366];
    (expected[125], expected[126], expected[129]) = (1, 1, 2);
    assert_eq!(days_of(&other, 2020), expected);
    for year in (2007..=2026).filter(|year| *year != 2020) {
        assert_eq!(days_of(&other, year), days_of(&bundled, year), "{year}");
    }
}

#[test]
fn years_may_have_gaps() {
    let gap = cn_with(&[r#"{"off":[["2030-10-01","2030-10-07","x"]]}"#]);
    assert_eq!(gap.years(), Some((2007, 2030)));
    assert_eq!(gap.missing_years().collect::<Vec<_>>(), [2027, 2028, 2029]);
    assert_eq!(gap.years_around(2026), Some((2007, 2026)));
    assert_eq!(gap.years_around(2030), Some((2030, 2030)));
    assert_eq!(gap.years_around(2028), None);
}

#[test]
fn the_yearly_form_of_holiday_cn_is_read_with_its_days_outside_the_year() {
    let yearly = table(OF_2027_BY_NOTICE);
    assert_eq!(known(&yearly), [2027]);
    let more = cn_with(&[OF_2027_BY_NOTICE]);
    assert_eq!(known(&more), (2007..=2027).collect::<Vec<_>>());
    assert!(more.is_make_up_workday(date("2026-12-26")));
    assert!(more.is_day_off(date("2026-12-31")) && more.is_day_off(date("2027-01-01")));
    // What 2026 had is still there.
    let before = days_of(&Calendars::bundled().get("cn"), 2026);
    let differ = |(i, (a, b)): (usize, (&u8, &u8))| (a != b).then_some(i);
    let after = days_of(&more, 2026);
    let differing: Vec<_> = before
        .iter()
        .zip(&after)
        .enumerate()
        .filter_map(differ)
        .collect();
    assert_eq!(differing, [359, 364]);
}

#[test]
fn a_day_off_that_a_later_notice_has_worked_is_worked() {
    // 2026-10-10 is worked, 2026-10-07 off in the bundled table: a later notice may swap them.
    let swapped = cn_with(&[r#"{"year":2027,"days":[
          {"name":"x","date":"2026-10-04","isOffDay":false},
          {"name":"x","date":"2026-10-07","isOffDay":false},
          {"name":"x","date":"2026-10-10","isOffDay":true},
          {"name":"x","date":"2027-01-01","isOffDay":true}]}"#]);
    assert!(swapped.is_make_up_workday(date("2026-10-04")));
    assert!(!swapped.is_day_off(date("2026-10-04")));
    // A Wednesday that is worked is a Wednesday.
    assert!(!swapped.is_make_up_workday(date("2026-10-07")));
    assert!(!swapped.is_day_off(date("2026-10-07")));
    assert!(swapped.is_day_off(date("2026-10-10")));
    assert!(!swapped.is_make_up_workday(date("2026-10-10")));
}

#[test]
fn a_year_of_which_no_day_is_listed_is_not_known() {
    for (json, expected) in [
        (r#"{"year":2027,"days":[]}"#, &[][..]),
        (
            r#"{"year":2027,"days":[{"date":"2026-12-31","isOffDay":true}]}"#,
            &[],
        ),
        (r#"{"off":[]}"#, &[]),
        (r#"{"off":[],"work":[],"years_complete":[2026,2027]}"#, &[]),
        // A header that was left as it was empties no year that another table knows.
        (
            r#"{"off":[["2027-01-01","2027-01-03","x"]],"years_complete":[2004,2027]}"#,
            &[2027],
        ),
        // Only the days around a New Year: they are of the notice for the other year.
        (
            r#"{"off":[["2026-12-31","2027-01-03","x"]],"work":["2027-02-06"]}"#,
            &[2027],
        ),
        (
            r#"{"off":[["2026-10-01","2026-10-07","x"],["2026-12-31","2027-01-02","x"]]}"#,
            &[2026],
        ),
        (
            r#"{"off":[["2026-12-31","2027-01-02","x"]],"work":["2025-01-04"]}"#,
            &[2025, 2027],
        ),
    ] {
        assert_eq!(known(&table(json)), expected, "{json}");
        let with = cn_with(&[json]);
        assert_eq!(
            days_of(&with, 2024),
            days_of(&Calendars::bundled().get("cn"), 2024),
            "{json}"
        );
        let years: Vec<i32> = (2007..=2026)
            .chain(expected.iter().copied().filter(|y| *y > 2026))
            .collect();
        assert_eq!(known(&with), years, "{json}");
    }
    assert!(!cn_with(&[r#"{"year":2027,"days":[]}"#]).covers_year(2027));
}

#[test]
fn several_tables_of_one_calendar_add_up_in_any_order() {
    let of_2028 = r#"{"year":2028,"days":[{"date":"2028-01-01","isOffDay":true}]}"#;
    let one = cn_with(&[OF_2027, of_2028]);
    assert_eq!(one, cn_with(&[of_2028, OF_2027]));
    assert_eq!(known(&one), (2007..=2028).collect::<Vec<_>>());
    let contradiction = [
        table(r#"{"off":[["2028-05-01","2028-05-01","x"]]}"#),
        table(r#"{"off":[],"work":["2028-05-01"]}"#),
    ];
    let refused = Calendar::empty().with_years_of(&contradiction);
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("2028-05-01 is listed both")
    );
}

#[test]
fn what_is_neither_form_is_refused_with_both_shown() {
    for (json, expected) in [
        (r#"{"year":2027}"#, "missing field `off`"),
        (r#"{"days":[]}"#, "missing field `year`"),
        (
            r#"{"off":[],"days":[],"year":2027}"#,
            "both `off` and `days`",
        ),
        (
            r#"{"year":2027,"days":[{"date":"2027-01-01"}]}"#,
            "missing field `isOffDay`",
        ),
        (
            r#"{"year":2027,"days":[{"date":"2027-13-01","isOffDay":true}]}"#,
            "days[0]: '2027-13-01'",
        ),
        (r#"{"year":1899,"days":[]}"#, "the year 1899"),
        (r#"{"year":2201,"days":[]}"#, "the year 2201"),
        (r#"{"off":[],"work":["2201-01-01"]}"#, "the year 2201"),
        (
            r#"{"off":[],"years_complete":[1899,2026]}"#,
            "the year 1899",
        ),
        (
            r#"{"year":2027,"days":[{"date":"2027-01-01","isOffDay":true},{"date":"2027-01-01","isOffDay":false}]}"#,
            "2027-01-01 is listed both",
        ),
    ] {
        let message = Calendar::parse(json).unwrap_err().to_string();
        assert!(message.contains(expected), "{json}: {message}");
    }
    for year in [CALENDAR_YEARS.start(), CALENDAR_YEARS.end()] {
        let json = format!(r#"{{"off":[["{year}-05-01","{year}-05-01","x"]]}}"#);
        assert_eq!(known(&table(&json)), [*year]);
        // A byte order mark is no part of the text.
        assert_eq!(known(&table(&format!("\u{feff}{json}"))), [*year]);
    }
}
