//! The outermost object of a file: its features, unparsed, and what it says of itself.
//!
//! The features stay slices of the file's text; nothing is copied.

use std::fmt;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::crs;
use super::json::Value;
use super::members::pick;
use super::text::{Cursor, SyntaxFault};
use super::value;
use super::value::given_twice;
use crate::dataset::error::FaultKind;
use crate::dataset::issue::Finding;
use crate::dataset::limits::MAX_FEATURES;
use crate::datum::Datum;

/// The calendar of a file that names none.
const DEFAULT_CALENDAR: &str = "cn";

/// The collection's members beside its features.
#[derive(Debug)]
pub(crate) struct Header {
    pub(in crate::dataset) name: Option<String>,
    pub(in crate::dataset) attribution: Option<String>,
    pub(crate) datum: Datum,
    pub(in crate::dataset) calendar: String,
}

/// The members that are read, null ones as if they were absent; others are passed over.
pub(crate) struct Collection<'a> {
    /// What it was read from.
    pub(super) text: &'a str,
    kind: Option<&'a RawValue>,
    name: Option<&'a RawValue>,
    source: Option<&'a RawValue>,
    datum: Option<&'a RawValue>,
    calendar: Option<&'a RawValue>,
    crs: Option<&'a RawValue>,
    pub(crate) features: Vec<&'a RawValue>,
    /// Members that are given twice; the last counts.
    pub(crate) repeated: Vec<&'static str>,
}

impl Collection<'_> {
    /// Whether it says itself which datum it is in.
    pub(crate) const fn names_datum(&self) -> bool {
        self.datum.is_some()
    }
}

/// The collection that a text holds.
pub(crate) fn read(text: &str) -> Result<Collection<'_>, FaultKind> {
    if !text.trim_start().starts_with('{') {
        from_json::<IgnoredAny>(text)?;
        let found = format!("it is {}", value::describe(text.trim()));
        return Err(FaultKind::NotACollection { found });
    }
    let collection = read_any_type(text).map_err(|fault| not_json(text, &fault))?;
    if collection.features.len() > MAX_FEATURES {
        return Err(FaultKind::TooManyFeatures);
    }
    match collection.kind.map(RawValue::get) {
        Some("\"FeatureCollection\"") => Ok(collection),
        Some(kind) => Err(FaultKind::NotACollection {
            found: format!("its `type` is {}", value::describe(kind)),
        }),
        None => Err(FaultKind::NotACollection {
            found: "it has no `type`".to_owned(),
        }),
    }
}

/// The collection that a text holds, whatever its type.
pub(super) fn read_any_type(text: &str) -> Result<Collection<'_>, SyntaxFault> {
    const NAMES: [&str; 7] = [
        "type", "name", "source", "datum", "calendar", "crs", "features",
    ];
    let picked = pick(text, NAMES).map_err(|error| SyntaxFault::of(text, &error))?;
    let [kind, name, source, datum, calendar, crs, features] = picked.values;
    Ok(Collection {
        text,
        kind,
        name,
        source,
        datum,
        calendar,
        crs,
        features: features.map_or(Ok(Vec::new()), list)?,
        repeated: picked.repeated,
    })
}

/// What the collection says of itself; members of a wrong type are findings.
pub(crate) fn header(collection: &Collection) -> Result<(Header, Vec<Finding>), FaultKind> {
    let datum = datum(collection.datum)?;
    let repeated = collection.repeated.iter();
    let mut findings: Vec<Finding> = repeated.map(|name| given_twice(name)).collect();
    if let Some(crs) = collection.crs {
        findings.extend(crs::check(crs, datum)?);
    }
    let mut member = |name: &str, raw: Option<&RawValue>| {
        let given = Value::Raw(raw?);
        let text = value::text(&given).map_err(|wrong| findings.push(wrong.in_property(name)));
        text.ok()?.map(String::from)
    };
    let header = Header {
        name: member("name", collection.name),
        attribution: member("source", collection.source),
        datum,
        calendar: member("calendar", collection.calendar)
            .unwrap_or_else(|| DEFAULT_CALENDAR.to_owned()),
    };
    Ok((header, findings))
}

fn datum(raw: Option<&RawValue>) -> Result<Datum, FaultKind> {
    let Some(raw) = raw else {
        return Ok(Datum::default());
    };
    let key = serde_json::from_str::<String>(raw.get()).ok();
    key.and_then(|key| Datum::from_key(key.trim()))
        .ok_or_else(|| FaultKind::UnknownDatum {
            datum: value::describe(raw.get()),
        })
}

/// The members of a list, unparsed.
fn list(raw: &RawValue) -> Result<Vec<&RawValue>, SyntaxFault> {
    let list: Result<Listed, _> = serde_json::from_str(raw.get());
    let list = list.map_err(|error| SyntaxFault::of(raw.get(), &error))?;
    Ok(list.0)
}

/// The members of a list, up to one more than [`MAX_FEATURES`].
struct Listed<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Listed<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor)
    }
}

struct ListVisitor;

impl<'de> Visitor<'de> for ListVisitor {
    type Value = Listed<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while list.len() <= MAX_FEATURES
            && let Some(member) = members.next_element()?
        {
            list.push(member);
        }
        // What follows is passed over: the list is refused for its length.
        while members.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Listed(list))
    }
}

fn from_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, FaultKind> {
    serde_json::from_str(text).map_err(|error| not_json(text, &SyntaxFault::of(text, &error)))
}

/// A fault in a text, or in a part of it.
fn not_json(text: &str, fault: &SyntaxFault) -> FaultKind {
    FaultKind::NotJson {
        place: Cursor::new(text).advance_to(fault.offset_in(text)),
        what: fault.what.clone(),
    }
}
