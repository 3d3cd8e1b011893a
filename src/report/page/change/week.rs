//! The week: how many more or fewer people are covered in each hour.

use maud::{Markup, html};

use super::head::signed;
use crate::coverage::difference::Difference;
use crate::coverage::numbers::PeopleFormat;
use crate::report::page::words::{WEEKDAYS, say};

/// Hours of a day.
const HOURS: usize = 24;
/// Ends of the steps of colours, points of a per cent.
const ENDS: [f64; 2] = [2.0, 10.0];
/// What is nearer to no change is none, points of a per cent.
const NONE: f64 = 0.05;
/// The class of hours without a change.
const SAME: usize = 6;

/// A table of all hours; nothing unless both runs have a week.
pub(super) fn section(difference: &Difference<'_>) -> Markup {
    let more = difference.week();
    let total = difference.run.outcome.people_total;
    if more.is_empty() || total <= 0.0 {
        return html! {};
    }
    let people = PeopleFormat::of(&difference.run.demand.cells);
    let sum: f64 = more.iter().sum();
    let points: Vec<f64> = more.iter().map(|people| people / total * 100.0).collect();
    html! {
        section #week {
            h2 { (say("一周里的变化", "Through the week")) }
            p.lead { (say(
                format!("一周合计 {} 人·小时。每格是该小时多或少覆盖的人，占全部人口的百分点；增减已相抵。", signed(people, sum)),
                format!("{} person-hours in the week. Each field is how many more or fewer people are covered in that hour, in points of a per cent of all people, gains and losses set off.", signed(people, sum)),
            )) }
            table.heat {
                thead { tr { th {} @for hour in 0..HOURS { th scope="col" { (hour) } } } }
                tbody { @for ((zh, en), day) in WEEKDAYS.into_iter().zip(points.chunks(HOURS)) {
                    tr {
                        th scope="row" { (say(zh, en)) }
                        @for points in day { td class=(format!("w{}", class(*points))) { (text(*points)) } }
                    }
                } }
            }
            (key())
        }
    }
}

fn key() -> Markup {
    let [low, high] = ENDS;
    let steps = [
        format!("≤{low}"),
        format!("{low}–{high}"),
        format!(">{high}"),
    ];
    html! {
        p.heat-key {
            @for (step, text) in steps.iter().enumerate() { span class=(format!("w{step}")) { "+ " (text) } }
            @for (step, text) in steps.iter().enumerate() { span class=(format!("w{}", step + 3)) { "− " (text) } }
            span.extremes { (say("百分点", "points")) }
        }
    }
}

/// Gains 0 to 2, losses 3 to 5, by their size.
fn class(points: f64) -> usize {
    let step = ENDS.iter().take_while(|end| points.abs() > **end).count();
    match points {
        points if points.abs() < NONE => SAME,
        points if points > 0.0 => step,
        _ => step + 3,
    }
}

fn text(points: f64) -> String {
    let size = points.abs();
    let number = if size < 10.0 {
        format!("{size:.1}")
    } else {
        format!("{size:.0}")
    };
    match class(points) {
        SAME => "·".to_owned(),
        class if class < 3 => format!("+{number}"),
        _ => format!("−{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_coloured_by_its_sign_and_its_size() {
        let hours = [0.0, 0.04, 1.0, 2.0, 2.1, 11.0, -0.5, -5.0, -60.0];
        assert_eq!(hours.map(class), [6, 6, 0, 0, 1, 2, 3, 4, 5]);
        assert_eq!(text(-60.4), "−60");
        assert_eq!(text(1.25), "+1.2");
        assert_eq!(text(-0.01), "·");
    }
}
