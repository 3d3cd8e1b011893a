//! What an operation takes: parameters, the members of its body, and a command line that asks it.

use maud::{Markup, html};
use serde_json::Value;

use super::document::{members, prose, resolve, text, values};

/// Whether an operation takes parameters.
pub fn has_parameters(operation: &Value) -> bool {
    let parameters = operation["parameters"].as_array();
    parameters.is_some_and(|parameters| !parameters.is_empty())
}

/// The parameters of an operation as a table.
pub fn parameters(document: &Value, operation: &Value) -> Markup {
    let parameters = operation["parameters"].as_array();
    let rows = parameters.into_iter().flatten().map(|parameter| {
        let parameter = resolve(document, parameter);
        Row {
            name: text(&parameter["name"]).to_owned(),
            is_required: parameter["required"] == true,
            schema: &parameter["schema"],
            meaning: text(&parameter["description"]),
        }
    });
    table("parameter", &rows.collect::<Vec<_>>())
}

/// The body of an operation: what it is, and its members as a table.
pub fn body(document: &Value, operation: &Value) -> Markup {
    let body = &operation["requestBody"];
    let Some((media_type, schema)) = body_schema(document, operation) else {
        return html! {};
    };
    html! {
        h4 { "Body" }
        p { code { (media_type) } ": " (prose(text(&schema["description"]))) " " (prose(text(&body["description"]))) }
        (table("member", &rows(document, schema)))
    }
}

/// A command line that asks an operation, to be pasted into a shell.
pub fn curl(document: &Value, operation: &Value, method: &str, address: &str) -> String {
    let body = body_schema(document, operation);
    // A body alone makes curl post.
    let usual = if body.is_some() { "post" } else { "get" };
    let mut parts = vec!["curl -s".to_owned()];
    if method != usual {
        parts.push(format!("-X {}", method.to_uppercase()));
    }
    parts.push(format!("'{address}'"));
    if operation["security"].is_array() {
        parts.push("\\\n  -H 'Authorization: Bearer TOKEN'".to_owned());
    }
    if let Some((media_type, schema)) = body {
        parts.push(format!("\\\n  -H 'Content-Type: {media_type}'"));
        parts.push(format!("\\\n  -d '{:#}'", schema["example"]));
    }
    let is_binary = |(_, content): (&String, &Value)| content["schema"]["format"] == "binary";
    if members(&operation["responses"]["200"]["content"]).any(is_binary) {
        let name = address.rsplit('/').next().unwrap_or_default();
        parts.push(format!("-o {name}"));
    }
    parts.join(" ")
}

/// The media type of a body, and its schema.
fn body_schema<'a>(document: &'a Value, operation: &'a Value) -> Option<(&'a str, &'a Value)> {
    let (media_type, content) = members(&operation["requestBody"]["content"]).next()?;
    Some((media_type, resolve(document, &content["schema"])))
}

/// A parameter or member.
struct Row<'a> {
    name: String,
    is_required: bool,
    schema: &'a Value,
    meaning: &'a str,
}

/// The members of a body, each followed by those of the objects that it lists. What is not
/// described there has the meaning of the parameter of its name.
fn rows<'a>(document: &'a Value, schema: &'a Value) -> Vec<Row<'a>> {
    let required = schema["required"].as_array();
    let is_required =
        |name: &str| required.is_some_and(|names| names.iter().any(|one| one == name));
    let mut members: Vec<_> = members(&schema["properties"]).collect();
    members.sort_by_key(|(name, _)| !is_required(name));
    let mut rows = Vec::new();
    for (name, schema) in members {
        let parameter = &document["components"]["parameters"][name]["description"];
        rows.push(Row {
            name: name.clone(),
            is_required: is_required(name),
            schema,
            meaning: schema["description"].as_str().unwrap_or(text(parameter)),
        });
        rows.extend(rows_of_items(name, &schema["items"]));
    }
    rows
}

fn rows_of_items<'a>(list: &str, items: &'a Value) -> impl Iterator<Item = Row<'a>> {
    let named = move |(name, schema): (&String, &'a Value)| Row {
        name: format!("{list}[].{name}"),
        is_required: false,
        schema,
        meaning: text(&schema["description"]),
    };
    members(&items["properties"]).map(named)
}

fn table(heading: &str, rows: &[Row]) -> Markup {
    html! {
        @if !rows.is_empty() {
            table .parameters {
                thead { tr { th { (heading) } th { "values" } th { "meaning" } } }
                tbody { @for row in rows { (row.shown()) } }
            }
        }
    }
}

impl Row<'_> {
    fn shown(&self) -> Markup {
        html! {
            tr {
                td {
                    code { (self.name) }
                    @if self.is_required { " (required)" }
                }
                td { (values(self.schema)) }
                td { (prose(self.meaning)) }
            }
        }
    }
}
