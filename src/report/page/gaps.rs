//! The areas that are not covered, as a table: where, how many people, how large.

use maud::{Markup, html};

use super::areas::Area;
use super::place_names::{PlaceNames, PlaceText};
use super::projection::Projection;
use super::words::{counted, metres, say, short, way};
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::run::Run;

/// Rows of the table.
const MAX_ROWS: usize = 20;
/// How much of the map a link to an area shows: times the reach of a station.
const VIEW_REACHES: f64 = 4.0;

/// The areas with the most people.
pub(super) fn section(
    run: &Run<'_>,
    areas: &[Area],
    names: &PlaceNames<'_>,
    projection: Option<&Projection>,
) -> Markup {
    html! {
        section #gaps {
            h2 { (say("最大的缺口", "The largest gaps")) }
            @if areas.is_empty() {
                p { (say("没有缺口：算得出结果的地方，有人的格子都已覆盖。", "None: every cell with people that could be computed is covered.")) }
            } @else {
                p.lead { (lead(run, areas)) }
                table.gaps {
                    thead { tr {
                        th.number scope="col" { "#" }
                        th scope="col" { (say("地方", "Where")) }
                        th.number scope="col" { (say("人数", "People")) }
                        th.number scope="col" { (say("平方公里", "km²")) }
                        th scope="col" { (say("最近的可用站点", "Nearest station that counts")) }
                    } }
                    tbody { @for area in areas.iter().take(MAX_ROWS) { (row(run, area, names, projection)) } }
                }
            }
        }
    }
}

fn lead(run: &Run<'_>, areas: &[Area]) -> Markup {
    let (all, listed) = (areas.len(), areas.len().min(MAX_ROWS));
    let radius = metres(run.outcome.circle.radius_m);
    say(
        format!(
            "相邻的未覆盖格子合为一片，一片最多有一个站点够得着那么大（半径 {radius} 米）。共 {all} 片，下面是人数最多的 {listed} 片；点地名，地图就移过去。每个格子见 gaps.geojson。"
        ),
        format!(
            "Neighbouring cells that are not covered, together: an area is at most as large as what one station reaches ({radius} m around). {}, here the {listed} with the most people; a name moves the map there. All cells are in gaps.geojson.",
            counted(all, "area")
        ),
    )
}

fn row(
    run: &Run<'_>,
    area: &Area,
    names: &PlaceNames<'_>,
    projection: Option<&Projection>,
) -> Markup {
    let PlaceText { zh, en } = names.of(area.middle);
    let first = &run.demand.cells[area.rows[0]];
    html! {
        tr data-at=(format!("{:.5} {:.5}", area.middle.lon(), area.middle.lat())) {
            td.number { (area.rank) }
            th scope="row" {
                @if let Some(projection) = projection {
                    @let [x, y] = projection.point(area.middle);
                    @let width = projection.units(run.outcome.circle.radius_m * VIEW_REACHES);
                    a href="#map-section" data-view=(format!("{x} {y} {width}")) { (say(zh, en)) }
                }
                @if let Some(district) = &first.district { small { (district) } }
                small { (cells(area)) }
            }
            td.number { (PeopleFormat::of(&run.demand.cells).grouped(area.people)) }
            td.number { (size(area)) }
            td { (nearest(run, area)) }
        }
    }
}

fn cells(area: &Area) -> Markup {
    let n = area.rows.len();
    say(format!("{n} 个格子"), counted(n, "cell"))
}

/// Square kilometres.
fn size(area: &Area) -> String {
    match area.km2 {
        None => "–".to_owned(),
        Some(km2) if km2 < 10.0 => format!("{km2:.2}"),
        Some(km2) => short(km2),
    }
}

/// The nearest station of the area's cell with the most people.
fn nearest(run: &Run<'_>, area: &Area) -> Markup {
    match run.outcome.cells[area.rows[0]].nearest {
        Some(nearest) => html! {
            (run.nearest_station(nearest).name)
            small { (way(nearest)) }
        },
        None => say(
            "两小时（或所问范围）内到不了任何站点",
            "None within two hours, or the limit if that is longer",
        ),
    }
}
