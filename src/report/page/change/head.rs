//! The head of the page: the finding, what is compared, and the shares before and after.

use maud::{Markup, html};

use crate::coverage::difference::{Difference, Turns};
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::parts::Part;
use crate::report::cover::Cover;
use crate::report::page::question::{limit_words, question};
use crate::report::page::words::{counted, percent, say};

/// The finding, the question and the main figures.
pub(super) fn header(difference: &Difference<'_>, cover: &Cover) -> Markup {
    let run = &difference.run;
    let (zh, en) = question(run);
    let (found_zh, found_en) = finding(difference);
    html! {
        header.top {
            @if let Some(logo) = &cover.logo { img.logo alt="" src=(logo.data_uri()); }
            @if let Some(title) = &cover.title {
                p.eyebrow.title { (title) }
            } @else {
                p.eyebrow { (say("户外劳动者驿站 · 覆盖的变化", "Stations for outdoor workers · change of coverage")) }
            }
            h1 { (say(found_zh, found_en)) }
            p.question { (say(zh, en)) }
            (facts(difference))
            (headline(difference))
            (bar(difference))
            (unknown(difference))
        }
    }
}

/// Gains and losses as one sentence, and those of whom one run alone knows that they are covered:
/// beside them it is not said that none gain or lose.
fn finding(difference: &Difference<'_>) -> (String, String) {
    let people = PeopleFormat::of(&difference.run.demand.cells);
    let total = &difference.total;
    let gone = total.between(Part::Covered, Part::NotComputed);
    let come = total.between(Part::NotComputed, Part::Covered);
    let mut said = vec![turns(difference, gone.people <= 0.0, come.people <= 0.0)];
    if gone.people > 0.0 {
        let gone = people.grouped(gone.people);
        said.push((
            format!("{gone} 人之前覆盖，现在没有算出"),
            format!("{gone} that had one could not be computed now"),
        ));
    }
    if come.people > 0.0 {
        let come = people.grouped(come.people);
        said.push((
            format!("{come} 人现在覆盖，之前没有算出"),
            format!("{come} that have one could not be computed before"),
        ));
    }
    let (zh, en): (Vec<String>, Vec<String>) = said.into_iter().unzip();
    (zh.join("；"), en.join("; "))
}

/// Gains and losses of those that are known of both runs.
fn turns(
    difference: &Difference<'_>,
    losses_are_known: bool,
    gains_are_known: bool,
) -> (String, String) {
    let people = PeopleFormat::of(&difference.run.demand.cells);
    let (gained, lost) = (difference.total.gained(), difference.total.lost());
    let [more, fewer] = [gained, lost].map(|count| people.grouped(count.people));
    let (within_zh, within_en) = limit_words(&difference.run);
    let none = |is_known: bool, (zh, en): (&str, &str)| {
        let said = |text: &str| {
            if is_known {
                text.to_owned()
            } else {
                String::new()
            }
        };
        (said(zh), said(en))
    };
    let (none_lose_zh, none_lose_en) =
        none(losses_are_known, ("，没有人失去", ", and none lose theirs"));
    let (none_gain_zh, none_gain_en) =
        none(gains_are_known, ("，没有人增加", ", and none gain one"));
    match (gained.people > 0.0, lost.people > 0.0) {
        (false, false) if losses_are_known && gains_are_known => (
            "没有人新覆盖，也没有人不再覆盖".into(),
            "No people gain a station, and none lose theirs".into(),
        ),
        (false, false) => (
            "两次都算出的人里，没有人新覆盖或不再覆盖".into(),
            "Of the people computed in both runs none gain or lose a station".into(),
        ),
        (true, false) => (
            format!("{within_zh}，新覆盖 {more} 人{none_lose_zh}"),
            format!("{more} people gain a station {within_en}{none_lose_en}"),
        ),
        (false, true) => (
            format!("{within_zh}，{fewer} 人不再覆盖{none_gain_zh}"),
            format!("{fewer} people lose their station {within_en}{none_gain_en}"),
        ),
        (true, true) => (
            format!("{within_zh}，新覆盖 {more} 人，{fewer} 人不再覆盖"),
            format!("{more} people gain a station {within_en}, {fewer} lose theirs"),
        ),
    }
}

/// What differs between the runs.
fn facts(difference: &Difference<'_>) -> Markup {
    let n_hours = difference.run.supposed.map_or(0, |one| one.hours.len());
    let (n_added, n_gone) = (difference.added.len(), difference.gone.len());
    let (before, after) = (&difference.earlier.figures.at, &difference.figures.at);
    html! {
        ul.facts {
            @if difference.run.supposed.is_some() { li { (say("假设", "Supposed")) } }
            @if n_added > 0 { li { (say(format!("新增 {n_added} 个站点"), format!("{} added", counted(n_added, "station")))) } }
            @if n_gone > 0 { li { (say(format!("撤销 {n_gone} 个站点"), format!("{} gone", counted(n_gone, "station")))) } }
            @if n_hours > 0 { li { (say(format!("{n_hours} 个站点改开放时间"), format!("{} with other hours", counted(n_hours, "station")))) } }
            @if before != after {
                li { (say("出发时刻不同", "Different moments of setting out")) }
            }
        }
    }
}

/// The shares of those that could be computed.
fn headline(difference: &Difference<'_>) -> Markup {
    let people = PeopleFormat::of(&difference.run.demand.cells);
    let total = &difference.total;
    let [before, after] = total.shares().map(percent);
    let covered = [total.before(Part::Covered), total.after(Part::Covered)];
    let [was, is] = covered.map(|count| people.grouped(count.people));
    let net = signed(people, total.net_people());
    let (net_zh, net_en) = if total.computed_once().cells > 0 {
        (
            format!("两次都算出的人里 {net}"),
            format!("{net} of those computed in both runs"),
        )
    } else {
        (net.clone(), net)
    };
    html! {
        div.headline {
            p.answer { (before) span.arrow { " → " } (after) }
            div {
                p { (say(
                    format!("能到达的人：之前 {was}，之后 {is}（{net_zh}）。"),
                    format!("People that reach one: {was} before, {is} after ({net_en})."),
                )) }
                p.missing { (say(
                    format!("不再覆盖 {} 人。", people.grouped(total.lost().people)),
                    format!("{} people lose theirs.", people.grouped(total.lost().people)),
                )) }
            }
        }
    }
}

/// A number with its sign; none has no sign.
pub(super) fn signed(people: PeopleFormat, count: f64) -> String {
    let text = people.grouped(count.abs());
    let is_zero = text.chars().all(|c| matches!(c, '0' | '.'));
    match count {
        _ if is_zero => text,
        count if count < 0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

/// All people as one bar: covered in both, gained, lost, in neither, not computed in one.
fn bar(difference: &Difference<'_>) -> Markup {
    let total = &difference.total;
    let all = difference.run.outcome.people_total;
    if all <= 0.0 {
        return html! {};
    }
    let people = PeopleFormat::of(&difference.run.demand.cells);
    let mut at = 0.0;
    let placed = kinds(total).map(|(class, words, count)| {
        let (from, width) = (at, count / all * 100.0);
        at += width;
        (class, words, count, from, width)
    });
    html! {
        svg.parts width="100%" height="26" aria-hidden="true" {
            defs { pattern #hatch-small width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                rect.hatch-ground width="7" height="7" {} rect.hatch-line width="2.4" height="7" {}
            } }
            @for (class, _, _, from, width) in placed {
                rect class=(class) x=(format!("{from:.3}%")) width=(format!("{width:.3}%")) height="26" {}
            }
        }
        ul.part-words {
            @for (class, (zh, en), count, _, width) in placed.into_iter().filter(|part| part.2 > 0.0) {
                li {
                    svg.swatch aria-hidden="true" { rect class=(class) width="100%" height="100%" {} }
                    b { (say(zh, en)) } " "
                    @let (count, share) = (people.grouped(count), percent(Some(width / 100.0)));
                    (say(format!("{count} 人，{share}"), format!("{count} people, {share}")))
                }
            }
        }
    }
}

type Kind = (&'static str, (&'static str, &'static str), f64);

fn kinds(total: &Turns) -> [Kind; 5] {
    let known = |before, after| total.between(before, after).people;
    let (covered, not) = (Part::Covered, Part::NotCovered);
    let unknown: f64 = [covered, not, Part::NotComputed]
        .map(|part| known(Part::NotComputed, part))
        .iter()
        .sum::<f64>()
        + total.computed_before_only().people;
    [
        (
            "d6",
            ("仍然覆盖", "covered as before"),
            known(covered, covered),
        ),
        ("d1", ("新覆盖", "gained"), total.gained().people),
        ("d4", ("不再覆盖", "lost"), total.lost().people),
        (
            "d7",
            ("仍未覆盖", "not covered, as before"),
            known(not, not),
        ),
        (
            "hatched",
            ("没有算出", "not computed in one of the runs"),
            unknown,
        ),
    ]
}

/// The cells that are known in one run alone; nothing if there are none.
fn unknown(difference: &Difference<'_>) -> Markup {
    let people = PeopleFormat::of(&difference.run.demand.cells);
    let (now, then) = (
        difference.total.computed_now_only(),
        difference.total.computed_before_only(),
    );
    if now.cells + then.cells == 0 {
        return html! {};
    }
    let reach = difference.total.between(Part::NotComputed, Part::Covered);
    let reached = difference.total.between(Part::Covered, Part::NotComputed);
    let [now, then, reach, reached] =
        [now, then, reach, reached].map(|count| people.grouped(count.people));
    html! {
        div.warning role="note" { p { (say(
            format!("有 {now} 人之前没有算出、现在算出（其中 {reach} 人能到达），{then} 人之前算出、现在没有（其中 {reached} 人之前能到达）。他们既不算增加，也不算减少。"),
            format!("{now} people could not be computed before and can be now ({reach} of them reach a station); {then} could be and cannot now ({reached} of them reached one). They count as neither gained nor lost."),
        )) } }
    }
}
