//! The week: a heat map of its hours, and the same as a curve.

use std::fmt::Write;

use chrono::Datelike;
use maud::{Markup, PreEscaped, html};

use super::words::{WEEKDAYS, percent, say, weekday};
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::outcome::HourOutcome;
use crate::coverage::parts::Parts;
use crate::coverage::run::Run;

/// Shades from 0 to 100 %, a fifth each.
const N_SHADES: u32 = 5;
/// The first and the last hour of a night, and those of a day's work; the last is not in it.
const NIGHT: [u32; 2] = [22, 6];
const DAY: [u32; 2] = [9, 17];

/// The section; nothing if no week was asked for.
pub(super) fn section(run: &Run<'_>) -> Markup {
    let Some((least, most)) = run.outcome.week_extremes() else {
        return html! {};
    };
    html! {
        section #week {
            h2 { (say("一周之内", "Through the week")) }
            p.lead { (extremes(run, least, most)) }
            @if let Some((zh, en)) = night_cost(run) { p.lead { (say(zh, en)) } }
            (heat_map(run, [least, most]))
            (heat_key())
            (curve(run))
        }
    }
}

fn extremes(run: &Run<'_>, least: &HourOutcome, most: &HourOutcome) -> Markup {
    let (most_zh, most_en) = hour_words(most);
    let (least_zh, least_en) = hour_words(least);
    let high = percent(share(run, most.people_covered));
    let low = percent(share(run, least.people_covered));
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

/// People as a share of those that could be computed, like the page's main figure.
fn share(run: &Run<'_>, people: f64) -> Option<f64> {
    Parts::of(run.outcome).share_of_computed(people)
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
fn heat_map(run: &Run<'_>, extremes: [&HourOutcome; 2]) -> Markup {
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
                            @let class = shade(share(run, hour.people_covered));
                            @let is_extreme = extremes.contains(&hour);
                            td class=(format!("h{class}")) { @if is_extreme { b { (whole_percent(run, hour)) } } @else { (whole_percent(run, hour)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The colours of the heat map from 0 to 100 %.
fn heat_key() -> Markup {
    html! {
        p.heat-key {
            @for class in 0..N_SHADES {
                @let (from, to) = (class * 100 / N_SHADES, (class + 1) * 100 / N_SHADES);
                span class=(format!("h{class}")) { (from) "–" (to) "%" }
            }
            span.extremes { b { "88" } " " (say("全周最多、最少的小时", "the week's most and least")) }
        }
    }
}

/// What the night costs: the mean of its hours against that of the hours of work.
fn night_cost(run: &Run<'_>) -> Option<(String, String)> {
    let week = &run.outcome.week;
    let is_night = |hour: u32| hour >= NIGHT[0] || hour < NIGHT[1];
    let night = mean(week, is_night)?;
    let day = mean(week, |hour| (DAY[0]..DAY[1]).contains(&hour))?;
    let people = PeopleFormat::of(&run.demand.cells);
    let [cost, at_night] = [(day - night).abs(), night].map(|count| people.grouped(count.round()));
    let share = percent(share(run, night));
    let (from, to) = (format!("{}:00", NIGHT[0]), format!("0{}:00", NIGHT[1]));
    let (zh, en) = if night < day {
        ("少", "fewer")
    } else {
        ("多", "more")
    };
    Some((
        format!(
            "夜里（{from}–{to}）平均有 {at_night} 人（{share}）能到达，比白天（9:00–17:00）{zh} {cost} 人。"
        ),
        format!(
            "At night ({from}–{to}) {at_night} people ({share}) reach one on average: {cost} {en} than by day (9:00–17:00)."
        ),
    ))
}

/// The mean of the people covered over some hours of the week; `None` if it has none of them.
fn mean(week: &[HourOutcome], is_in: impl Fn(u32) -> bool) -> Option<f64> {
    let hours = || week.iter().filter(|hour| is_in(hour.hour));
    let n_hours = u32::try_from(hours().count()).ok().filter(|n| *n > 0)?;
    let people: f64 = hours().map(|hour| hour.people_covered).sum();
    Some(people / f64::from(n_hours))
}

fn whole_percent(run: &Run<'_>, hour: &HourOutcome) -> String {
    share(run, hour.people_covered)
        .map_or_else(|| "–".to_owned(), |share| format!("{:.0}", share * 100.0))
}

/// The colour of a share: 0 for less than a fifth, to [`N_SHADES`] - 1 for more than four fifths.
fn shade(share: Option<f64>) -> u32 {
    let share = share.unwrap_or_default();
    (1..N_SHADES)
        .take_while(|step| share >= f64::from(*step) / f64::from(N_SHADES))
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
        let height = 100.0 - share(run, people(found)).unwrap_or_default() * 100.0;
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
    fn a_colour_stands_for_a_fifth_in_every_week() {
        assert_eq!(shade(Some(0.0)), 0);
        assert_eq!(shade(Some(0.199)), 0);
        assert_eq!(shade(Some(0.2)), 1);
        assert_eq!(shade(Some(0.799)), 3);
        assert_eq!(shade(Some(1.0)), N_SHADES - 1);
        assert_eq!(shade(None), 0);
    }

    #[test]
    fn a_night_goes_over_midnight() {
        let hour = |hour: u32, people_covered: f64| HourOutcome {
            date: chrono::NaiveDate::default(),
            hour,
            stations_open: 0,
            people_covered,
            people_if_unknown_open: 0.0,
        };
        let week = [hour(22, 10.0), hour(5, 20.0), hour(6, 90.0), hour(12, 80.0)];
        let is_night = |hour: u32| hour >= NIGHT[0] || hour < NIGHT[1];
        assert_eq!(mean(&week, is_night), Some(15.0));
        assert_eq!(mean(&[], is_night), None);
    }
}
