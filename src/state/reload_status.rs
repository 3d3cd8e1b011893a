//! The outcomes of attempts to load the files again.

use crate::clock::UnixTime;

/// The outcome of the last attempt to load the files again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reload {
    /// When it ended.
    pub at: UnixTime,
    /// What is served since.
    pub outcome: ReloadOutcome,
    /// A sentence for the public: without the folders of the machine.
    pub message: String,
}

/// What is served after an attempt to load the files again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReloadOutcome {
    /// The new set.
    Swapped,
    /// The old set: the files are the same.
    Unchanged,
    /// The old set: the files cannot be used.
    Kept,
}

/// How often each outcome occurred, and when last.
#[derive(Clone, Debug, Default)]
pub struct ReloadCounts([(u64, Option<UnixTime>); ReloadOutcome::ALL.len()]);

impl ReloadOutcome {
    /// All outcomes, by their names.
    pub const ALL: [Self; 3] = [Self::Kept, Self::Swapped, Self::Unchanged];

    /// The name in answers and logs.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Swapped => "swapped",
            Self::Unchanged => "unchanged",
            Self::Kept => "kept",
        }
    }
}

impl ReloadCounts {
    /// Counts an attempt that ended.
    pub fn add(&mut self, outcome: ReloadOutcome, at: UnixTime) {
        let (count, last) = &mut self.0[outcome as usize];
        *count += 1;
        *last = Some(at);
    }

    /// How often an outcome occurred, and when last.
    pub const fn of(&self, outcome: ReloadOutcome) -> (u64, Option<UnixTime>) {
        self.0[outcome as usize]
    }
}
