//! `change.html`: two runs side by side, who gains and who loses, on a page of its own.

mod head;
mod places;
mod sides;
mod week;

use maud::{DOCTYPE, PreEscaped, html};

use super::projection::Projection;
use super::words::say;
use super::{SCRIPT, head as page_head, language_switch, map, print};
use crate::coverage::difference::Difference;
use crate::report::cover::Cover;

/// The whole page. Its time and size depend on the cells and streets drawn, which are limited.
pub fn change_html(difference: &Difference<'_>, cover: &Cover) -> String {
    let run = &difference.run;
    let projection = Projection::of(run);
    let map = map::draw_change(difference, projection.as_ref());
    let title = "驿站覆盖的变化 · Change of station coverage";
    let page = html! {
        (DOCTYPE)
        html lang="zh-CN" {
            (page_head(cover.title.as_deref().unwrap_or(title), &print::style(run, projection.as_ref())))
            body {
                (language_switch())
                main {
                    (head::header(difference, cover))
                    (map.section)
                    (sides::section(difference))
                    (places::districts(difference))
                    (week::section(difference))
                    (places::stations(difference))
                    (method())
                    (super::sources::section(run))
                }
                script id="cells" type="application/json" { (PreEscaped(map.data)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// What gains and losses are.
fn method() -> maud::Markup {
    html! {
        section #method {
            h2 { (say("怎样比较", "How this is compared")) }
            p { (say(
                "两次计算用同一份人口、同样的限度和设施要求。一个格子在之前没有覆盖、现在覆盖，就是新覆盖；反过来是不再覆盖。增加和减少分开计算，不互相抵消。有一次没有算出的格子既不算增加，也不算减少，单独列出。开放时间不明的站点不算开门：“也许能到达”一行说明它们若开门会有多少人。参数与数据一节属于“之后”的计算。",
                "Both runs are over the same people, with the same limit and the same amenities. A cell that was not covered before and is covered after has gained; the other way round it has lost. Gains and losses are counted apart and not set off. A cell that could not be computed in one of the runs is neither: it is counted by itself. A station of unknown hours does not count as open; the row of those perhaps covered says how many there would be if it were. The parameters and data below are those of the run after.",
            )) }
        }
    }
}
