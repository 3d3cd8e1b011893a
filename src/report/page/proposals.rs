//! Proposed places for new stations: a table, and marks on the map.

use maud::{Markup, html};

use super::projection::Projection;
use super::words::{counted, percent, say};
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::parts::Parts;
use crate::coverage::run::Run;
use crate::report::cover::Proposal;

/// Rows of the table, and marks on the map.
const MAX_ROWS: usize = 50;

/// The places and what each brings; nothing without any.
pub(super) fn section(run: &Run<'_>, proposals: &[Proposal]) -> Markup {
    if proposals.is_empty() {
        return html! {};
    }
    let people = PeopleFormat::of(&run.demand.cells);
    let parts = Parts::of(run.outcome);
    let covered_after = proposals.iter().scan(parts.covered.people, |sum, one| {
        *sum += one.people_gained;
        Some(*sum)
    });
    let rows = proposals.iter().zip(covered_after).take(MAX_ROWS);
    html! {
        section #proposals {
            h2 { (say("建议的新站点", "Proposed places")) }
            p.lead { (lead(run, proposals)) }
            table {
                thead { tr {
                    th.number scope="col" { "#" }
                    th scope="col" { (say("地方", "Where")) }
                    th.number scope="col" { (say("多覆盖的人", "More people covered")) }
                    th.number scope="col" { (say("之后的覆盖率", "Covered then")) }
                } }
                tbody { @for (proposal, covered) in rows {
                    tr data-at=(format!("{} {}", proposal.position.lon(), proposal.position.lat())) {
                        td.number { (proposal.rank) }
                        th scope="row" { (proposal.name) }
                        td.number { (people.grouped(proposal.people_gained)) }
                        td.number { (percent(parts.share_of_computed(covered))) }
                    }
                } }
            }
        }
    }
}

fn lead(run: &Run<'_>, proposals: &[Proposal]) -> Markup {
    let parts = Parts::of(run.outcome);
    let gained: f64 = proposals.iter().map(|one| one.people_gained).sum();
    let share = |people: f64| percent(parts.share_of_computed(people));
    let (before, after) = (
        share(parts.covered.people),
        share(parts.covered.people + gained),
    );
    let gained = PeopleFormat::of(&run.demand.cells).grouped(gained);
    let n = proposals.len();
    say(
        format!(
            "在这 {n} 个地方设站，可多覆盖 {gained} 人：覆盖率从 {before} 到 {after}。地图上是绿色方块。"
        ),
        format!(
            "{} would cover {gained} more people: from {before} to {after}. They are the green squares of the map.",
            counted(n, "new station")
        ),
    )
}

/// The places on the map.
pub(super) fn marks(proposals: &[Proposal], projection: &Projection) -> Markup {
    html! {
        g.proposals {
            @for proposal in proposals.iter().take(MAX_ROWS) {
                @let [x, y] = projection.point(proposal.position);
                g transform=(format!("translate({x} {y})")) {
                    g.mark { rect x="-85" y="-85" width="170" height="170" rx="30" {} text { (proposal.rank) } }
                }
            }
        }
    }
}
