//! The outermost object of a file: its features, unparsed, and what it says of itself.
//!
//! The features stay slices of the file's text; nothing is copied.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::{Header, crs, text, value};
use crate::dataset::error::FaultKind;
use crate::dataset::issue::Finding;
use crate::datum::Datum;

/// The calendar of a file that names none.
const DEFAULT_CALENDAR: &str = "cn";

/// The members that are read; others are passed over.
#[derive(Deserialize)]
pub(crate) struct Collection<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    source: Option<&'a RawValue>,
    #[serde(borrow)]
    datum: Option<&'a RawValue>,
    #[serde(borrow)]
    calendar: Option<&'a RawValue>,
    #[serde(borrow)]
    crs: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) features: Vec<&'a RawValue>,
}

impl Collection<'_> {
    /// Whether it says itself which datum it is in.
    pub(crate) const fn names_datum(&self) -> bool {
        self.datum.is_some()
    }
}

/// The collection that a text holds.
pub(crate) fn read(text: &str) -> Result<Collection<'_>, FaultKind> {
    // The derived reader would also take a list for the object, member by member.
    if !text.trim_start().starts_with('{') {
        from_json::<IgnoredAny>(text)?;
        let found = format!("it is {}", value::describe(text.trim()));
        return Err(FaultKind::NotACollection { found });
    }
    let collection: Collection = from_json(text)?;
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
pub(super) fn read_any_type(text: &str) -> Option<Collection<'_>> {
    text.trim_start()
        .starts_with('{')
        .then(|| serde_json::from_str(text).ok())
        .flatten()
}

/// What the collection says of itself; members of a wrong type are findings.
pub(crate) fn header(collection: &Collection) -> Result<(Header, Vec<Finding>), FaultKind> {
    if let Some(foreign) = collection.crs.and_then(crs::foreign) {
        return Err(FaultKind::ForeignCrs { crs: foreign });
    }
    let datum = datum(collection.datum)?;
    let mut findings = Vec::new();
    let mut member = |name: &str, raw: Option<&RawValue>| {
        value::text(raw?).unwrap_or_else(|wrong| {
            findings.push(wrong.in_property(name));
            None
        })
    };
    let header = Header {
        name: member("name", collection.name).map(String::from),
        attribution: member("source", collection.source).map(String::from),
        datum,
        calendar: member("calendar", collection.calendar)
            .map_or_else(|| DEFAULT_CALENDAR.to_owned(), String::from),
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

fn from_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, FaultKind> {
    serde_json::from_str(text).map_err(|error| FaultKind::NotJson {
        place: text::Cursor::new(text).advance_to(text::offset_of(text, &error)),
        what: text::what(&error),
    })
}
