//! A JSON object as written: members in order, none lost, values unparsed.
//!
//! A map would keep only the last of two equal names and round long numbers.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object.
pub struct Members(Vec<(String, Box<RawValue>)>);

impl Members {
    /// Removes a member: its first value, and whether the name occurs again.
    pub fn take(&mut self, name: &str) -> (Option<Box<RawValue>>, bool) {
        let is_named = |member: &(String, Box<RawValue>)| member.0 == name;
        let mut found = self.0.extract_if(.., |member| is_named(member));
        let first = found.next().map(|(_, value)| value);
        (first, found.count() > 0)
    }
}

impl IntoIterator for Members {
    type Item = (String, Box<RawValue>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Members, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
