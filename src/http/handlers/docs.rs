//! `GET /docs`: the API's document for people, one page without scripts.
//!
//! It is written from the same document that `/openapi.json` answers, so it shows nothing
//! else and works offline.

use std::fmt::Write;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::http::frame::cors::{NOT_EMBEDDABLE, RESOURCE_POLICY};
use crate::http::openapi::document;

/// The page needs its own style sheet and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// `GET /docs`.
pub async fn get_docs() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    let alone = [(RESOURCE_POLICY, NOT_EMBEDDABLE)];
    (headers.map(fixed), alone, page(&document())).into_response()
}

/// `GET /docs.css`.
pub async fn get_style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers.map(fixed), include_str!("docs/docs.css")).into_response()
}

fn fixed((name, value): (header::HeaderName, &'static str)) -> (header::HeaderName, HeaderValue) {
    (name, HeaderValue::from_static(value))
}

fn page(document: &Value) -> String {
    let mut out = String::from(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <title>yizhan 驿站: the API</title><link rel=\"stylesheet\" href=\"/docs.css\"></head><body>",
    );
    let info = &document["info"];
    append(
        &mut out,
        &[
            "<h1>",
            &text(&info["title"]),
            "</h1><p>",
            &text(&info["description"]),
            "</p>",
        ],
    );
    out.push_str(
        "<p>The same for programs: <a href=\"/openapi.json\">/openapi.json</a></p><nav><ul>",
    );
    for (path, method, operation) in operations(document) {
        let id = text(&operation["operationId"]);
        let name = format!("{} {}", method.to_uppercase(), escape(path));
        append(
            &mut out,
            &["<li><a href=\"#", &id, "\">", &name, "</a></li>"],
        );
    }
    out.push_str("</ul></nav>");
    for (path, method, operation) in operations(document) {
        write_operation(&mut out, document, path, method, operation);
    }
    write_schemas(&mut out, document);
    out.push_str("</body></html>");
    out
}

/// The operations, those that most readers look for first.
fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let mut paths: Vec<_> = paths.collect();
    paths.sort_by_key(|(path, _)| (!path.starts_with("/v1"), path.starts_with("/health")));
    paths.into_iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn write_operation(
    out: &mut String,
    document: &Value,
    path: &str,
    method: &str,
    operation: &Value,
) {
    let id = text(&operation["operationId"]);
    let name = format!("{} {}", method.to_uppercase(), escape(path));
    append(
        out,
        &[
            "<section id=\"",
            &id,
            "\"><h2><code>",
            &name,
            "</code></h2><p>",
        ],
    );
    append(out, &[&text(&operation["summary"]), "</p>"]);
    let parameters = operation["parameters"].as_array();
    if let Some(parameters) = parameters.filter(|parameters| !parameters.is_empty()) {
        out.push_str("<table><thead><tr><th>parameter</th><th>values</th><th>meaning</th></tr></thead><tbody>");
        for parameter in parameters {
            write_parameter(out, resolve(document, parameter));
        }
        out.push_str("</tbody></table>");
    }
    out.push_str("<ul>");
    for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
        let answer = resolve(document, answer);
        append(
            out,
            &[
                "<li><b>",
                &escape(status),
                "</b> ",
                &text(&answer["description"]),
            ],
        );
        for (media_type, content) in answer["content"].as_object().into_iter().flatten() {
            let schema = schema_name(&content["schema"]);
            append(out, &[" (<code>", &escape(media_type), "</code>"]);
            if !schema.is_empty() {
                append(
                    out,
                    &[", <a href=\"#schema-", &schema, "\">", &schema, "</a>"],
                );
            }
            out.push(')');
        }
        out.push_str("</li>");
    }
    out.push_str("</ul></section>");
}

fn write_parameter(out: &mut String, parameter: &Value) {
    let required = if parameter["required"] == true {
        " (required)"
    } else {
        ""
    };
    append(
        out,
        &[
            "<tr><td><code>",
            &text(&parameter["name"]),
            "</code>",
            required,
            "</td><td>",
        ],
    );
    append(out, &[&values(&parameter["schema"]), "</td><td>"]);
    append(out, &[&text(&parameter["description"]), "</td></tr>"]);
}

/// The values of a schema in a few words.
fn values(schema: &Value) -> String {
    if schema["type"] == "array" {
        return format!("list of {}", values(&schema["items"]));
    }
    let mut words = match schema["enum"].as_array() {
        Some(choices) => choices.iter().map(text).collect::<Vec<_>>().join(", "),
        None => text(&schema["type"]),
    };
    if let (Some(min), Some(max)) = (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        append(&mut words, &[&format!(", {min} to {max}")]);
    }
    if !schema["default"].is_null() {
        append(
            &mut words,
            &[
                "; if absent ",
                &escape(schema["default"].to_string().trim_matches('"')),
            ],
        );
    }
    words
}

fn write_schemas(out: &mut String, document: &Value) {
    out.push_str("<h2>What the answers hold</h2>");
    for (name, schema) in document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten()
    {
        let name = escape(name);
        // A value always serialises.
        let json = serde_json::to_string_pretty(schema).unwrap_or_default();
        append(
            out,
            &[
                "<details id=\"schema-",
                &name,
                "\"><summary>",
                &name,
                "</summary><pre>",
            ],
        );
        append(out, &[&escape(&json), "</pre></details>"]);
    }
}

/// A part of the document, or the one that it refers to.
fn resolve<'a>(document: &'a Value, part: &'a Value) -> &'a Value {
    part["$ref"]
        .as_str()
        .and_then(|pointer| document.pointer(pointer.trim_start_matches('#')))
        .unwrap_or(part)
}

fn schema_name(schema: &Value) -> String {
    let reference = schema["$ref"].as_str().unwrap_or_default();
    escape(reference.rsplit('/').next().unwrap_or_default())
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

/// Text as HTML shows it.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn append(out: &mut String, pieces: &[&str]) {
    for piece in pieces {
        // Writing to a String cannot fail.
        let _ = out.write_str(piece);
    }
}
