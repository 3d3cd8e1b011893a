//! The OpenAPI document as a page: it shows what `/openapi.json` answers, and nothing else.

use maud::{Markup, html};
use serde_json::Value;

/// An operation with its path and method.
struct Operation<'a> {
    path: &'a str,
    method: &'a str,
    described: &'a Value,
}

/// The page of a document.
pub fn reference(document: &Value) -> Markup {
    let info = &document["info"];
    let operations = operations(document);
    html! {
        h1 { (text(&info["title"])) }
        p { (text(&info["description"])) }
        p { "The same for programs: " a href="/openapi.json" { "/openapi.json" } }
        nav aria-label="Operations" {
            ul {
                @for operation in &operations {
                    li { a href={ "#" (operation.id()) } { (operation.name()) } }
                }
            }
        }
        @for operation in &operations { (operation.section(document)) }
        h2 { "What the answers hold" }
        @for (name, schema) in members(&document["components"]["schemas"]) {
            details id={ "schema-" (name) } {
                summary { (name) }
                pre { (format!("{schema:#}")) }
            }
        }
    }
}

/// The operations, the most used ones first.
fn operations(document: &Value) -> Vec<Operation<'_>> {
    let mut paths: Vec<_> = members(&document["paths"]).collect();
    paths.sort_by_key(|(path, _)| (!path.starts_with("/v1"), path.starts_with("/health")));
    let operations = paths.into_iter().flat_map(|(path, methods)| {
        members(methods).map(move |(method, described)| Operation {
            path,
            method,
            described,
        })
    });
    operations.collect()
}

impl Operation<'_> {
    fn id(&self) -> &str {
        text(&self.described["operationId"])
    }

    fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    fn section(&self, document: &Value) -> Markup {
        html! {
            section id=(self.id()) {
                h2 { code { (self.name()) } }
                p { (text(&self.described["summary"])) }
                (self.parameters(document))
                ul {
                    @for (status, answer) in members(&self.described["responses"]) {
                        (answer_line(status, resolve(document, answer)))
                    }
                }
            }
        }
    }

    fn parameters(&self, document: &Value) -> Markup {
        let parameters = self.described["parameters"].as_array();
        let parameters = parameters.filter(|parameters| !parameters.is_empty());
        html! {
            @if let Some(parameters) = parameters {
                table .parameters {
                    thead { tr { th { "parameter" } th { "values" } th { "meaning" } } }
                    tbody {
                        @for parameter in parameters { (row(resolve(document, parameter))) }
                    }
                }
            }
        }
    }
}

fn row(parameter: &Value) -> Markup {
    html! {
        tr {
            td {
                code { (text(&parameter["name"])) }
                @if parameter["required"] == true { " (required)" }
            }
            td { (values(&parameter["schema"])) }
            td { (text(&parameter["description"])) }
        }
    }
}

fn answer_line(status: &str, answer: &Value) -> Markup {
    html! {
        li {
            b { (status) } " " (text(&answer["description"]))
            @for (media_type, content) in members(&answer["content"]) {
                " (" code { (media_type) }
                @if let Some(schema) = schema_name(&content["schema"]) {
                    ", " a href={ "#schema-" (schema) } { (schema) }
                }
                ")"
            }
        }
    }
}

/// The values of a schema in a few words.
fn values(schema: &Value) -> String {
    if schema["type"] == "array" {
        return format!("list of {}", values(&schema["items"]));
    }
    let kind = match schema["enum"].as_array() {
        Some(choices) => choices.iter().map(text).collect::<Vec<_>>().join(", "),
        None => text(&schema["type"]).to_owned(),
    };
    let bounds = match (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        (Some(min), Some(max)) => format!(", {min} to {max}"),
        _ => String::new(),
    };
    let default = match &schema["default"] {
        Value::Null => String::new(),
        Value::String(default) => format!("; if absent {default}"),
        default => format!("; if absent {default}"),
    };
    kind + &bounds + &default
}

/// A part of the document, with its `$ref` resolved.
fn resolve<'a>(document: &'a Value, part: &'a Value) -> &'a Value {
    part["$ref"]
        .as_str()
        .and_then(|pointer| document.pointer(pointer.trim_start_matches('#')))
        .unwrap_or(part)
}

fn schema_name(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}
