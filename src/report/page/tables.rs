//! Tables: districts, the largest gaps, and the contribution of single stations.

use maud::{Markup, html};

use super::words::{percent, say, way};
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::outcome::{CellStatus, DistrictOutcome, StationOutcome};
use crate::coverage::run::{Gap, Run, share};
use crate::station::Station;

/// Rows of the tables of gaps and of stations.
const MAX_ROWS: usize = 20;
/// Rows of the table of districts, those with the most people without a station.
const MAX_DISTRICTS: usize = 100;

/// Coverage by district; nothing if the demand names none.
pub(super) fn districts(run: &Run<'_>) -> Markup {
    let mut rows: Vec<&DistrictOutcome> = run.outcome.by_district.iter().collect();
    let missing = |row: &DistrictOutcome| row.people_total - row.people_covered;
    rows.sort_by(|a, b| missing(b).total_cmp(&missing(a)));
    let people = PeopleFormat::of(&run.demand.cells);
    html! {
        @if !rows.is_empty() {
            section #districts {
                h2 { (say("各区覆盖", "By district")) }
                @if rows.len() > MAX_DISTRICTS {
                    p.note { (say(
                        format!("共 {} 个区，只列未覆盖人数最多的 {MAX_DISTRICTS} 个；其余见 summary.json。", rows.len()),
                        format!("Of {} districts the {MAX_DISTRICTS} with the most people not covered; the others are in summary.json.", rows.len()),
                    )) }
                }
                table {
                    thead { tr {
                        th scope="col" { (say("区", "District")) }
                        th.number scope="col" { (say("人口", "People")) }
                        th.number scope="col" { (say("未覆盖", "Not covered")) }
                        th.number scope="col" { (say("覆盖率", "Covered")) }
                    } }
                    tbody { @for row in rows.into_iter().take(MAX_DISTRICTS) {
                        tr {
                            th scope="row" { @if row.name.is_empty() { (say("（未注明）", "(none given)")) } @else { (row.name) } }
                            td.number { (people.grouped(row.people_total)) }
                            td.number { (people.grouped(missing(row))) }
                            td.number { (meter(share(row.people_covered, row.people_total))) }
                        }
                    } }
                }
            }
        }
    }
}

/// A share with a bar.
fn meter(share: Option<f64>) -> Markup {
    let width = format!("{:.1}", share.unwrap_or_default() * 100.0);
    html! {
        (percent(share))
        svg.bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
            rect.rail width="100" height="4" {}
            rect.fill width=(width) height="4" {}
        }
    }
}

/// The uncovered cells with the most people.
pub(super) fn gaps(run: &Run<'_>) -> Markup {
    let gaps = run.gaps();
    let with_people = gaps.iter().filter(|gap| gap.cell.people > 0.0);
    let n_people = with_people.clone().count();
    html! {
        section #gaps {
            h2 { (say("最大的缺口", "The largest gaps")) }
            @if n_people == 0 {
                p { (say("没有缺口：有人的格子都已覆盖。", "None: every cell with people is covered.")) }
            } @else {
                p.lead { (say(
                    format!("有人而未覆盖的格子共 {n_people} 个，下面是人数最多的 {} 个。全部见 gaps.geojson。", n_people.min(MAX_ROWS)),
                    format!("Cells with people that are not covered: {n_people}. Here are the {} with the most people. All are in gaps.geojson.", n_people.min(MAX_ROWS)),
                )) }
                table.gaps {
                    thead { tr {
                        th.number scope="col" { "#" }
                        th scope="col" { (say("格子", "Cell")) }
                        th.number scope="col" { (say("人数", "People")) }
                        th scope="col" { (say("最近的可用站点", "Nearest station that counts")) }
                    } }
                    tbody { @for (gap, rank) in with_people.zip(1..).take(MAX_ROWS) { (gap_row(run, gap, rank)) } }
                }
            }
        }
    }
}

fn gap_row(run: &Run<'_>, gap: &Gap<'_>, rank: i32) -> Markup {
    html! {
        tr {
            td.number { (rank) }
            th scope="row" {
                code { (gap.cell.id) }
                @if let Some(district) = &gap.cell.district { small { (district) } }
            }
            td.number { (PeopleFormat::of(&run.demand.cells).grouped(gap.cell.people)) }
            td { (nearest(run, gap)) }
        }
    }
}

fn nearest(run: &Run<'_>, gap: &Gap<'_>) -> Markup {
    match (gap.found.status, gap.found.nearest) {
        (_, Some(nearest)) => html! {
            (run.nearest_station(nearest).name)
            small { (way(nearest)) }
        },
        (CellStatus::Unsnapped, None) => say("附近没有街道", "No street nearby"),
        (CellStatus::Unreachable, None) => say("没有路通到站点", "No way to a station"),
        (_, None) => say(
            "两小时（或所问范围）内到不了任何站点",
            "None within two hours, or the limit if that is longer",
        ),
    }
}

/// The stations that the most people depend on, and those that cover no people.
pub(super) fn stations(run: &Run<'_>) -> Markup {
    let mut counted: Vec<_> = run
        .stations()
        .map(|(_, station, found)| (station, found))
        .filter(|(_, found)| found.counts)
        .collect();
    counted.sort_by(|a, b| b.1.people_only_here.total_cmp(&a.1.people_only_here));
    let idle: Vec<&Station> = counted
        .iter()
        .filter(|(_, found)| found.people_in_reach <= 0.0)
        .map(|(station, _)| *station)
        .collect();
    counted.retain(|(_, found)| found.people_only_here > 0.0);
    html! {
        section #stations {
            h2 { (say("关键站点", "Stations that most depend on")) }
            @if counted.is_empty() {
                p { (say("没有哪个站点是唯一可达的。", "No people have only one station within reach.")) }
            } @else { (key_stations(run, &counted)) }
            (idle_stations(&idle))
        }
    }
}

fn key_stations(run: &Run<'_>, rows: &[(&Station, &StationOutcome)]) -> Markup {
    let people = PeopleFormat::of(&run.demand.cells);
    html! {
        p.lead { (say(
            "“只靠它”的人，这个站点一关就没有站点可达。全部站点见 stations.csv。",
            "People with only this station lose all if it closes. All stations are in stations.csv.",
        )) }
        table {
            thead { tr {
                th scope="col" { (say("站点", "Station")) }
                th.number scope="col" { (say("只靠它", "Only this one")) }
                th.number scope="col" { (say("可达人数", "In reach")) }
            } }
            tbody { @for (station, found) in rows.iter().take(MAX_ROWS) {
                tr {
                    th scope="row" { (name(station)) }
                    td.number { (people.grouped(found.people_only_here)) }
                    td.number { (people.grouped(found.people_in_reach)) }
                }
            } }
        }
    }
}

fn name(station: &Station) -> Markup {
    html! {
        (station.name)
        small { code { (station.id) } @if let Some(district) = &station.district { " · " (district) } }
    }
}

fn idle_stations(idle: &[&Station]) -> Markup {
    let (all, listed) = (idle.len(), idle.len().min(MAX_ROWS));
    html! {
        @if all > 0 {
            h3 { (say(format!("没有覆盖到人的站点：{all} 个"), format!("Stations that cover no people: {all}"))) }
            p.note { (say(
                "当时不开门、附近无人居住，或需求文件不含这一带。",
                "Not open then, no people live near, or the demand does not include the area.",
            )) }
            ul.names { @for station in idle.iter().take(MAX_ROWS) { li { (station.name) } } }
            @if listed < all { p.note { (say(
                format!("只列前 {listed} 个。"),
                format!("The first {listed} are listed."),
            )) } }
        }
    }
}
