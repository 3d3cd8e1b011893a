//! Findings that say the same, together.

use hashbrown::HashMap;

use crate::dataset::{Issue, IssueCode, Issues};

/// How many places of findings that say the same are named.
pub(super) const MAX_PLACES: usize = 3;

/// Findings of one code that say the same, in their order.
pub(super) struct Group<'a> {
    pub(super) code: IssueCode,
    pub(super) message: &'a str,
    pub(super) issues: Vec<&'a Issue>,
}

/// The codes that were found, errors first, with how many there are of each.
pub(super) fn codes(issues: &Issues) -> impl Iterator<Item = (IssueCode, usize)> {
    let counted = IssueCode::ALL
        .into_iter()
        .map(|code| (code, issues.counts().of(code)));
    counted.filter(|(_, count)| *count > 0)
}

/// All groups by code as in [`codes`], of each code the largest first, then in the order of the
/// files.
///
/// Cost: a look-up for each finding that is kept.
pub(super) fn groups(issues: &Issues) -> Vec<Group<'_>> {
    let mut rows: HashMap<(IssueCode, &str), usize> = HashMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for issue in issues {
        let row = *rows
            .entry((issue.code, &issue.message))
            .or_insert(groups.len());
        if row == groups.len() {
            groups.push(Group {
                code: issue.code,
                message: &issue.message,
                issues: Vec::new(),
            });
        }
        groups[row].issues.push(issue);
    }
    let place = |code| IssueCode::ALL.iter().position(|known| *known == code);
    groups.sort_by_key(|group| (place(group.code), std::cmp::Reverse(group.issues.len())));
    groups
}
