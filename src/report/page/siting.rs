//! The page of a choice with distances made elsewhere: the finding, what each place brings, and why
//! there is no map.

use maud::{DOCTYPE, Markup, html};

use super::sources::role;
use super::words::{counted, metres, percent, say, short};
use super::{head, language_switch};
use crate::coverage::Limit;
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::run::share;
use crate::siting::assemble::Candidate;
use crate::siting::ignored::{Ignored, Unused};
use crate::siting::outcome::{Alternative, Stopped};
use crate::siting::run::{Found, SitingRun};
use crate::siting::{Goal, Outcome};

/// Rows of the table; all places are in the files.
const MAX_ROWS: usize = 100;

/// The page of a choice of places; `None` of hours, whose page is that of their coverage.
pub fn siting_html(run: &SitingRun<'_>) -> Option<String> {
    let Found::Places {
        candidates,
        outcome,
        ..
    } = run.found
    else {
        return None;
    };
    let page = html! {
        (DOCTYPE)
        html lang="zh-CN" {
            (head("驿站选址 · Where to build stations", ""))
            body {
                (language_switch())
                main {
                    header.top {
                        p.eyebrow { (say("驿站选址", "Where to build stations")) }
                        @let (zh, en) = finding(run, outcome);
                        h1 { (say(zh, en)) }
                        (facts(run, outcome))
                        (cards(run, outcome))
                    }
                    (proposals(run, candidates, outcome))
                    (no_map(candidates, outcome))
                    (sources(run))
                }
            }
        }
    };
    Some(page.into_string())
}

/// The result as a sentence that can be quoted.
fn finding(run: &SitingRun<'_>, outcome: &Outcome) -> (String, String) {
    let n = outcome.picks.len();
    let (before, after) = (outcome.before, outcome.last());
    let of_all = |people: f64| percent(share(people, outcome.people_total));
    let reaching = outcome.people_total - outcome.people_out_of_reach;
    let mean = |person_metres: Option<f64>| {
        let mean_m = person_metres.and_then(|all| share(all, reaching));
        mean_m.map_or_else(|| "–".to_owned(), metres)
    };
    let far = |farthest_m: Option<f64>| farthest_m.map_or_else(|| "–".to_owned(), metres);
    let sites = counted(n, "new station");
    match outcome.goal {
        Goal::People | Goal::CoverAll => {
            let (now, then) = (of_all(before.people_covered), of_all(after.people_covered));
            let (within_zh, within_en) = within(run, outcome.at_least);
            (
                format!("新建 {n} 个站，{then} 的人{within_zh}（现在 {now}）"),
                format!("With {sites}, {then} of all people are {within_en} (now {now})"),
            )
        }
        Goal::MeanTime => {
            let (now, then) = (mean(before.person_metres), mean(after.person_metres));
            (
                format!("新建 {n} 个站，到最近的站平均 {then} 米（现在 {now}）"),
                format!("With {sites}, the nearest is {then} metres away on average (now {now})"),
            )
        }
        Goal::WorstTime => {
            let (now, then) = (far(before.farthest_m), far(after.farthest_m));
            (
                format!("新建 {n} 个站，最远的人离站 {then} 米（现在 {now}）"),
                format!("With {sites}, the longest way to one is {then} metres (now {now})"),
            )
        }
    }
}

fn within(run: &SitingRun<'_>, at_least: u32) -> (String, String) {
    let (limit_zh, limit_en) = match run.reach.limit {
        Limit::Minutes(minutes) => (
            format!("{} 分钟", short(minutes)),
            format!("{} minutes", short(minutes)),
        ),
        Limit::DistanceM(limit_m) => (
            format!("{} 米", metres(limit_m)),
            format!("{} metres", metres(limit_m)),
        ),
    };
    if at_least > 1 {
        return (
            format!("在 {at_least} 个站的 {limit_zh}之内"),
            format!("within {limit_en} of {at_least} stations"),
        );
    }
    (
        format!("离站 {limit_zh}之内"),
        format!("within {limit_en} of a station"),
    )
}

/// Where the ways come from, how good the choice is, and why it ended.
fn facts(run: &SitingRun<'_>, outcome: &Outcome) -> Markup {
    let ratio = format!("{:.1}%", outcome.ratio() * 100.0);
    html! {
        ul.facts {
            li { (say("距离来自给定的表", "Distances from a table that was given")) }
            @if outcome.proved_optimal {
                li { (say("已证明没有更好的选法", "Proved: no choice is better")) }
            } @else {
                li { (say(
                    format!("至少是最好选法的 {ratio}"),
                    format!("At least {ratio} of the best possible"),
                )) }
            }
            @match outcome.stopped {
                Some(Stopped::AllCovered) => { li { (say("能覆盖的人都覆盖了", "All people are covered that can be")) } }
                Some(Stopped::NothingToGain) => { li { (say("再多建也不会更好", "No other site makes anything better")) } }
                None => {}
            }
            li { (run.reach.zone.format_instant(run.generated_at)) }
        }
    }
}

/// All people: covered today, by the new stations, not covered (also those with a way beyond the
/// limit alone), and those for whom the table has no way.
fn cards(run: &SitingRun<'_>, outcome: &Outcome) -> Markup {
    let people = PeopleFormat::of(&run.demand.cells);
    let (before, after) = (outcome.before.people_covered, outcome.people_covered());
    let left = (outcome.people_total - after - outcome.people_out_of_reach).max(0.0);
    let parts = [
        ("card answer", ("现在覆盖", "Covered now"), before),
        (
            "card answer",
            ("新站多覆盖", "By the new stations"),
            after - before,
        ),
        ("card gap", ("仍未覆盖", "Not covered then"), left),
        (
            "card",
            (
                "表里没有到驿站或候选地点的路",
                "No way in the table to a station or a place to build",
            ),
            outcome.people_out_of_reach,
        ),
    ];
    html! {
        div.cards {
            @for (class, (zh, en), count) in parts {
                div class=(class) {
                    p { (say(zh, en)) }
                    p.share { (percent(share(count, outcome.people_total))) }
                    p.people { (people.grouped(count)) " " (say("人", "people")) }
                }
            }
        }
    }
}

fn proposals(run: &SitingRun<'_>, candidates: &[Candidate], outcome: &Outcome) -> Markup {
    let people = PeopleFormat::of(&run.demand.cells);
    let n_more = outcome.picks.len().saturating_sub(MAX_ROWS);
    html! {
        section #proposals {
            h2 { (say("建议的新站点", "Proposed places")) }
            table {
                thead { tr {
                    th.number scope="col" { "#" }
                    th scope="col" { (say("地方", "Where")) }
                    th.number scope="col" { (say("多覆盖的人", "More people covered")) }
                    th.number scope="col" { (say("之后的覆盖率", "Covered then")) }
                    th scope="col" { (say("可以代替它的（会损失）", "Instead of it (what is lost)")) }
                } }
                tbody { @for (rank, (pick, before)) in (1_usize..).zip(outcome.steps()).take(MAX_ROWS) {
                    @let covered = pick.standing.people_covered;
                    tr {
                        td.number { (rank) }
                        th scope="row" { (candidates[pick.site as usize].id) }
                        td.number { (people.grouped(covered - before.people_covered)) }
                        td.number { (percent(share(covered, outcome.people_total))) }
                        td { (instead(outcome.goal, people, candidates, &pick.alternatives)) }
                    }
                } }
            }
            @if n_more > 0 {
                p.note { (say(
                    format!("另有 {n_more} 处，见 siting.csv。"),
                    format!("{n_more} more are in siting.csv."),
                )) }
            }
        }
    }
}

fn instead(
    goal: Goal,
    people: PeopleFormat,
    candidates: &[Candidate],
    others: &[Alternative],
) -> Markup {
    html! {
        @for (at, other) in others.iter().enumerate() {
            @if at > 0 { ", " }
            (candidates[other.site as usize].id) " ("
            @match goal {
                Goal::People | Goal::CoverAll => { "−" (people.grouped(other.loses)) }
                Goal::MeanTime => { "+" (metres(other.loses)) " " (say("米·人", "person-metres")) }
                Goal::WorstTime => { "+" (metres(other.loses)) " " (say("米", "m")) }
            }
            ")"
        }
    }
}

/// Why the page has no map, and where one is.
fn no_map(candidates: &[Candidate], outcome: &Outcome) -> Markup {
    let chosen = outcome.picks.iter();
    let n_placed = chosen
        .filter(|pick| candidates[pick.site as usize].position.is_some())
        .count();
    let n_unplaced = outcome.picks.len() - n_placed;
    html! {
        section #map-section {
            h2 { (say("地图", "Map")) }
            @if n_unplaced > 0 {
                p { (say(
                    format!("{n_unplaced} 个地方没有坐标，画不了地图：距离表里只有名字。用 --candidates 给出它们的坐标。"),
                    format!("{n_unplaced} of the places have no coordinates, so no map can be drawn: the table of distances has names alone. Their coordinates are given with --candidates."),
                )) }
            } @else {
                p { (say(
                    "距离是别处算的，这里不知道路怎么走，所以没有地图。在地图页的“覆盖”里打开 siting.geojson，可以看到这些地方。",
                    "The ways were computed elsewhere and are not known here, so there is no map. The coverage view of the map page shows the places of siting.geojson.",
                )) }
            }
        }
    }
}

fn sources(run: &SitingRun<'_>) -> Markup {
    html! {
        section #sources {
            h2 { (say("数据", "Data")) }
            @for input in run.inputs {
                p { b { (role(input.role)) } " " (input.name) " · " (input.rows) " " (say("行", "rows")) br; code { (input.sha256) } }
            }
            @if !run.ignored.is_empty() {
                p.lead { (say("没有用上的：", "Not used:")) }
                ul.names { @for one in run.ignored { li { (not_used(one)) } } }
            }
        }
    }
}

/// What was not used, and why, with its ids.
fn not_used(ignored: &Ignored) -> Markup {
    let (n, ids) = (ignored.n, ignored.ids());
    let zh = match ignored.what {
        Unused::UnknownSites => "个表里的地点既不是驿站也不是候选点",
        Unused::IdleStations => "个表里的地点是不计入的驿站：已停用，或没有要的设施",
        Unused::BuiltCandidates => "个候选点已经是驿站",
        Unused::CandidatesWithoutWays => "个候选点不在表里",
        Unused::Unreached => "个候选点没有人够得着",
        Unused::StationsWithoutWays => "个驿站不在表里",
        Unused::UnknownCells => "个表里的格子不在需求里",
        Unused::CellsWithoutWays => "个需求里的格子不在表里",
        Unused::Repeated => "对地点在表里出现不止一次，取较短的路",
        Unused::UnknownHours => "个驿站开放时间不明，没有考虑延长",
    };
    say(format!("{n} {zh}{ids}"), ignored.to_string())
}
