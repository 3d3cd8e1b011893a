//! The guide as the service shows it: every page, whole, and no link that leads nowhere.

use std::collections::{BTreeMap, BTreeSet};

use yizhan::guide::PAGES;

use crate::support::http::{get, problem, unready_service};

/// Elements without an end.
const VOID: [&str; 4] = ["meta", "link", "hr", "br"];
/// All that pages are made of: no script, no style, no frame, no form.
const ELEMENTS: [&str; 41] = [
    "!doctype",
    "html",
    "head",
    "meta",
    "title",
    "link",
    "body",
    "nav",
    "main",
    "section",
    "ul",
    "ol",
    "li",
    "a",
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "code",
    "pre",
    "em",
    "strong",
    "b",
    "div",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
    "blockquote",
    "hr",
    "br",
    "dl",
    "dt",
    "dd",
    "sup",
    "del",
];
/// What they may say of themselves.
const ATTRIBUTES: [&str; 13] = [
    "lang",
    "charset",
    "name",
    "content",
    "rel",
    "href",
    "class",
    "id",
    "aria-label",
    "aria-current",
    "start",
    "align",
    "html",
];

/// A start tag.
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
}

/// The elements of a page, whose tags must be balanced.
fn elements(page: &str) -> Vec<Element> {
    let mut open: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for tag in page.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap();
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "{tag}");
            continue;
        }
        let element = element(tag.trim_end_matches(" /"));
        let ends_itself = VOID.contains(&&*element.name) || element.name == "!doctype";
        if !ends_itself {
            open.push(element.name.clone());
        }
        found.push(element);
    }
    assert!(open.is_empty(), "{open:?}");
    found
}

fn element(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut attributes = BTreeMap::new();
    while let Some((name, value)) = rest.split_once("=\"") {
        let (value, behind) = value.split_once('"').unwrap();
        attributes.insert(name.trim().to_owned(), value.to_owned());
        rest = behind;
    }
    Element {
        name: name.to_lowercase(),
        attributes,
    }
}

/// The addresses of all pages.
fn addresses() -> Vec<String> {
    let guide = PAGES.iter().map(|page| format!("/docs/{}", page.name));
    guide.chain(["/docs".to_owned()]).collect()
}

#[test]
fn every_page_is_html_of_known_elements_with_the_policy_of_the_reference() {
    let service = unready_service();
    let reference = get(&service, "/docs");
    for address in addresses() {
        let page = get(&service, &address);
        assert_eq!(page.status, 200, "{address}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        for header in [
            "content-security-policy",
            "x-content-type-options",
            "cache-control",
            "cross-origin-resource-policy",
        ] {
            assert!(!page.header(header).is_empty(), "{header}");
            assert_eq!(page.header(header), reference.header(header), "{address}");
        }
        for element in elements(&page.text()) {
            assert!(
                ELEMENTS.contains(&&*element.name),
                "{address} {}",
                element.name
            );
            for attribute in element.attributes.keys() {
                assert!(ATTRIBUTES.contains(&&**attribute), "{address} {attribute}");
            }
        }
    }
}

#[test]
fn every_link_of_a_page_leads_to_a_page_and_a_place_that_are_there() {
    let service = unready_service();
    let pages: BTreeMap<String, Vec<Element>> = addresses()
        .into_iter()
        .map(|address| {
            let page = get(&service, &address).text();
            (address, elements(&page))
        })
        .collect();
    let ids = |address: &str| -> BTreeSet<&str> {
        let ids = pages[address]
            .iter()
            .filter_map(|element| element.attributes.get("id"));
        ids.map(String::as_str).collect()
    };
    let mut n_places = 0;
    for (address, elements) in &pages {
        for link in elements.iter().filter(|element| element.name == "a") {
            let link = &link.attributes["href"];
            if link.starts_with("https://") || ["/", "/openapi.json"].contains(&&**link) {
                continue;
            }
            let (page, place) = link.split_once('#').unwrap_or((link, ""));
            let page = if page.is_empty() { address } else { page };
            assert!(pages.contains_key(page), "{address}: {link}");
            if !place.is_empty() {
                assert!(ids(page).contains(place), "{address}: {link}");
                n_places += 1;
            }
        }
    }
    assert!(n_places > 20, "{n_places}");
}

#[test]
fn a_page_has_its_heading_and_links_to_all_others() {
    let service = unready_service();
    for page in PAGES {
        let shown = get(&service, &format!("/docs/{}", page.name)).text();
        let heading = format!("{}</h1>", page.title);
        assert!(shown.contains(&heading), "{}", page.name);
        for other in addresses() {
            assert!(shown.contains(&format!("href=\"{other}\"")), "{other}");
        }
        assert_eq!(shown.matches("aria-current=\"page\"").count(), 1);
    }
}

#[test]
fn what_a_page_shows_of_html_is_text() {
    let shown = get(&unready_service(), "/docs/map_and_widget").text();
    assert!(shown.contains("&lt;yizhan-map lat="));
    assert!(shown.contains("&lt;/iframe&gt;"));
}

#[test]
fn a_page_that_is_not_there_is_a_problem() {
    let service = unready_service();
    for name in ["none", "feed.md", "HTTP_API", "%2e%2e", "%ff"] {
        let answer = get(&service, &format!("/docs/{name}"));
        assert_eq!(
            problem(&answer, 404)["type"],
            "/problems/not-found",
            "{name}"
        );
    }
}
