//! What a connection is told to do.

/// What is to become of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nothing.
    Stay,
    /// It may finish what is under way, then it ends.
    Finish,
    /// It ends now.
    Cut,
}

impl Order {
    /// A number; what is more urgent has a higher one.
    pub const fn code(self) -> u8 {
        match self {
            Self::Stay => 0,
            Self::Finish => 1,
            Self::Cut => 2,
        }
    }

    /// The order of a number.
    pub const fn of(code: u8) -> Self {
        match code {
            0 => Self::Stay,
            1 => Self::Finish,
            _ => Self::Cut,
        }
    }
}
