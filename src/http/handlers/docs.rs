//! `GET /docs`: the API reference for people, and the guide at `/docs/{name}`; pages without
//! scripts that work offline.

mod document;
mod layout;
mod markdown;
mod reference;
mod request;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;

use super::not_found::not_found;
use crate::guide;
use crate::http::base_url::BaseUrl;
use crate::http::frame::cors::{NOT_EMBEDDABLE, RESOURCE_POLICY};
use crate::http::openapi::{EXAMPLE_BASE, document};
use crate::http::problem::Problem;

/// The pages need their own style sheet and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// `GET /docs`. Its commands name the address under which it was asked for.
pub async fn get_docs(base: Result<BaseUrl, Problem>) -> Response {
    let base = base.as_ref().map_or(EXAMPLE_BASE, BaseUrl::as_str);
    let content = reference::reference(document(), base);
    answer(layout::page("The API", None, &content))
}

/// `GET /docs/{name}`: a page of the guide.
pub async fn get_guide_page(
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let Some(page) = path.ok().and_then(|Path(name)| guide::page(&name)) else {
        let detail = "the guide has no page of this name; /docs lists all";
        let (method, path) = (request.method(), request.uri().path());
        return not_found(method, path, request.headers(), detail);
    };
    let content = markdown::render(page.markdown);
    answer(layout::page(page.title, Some(page.name), &content))
}

/// `GET /docs.css`.
pub async fn get_style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers.map(fixed), include_str!("docs/docs.css")).into_response()
}

fn answer(page: Markup) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    let alone = [(RESOURCE_POLICY, NOT_EMBEDDABLE)];
    (headers.map(fixed), alone, page.into_string()).into_response()
}

fn fixed((name, value): (HeaderName, &'static str)) -> (HeaderName, HeaderValue) {
    (name, HeaderValue::from_static(value))
}
