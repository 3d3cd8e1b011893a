//! How the figures were computed and what they leave out, in plain words.

use maud::{Markup, html};

use super::words::{metres, say, short};
use crate::coverage::MAX_GAP_MINUTES;
use crate::coverage::run::Run;

/// The method and its limits.
pub(super) fn section(run: &Run<'_>) -> Markup {
    html! {
        section #method {
            h2 { (say("怎么算的，哪些没有算", "How it was computed, and what was not")) }
            dl {
                (entry(("什么叫覆盖", "Covered"), covered(run)))
                (entry(("开放时间", "Opening hours"), hours(run)))
                (entry(("路程", "The way"), ways(run)))
                (entry(("三个口径", "Three measures"), measures(run)))
                (entry(("交叉覆盖", "Cross coverage"), (
                    "同时能到达两个以上站点的人。其中一个关门，还有别的可去。".into(),
                    "People within reach of two or more stations. If one closes they still have another.".into(),
                )))
                (entry(("缺口", "Gaps"), gaps()))
                (entry(("没有考虑", "Not considered"), (
                    "等电梯、等红灯、坡度、天气、拥挤，站点能容纳多少人，以及人们白天在哪里工作、怎样移动。人口按需求文件所在的格子计算，一个格子里的人都算在它的中心点。".into(),
                    "Lifts, waiting at crossings, hills, weather, crowds, how many people a station can hold, and where people are while they work. All people of a cell are taken to be at its point.".into(),
                )))
                @if run.outcome.lacks_holiday_data {
                    (entry(("节假日", "Holidays"), (
                        "所涉年份没有节假日数据，按普通的星期计算。".into(),
                        "There is no holiday data for the year asked about: it is taken as ordinary weeks.".into(),
                    )))
                }
            }
        }
    }
}

fn entry((zh, en): (&str, &str), text: (String, String)) -> Markup {
    html! {
        dt { (say(zh, en)) }
        dd { (say(text.0, text.1)) }
    }
}

fn covered(run: &Run<'_>) -> (String, String) {
    let (zh, en) = super::question::limit_words(run);
    let offers_zh = if run.question.amenities.is_empty() {
        ""
    } else {
        "有所需设施、"
    };
    let offers_en = if run.question.amenities.is_empty() {
        ""
    } else {
        " that has what is wanted"
    };
    (
        format!("从格子出发，{zh}能到达至少一个{offers_zh}在用的站点。正好等于限度的算覆盖。"),
        format!(
            "From the cell at least one station in service{offers_en} can be reached {en}. Exactly the limit counts."
        ),
    )
}

fn hours(run: &Run<'_>) -> (String, String) {
    if run.at().is_none() {
        return (
            "没有考虑：站点随时都算开门。".into(),
            "Not looked at: every station counts at any time.".into(),
        );
    }
    (
        "看到达的那一刻，不看出发的时候。开放时间不明的站点不算开门；它们若都开门，结果另列。所需设施自己的开放时间也要符合。".into(),
        "What counts is the moment of arrival, not of setting out. A station of unknown hours is not taken to be open; what would be if all of them were is told apart. A wanted amenity must be usable then too.".into(),
    )
}

fn ways(run: &Run<'_>) -> (String, String) {
    let speed = run.question.pace.speed_m_s;
    let Some(network) = run.network else {
        let detour = run.question.pace.detour;
        return (
            format!(
                "没有街道数据：按直线距离乘以绕行系数 {detour}，速度每秒 {speed} 米。河流、铁路和围墙没有算进去。"
            ),
            format!(
                "There are no streets: the straight line times a detour factor of {detour}, at {speed} m/s. Rivers, railways and walls are not seen."
            ),
        );
    };
    let snap = metres(network.snap_limit_m);
    (
        format!(
            "沿 OpenStreetMap 的街道，速度每秒 {speed} 米。格子和站点连到最近的街道，这一段也计入路程；离街道超过 {snap} 米的不计算，单独列出。不相连的街道不会被连起来。地图上缺的小路，也就没有算到。"
        ),
        format!(
            "Along the streets of OpenStreetMap, at {speed} m/s. Cells and stations are joined to the nearest street, and that leg counts; what is more than {snap} m from a street is not computed but listed apart. Streets that do not meet are never joined. Paths that the map lacks are not used."
        ),
    )
}

fn measures(run: &Run<'_>) -> (String, String) {
    let radius = metres(run.outcome.circle.radius_m);
    (
        format!(
            "1 公里服务半径只看直线。同样的限度换成直线圆，半径是 {radius} 米。实际的路总比直线长，所以同一批人，三个口径的结果不同；请不要只报其中一个。"
        ),
        format!(
            "The 1 km radius looks at the straight line alone. The same limit as a circle has a radius of {radius} m. Real ways are longer than straight lines, so the measures differ for the same people; do not report one alone."
        ),
    )
}

fn gaps() -> (String, String) {
    let minutes = short(MAX_GAP_MINUTES);
    (
        format!("未覆盖的格子仍会找最近的可用站点，最远找到 {minutes} 分钟。"),
        format!(
            "For cells that are not covered the nearest station that counts is looked for up to {minutes} minutes away."
        ),
    )
}
