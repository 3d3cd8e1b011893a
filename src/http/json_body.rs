//! A question as the JSON object of a body: its lists, and parameters beside them.
//!
//! Parameters are read through the same door as those of a query string. What is refused is
//! never repeated: a body is full of positions.

mod coding;
mod members;

use std::error::Error;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header;
use http_body::Body as _;
use http_body_util::LengthLimitError;
use serde_json::Value;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::guard::BodyTooSlow;
use super::params::{Param, ParamError, Params};
use super::problem::Problem;

use self::coding::{Coding, utf_8};
pub(super) use members::Members;

/// A member of a body that holds what is asked about, one by one.
pub(super) struct ListMember {
    /// Its name.
    pub(super) name: &'static str,
    /// What one of them looks like.
    pub(super) item: &'static str,
    /// Most of them in one request.
    pub(super) max_items: usize,
}

/// A body as it came. A compressed one is decoded when it is its turn, so that those that wait
/// take no more memory than what was sent.
pub(super) struct JsonBody {
    bytes: Bytes,
    coding: Option<Coding>,
    /// Most bytes, before and after it is decoded.
    max_bytes: usize,
}

impl JsonBody {
    /// Whether it has at most so many bytes, as it is.
    pub(super) fn is_plain_within(&self, n_bytes: usize) -> bool {
        self.coding.is_none() && self.bytes.len() <= n_bytes
    }

    /// The JSON text, which was not looked at yet.
    pub(super) fn into_text(self) -> Result<Bytes, Problem> {
        utf_8(match self.coding {
            None => self.bytes,
            Some(coding) => coding.decode(&self.bytes, self.max_bytes)?,
        })
    }
}

/// Parameters beside the URL would be overlooked by a reader of the body alone.
pub(super) fn refuse_query_string(request: &Request) -> Result<(), ParamError> {
    let query = request.uri().query().unwrap_or_default();
    Params::from_query(query, &[])
        .map(drop)
        .map_err(|error| ParamError {
            detail: "the parameters of a POST belong into its body".to_owned(),
            ..error
        })
}

/// A body that is declared as JSON, or not declared at all.
pub(super) async fn read_json_body(
    request: Request,
    max_bytes: usize,
) -> Result<JsonBody, Problem> {
    let headers = request.headers();
    if let Some(value) = headers.get(header::CONTENT_TYPE) {
        let declared = value.to_str().unwrap_or_default();
        let is_json = declared
            .split(';')
            .next()
            .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"));
        if !is_json {
            return Err(Problem::not_json(declared));
        }
    }
    let coding = Coding::of(headers)?;
    let waits_for_leave = headers.contains_key(header::EXPECT);
    let body: Body = request.into_body();
    // One who sends without asking must be read first: a proxy that is cut off while it sends
    // never sees the answer.
    if waits_for_leave && body.size_hint().lower() > max_bytes as u64 {
        return Err(Problem::body_too_large(max_bytes));
    }
    let read = to_bytes(body, max_bytes).await;
    let bytes = read.map_err(|error| broken_body(&error, max_bytes))?;
    Ok(JsonBody {
        bytes,
        coding,
        max_bytes,
    })
}

/// Why a body could not be read to its end.
fn broken_body(error: &axum::Error, max_bytes: usize) -> Problem {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(slow) = error.downcast_ref::<BodyTooSlow>() {
            return Problem::body_too_slow(slow.allowed.as_secs());
        }
        if error.is::<LengthLimitError>() {
            return Problem::body_too_large(max_bytes);
        }
        cause = error.source();
    }
    Problem::bad_body("the body breaks off, or its chunks are not as HTTP/1.1 has them")
}

/// The members of a body that must have a list.
pub(super) fn read_members(body: &[u8], list: &ListMember) -> Result<Members, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        let expected = format!("expected a JSON object with the member {}", list.name);
        match error.classify() {
            // What the reader says of another type holds the value found.
            Category::Data => Problem::bad_body(expected),
            Category::Io | Category::Syntax | Category::Eof => {
                Problem::bad_body(format!("{expected}: {error}"))
            }
        }
    })
}

/// Takes the list out of a body: at least one item, at most its cap.
pub(super) fn take_list(
    members: &mut Members,
    list: &ListMember,
) -> Result<Vec<Box<RawValue>>, ParamError> {
    let ListMember {
        name,
        item,
        max_items,
    } = list;
    let wrong = |detail: String| ParamError::new(name, detail);
    let (items, is_repeated) = members.take(name);
    if is_repeated {
        return Err(wrong(format!("{name} is given more than once")));
    }
    let items = items.ok_or_else(|| wrong(format!("{name} is required: an array of {item}")))?;
    let items: Vec<Box<RawValue>> = serde_json::from_str(items.get())
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
pub(super) fn flatten(
    members: Members,
    known: &[Param],
) -> Result<Vec<(String, String)>, ParamError> {
    let mut pairs = Vec::new();
    for (name, raw) in members {
        let Some(param) = known.iter().find(|param| param.name == name) else {
            // The reader of the pairs refuses it, whatever it holds.
            pairs.push((name, String::new()));
            continue;
        };
        match serde_json::from_str(raw.get()) {
            Ok(Value::Array(values)) if param.is_list => {
                for value in values {
                    pairs.push((name.clone(), scalar(param, value)?));
                }
            }
            // Typed clients write null for what they leave out.
            Ok(Value::Null) => {}
            Ok(value) => pairs.push((name, scalar(param, value)?)),
            Err(_) => return Err(not_scalar(param)),
        }
    }
    Ok(pairs)
}

/// Whether a JSON text is that of a number.
pub(super) fn is_number(json: &str) -> bool {
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
