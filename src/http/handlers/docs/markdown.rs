//! Renders a page of the guide, GitHub's Markdown, as HTML.
//!
//! Headings get the ids that links refer to. Pictures, and links to files that are not served, are
//! replaced by their text. HTML in a page is escaped.

use std::collections::HashMap;

use maud::{Markup, PreEscaped};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::guide;

/// The HTML of a page.
pub fn render(markdown: &str) -> Markup {
    let mut events: Vec<Event> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    name_headings(&mut events);
    let mut links = Links::default();
    let events = events
        .into_iter()
        .filter_map(|event| links.followed(event))
        .flat_map(framed);
    let mut out = String::with_capacity(2 * markdown.len());
    html::push_html(&mut out, events);
    PreEscaped(out)
}

/// Gives each heading the id that GitHub gives it.
fn name_headings(events: &mut [Event]) {
    let mut uses: HashMap<String, u32> = HashMap::new();
    for at in 0..events.len() {
        if !matches!(events[at], Event::Start(Tag::Heading { .. })) {
            continue;
        }
        let name = slug(&heading_text(&events[at..]));
        let earlier = uses.entry(name.clone()).or_default();
        let own = match *earlier {
            0 => name,
            n => format!("{name}-{n}"),
        };
        *earlier += 1;
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[at] {
            *id = Some(own.into());
        }
    }
}

/// The text up to the end of a heading.
fn heading_text(events: &[Event]) -> String {
    let inside = events
        .iter()
        .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    let texts = inside.filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(&**text),
        _ => None,
    });
    texts.collect()
}

/// Lower case, hyphens for blanks, no punctuation.
fn slug(heading: &str) -> String {
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let kept: String = heading.chars().filter(is_kept).collect();
    kept.to_lowercase().replace(' ', "-")
}

/// Rewrites links while a page is read from start to end.
#[derive(Default)]
struct Links {
    /// Whether the open link has no target here and is dropped.
    is_dropped: bool,
}

impl Links {
    /// The event to render, if any.
    fn followed<'e>(&mut self, event: Event<'e>) -> Option<Event<'e>> {
        match event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let target = target(&dest_url);
                self.is_dropped = target.is_none();
                Some(Event::Start(Tag::Link {
                    link_type,
                    dest_url: target?.into(),
                    title,
                    id,
                }))
            }
            Event::End(TagEnd::Link) if self.is_dropped => None,
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
            event => Some(event),
        }
    }
}

/// The target of a link on the served page.
fn target(link: &str) -> Option<String> {
    if link.starts_with('#') || link.starts_with("https://") || link.starts_with("http://") {
        return Some(link.to_owned());
    }
    let (file, anchor) = match link.split_once('#') {
        Some((file, anchor)) => (file, format!("#{anchor}")),
        None => (link, String::new()),
    };
    let page = guide::page(file.strip_suffix(".md")?)?;
    Some(format!("/docs/{}{anchor}", page.name))
}

/// Tables get a scrolling frame; HTML becomes text.
fn framed(event: Event<'_>) -> impl Iterator<Item = Event<'_>> {
    let markup = |html| Some(Event::Html(CowStr::Borrowed(html)));
    let (before, event, after) = match event {
        Event::Start(Tag::Table(_)) => (markup("<div class=\"table\">"), event, None),
        Event::End(TagEnd::Table) => (None, event, markup("</div>\n")),
        Event::Html(text) | Event::InlineHtml(text) => (None, Event::Text(text), None),
        event => (None, event, None),
    };
    before.into_iter().chain([event]).chain(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_and_links_of_other_kinds_are_text() {
        for (markdown, expected) in [
            ("a <b>c</b> & d", "<p>a &lt;b&gt;c&lt;/b&gt; &amp; d</p>\n"),
            ("[a](javascript:alert%281%29)", "<p>a</p>\n"),
            (
                "[a](data:text/html,b) [c](#d)",
                "<p>a <a href=\"#d\">c</a></p>\n",
            ),
            ("[a](../../CONTRIBUTING.md)", "<p>a</p>\n"),
            ("[a](nothing.md)", "<p>a</p>\n"),
            ("![a `b`](c.png)", "<p>a <code>b</code></p>\n"),
            ("[a](feed.md#b)", "<p><a href=\"/docs/feed#b\">a</a></p>\n"),
            ("[![a](b.png)](c.png)", "<p>a</p>\n"),
        ] {
            assert_eq!(render(markdown).into_string(), expected, "{markdown}");
        }
        let block = render("<script>\nalert(1)\n</script>\n").into_string();
        assert!(!block.contains("<script"), "{block}");
    }

    #[test]
    fn headings_have_the_ids_that_links_use() {
        let html = render("# OGC API - Features\n## `a_b`, c: d?\n## a\n## a\n").into_string();
        for id in ["ogc-api---features", "a_b-c-d", "a", "a-1"] {
            assert!(html.contains(&format!("id=\"{id}\"")), "{id}: {html}");
        }
    }
}
