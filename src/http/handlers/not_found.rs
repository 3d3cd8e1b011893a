//! What is answered where nothing is: a page for people, a problem for programs.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use crate::http::accept_encoding::offer;
use crate::http::frame::cors::{NOT_EMBEDDABLE, RESOURCE_POLICY};
use crate::http::problem::Problem;

/// Only the style sheet of the documents.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";
/// Below these, programs ask.
const FOR_PROGRAMS: [&str; 5] = ["/v1", "/ogc", "/openapi.json", "/health", "/metrics"];

/// Any request to a path without a route. The path is not repeated, because some clients put a
/// position into it.
pub async fn answer_not_found(request: Request) -> Response {
    not_found(
        request.method(),
        request.uri().path(),
        request.headers(),
        "there is nothing at this path",
    )
}

/// 404 with this `detail`, or as a page to a client that prefers one.
pub fn not_found(method: &Method, path: &str, headers: &HeaderMap, detail: &str) -> Response {
    let is_for_programs = FOR_PROGRAMS.iter().any(|first| {
        let rest = path.strip_prefix(first);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    let is_read = method == Method::GET || method == Method::HEAD;
    let mut response = if is_read && !is_for_programs && prefers_page(headers) {
        as_page(path)
    } else {
        Problem::not_found(detail).into_response()
    };
    let varies = HeaderValue::from_static("accept");
    response.headers_mut().append(header::VARY, varies);
    response
}

fn as_page(path: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let fixed = |(name, value): (HeaderName, &'static str)| (name, HeaderValue::from_static(value));
    let alone = [(RESOURCE_POLICY, NOT_EMBEDDABLE)];
    let page = page(&way_up(path)).into_string();
    (StatusCode::NOT_FOUND, headers.map(fixed), alone, page).into_response()
}

/// From a path to the root of the service, which a proxy may have put below another path.
pub fn way_up(path: &str) -> String {
    let n_folders = path.matches('/').count().saturating_sub(1);
    if n_folders == 0 {
        "./".to_owned()
    } else {
        "../".repeat(n_folders)
    }
}

fn page(root: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "没有这个页面 · 驿站" }
                link rel="stylesheet" href={ (root) "docs.css" };
            }
            body {
                main {
                    h1 { "没有这个页面" }
                    p { "地址可能写错了，或者页面已经搬走。" }
                    ul {
                        li { a href=(root) { "找最近的驿站" } }
                        li { a href={ (root) "docs" } { "接口和说明" } }
                    }
                    div lang="en" {
                        h2 { "There is no such page" }
                        p { "The address may be mistyped, or the page has moved." }
                        ul {
                            li { a href=(root) { "Find the nearest station" } }
                            li { a href={ (root) "docs" } { "The API and the guide" } }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a client names HTML, and no kind of JSON with a greater weight.
fn prefers_page(headers: &HeaderMap) -> bool {
    let lists = headers.get_all(header::ACCEPT).iter();
    let lists = lists.filter_map(|value| value.to_str().ok());
    let offers: Vec<_> = lists
        .flat_map(|list| list.split(','))
        .filter_map(offer)
        .collect();
    let weight = |wanted: &[&str]| {
        let named = offers.iter().filter(|(name, _)| {
            let is_wanted = |kind: &&str| name.eq_ignore_ascii_case(kind);
            wanted.iter().any(is_wanted)
        });
        named.map(|(_, weight)| *weight).max().unwrap_or(0)
    };
    let page = weight(&["text/html", "application/xhtml+xml"]);
    page > 0 && page >= weight(&["application/json", "application/problem+json"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_those_whose_client_names_html() {
        for (accepted, is_page) in [
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                true,
            ),
            ("application/json, text/html;q=0.5", false),
            ("application/json;q=0.5, text/html", true),
            ("text/html;q=0", false),
            ("*/*", false),
            ("", false),
        ] {
            let value = HeaderValue::from_static(accepted);
            let headers = HeaderMap::from_iter([(header::ACCEPT, value)]);
            assert_eq!(prefers_page(&headers), is_page, "{accepted}");
        }
    }

    #[test]
    fn the_way_up_leads_to_the_root_from_any_depth() {
        for (path, root) in [
            ("/a", "./"),
            ("/a/", "../"),
            ("/a/b/c", "../../"),
            ("/s/node/12", "../../"),
            ("", "./"),
        ] {
            assert_eq!(way_up(path), root, "{path}");
        }
    }
}
