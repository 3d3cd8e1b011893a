//! A JSON object as written: members in order, none lost, values unparsed.
//!
//! A map would keep only the last of two equal names and round long numbers.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::dataset::parse::members::Pairs;

/// The members of an object; values, and names without escapes, are slices of its text.
pub struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// Takes a member out: its first value, and whether the name was given again.
    pub fn take(&mut self, name: &str) -> (Option<&'a RawValue>, bool) {
        let mut found = self.0.extract_if(.., |member| member.0 == name);
        let first = found.next().map(|(_, value)| value);
        (first, found.count() > 0)
    }
}

impl<'a> IntoIterator for Members<'a> {
    type Item = (Cow<'a, str>, &'a RawValue);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Pairs::deserialize(deserializer).map(|Pairs(members)| Self(members))
    }
}
