//! Squares that are multipolygons: their tags are on a relation, their outline is made of ways
//! without any.
//!
//! An outline is a street like that of a square that is one closed way: the inside is not crossed.
//! Rings inside, around a fountain, are no streets: nothing leads there.

use osmpbf::{RelMemberType, Relation};

use super::access::{self, WayAccess};
use super::error::Fault;
use super::strings::Strings;

/// A square: the ways of its outline, and the modes that may use them.
#[derive(Debug)]
pub(super) struct Square {
    /// The ids of ways, some of which may be missing in the file.
    pub(super) outline: Vec<i64>,
    pub(super) access: WayAccess,
}

impl Square {
    /// The square that a relation is; `None` if it is something else, or no mode may use it.
    pub(super) fn of(relation: &Relation, strings: &Strings) -> Result<Option<Self>, Fault> {
        let tags = strings.tags(relation.raw_tags())?;
        if tags.get("type") != Some("multipolygon") {
            return Ok(None);
        }
        let access = access::of_way(&tags);
        if access == WayAccess::default() {
            return Ok(None);
        }
        let is_outline = |role| matches!(role, "outer" | "");
        let members = relation.members();
        let outline = members
            .filter(|member| member.member_type == RelMemberType::Way)
            .filter(|member| member.role().is_ok_and(is_outline))
            .map(|member| member.member_id)
            .collect();
        // An outline has no direction that people go by.
        let both = access.forward.union(access.backward);
        Ok(Some(Self {
            outline,
            access: WayAccess {
                forward: both,
                backward: both,
            },
        }))
    }
}
