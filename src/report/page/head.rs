//! The head of the page: the finding, the main figure, and the people in three parts.

use maud::{Markup, html};

use super::finding::finding;
use super::print;
use super::question::{facts, question};
use super::words::{metres, percent, say};
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::outcome::StatusCount;
use crate::coverage::parts::{Cause, Parts};
use crate::coverage::run::{Run, share};
use crate::report::cover::Cover;

/// The finding, the question and the main figures.
pub(super) fn header(run: &Run<'_>, cover: &Cover) -> Markup {
    let (zh, en) = question(run);
    let parts = Parts::of(run.outcome);
    html! {
        header.top {
            @if let Some(logo) = &cover.logo { img.logo alt="" src=(logo.data_uri()); }
            @if let Some(title) = &cover.title {
                p.eyebrow.title { (title) }
            } @else {
                p.eyebrow { (say("户外劳动者驿站 · 覆盖分析", "Stations for outdoor workers · coverage")) }
            }
            @if let Some((found_zh, found_en)) = finding(run) {
                h1 { (say(found_zh, found_en)) }
                p.question { (say(zh, en)) }
            } @else {
                h1 { (say(zh, en)) }
            }
            (facts(run))
            (headline(run, &parts))
            (bar(run, &parts))
            (warning(run, &parts))
            (print::three_figures(run, &parts))
        }
    }
}

/// The share of those that could be computed.
fn headline(run: &Run<'_>, parts: &Parts) -> Markup {
    let people = PeopleFormat::of(&run.demand.cells);
    let [covered, missing, computed, total] = [
        parts.covered.people,
        parts.not_covered.people,
        parts.people_computed(),
        parts.people_total(),
    ]
    .map(|count| people.grouped(count));
    let (of_zh, of_en) = if parts.not_computed.people > 0.0 {
        (
            format!("算得出结果的 {computed} 人（共 {total} 人）"),
            format!("the {computed} people that could be computed ({total} in all)"),
        )
    } else {
        (format!("{total} 人"), format!("{total} people"))
    };
    html! {
        div.headline {
            p.answer { (percent(parts.share_of_computed(parts.covered.people))) }
            div {
                p { (say(
                    format!("{of_zh}中，{covered} 人能到达。"),
                    format!("{covered} of {of_en} do."),
                )) }
                p.missing { (say(
                    format!("还有 {missing} 人没有覆盖到。"),
                    format!("{missing} people do not."),
                )) }
            }
        }
    }
}

/// All people as one bar: three fills that differ in pattern too, each with its words.
fn bar(run: &Run<'_>, parts: &Parts) -> Markup {
    let total = parts.people_total();
    if total <= 0.0 {
        return html! {};
    }
    let kinds = [
        ("covered", ("已覆盖", "covered"), parts.covered),
        ("missing", ("未覆盖", "not covered"), parts.not_covered),
        ("unknown", ("没有算出", "not computed"), parts.not_computed),
    ];
    let part = |count: StatusCount| count.people / total * 100.0;
    let mut at = 0.0;
    let placed = kinds.map(|(class, words, count)| {
        let from = at;
        at += part(count);
        (class, words, count, from)
    });
    html! {
        svg.parts width="100%" height="26" aria-hidden="true" {
            defs {
                pattern #stripes width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.ground width="7" height="7" {} rect.stripe width="2.4" height="7" {}
                }
                pattern #dots width="7" height="7" patternUnits="userSpaceOnUse" {
                    rect.ground width="7" height="7" {} circle.dot cx="3.5" cy="3.5" r="1.5" {}
                }
            }
            @for (class, _, count, from) in placed {
                rect class=(class) x=(format!("{from:.3}%")) width=(format!("{:.3}%", part(count))) height="26" {}
            }
        }
        ul.part-words {
            @for (class, (zh, en), count, _) in placed.into_iter().filter(|(_, _, count, _)| count.cells > 0) {
                li {
                    svg.swatch aria-hidden="true" { rect class=(class) width="100%" height="100%" {} }
                    b { (say(zh, en)) } " "
                    (part_figures(run, count, total))
                }
            }
        }
    }
}

fn part_figures(run: &Run<'_>, count: StatusCount, total: f64) -> Markup {
    let people = PeopleFormat::of(&run.demand.cells).grouped(count.people);
    let percent = percent(share(count.people, total));
    say(
        format!("{people} 人，占全部 {percent}"),
        format!("{people} people, {percent} of all"),
    )
}

/// Why many people could not be computed, and what would help; nothing if they are few.
fn warning(run: &Run<'_>, parts: &Parts) -> Markup {
    if !parts.need_warning() {
        return html! {};
    }
    let percent = percent(parts.share_not_computed());
    let (causes_zh, causes_en) = causes(run);
    html! {
        div.warning role="note" {
            p { b { (say(
                format!("注意：{percent} 的人没有算出结果，上面的比例不包括他们。"),
                format!("Note: {percent} of the people could not be computed; the figure above leaves them out."),
            )) } }
            ul { @for (zh, en) in causes_zh.into_iter().zip(causes_en) { li { (say(zh, en)) } } }
            p { (say(
                "请换用范围更大的街道文件，或在需求文件中去掉这些人。他们不是“未覆盖”，也不参加缺口排名。",
                "Take a larger street file, or leave these people out of the demand. They are not \u{201c}not covered\u{201d}, and are not ranked as gaps.",
            )) }
        }
    }
}

fn causes(run: &Run<'_>) -> (Vec<String>, Vec<String>) {
    let cause = Cause::of(run);
    let format = PeopleFormat::of(&run.demand.cells);
    let file = run.network.map_or("", |network| &network.file);
    let snap = run.network.map_or(0.0, |network| network.snap_limit_m);
    let snap = metres(snap);
    let said = |people: f64, zh: &dyn Fn(&str) -> String, en: &dyn Fn(&str) -> String| {
        let text = format.grouped(people);
        (people > 0.0).then(|| (zh(&text), en(&text)))
    };
    [
        said(
            cause.outside_map,
            &|n| format!("{n} 人住在街道文件 {file} 的范围之外：文件到那里就没有街道了。"),
            &|n| format!("{n} people live where the street file {file} has ended."),
        ),
        said(
            cause.unsnapped - cause.outside_map,
            &|n| format!("{n} 人离文件中任何街道都超过 {snap} 米。"),
            &|n| format!("{n} people live more than {snap} m from any street of the file."),
        ),
        said(
            cause.unreachable,
            &|n| format!("{n} 人所在的街道，在文件里不通往任何站点。"),
            &|n| format!("{n} people live on streets that the file joins to no station."),
        ),
    ]
    .into_iter()
    .flatten()
    .unzip()
}
