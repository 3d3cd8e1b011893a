//! Opening hours: from text as people write it to the state at a minute.

/// What opening hours say of one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum OpenState {
    /// Known to be closed.
    #[default]
    Closed,
    /// Known to be open.
    Open,
    /// Not known, or only by arrangement. Never to be taken for open.
    Unknown,
}
