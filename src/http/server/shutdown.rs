//! How a connection is to end.

/// Whether and how a connection is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// It stays open.
    None,
    /// It may send one more request, and is told with its answer that it ends. Over HTTP/2 it is
    /// told at once, which loses no request.
    LastRequest,
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
            Self::LastRequest => 1,
            Self::Graceful => 2,
            Self::Abort => 3,
        }
    }

    /// The value of a number.
    pub const fn of(code: u8) -> Self {
        match code {
            0 => Self::None,
            1 => Self::LastRequest,
            2 => Self::Graceful,
            _ => Self::Abort,
        }
    }
}
