//! Tables: districts, and the contribution of single stations.

use maud::{Markup, html};

use super::words::{percent, say};
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::outcome::StationOutcome;
use crate::coverage::parts::Parts;
use crate::coverage::run::Run;
use crate::station::Station;

/// Rows of the table of stations.
const MAX_ROWS: usize = 20;
/// Rows of the table of districts, those with the most people without a station.
const MAX_DISTRICTS: usize = 100;

/// Coverage by district, those with the most people not covered first; nothing if the demand names
/// none.
pub(super) fn districts(run: &Run<'_>) -> Markup {
    let mut rows: Vec<(&str, Parts)> = Vec::new();
    if !run.outcome.by_district.is_empty() {
        rows.extend(Parts::by_district(run));
    }
    rows.sort_by(|a, b| {
        let missing = |parts: &Parts| parts.not_covered.people;
        missing(&b.1).total_cmp(&missing(&a.1))
    });
    let has_unknown = rows.iter().any(|(_, parts)| parts.not_computed.cells > 0);
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
                        @if has_unknown { th.number scope="col" { (say("没有算出", "Not computed")) } }
                        th.share scope="col" { (say("覆盖率", "Covered")) }
                    } }
                    tbody { @for (name, parts) in rows.into_iter().take(MAX_DISTRICTS) {
                        (district(run, name, &parts, has_unknown))
                    } }
                }
            }
        }
    }
}

fn district(run: &Run<'_>, name: &str, parts: &Parts, has_unknown: bool) -> Markup {
    let people = PeopleFormat::of(&run.demand.cells);
    html! {
        tr {
            th scope="row" { @if name.is_empty() { (say("（未注明）", "(none given)")) } @else { (name) } }
            td.number { (people.grouped(parts.people_total())) }
            td.number { (people.grouped(parts.not_covered.people)) }
            @if has_unknown { td.number { (people.grouped(parts.not_computed.people)) } }
            td.share { (meter(parts.share_of_computed(parts.covered.people))) }
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
