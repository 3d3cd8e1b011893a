//! What is answered where nothing is.

use axum::http::Method;

use crate::support::http::{call, problem, unready_service};

const BROWSER: [(&str, &str); 1] = [(
    "accept",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
)];

#[test]
fn people_get_a_page_that_leads_back() {
    let service = unready_service();
    for (path, root) in [
        ("/nothing", "./"),
        ("/39.123456/116.654321", "../"),
        ("/docs/nothing", "../"),
    ] {
        let page = call(&service, Method::GET, path, &BROWSER);
        assert_eq!(page.status, 404, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("vary"), "accept");
        assert!(
            page.header("content-security-policy")
                .starts_with("default-src 'none'")
        );
        let text = page.text();
        assert!(text.contains(&format!(r#"href="{root}""#)), "{text}");
        assert!(text.contains("没有这个页面") && text.contains("There is no such page"));
        // A path may be a place.
        assert!(!text.contains("123456"), "{text}");
        let head = call(&service, Method::HEAD, path, &BROWSER);
        assert_eq!((head.status, head.body.len()), (404, 0), "{path}");
        assert_eq!(head.header("content-type"), "text/html; charset=utf-8");
    }
}

#[test]
fn programs_get_a_problem() {
    let service = unready_service();
    for path in ["/v1/nothing", "/v1", "/ogc/nothing", "/health/nothing"] {
        problem(&call(&service, Method::GET, path, &BROWSER), 404);
    }
    for accepted in [
        "*/*",
        "application/json",
        "application/json, text/html;q=0.5",
    ] {
        let headers = [("accept", accepted)];
        let answer = call(&service, Method::GET, "/nothing", &headers);
        problem(&answer, 404);
        assert_eq!(answer.header("vary"), "accept");
    }
    problem(&call(&service, Method::POST, "/nothing", &BROWSER), 404);
    problem(&call(&service, Method::GET, "/docs/nothing", &[]), 404);
}
