//! When reports make an open station doubtful, and when not: the boundaries of the rule.

use std::sync::Arc;

use yizhan::amenity::AmenitySet;
use yizhan::clock::{UnixTime, Zone};
use yizhan::notices::{
    DOUBT_S, Notice, NoticeKind, POSTED_OPEN_S, Report, ReportState, ReportWhat, Truth,
};
use yizhan::query::WorkBudget;
use yizhan::query::opening::{Opening, OpeningSearch};

use crate::support::http::{collection, station};
use crate::support::said::{notice, report, said};
use crate::support::{instant, snapshot};

/// The station of these tests is open from 8 to 12 and from 14 to 20.
const HOURS: &str = r#""opening_hours":"Mo-Su 08:00-12:00,14:00-20:00""#;

fn at(time: &str) -> UnixTime {
    instant(&format!("2026-11-24T{time}"))
}

fn locked(times: &[(&str, UnixTime)]) -> Vec<Report> {
    let reports = times.iter();
    reports
        .map(|(reporter, at)| report("a", reporter, ReportWhat::Locked, *at))
        .collect()
}

fn described(reports: Vec<Report>, notices: Vec<Notice>, moment: UnixTime) -> Opening {
    let snapshot = snapshot(&[&collection("", &[station("a", 1.0, HOURS)])]);
    let truth = Truth::resolve(Arc::new(said(notices, reports)), &snapshot, Zone::default());
    let search = OpeningSearch::new(&snapshot, WorkBudget::whole()).told(Some(&truth));
    let idx = snapshot.find("a").unwrap();
    search.describe(idx, AmenitySet::EMPTY, Zone::default(), moment)
}

/// State and reason.
fn state(reports: Vec<Report>, moment: UnixTime) -> (&'static str, &'static str) {
    let opening = described(reports, Vec::new(), moment);
    (opening.state.key(), opening.reason.key())
}

fn three(times: [UnixTime; 3]) -> Vec<Report> {
    locked(&[("x", times[0]), ("y", times[1]), ("z", times[2])])
}

const OPEN: (&str, &str) = ("open", "hours");
const DOUBTFUL: (&str, &str) = ("unknown", "reported_locked");

#[test]
fn three_reporters_make_an_open_station_unknown_from_the_third_on_and_two_do_not() {
    let reports = three([at("09:00"), at("09:10"), at("09:20")]);
    assert_eq!(state(reports.clone(), at("09:19:59")), OPEN);
    assert_eq!(state(reports.clone(), at("09:20")), DOUBTFUL);
    assert_eq!(state(reports[..2].to_vec(), at("09:20")), OPEN);
    let same = locked(&[("x", at("09:00")), ("y", at("09:10")), ("x", at("09:20"))]);
    assert_eq!(state(same, at("09:20")), OPEN);
}

#[test]
fn a_doubt_ends_after_six_hours_and_the_answer_says_when_it_opens_again() {
    let third = at("08:50");
    let reports = three([at("08:10"), at("08:20"), third]);
    let end = third.plus_seconds(DOUBT_S);
    assert_eq!(state(reports.clone(), end.plus_seconds(-1)), DOUBTFUL);
    assert_eq!(state(reports.clone(), end), OPEN);
    let opening = described(reports, Vec::new(), at("09:00"));
    assert_eq!((opening.open_until, opening.opens_at), (None, Some(end)));
}

#[test]
fn reports_count_for_two_hours_of_posted_opening_so_the_break_at_noon_does_not_count() {
    let first = at("11:00");
    let last = at("15:00");
    assert_eq!(last.unix_s - first.unix_s, POSTED_OPEN_S + 2 * 3_600);
    assert_eq!(state(three([first, at("11:30"), last]), last), DOUBTFUL);
    let late = last.plus_seconds(1);
    assert_eq!(state(three([first, at("11:30"), late]), late), OPEN);
}

#[test]
fn reports_while_the_posted_hours_say_closed_do_not_count() {
    let late = three([at("11:50"), at("12:00"), at("14:10")]);
    assert_eq!(state(late, at("14:10")), OPEN);
    let counting = three([at("11:50"), at("11:59:59"), at("14:10")]);
    assert_eq!(state(counting, at("14:10")), DOUBTFUL);
}

#[test]
fn a_report_closes_nothing_and_where_the_hours_say_closed_the_state_stays_closed() {
    let reports = three([at("11:00"), at("11:10"), at("11:20")]);
    assert_eq!(state(reports, at("12:30")), ("closed", "hours"));
}

#[test]
fn thanks_after_the_first_of_the_reports_contradict_them() {
    let with_thanks = |moment| {
        let mut reports = three([at("09:00"), at("09:10"), at("09:20")]);
        reports.push(report("a", "w", ReportWhat::Thanks, moment));
        reports
    };
    assert_eq!(state(with_thanks(at("08:59:59")), at("09:30")), DOUBTFUL);
    assert_eq!(state(with_thanks(at("09:00")), at("09:30")), DOUBTFUL);
    assert_eq!(state(with_thanks(at("09:00:01")), at("09:30")), OPEN);
    assert_eq!(state(with_thanks(at("09:05")), at("09:30")), OPEN);
    assert_eq!(state(with_thanks(at("09:40")), at("09:30")), DOUBTFUL);
    assert_eq!(state(with_thanks(at("09:40")), at("09:40")), OPEN);
}

#[test]
fn thanks_in_the_second_of_the_last_report_contradict_the_first_whichever_is_named_first() {
    let mut reports = three([at("09:00"), at("09:10"), at("09:20")]);
    reports.push(report("a", "w", ReportWhat::Thanks, at("09:20")));
    assert_eq!(state(reports.clone(), at("09:20")), OPEN);
    reports.swap(2, 3);
    assert_eq!(state(reports, at("09:20")), OPEN);
}

#[test]
fn thanks_lift_no_doubt_of_reports_that_all_came_in_the_same_second() {
    for (thanked_at, expected) in [
        ("09:19:59", DOUBTFUL),
        ("09:20:00", DOUBTFUL),
        ("09:20:01", OPEN),
    ] {
        let mut reports = three([at("09:20"); 3]);
        for place in 0..=3 {
            let thanks = report("a", "w", ReportWhat::Thanks, at(thanked_at));
            reports.insert(place, thanks);
            let found = state(reports.clone(), at("09:30"));
            assert_eq!(found, expected, "{thanked_at} {place}");
            reports.remove(place);
        }
    }
}

#[test]
fn an_answer_of_a_keeper_in_the_second_of_a_report_is_later_than_it() {
    let reports = three([at("09:20"); 3]);
    let open = notice("a", NoticeKind::Open, at("09:20"), at("09:25"));
    let answer = Notice {
        created_at: at("09:20"),
        ..open
    };
    let opening = described(reports.clone(), vec![answer], at("09:30"));
    assert_eq!((opening.state.key(), opening.reason.key()), OPEN);
    let mut rejected = reports;
    rejected[0].state = ReportState::Rejected;
    rejected[0].answered_at = Some(at("09:20"));
    assert_eq!(state(rejected, at("09:30")), OPEN);
}

#[test]
fn a_keeper_who_rejects_a_report_ends_the_doubt_and_one_who_confirms_does_not() {
    let answered = |state, answered_at| {
        let mut reports = three([at("09:00"), at("09:10"), at("09:20")]);
        reports[1].state = state;
        reports[1].answered_at = Some(answered_at);
        reports
    };
    let rejected = answered(ReportState::Rejected, at("09:40"));
    assert_eq!(state(rejected.clone(), at("09:39:59")), DOUBTFUL);
    assert_eq!(state(rejected, at("09:40")), OPEN);
    let at_once = answered(ReportState::Rejected, at("09:20"));
    assert_eq!(state(at_once, at("09:20")), OPEN);
    let confirmed = answered(ReportState::Confirmed, at("09:40"));
    assert_eq!(state(confirmed, at("10:00")), DOUBTFUL);
}

#[test]
fn a_notice_written_after_the_reports_answers_them_and_one_written_before_does_not() {
    let states = |created_at, kind| {
        let reports = three([at("09:00"), at("09:10"), at("09:20")]);
        let notices = vec![Notice {
            created_at,
            ..notice("a", kind, at("09:30"), at("09:40"))
        }];
        let key = |moment| {
            let opening = described(reports.clone(), notices.clone(), moment);
            opening.state.key()
        };
        [at("09:25"), at("09:35"), at("09:40")].map(key)
    };
    let open = NoticeKind::Open;
    assert_eq!(states(at("09:30"), open), ["unknown", "open", "open"]);
    assert_eq!(states(at("08:00"), open), ["unknown", "open", "unknown"]);
    let closed = NoticeKind::Closed;
    assert_eq!(states(at("09:30"), closed), ["unknown", "closed", "open"]);
    let note = NoticeKind::Note;
    assert_eq!(states(at("09:30"), note), ["unknown"; 3]);
}

#[test]
fn reports_without_a_reporter_cannot_be_told_apart_and_do_not_count() {
    let mut reports = three([at("09:00"), at("09:10"), at("09:20")]);
    reports[2].reporter_digest = None;
    assert_eq!(state(reports, at("09:30")), OPEN);
}
