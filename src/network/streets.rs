//! Streets as a map describes them, before they are selected by mode of travel.

use crate::position::Position;
use crate::travel::Mode;

/// A set of modes, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ModeSet(u8);

/// How important a street is to a map, the most important first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreetClass {
    /// A road between towns or districts.
    Main,
    /// Any other street with cars.
    #[default]
    Street,
    /// A way without cars, or a track through fields.
    Path,
}

/// A node where streets meet, bend or end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreetNode {
    /// Where it is.
    pub position: Position,
    /// Modes that a barrier stops here: they can reach it from any side, but not pass.
    pub blocked: ModeSet,
}

/// A straight street segment between two nodes.
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
    /// How important it is to a map.
    pub class: StreetClass,
}

/// The streets of a file, for all modes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Streets {
    /// Every node of some segment.
    pub nodes: Vec<StreetNode>,
    /// Every segment that some mode may use; none joins a node to itself.
    pub segments: Vec<Segment>,
}

impl StreetClass {
    /// Its name in answers.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Street => "street",
            Self::Path => "path",
        }
    }
}

impl ModeSet {
    /// The empty set.
    pub const EMPTY: Self = Self(0);

    /// The set of one mode.
    pub const fn only(mode: Mode) -> Self {
        Self(1 << mode as u8)
    }

    /// Whether the set contains a mode.
    pub const fn contains(self, mode: Mode) -> bool {
        self.0 & Self::only(mode).0 != 0
    }

    /// The union of two sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}
