//! One edge of a street graph.

/// A straight piece of street between two nodes of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// How long it is, millimetres.
    pub length_mm: u32,
    /// Whether one may move from its beginning to its end.
    pub forward: bool,
    /// Whether one may move from its end to its beginning.
    pub backward: bool,
}
