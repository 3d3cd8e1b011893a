//! One JSON value read as what a property should be.
//!
//! A wrong value is described as it was found and never guessed at. `null` and blank text
//! are the same as an absent property.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde_json::value::RawValue;

use crate::dataset::issue::{Finding, IssueCode, shortened};
use crate::dataset::limits::{MAX_ID_BYTES, MAX_TEXT_BYTES};

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

/// Text of at most [`MAX_TEXT_BYTES`], trimmed.
pub(super) fn text(raw: &RawValue) -> Read<Box<str>> {
    let text: Option<Cow<str>> = read(raw, "text in quotes")?;
    Ok(checked_text(text.as_deref().unwrap_or_default())?.map(Box::from))
}

/// Text of at most [`MAX_TEXT_BYTES`], trimmed; none if it is blank.
pub(super) fn checked_text(text: &str) -> Read<&str> {
    let text = text.trim();
    if text.len() > MAX_TEXT_BYTES {
        let wanted = format!("at most {MAX_TEXT_BYTES}");
        return Err(Wrong::new(format!("{} bytes long", text.len()), wanted));
    }
    Ok((!text.is_empty()).then_some(text))
}

/// An id: text or a number of at most [`MAX_ID_BYTES`] without control characters.
pub(super) fn id(raw: &RawValue) -> Read<String> {
    label(raw, MAX_ID_BYTES)
}

/// Text or a number of at most so many bytes without control characters.
pub(crate) fn label(raw: &RawValue, max_bytes: usize) -> Read<String> {
    const WANTED: &str = "text or a number";
    let id = match raw.get().as_bytes().first() {
        Some(b'-' | b'0'..=b'9') => Some(number_as_id(raw.get())),
        _ => nonblank(raw, WANTED)?,
    };
    match id {
        Some(id) if id.len() > max_bytes => {
            let wanted = format!("at most {max_bytes}");
            Err(Wrong::new(format!("{} bytes long", id.len()), wanted))
        }
        Some(id) if id.contains(char::is_control) => {
            Err(Wrong::raw(raw, "text without control characters"))
        }
        id => Ok(id),
    }
}

/// A number's shortest decimal form, without a fraction if it has none.
fn number_as_id(json: &str) -> String {
    let is_integer = json
        .bytes()
        .all(|byte| byte == b'-' || byte.is_ascii_digit());
    match json.parse::<f64>() {
        Ok(number) if !is_integer && number.is_finite() => number.to_string(),
        _ => json.to_owned(),
    }
}

/// A date of the form 2026-11-22.
pub(super) fn date(raw: &RawValue) -> Read<NaiveDate> {
    const WANTED: &str = "a date such as \"2026-11-22\"";
    let Some(text) = nonblank(raw, WANTED)? else {
        return Ok(None);
    };
    date_of(&text)
        .map(Some)
        .ok_or_else(|| Wrong::raw(raw, WANTED))
}

/// The date that a text of the form 2026-11-22 is.
pub(super) fn date_of(text: &str) -> Option<NaiveDate> {
    // The parser alone would also take 2026-1-2 and +026-01-02.
    let is_digit_or_dash = |(n, byte): (usize, u8)| match n {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    let is_of_that_form = text.bytes().enumerate().all(is_digit_or_dash);
    is_of_that_form
        .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
        .flatten()
}

/// A whole number from 1 to 5.
pub(super) fn star(raw: &RawValue) -> Read<u8> {
    let Some(number) = number(raw, "a whole number from 1 to 5")? else {
        return Ok(None);
    };
    (1..=5_u8)
        .find(|star| (f64::from(*star) - number).abs() < f64::EPSILON)
        .map(Some)
        .ok_or_else(|| Wrong::raw(raw, "a whole number from 1 to 5"))
}

/// A length in metres, 0 or more.
pub(super) fn metres(raw: &RawValue) -> Read<f64> {
    const WANTED: &str = "a number of metres, 0 or more,";
    match number(raw, WANTED)? {
        Some(metres) if metres < 0.0 => Err(Wrong::raw(raw, WANTED)),
        metres => Ok(metres),
    }
}

/// The members of a list; an absent property has none.
pub(super) fn list(raw: &RawValue) -> Result<Vec<&RawValue>, Wrong> {
    let members: Option<Vec<&RawValue>> = read(raw, "a list")?;
    Ok(members.unwrap_or_default())
}

/// An object by its members; `None` if it is something else or cannot be read.
pub(crate) fn object<'a, T: serde::Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    // A derived reader would also take a list for the object.
    let is_object = raw.get().starts_with('{');
    is_object
        .then(|| serde_json::from_str(raw.get()).ok())
        .flatten()
}

/// `true` or `false`.
pub(super) fn boolean(raw: &RawValue) -> Read<bool> {
    read(raw, "true or false")
}

/// Whether a value is text.
pub(crate) fn is_text(raw: &RawValue) -> bool {
    raw.get().starts_with('"')
}

fn number(raw: &RawValue, wanted: &str) -> Read<f64> {
    read(raw, wanted)
}

fn nonblank(raw: &RawValue, wanted: &str) -> Read<String> {
    let text: Option<String> = read(raw, wanted)?;
    let trimmed = text.as_deref().map(str::trim).unwrap_or_default();
    Ok((!trimmed.is_empty()).then(|| trimmed.to_owned()))
}

fn read<'a, T: serde::Deserialize<'a>>(raw: &'a RawValue, wanted: &str) -> Read<T> {
    serde_json::from_str(raw.get()).map_err(|_| Wrong::raw(raw, wanted))
}
