//! What was found wrong, row by row: the first few in words, all of them counted.

use super::code::Code;
use super::fault::Fault;
use super::{DemandIssue, IssueCount, MAX_ISSUES_KEPT};

/// The faults of some rows; its memory is bounded however many there are.
#[derive(Debug, Default)]
pub(super) struct IssueLog {
    issues: Vec<DemandIssue>,
    counts: [usize; Code::ALL.len()],
}

impl IssueLog {
    pub(super) fn push(&mut self, row: usize, id: Option<&str>, fault: Fault) {
        self.counts[fault.code as usize] += 1;
        if self.issues.len() < MAX_ISSUES_KEPT {
            self.issues.push(DemandIssue {
                row,
                id: id.map(str::to_owned),
                code: fault.code.key(),
                message: fault.message,
            });
        }
    }

    /// Puts a fault of an earlier row before all others.
    pub(super) fn push_first(&mut self, row: usize, fault: Fault) {
        let mut first = Self::default();
        first.push(row, None, fault);
        first.append(std::mem::take(self));
        *self = first;
    }

    /// Adds what was found elsewhere, be it before or after.
    pub(super) fn append(&mut self, other: Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
        let ends = self.issues.last().zip(other.issues.first());
        let is_in_order = ends.is_none_or(|(last, next)| last.row <= next.row);
        self.issues.extend(other.issues);
        if !is_in_order {
            self.issues.sort_by_key(|issue| issue.row);
        }
        self.issues.truncate(MAX_ISSUES_KEPT);
    }

    pub(super) const fn count(&self, code: Code) -> usize {
        self.counts[code as usize]
    }

    /// The first issue in words that has a code.
    pub(super) fn first(&self, code: Code) -> Option<&DemandIssue> {
        self.issues.iter().find(|issue| issue.code == code.key())
    }

    pub(super) fn finish(self) -> (Vec<DemandIssue>, Vec<IssueCount>) {
        let counts = Code::ALL.into_iter().zip(self.counts);
        let counts = counts
            .filter(|(_, n_rows)| *n_rows > 0)
            .map(|(code, n_rows)| IssueCount {
                code: code.key(),
                is_kept: code.is_kept(),
                n_rows,
            });
        (self.issues, counts.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(rows: impl Iterator<Item = usize>) -> IssueLog {
        let mut log = IssueLog::default();
        for row in rows {
            log.push(row, None, Fault::new(Code::NoPosition, "none"));
        }
        log
    }

    #[test]
    fn the_first_issues_are_kept_in_words_and_all_are_counted() {
        for (n_found, n_kept) in [
            (MAX_ISSUES_KEPT, MAX_ISSUES_KEPT),
            (MAX_ISSUES_KEPT + 1, MAX_ISSUES_KEPT),
        ] {
            let (issues, counts) = log(0..n_found).finish();
            assert_eq!(issues.len(), n_kept);
            assert_eq!(counts[0].n_rows, n_found);
        }
    }

    #[test]
    fn what_two_logs_hold_comes_in_the_order_of_the_rows() {
        let mut odd = log((0..MAX_ISSUES_KEPT).map(|n| 2 * n + 1));
        odd.append(log((0..MAX_ISSUES_KEPT).map(|n| 2 * n)));
        let (issues, counts) = odd.finish();
        let rows: Vec<usize> = issues.iter().map(|issue| issue.row).collect();
        assert!(rows.into_iter().eq(0..MAX_ISSUES_KEPT));
        assert_eq!(counts[0].n_rows, 2 * MAX_ISSUES_KEPT);
    }
}
