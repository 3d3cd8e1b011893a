//! A member of `features`, by its own members.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::geometry::{PlainPoint, Written};
use super::json::{OfObject, Value};
use super::members::{Members, pick};
use super::properties::Properties;
use super::text::SyntaxFault;
use super::value;
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::shown::shortened;

/// A feature by its members, none of them read yet; of one that is given twice the last.
pub(crate) struct Feature<'a> {
    pub(crate) id: Option<&'a RawValue>,
    pub(crate) geometry: Option<&'a RawValue>,
    properties: Option<&'a RawValue>,
    /// Members that are given twice.
    pub(crate) repeated: Vec<&'static str>,
}

/// Why a member of `features` is no feature.
pub(crate) enum NoFeature {
    /// It cannot be parsed.
    Syntax(SyntaxFault),
    /// It is something else.
    Other(Finding),
}

/// A feature by its parts.
pub(super) struct Parts<'a> {
    pub(super) id: Option<Value<'a>>,
    pub(super) geometry: Written<'a>,
    pub(super) properties: Properties<'a>,
}

/// A feature that is a point, whose properties are an object and whose members stand once each:
/// read in one pass, as serde reads a struct. [`Feature::read`] says what any other is.
#[derive(Deserialize)]
pub(super) struct UsualFeature<'a> {
    r#type: &'a str,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    geometry: OfObject<PlainPoint<'a>>,
    #[serde(borrow)]
    properties: Properties<'a>,
}

impl<'a> Feature<'a> {
    /// The members of a JSON value that is a feature.
    pub(crate) fn read(raw: &'a RawValue) -> Result<Self, NoFeature> {
        if !raw.get().starts_with('{') {
            return Err(NoFeature::other(&value::describe(raw.get())));
        }
        let picked = pick(raw.get(), ["type", "id", "geometry", "properties"])
            .map_err(|error| NoFeature::Syntax(SyntaxFault::of(raw.get(), &error)))?;
        let [kind, id, geometry, properties] = picked.values;
        match kind.map(RawValue::get) {
            Some("\"Feature\"") => Ok(Self {
                id,
                geometry,
                properties,
                repeated: picked.repeated,
            }),
            Some(kind) => Err(NoFeature::other(&format!("of type {}", shortened(kind)))),
            None => Err(NoFeature::other("without a `type`")),
        }
    }

    /// The properties; none and a finding if they are no object.
    pub(crate) fn members(&self) -> Result<(Members<'a>, Option<Finding>), SyntaxFault> {
        match self.properties {
            None => Ok((Members::default(), None)),
            Some(raw) if raw.get().starts_with('{') => Ok((from_json(raw)?, None)),
            Some(raw) => {
                let wrong = value::Wrong::raw(raw, "an object");
                Ok((Members::default(), Some(wrong.in_property("properties"))))
            }
        }
    }

    /// Its parts, the properties as they were read from it.
    pub(super) fn parts(&self, members: Members<'a>) -> Parts<'a> {
        Parts {
            id: self.id.map(Value::Raw),
            geometry: Written::of(self.geometry),
            properties: members.into(),
        }
    }
}

impl<'a> UsualFeature<'a> {
    /// Its parts; `None` if it is no feature.
    pub(super) fn parts(self) -> Option<Parts<'a>> {
        let geometry = Written::of_point(&self.geometry.0)?;
        (self.r#type == "Feature").then_some(Parts {
            id: self.id.map(Value::Raw),
            geometry,
            properties: self.properties,
        })
    }
}

impl Parts<'_> {
    /// Whether it says beside its properties what its id is.
    pub(super) fn has_own_id(&self) -> bool {
        let id = self.id.as_ref();
        id.is_some_and(|id| value::id(id) != Ok(None))
    }
}

impl NoFeature {
    fn other(found: &str) -> Self {
        let message = format!("this member of `features` is {found}; a GeoJSON Feature is wanted");
        Self::Other(Finding::new(IssueCode::NotGeojson, message))
    }
}

fn from_json<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Result<T, SyntaxFault> {
    serde_json::from_str(raw.get()).map_err(|error| SyntaxFault::of(raw.get(), &error))
}
