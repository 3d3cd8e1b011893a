//! How a connection is to end.

/// Whether and how a connection is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// It stays open.
    None,
    /// It finishes the requests under way, then ends.
    Graceful,
    /// It ends immediately.
    Abort,
}

impl Shutdown {
    /// A number; more urgent ones are higher.
    pub const fn code(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Graceful => 1,
            Self::Abort => 2,
        }
    }

    /// The value of a number.
    pub const fn of(code: u8) -> Self {
        match code {
            0 => Self::None,
            1 => Self::Graceful,
            _ => Self::Abort,
        }
    }
}
