//! The members of a JSON object in their order, unparsed.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Name and value of each member, in the order of the text.
#[derive(Debug)]
pub(super) struct MemberList<'a>(pub(super) Vec<(String, &'a RawValue)>);

impl<'a> MemberList<'a> {
    /// The first member of a name that is not null.
    pub(super) fn find(&self, name: &str) -> Option<&'a RawValue> {
        let mut members = self.0.iter();
        members
            .find(|(member, raw)| member == name && raw.get() != "null")
            .map(|(_, raw)| *raw)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for MemberList<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = MemberList<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(MemberList(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
