//! The frame of every page: the head, and links to all the others.

use maud::{DOCTYPE, Markup, html};

use crate::guide::PAGES;

/// A page; `name` is set for a page of the guide.
pub fn page(title: &str, name: Option<&str>, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " - yizhan 驿站" }
                link rel="stylesheet" href="/docs.css";
            }
            body {
                (pages(name))
                main { (content) }
            }
        }
    }
}

fn pages(current: Option<&str>) -> Markup {
    html! {
        nav .pages aria-label="Pages" {
            ul {
                li { a href="/" { "The map" } }
                li { (link("/docs", "The API", current.is_none())) }
                @for page in PAGES {
                    li {
                        (link(&format!("/docs/{}", page.name), page.title, current == Some(page.name)))
                    }
                }
            }
        }
    }
}

fn link(target: &str, text: &str, is_current: bool) -> Markup {
    html! {
        a href=(target) aria-current=[is_current.then_some("page")] { (text) }
    }
}
