//! A question as the JSON object of a body: its lists, and parameters beside them.
//!
//! Parameters are read by the same rules as those of a query string. What is refused is
//! never repeated: a body is full of positions.

use serde_json::Value;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::{Members, Param, ParamError, Params};

/// Why a body is no JSON object that holds its list.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BodyError(String);

/// A member of a body that holds what is asked about, one by one.
pub struct ListMember {
    /// Its name.
    pub name: &'static str,
    /// What one of them looks like.
    pub item: &'static str,
    /// Most of them in one request.
    pub max_items: usize,
}

/// The members of a body that must have a list.
pub fn read_members<'a>(body: &'a [u8], list: &ListMember) -> Result<Members<'a>, BodyError> {
    read_members_beside(body, list.name)
}

/// The members of a body that must have one of this name.
pub fn read_members_beside<'a>(body: &'a [u8], name: &str) -> Result<Members<'a>, BodyError> {
    read_as(
        body,
        &format!("expected a JSON object with the member {name}"),
    )
}

fn read_as<'a>(body: &'a [u8], expected: &str) -> Result<Members<'a>, BodyError> {
    serde_json::from_slice(body).map_err(|error| match error.classify() {
        // What the reader says of another type holds the value found.
        Category::Data => BodyError(expected.to_owned()),
        Category::Io | Category::Syntax | Category::Eof => {
            BodyError(format!("{expected}: {error}"))
        }
    })
}

/// Takes the list out of a body: at least one item, at most its cap.
pub fn take_list<'a>(
    members: &mut Members<'a>,
    list: &ListMember,
) -> Result<Vec<&'a RawValue>, ParamError> {
    let ListMember {
        name,
        item,
        max_items,
    } = list;
    let wrong = |detail: String| ParamError::new(name, detail);
    let (items, is_repeated) = members.take(name);
    if is_repeated {
        return Err(ParamError::repeated(name));
    }
    let items = items.ok_or_else(|| wrong(format!("{name} is required: an array of {item}")))?;
    let items: Vec<&RawValue> = serde_json::from_str(items.get())
        .map_err(|_| wrong(format!("{name} must be an array of {item}")))?;
    if items.is_empty() || items.len() > *max_items {
        let detail = format!(
            "{name} holds 1 to {max_items} places, got {}; send more in several requests",
            items.len()
        );
        return Err(wrong(detail));
    }
    Ok(items)
}

/// The other members as parameters: lists give one pair each.
pub fn flatten(members: Members, known: &[Param]) -> Result<Vec<(String, String)>, ParamError> {
    let mut pairs = Vec::new();
    for (name, raw) in members {
        let Some(param) = known.iter().find(|param| param.name == name) else {
            // The reader of the pairs refuses it, whatever it holds.
            pairs.push((name.into_owned(), String::new()));
            continue;
        };
        match serde_json::from_str(raw.get()) {
            Ok(Value::Array(values)) if param.is_list => {
                for value in values {
                    pairs.push((param.name.to_owned(), scalar(param, value)?));
                }
            }
            // Typed clients write null for what they leave out.
            Ok(Value::Null) => {}
            Ok(value) => pairs.push((param.name.to_owned(), scalar(param, value)?)),
            Err(_) => return Err(not_scalar(param)),
        }
    }
    Ok(pairs)
}

/// The members of a body that is one JSON object.
pub fn read_object(body: &[u8]) -> Result<Members<'_>, BodyError> {
    read_as(body, "expected a JSON object")
}

/// The texts of a body whose members are all texts; null is as if a member was left out.
pub fn read_texts(members: Members, known: &[Param]) -> Result<Params<'static>, ParamError> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, raw) in members {
        match serde_json::from_str(raw.get()) {
            Ok(Value::Null) if known.iter().any(|param| param.name == name) => {}
            Ok(Value::String(text)) => pairs.push((name.into_owned(), text)),
            _ if known.iter().all(|param| param.name != name) => {
                // The reader of the pairs refuses it, whatever it holds.
                pairs.push((name.into_owned(), String::new()));
            }
            _ => return Err(ParamError::new(&name, format!("{name} must be text"))),
        }
    }
    Params::from_pairs(pairs, known)
}

/// Whether a JSON text is that of a number.
pub fn is_number(json: &str) -> bool {
    json.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

fn scalar(param: &Param, value: Value) -> Result<String, ParamError> {
    match value {
        Value::Bool(flag) if param.is_flag => Ok(flag.to_string()),
        Value::String(text) if !param.is_flag => Ok(text),
        Value::Number(number) if !param.is_flag => Ok(number.to_string()),
        _ => Err(not_scalar(param)),
    }
}

fn not_scalar(param: &Param) -> ParamError {
    let name = param.name;
    if param.is_flag {
        return ParamError::new(name, format!("{name} must be true or false"));
    }
    let or_list = if param.is_list {
        ", or a list of such"
    } else {
        ""
    };
    ParamError::new(name, format!("{name} must be text or a number{or_list}"))
}
