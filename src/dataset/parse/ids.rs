//! Where the features of a file have their ids: beside `properties`, as GeoJSON has it, or in
//! a property, where table tools put them.

use std::borrow::Cow;
use std::collections::HashSet;

use rayon::prelude::*;
use serde_json::value::RawValue;

use super::feature::Feature;
use super::json::Value;
use super::value;
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::shown::shortened;

/// The properties that are taken for ids, the preferred first.
pub(super) const ID_PROPERTIES: [&str; 3] = ["id", "@id", "osm_id"];

/// What a path after `/v1/stations/` means beside an id. The ids that have these names are kept.
const ROUTE_NAMES: [&str; 2] = ["nearest", "search"];

/// Where ids stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdPlace {
    /// Beside `properties`.
    Feature,
    /// In a property that all features have, each its own.
    Property(&'static str),
}

impl IdPlace {
    /// The place in a whole file. A property is taken only if no feature has an id beside its
    /// properties: nothing is mixed.
    pub(super) fn of(features: &[&RawValue]) -> Self {
        if features.par_iter().any(|raw| has_own_id(raw)) {
            return Self::Feature;
        }
        let taken = ID_PROPERTIES
            .into_iter()
            .find(|name| are_ids(features, name));
        taken.map_or(Self::Feature, Self::Property)
    }

    /// The warning that a property is taken.
    pub(super) fn finding(self) -> Option<Finding> {
        let Self::Property(name) = self else {
            return None;
        };
        let message = format!(
            "no feature has an `id` beside its properties, so the property `{name}`, of which \
             each has its own, is taken"
        );
        Some(Finding::new(IssueCode::IdFromProperty, message))
    }
}

/// The warning that an address cannot end in an id: it is the name of a route, or a part of it is
/// what programs take out of a path.
pub(super) fn reserved(id: &str) -> Option<Finding> {
    let is_dots = |part: &str| part == "." || part == "..";
    if !ROUTE_NAMES.contains(&id) && !id.split('/').any(is_dots) {
        return None;
    }
    let message = format!(
        "`id` is '{}', which means something else in an address, so that the page and most \
         programs cannot open the station; another id is wanted",
        shortened(id)
    );
    Some(Finding::new(IssueCode::ReservedId, message))
}

/// Whether a value is a feature that says beside its properties what its id is.
pub(super) fn has_own_id(raw: &RawValue) -> bool {
    let id = Feature::read(raw).ok().and_then(|feature| feature.id);
    id.is_some_and(|id| value::id(&Value::Raw(id)) != Ok(None))
}

/// Whether every feature has an id in this property that no other one has.
fn are_ids(features: &[&RawValue], name: &str) -> bool {
    let id = |raw: &&RawValue| {
        let feature = Feature::read(raw).ok()?;
        let id = feature.members().ok().and_then(|(members, _)| {
            let (_, raw) = members.find(&[name])?;
            value::id(&Value::Raw(raw))
                .ok()
                .flatten()
                .map(Cow::into_owned)
        });
        Some(id)
    };
    let ids: Option<Vec<String>> = features.par_iter().filter_map(id).collect();
    ids.is_some_and(|ids| {
        let mut seen = HashSet::with_capacity(ids.len());
        !ids.is_empty() && ids.iter().all(|id| seen.insert(&**id))
    })
}
