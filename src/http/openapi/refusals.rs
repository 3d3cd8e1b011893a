//! What every operation can be refused with, whatever it does.

use serde_json::{Value, json};

use super::reference;

/// Refusals of the guard and faults of ours.
const REFUSALS: [(&str, &str); 5] = [
    ("414", "The URI is too long"),
    (
        "429",
        "This client asks too often; Retry-After says when to come again",
    ),
    ("431", "The headers are too many or too large"),
    ("500", "A fault of the service"),
    (
        "503",
        "Too much at once, or the answer took too long; Retry-After says when to come again",
    ),
];
/// A body that came too slowly.
const BODY_TOO_SLOW: (&str, &str) = ("408", "The body was not sent in time");

/// Adds to each operation the refusals that it does not describe itself.
pub fn add_to(document: &mut Value) {
    let Some(paths) = document["paths"].as_object_mut() else {
        return;
    };
    for path in paths.values_mut() {
        for (method, operation) in path.as_object_mut().into_iter().flatten() {
            let slow = (method == "post").then_some(BODY_TOO_SLOW);
            for (status, description) in REFUSALS.into_iter().chain(slow) {
                if let Some(responses) = operation["responses"].as_object_mut() {
                    responses
                        .entry(status)
                        .or_insert_with(|| problem(description));
                }
            }
        }
    }
}

fn problem(description: &str) -> Value {
    let content = json!({ "application/problem+json": { "schema": reference("Problem") } });
    json!({ "description": description, "content": content })
}
