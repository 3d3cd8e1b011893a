//! The week: a heat map of its hours, and the same as a curve.

use std::fmt::Write;

use chrono::Datelike;
use maud::{Markup, PreEscaped, html};

use super::words::{WEEKDAYS, percent, say, weekday};
use crate::coverage::outcome::HourOutcome;
use crate::coverage::run::Run;

/// Shades between the week's minimum and maximum.
const N_SHADES: u32 = 7;

/// The section; nothing if no week was asked for.
pub(super) fn section(run: &Run<'_>) -> Markup {
    let Some((least, most)) = run.outcome.week_extremes() else {
        return html! {};
    };
    html! {
        section #week {
            h2 { (say("一周之内", "Through the week")) }
            p.lead { (extremes(run, least, most)) }
            (heat_map(run, least.people_covered, most.people_covered))
            (curve(run))
        }
    }
}

fn extremes(run: &Run<'_>, least: &HourOutcome, most: &HourOutcome) -> Markup {
    let (most_zh, most_en) = hour_words(most);
    let (least_zh, least_en) = hour_words(least);
    let high = percent(run.share(most.people_covered));
    let low = percent(run.share(least.people_covered));
    say(
        format!(
            "覆盖最多是{most_zh}：{high}（{} 个站点开门）；最少是{least_zh}：{low}（{} 个站点开门）。",
            most.stations_open, least.stations_open
        ),
        format!(
            "Most: {most_en}, {high} ({} stations open). Least: {least_en}, {low} ({} stations open).",
            most.stations_open, least.stations_open
        ),
    )
}

fn hour_words(hour: &HourOutcome) -> (String, String) {
    let (zh, en) = weekday(hour.date);
    let (month, day) = (hour.date.month(), hour.date.day());
    (
        format!("{zh}（{month}月{day}日）{:02}:00", hour.hour),
        format!("{en} {} at {:02}:00", hour.date.format("%-d %b"), hour.hour),
    )
}

/// A row a day and a column an hour; on a narrow screen the style sheet transposes it.
fn heat_map(run: &Run<'_>, least: f64, most: f64) -> Markup {
    html! {
        table.heat {
            caption { (say(
                "每个格子：该小时出发时，覆盖人口的百分比",
                "Each field: per cent of people covered when setting out at that hour",
            )) }
            thead { tr {
                th scope="col" { (say("时", "h")) }
                @for hour in 0..24 { th scope="col" { (hour) } }
            } }
            tbody {
                @for day in run.outcome.week.chunk_by(|a, b| a.date == b.date) {
                    tr {
                        th scope="row" { @let (zh, en) = day.first().map_or(("", ""), |hour| weekday(hour.date)); (say(zh, en)) }
                        @for hour in day {
                            td class=(format!("h{}", shade(hour.people_covered, least, most))) { (whole_percent(run, hour)) }
                        }
                    }
                }
            }
        }
    }
}

fn whole_percent(run: &Run<'_>, hour: &HourOutcome) -> String {
    run.share(hour.people_covered)
        .map_or_else(|| "–".to_owned(), |share| format!("{:.0}", share * 100.0))
}

/// 0 for the week's minimum to [`N_SHADES`] - 1 for its maximum.
fn shade(people: f64, least: f64, most: f64) -> u32 {
    let span = most - least;
    let part = if span > 0.0 {
        (people - least) / span
    } else {
        1.0
    };
    (1..N_SHADES)
        .take_while(|step| part >= f64::from(*step) / f64::from(N_SHADES))
        .fold(0, |_, step| step)
}

/// The share as a line over all hours, and as a dashed one if unknown hours were open.
fn curve(run: &Run<'_>) -> Markup {
    let week = &run.outcome.week;
    let covered = line(run, week, |hour| hour.people_covered);
    let unknown = line(run, week, |hour| hour.people_if_unknown_open);
    let hours = week.len();
    let area = format!("M0 100{}L{hours} 100Z", covered.replacen('M', "L", 1));
    html! {
        figure.curve {
            div.plot {
                svg viewBox=(format!("0 0 {hours} 100")) preserveAspectRatio="none" role="img" aria-label="一周覆盖曲线 · Coverage through the week" {
                    path.grid d="M0 0H168M0 25H168M0 50H168M0 75H168M0 100H168M24 0V100M48 0V100M72 0V100M96 0V100M120 0V100M144 0V100" {}
                    path.area d=(PreEscaped(area)) {}
                    path.if-unknown d=(PreEscaped(unknown)) {}
                    path.line d=(PreEscaped(&covered)) {}
                }
                ul.shares aria-hidden="true" { li { "100%" } li { "75" } li { "50" } li { "25" } li { "0" } }
            }
            ol.days aria-hidden="true" { @for (zh, en) in WEEKDAYS { li { (say(zh, en)) } } }
            figcaption {
                span.key-line { (say("覆盖人口比例", "share of people covered")) }
                span.key-dashed { (say("若时间不明的站点都开门", "if all of unknown hours were open")) }
            }
        }
    }
}

/// A step function: each hour keeps its value to the next.
fn line(run: &Run<'_>, week: &[HourOutcome], people: impl Fn(&HourOutcome) -> f64) -> String {
    let mut path = String::new();
    for (hour, found) in week.iter().enumerate() {
        let height = 100.0 - run.share(people(found)).unwrap_or_default() * 100.0;
        let letter = if hour == 0 { 'M' } else { 'L' };
        // Writing to a String cannot fail.
        let _ = write!(path, "{letter}{hour} {height:.1}H{}", hour + 1);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weeks_least_and_most_have_the_outermost_shades() {
        assert_eq!(shade(10.0, 10.0, 80.0), 0);
        assert_eq!(shade(80.0, 10.0, 80.0), N_SHADES - 1);
        assert_eq!(shade(45.0, 10.0, 80.0), 3);
        assert_eq!(shade(5.0, 5.0, 5.0), N_SHADES - 1);
    }
}
