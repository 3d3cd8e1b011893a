//! The key figures, side by side.

use maud::{Markup, html};

use super::words::{counted, metres, mode_words, percent, say, short};
use crate::coverage::Limit;
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::outcome::CellStatus;
use crate::coverage::parts::Parts;
use crate::coverage::run::Run;

/// One figure: its name, its value, and how it was computed.
struct Figure {
    label: (String, String),
    people: f64,
    /// Those that it is a share of.
    base: Base,
    note: (String, String),
    /// Whether it is the one that the question asked for.
    is_answer: bool,
    /// Whether it counts uncovered people.
    is_gap: bool,
}

/// The people that a figure is a share of.
#[derive(Clone, Copy, PartialEq)]
enum Base {
    /// Those that could be computed along the streets.
    Computed,
    /// All: straight lines need no streets.
    All,
}

/// All figures: the measures of coverage, cross coverage, and the uncovered people.
pub(super) fn section(run: &Run<'_>) -> Markup {
    html! {
        section #figures {
            h2 { (say("主要结果", "Key figures")) }
            p.lead { (say(
                "服务半径、步行时间、交叉覆盖三个口径并列。半径口径看直线，时间口径看实际要走的路，两者不会相同。",
                "Radius, time and cross coverage side by side. A radius looks at the straight line, time at the way people really take; the two differ.",
            )) }
            (group(run, measures(run)))
            h3 { (say("交叉覆盖", "Cross coverage")) }
            (group(run, cross(run)))
            h3 { (say("还没有覆盖到的人", "People not covered")) }
            (group(run, missing(run)))
            @let not_computed = not_computed(run);
            @if !not_computed.is_empty() {
                h3 { (say("没有算出结果的人", "People that could not be computed")) }
                (group(run, not_computed))
            }
        }
    }
}

impl Base {
    fn words(self) -> Markup {
        match self {
            Self::Computed => say("占算得出结果的人", "of those computed"),
            Self::All => say("占全部人口", "of all people"),
        }
    }
}

fn group(run: &Run<'_>, figures: Vec<Figure>) -> Markup {
    html! {
        ul.cards { @for figure in figures { (card(run, &figure)) } }
    }
}

fn card(run: &Run<'_>, figure: &Figure) -> Markup {
    let parts = Parts::of(run.outcome);
    let share = match figure.base {
        Base::Computed => parts.share_of_computed(figure.people),
        Base::All => run.share(figure.people),
    };
    let tells_base = parts.not_computed.people > 0.0;
    let width = format!("{:.1}", share.unwrap_or_default() * 100.0);
    let (zh, en) = &figure.label;
    let (note_zh, note_en) = &figure.note;
    let people = PeopleFormat::of(&run.demand.cells).grouped(figure.people);
    html! {
        li.card.answer[figure.is_answer].gap[figure.is_gap] {
            h4 { (say(zh, en)) }
            p.share { (percent(share)) }
            svg.bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
                rect.rail width="100" height="4" {}
                rect.fill width=(width) height="4" {}
            }
            p.people { (say(format!("{people} 人"), format!("{people} people"))) }
            @if tells_base { p.base { (figure.base.words()) } }
            p.note { (say(note_zh, note_en)) }
        }
    }
}

fn measures(run: &Run<'_>) -> Vec<Figure> {
    let outcome = run.outcome;
    let straight = |label, people, note| Figure {
        base: Base::All,
        ..plain(label, people, note)
    };
    let circle = straight(
        circle_label(run),
        outcome.circle.covered.people,
        circle_note(run),
    );
    let disc = straight(
        ("1 公里服务半径".into(), "1 km radius".into()),
        outcome.disc_1km.covered.people,
        (
            "站点周围直线 1,000 米".into(),
            "1,000 m in a straight line".into(),
        ),
    );
    if run.network.is_none() {
        let answer = Figure {
            is_answer: true,
            ..circle
        };
        return vec![answer, disc];
    }
    let answer = Figure {
        is_answer: true,
        ..plain(
            network_label(run),
            outcome.covered.people,
            (
                "沿真实街道，计入离街道的一段".into(),
                "Along real streets, with the way to the street".into(),
            ),
        )
    };
    vec![answer, disc, circle]
}

fn cross(run: &Run<'_>) -> Vec<Figure> {
    let [_, two, three] = run.outcome.covered.at_least;
    let figure = |stations: u8, people| {
        plain(
            (
                format!("至少 {stations} 个站点可达"),
                format!("{stations} or more stations in reach"),
            ),
            people,
            if stations == 2 {
                (
                    "一个站点关门，还有另一个".into(),
                    "If one closes there is another".into(),
                )
            } else {
                ("有选择的余地".into(), "There is a choice".into())
            },
        )
    };
    vec![figure(2, two), figure(3, three)]
}

fn missing(run: &Run<'_>) -> Vec<Figure> {
    let parts = Parts::of(run.outcome);
    let cells = parts.not_covered.cells;
    let mut figures = vec![Figure {
        is_gap: true,
        ..plain(
            ("没有站点可达".into(), "No station in reach".into()),
            parts.not_covered.people,
            (
                format!("{cells} 个格子。有路可走，但太远或到达时不开门"),
                format!(
                    "{}. There is a way, but too far, or closed on arrival",
                    counted(cells, "cell")
                ),
            ),
        )
    }];
    figures.extend(if_unknown_open(run));
    figures
}

/// The people of whom nothing is known, by cause; those causes that there are.
fn not_computed(run: &Run<'_>) -> Vec<Figure> {
    if Parts::of(run.outcome).not_computed.cells == 0 {
        return Vec::new();
    }
    let unsnapped = gap(
        run,
        CellStatus::Unsnapped,
        ("附近没有街道", "No street nearby"),
        (
            "离街道太远，无法计算",
            "Too far from any street to be computed",
        ),
    );
    let unreachable = gap(
        run,
        CellStatus::Unreachable,
        ("没有路通到站点", "No way to any station"),
        (
            "街道与站点所在的路网不相连",
            "Their streets are cut off from the stations'",
        ),
    );
    vec![unsnapped, unreachable]
}

fn gap(run: &Run<'_>, status: CellStatus, label: (&str, &str), note: (&str, &str)) -> Figure {
    let count = run.outcome.count(status);
    Figure {
        base: Base::All,
        ..plain(
            (label.0.into(), label.1.into()),
            count.people,
            (
                format!("{} 个格子。{}", count.cells, note.0),
                format!("{}. {}", counted(count.cells, "cell"), note.1),
            ),
        )
    }
}

/// The effect of unknown hours; empty if hours are ignored.
fn if_unknown_open(run: &Run<'_>) -> Option<Figure> {
    run.at()?;
    let unknown = run.outcome.station_counts.unknown;
    Some(plain(
        (
            "若时间不明的站点都开门".into(),
            "If all of unknown hours were open".into(),
        ),
        run.outcome.covered.people_if_unknown_open,
        (
            format!("{unknown} 个站点开放时间不明，未计入覆盖"),
            format!(
                "Not counted: {} of unknown hours",
                counted(unknown, "station")
            ),
        ),
    ))
}

fn plain(label: (String, String), people: f64, note: (String, String)) -> Figure {
    Figure {
        label,
        people,
        base: Base::Computed,
        note,
        is_answer: false,
        is_gap: false,
    }
}

fn network_label(run: &Run<'_>) -> (String, String) {
    let (zh, en) = mode_words(run.question.mode);
    match run.question.limit {
        Limit::Minutes(minutes) => {
            let minutes = short(minutes);
            (
                format!("{minutes} 分钟{zh}可达"),
                format!("{minutes} minutes {en}"),
            )
        }
        Limit::DistanceM(distance_m) => {
            let metres = metres(distance_m);
            (
                format!("沿街道 {metres} 米可达"),
                format!("{metres} m along streets"),
            )
        }
    }
}

fn circle_label(run: &Run<'_>) -> (String, String) {
    let radius = metres(run.outcome.circle.radius_m);
    match run.question.limit {
        Limit::Minutes(minutes) => {
            let minutes = short(minutes);
            (
                format!("{minutes} 分钟直线圆"),
                format!("{minutes}-minute circle"),
            )
        }
        Limit::DistanceM(_) => (format!("直线 {radius} 米"), format!("{radius} m straight")),
    }
}

fn circle_note(run: &Run<'_>) -> (String, String) {
    let radius = metres(run.outcome.circle.radius_m);
    match run.question.limit {
        Limit::Minutes(_) => {
            let detour = run.question.pace.detour;
            (
                format!("直线 {radius} 米，绕行系数 {detour}"),
                format!("{radius} m straight, detour factor {detour}"),
            )
        }
        Limit::DistanceM(_) => (
            format!("站点周围直线 {radius} 米"),
            format!("{radius} m in a straight line"),
        ),
    }
}
