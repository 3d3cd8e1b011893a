//! How a connection is to end.

/// Whether and how a connection is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// It stays open.
    None,
    /// It may finish what is under way, then it ends.
    Graceful,
    /// It ends now.
    Abort,
}

impl Shutdown {
    /// A number; what is more urgent has a higher one.
    pub const fn code(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Graceful => 1,
            Self::Abort => 2,
        }
    }

    /// What a number stands for.
    pub const fn of(code: u8) -> Self {
        match code {
            0 => Self::None,
            1 => Self::Graceful,
            _ => Self::Abort,
        }
    }
}
