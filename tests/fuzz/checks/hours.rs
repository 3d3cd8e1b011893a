//! Opening hours: any text is understood or unknown, and what is understood is the same by
//! the rules and by the timetable.

use std::sync::{Arc, OnceLock};

use yizhan::clock::{LocalMinute, MINUTES_A_DAY, Zone};
use yizhan::hours::schedules::{Hours, HoursSettings, ScheduleIdx, Schedules};
use yizhan::hours::timetable::{HORIZON_DAYS, Timetable};
use yizhan::hours::{Calendars, DaySpan, HoursIssueKind, HoursOfDay, OpenState};
use yizhan::position::Position;

/// The week that is looked at has the National Day, days off and a make-up workday.
const TODAY: &str = "2026-10-01";
/// Days that are evaluated beside that week: the ends of what can be asked about, a leap day.
const FAR_DAYS: [&str; 4] = ["1991-12-31", "2028-02-29", "2033-12-31", "2100-12-31"];

/// One text, in the calendar of the mainland.
pub(crate) fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut schedules = Schedules::new(settings());
    let beijing = Position::new(116.4, 39.9).unwrap();
    let (hours, issues) = schedules.intern(text, "cn", beijing);
    let is_refused = issues
        .iter()
        .any(|issue| issue.kind == HoursIssueKind::Unparsed);
    let Hours::Scheduled(schedule) = hours else {
        assert!(
            hours == Hours::Unparsed && is_refused,
            "unknown for no reason"
        );
        return;
    };
    assert!(!is_refused, "understood and not understood");
    let timetable = Timetable::build(Arc::new(schedules), TODAY.parse().unwrap());
    check_week(&timetable, schedule);
    for day in FAR_DAYS {
        let midnight = LocalMinute::midnight(day.parse().unwrap());
        check_day(&timetable, schedule, midnight);
        check_change(&timetable, schedule, LocalMinute(midnight.0 + 700));
    }
}

/// The default clock and the bundled calendars, which are read once.
fn settings() -> HoursSettings {
    static SETTINGS: OnceLock<HoursSettings> = OnceLock::new();
    SETTINGS
        .get_or_init(|| HoursSettings {
            zone: Zone::default(),
            calendars: Calendars::bundled(),
            today: TODAY.parse().unwrap(),
        })
        .clone()
}

fn check_week(timetable: &Timetable, schedule: ScheduleIdx) {
    let first = LocalMinute::midnight(TODAY.parse().unwrap());
    for day in 0..7 {
        let midnight = LocalMinute(first.0 + day * MINUTES_A_DAY);
        for start in check_day(timetable, schedule, midnight) {
            check_change(timetable, schedule, start);
        }
    }
}

/// A day is whole, its states are within the bounds that the index goes by, and the timetable
/// says the same. Answers where its stretches begin.
fn check_day(
    timetable: &Timetable,
    schedule: ScheduleIdx,
    midnight: LocalMinute,
) -> Vec<LocalMinute> {
    let rules = timetable.rules(schedule);
    let hours = rules.hours_of_day();
    let day = rules.day(midnight.date());
    let spans = day.spans();
    assert_eq!(spans[0].start_min, 0);
    let differ = |pair: &[DaySpan]| {
        pair[0].start_min < pair[1].start_min
            && (pair[0].state, pair[0].reason) != (pair[1].state, pair[1].reason)
    };
    assert!(spans.windows(2).all(differ), "{spans:?}");
    assert!(i64::from(spans[spans.len() - 1].start_min) < MINUTES_A_DAY);
    for minute in (0..1_440_u16).step_by(20) {
        assert!(is_within(hours, day.at(minute).state, minute));
    }
    let mut starts = Vec::new();
    for span in spans {
        assert!(is_within(hours, span.state, span.start_min));
        let start = LocalMinute(midnight.0 + i64::from(span.start_min));
        assert_eq!(timetable.state(schedule, start), span.state);
        starts.push(start);
    }
    starts
}

fn is_within(hours: HoursOfDay, state: OpenState, minute: u16) -> bool {
    let bits = match state {
        OpenState::Closed => return true,
        OpenState::Open => hours.open,
        OpenState::Unknown => hours.unknown,
    };
    bits >> (minute / 60) & 1 == 1
}

/// A stretch lasts until its end and not a minute longer.
fn check_change(timetable: &Timetable, schedule: ScheduleIdx, minute: LocalMinute) {
    let span = timetable.span(schedule, minute);
    assert_eq!(span.state, timetable.explain(schedule, minute).state);
    let Some(until) = span.until else { return };
    assert!(until > minute && until.0 <= minute.0 + HORIZON_DAYS * MINUTES_A_DAY);
    assert_ne!(timetable.state(schedule, until), span.state);
    let last = LocalMinute(until.0 - 1);
    assert_eq!(timetable.explain(schedule, last).state, span.state);
}
