//! One edge of a street graph.

use super::streets::StreetClass;

/// A straight street segment between two nodes of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// Its length, millimetres.
    pub length_mm: u32,
    /// Whether travel is possible from its beginning to its end.
    pub forward: bool,
    /// Whether travel is possible from its end to its beginning.
    pub backward: bool,
    /// How important it is to a map.
    pub class: StreetClass,
}
