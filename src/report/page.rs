//! `report.html`: one page to share, in Chinese and English.
//!
//! It loads nothing from any network, and its policy forbids it to. All figures, tables, the map,
//! the curve and the heat map are in the page's text; the language is switched by the style sheet.
//! The script only detects the reader's language, describes the cell under the pointer, enlarges
//! the map, and makes files of the map and the tables.

mod areas;
mod change;
mod figures;
mod finding;
mod gaps;
mod head;
mod hours;
mod map;
mod method;
mod place_names;
mod print;
mod projection;
mod proposals;
mod question;
mod siting;
mod sources;
mod tables;
mod tile;
mod week;
mod words;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use self::areas::areas;
use self::place_names::PlaceNames;
use self::projection::Projection;
use self::words::say;
use crate::coverage::run::Run;
use crate::report::cover::Cover;

pub use self::change::change_html;
pub use siting::siting_html;

const STYLE: &str = include_str!("page/report.css");
const SCRIPT: &str = include_str!("page/report.js");
/// The title of a report without one of its own.
const TITLE: &str = "驿站覆盖报告 · Station coverage";

/// The whole page. Its time and size depend on the cells and streets drawn, which are limited.
pub fn report_html(run: &Run<'_>, cover: &Cover) -> String {
    let projection = Projection::of(run);
    let areas = projection.map_or_else(Vec::new, |projection| areas(run, &projection));
    let map = map::draw(run, projection.as_ref(), &areas, &cover.proposals);
    let page = html! {
        (DOCTYPE)
        html lang="zh-CN" {
            (head(cover.title.as_deref().unwrap_or(TITLE), &print::style(run, projection.as_ref())))
            body {
                (language_switch())
                main {
                    (head::header(run, cover))
                    (map.section)
                    (proposals::section(run, &cover.proposals))
                    (hours::section(run, cover.hours.as_ref()))
                    (figures::section(run))
                    (week::section(run))
                    (gaps::section(run, &areas, &PlaceNames::of_run(run), projection.as_ref()))
                    (tables::districts(run))
                    (tables::stations(run))
                    (method::section(run))
                    (sources::section(run))
                }
                script id="cells" type="application/json" { (PreEscaped(map.data)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// `print_style` is that of this run's paper.
fn head(title: &str, print_style: &str) -> Markup {
    let policy = format!(
        "default-src 'none'; style-src '{}' '{}'; script-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(print_style),
        digest(SCRIPT)
    );
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            meta name="color-scheme" content="light dark";
            title { (title) }
            style { (PreEscaped(STYLE)) }
            style { (PreEscaped(print_style)) }
        }
    }
}

/// The hash of an inline text in a policy.
fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

/// Two choices that the style sheet reads, so that it works without the script.
fn language_switch() -> Markup {
    html! {
        form.languages {
            fieldset {
                legend { (say("语言", "Language")) }
                label { input #lang-zh type="radio" name="language" checked; span lang="zh-CN" { "中文" } }
                label { input #lang-en type="radio" name="language"; span lang="en" { "English" } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_embedded_cannot_end_its_element_and_names_no_address() {
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("</"));
            assert!(!text.contains("http"));
            assert!(!text.contains("@import") && !text.contains("import("));
            assert!(text.matches("url(").count() == text.matches("url(#").count());
        }
    }
}
