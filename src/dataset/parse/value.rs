//! One JSON value read as what a property should be.
//!
//! A wrong value is described as it was found and never guessed at. `null` and blank text
//! are the same as an absent property.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::json::Value;
use super::members::{Members, Pairs, Picked, pick};
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::limits::{MAX_ID_BYTES, MAX_TEXT_BYTES};
use crate::dataset::shown::shortened;

/// The members of an object.
pub(super) struct Object<'v, 'a> {
    pub(super) members: Cow<'v, [(Cow<'a, str>, Value<'a>)]>,
    /// Names that were given more than once.
    pub(super) repeated: Vec<Cow<'a, str>>,
}

/// A value that is not what it should be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    found: String,
    wanted: String,
}

/// What a property holds: nothing, something, or something wrong.
pub(crate) type Read<T> = Result<Option<T>, Wrong>;

impl Wrong {
    pub(crate) fn new(found: impl Into<String>, wanted: impl Into<String>) -> Self {
        Self {
            found: found.into(),
            wanted: wanted.into(),
        }
    }

    pub(crate) fn raw(raw: &RawValue, wanted: &str) -> Self {
        Self::new(describe(raw.get()), wanted)
    }

    pub(super) fn of(given: &Value, wanted: &str) -> Self {
        Self::new(describe(given.json()), wanted)
    }

    /// A clause that names the member, what it is and what it should be.
    pub(crate) fn in_words(&self, name: &str) -> String {
        let Self { found, wanted } = self;
        let name = shortened(name);
        format!("`{name}` is {found}; {wanted} is wanted")
    }

    /// The warning that a property is left out.
    pub(super) fn in_property(&self, name: &str) -> Finding {
        let message = format!("{}, so it is left out", self.in_words(name));
        Finding::new(IssueCode::BadProperty, message)
    }
}

/// A JSON value in words, short enough for a message.
pub(crate) fn describe(json: &str) -> String {
    match json.as_bytes().first() {
        None => "nothing".to_owned(),
        Some(b'{') => "an object".to_owned(),
        Some(b'[') => "a list".to_owned(),
        Some(b'"') => format!("the text {}", shortened(json)),
        Some(b'-' | b'0'..=b'9') => format!("the number {}", shortened(json)),
        Some(_) => shortened(json),
    }
}

/// Text of at most [`MAX_TEXT_BYTES`], trimmed; none if it is blank.
pub(super) fn text<'v>(given: &'v Value<'_>) -> Read<Cow<'v, str>> {
    let text = nonblank(given, "text in quotes")?;
    if let Some(text) = &text {
        check_length(text)?;
    }
    Ok(text)
}

fn check_length(text: &str) -> Result<(), Wrong> {
    if text.len() <= MAX_TEXT_BYTES {
        return Ok(());
    }
    let wanted = format!("at most {MAX_TEXT_BYTES}");
    Err(Wrong::new(format!("{} bytes long", text.len()), wanted))
}

/// Text of at most [`MAX_TEXT_BYTES`], trimmed; none if it is blank.
pub(super) fn checked_text(text: &str) -> Read<&str> {
    let text = text.trim();
    check_length(text)?;
    Ok((!text.is_empty()).then_some(text))
}

/// An id: text or a number of at most [`MAX_ID_BYTES`] without control characters.
pub(super) fn id<'v>(given: &'v Value<'_>) -> Read<Cow<'v, str>> {
    short(given, MAX_ID_BYTES)
}

/// Text or a number of at most so many bytes without control characters.
pub(crate) fn label(raw: &RawValue, max_bytes: usize) -> Read<String> {
    Ok(short(&Value::Raw(raw), max_bytes)?.map(Cow::into_owned))
}

fn short<'v>(given: &'v Value<'_>, max_bytes: usize) -> Read<Cow<'v, str>> {
    const WANTED: &str = "text or a number";
    let label = if given.is_number() {
        Some(in_digits(given.json()))
    } else {
        nonblank(given, WANTED)?
    };
    match label {
        Some(label) if label.len() > max_bytes => {
            let wanted = format!("at most {max_bytes}");
            Err(Wrong::new(format!("{} bytes long", label.len()), wanted))
        }
        Some(label) if label.contains(char::is_control) => {
            Err(Wrong::of(given, "text without control characters"))
        }
        label => Ok(label),
    }
}

/// A number's shortest decimal form, without a fraction if it has none.
pub(super) fn in_digits(json: &str) -> Cow<'_, str> {
    let is_integer = json
        .bytes()
        .all(|byte| byte == b'-' || byte.is_ascii_digit());
    match json.parse::<f64>() {
        Ok(number) if !is_integer && number.is_finite() => number.to_string().into(),
        _ => json.into(),
    }
}

/// The members of a list; an absent property has none.
pub(super) fn list<'v, 'a>(given: &'v Value<'a>) -> Result<Cow<'v, [Value<'a>]>, Wrong> {
    match given {
        Value::List(members) => Ok(members.into()),
        Value::Null => Ok(Cow::default()),
        Value::Raw(raw) => {
            let members: Option<Vec<&RawValue>> = read(raw, "a list")?;
            let members = members.unwrap_or_default().into_iter().map(Value::Raw);
            Ok(members.collect())
        }
        _ => Err(Wrong::of(given, "a list")),
    }
}

/// An object by its members.
pub(super) fn object<'v, 'a>(given: &'v Value<'a>) -> Result<Object<'v, 'a>, Wrong> {
    let wrong = || Wrong::of(given, "an object that can be read");
    match given {
        Value::Object(members) => Ok(Object {
            members: members.into(),
            repeated: Vec::new(),
        }),
        Value::Raw(raw) => {
            let members: Members = serde_json::from_str(raw.get()).map_err(|_| wrong())?;
            let (Pairs(members), repeated) = members.into_parts();
            let raw = |(name, raw)| (name, Value::Raw(raw));
            Ok(Object {
                members: members.into_iter().map(raw).collect(),
                repeated,
            })
        }
        _ => Err(wrong()),
    }
}

/// The members of an object that have these names; `None` if it is something else.
pub(super) fn picked<'a, const N: usize>(
    raw: &'a RawValue,
    names: [&'static str; N],
) -> Option<Picked<'a, N>> {
    pick(raw.get(), names).ok()
}

/// The warning that a member is given twice.
pub(super) fn given_twice(name: &str) -> Finding {
    let name = shortened(name);
    let message = format!("`{name}` is given twice; one value is wanted, so the last counts");
    Finding::new(IssueCode::BadProperty, message)
}

/// A number.
pub(super) fn number(given: &Value, wanted: &str) -> Read<f64> {
    match given {
        Value::Null => Ok(None),
        Value::Raw(raw) => read(raw, wanted),
        _ => Err(Wrong::of(given, wanted)),
    }
}

/// Text, trimmed; none if it is blank. A slice of the file unless it has escapes.
pub(super) fn nonblank<'v>(given: &'v Value<'_>, wanted: &str) -> Read<Cow<'v, str>> {
    let text = match given {
        Value::Text(text) => Cow::from(text.trim()),
        Value::Null => return Ok(None),
        Value::Raw(raw) => match quoted(raw.get()) {
            // The value was parsed before: without an escape it is what stands in the quotes.
            Some(inner) if !inner.contains('\\') => inner.trim().into(),
            _ => read::<Option<String>>(raw, wanted)?.map_or(Cow::default(), trimmed),
        },
        _ => return Err(Wrong::of(given, wanted)),
    };
    Ok((!text.is_empty()).then_some(text))
}

fn quoted(json: &str) -> Option<&str> {
    json.strip_prefix('"')?.strip_suffix('"')
}

fn trimmed(text: String) -> Cow<'static, str> {
    match text.trim() {
        inner if inner.len() < text.len() => inner.to_owned().into(),
        _ => text.into(),
    }
}

fn read<'a, T: serde::Deserialize<'a>>(raw: &'a RawValue, wanted: &str) -> Result<T, Wrong> {
    serde_json::from_str(raw.get()).map_err(|_| Wrong::raw(raw, wanted))
}
