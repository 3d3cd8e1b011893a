//! The OpenAPI document as a page: what `/openapi.json` answers, in the order in which people read,
//! with a command line for each operation.

use maud::{Markup, html};
use serde_json::Value;

use super::document::{members, prose, resolve, schema_name, text};
use super::request::{body, curl, has_parameters, parameters};
use crate::http::openapi::{EXAMPLE_BASE, Example, GROUPS, Group};

/// An operation with its path and method.
struct Operation<'a> {
    path: &'a str,
    method: &'a str,
    described: &'a Value,
    example: &'static Example,
}

/// The page of a document, with `base` as the address of the service.
pub fn reference(document: &Value, base: &str) -> Markup {
    let info = &document["info"];
    html! {
        h1 { (text(&info["title"])) }
        p { (text(&info["description"])) }
        p {
            "Commands ask this service; long lists in the answers beside them are cut. The same for \
             programs: " a href="/openapi.json" { "/openapi.json" } ". The page for riders: "
            a href="/" { "the map" } ", also "
            a href="/docs/map_and_widget#the-widget" { "inside any site" } "."
        }
        nav aria-label="Operations" {
            @for group in GROUPS {
                p { b { (group.name) } }
                ul {
                    @for operation in operations(document, group) {
                        li { a href={ "#" (operation.id()) } { (operation.name()) } }
                    }
                }
            }
        }
        @for group in GROUPS {
            h2 { (group.name) }
            p { (group.about) }
            @for operation in operations(document, group) { (operation.section(document, base)) }
        }
        h2 { "What the answers hold" }
        @for (name, schema) in members(&document["components"]["schemas"]) {
            details id={ "schema-" (name) } {
                summary { (name) }
                pre { (format!("{schema:#}")) }
            }
        }
    }
}

/// The operations of a group, in its order.
fn operations<'a>(document: &'a Value, group: &'static Group) -> Vec<Operation<'a>> {
    let found = |example: &'static Example| {
        let mut all = members(&document["paths"])
            .flat_map(|(path, methods)| members(methods).map(move |one| (path, one)));
        let (path, (method, described)) =
            all.find(|(_, (_, described))| described["operationId"] == example.operation)?;
        Some(Operation {
            path,
            method,
            described,
            example,
        })
    };
    group.examples.iter().filter_map(found).collect()
}

impl Operation<'_> {
    fn id(&self) -> &str {
        text(&self.described["operationId"])
    }

    fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    fn section(&self, document: &Value, base: &str) -> Markup {
        let address = format!("{base}{}", self.example.request);
        html! {
            section id=(self.id()) {
                h3 { code { (self.name()) } }
                p { (prose(text(&self.described["summary"]))) }
                pre .command { (curl(document, self.described, self.method, &address)) }
                (self.answer(base))
                (self.parameters(document))
                (body(document, self.described))
                (self.answers(document))
            }
        }
    }

    /// The answer to the command, which names the service by its own address.
    fn answer(&self, base: &str) -> Markup {
        let answer = self.example.answer.replace(EXAMPLE_BASE, base);
        html! {
            @if !answer.is_empty() {
                details {
                    summary { "Its answer" }
                    pre { (answer.trim_end()) }
                }
            }
        }
    }

    /// The table of parameters; but for the main question it is behind a press.
    fn parameters(&self, document: &Value) -> Markup {
        let is_main = GROUPS[0].examples[0].operation == self.id();
        html! {
            @if has_parameters(self.described) {
                details open[is_main] {
                    summary { "Parameters" }
                    (parameters(document, self.described))
                }
            }
        }
    }

    /// What is answered on success, and behind a press the refusals.
    fn answers(&self, document: &Value) -> Markup {
        let all = members(&self.described["responses"])
            .map(|(status, answer)| (&**status, resolve(document, answer)));
        let (good, refusals): (Vec<_>, Vec<_>) =
            all.partition(|(status, _)| status.starts_with(['2', '3']));
        html! {
            h4 { "Answers" }
            ul { @for (status, answer) in good { (answer_line(status, answer)) } }
            details {
                summary { "Refusals" }
                ul { @for (status, answer) in refusals { (answer_line(status, answer)) } }
            }
        }
    }
}

fn answer_line(status: &str, answer: &Value) -> Markup {
    html! {
        li {
            b { (status) } " " (prose(text(&answer["description"])))
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
