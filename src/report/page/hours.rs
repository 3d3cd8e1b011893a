//! Hours that stations should be open beside those that they are: a week that shows them, and a
//! table of what each brings.

use maud::{Markup, html};

use super::words::{WEEKDAYS, counted, percent, say};
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::run::{Run, share};
use crate::report::cover::{ProposedBlock, ProposedHours};

/// Rows of the table; the week shows all blocks.
const MAX_ROWS: usize = 50;
/// Ranks that fit into one field of the week.
const MAX_RANKS: usize = 2;
const HOURS_A_DAY: u32 = 24;

/// The blocks; nothing without any.
pub(super) fn section(run: &Run<'_>, hours: Option<&ProposedHours>) -> Markup {
    let Some(hours) = hours else {
        return html! {};
    };
    html! {
        section #proposals {
            h2 { (say("建议延长的时间", "Proposed hours")) }
            p.lead { (lead(run, hours)) }
            @if !hours.blocks.is_empty() {
                (week(&hours.blocks))
                (table(run, hours))
            }
        }
    }
}

/// What the blocks bring together, in hours of people: an hour at which a person has a station open.
fn lead(run: &Run<'_>, hours: &ProposedHours) -> Markup {
    let Some(last) = hours.blocks.last() else {
        return say(
            "没有一个驿站多开几个小时能让更多人到达开着的站。",
            "No longer hours of any station would let more people reach an open one.",
        );
    };
    let of_week = |covered: f64| percent(share(covered, hours.person_hours_total));
    let (before, after) = (
        of_week(hours.person_hours_before),
        of_week(last.person_hours),
    );
    let gained = last.person_hours - hours.person_hours_before;
    let gained = PeopleFormat::of(&run.demand.cells).grouped(gained);
    let n = hours.blocks.len();
    say(
        format!(
            "每周多开这 {n} 段时间，可多覆盖 {gained} 人·小时：一周里人和小时的覆盖率从 {before} 到 {after}。"
        ),
        format!(
            "{} each week would cover {gained} more person-hours: from {before} to {after} of all hours of all people in a week.",
            counted(n, "more block")
        ),
    )
}

/// The week with the ranks of the blocks at each hour; on a narrow screen it is transposed.
fn week(blocks: &[ProposedBlock]) -> Markup {
    html! {
        table.heat {
            caption { (say(
                "每个格子：该小时多开的站，写的是下表里的次序（再多的用 + 表示）",
                "Each field: the stations open longer at that hour, by their rank in the table below (+ for more)",
            )) }
            thead { tr {
                th scope="col" { (say("时", "h")) }
                @for hour in 0..HOURS_A_DAY { th scope="col" { (hour) } }
            } }
            tbody {
                @for (day, (zh, en)) in (0..).zip(WEEKDAYS) {
                    tr {
                        th scope="row" { (say(zh, en)) }
                        @for hour in 0..HOURS_A_DAY {
                            @let ranks = ranks_at(blocks, day * HOURS_A_DAY + hour);
                            td class=(if ranks.is_empty() { "h0" } else { "h3" }) { (ranks_text(&ranks)) }
                        }
                    }
                }
            }
        }
    }
}

/// The ranks of the blocks that an hour of the week is in.
fn ranks_at(blocks: &[ProposedBlock], hour: u32) -> Vec<usize> {
    let all = (1..).zip(blocks);
    let is_in = |block: &ProposedBlock| block.holds(hour);
    all.filter(|(_, block)| is_in(block))
        .map(|(rank, _)| rank)
        .collect()
}

fn ranks_text(ranks: &[usize]) -> String {
    let shown: Vec<String> = ranks.iter().take(MAX_RANKS).map(usize::to_string).collect();
    let more = if ranks.len() > MAX_RANKS { "+" } else { "" };
    shown.join(" ") + more
}

fn table(run: &Run<'_>, hours: &ProposedHours) -> Markup {
    let people = PeopleFormat::of(&run.demand.cells);
    let before = std::iter::once(hours.person_hours_before);
    let before = before.chain(hours.blocks.iter().map(|block| block.person_hours));
    let rows = (1_usize..).zip(hours.blocks.iter().zip(before));
    let n_more = hours.blocks.len().saturating_sub(MAX_ROWS);
    html! {
        table {
            thead { tr {
                th.number scope="col" { "#" }
                th scope="col" { (say("站", "Station")) }
                th scope="col" { (say("每周的时间", "Each week")) }
                th.number scope="col" { (say("多覆盖的人·小时", "More person-hours")) }
                th.number scope="col" { (say("之后的覆盖率", "Covered then")) }
            } }
            tbody { @for (rank, (block, before)) in rows.take(MAX_ROWS) {
                tr data-at=(format!("{} {}", block.position.lon(), block.position.lat())) {
                    td.number { (rank) }
                    th scope="row" { (block.station) }
                    td { @let (zh, en) = WEEKDAYS[block.day()]; (say(zh, en)) " " (block.hours) }
                    td.number { (people.grouped(block.person_hours - before)) }
                    td.number { (percent(share(block.person_hours, hours.person_hours_total))) }
                }
            } }
        }
        @if n_more > 0 {
            p.note { (say(
                format!("另有 {n_more} 段，见 siting.csv。"),
                format!("{n_more} more are in siting.csv."),
            )) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::position::Position;

    fn block(first_hour: u32, n_hours: u32) -> ProposedBlock {
        ProposedBlock {
            station: "a".into(),
            position: Position::new(110.0, 30.0).unwrap(),
            first_hour,
            n_hours,
            hours: String::new(),
            person_hours: 1.0,
        }
    }

    #[test]
    fn a_block_over_the_end_of_the_week_is_shown_on_monday() {
        let blocks = [block(166, 4), block(0, 1), block(1, 1), block(0, 2)];
        assert_eq!(ranks_at(&blocks, 165), [0; 0]);
        assert_eq!(ranks_at(&blocks, 167), [1]);
        assert_eq!(ranks_text(&ranks_at(&blocks, 0)), "1 2+");
        assert_eq!(ranks_text(&ranks_at(&blocks, 2)), "");
        assert_eq!(blocks[0].day(), 6);
    }
}
