//! The printout: its first page has the finding, three figures and the map, and every page its
//! number, the date and the version of the data.

use maud::{Markup, html};

use super::projection::Projection;
use super::words::{percent, say, weekday};
use crate::coverage::parts::Parts;
use crate::coverage::run::Run;

/// The style of this run's paper: what is at the foot of each page, and the shape of the map.
pub(super) fn style(run: &Run<'_>, projection: Option<&Projection>) -> String {
    let foot = format!(
        "{} · {} · yizhan {}",
        run.local_text(run.generated_at),
        run.snapshot.version(),
        env!("CARGO_PKG_VERSION")
    );
    let [width, height] = projection.map_or([1, 1], Projection::size).map(f64::from);
    format!(
        "@page {{ @bottom-left {{ content: \"{}\"; }} @bottom-right {{ content: counter(page) \" / \" counter(pages); }} }}\n:root {{ --map-ratio: {:.4}; }}\n",
        in_quotes(&foot),
        width / height
    )
}

/// A text inside quotes of a style sheet; only what dates and versions are made of is kept.
fn in_quotes(text: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || " .:+-_·".contains(*c);
    text.chars().filter(is_plain).collect()
}

/// The figures of the first page, beside the main one; they are seen on paper only.
pub(super) fn three_figures(run: &Run<'_>, parts: &Parts) -> Markup {
    let outcome = run.outcome;
    let [_, two, _] = outcome.covered.at_least;
    let mut figures = vec![
        (
            percent(parts.share_of_computed(two)),
            (
                "的人有两个以上站点可达".to_owned(),
                "have two or more stations in reach".to_owned(),
            ),
        ),
        (
            percent(run.share(outcome.disc_1km.covered.people)),
            (
                "的人在站点 1 公里之内（直线）".to_owned(),
                "live within 1 km of a station, in a straight line".to_owned(),
            ),
        ),
    ];
    figures.push(match outcome.week_extremes() {
        Some((least, _)) => {
            let (zh, en) = weekday(least.date);
            let hour = least.hour;
            (
                percent(parts.share_of_computed(least.people_covered)),
                (
                    format!("是全周最低：{zh} {hour:02}:00"),
                    format!("is the week's least, {en} {hour:02}:00"),
                ),
            )
        }
        None => (
            percent(run.share(outcome.circle.covered.people)),
            (
                "若按同样时间的直线圆计算".to_owned(),
                "by the circle of the same limit".to_owned(),
            ),
        ),
    });
    html! {
        ul.glance {
            @for (share, (zh, en)) in figures { li { b { (share) } " " (say(zh, en)) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_version_ends_the_text_of_the_foot() {
        assert_eq!(
            in_quotes("2026-11-22T18:30:00+08:00 · ab12"),
            "2026-11-22T18:30:00+08:00 · ab12"
        );
        assert_eq!(in_quotes("a\"; } </style>\\"), "a  style");
    }
}
