//! The inputs of the run: parameters, files and attribution.

use maud::{Markup, html};

use super::words::{counted, metres, mode_words, say};
use crate::coverage::numbers::grouped;
use crate::coverage::outcome::StationCounts;
use crate::coverage::run::{InputRole, Run, StreetsInfo};

/// Parameters, inputs and attribution.
pub(super) fn section(run: &Run<'_>) -> Markup {
    html! {
        section #sources {
            h2 { (say("参数与数据", "Parameters and data")) }
            (parameters(run))
            (inputs(run))
            (issues(run))
            (attribution(run))
            p.made { (made(run)) }
        }
    }
}

/// One row: a name, and its value in both languages.
fn row((zh, en): (&str, &str), value: &Markup) -> Markup {
    html! { tr { th scope="row" { (say(zh, en)) } td { (value) } } }
}

fn parameters(run: &Run<'_>) -> Markup {
    let question = run.question;
    let (mode_zh, mode_en) = mode_words(question.mode);
    let (limit_zh, limit_en) = super::question::limit_words(run);
    let (offers_zh, offers_en) = super::question::amenity_words(run);
    let speed = question.pace.speed_m_s;
    let counts = run.outcome.station_counts;
    html! {
        table.parameters { tbody {
            (row(("出行方式", "Mode"), &say(
                format!("{mode_zh}，每秒 {speed} 米"),
                format!("{mode_en}, {speed} m/s"),
            )))
            (row(("限度", "Limit"), &say(limit_zh, limit_en)))
            (row(("绕行系数（直线）", "Detour factor (straight lines)"), &html! { (question.pace.detour) }))
            @if let Some(network) = run.network {
                (row(("离街道最远", "Snap limit"), &say(
                    format!("{} 米", metres(network.snap_limit_m)),
                    format!("{} m", metres(network.snap_limit_m)),
                )))
                (row(("街道网络", "Street network"), &streets(network)))
            }
            @if !question.amenities.is_empty() {
                (row(("所需设施", "Amenities wanted"), &say(offers_zh, offers_en)))
            }
            @if let Some(at) = run.at() {
                (row(("出发时刻", "Setting out"), &html! { (run.local_text(at)) }))
            }
            (row(("站点", "Stations"), &station_counts(run, counts)))
        } }
    }
}

fn streets(network: &StreetsInfo) -> Markup {
    let number = |n: usize| grouped(&n.to_string());
    let (nodes, segments, parts) = (
        number(network.nodes),
        number(network.segments),
        number(network.components),
    );
    say(
        format!("{segments} 个路段，{nodes} 个节点，{parts} 个互不相连的部分"),
        format!("{segments} pieces, {nodes} nodes, {parts} parts that do not meet"),
    )
}

fn station_counts(run: &Run<'_>, counts: StationCounts) -> Markup {
    let (total, eligible) = (counts.total, counts.eligible);
    let mut parts = vec![(
        format!("共 {total} 个，符合要求 {eligible} 个"),
        format!("{total}, of which {eligible} have what is wanted"),
    )];
    if run.at().is_some() {
        let (open, closed, unknown) = (counts.open, counts.closed, counts.unknown);
        parts.push((
            format!("出发时开门 {open}，关门 {closed}，时间不明 {unknown}"),
            format!("when setting out {open} open, {closed} closed, {unknown} of unknown hours"),
        ));
    }
    if run.network.is_some() {
        let unsnapped = counts.unsnapped;
        parts.push((
            format!("离街道太远 {unsnapped}"),
            format!("{unsnapped} too far from any street"),
        ));
    }
    let (zh, en): (Vec<String>, Vec<String>) = parts.into_iter().unzip();
    say(zh.join("；"), en.join("; "))
}

fn inputs(run: &Run<'_>) -> Markup {
    html! {
        h3 { (say("输入文件", "Files read")) }
        table.inputs {
            thead { tr {
                th scope="col" { (say("文件", "File")) }
                th.number scope="col" { (say("记录", "Records")) }
                th scope="col" { "SHA-256" }
            } }
            tbody { @for input in run.inputs {
                tr {
                    th scope="row" { (input.name) small { (role(input.role)) } }
                    td.number { (grouped(&input.rows.to_string())) }
                    td { code.digest { (input.sha256) } }
                }
            } }
        }
    }
}

/// What a file is read as.
pub(super) fn role(role: InputRole) -> Markup {
    match role {
        InputRole::Stations => say("站点", "stations"),
        InputRole::Demand => say("人口需求", "demand"),
        InputRole::Network => say("街道", "streets"),
        InputRole::Holidays => say("节假日", "days off"),
        InputRole::Candidates => say("候选点", "candidates"),
        InputRole::Matrix => say("距离表", "distances"),
    }
}

fn issues(run: &Run<'_>) -> Markup {
    let (rows, issues) = (run.demand.n_rows, run.demand.n_issues());
    html! {
        @if issues > 0 {
            p.note { (say(
                format!("需求文件共 {rows} 行，发现 {issues} 处问题，运行时已逐条列出；其余数据照常使用。"),
                format!("The demand has {}; the run listed what is wrong ({issues}) and used the rest.", counted(rows, "row")),
            )) }
        }
    }
}

fn attribution(run: &Run<'_>) -> Markup {
    html! {
        h3 { (say("数据来源", "Sources")) }
        ul.attribution {
            @for name in run.snapshot.attributions() { li { (name) } }
            @if run.network.is_some() {
                li { (say(
                    "街道：© OpenStreetMap 贡献者，按开放数据库许可证（ODbL）提供",
                    "Streets: © OpenStreetMap contributors, available under the Open Database License (ODbL)",
                )) }
            }
        }
    }
}

fn made(run: &Run<'_>) -> Markup {
    let version = env!("CARGO_PKG_VERSION");
    let data = run.snapshot.version();
    let when = run.local_text(run.generated_at);
    say(
        format!(
            "由 yizhan {version} 生成于 {when}，站点数据版本 {data}。用同样的文件和参数可以得到同样的结果。"
        ),
        format!(
            "Made by yizhan {version} at {when} from stations of version {data}. The same files and parameters give the same results."
        ),
    )
}
