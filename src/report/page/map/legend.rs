//! The legend of the map: its colours and shapes.

use maud::{Markup, PreEscaped, html};

use super::classes::{UNREACHABLE, UNSNAPPED, is_within, labels};
use super::marks::{Kind, Marks};
use super::streets::DrawnStreets;
use crate::coverage::Limit;
use crate::coverage::outcome::CellStatus;
use crate::coverage::run::Run;
use crate::report::page::words::say;

/// Hatchings and the shapes of stations, which the legend shows too.
pub(super) const PATTERNS: &str = include_str!("patterns.svg");

pub(super) fn legend(run: &Run<'_>, streets: &DrawnStreets, marks: &Marks) -> Markup {
    html! {
        div.legend {
            (scale(run))
            ul.keys {
                (status_key(run, CellStatus::Unsnapped, UNSNAPPED, ("附近没有街道", "no street nearby")))
                (status_key(run, CellStatus::Unreachable, UNREACHABLE, ("没有路通到站点", "no way to a station")))
                @if !streets.is_empty() && run.at().is_some() {
                    li { (say("街道颜色：到出发时开门的站点", "streets: to a station that is open when setting out")) }
                }
                (station_keys(run, marks))
                li { svg.swatch viewBox="-130 -130 260 260" aria-hidden="true" { g.ranks { circle r="90" {} text { "1" } } }
                    (say("缺口排名", "rank of a gap")) }
                li { svg.swatch viewBox="0 0 20 20" aria-hidden="true" { rect.c4.few width="10" height="20" {} rect.c4.empty x="10" width="10" height="20" {} }
                    (say("浅色：人少、无人", "pale: few people or none")) }
            }
            div.layers {
                (layer("cells", ("格子", "Cells")))
                @if !streets.is_empty() { (layer("streets", ("街道", "Streets"))) }
                (layer("stations", ("站点", "Stations")))
                (layer("ranks", ("缺口排名", "Ranks")))
                @if !run.names.is_empty() { (layer("labels", ("地名", "Names"))) }
            }
        }
    }
}

/// A box that is coloured by the style sheet.
pub(super) fn layer(name: &str, (zh, en): (&str, &str)) -> Markup {
    html! {
        label { input id=(format!("show-{name}")) type="checkbox" checked; (say(zh, en)) }
    }
}

/// The colours by distance, near to far, separated at the limit.
fn scale(run: &Run<'_>) -> Markup {
    let (zh, en) = match run.question.limit {
        Limit::Minutes(_) => ("到最近站点的分钟数", "Minutes to the nearest station"),
        Limit::DistanceM(_) => ("到最近站点的米数", "Metres to the nearest station"),
    };
    let labels = labels(run);
    let side = |within: bool| {
        let classes = labels
            .iter()
            .enumerate()
            .filter(move |(class, _)| is_within(*class) == within);
        html! {
            ol { @for (class, label) in classes {
                li { svg viewBox="0 0 10 10" preserveAspectRatio="none" aria-hidden="true" {
                    rect class=(format!("c{class}")) width="10" height="10" {} }
                    (label) }
            } }
        }
    };
    html! {
        div.colours {
            p { (say(zh, en)) }
            div.sides {
                div { (side(true)) p { (say("已覆盖", "covered")) } }
                div { (side(false)) p { (say("未覆盖", "not covered")) } }
            }
        }
    }
}

/// The legend entry of a status that some cells have.
fn status_key(run: &Run<'_>, status: CellStatus, class: usize, (zh, en): (&str, &str)) -> Markup {
    html! {
        @if run.outcome.count(status).cells > 0 {
            li { svg.swatch viewBox="0 0 200 200" aria-hidden="true" {
                rect class=(format!("c{class}")) width="200" height="200" {} }
                (say(zh, en)) }
        }
    }
}

/// An entry for each kind of station that is drawn.
pub(super) fn station_keys(run: &Run<'_>, marks: &Marks) -> Markup {
    html! {
        @for kind in Kind::ALL.into_iter().filter(|kind| marks.has(*kind)) {
            (station_key(run, kind))
        }
    }
}

fn station_key(run: &Run<'_>, kind: Kind) -> Markup {
    let (zh, en) = match kind {
        Kind::Open if run.at().is_some() => ("出发时开门", "open when setting out"),
        Kind::Open => ("站点", "station"),
        Kind::Closed => ("出发时关门", "closed when setting out"),
        Kind::Unknown => ("开放时间不明", "hours unknown"),
        Kind::Other => (
            "不符合要求或停用",
            "lacks what is wanted, or out of service",
        ),
    };
    html! {
        li {
            svg.swatch viewBox="-130 -130 260 260" aria-hidden="true" {
                (PreEscaped(format!("<use href=\"#{}\"></use>", kind.shape())))
            }
            (say(zh, en))
        }
    }
}
