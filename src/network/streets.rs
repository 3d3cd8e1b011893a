//! Streets as a map describes them, before a mode of travel chooses among them.

use crate::position::Position;
use crate::travel::Mode;

/// A set of modes, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ModeSet(u8);

/// A place where streets meet, bend or end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreetNode {
    /// Where it is.
    pub position: Position,
    /// Modes that a barrier stops here: they get to it from any side, and not through.
    pub blocked: ModeSet,
}

/// A straight piece of street between two nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Row of the node where it begins.
    pub from: u32,
    /// Row of the node where it ends.
    pub to: u32,
    /// Modes that may move along it from its beginning to its end.
    pub forward: ModeSet,
    /// Modes that may move along it from its end to its beginning.
    pub backward: ModeSet,
}

/// The streets of a file, for all modes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Streets {
    /// Every node of some segment.
    pub nodes: Vec<StreetNode>,
    /// Every segment that some mode may use; none joins a node to itself.
    pub segments: Vec<Segment>,
}

impl ModeSet {
    /// No mode.
    pub const EMPTY: Self = Self(0);

    /// The set of one mode.
    pub const fn only(mode: Mode) -> Self {
        Self(1 << mode as u8)
    }

    /// Whether a mode is in it.
    pub const fn contains(self, mode: Mode) -> bool {
        self.0 & Self::only(mode).0 != 0
    }

    /// What is in one of two sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether no mode is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}
