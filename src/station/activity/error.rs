//! Why a recurrence rule cannot be used.

/// The largest `COUNT` of a rule.
pub const MAX_OCCURRENCES: usize = 500;

/// Why a rule cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceError {
    /// No rule at all, or one that contradicts itself.
    #[error("it is no rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=TU: {0}")]
    NoRule(String),
    /// More than one time a day.
    #[error("it comes more often than once a day; give each time of the day as one of its own")]
    WithinDays,
    /// An end before its beginning.
    #[error("its UNTIL is before `starts`; a later one is wanted")]
    OverAtFirst,
    /// No day fits.
    #[error("no day fits it, so it never comes")]
    Never,
    /// Too many days.
    #[error("its COUNT is more than {MAX_OCCURRENCES}; an UNTIL is wanted in its place")]
    TooMany,
}
