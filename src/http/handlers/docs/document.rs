//! Parts of an OpenAPI document, and its texts as HTML.

use maud::{Markup, html};
use serde_json::Value;

/// A part of the document, with its `$ref` resolved.
pub fn resolve<'a>(document: &'a Value, part: &'a Value) -> &'a Value {
    part["$ref"]
        .as_str()
        .and_then(|pointer| document.pointer(pointer.trim_start_matches('#')))
        .unwrap_or(part)
}

/// The name of a schema that is referred to.
pub fn schema_name(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// A text, empty if it is none.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The members of an object, none of anything else.
pub fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// A description: what stands between backticks is code.
pub fn prose(text: &str) -> Markup {
    html! {
        @for (n, part) in text.split('`').enumerate() {
            @if n % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// The values of a schema in a few words.
pub fn values(schema: &Value) -> Markup {
    if let Some(name) = schema_name(schema) {
        return html! { a href={ "#schema-" (name) } { (name) } };
    }
    if schema["type"] == "array" {
        return html! { "list of " (values(&schema["items"])) };
    }
    let kind = match schema["enum"].as_array() {
        Some(choices) => choices.iter().map(text).collect::<Vec<_>>().join(", "),
        None => schema["type"].as_str().unwrap_or("any").to_owned(),
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
    html! { (kind) (bounds) (default) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code() {
        let shown = prose("`lat` <b> and `lon`").into_string();
        assert_eq!(shown, "<code>lat</code> &lt;b&gt; and <code>lon</code>");
    }

    #[test]
    fn values_are_told_with_their_bounds_and_what_holds_without_them() {
        for (schema, expected) in [
            (json!({"type": "string"}), "string"),
            (
                json!({"enum": ["a", "b"], "default": "a"}),
                "a, b; if absent a",
            ),
            (
                json!({"type": "integer", "minimum": 1, "maximum": 5, "default": 2}),
                "integer, 1 to 5; if absent 2",
            ),
            (
                json!({"type": "array", "items": {"type": "number"}}),
                "list of number",
            ),
            (json!({}), "any"),
        ] {
            assert_eq!(values(&schema).into_string(), expected);
        }
    }
}
