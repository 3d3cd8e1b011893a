//! `audit.html`: one page to print, in Chinese and English, that loads nothing from any network.

use hashbrown::HashSet;
use maud::{Markup, Render, html};

use super::criteria::{Criterion, Verdict};
use super::{Audit, Judged};
use crate::report::printed_page;
use crate::station::{Station, StationIdx};

/// How many stations the page lists, those with the most faults first; the CSV has all.
pub const MAX_STATIONS_SHOWN: usize = 1_000;
/// How many pairs, and places in doubt, it lists.
pub const MAX_LISTED: usize = 200;
const STYLE: &str = include_str!("page/audit.css");

/// A text in both languages.
fn say(zh: impl Render, en: impl Render) -> Markup {
    html! { span lang="zh-CN" { (zh) } " " span.en lang="en" { (en) } }
}

/// The whole page; every text of a file is escaped.
pub(super) fn audit_html(audit: &Audit<'_>) -> String {
    let body = html! {
        (header(audit))
        (criteria(audit))
        (stars(audit))
        (oddities(audit))
        (stations(audit))
        (method(audit))
    };
    printed_page("驿站名录核查 · Station audit", STYLE, &body)
}

fn header(audit: &Audit<'_>) -> Markup {
    let n = audit.stations.len();
    let refused = audit.n_refused();
    html! {
        header {
            h1 { (say("驿站名录核查", "Station audit")) }
            p {
                (say(format!("{n} 个站点"), format!("{n} stations")))
                " · " time { (audit.settings.date()) }
                @for source in &audit.loaded.sources { " · " (file_name(&source.file)) }
            }
            @if refused > 0 {
                p.no { (say(
                    format!("有 {refused} 条记录不能成为站点；用 yizhan check 查看。"),
                    format!("{refused} records are no stations; yizhan check tells why."),
                )) }
            }
        }
    }
}

fn file_name(path: &str) -> String {
    let name = std::path::Path::new(path).file_name();
    name.map_or_else(
        || path.to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn criteria(audit: &Audit<'_>) -> Markup {
    html! {
        section {
            h2 { (say("各项要求", "Criteria")) }
            table.counts {
                thead { tr {
                    th { (say("要求", "Criterion")) }
                    th { "✓ " (say("是", "yes")) }
                    th { "✗ " (say("否", "no")) }
                    th { "? " (say("未知", "unknown")) }
                } }
                tbody {
                    @for criterion in Criterion::ALL {
                        @let (zh, en) = criterion.words();
                        tr {
                            th scope="row" { (say(zh, en)) }
                            @for verdict in [Verdict::Yes, Verdict::No, Verdict::Unknown] {
                                @let n = audit.count(criterion, verdict);
                                td class=(if n == 0 { "zero" } else { verdict.key() }) { (n) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn stars(audit: &Audit<'_>) -> Markup {
    let with_claim = audit
        .stations
        .iter()
        .filter(|one| one.stars.claimed.is_some());
    let count = |verdict: &str| {
        with_claim
            .clone()
            .filter(|o| o.stars.verdict() == verdict)
            .count()
    };
    html! {
        section {
            h2 { (say("星级", "Stars")) }
            ul {
                li { (count("carried")) " " (say("站的设施和时间足以支持所报星级", "carry the stars that they claim")) }
                li { (count("unproved")) " " (say("站还缺资料，无法判断", "may carry them: something is unknown")) }
                li { (count("not_carried")) " " (say("站达不到所报星级", "claim more than they can carry")) }
            }
        }
    }
}

fn oddities(audit: &Audit<'_>) -> Markup {
    html! {
        section {
            h2 { (say("名录中的疑点", "What is odd in the list")) }
            @if let Some(equal) = &audit.equal_hours {
                p { (say(
                    format!("{} 个填了开放时间的站点中，{} 个完全相同：", equal.n_with_hours, equal.n_stations),
                    format!("Of {} stations with hours {} have the same:", equal.n_with_hours, equal.n_stations),
                )) " " q { (equal.text) } }
            }
            h3 { (say("可能是同一处", "May be one place")) " (" (audit.pairs.len()) ")" }
            ul {
                @for pair in audit.pairs.iter().take(MAX_LISTED) {
                    @let [first, second] = [pair.first, pair.second].map(|row| of(audit, row));
                    @let (zh, en) = same_words(pair.same);
                    li {
                        (first.name) " (" (first.id.0) ") – " (second.name) " (" (second.id.0) "): "
                        (say(zh, en)) (format!(", {:.0} m", pair.distance_m))
                    }
                }
            }
            (more(audit.pairs.len(), MAX_LISTED))
            h3 { (say("位置存疑", "Position in doubt")) " (" (audit.misplaced.len()) ")" }
            ul {
                @for (row, why) in audit.misplaced.iter().take(MAX_LISTED) {
                    @let station = of(audit, *row);
                    li {
                        (station.name) " (" (station.id.0) "): "
                        (say("与同区其他站点相距很远，或经纬度颠倒；请核对。", why))
                    }
                }
            }
            (more(audit.misplaced.len(), MAX_LISTED))
        }
    }
}

const fn same_words(same: super::Sameness) -> (&'static str, &'static str) {
    match same {
        super::Sameness::Plate => ("牌号相同", "same plate"),
        super::Sameness::Name => ("名称相同", "same name"),
        super::Sameness::Address => ("地址相同", "same address"),
    }
}

/// How many are not listed.
fn more(n: usize, most: usize) -> Markup {
    let n_more = n.saturating_sub(most);
    html! {
        @if n_more > 0 {
            p.note { (say(
                format!("另有 {n_more} 项，见 audit.csv。"),
                format!("{n_more} more are in audit.csv."),
            )) }
        }
    }
}

fn of<'a>(audit: &'a Audit<'_>, row: StationIdx) -> &'a Station {
    &audit.loaded.stations[row.row()]
}

/// A row a station, those with the most faults first, then with the most unknown.
fn stations(audit: &Audit<'_>) -> Markup {
    let paired: HashSet<StationIdx> = audit.pairs.iter().map(|pair| pair.second).collect();
    let faults = |one: &Judged| {
        let count = |of| {
            one.verdicts
                .iter()
                .filter(|verdict| **verdict == of)
                .count()
        };
        let odd =
            usize::from(one.stars.is_overrated()) + usize::from(paired.contains(&one.station));
        (count(Verdict::No) + odd, count(Verdict::Unknown))
    };
    let mut judged: Vec<&Judged> = audit.stations.iter().collect();
    judged.sort_by_cached_key(|one| std::cmp::Reverse(faults(one)));
    html! {
        section {
            h2 { (say("逐站核查", "Station by station")) }
            div.wide {
                table.stations {
                    thead { tr {
                        th { (say("站点", "Station")) }
                        @for criterion in Criterion::ALL {
                            @let (zh, en) = criterion.words();
                            th { (say(zh, en)) }
                        }
                        th { (say("所报星级", "Claimed")) }
                        th { (say("可支持", "Carried")) }
                        th { (say("缺少或未知", "Missing or unknown")) }
                    } }
                    tbody { @for one in judged.iter().take(MAX_STATIONS_SHOWN) { (row(audit, one)) } }
                }
            }
            (more(judged.len(), MAX_STATIONS_SHOWN))
        }
    }
}

fn row(audit: &Audit<'_>, judged: &Judged) -> Markup {
    let station = of(audit, judged.station);
    let stars = &judged.stars;
    let rules = audit.settings.rules.rules();
    html! {
        tr {
            th scope="row" {
                (station.name)
                small { (station.id.0) @if let Some(district) = &station.district { " · " (district) } }
            }
            @for verdict in judged.verdicts {
                td class=(verdict.key()) title=(verdict.key()) { (mark(verdict)) }
            }
            td { @if let Some(claimed) = stars.claimed { (claimed) "★" } }
            td class=(if stars.is_overrated() { "no" } else { "" }) {
                (stars.carried)
                @if stars.possible > stars.carried { "–" (stars.possible) }
                "★"
            }
            td.why {
                @for (place, verdict) in &stars.unmet {
                    span class=(verdict.key()) {
                        (mark(*verdict)) " " (say(&rules[*place].zh, &rules[*place].en))
                    } " "
                }
            }
        }
    }
}

const fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Yes => "✓",
        Verdict::No => "✗",
        Verdict::Unknown => "?",
    }
}

fn method(audit: &Audit<'_>) -> Markup {
    let days = audit.settings.stale_days;
    let metres = super::ACCURATE_M;
    html! {
        section.method {
            h2 { (say("说明", "How it was judged")) }
            ul {
                li { (say(
                    "✓ 名录写明；✗ 名录写明不是；? 名录没有写。空白一律是未知，不是否。",
                    "✓ the list says so; ✗ it says otherwise; ? it does not say. A blank is unknown, never no.",
                )) }
                li { (say(
                    format!("位置精度：注明误差不超过 {metres} 米。近期核查：{days} 天以内。"),
                    format!("Accuracy: said to be within {metres} m. Checked: within {days} days."),
                )) }
                li { (say(
                    "地图可查：正常开放且位置不存疑的站点才能在地图上查到。",
                    "On the map: stations in service whose position is not in doubt.",
                )) }
                li { (say(
                    "开放时间按没有节假日的一周计算。可能是同一处：100 米以内牌号、名称（去掉站点类型）或地址相同。",
                    "Hours are those of a week without days off. One place: the same plate, name (without its kind) or address within 100 m.",
                )) }
            }
            h3 { (say("星级规则", "Rules of the stars")) }
            @if audit.settings.has_bundled_rules {
                p { (say(
                    "内置规则只是示例，不是任何工会的标准；请用 --stars 换成当地的星级标准。",
                    "The bundled rules are an example and no union's standard; --stars takes yours.",
                )) }
            }
            ul {
                @for rule in audit.settings.rules.rules() {
                    li { (rule.star) "★ " (say(&rule.zh, &rule.en)) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_cannot_end_its_element_and_names_no_address() {
        assert!(!STYLE.contains("</") && !STYLE.contains("http") && !STYLE.contains("url("));
    }
}
