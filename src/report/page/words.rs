//! Words, numbers and times of the page, in both languages.

use chrono::{Datelike, NaiveDate};
use maud::{Markup, Render, html};

use crate::clock::{MINUTES_A_DAY, UnixTime, Zone};
use crate::coverage::numbers::grouped;
use crate::coverage::outcome::NearestStation;
use crate::travel::Mode;

/// A text in both languages; the style sheet shows one.
pub(super) fn say(zh: impl Render, en: impl Render) -> Markup {
    html! {
        span lang="zh-CN" { (zh) }
        span lang="en" { (en) }
    }
}

/// Days of the week, Monday first.
pub(super) const WEEKDAYS: [(&str, &str); 7] = [
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
];

/// A share as per cent. Only all is 100 %, and only none is 0 %.
pub(super) fn percent(share: Option<f64>) -> String {
    match share {
        None => "–".to_owned(),
        Some(share) if share > 0.0 && share < 0.000_5 => "<0.1%".to_owned(),
        Some(share) if (0.999_5..1.0).contains(&share) => ">99.9%".to_owned(),
        Some(share) => format!("{:.1}%", share * 100.0),
    }
}

/// Whole metres with commas.
pub(super) fn metres(distance_m: f64) -> String {
    grouped(&format!("{distance_m:.0}"))
}

/// A number with at most one decimal, and none if it is whole.
pub(super) fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    grouped(text.strip_suffix(".0").unwrap_or(&text))
}

/// A count with its noun, in English: `1 cell`, `2 cells`.
pub(super) fn counted(n: usize, thing: &str) -> String {
    let number = grouped(&n.to_string());
    let ending = if n == 1 { "" } else { "s" };
    format!("{number} {thing}{ending}")
}

/// Minutes and metres to a station.
pub(super) fn way(nearest: NearestStation) -> Markup {
    let minutes = short(nearest.travel_time_s / 60.0);
    let metres = metres(nearest.distance_m);
    say(
        format!("{minutes}\u{a0}分钟 · {metres}\u{a0}米"),
        format!("{minutes}\u{a0}min · {metres}\u{a0}m"),
    )
}

/// How people move, as in "15 minutes on foot".
pub(super) const fn mode_words(mode: Mode) -> (&'static str, &'static str) {
    match mode {
        Mode::Walk => ("步行", "on foot"),
        Mode::Bike => ("骑自行车", "by bicycle"),
        Mode::Ebike => ("骑电动自行车", "by e-bike"),
    }
}

/// A moment in the time zone of the run.
pub(super) fn moment(zone: Zone, at: UnixTime) -> (String, String) {
    let minute = zone.local_minute(at);
    let (hours, minutes) = (minute.minute_of_day() / 60, minute.minute_of_day() % 60);
    debug_assert!(minute.minute_of_day() < MINUTES_A_DAY);
    let date = minute.date();
    let (zh, en) = weekday(date);
    (
        format!(
            "{}年{}月{}日（{zh}）{hours:02}:{minutes:02}",
            date.year(),
            date.month(),
            date.day()
        ),
        format!("{en} {} {hours:02}:{minutes:02}", date.format("%-d %B %Y,")),
    )
}

/// The name of a day.
pub(super) fn weekday(date: NaiveDate) -> (&'static str, &'static str) {
    let from_monday = date.weekday().num_days_from_monday();
    WEEKDAYS
        .into_iter()
        .zip(0..)
        .find(|(_, number)| *number == from_monday)
        .map_or(("", ""), |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_all_is_not_all_and_nearly_none_is_not_none() {
        assert_eq!(percent(Some(1.0)), "100.0%");
        assert_eq!(percent(Some(0.999_9)), ">99.9%");
        assert_eq!(percent(Some(0.000_1)), "<0.1%");
        assert_eq!(percent(Some(0.0)), "0.0%");
        assert_eq!(percent(Some(0.634_4)), "63.4%");
        assert_eq!(percent(None), "–");
    }

    #[test]
    fn a_moment_is_said_as_people_say_it() {
        let zone = Zone::default();
        let at = zone.parse_instant("2026-11-24T08:05").unwrap();
        assert_eq!(
            moment(zone, at),
            (
                "2026年11月24日（周二）08:05".to_owned(),
                "Tue 24 November 2026, 08:05".to_owned()
            )
        );
        assert_eq!(counted(1, "cell"), "1 cell");
        assert_eq!(counted(1_200, "cell"), "1,200 cells");
        assert_eq!(short(13.333), "13.3");
        assert_eq!(short(1_500.0), "1,500");
    }
}
