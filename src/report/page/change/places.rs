//! Where it changes: by district, and at which stations.

use maud::{Markup, html};

use super::head::signed;
use crate::coverage::difference::{Difference, Turns};
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::run::SupposedHours;
use crate::report::page::words::{percent, say};

/// Rows of the table of districts, those with most people that gain or lose.
const MAX_DISTRICTS: usize = 100;
/// Stations that are named of each kind.
const MAX_STATIONS: usize = 100;

/// Gains and losses by district, the largest changes first; nothing if the demand names none.
pub(super) fn districts(difference: &Difference<'_>) -> Markup {
    let mut rows: Vec<(&str, &Turns)> = difference
        .by_district
        .iter()
        .map(|(name, turns)| (*name, turns))
        .collect();
    let moved = |turns: &Turns| turns.gained().people + turns.lost().people;
    rows.sort_by(|a, b| moved(b.1).total_cmp(&moved(a.1)));
    let n_rows = rows.len();
    let has_unknown = rows
        .iter()
        .any(|(_, turns)| turns.computed_once().cells > 0);
    html! {
        @if !rows.is_empty() {
            section.changes #districts {
                h2 { (say("各区的变化", "By district")) }
                @if n_rows > MAX_DISTRICTS {
                    p.note { (say(
                        format!("共 {n_rows} 个区，只列变化最大的 {MAX_DISTRICTS} 个；其余见 change.json。"),
                        format!("Of {n_rows} districts the {MAX_DISTRICTS} with the largest changes; the others are in change.json."),
                    )) }
                }
                table {
                    thead { tr {
                        th scope="col" { (say("区", "District")) }
                        th.number scope="col" { (say("新覆盖", "Gained")) }
                        th.number scope="col" { (say("不再覆盖", "Lost")) }
                        th.number scope="col" { (say("净增", "Net")) }
                        @if has_unknown { th.number scope="col" { (say("只算出一次", "Known of one run")) } }
                        th.number scope="col" { (say("之前", "Before")) }
                        th.number scope="col" { (say("之后", "After")) }
                    } }
                    tbody { @for (name, turns) in rows.into_iter().take(MAX_DISTRICTS) {
                        (district(difference, has_unknown, (name, turns)))
                    } }
                }
            }
        }
    }
}

fn district(
    difference: &Difference<'_>,
    has_unknown: bool,
    (name, turns): (&str, &Turns),
) -> Markup {
    let people = PeopleFormat::of(&difference.run.demand.cells);
    let [before, after] = turns.shares().map(percent);
    html! {
        tr {
            th scope="row" { @if name.is_empty() { (say("（未注明）", "(none given)")) } @else { (name) } }
            td.number { (signed(people, turns.gained().people)) }
            td.number { (signed(people, -turns.lost().people)) }
            td.number { (signed(people, turns.net_people())) }
            @if has_unknown { td.number { (people.grouped(turns.computed_once().people)) } }
            td.number { (before) }
            td.number { (after) }
        }
    }
}

/// The stations that are others; nothing if all are the same.
pub(super) fn stations(difference: &Difference<'_>) -> Markup {
    let added = difference.added.iter();
    let added: Vec<_> = added.map(|one| (&*one.name, &*one.id.0)).collect();
    let gone = difference.gone.iter();
    let gone: Vec<_> = gone.map(|one| (&*one.name, &*one.id)).collect();
    let hours = difference.run.supposed.map_or(&[][..], |one| &one.hours);
    html! {
        @if !(added.is_empty() && gone.is_empty() && hours.is_empty()) {
            section #changed-stations {
                h2 { (say("变动的站点", "Stations that change")) }
                (list(("新增", "Added"), &added))
                (list(("撤销", "Gone"), &gone))
                (hours_list(difference, hours))
            }
        }
    }
}

fn list((zh, en): (&str, &str), named: &[(&str, &str)]) -> Markup {
    html! {
        @if !named.is_empty() {
            h3 { (say(zh, en)) }
            ul.names { @for (name, id) in named.iter().take(MAX_STATIONS) {
                li { (name) @if name != id { " " small { (id) } } }
            } }
            (more(named.len()))
        }
    }
}

fn hours_list(difference: &Difference<'_>, hours: &[SupposedHours]) -> Markup {
    let snapshot = difference.run.snapshot;
    let name = |id: &str| snapshot.find(id).map(|idx| &*snapshot.station(idx).name);
    html! {
        @if !hours.is_empty() {
            h3 { (say("开放时间", "Opening hours")) }
            table {
                thead { tr {
                    th scope="col" { (say("站点", "Station")) }
                    th scope="col" { (say("之前", "Before")) }
                    th scope="col" { (say("之后", "After")) }
                } }
                tbody { @for one in hours.iter().take(MAX_STATIONS) {
                    tr {
                        th scope="row" { (name(&one.id).unwrap_or(&one.id)) }
                        td { @if let Some(before) = &one.before { (before) } @else { (say("不明", "unknown")) } }
                        td { (one.after) }
                    }
                } }
            }
            (more(hours.len()))
        }
    }
}

fn more(n: usize) -> Markup {
    let more = n.saturating_sub(MAX_STATIONS);
    html! {
        @if more > 0 {
            p.note { (say(format!("还有 {more} 个。"), format!("And {more} more."))) }
        }
    }
}
