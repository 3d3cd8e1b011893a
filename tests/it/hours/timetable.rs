//! The compiled window against the rules it was compiled from, inside it and outside.

use chrono::{Days, NaiveDate};
use yizhan::clock::{LocalMinute, MINUTES_A_DAY};
use yizhan::hours::OpenState;
use yizhan::hours::schedules::{Hours, ScheduleIdx, Schedules};
use yizhan::hours::timetable::{HORIZON_DAYS, Timetable};
use yizhan::position::Position;

use crate::support::{TODAY, settings};

const TEXTS: [&str; 12] = [
    "24/7",
    "Mo-Fr 08:30-17:30; PH off",
    "Mo-Su 18:00-02:00",
    "Mo-Fr 09:00-17:00; Sa \"by appointment\"",
    "sunrise-sunset",
    "Feb 29 10:00-12:00",
    "2026 Dec 08-2026 Dec 10 09:00-10:00",
    "00:00-24:00; Dec 09 off",
    "Tu 14:00-17:00",
    "工作日 08:30-12:00,13:00-17:30",
    "Mo-Su 00:00-24:00",
    "2020-2021 Mo 10:00-11:00",
];

fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

fn timetable() -> (Timetable, Vec<ScheduleIdx>) {
    let mut schedules = Schedules::new(settings());
    let place = Position::new(116.4, 39.9).unwrap();
    let rows = TEXTS
        .iter()
        .map(|text| match schedules.intern(text, "cn", place) {
            (Hours::Scheduled(schedule), _) => schedule,
            other => panic!("{text}: {other:?}"),
        })
        .collect();
    (Timetable::build(schedules.into(), today()), rows)
}

/// The state by the rules alone.
fn by_rules(timetable: &Timetable, schedule: ScheduleIdx, minute: i64) -> OpenState {
    let minute = LocalMinute(minute);
    let minute_of_day = u16::try_from(minute.minute_of_day()).unwrap();
    timetable
        .rules(schedule)
        .day(minute.date())
        .at(minute_of_day)
        .state
}

#[test]
fn every_minute_of_forty_days_is_as_the_rules_say() {
    let (timetable, rows) = timetable();
    let first = LocalMinute::midnight(today() - Days::new(12)).0;
    for (text, schedule) in TEXTS.iter().zip(rows) {
        for minute in (first..first + 40 * MINUTES_A_DAY).step_by(5) {
            let state = timetable.state(schedule, LocalMinute(minute));
            assert_eq!(
                state,
                by_rules(&timetable, schedule, minute),
                "{text} {minute}"
            );
        }
    }
}

#[test]
fn reasons_and_missing_holidays_are_as_the_rules_say() {
    let (timetable, rows) = timetable();
    let first = LocalMinute::midnight(today() - Days::new(12)).0;
    for (text, schedule) in TEXTS.iter().zip(rows) {
        // Some minutes of two thousand days: years before and after those of the calendar.
        for minute in (first..first + 2_000 * MINUTES_A_DAY).step_by(7_919) {
            for minute in [
                minute,
                minute - 2_900 * MINUTES_A_DAY,
                first + minute % 40_000,
            ] {
                let minute = LocalMinute(minute);
                let (span, reason) = timetable.state_and_next_change(schedule, minute);
                let by_rules = timetable.explain(schedule, minute);
                assert_eq!(
                    (span.state, reason),
                    (by_rules.state, by_rules.reason),
                    "{text}"
                );
                assert_eq!(
                    timetable.lacks_holiday_data(schedule, minute, minute),
                    timetable.rules(schedule).lacks_holiday_data(minute.date()),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn a_span_ends_where_the_state_changes_and_never_beyond_400_days() {
    let (timetable, rows) = timetable();
    let first = LocalMinute::midnight(today() - Days::new(3)).0;
    for (text, schedule) in TEXTS.iter().zip(rows) {
        for minute in (first..first + 22 * MINUTES_A_DAY).step_by(613) {
            let span = timetable.span(schedule, LocalMinute(minute));
            assert_eq!(span.state, by_rules(&timetable, schedule, minute), "{text}");
            let horizon = minute + HORIZON_DAYS * MINUTES_A_DAY;
            let until = span.until.map_or(horizon + 1, |until| until.0);
            // Days are sampled: spans of these texts are longer than the step.
            for between in (minute..until.min(horizon)).step_by(29) {
                assert_eq!(
                    by_rules(&timetable, schedule, between),
                    span.state,
                    "{text}"
                );
            }
            if let Some(until) = span.until {
                assert!(until.0 > minute && until.0 <= horizon, "{text}");
                assert_ne!(
                    by_rules(&timetable, schedule, until.0),
                    span.state,
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn what_opens_once_in_four_years_is_found_only_within_the_horizon() {
    let (timetable, rows) = timetable();
    let leap_day = rows[5];
    let minute = |date: &str| LocalMinute::midnight(date.parse().unwrap());
    assert_eq!(timetable.span(leap_day, minute("2026-11-24")).until, None);
    let opens = minute("2028-02-29").0 + 10 * 60;
    let near = timetable.span(leap_day, minute("2027-02-01"));
    assert_eq!(near.until, Some(LocalMinute(opens)));
}

#[test]
fn a_timetable_of_another_day_gives_the_same_answers() {
    let (timetable, rows) = timetable();
    let rolled = timetable.rolled_to(today() + Days::new(9));
    let first = LocalMinute::midnight(today() - Days::new(12)).0;
    for schedule in rows {
        for minute in (first..first + 40 * MINUTES_A_DAY).step_by(97) {
            let minute = LocalMinute(minute);
            assert_eq!(
                timetable.span(schedule, minute),
                rolled.span(schedule, minute)
            );
        }
    }
}
