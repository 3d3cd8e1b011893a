//! All that was found in a load: every issue is counted, the first of each code are kept.
//!
//! A file may hold millions of records that are wrong in the same way; what is remembered of
//! them does not grow with their number.

use std::ops::Deref;

use super::issue::{Issue, IssueCode, Severity};

/// How many issues of one code a load keeps, unless it is told otherwise.
pub const MAX_ISSUES_KEPT_A_CODE: usize = 1_000;
/// How many issues of one code a load keeps that is made to list them.
pub const MAX_ISSUES_LISTED_A_CODE: usize = 100_000;

/// How many there are of each code, by the place of the code in [`IssueCode::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssueCounts([usize; IssueCode::ALL.len()]);

/// The issues of a load: a slice of those that were kept, ordered by file and feature, and the
/// numbers of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issues {
    kept: Vec<Issue>,
    /// Apart, because errors carry issues and should be small.
    counts: Box<IssueCounts>,
}

impl IssueCounts {
    /// Counts of nothing.
    pub(super) const NONE: Self = Self([0; IssueCode::ALL.len()]);

    /// Counts one more; how many of this code there were before.
    pub(super) const fn add(&mut self, code: IssueCode) -> usize {
        let before = self.0[code.row()];
        self.0[code.row()] = before + 1;
        before
    }

    /// How many there are of a code.
    pub const fn of(&self, code: IssueCode) -> usize {
        self.0[code.row()]
    }

    /// How many there are of a severity.
    pub fn with(&self, severity: Severity) -> usize {
        let codes = IssueCode::ALL.iter();
        let codes = codes.filter(|code| code.severity() == severity);
        codes.map(|code| self.of(*code)).sum()
    }

    /// How many there are in all.
    pub fn all(&self) -> usize {
        self.0.iter().sum()
    }
}

impl Issues {
    pub(super) fn new(kept: Vec<Issue>, counts: IssueCounts) -> Self {
        let counts = Box::new(counts);
        Self { kept, counts }
    }

    /// How many were found, those that are not kept included.
    pub fn counts(&self) -> &IssueCounts {
        &self.counts
    }
}

impl Default for Issues {
    fn default() -> Self {
        Self::new(Vec::new(), IssueCounts::NONE)
    }
}

impl Deref for Issues {
    type Target = [Issue];

    fn deref(&self) -> &[Issue] {
        &self.kept
    }
}

impl<'a> IntoIterator for &'a Issues {
    type Item = &'a Issue;
    type IntoIter = std::slice::Iter<'a, Issue>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_counted_in_a_row_of_its_own() {
        let mut counts = IssueCounts::NONE;
        for (row, code) in IssueCode::ALL.into_iter().enumerate() {
            assert_eq!(code.row(), row);
            assert_eq!(counts.add(code), 0);
        }
        assert_eq!(counts.add(IssueCode::MissingId), 1);
        assert_eq!(counts.of(IssueCode::MissingId), 2);
        assert_eq!(counts.all(), IssueCode::ALL.len() + 1);
        let by_severity = [Severity::Error, Severity::Warning].map(|one| counts.with(one));
        assert_eq!(by_severity.iter().sum::<usize>(), counts.all());
    }
}
